"""Run → Panel: the loss over two of many parameters, the others where they are at this step."""

from __future__ import annotations

import numpy as np

from components import names
from components.goal import Range, outside, worth_seeing
from components.panel import Blend, Growing, Key, Motion, Panel, Rows
from components.style import as_text, axis, in_template, layout
from components.surface_figure import ARROW_HEAD, CONTOURS, PATH_LAST, beyond, downhill
from components.traces import cross, dots, framed, line, unchecked
from models import theory
from models.plane import Plane
from models.run import Run

ARC_POINTS = 48
HIGHER = 3
FURTHEST = 4  # widths of path and optimum: so far from them the plane's lowest point is shown


def surface(run: Run, plane: tuple[int, int]) -> Panel:
    """The plane's contours about its lowest point, the path so far, the gradient's two parts."""
    first, second = plane
    bowl = Plane.of(run.dataset, first, second)
    lowest, path, gradients = bowl.lowest(run.params), run.params[:, plane], run.gradients[:, plane]
    best = theory.one_of_the_best(run.dataset)[[first, second]]
    is_unique = theory.is_unique(run.dataset)
    x_range, y_range = _ranges(run, path, lowest, best[None] if is_unique else best[None][:0])
    offsets, levels = _contours(bowl, x_range, y_range, lowest[: worth_seeing(run)])
    arrow = downhill(run, path, gradients, x_range, y_range)
    x_name, y_name = (names.parameter(run, i) for i in plane)
    x_text, y_text = as_text(x_name), as_text(y_name)
    hover = f"{x_text} %{{x:.8g}}<br>{y_text} %{{y:.8g}}<extra></extra>"
    above = "loss above the plane's lowest %{customdata:.4g}<extra></extra>"
    goal = cross("optimum", best) | {"opacity": 0.4, "hovertemplate": "least squares<br>" + hover}
    now_lowest = "lowest with the others as they are<br>" + hover
    traces = [
        line("loss", width=1, opacity=0.55, customdata=levels, hoverinfo="all")
        | {"hovertemplate": above},
        line("prediction", width=1.5, opacity=0.45, hoverinfo="all")
        | {"hovertemplate": "step %{pointNumber}<br>" + hover},
        line("prediction", width=2.5),
        cross("optimum", lowest[0]) | {"hovertemplate": now_lowest},
        line("gradient", width=3, mode="lines+markers", marker=ARROW_HEAD),
        dots("prediction", size=11, hoverinfo="skip"),
        *([goal] if is_unique else []),
    ]
    ones = np.ones(len(run))
    spoken_x, spoken_y = in_template(x_name), in_template(y_name)
    return Panel(
        name="surface",
        title="Loss surface",
        figure=unchecked(traces, layout(axis(x_name, range=x_range), axis(y_name, range=y_range))),
        motions=(
            Motion(
                0,
                x=Blend(np.column_stack([ones, lowest[:, 0]]), _around(offsets[:, 0])),
                y=Blend(np.column_stack([ones, lowest[:, 1]]), _around(offsets[:, 1])),
                piece=ARC_POINTS,
            ),
            Motion(1, x=Growing(path[:, 0]), y=Growing(path[:, 1])),
            Motion(2, x=Growing(path[:, 0], PATH_LAST), y=Growing(path[:, 1], PATH_LAST)),
            Motion(3, x=Rows(lowest[:, :1]), y=Rows(lowest[:, 1:])),
            Motion(
                4,
                x=Rows(arrow[..., 0]),
                y=Rows(arrow[..., 1]),
                known_at="backward",
                seen_in=("backward", "step"),
            ),
            Motion(5, x=Rows(path[:, :1]), y=Rows(path[:, 1:])),
        ),
        now=f"∇L = ({{gradient_{first}}}, {{gradient_{second}}}, …)",
        colour="gradient",
        known_at="backward",
        alternative=(
            f"Contours of the loss over {spoken_x} and {spoken_y}, the other parameters as they "
            f"are at step {{step}}, and the path of training: it is at {spoken_x} "
            f"{{theta_{first}}}, {spoken_y} {{theta_{second}}}, where the gradient is "
            f"{{gradient_{first}}} and {{gradient_{second}}}. With the others as they are, the "
            "loss is lowest at {lowest_first}, {lowest_second}."
        ),
        note=outside(run),
        keys=(
            Key("path", "prediction", "line"),
            Key("−∇L", "gradient", "arrow"),
            Key("lowest here", "optimum", "cross"),
        ),
    )


def _around(offsets: np.ndarray) -> np.ndarray:
    """(2, k): a shape, and ones for where its centre is."""
    return np.vstack([offsets, np.ones_like(offsets)])


def _ranges(
    run: Run, path: np.ndarray, lowest: np.ndarray, best: np.ndarray
) -> tuple[Range, Range]:
    """What holds the path, the least-squares point, and the lowest points that are not far off."""
    shown = worth_seeing(run)
    held = np.vstack([path[:shown], best])
    low, high = held.min(axis=0), held.max(axis=0)
    room = FURTHEST * np.where(high > low, high - low, np.abs(high))
    centres = np.clip(lowest[:shown], low - room, high + room)
    first, second = (framed(c.min(), c.max(), 0.12) for c in np.vstack([held, centres]).T)
    return first, second


def _contours(
    bowl: Plane, x_range: Range, y_range: Range, lowest: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(k, 2): all ellipses about (0, 0); and their heights, NaN after each piece.

    Each height is a quarter of the next. The highest are above what lies between the picture's
    opposite corners: they are seen where the centre is outside.
    """
    width, height = np.ptp(x_range), np.ptp(y_range)
    highest = max(bowl.height(width, height), bowl.height(width, -height))
    levels = highest / 4.0 ** np.arange(-HIGHER, CONTOURS)
    low, high = beyond(x_range)
    ends = low - lowest[:, 0].max(), high - lowest[:, 0].min()
    arcs = [arc for level in levels for arc in bowl.contour(level, *ends, ARC_POINTS)]
    told = np.repeat(levels, 2)[:, None] * np.append(np.ones(ARC_POINTS), np.nan)
    return np.vstack(arcs), told.ravel()
