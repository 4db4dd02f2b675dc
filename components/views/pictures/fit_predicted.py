"""Run → Panel: what is predicted of several features against what was seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from components.style import axis, in_template, layout
from components.views import labels
from components.views.layers import Layer, Viewed, laid, longest, moving, still
from components.views.panel import Blend, Key, Panel, Watched, Whole
from components.views.pictures.fit_line import EXACT, FROM_FORWARD, residuals
from components.views.pictures.traces import framed, hollow, line, widened
from components.views.shown_points import Points, and_hollow, points, with_ones
from models.run import Run

MOST_SEGMENTS = 60_000  # numbers that the residuals of a picture may cost
HOVER = "y %{x:.8~g}<br>ŷ %{y:.8~g}<extra></extra>"


def fit(viewed: Sequence[Viewed]) -> Panel:
    """What is predicted against what was seen: on the diagonal where both are the same."""
    run, seen = viewed[0].run, points(viewed[0].run)
    at_points = Blend(run.params, with_ones(seen.x))
    y_range, ends = _ranges(seen.all_y, at_points.at(0))
    target = labels.target(run.dataset)
    axes = layout(axis(f"seen {target}", range=ends), axis(f"predicted {target}", range=y_range))
    lines = _residuals(at_points, seen.y)
    predicted = _predicted(viewed[0], seen)
    layers = laid(
        still(line("muted", ends, ends, width=1.5, dash="dash")),
        lines,
        predicted,
        _held_out(run, seen),
        *(_predicted(each, seen) for each in viewed[1:]),
    ).held(longest(viewed))
    return Panel(
        name="fit",
        title="Fit",
        picture=layers.on(axes),
        motions=layers.motions,
        now=("{rmse|term} {rmse}" if run.r_squared is None else "{r_squared|term} {r_squared}")
        + and_hollow(run),
        colour="prediction",
        known_at="loss",
        alternative=_told(run),
        note=seen.note,
        keys=(
            Key("ŷ = y", "muted", "dash"),
            *([Key("residual", "residual", "line")] if lines.motions else []),
            *(each.look.key("prediction") for each in viewed[1:]),
        ),
        watched=(Watched(predicted.trace, "the points are", "points", "ŷ"),),
    )


def _told(run: Run) -> str:
    """The picture, for who cannot see it."""
    return (
        f"What is predicted of {in_template(run.dataset.target_name)} against what was seen, "
        f"for {run.dataset.n} observations of {run.dataset.x.shape[1]} features at step "
        "{step}; on the diagonal both are the same. The typical residual is {rmse}."
    )


def _residuals(at_points: Blend, y: np.ndarray) -> Layer:
    """What joins each point and the diagonal; of too many points nothing."""
    trace = line("residual", width=1.5, opacity=0.6)
    if 2 * len(y) * (len(at_points.basis) + 1) > MOST_SEGMENTS:
        return still(trace)
    over = Whole(np.repeat(y, 2), len(at_points) - 1)
    return moving(trace, x=over, y=residuals(at_points, y), piece=2, **FROM_FORWARD)


def _predicted(viewed: Viewed, seen: Points) -> Layer:
    """A point for each observation. After the step the predictions are those of before it, and
    stay: nothing else is seen here."""
    trace = viewed.look.dots("prediction", seen.y, size=7, hovertemplate=HOVER)
    y = Blend(viewed.run.params, with_ones(seen.x))
    return moving(trace, y=y, known_at="forward")


def _held_out(run: Run, seen: Points) -> Layer:
    if not len(seen.held_y):
        return Layer()
    trace = hollow("prediction", seen.held_y, hovertemplate="held out<br>" + HOVER)
    y = Blend(run.params, with_ones(seen.held_x))
    return moving(trace, y=y, known_at="forward")


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
