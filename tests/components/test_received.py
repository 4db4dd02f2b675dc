"""What a browser has sent is answered to the end, whatever it sends meanwhile."""

from types import SimpleNamespace

import pytest
from streamlit.runtime.scriptrunner import RerunData, RerunException
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState

from components import received


def test_a_callback_looks_into_the_session_state_although_something_newer_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit ends it there; afterwards it may."""

    def something_newer() -> None:
        raise RerunException(RerunData())

    session = SafeSessionState(SessionState(), something_newer)
    context = SimpleNamespace(session_state=session)
    monkeypatch.setattr(received, "get_script_run_ctx", lambda: context)
    answered: list[bool] = []
    monkeypatch.setattr(received, "_answer", lambda state: answered.append("points" in session))

    received._answer_whole(SessionState())
    assert answered == [False]
    with pytest.raises(RerunException):
        session.__contains__("points")


def test_a_callback_that_fails_leaves_the_next_run_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = SafeSessionState(SessionState(), lambda: None)
    give_way = session._yield_callback
    monkeypatch.setattr(
        received, "get_script_run_ctx", lambda: SimpleNamespace(session_state=session)
    )

    def fail(state: SessionState) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(received, "_answer", fail)
    with pytest.raises(ZeroDivisionError):
        received._answer_whole(SessionState())
    assert session._yield_callback is give_way
