"""The Modules page's link: the layer, the traced cell, how its tensors are held, the switches.

The lab's experiment, which the page shows too, stands beside them as the lab spells it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.session.link import read_parts
from models.experiment import Dropped
from models.modules.layer import LAYER_SETTINGS, LayerExample
from models.modules.registration import HOLDINGS
from models.setting import Choice as OneOf
from models.setting import Number, Setting, Switch

CELL = {"row": "batch", "column": "out_features"}  # of the output → how many of them it has


@dataclass(frozen=True)
class Choice(LayerExample):
    """What the visitor looks at: a layer, a cell of its output, and what is done to its tensors.

    A cell that the output does not have is its last one. Raises ValueError as LayerExample does.
    """

    row: int = 0
    column: int = 0
    weight_as: str = "parameter"
    bias_as: str = "parameter"
    after_backward: bool = True
    backward: bool = False
    again: bool = False
    retain_graph: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        for name, size in CELL.items():
            within = min(getattr(self, name), getattr(self, size) - 1)
            object.__setattr__(self, name, within)

    def settings(self) -> dict[str, Setting]:
        """All settings of the page; the cell that is traced is one of this layer's output."""
        cell = {
            name: Number(f"{name.title()} of the output", "", 0, getattr(self, size) - 1, int)
            for name, size in CELL.items()
        }
        return _SETTINGS | cell

    def to_query(self) -> dict[str, str]:
        """Name → text of what is not as it stands at first."""
        return {
            name: setting.write(getattr(self, name))
            for name, setting in self.settings().items()
            if getattr(self, name) != DEFAULTS[name]
        }


DEFAULTS: dict[str, Any] = dataclasses.asdict(Choice())  # name in the link → how it is at first


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
    "weight_as": OneOf("The weight is held as", options=_WAYS),
    "bias_as": OneOf("The bias is held as", options=_WAYS),
    "after_backward": Flag("After one `backward()`"),
    "backward": Flag("`loss.backward()`"),
    "again": Flag("`loss.backward()` a second time"),
    "retain_graph": Flag("with `retain_graph=True`", "Keep what the graph has saved, for another."),
}


def read(query: Mapping[str, str]) -> tuple[Choice, tuple[Dropped, ...]]:
    """What a query spells, and what of it could not be used. Accepts anything.

    Only what has one of the page's own names is looked at.
    """
    choice = Choice()
    dropped: tuple[Dropped, ...] = ()
    for names in (_SETTINGS, CELL):  # the cell last: its bounds are the layer's
        parts = {name: query[name] for name in names if name in query}
        values, unusable = read_parts(parts, choice.settings())
        choice, dropped = dataclasses.replace(choice, **values), dropped + unusable
    return choice, dropped
