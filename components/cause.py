"""What caused a run of the script: something done on the page, or the address bar."""

from dataclasses import dataclass

import streamlit as st

from components import address


@dataclass(frozen=True)
class Cause:
    """The cause of the present run of one page, kept in the visitor's session state.

    A run that ends half-way, for a newer one, has not written the address. The newer one comes with
    that of before, and is the page's doing, too; with another one, it is the address bar's.
    """

    page: str

    @property
    def _key(self) -> str:
        return f"{self.page}_was_at"  # the address, when something was done on the page

    def by_page(self) -> None:
        """The run of the script that follows is the page's own doing, not the address bar's."""
        st.session_state[self._key] = address.asked()

    def is_page(self) -> bool:
        """Whether it was the page; else what the address says is to be followed."""
        return bool(st.session_state.get(self._key) == address.asked())

    def written(self) -> None:
        """The address says what the page shows: what was done is over."""
        st.session_state[self._key] = None
