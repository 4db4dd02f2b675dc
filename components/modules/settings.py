"""The settings of the page Modules: a widget for each, what they say, and the page's address."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import streamlit as st

from components import words
from components.lab import state
from components.modules import link as modules_address
from components.modules.link import CELL, DEFAULTS
from components.session import link as address
from components.session import number_field, widget_guard
from components.session.address_bar import AddressBar
from models.experiment import Dropped
from models.modules.layer import LAYER_SETTINGS, LayerExample
from models.modules.registration import HOLDINGS
from models.setting import Number

VALUES = "modules"  # the last valid value of each setting; it also remembers those not shown
DROPPED = "modules_dropped"  # what the link held that could not be used

_bar = AddressBar("modules")
from_page = _bar.by_page

HOLDING_CAPTIONS = {
    "parameter": "nn.Parameter",
    "frozen": r"requires\_grad\_(False)",
    "tensor": "a plain attribute",
    "buffer": r"register\_buffer",
}


# ---- What the page shows, and its address


def follow() -> None:
    """Take over what the widgets say, or the address where the page itself did not write it."""
    if _bar.is_followed():
        _follow_address()
    else:
        leave()
    said = _said()
    values = values_now() | said
    for name, size in CELL.items():
        values[name] = min(values[name], values[size] - 1)  # the output may be smaller now
        if name in said:
            st.session_state[name] = values[name]
    st.session_state[VALUES] = values


def _said() -> dict[str, Any]:
    """Name → what its widget says, where that is a value of the setting."""
    found = {}
    for name, setting in modules_address.settings(values_now()).items():
        with suppress(KeyError, ValueError):
            found[name] = setting.check(st.session_state[name])
    return found


def _follow_address() -> None:
    query = address.asked()
    if VALUES in st.session_state and query == link():
        return
    st.session_state[VALUES], dropped = modules_address.read(query)
    for name, value in values_now().items():
        st.session_state[name] = value
    of_lab = {name: text for name, text in query.items() if name not in DEFAULTS}
    repeated = address.repeated(modules_address.settings(values_now()))
    st.session_state[DROPPED] = dropped + state.bring(of_lab) + repeated


def values_now() -> dict[str, Any]:
    """Name → value of each setting, always a valid one."""
    values: dict[str, Any] = st.session_state[VALUES]
    return values


def dropped() -> tuple[Dropped, ...]:
    """What the link held that could not be used."""
    unusable: tuple[Dropped, ...] = st.session_state[DROPPED]
    return unusable


def leave() -> None:
    """What was said of the link is over: the visitor does something else."""
    st.session_state[DROPPED] = ()


def link() -> dict[str, str]:
    """The query of a link to the page as this visitor left it, and of the experiment it shows."""
    own = modules_address.to_query(values_now()) if VALUES in st.session_state else {}
    return own | state.link()


def trace_cell(row: int, column: int) -> None:
    """Trace this cell of the output; where there is none, nothing changes."""
    for name, value in zip(CELL, (row, column), strict=True):
        with suppress(ValueError):
            modules_address.settings(values_now())[name].check(value)
            st.session_state[name] = value


def write_address() -> None:
    """Make the address say what the page shows."""
    _bar.write(link())


def told() -> list[tuple[str, str]]:
    """(label, value) of each setting, for a printed page."""
    spelled = {"true": "on", "false": "off"}
    return [
        (
            setting.label.replace("`", ""),
            spelled.get(text := setting.write(values_now()[name]), text),
        )
        for name, setting in modules_address.settings(values_now()).items()
    ]


def problem(*names: str) -> str:
    """What is the matter with these fields, or ""; what they said last is still shown."""
    reasons = []
    for name in filter(st.session_state.__contains__, names):
        try:
            modules_address.settings(values_now())[name].check(st.session_state[name])
        except ValueError as error:
            reasons.append(f"{error}.")
    return " ".join([*reasons, words.STILL_VALID]) if reasons else ""


# ---- Widgets


def _shared(name: str) -> dict[str, Any]:
    """What all widgets are given; their value too, where Streamlit forgot it on another page."""
    setting = modules_address.settings(values_now())[name]
    widget_guard.keep(name, values_now()[name])
    return {
        "label": setting.label,
        "key": name,
        "help": setting.help or None,
        "on_change": from_page,
    }


def whole_number(name: str) -> int:
    """A number typed, or stepped by keys; the last valid one where it is none."""
    setting = modules_address.settings(values_now())[name]
    assert isinstance(setting, Number)
    number_field.show(setting, **_shared(name))
    return int(values_now()[name])


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
