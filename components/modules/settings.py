"""The settings of the page Modules: a widget for each, what they say, and the page's address."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from components import words
from components.lab.state import bring, lab
from components.modules import link
from components.modules.link import CELL, DEFAULTS, Choice
from components.session import number_field, widget_guard
from components.session.page_state import PageState
from components.session.view import View
from models.experiment import Dropped
from models.modules.layer import LAYER_SETTINGS, LayerExample
from models.modules.registration import HOLDINGS
from models.setting import Number

HOLDING_CAPTIONS = {
    "parameter": "nn.Parameter",
    "frozen": r"requires\_grad\_(False)",
    "tensor": "a plain attribute",
    "buffer": r"register\_buffer",
}


# ---- What the page shows, and its address


def _read(query: Mapping[str, str]) -> tuple[Choice, View, tuple[Dropped, ...]]:
    """What a query spells of this page; the rest is the lab's, and goes there."""
    choice, dropped = link.read(query)
    of_lab = {name: text for name, text in query.items() if name not in DEFAULTS}
    return choice, View(), dropped + bring(of_lab)


state = PageState(
    "modules",
    _read,
    lambda choice: st.session_state.update(dataclasses.asdict(choice)),
    beside=lab.link,
    settings=Choice().settings(),
)
from_page = state.from_page


def follow() -> None:
    """Take over what the widgets say, or the address where the page itself did not write it."""
    state.follow()
    said, _ = _said(DEFAULTS)
    state.change(**said)
    for name in said.keys() & CELL.keys():  # the output may be smaller now
        st.session_state[name] = getattr(state.value, name)


def _said(names: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    """Name → what its widget says, and why the others say what is no value of the setting."""
    said, reasons = {}, []
    for name in filter(st.session_state.__contains__, names):
        try:
            said[name] = state.value.settings()[name].check(st.session_state[name])
        except ValueError as error:
            reasons.append(f"{error}.")
    return said, reasons


def trace_cell(row: int, column: int) -> None:
    """Trace this cell of the output; where there is none, nothing changes."""
    for name, value in zip(CELL, (row, column), strict=True):
        with suppress(ValueError):
            state.value.settings()[name].check(value)
            st.session_state[name] = value


def told() -> list[tuple[str, str]]:
    """(label, value) of each setting, for a printed page."""
    spelled = {"true": "on", "false": "off"}
    return [
        (
            setting.label.replace("`", ""),
            spelled.get(text := setting.write(getattr(state.value, name)), text),
        )
        for name, setting in state.value.settings().items()
    ]


def problem(*names: str) -> str:
    """What is the matter with these fields, or ""; what they said last is still shown."""
    _, reasons = _said(names)
    return " ".join([*reasons, words.STILL_VALID]) if reasons else ""


# ---- Widgets


def _shared(name: str) -> dict[str, Any]:
    """What all widgets are given; their value too, where Streamlit forgot it on another page."""
    setting = state.value.settings()[name]
    widget_guard.keep(name, getattr(state.value, name))
    return {
        "label": setting.label,
        "key": name,
        "help": setting.help or None,
        "on_change": from_page,
    }


def whole_number(name: str) -> int:
    """A number typed, or stepped by keys; the last valid one where it is none."""
    setting = state.value.settings()[name]
    assert isinstance(setting, Number)
    number_field.show(setting, **_shared(name))
    return int(getattr(state.value, name))


def switch(name: str) -> bool:
    """On or off."""
    return st.toggle(**_shared(name))


def holding(name: str) -> str:
    """One of the ways to hold a tensor."""
    captions = [HOLDING_CAPTIONS[way] for way in HOLDINGS]
    return st.radio(options=list(HOLDINGS), captions=captions, **_shared(name))


def layer_example() -> LayerExample:
    """The layer that the sidebar describes."""
    numbers = {name: whole_number(name) for name in LAYER_SETTINGS}
    return LayerExample(**numbers, layer_bias=switch("layer_bias"))
