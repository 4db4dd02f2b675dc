"""What the pictures are made of: traces and ranges, each as plain as Plotly allows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from components.style import LIGHT, axis

SMALLEST_SPAN = 1e-250  # a width below it is none
FEW_STEPS = 10
TO_COME = 0.5  # opacity of what a curve does after the present step
RING = 20  # design pixels across, around a point
CROSS = 19  # whose arms, of 1.4 times that, stand out of a ring
SLACK = 0.03  # of a range: so much beyond it the air around it has room for


def line(colour: str, x: Any = (), y: Any = (), **more: Any) -> dict[str, Any]:
    """A line trace without hover: what lies behind it, or its marker, gives the values."""
    style = {
        "color": LIGHT[colour],
        "width": more.pop("width", 2),
        "dash": more.pop("dash", "solid"),
    }
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": style,
        "hoverinfo": "skip",
    } | more


def dots(colour: str, x: Any = (), y: Any = (), **more: Any) -> dict[str, Any]:
    """A trace of marks without lines."""
    marker = {
        "color": LIGHT[colour],
        "size": more.pop("size", 7),
        "symbol": more.pop("symbol", "circle"),
    }
    return {"type": "scatter", "mode": "markers", "x": x, "y": y, "marker": marker} | more


def hollow(colour: str, x: Any = (), y: Any = (), **more: Any) -> dict[str, Any]:
    """Marks of what is held out: circles that one sees through."""
    trace = dots(colour, x, y, size=9, symbol="circle-open", **more)
    trace["marker"]["line"] = {"width": 1.5}
    return trace


def cross(colour: str, point: np.ndarray) -> dict[str, Any]:
    """A cross at one point (2,): seen through a step that lies over it, and longer than a point in
    a ring that lies over it."""
    trace = dots(colour, point[:1], point[1:], size=CROSS, symbol="cross-thin")
    trace["marker"]["line"] = {"width": 1.6, "color": LIGHT[colour]}
    return trace


def widened(low: float, high: float, share: float = 0.06, rounding: float = 1e-9) -> list[float]:
    """The range with some air on both sides; a range of nothing but rounding gets a width."""
    size = max(abs(low), abs(high))
    span = high - low if high - low > rounding * size else size
    span = span if span > SMALLEST_SPAN else 1.0
    return [float(low - span * share), float(high + span * share)]


def step_axis(steps: int) -> dict[str, Any]:
    """The axis of a run of so many steps: of few each, or each second, has its number, and none is
    between two. Narrow as the picture may be, they have room beside each other.
    """
    ticks = {"dtick": 1 if 2 * steps <= FEW_STEPS else 2} if steps <= FEW_STEPS else {}
    return axis("step", range=widened(0, steps, 0.03)) | ticks


def grown(base: Sequence[float], seen: Sequence[float]) -> list[float]:
    """The base range, longer at either end by half of it, 0.7 times, all of it, 1.4 times, twice as
    much, and so on, until it holds what is seen: one range for all runs that need about as much.
    """
    low, high = base
    span = high - low or 2.0 ** np.floor(np.log2(max(np.ptp(seen), SMALLEST_SPAN)))

    def more(missing: float) -> float:
        share = missing / span
        times = 2.0 ** max(-1, np.ceil(2 * np.log2(share)) / 2) if share > SLACK else 0.0
        return span * float(times)

    return [low - more(low - min(seen)), high + more(max(seen) - high)]


def framed(low: float, high: float, share: float = 0.06, rounding: float = 1e-9) -> list[float]:
    """The widened range with round ends, 8 to 20 of their steps apart.

    While a setting moves a little, the frame stands still, and the eye sees the curve move.
    """
    low, high = widened(low, high, share, rounding)
    eighth = (high - low) / 8
    decade = 10.0 ** np.floor(np.log10(eighth))
    step = decade * max(s for s in (1, 2, 5) if s * decade <= eighth or s == 1)
    return [float(np.floor(low / step) * step), float(np.ceil(high / step) * step)]
