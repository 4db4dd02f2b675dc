"""What a browser sends is taken where its widget can hold it; else the last value stays.

Streamlit believes a widget's message: one of another kind, which no browser of ours sends, ends in
a traceback at each run from then on, and a number out of bounds becomes the least one, unsaid. So
each value is looked at where Streamlit takes it over, with what the widget itself knows: its kind,
its options, its bounds. tests/protocol sends what there is to be refused. And what was taken is
acted upon, whatever the browser sends meanwhile.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.elements.widgets import data_editor
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx
from streamlit.runtime.state.common import (
    WidgetMetadata,
    unpack_widget_state_value,
    user_key_from_element_id,
)
from streamlit.runtime.state.session_state import Serialized, SessionState, Value, WStates

from components import words
from components.monitoring.ended_runs import is_ended

LONGEST_REPORT = (
    100_000  # characters of a component's report: all the points there may be are 3,000
)
MOST_ADDED = 2000  # rows of a table
LARGEST_CELL = 1e300


@dataclass
class _Noted(threading.local):
    """Whether a value was refused since it was last told, and of which widgets the last message had
    values, by their keys; a thread runs the page of one visitor. is_short: memory was, when the
    message was answered.
    """

    refused: bool = False
    is_short: bool = False
    made: frozenset[str | None] = frozenset()


_noted = _Noted()
_read: Callable[[WStates, str], Any] = WStates.__getitem__
_take: Callable[[WStates, WidgetState], None] = WStates.set_widget_from_proto
_answer: Callable[..., None] = SessionState._call_callbacks
_edit: Callable[..., pd.DataFrame] = data_editor._apply_dataframe_edits


def guard() -> None:
    """Look at each value from now on, and answer each whole; a second call changes nothing.

    Streamlit has no place of its own to be asked at, so three of its methods are replaced, and what
    applies edits to a table.
    """
    # Type checkers take a method for a constant, whatever replaces it.
    data_editor._apply_dataframe_edits = _edit_if_held  # type: ignore[assignment]
    WStates.set_widget_from_proto = _take_if_held  # type: ignore[method-assign, assignment]
    WStates.__getitem__ = _read_if_held  # type: ignore[method-assign]
    SessionState._call_callbacks = _answer_whole  # type: ignore[method-assign, assignment]


def keep(key: str, value: Any) -> None:
    """The widget of this key keeps what it says; `value` where Streamlit forgot it on another page.

    Streamlit tells a browser only once what a widget is set to. One that is not made by the next
    run, as its script is still on its way, is made with its default unless it is set again. Once
    it is made, the browser's messages have its value.
    """
    if key not in st.session_state:
        st.session_state[key] = value
    elif key not in _noted.made:
        st.session_state[key] = st.session_state[key]


def tell() -> bool:
    """Say that something was refused, where something was; whether it was."""
    is_told, _noted.refused = _noted.refused, False
    if is_told:
        st.warning(words.REFUSED)
    if _noted.is_short:
        st.error(words.NO_MEMORY)
    _noted.is_short = False
    return is_told


def is_held(sent: WidgetState, widget: WidgetMetadata[Any]) -> bool:
    """Whether the widget can hold what was sent: it has its kind, and reads as what it says."""
    kind = sent.WhichOneof("value")
    if kind is None:  # the widget was emptied
        return True
    numbers = ("double_value", "int_value")  # of a number field, according to its steps
    if kind != widget.value_type and not (kind in numbers and widget.value_type in numbers):
        return False
    if kind == "json_value" and len(sent.json_value) > LONGEST_REPORT:  # others would wait for it
        return False
    try:
        value = unpack_widget_state_value(sent)
        if kind == "json_value" and not isinstance(value, dict):  # a component's reports have names
            return False
        back = widget.serializer(widget.deserializer(value))
    except Exception:  # whatever the widget's own reader raises, at what it does not know
        return False
    if kind in numbers:
        return bool(back == value)  # what is out of bounds reads as the default
    if kind in ("string_value", "string_array_value"):
        given = [value] if kind == "string_value" else list(value)
        options, most = widget.formatted_options, widget.max_array_length
        if options is not None and not set(given) <= set(options):
            return False
        if kind == "string_array_value":
            return (most is None or len(given) <= most) and list(back) == given
    return True


def _take_if_held(states: WStates, sent: WidgetState) -> None:
    """A value that a known widget cannot hold is not taken: the last one stays."""
    widget = states.widget_metadata.get(sent.id)
    if widget is None or is_held(sent, widget):
        _take(states, sent)
    else:
        _noted.refused = True


def _read_if_held(states: WStates, widget_id: str) -> Any:
    """Of a widget that was not known when its value came: what it cannot hold is its default.

    Unsaid: it comes before all else, of a session that is gone, and changes nothing.
    """
    state, widget = states.states.get(widget_id), states.widget_metadata.get(widget_id)
    if isinstance(state, Serialized) and widget is not None and not is_held(state.value, widget):
        states.states[widget_id] = Value(widget.deserializer(None))
    return _read(states, widget_id)


def are_edits_of(table: pd.DataFrame, edits: Any) -> bool:
    """Whether these are edits of a table of numbers: of its rows and columns, in finite numbers."""
    names, rows = set(table.columns), range(len(table))

    def is_row(cells: Any) -> bool:
        return (
            isinstance(cells, dict)
            and names.issuperset(cells)
            and all(map(is_cell, cells.values()))
        )

    def is_cell(value: Any) -> bool:
        return value is None or (type(value) in (int, float) and abs(value) <= LARGEST_CELL)

    edited, added, deleted = (
        edits.get(kind) for kind in ("edited_rows", "added_rows", "deleted_rows")
    )
    return (
        isinstance(edited, dict)
        and all(row in rows and is_row(cells) for row, cells in edited.items())
        and isinstance(added, list)
        and len(added) <= MOST_ADDED
        and all(map(is_row, added))
        and isinstance(deleted, list)
        and all(type(row) is int and row in rows for row in deleted)
    )


def _edit_if_held(table: pd.DataFrame, edits: Any, schema: Any) -> pd.DataFrame:
    """What is no edit of the table changes nothing of it.

    Streamlit fails at some, and writes the column's name and the cell into the log at others.
    """
    if are_edits_of(table, edits):
        return _edit(table, edits, schema)
    _noted.refused = True
    return table


def _answer_whole(state: SessionState, **replayed: Any) -> None:
    """Call the callbacks of what has changed, each to its end.

    Any look into the session state is a point at which Streamlit ends a run for a newer message,
    and so it ends a callback that looks there: what was sent is taken then, and never answered.
    """
    _noted.made = frozenset(map(user_key_from_element_id, state._new_widget_state.states))
    with _nothing_newer():
        try:
            _answer(state, **replayed)
        except MemoryError:  # what could not be held is not there: the page is as it was
            _noted.is_short = True


@contextmanager
def _nothing_newer() -> Iterator[None]:
    """A newer message waits until the end of the block; for who has left, nothing is finished."""
    context = get_script_run_ctx()
    if context is None:
        yield
        return
    session = context.session_state
    give_way = session._yield_callback

    def stop_where_nobody_is() -> None:
        # Streamlit tells a run so by an exception alone, which a newer message would raise too.
        if is_ended():
            raise StopException

    object.__setattr__(session, "_yield_callback", stop_where_nobody_is)  # it has no setter
    try:
        yield
    finally:
        object.__setattr__(session, "_yield_callback", give_way)
