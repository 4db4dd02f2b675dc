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
    Picture,
    Rows,
    Switch,
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
    axis, own = name[0], name.replace("axis", "")
    written = f"{abs(offset):.15g}".replace("e+", "e")
    sign = "+" if offset < 0 else MINUS
    is_on = [trace.get(f"{axis}axis", axis) == own for trace in panel.picture.traces]
    traces = [
        _shifted(trace, axis, offset) if on else dict(trace)
        for trace, on in zip(panel.picture.traces, is_on, strict=True)
    ]
    told = f"{written} + %{{{axis}" if offset > 0 else f"{MINUS}{written} + %{{{axis}"
    for trace, on in zip(traces, is_on, strict=True):
        if on and "hovertemplate" in trace:
            trace["hovertemplate"] = trace["hovertemplate"].replace(f"%{{{axis}", told)
    layout = panel.picture.layout
    shown = layout[name]
    moved = {
        "range": _less(shown["range"], offset),
        "title": shown["title"] | {"text": f"{shown['title']['text']} {sign} {written}"},
    }
    motions = [
        _shifted_motion(motion, axis, offset) if is_on[motion.trace] else motion
        for motion in panel.motions
    ]
    return replace(
        panel,
        picture=Picture(traces, layout | {name: shown | moved}),
        motions=motions,
        switches=[_shifted_switch(switch, f"{name}.range", offset) for switch in panel.switches],
        # Their numbers would be those of the axis, without what is in its title.
        watched=[replace(w, unit="") if axis == "y" else w for w in panel.watched],
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


def _shifted(trace: dict[str, Any], axis: str, offset: float) -> dict[str, Any]:
    """A copy of the trace, moved."""
    if axis not in trace or not len(trace[axis]):
        return dict(trace)
    return trace | {axis: np.asarray(trace[axis], dtype=np.float64) - offset}


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
