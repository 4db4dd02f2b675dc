"""Uploads that the server did not take: what the page says of them, beside the uploader.

The server notes them, from its own thread, under the session's name; the run of the page that
follows takes the note.
"""

from __future__ import annotations

from collections import OrderedDict

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components import words

MOST = 1000  # notes that nobody has taken; of more, the oldest are forgotten
EDITIONS, SAID = "upload_editions", "refused_upload"  # in the session state

_noted: OrderedDict[str, int] = OrderedDict()  # session → the answer's status


def note(session: str, status: int) -> None:
    """An upload of this session ended with this status of HTTP."""
    _noted[session] = status
    if len(_noted) > MOST:
        _noted.popitem(last=False)


def edition() -> int:
    """How often the uploader was made anew: as each time that an upload is refused, without
    Streamlit's words."""
    context = get_script_run_ctx()
    status = None if context is None else _noted.pop(context.session_id, None)
    if status is not None:
        make_anew()
        st.session_state[SAID] = words.UPLOAD_REFUSED.get(status, words.UPLOAD_FAILED)
    times: int = st.session_state.get(EDITIONS, 0)
    return times


def make_anew() -> None:
    """Another edition of the uploader, which shows no file."""
    st.session_state[EDITIONS] = st.session_state.get(EDITIONS, 0) + 1


def forget() -> None:
    """Something was brought: what was said is over."""
    st.session_state.pop(SAID, None)


def show() -> None:
    """Say why the last upload was not taken, where it was not."""
    if SAID in st.session_state:
        st.warning(st.session_state[SAID])
