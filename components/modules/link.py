"""The Modules page's address: the layer, the traced cell, how its tensors are held, the switches.

The lab's experiment, which the page shows too, stands beside them as the lab spells it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from models.experiment import Dropped
from models.modules.layer import LAYER_SETTINGS, LayerExample
from models.modules.registration import HOLDINGS
from models.setting import Choice, Number, Setting, Switch

CELL = {"row": "batch", "column": "out_features"}  # of the output → how many of them it has

# Name in the address → where it stands at first.
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


class Flag(Switch):
    """Yes or no: "true" or "false" in this page's links."""

    def read(self, text: str) -> Any:
        if text.lower() not in ("true", "false"):
            raise ValueError(f"{self.label}: either true or false")
        return text.lower() == "true"

    def write(self, value: Any) -> str:
        return str(value).lower()


# PyTorch's own words name the ways to hold a tensor, so that no label gets into a link.
_WAYS = {way: way for way in HOLDINGS}
_SETTINGS: dict[str, Setting] = {
    **LAYER_SETTINGS,
    "layer_bias": Flag("bias"),
    "weight_as": Choice("The weight is held as", options=_WAYS),
    "bias_as": Choice("The bias is held as", options=_WAYS),
    "after_backward": Flag("After one `backward()`"),
    "backward": Flag("`loss.backward()`"),
    "again": Flag("`loss.backward()` a second time"),
    "retain_graph": Flag("with `retain_graph=True`", "Keep what the graph has saved, for another."),
}


def settings(values: Mapping[str, Any]) -> dict[str, Setting]:
    """All settings of the page; the cell that is traced is one of the output of these values."""
    cell = {
        name: Number(f"{name.title()} of the output", low=0, high=values[size] - 1, kind=int)
        for name, size in CELL.items()
    }
    return _SETTINGS | cell


def read(query: Mapping[str, str]) -> tuple[dict[str, Any], tuple[Dropped, ...]]:
    """Each value that a query spells, and what of it could not be used. Accepts anything.

    Only what has one of the page's own names is looked at.
    """
    values, dropped = dict(DEFAULTS), []
    for name in (*_SETTINGS, *CELL):  # the cell last: its bounds are the layer's
        if name not in query:
            continue
        setting = settings(values)[name]
        try:
            values[name] = setting.read(query[name])
        except ValueError as error:
            reason = str(error).removeprefix(f"{setting.label}: ")
            dropped.append(Dropped(name, reason, setting.label))
    return values, tuple(dropped)


def to_query(values: Mapping[str, Any]) -> dict[str, str]:
    """Name → text of what is not as it stands at first."""
    return {
        name: setting.write(values[name])
        for name, setting in settings(values).items()
        if values[name] != DEFAULTS[name]
    }
