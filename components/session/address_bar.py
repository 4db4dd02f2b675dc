"""What the address bar is made to say, also where a message about it is still on its way."""

import math
import time
from collections.abc import Mapping

import streamlit as st

from components.session.link import put

LANDED_SECONDS = 5.0  # what was written so long ago has reached the browser
WRITTEN = "address_written"  # in the session state: what any page last made the bar say, and when


def write(query: Mapping[str, str]) -> None:
    """Make the bar say what the page shows.

    Where something else was written a moment ago, by this page or by the one that the visitor
    comes from, that may still be on its way, and is to be undone even if the browser says that the
    bar is right. Not otherwise: a needless word could meet a visitor who has gone back meanwhile,
    and write over the address that is there.
    """
    written, when = st.session_state.get(WRITTEN, (query, -math.inf))
    is_on_its_way = time.monotonic() - when < LANDED_SECONDS
    if put(query, again=is_on_its_way and written != query):
        st.session_state[WRITTEN] = (dict(query), time.monotonic())
