"""The address bar over a page: when it is followed, and what it is made to say."""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from components.session import link as address

LANDED_SECONDS = 5.0  # what was written so long ago has reached the browser
WRITTEN = "address_written"  # in the session state: what any page last made the bar say, and when


@dataclass(frozen=True)
class AddressBar:
    """The bar as one page sees it, kept in the visitor's session state."""

    page: str

    @property
    def _was_at(self) -> str:
        return f"{self.page}_was_at"  # the address, when something was done on the page

    def by_page(self) -> None:
        """The run of the script that follows is the page's own doing, not the address bar's."""
        st.session_state[self._was_at] = address.asked()

    def is_followed(self) -> bool:
        """Whether this run does what the address says, instead of what was done on the page.

        A run that ends half-way, for a newer one, has not written the address. The newer one comes
        with that of before, and is the page's doing, too; with another, it is the address bar's.
        """
        return bool(st.session_state.get(self._was_at) != address.asked())

    def write(self, query: Mapping[str, str]) -> None:
        """Make the bar say what the page shows: what was done is over.

        Where something else was written a moment ago, by this page or by the one that the visitor
        comes from, that may still be on its way, and is to be undone even if the browser says that
        the bar is right. Not otherwise: a needless word could meet a visitor who has gone back
        meanwhile, and write over the address that is there.
        """
        written, when = st.session_state.get(WRITTEN, (query, -math.inf))
        is_on_its_way = time.monotonic() - when < LANDED_SECONDS
        if address.put(query, again=is_on_its_way and written != query):
            st.session_state[WRITTEN] = (dict(query), time.monotonic())
        st.session_state[self._was_at] = None
