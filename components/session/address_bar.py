"""The address bar: what it asks of a page, and what a page makes it say.

Each page writes the address itself, instead of binding each widget to it, so that the link is
spelled as the page's value spells it, whatever language the widgets speak; and so that what is
invalid in a link is named, instead of vanishing.
"""

import math
import time
from collections.abc import Mapping

import streamlit as st

from components import words
from components.monitoring import metrics_panel
from models.experiment import SETTINGS, Dropped
from models.setting import Setting

# What sites and mailers put on a link to follow who clicks on it: nothing that is asked of a page.
TRACKERS = {
    *("fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "gad_source", "msclkid", "yclid"),
    *("twclid", "ttclid", "igshid", "igsh", "mc_cid", "mc_eid", "_ga", "_gl"),
}
TRACKED_BY = "utm_"
LANDED_SECONDS = 5.0  # what was written so long ago has reached the browser
WRITTEN = "address_written"  # in the session state: what any page last made the bar say, and when


def asked() -> dict[str, str]:
    """What the address asks of a page: all but what is no page's own. Of what it says twice, the
    last counts."""
    query = st.query_params.to_dict()
    return {name: text for name, text in query.items() if not _is_nobodys(name)}


def _is_nobodys(name: str) -> bool:
    return name == metrics_panel.KEY or name in TRACKERS or name.startswith(TRACKED_BY)


def repeated(own: Mapping[str, Setting] = SETTINGS) -> tuple[Dropped, ...]:
    """What the address says more than once; own: the page's settings, for what they are called."""
    names = [name for name in asked() if len(st.query_params.get_all(name)) > 1]
    label = {name: setting.label for name, setting in {**SETTINGS, **own}.items()} | words.LINKED
    reason = "said more than once, and the last counts"
    return tuple(Dropped(name, reason, label.get(name, "")) for name in names)


def write(query: Mapping[str, str]) -> None:
    """Make the bar say what the page shows.

    Where something else was written a moment ago, by this page or by the one that the visitor
    comes from, that may still be on its way, and is to be undone even if the browser says that the
    bar is right. Not otherwise: a needless word could meet a visitor who has gone back meanwhile,
    and write over the address that is there.
    """
    whole = {**query, **metrics_panel.query()}
    says = {name: st.query_params.get_all(name) for name in st.query_params}
    written, when = st.session_state.get(WRITTEN, (query, -math.inf))
    is_on_its_way = time.monotonic() - when < LANDED_SECONDS and written != query
    if is_on_its_way or says != {name: [text] for name, text in whole.items()}:
        st.query_params.from_dict(whole)
        st.session_state[WRITTEN] = (dict(query), time.monotonic())
