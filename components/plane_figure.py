"""Run → Panel: the loss over two of many parameters, the others where they are at this step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from components import names
from components.goal import Range, outside, worth_seeing
from components.panel import Blend, Coordinates, Key, Motion, Panel, Picture, Rows
from components.style import as_text, axis, in_template, layout
from components.surface_figure import ARROW_HEAD, CONTOURS, beyond, downhill, walk
from components.traces import cross, dots, framed, line
from models import theory
from models.plane import Plane
from models.run import Run

ARC_POINTS = 48
HIGHER = 3
FURTHEST = 4  # widths of path and optimum: so far from them the plane's lowest point is shown


@dataclass(frozen=True, eq=False)
class Landscape:
    """What lies in the plane of two parameters, in its ranges.

    x and y: of the contours at each step, in pieces of so many points, and levels: how high each
    point is above the plane's lowest one, NaN after each piece. lowest: (T+1, 2), that point, or
    None where there is none at some step. best: (2,), where the loss is lowest of all, or None;
    its name. note: what is to be said of it.
    """

    x_range: Range
    y_range: Range
    x: Coordinates
    y: Coordinates
    piece: int
    levels: np.ndarray
    lowest: np.ndarray | None
    best: np.ndarray | None
    name: str
    note: str = ""


def bowl(run: Run, plane: tuple[int, int]) -> Landscape:
    """That of the mean squared error."""
    shape = Plane.of(run.dataset, *plane)
    lowest, path = shape.lowest(run.params), run.params[:, plane]
    best = theory.one_of_the_best(run.dataset)[list(plane)]
    is_unique = theory.is_unique(run.dataset)
    x_range, y_range = ranges(run, path, lowest, best[None] if is_unique else best[None][:0])
    offsets, levels = _contours(shape, x_range, y_range, lowest[: worth_seeing(run)])
    ones = np.ones(len(run))
    x, y = (Blend(np.column_stack([ones, lowest[:, i]]), _around(offsets[:, i])) for i in (0, 1))
    best_point = best if is_unique else None
    return Landscape(
        x_range, y_range, x, y, ARC_POINTS, levels, lowest, best_point, "least squares"
    )


def surface(run: Run, plane: tuple[int, int], land: Landscape | None = None) -> Panel:
    """The plane's contours about its lowest point, the path so far, the gradient's two parts.

    land: that of the mean squared error, unless it is said.
    """
    land = land or bowl(run, plane)
    first, second = plane
    path, gradients = run.params[:, plane], run.gradients[:, plane]
    x_range, y_range, best, lowest = land.x_range, land.y_range, land.best, land.lowest
    arrow = downhill(run, path, gradients, x_range, y_range)
    x_name, y_name = (names.parameter(run, i) for i in plane)
    x_text, y_text = as_text(x_name), as_text(y_name)
    hover = f"{x_text} %{{x:.8g}}<br>{y_text} %{{y:.8g}}<extra></extra>"
    above = "loss above the plane's lowest %{customdata:.4g}<extra></extra>"
    now_lowest = {"hovertemplate": "lowest with the others as they are<br>" + hover}
    here = [] if lowest is None else [cross("optimum", lowest[0]) | now_lowest]
    there = {"opacity": 0.4, "hovertemplate": f"{land.name}<br>{hover}"}
    goal = [] if best is None else [cross("optimum", best) | there]
    over = 3 + len(here)
    traces = [
        line("loss", width=1, opacity=0.55, customdata=land.levels, hoverinfo="all")
        | {"hovertemplate": above},
        line("prediction", width=1.5, opacity=0.45, hoverinfo="all")
        | {"hovertemplate": "step %{pointNumber}<br>" + hover},
        line("prediction", width=2.5),
        *here,
        line("gradient", width=3, mode="lines+markers", marker=ARROW_HEAD),
        dots("prediction", size=11, hoverinfo="skip"),
        *goal,
    ]
    spoken_x, spoken_y = in_template(x_name), in_template(y_name)
    return Panel(
        name="surface",
        title="Loss surface",
        picture=Picture(traces, layout(axis(x_name, range=x_range), axis(y_name, range=y_range))),
        motions=(
            Motion(0, x=land.x, y=land.y, piece=land.piece),
            *([] if lowest is None else [Motion(3, Rows(lowest[:, :1]), Rows(lowest[:, 1:]))]),
            *walk(over, path, arrow),
        ),
        now=f"∇L = ({{gradient_{first}}}, {{gradient_{second}}}, …)",
        colour="gradient",
        known_at="backward",
        alternative=(
            f"Contours of the loss over {spoken_x} and {spoken_y}, the other parameters as they "
            f"are at step {{step}}, and the path of training: it is at {spoken_x} "
            f"{{theta_{first}}}, {spoken_y} {{theta_{second}}}, where the gradient is "
            f"{{gradient_{first}}} and {{gradient_{second}}}. " + _told(lowest)
        ),
        note="; ".join(note for note in (outside(run), land.note) if note),
        keys=(
            Key("path", "prediction", "line"),
            Key("−∇L", "gradient", "arrow"),
            *([] if lowest is None else [Key("lowest here", "optimum", "cross")]),
        ),
    )


def _told(lowest: np.ndarray | None) -> str:
    """The plane's lowest point, for who cannot see it."""
    if lowest is None:
        return "With the others as they are, the loss has no lowest point."
    return "With the others as they are, the loss is lowest at {lowest_first}, {lowest_second}."


def _around(offsets: np.ndarray) -> np.ndarray:
    """(2, k): a shape, and ones for where its centre is."""
    return np.vstack([offsets, np.ones_like(offsets)])


def ranges(run: Run, path: np.ndarray, lowest: np.ndarray, best: np.ndarray) -> tuple[Range, Range]:
    """What holds the path, the least-squares point, and the lowest points that are not far off."""
    shown = worth_seeing(run)
    held = np.vstack([path[:shown], best])
    low, high = held.min(axis=0), held.max(axis=0)
    room = FURTHEST * np.where(high > low, high - low, np.abs(high))
    centres = np.clip(lowest[:shown], low - room, high + room)
    first, second = (framed(c.min(), c.max(), 0.12) for c in np.vstack([held, centres]).T)
    return first, second


def _contours(
    shape: Plane, x_range: Range, y_range: Range, lowest: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(k, 2): all ellipses about (0, 0); and their heights, NaN after each piece.

    Each height is a quarter of the next. The highest are above what lies between the picture's
    opposite corners: they are seen where the centre is outside.
    """
    width, height = np.ptp(x_range), np.ptp(y_range)
    highest = max(shape.height(width, height), shape.height(width, -height))
    levels = highest / 4.0 ** np.arange(-HIGHER, CONTOURS)
    low, high = beyond(x_range)
    ends = low - lowest[:, 0].max(), high - lowest[:, 0].min()
    arcs = [arc for level in levels for arc in shape.contour(level, *ends, ARC_POINTS)]
    told = np.repeat(levels, 2)[:, None] * np.append(np.ones(ARC_POINTS), np.nan)
    return np.vstack(arcs), told.ravel()
