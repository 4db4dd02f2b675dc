"""What a browser has sent is answered to the end, whatever it sends meanwhile."""

import json
import math
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from streamlit.elements.lib.column_config_utils import ColumnDataKind
from streamlit.elements.widgets import data_editor
from streamlit.elements.widgets.data_editor import DataEditorState
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.scriptrunner import RerunData, RerunException, StopException
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.safe_session_state import SafeSessionState

from components.monitoring import ended_runs
from components.session import widget_guard
from models.setting import Points


def test_a_callback_looks_into_the_session_state_although_something_newer_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Streamlit ends it there; afterwards it may."""

    def something_newer() -> None:
        raise RerunException(RerunData())

    session = SafeSessionState(SessionState(), something_newer)
    context = SimpleNamespace(session_state=session)
    monkeypatch.setattr(widget_guard, "get_script_run_ctx", lambda: context)
    answered: list[bool] = []
    monkeypatch.setattr(widget_guard, "_answer", lambda state: answered.append("points" in session))

    widget_guard._answer_whole(SessionState())
    assert answered == [False]
    with pytest.raises(RerunException):
        session.__contains__("points")


def test_a_callback_of_who_has_left_ends_where_it_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    session = SafeSessionState(SessionState(), lambda: None)
    requests = ScriptRequests()
    context = SimpleNamespace(session_state=session, script_requests=requests)
    for module in (widget_guard, ended_runs):
        monkeypatch.setattr(module, "get_script_run_ctx", lambda: context)
    looked: list[str] = []

    def answer(state: SessionState) -> None:
        looked.append("before" if "points" not in session else "")
        requests.request_stop()
        looked.append("after" if "points" not in session else "")

    monkeypatch.setattr(widget_guard, "_answer", answer)
    with pytest.raises(StopException):
        widget_guard._answer_whole(SessionState())
    assert looked == ["before"]


def test_a_callback_that_fails_leaves_the_next_run_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    session = SafeSessionState(SessionState(), lambda: None)
    give_way = session._yield_callback
    monkeypatch.setattr(
        widget_guard, "get_script_run_ctx", lambda: SimpleNamespace(session_state=session)
    )

    def fail(state: SessionState) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(widget_guard, "_answer", fail)
    with pytest.raises(ZeroDivisionError):
        widget_guard._answer_whole(SessionState())
    assert session._yield_callback is give_way


def test_a_report_longer_than_any_of_the_player_is_refused_before_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Reading 20 MB of it, others wait for seconds."""
    read: list[str] = []

    def reading(sent: WidgetState) -> dict[str, str]:
        read.append(sent.json_value[:9])
        return {}

    monkeypatch.setattr(widget_guard, "unpack_widget_state_value", reading)
    player = WidgetMetadata[Any]("player", lambda value: value, lambda value: value, "json_value")
    long = json.dumps({"points": "1" * widget_guard.LONGEST_REPORT})
    assert not widget_guard.is_held(WidgetState(id="player", json_value=long), player)
    assert read == []
    most = json.dumps({"points": [[-1234567.123456789, 1e-300]] * Points("").most})
    assert widget_guard.is_held(WidgetState(id="player", json_value=most), player)


TABLE = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [2.0, 4.0, 6.0]})
FLOATS = dict.fromkeys(("x", "y"), ColumnDataKind.FLOAT)
NOTHING: dict[str, Any] = {"edited_rows": {}, "added_rows": [], "deleted_rows": []}


@pytest.mark.parametrize(
    "edits",
    [
        {"edited_rows": {3: {"x": 1}}},
        {"edited_rows": {-1: {"x": 1}}},
        {"edited_rows": {0: {"z": 1}}},
        {"edited_rows": {0: {"x": "<script>"}}},
        {"edited_rows": {0: {"x": [1]}}},
        {"edited_rows": {0: {"x": math.nan}}},
        {"edited_rows": {0: {"x": 10**400}}},
        {"edited_rows": {0: 3}},
        {"edited_rows": 3},
        {"added_rows": {}},
        {"added_rows": [3]},
        {"added_rows": [{"_index": 0}]},
        {"added_rows": [{"x": "own words"}]},
        {"added_rows": [{}] * 2001},
        {"deleted_rows": [3]},
        {"deleted_rows": [True]},
        {"deleted_rows": ["0"]},
        {"deleted_rows": None},
    ],
)
def test_what_is_no_edit_of_the_table_changes_nothing_and_is_not_logged(
    edits: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    widget_guard.guard()
    table = data_editor._apply_dataframe_edits(
        TABLE.copy(), DataEditorState({**NOTHING, **edits}), FLOATS
    )
    assert table.equals(TABLE)
    assert caplog.text == ""


def test_edits_of_the_table_are_made() -> None:
    widget_guard.guard()
    edits = {
        "edited_rows": {0: {"x": 9}, 1: {"y": None}},
        "added_rows": [{"x": 4, "y": 8.5}, {}],
        "deleted_rows": [2],
    }
    table = data_editor._apply_dataframe_edits(TABLE.copy(), DataEditorState(edits), FLOATS)
    assert list(table["x"])[:3] == [9, 2, 4]
    assert len(table) == 4
