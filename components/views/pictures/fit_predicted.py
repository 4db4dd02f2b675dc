"""Run → Panel: what is predicted of several features against what was seen."""

from __future__ import annotations

import numpy as np

from components.style import axis, in_template, layout
from components.views import labels
from components.views.panel import Blend, Key, Motion, Panel, Picture, Watched, Whole
from components.views.pictures.fit_line import EXACT, FROM_FORWARD, residuals
from components.views.pictures.traces import dots, framed, hollow, line, widened
from components.views.shown_points import and_hollow, points, with_ones
from models.run import Run

MOST_SEGMENTS = 60_000  # numbers that the residuals of a picture may cost


def fit(run: Run) -> Panel:
    """What is predicted against what was seen: on the diagonal where both are the same."""
    seen = points(run)
    at_points = Blend(run.params, with_ones(seen.x))
    y_range, ends = _ranges(seen.all_y, at_points.at(0))
    hover = "y %{x:.8~g}<br>ŷ %{y:.8~g}<extra></extra>"
    has_residuals = 2 * len(seen.y) * (len(at_points.basis) + 1) <= MOST_SEGMENTS
    traces = [
        line("muted", ends, ends, width=1.5, dash="dash"),
        line("residual", width=1.5, opacity=0.6),
        dots("prediction", seen.y, size=7, hovertemplate=hover),
    ]
    # After the step the predictions are those of before it, and stay: nothing else is seen here.
    motions = [Motion(2, y=at_points, known_at="forward")]
    if has_residuals:
        over = Whole(np.repeat(seen.y, 2), run.steps)
        segments = residuals(at_points, seen.y)
        motions.insert(0, Motion(1, over, segments, piece=2, **FROM_FORWARD))
    if len(seen.held_y):
        held = Blend(run.params, with_ones(seen.held_x))
        motions.append(Motion(len(traces), y=held, known_at="forward"))
        traces.append(hollow("prediction", seen.held_y, hovertemplate="held out<br>" + hover))
    target = labels.target(run.dataset)
    return Panel(
        name="fit",
        title="Fit",
        picture=Picture(
            traces,
            layout(
                axis(f"seen {target}", range=ends),
                axis(f"predicted {target}", range=y_range),
            ),
        ),
        motions=motions,
        now=("{rmse|term} {rmse}" if run.r_squared is None else "{r_squared|term} {r_squared}")
        + and_hollow(run),
        colour="prediction",
        known_at="loss",
        alternative=(
            f"What is predicted of {in_template(run.dataset.target_name)} against what was seen, "
            f"for {run.dataset.n} observations of {run.dataset.x.shape[1]} features at step "
            "{step}; on the diagonal both are the same. The typical residual is {rmse}."
        ),
        note=seen.note,
        keys=(
            Key("ŷ = y", "muted", "dash"),
            *([Key("residual", "residual", "line")] if has_residuals else []),
        ),
        watched=(Watched(2, "the points are", "points", "ŷ"),),
    )


def _span(values: np.ndarray) -> tuple[float, float]:
    return float(values.min()), float(values.max())


def _ranges(y: np.ndarray, first: np.ndarray) -> tuple[list[float], list[float]]:
    """The vertical range, of the data and what is near them of the first predictions, and the
    diagonal's ends, which lie in both ranges."""
    low, high = _span(y)
    span = (high - low) or 1.0
    near = np.clip(first, low - span, high + span)
    vertical = framed(min(low, near.min()), max(high, near.max()), rounding=EXACT)
    return vertical, widened(low, high, rounding=EXACT)
