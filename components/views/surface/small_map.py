"""The small map: the whole surface in a corner of the near frame, and where that is on it."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.style import LEVEL_SHADE, LIGHT
from components.views.layers import Layer, laid, moving, still
from components.views.panel import Rows, Trace
from components.views.pictures.leaving import Range
from components.views.pictures.traces import dots, line
from components.views.surface.landscape import Frame, Landscape

NOWHERE = [0.0, 0.002]  # of the picture: where a map is that is not shown
MAP_LEVELS = 5
ON_MAP = {"xaxis": "x2", "yaxis": "y2"}


def filled(width: float) -> Trace:
    """What closes around a level."""
    return line("loss", width=width, fill="toself", fillcolor=LIGHT["loss"] + LEVEL_SHADE)


def small_map(land: Landscape, path: np.ndarray) -> Layer:
    """The whole, small, in the corner of the near frame: its levels, and the present point."""
    paper = line("muted", *_round(*land.whole[0], *land.whole[1]))
    on_it = [curve for curve in land.curves if _is_on_map(curve.x, land.whole[0])][-MAP_LEVELS:]
    at_x, at_y = (Rows(path[:, i : i + 1]) for i in (0, 1))
    return laid(
        still(paper | {"fill": "toself", "fillcolor": LIGHT["paper"]} | ON_MAP),
        *(moving(filled(1) | ON_MAP, x=curve.x, y=curve.y) for curve in on_it),
        moving(dots("prediction", size=6, hoverinfo="skip") | ON_MAP, x=at_x, y=at_y),
    )


def frame_on_map(land: Landscape) -> dict[str, Any]:
    """Plotly's attributes of where the near frame is on the map: part of it, so that it is held
    when it is."""
    (x0, x1), (y0, y1) = (
        _at_least(near, whole) for near, whole in zip(land.near, land.whole, strict=True)
    )
    frame = {"color": LIGHT["prediction"], "width": 2}
    place = {"x0": x0, "x1": x1, "y0": y0, "y1": y1, "xref": "x2", "yref": "y2"}
    return {"shapes": [{"type": "rect", "line": frame, **place}]}


def _round(left: float, right: float, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """x and y of a rectangle's corners."""
    return np.array([left, right, right, left, left]), np.array([low, low, high, high, low])


def _is_on_map(x: Any, whole: Range) -> bool:
    """Whether a curve is large enough to be seen on the map."""
    return bool(np.ptp(x.at(0)) > 0.06 * (whole[1] - whole[0]))


def _at_least(near: Range, whole: Range) -> tuple[float, float]:
    """The range, or as much around its middle as can be seen on the map."""
    middle, half = (near[0] + near[1]) / 2, (near[1] - near[0]) / 2
    half = max(half, 0.025 * (whole[1] - whole[0]))
    return middle - half, middle + half


def map_axes(whole: Frame) -> dict[str, Any]:
    """Those of the map, which is nowhere until the switch gives it a place."""
    hidden = {"domain": NOWHERE, "visible": False, "fixedrange": True}
    return {
        "xaxis2": hidden | {"anchor": "y2", "range": whole[0]},
        "yaxis2": hidden | {"anchor": "x2", "range": whole[1]},
    }


def map_at(domains: tuple[list[float], list[float]]) -> dict[str, Any]:
    """Plotly's attributes of where the map is, as a switch sets them."""
    return {"xaxis2.domain": domains[0], "yaxis2.domain": domains[1]}
