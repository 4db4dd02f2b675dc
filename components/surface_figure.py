"""Run → Panel: the loss over w and b, the path of training, and the gradient."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from components.goal import Goal, Range, goal_in_words, outside
from components.goal import seen as seen_of
from components.panel import Growing, Key, Motion, Panel, Picture, Rows
from components.style import LIGHT, axis, layout
from components.traces import cross, dots, framed, line
from models import theory
from models.run import Run

CONTOURS = 12
ARC_POINTS = 64
PATH_LAST = 12  # steps of the path that are drawn strongly
SHORTEST_ARROW = 0.09  # of the picture, so that even a tiny gradient shows its direction


def surface(run: Run, also: Sequence[Run] = (), *, goal: Goal) -> Panel:
    """Contours of the loss over (w, b), the path so far, and the gradient at this step."""
    best = goal.parameters
    seen = np.vstack([*seen_of(run, also), goal.points])
    w_range, b_range = (framed(c.min(), c.max(), 0.12) for c in seen.T)
    *contours, levels = goal.contours(w_range, b_range).T
    lowest = f"{goal.name}<br>w %{{x:.8g}}<br>b %{{y:.8g}}<extra></extra>"
    crosses = [] if best is None else [cross("optimum", best) | {"hovertemplate": lowest}]
    over = 3 + len(crosses)
    arrow = downhill(run, run.params, run.gradients, w_range, b_range)
    picture = Picture(
        [
            line("loss", *contours, width=1, opacity=0.55, customdata=levels, hoverinfo="all")
            | {"hovertemplate": "loss %{customdata:.4g}<extra></extra>"},
            line("prediction", width=1.5, opacity=0.45, hoverinfo="all", hovertemplate=_PATH_HOVER),
            line("prediction", width=2.5),
            *crosses,
            line("gradient", width=3, mode="lines+markers", marker=ARROW_HEAD),
            dots("prediction", size=11, hoverinfo="skip"),
        ],
        layout(axis("w", range=w_range), axis("b", range=b_range)),
    )
    return Panel(
        name="surface",
        title="Loss surface",
        picture=picture,
        motions=walk(over, run.params, arrow),
        now="∇L = ({gradient_w}, {gradient_b})",
        colour="gradient",
        known_at="backward",
        alternative=(
            "Contours of the loss over w and b, and the path of training: at step {step} it is "
            "at w {w}, b {b}, where the gradient is {gradient_w} in w and {gradient_b} in b. "
            + goal_in_words("The lowest point is at w {w}, b {b}.", goal)
        ),
        note=outside(run),
        keys=(
            Key("path", "prediction", "line"),
            Key("−∇L", "gradient", "arrow"),
            *([] if best is None else [Key("lowest", "optimum", "cross")]),
        ),
    )


_PATH_HOVER = "step %{pointNumber}<br>w %{x:.8g}<br>b %{y:.8g}<extra></extra>"
ARROW_HEAD = {
    "symbol": "arrow",
    "angleref": "previous",
    "size": [0, 14],
    "line": {"width": 0},
    "color": LIGHT["gradient"],
    "opacity": 1,
}


def ellipses(run: Run, w_range: Range, b_range: Range) -> np.ndarray:
    """The contours of a quadratic loss, as Goal has them."""
    corners = theory.loss_at(run.dataset, np.array(w_range)[:, None], np.array(b_range)[None])
    floor = theory.least_squares_loss(run.dataset)
    # Each level is a quarter of the next: the ellipses' widths halve, and the valley stays seen.
    levels = floor + (corners.max() - floor) / 4.0 ** np.arange(CONTOURS)
    reach = beyond(w_range)
    curves = (
        (float(level), theory.level_curve(run.dataset, float(level), reach, ARC_POINTS))
        for level in levels
    )
    return joined([(level, arc) for level, arcs in curves for arc in arcs])


def walk(over: int, path: np.ndarray, arrow: np.ndarray) -> tuple[Motion, ...]:
    """What moves along the path of training: trace 1 is all of it so far, trace 2 its last steps.

    path: (T+1, 2). arrow: (T+1, 2, 2), in the trace `over`, with the point itself in the next.
    """
    x, y = path.T
    return (
        Motion(1, x=Growing(x), y=Growing(y)),
        Motion(2, x=Growing(x, PATH_LAST), y=Growing(y, PATH_LAST)),
        Motion(
            over,
            x=Rows(arrow[..., 0]),
            y=Rows(arrow[..., 1]),
            known_at="backward",
            seen_in=("backward", "step"),
        ),
        Motion(over + 1, x=Rows(x[:, None]), y=Rows(y[:, None])),
    )


def beyond(shown: Range) -> tuple[float, float]:
    """The range and as much again on both sides, for zooming out."""
    return 2 * shown[0] - shown[1], 2 * shown[1] - shown[0]


def joined(arcs: Sequence[tuple[float, np.ndarray]]) -> np.ndarray:
    """(k, 3): w, b and level of all arcs as one trace, NaN around each."""
    gap = np.full((1, 3), np.nan)
    pieces = [gap]
    for level, arc in arcs:
        pieces += [np.column_stack([arc, np.full(len(arc), level)]), gap]
    return np.vstack(pieces)


def downhill(
    run: Run, params: np.ndarray, gradients: np.ndarray, x_range: Range, y_range: Range
) -> np.ndarray:
    """(T+1, 2, 2): tail and tip of the arrow −η·∂L/∂θ, or as long as can be seen.

    params and gradients: (T+1, 2), of the two parameters in the picture.
    """
    size = np.array([np.ptp(x_range), np.ptp(y_range)])
    update = -run.experiment.learning_rate * gradients
    length = np.linalg.norm(update / size, axis=1, keepdims=True)
    stretch = np.maximum(1.0, SHORTEST_ARROW / np.where(length > 0, length, np.inf))
    return np.stack([params, params + update * stretch], axis=1)
