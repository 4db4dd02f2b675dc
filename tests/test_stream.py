"""A visitor without a browser hears all of an answer, also where the script starts itself anew."""

from pathlib import Path

import pytest

from tests.stream import element_in, streaming
from tools.serve import serving

TWICE = """
import streamlit as st

st.text("second" if "again" in st.session_state else "first")
if "again" not in st.session_state:
    st.session_state["again"] = True
    st.rerun()
"""


@pytest.mark.slow
def test_a_run_that_ends_for_another_is_one_answer_with_it(tmp_path: Path) -> None:
    script = tmp_path / "twice.py"
    script.write_text(TWICE, encoding="utf-8")
    with serving(script) as server, streaming(server) as session:
        said = [element_in(message) for message in session.run()]
        # What the first run said may never be sent: the server drops what the next one replaces.
        assert [content.body for kind, content in said if kind == "text"][-1] == "second"
        assert session.id
