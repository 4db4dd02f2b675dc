"""What was not taken, in sight wherever the sidebar is scrolled to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from components import words
from components.lab import data_widgets
from components.session import link as address
from components.views.sentences.remedies import Remedy
from models.experiment import Dropped


def show(
    dropped: tuple[Dropped, ...],
    close: Callable[[], None],
    because: str = "",
    helps: Sequence[Remedy] = (),
    problem: str = "",
) -> None:
    """Say what there is to be said, if anything, at the end of the sidebar.

    dropped: what the link held that could not be used, said until it is closed. because: why the
    data cannot be seen, while others are; helps: what would help. problem: what a setting lacks.
    """
    if not (problem or dropped or because):
        return
    with st.container(key="notices"):
        if because:
            no_data(because, helps)
        if problem:
            st.error(problem)
        if dropped:
            with st.container(key="dropped"):
                st.warning(f"{words.DROPPED} {address.sentence(dropped)}")
                st.button(words.CLOSE, key="close_dropped", on_click=close)


def no_data(because: str, helps: Sequence[Remedy]) -> None:
    """Say why the data cannot be seen, while others are, and what would help."""
    with st.container(key="no_data"):
        data_widgets.explain(because, is_seen=True, helps=helps)
