"""What is seen: the pages, and the menu by which one goes from one to another."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from components import words
from components.frame.pages import PAGES
from components.lab import precompute
from components.monitoring import metrics_panel
from components.monitoring.ended_runs import unsaid_where_ended
from components.session import reconnect, widget_guard

SIZE = "size"  # in each page's link: how many times as large as usual it is
SHOWN = "page"  # in the session state: the name of the page that is seen


def main() -> None:
    """Draw the page that the address names; Streamlit calls this again at each change."""
    precompute.visitors.ask()
    st.set_page_config(layout="wide", initial_sidebar_state=300)

    def menu() -> None:
        st.title(words.TITLE, anchor=False)
        st.caption(words.TAGLINE)
        with st.container(horizontal=True, gap="small"):
            for name in PAGES:
                query = _link(name) | metrics_panel.query()
                st.page_link(pages[name], label=words.PAGES[name], query_params=query)

    pages = {
        name: st.Page(
            partial(_show, name, menu),
            title=f"{words.PAGES[name]} · {words.TITLE}",
            url_path=name,
            default=not i,
        )
        for i, name in enumerate(PAGES)
    }
    st.navigation(list(pages.values()), position="hidden").run()
    with st.sidebar:
        reconnect.keep()
        widget_guard.tell()
    if metrics_panel.is_on():
        metrics_panel.show()


def _link(name: str) -> dict[str, str]:
    """The link to a page as the visitor left it, but as large as the page that is seen."""
    seen = PAGES[st.session_state[SHOWN]].link()
    left = {part: text for part, text in PAGES[name].link().items() if part != SIZE}
    return left | {part: text for part, text in seen.items() if part == SIZE}


def _show(name: str, menu: Callable[[], None]) -> None:
    """Draw a page; who comes from another one has left that."""
    before = st.session_state.get(SHOWN, name)
    st.session_state[SHOWN] = name
    if before != name:
        PAGES[before].leave()
    # It is there from the beginning: pictures that were drawn before it came would have to shrink.
    st.sidebar.empty()
    try:
        PAGES[name].show(menu)
    except MemoryError:  # where no part of the page has said so itself
        st.error(words.NO_MEMORY)


with unsaid_where_ended():
    main()
