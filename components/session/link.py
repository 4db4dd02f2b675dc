"""Links of all pages: what the address asks of a page, read part by part, and what is dropped.

Each page writes the address itself, instead of binding each widget to it, so that the link is
spelled as the page's value spells it, whatever language the widgets speak; and so that what is
invalid in a link is named, instead of vanishing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components import words
from components.monitoring import metrics_panel
from models.experiment import SETTINGS, Dropped
from models.setting import Setting

MOST_NAMED = 8  # parts of a link that could not be used
# What sites and mailers put on a link to follow who clicks on it: nothing that is asked of a page.
TRACKERS = {
    *("fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "gad_source", "msclkid", "yclid"),
    *("twclid", "ttclid", "igshid", "igsh", "mc_cid", "mc_eid", "_ga", "_gl"),
}
TRACKED_BY = "utm_"


def asked() -> dict[str, str]:
    """What the address asks of a page: all but what is no page's own. Of what it says twice, the
    last counts."""
    query = st.query_params.to_dict()
    return {name: text for name, text in query.items() if not _is_nobodys(name)}


def _is_nobodys(name: str) -> bool:
    return name == metrics_panel.KEY or name in TRACKERS or name.startswith(TRACKED_BY)


def read_parts(
    query: Mapping[str, str], settings: Mapping[str, Setting]
) -> tuple[dict[str, Any], tuple[Dropped, ...]]:
    """Name → value of each part of a query, and what of it could not be used. Accepts anything."""
    values: dict[str, Any] = {}
    dropped = []
    for name, text in query.items():
        if name not in settings:
            dropped.append(Dropped(name, "not a setting of this page"))
            continue
        try:
            values[name] = settings[name].read(text)
        except ValueError as error:
            label = settings[name].label
            dropped.append(Dropped(name, str(error).removeprefix(f"{label}: "), label))
    return values, tuple(dropped)


def repeated(own: Mapping[str, Setting] = SETTINGS) -> tuple[Dropped, ...]:
    """What the address says more than once; own: the page's settings, for what they are called."""
    names = [name for name in asked() if len(st.query_params.get_all(name)) > 1]
    label = {name: setting.label for name, setting in {**SETTINGS, **own}.items()} | words.LINKED
    reason = "said more than once, and the last counts"
    return tuple(Dropped(name, reason, label.get(name, "")) for name in names)


def put(query: Mapping[str, str], again: bool = False) -> bool:
    """Make the address bar say this, where it does not, or in any case; whether it was told."""
    whole = {**query, **metrics_panel.query()}
    is_told = again or _says() != {name: [text] for name, text in whole.items()}
    if is_told:
        st.query_params.from_dict(whole)
    return is_told


def _says() -> dict[str, list[str]]:
    """All that the address bar says, of each name."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def plain(text: str) -> str:
    """A stranger's text as what may stand in a code span: letters, digits and . _ + - only."""
    return "".join(c for c in text if c.isalnum() or c in "._+-")[:40] or "?"


def sentence(dropped: tuple[Dropped, ...]) -> str:
    """What was dropped, as Markdown that holds nothing of a stranger's but plain words."""
    named = [f"{part.label or f'`{plain(part.key)}`'}: {part.reason}" for part in dropped]
    more = [f"and {len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
    return " · ".join(named[:MOST_NAMED] + more)
