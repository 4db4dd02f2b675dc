"""Numbers that change from step to step, as curves that are named at their ends."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Curve:
    """One number at each step, from 0. dash: as SVG has it, in widths of the line, or ""."""

    name: str
    values: tuple[float, ...]
    colour: str
    dash: str = ""


@dataclass(frozen=True)
class Curves:
    """All of them on one pair of axes. said: what is seen, in words."""

    x_title: str
    y_title: str
    curves: tuple[Curve, ...]
    said: str
    kind: str = field(default="curves", init=False)
