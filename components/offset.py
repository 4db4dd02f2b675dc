"""Axes far from 0: what they have in common is said once, in the title, not in each number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from components.panel import Blend, Coordinates, Growing, Motion, Panel, Picture, Rows, Whole
from components.style import MINUS

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
    for axis in ("x", "y"):
        shown = panel.picture.layout[f"{axis}axis"]
        if shown.get("type") != "log" and (offset := offset_of(*shown["range"])):
            panel = _moved(panel, axis, offset)
    layout = panel.picture.layout
    shown = layout["yaxis"]
    if shown.get("type") != "log" and not SMALL <= max(map(abs, shown["range"])) < LARGE:
        layout = layout | {"margin": layout["margin"] | {"l": WIDER}}
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


def _moved(panel: Panel, axis: str, offset: float) -> Panel:
    written = f"{abs(offset):.15g}".replace("e+", "e")
    sign = "+" if offset < 0 else MINUS
    traces = [_shifted(trace, axis, offset) for trace in panel.picture.traces]
    told = f"{written} + %{{{axis}" if offset > 0 else f"{MINUS}{written} + %{{{axis}"
    for trace in traces:
        if "hovertemplate" in trace:
            trace["hovertemplate"] = trace["hovertemplate"].replace(f"%{{{axis}", told)
    layout = panel.picture.layout
    shown = layout[f"{axis}axis"]
    moved = {
        "range": [float(end - offset) for end in shown["range"]],
        "title": shown["title"] | {"text": f"{shown['title']['text']} {sign} {written}"},
    }
    layout = layout | {f"{axis}axis": shown | moved}
    motions = [_shifted_motion(motion, axis, offset) for motion in panel.motions]
    return replace(panel, picture=Picture(traces, layout), motions=motions)


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
