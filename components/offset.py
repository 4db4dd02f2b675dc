"""Axes far from 0: what they have in common is said once, in the title, not in each number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.panel import Blend, Coordinates, Growing, Motion, Panel, Rows, Whole
from components.style import MINUS
from components.traces import unchecked

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
        shown = panel.figure.layout[f"{axis}axis"]
        if shown.type != "log" and (offset := offset_of(*shown.range)):
            panel = _moved(panel, axis, offset)
    shown = panel.figure.layout.yaxis
    if shown.type != "log" and not SMALL <= max(map(abs, shown.range)) < LARGE:
        layout = panel.figure.layout.to_plotly_json()
        layout["margin"] = layout["margin"] | {"l": WIDER}
        traces = [trace.to_plotly_json() for trace in panel.figure.data]
        panel = replace(panel, figure=unchecked(traces, layout))
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
    traces = [_shifted(trace.to_plotly_json(), axis, offset) for trace in panel.figure.data]
    told = f"{written} + %{{{axis}" if offset > 0 else f"{MINUS}{written} + %{{{axis}"
    for trace in traces:
        if "hovertemplate" in trace:
            trace["hovertemplate"] = trace["hovertemplate"].replace(f"%{{{axis}", told)
    layout = panel.figure.layout.to_plotly_json()
    shown = layout[f"{axis}axis"]
    shown["range"] = [float(end - offset) for end in shown["range"]]
    shown["title"] = shown["title"] | {"text": f"{shown['title']['text']} {sign} {written}"}
    motions = [_shifted_motion(motion, axis, offset) for motion in panel.motions]
    figure: go.Figure = unchecked(traces, layout)
    return replace(panel, figure=figure, motions=motions)


def _shifted(trace: dict[str, Any], axis: str, offset: float) -> dict[str, Any]:
    if axis in trace and len(trace[axis]):
        trace[axis] = np.asarray(trace[axis], dtype=np.float64) - offset
    return trace


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
        case Growing(values, last):
            return Growing(values - offset, last)
        case Blend(weights, basis):
            ones = np.ones((len(weights), 1))
            common = np.full((1, basis.shape[1]), -offset)
            return Blend(np.hstack([weights, ones]), np.vstack([basis, common]))
    raise TypeError(f"no way to shift {type(coordinates).__name__}")
