"""What was not taken, in sight wherever the sidebar is scrolled to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from components import words
from components.session.link import sentence
from models.experiment import Dropped

Help = tuple[str, Callable[[], None]]  # what would help: what a button says, and what it does


def show(
    dropped: tuple[Dropped, ...],
    close: Callable[[], None],
    say_why: Callable[[], None] | None = None,
    problem: str = "",
) -> None:
    """Say what there is to be said, if anything, at the end of the sidebar.

    dropped: what the link held that could not be used, said until it is closed. say_why: says why
    the data cannot be seen, where others are. problem: what a setting lacks.
    """
    if not (problem or dropped or say_why):
        return
    with st.container(key="notices"):
        if say_why:
            say_why()
        if problem:
            st.error(problem)
        if dropped:
            with st.container(key="dropped"):
                st.warning(f"{words.DROPPED} {sentence(dropped)}")
                st.button(words.CLOSE, key="close_dropped", on_click=close)


def no_data(because: str, helps: Sequence[Help], is_awaited: bool) -> None:
    """Say why the data cannot be seen, while others are, and what would help.

    is_awaited: nothing is wrong, but that a file is waited for which nobody has named yet.
    """
    with st.container(key="no_data"):
        if is_awaited:
            st.warning(f"{because}. {words.DATA['awaited']}")
        else:
            explain(words.DATA["still"], because, helps)


def explain(what: str, because: str, helps: Sequence[Help]) -> None:
    """What is so, and why, as text: it may hold a stranger's words; a button for each help."""
    st.warning(what)
    st.text(because)
    for label, do in helps:
        st.button(label, on_click=do, width="stretch")
