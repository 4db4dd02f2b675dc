"""What no browser of ours would send of a widget: kind by kind, value by value."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator

from streamlit.proto.WidgetStates_pb2 import WidgetState

HUGE = "é" * 50_000  # of each widget: together some of the 4 MB that a message may have
DEEP = "[" * 100_000
LONG_NUMBER = "9" * 5000
NUMBERS = [math.nan, math.inf, -math.inf, 1e308, -1e308]
WHOLE_NUMBERS = [2**62, -(2**63)]
TEXTS = ["no option", "<script>", "\x00", HUGE, LONG_NUMBER, DEEP, "null", '{"selection": 3}']
LISTS = [["no option"], ["x"] * 51, [HUGE]]
JSON = ["", "{", "null", "[]", "3", '"x"', "NaN", '{"step": ' + DEEP]
# Well formed, and of names that the player reports; what they say cannot be.
REPORTS = [
    '{"step": NaN, "phase": NaN, "switches": NaN, "points": NaN}',
    '{"step": 1e999, "phase": "no phase", "switches": [], "points": 3}',
    '{"step": true, "phase": ["loss"], "switches": {"squares": NaN, "inside": "x", "no": true}}',
    '{"step": 1.5, "phase": {}, "switches": {"inside": [1], "learners": {}}}',
    json.dumps({"points": {"number": 5, "points": [[i, i] for i in range(10_000)]}}),
    '{"points": {"number": 6, "points": [[NaN, 1], [1, 2]]}}',
    '{"points": {"number": 7, "points": [[[1, 2], 3], [{}, null]]}}',
    '{"points": {"number": 8, "points": [[1e400, 1], [2, 3]], "resting": "x"}}',
    '{"points": {"number": 1e999, "points": [[1, 1], [2, 3]]}}',
    '{"points": {"number": 9, "points": [[1, 1], [1, 3]]}}',
]
REPORTS += ['{"rate": {"rate": "11", "held": true}}', '{"rate": [1e999]}', '{"rate": "0.03"}']
# What is no cell of a matrix: row and column, two whole numbers.
CELLS = [
    *("[3]", '["x", 1]', "[1e999, 1]", "[true, 0]", "[[1], [2]]", "null", '{"row": 1}'),
    *("[0.5, 1]", "[-1, -1]", "[1, 2, 3]", "[1e300, 0]"),
]


def of(widget_id: str) -> Iterator[tuple[str, WidgetState]]:
    """What to send, each with its name for a report."""

    def state(**value: object) -> WidgetState:
        return WidgetState(id=widget_id, **value)  # type: ignore[arg-type]

    for number in NUMBERS:
        yield f"{number}", state(double_value=number)
    for whole in WHOLE_NUMBERS:
        yield f"whole {whole}", state(int_value=whole)
    for text in [*TEXTS, *CELLS]:
        yield f"text {text[:40]!r}", state(string_value=text)
    for text in [*JSON, *REPORTS]:
        yield f"json {text[:60]}", state(json_value=text)
    yield "trigger's json", state(json_trigger_value="{")
    yield "bytes", state(bytes_value=b"\xff" * 100_000)
    yield "a trigger's text", _with(state(), "string_trigger_value", "x")
    yield "a chat's text", _with(state(), "chat_input_value", "x")
    for names in LISTS:
        yield f"texts {str(names)[:40]}", _with(state(), "string_array_value", names)
    for numbers in ([], [math.nan], [1e308] * 10_000):
        yield f"numbers {str(numbers)[:40]}", _with(state(), "double_array_value", numbers)
    yield "whole numbers", _with(state(), "int_array_value", [2**62] * 51)
    lost = state()
    lost.file_uploader_state_value.uploaded_file_info.add(file_id="../../etc/passwd", name="x")
    yield "a file that was never sent", lost


def _with(state: WidgetState, kind: str, data: object) -> WidgetState:
    """The state with what is kept in a message of its own, set even where it is empty."""
    inner = getattr(state, kind)
    inner.SetInParent()
    if isinstance(data, str):
        inner.data = data
    else:
        inner.data.extend(data)
    return state
