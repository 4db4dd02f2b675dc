"""The settings of the page Modules: each a widget that is bound to the address by its own name.

Choices are offered by PyTorch's own words for them, so that no label gets into a link.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import streamlit as st

from components import visit
from models.holding import HOLDINGS
from models.layer import LAYER_SETTINGS, LayerExample

LINK = "modules"  # the query of a link to the page as it was left

# Name in the session and in the address → where it stands at first.
DEFAULTS: dict[str, Any] = {
    **dataclasses.asdict(LayerExample()),
    "row": 0,
    "column": 0,
    "weight_as": "parameter",
    "bias_as": "parameter",
    "after_backward": True,
    "backward": False,
    "again": False,
    "retain_graph": False,
}


def whole_number(name: str, label: str, low: int, high: int, help: str = "") -> int:
    """A number typed, or stepped by keys; it comes back within its bounds."""
    present = st.session_state.get(name)
    if present is not None and not low <= present <= high:  # the bounds have moved since
        st.session_state[name] = min(max(present, low), high)
    value = st.number_input(
        label,
        min_value=low,
        max_value=high,
        # "min": a default that the page never minds to see replaced, as a click or new bounds do.
        value="min" if DEFAULTS[name] == low else DEFAULTS[name],
        key=name,
        help=help or None,
        bind="query-params",
    )
    return DEFAULTS[name] if value is None else int(value)  # None: it was emptied


def switch(name: str, label: str, help: str = "", disabled: bool = False) -> bool:
    """On or off."""
    return st.toggle(
        label,
        value=DEFAULTS[name],
        key=name,
        help=help or None,
        disabled=disabled,
        bind="query-params",
    )


def holding(name: str, label: str, disabled: bool = False) -> str:
    """One of the ways to hold a tensor."""
    return st.radio(
        label,
        list(HOLDINGS),
        captions=[HOLDING_CAPTIONS[way] for way in HOLDINGS],
        key=name,
        disabled=disabled,
        bind="query-params",
    )


HOLDING_CAPTIONS = {
    "parameter": "nn.Parameter",
    "frozen": r"requires\_grad\_(False)",
    "tensor": "a plain attribute",
    "buffer": r"register\_buffer",
}


def layer_example() -> LayerExample:
    """The layer that the sidebar describes."""
    numbers = {
        name: whole_number(name, setting.label, int(setting.low), int(setting.high), setting.help)
        for name, setting in LAYER_SETTINGS.items()
    }
    return LayerExample(**numbers, layer_bias=switch("layer_bias", "bias"))


def remember() -> None:
    """Keep where all widgets stand, for the link back: Streamlit forgets them on another page."""
    values = {name: st.session_state.get(name, default) for name, default in DEFAULTS.items()}
    st.session_state[LINK] = {
        name: str(value).lower()
        for name, value in values.items()
        if value is not None and value != DEFAULTS[name]
    }
    # The lab's experiment is part of what this page shows, so it is part of its address.
    for name, text in visit.link().items():
        if st.query_params.get(name) != text:
            st.query_params[name] = text


def link() -> dict[str, str]:
    """The query of a link to the page as this visitor left it, and of the experiment it shows."""
    return st.session_state.get(LINK, {}) | visit.link()
