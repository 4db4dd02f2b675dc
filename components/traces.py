"""What the pictures are made of: traces and ranges, each as plain as Plotly allows."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.style import LIGHT

SMALLEST_SPAN = 1e-250  # a width below it is none


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
    """A cross at one point (2,), so thin that what lies under it is seen."""
    trace = dots(colour, point[:1], point[1:], size=13, symbol="cross-thin")
    trace["marker"]["line"] = {"width": 2.5, "color": LIGHT[colour]}
    return trace


def widened(low: float, high: float, share: float = 0.06, rounding: float = 1e-9) -> list[float]:
    """The range with some air on both sides; a range of nothing but rounding gets a width."""
    size = max(abs(low), abs(high))
    span = high - low if high - low > rounding * size else size
    span = span if span > SMALLEST_SPAN else 1.0
    return [float(low - span * share), float(high + span * share)]


def framed(low: float, high: float, share: float = 0.06, rounding: float = 1e-9) -> list[float]:
    """The widened range with round ends, 8 to 20 of their steps apart.

    While a setting moves a little, the frame stands still, and the eye sees the curve move.
    """
    low, high = widened(low, high, share, rounding)
    eighth = (high - low) / 8
    decade = 10.0 ** np.floor(np.log10(eighth))
    step = decade * max(s for s in (1, 2, 5) if s * decade <= eighth or s == 1)
    return [float(np.floor(low / step) * step), float(np.ceil(high / step) * step)]
