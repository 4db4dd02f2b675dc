"""Where a visitor stands: the step, the call within it, the switches, the plane, the size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from components.style import SIZES
from components.words import LINKED
from models.experiment import NUMBERS
from models.setting import Number, Setting, Switch
from models.steps.anatomy import PHASES
from models.theory.least_squares_section import PLANE

# The player's switches, as they stand at first.
SWITCHES = {
    "squares": False,
    "log_loss": True,
    "inside": False,
    "learners": False,
    "path": False,
    "hold": False,
}
LAST_STEP = int(NUMBERS["epochs"].high)  # that any run may have
NO_SUCH = "no such value"


@dataclass(frozen=True)
class Part(Setting):
    """A part of a view that has few values, or none for a text."""

    value_of: Callable[[str], Any] = str

    def read(self, text: str) -> Any:
        if (value := self.value_of(text)) is None:
            raise ValueError(f"{self.label}: {NO_SUCH}")
        return value


def _plane(text: str) -> tuple[int, int] | None:
    """Two different places of parameters, as "0,2"."""
    parts = text.split(",")
    if len(parts) != 2 or not all(part.isdecimal() and len(part) < 3 for part in parts):
        return None
    one, two = map(int, parts)
    return (one, two) if one != two else None


# Name in a link → how that part of a view is read.
PARTS: dict[str, Setting] = {
    "step": Number(LINKED["step"], low=0, high=LAST_STEP, kind=int),
    "phase": Part(LINKED["phase"], value_of={phase: phase for phase in PHASES}.get),
    "plane": Part(LINKED["plane"], value_of=_plane),
    "size": Part(LINKED["size"], value_of={f"{size:g}": size for size in SIZES}.get),
    **{name: Switch(LINKED[name]) for name in SWITCHES},
}


@dataclass(frozen=True)
class View:
    """Where the visitor stands: the step, the call within it, and the switches that were turned.

    step: the one that was gone to. Of a run that has no such step the last one is seen, and the
    next run that has it shows it again.
    plane: which two parameters the loss surface is over, where there are more than two.
    size: how many times as large as usual all of the page is.
    """

    step: int = 0
    switches: Mapping[str, bool] = field(default_factory=dict)
    phase: str = PHASES[0]
    plane: tuple[int, int] = PLANE
    size: float = 1.0

    @staticmethod
    def of(parts: Mapping[str, Any]) -> View:
        """That of some parts, by their names in a link; the others are as at first."""
        switches = {name: on for name, on in parts.items() if name in SWITCHES}
        others = {n: value for n, value in parts.items() if n in PARTS and n not in SWITCHES}
        return View(**others, switches=switches)

    def is_on(self, switch: str) -> bool:
        """Whether a switch is pressed."""
        return self.switches.get(switch, SWITCHES[switch])

    def looks(self) -> tuple[bool, bool, tuple[int, int]]:
        """What a film must hold: the inside of a step, that of all learners, and which plane."""
        inside = self.is_on("inside")
        return inside, inside and self.is_on("learners"), self.plane

    def to_query(self) -> dict[str, str]:
        """Name → text of what is not as it stands at first."""
        query = {"step": str(self.step)} if self.step else {}
        if self.phase != PHASES[0] and self.is_on("inside"):
            query["phase"] = self.phase
        if self.plane != PLANE:
            query["plane"] = ",".join(map(str, self.plane))
        for name, first in SWITCHES.items():
            if self.is_on(name) != first:
                query[name] = PARTS[name].write(not first)
        if self.size != 1:
            query["size"] = f"{self.size:g}"
        return query


def reported(view: View, name: str, value: Any, last: int = LAST_STEP) -> View:
    """The view after the player's report of its step, phase or switches; else as it was.

    last: the greatest step there may be. A browser may send anything.
    """
    match name, value:
        case "step", int() if not isinstance(value, bool):
            return replace(view, step=min(max(value, 0), last))
        case "phase", str() if value in PHASES:
            return replace(view, phase=value)
        case "size", int() | float() if value in SIZES and not isinstance(value, bool):
            return replace(view, size=float(value))
        case "switches", dict():
            turned = {n: on for n, on in value.items() if n in SWITCHES and isinstance(on, bool)}
            return replace(view, switches={**view.switches, **turned})
    return view
