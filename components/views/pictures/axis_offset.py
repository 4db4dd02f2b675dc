"""Axes far from 0: what they have in common is said once, in the title, not in each number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from components.style import MINUS
from components.views.panel import (
    Blend,
    Coordinates,
    Growing,
    Motion,
    Panel,
    Rows,
    Switch,
    Trace,
    Whole,
)

MOST_DIGITS = 5  # of a number beside an axis
MOST_BEFORE_POWER = 3  # of one that is written with a power of ten besides
SMALL, LARGE = 1e-3, 1e4  # below and from here on they are
WIDER = 88  # pixels: a left margin that holds "−2.5×10⁷" and the title beside it


def readable(panel: Panel) -> Panel:
    """The panel itself, or one whose axes begin near 0 where numbers on them would be too long.

    Time in seconds since 1970 is 1.7e9 and something: an axis says "t − 1700000000" then. Numbers
    with powers of ten get more room. What is drawn in stays where it is drawn.
    """
    if panel.draws:
        return panel
    for name, shown in panel.picture.layout.items():
        if name[1:5] != "axis" or shown.get("type") == "log" or not shown.get("visible", True):
            continue
        if offset := offset_of(*shown["range"]):
            panel = _moved(panel, name, offset)
    layout = panel.picture.layout
    for side, name in (("l", "yaxis"), ("r", "yaxis2")):
        shown = layout.get(name, {"visible": False})
        is_seen = shown.get("type") != "log" and shown.get("visible", True)
        if is_seen and not SMALL <= max(map(abs, shown["range"])) < LARGE:
            layout = layout | {"margin": layout["margin"] | {side: WIDER}}
            panel = replace(panel, picture=replace(panel.picture, layout=layout))
    return panel


def offset_of(low: float, high: float) -> float:
    """What numbers between these have in common, a round one; 0 where they are short anyway."""
    size, span = max(abs(low), abs(high)), high - low
    digits = np.log10(size) - np.log10(span / 6)
    if digits <= (MOST_BEFORE_POWER if size >= LARGE else MOST_DIGITS):
        return 0.0
    unit = 10.0 ** np.ceil(np.log10(span))
    return float(np.floor(low / unit) * unit)


def _moved(panel: Panel, name: str, offset: float) -> Panel:
    """name: of an axis in the layout."""
    axis = name[0]
    shown = panel.picture.layout[name]
    written = f"{abs(offset):.15g}".replace("e+", "e")
    sign = "+" if offset < 0 else MINUS
    moved = {
        "range": _less(shown["range"], offset),
        "title": shown["title"] | {"text": f"{shown['title']['text']} {sign} {written}"},
    }
    told = f"{written} + %{{{axis}" if offset > 0 else f"{MINUS}{written} + %{{{axis}"

    def is_on(trace: Trace) -> bool:
        return bool(trace.get(f"{axis}axis", axis) == name.replace("axis", ""))

    return replace(
        panel,
        motions=[
            _shifted_motion(motion, axis, offset) if is_on(motion.trace) else motion
            for motion in panel.motions
        ],
        switches=[_shifted_switch(switch, f"{name}.range", offset) for switch in panel.switches],
        # Their numbers would be those of the axis, without what is in its title.
        watched=[replace(w, unit="") if axis == "y" else w for w in panel.watched],
    ).redrawn(
        lambda trace: _shifted(trace, axis, offset, told) if is_on(trace) else dict(trace),
        panel.picture.layout | {name: shown | moved},
    )


def _less(ends: Sequence[float], offset: float) -> list[float]:
    return [float(end - offset) for end in ends]


def _shifted_switch(switch: Switch, attribute: str, offset: float) -> Switch:
    """The switch, with the range that it gives the axis moved."""

    def shifted(layout: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        if layout is None or attribute not in layout:
            return layout
        return {**layout, attribute: _less(layout[attribute], offset)}

    return replace(
        switch, layout_on=shifted(switch.layout_on), layout_off=shifted(switch.layout_off)
    )


def _shifted(trace: Trace, axis: str, offset: float, told: str) -> Trace:
    """A copy of the trace, moved, which tells where it was."""
    shifted = dict(trace)
    if len(trace.get(axis, ())):
        shifted[axis] = np.asarray(trace[axis], dtype=np.float64) - offset
    if "hovertemplate" in trace:
        shifted["hovertemplate"] = trace["hovertemplate"].replace(f"%{{{axis}", told)
    return shifted


def _shifted_motion(motion: Motion, axis: str, offset: float) -> Motion:
    coordinates = getattr(motion, axis)
    if coordinates is None:
        return motion
    if axis == "x":
        return replace(motion, x=less(coordinates, offset))
    return replace(motion, y=less(coordinates, offset))


def less(coordinates: Coordinates, offset: float) -> Coordinates:
    """The coordinates minus the offset."""
    match coordinates:
        case Rows(rows):
            return Rows(rows - offset)
        case Whole(values):
            return Whole(values - offset, coordinates.steps)
        case Growing(values, last, is_full):
            return Growing(values - offset, last, is_full)
        case Blend(weights, basis):
            ones = np.ones((len(weights), 1))
            common = np.full((1, basis.shape[1]), -offset)
            return Blend(np.hstack([weights, ones]), np.vstack([basis, common]))
    raise TypeError(f"no way to shift {type(coordinates).__name__}")
