"""A run of the script ends where the visitor has changed something: nobody waits for it."""

import streamlit as st


def give_way() -> None:
    """To be called by what takes long, every few milliseconds.

    Where a newer run waits to begin, this one ends here, by Streamlit's own exception: any look
    into the session state is one of the points at which it does so.
    """
    st.session_state.get("any")  # whether there is such a key or not
