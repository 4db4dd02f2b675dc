"""After a lost connection the page asks the server at once, instead of at the next click."""

import streamlit as st

A_DAY = 24 * 60 * 60


@st.fragment(run_every=A_DAY)
def keep() -> None:
    """Make the browser ask for a run of the script as soon as it is connected again.

    It does so where a part of the page runs by itself, as this one does, once a day. Without it, a
    page that comes back to a server which has forgotten it stands there unknown until the visitor
    touches it, and what they set then is lost, because the server knows none of its widgets.
    """
