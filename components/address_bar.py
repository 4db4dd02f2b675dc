"""The address bar over a page: when it is followed, and what it is made to say."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from components import address

WRITTEN = "written"  # in the session state: what the bar was last made to say, by any page


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

        What the browser says of it is not enough: something else, written a moment ago, may still
        be on its way there. A bar that says it already gets no new entry in its history.
        """
        address.put(query, again=st.session_state.get(WRITTEN) != query)
        st.session_state[WRITTEN] = dict(query)
        st.session_state[self._was_at] = None
