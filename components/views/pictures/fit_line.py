"""Run → Panel: the data, the line or curve of one feature at this step, and what it misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from components.style import axis, in_template, layout, number
from components.views import labels
from components.views.panel import Blend, Key, Motion, Panel, Picture, Switch, Watched, Whole
from components.views.pictures.fit_drawable import drawing, sheet, to_be_drawn_in
from components.views.pictures.traces import dots, framed, hollow, line, widened
from components.views.shown_points import Points, and_hollow, points, with_ones
from components.views.surface.optimum import worth_seeing
from models import theory
from models.run import Run

CURVE_POINTS = 200
EXACT = 1e-14  # relative: data that differ by more than this are different

# Predictions are made by forward, and are of no use any more once the parameters have moved.
FROM_FORWARD: dict[str, Any] = {
    "known_at": "forward",
    "seen_in": ("forward", "loss", "backward"),
}


@dataclass(frozen=True, eq=False)
class Seen:
    """What the picture shows of a run: points, and a line or curve.

    x (k,), y (k,) and at_points, ŷ there; held_x and held_y of what is held out; over (g,) and
    curve, ŷ there; best (g,), the same of least squares, or None where it is not unique.
    """

    x: np.ndarray
    y: np.ndarray
    at_points: Blend
    held_x: np.ndarray
    held_y: np.ndarray
    over: np.ndarray
    curve: Blend
    best: np.ndarray | None


def fit(run: Run, also: Sequence[Run] = ()) -> Panel:
    """The data, the line at this step, its residuals or their squares, the least-squares line."""
    seen = points(run)
    x = seen.x[:, 0]
    draws, not_drawn = drawing(run)
    x_range = sheet(x) if draws else _ends(x, seen.held_x[:, 0])
    # Who draws keeps a frame that is wider than the data's, up to three times.
    ends = np.array(widened(x_range[0], x_range[1], share=2) if draws else x_range)
    best_weight, best_bias = theory.ols(run.dataset)
    shown = Seen(
        x,
        seen.y,
        line_at(run, x),
        seen.held_x[:, 0],
        seen.held_y,
        ends,
        line_at(run, ends),
        best_weight * ends + best_bias,
    )
    lines = [other.params[: worth_seeing(other)] @ with_ones(seen.x) for other in also]
    y_range = sheet(seen.y) if draws else _y_range(shown, lines)
    feature, note = labels.feature(run.dataset, 0), seen.note or not_drawn
    panel = replace(
        _panel(run, shown, x_range, y_range, feature, note),
        now="ŷ = {theta_0} x {theta_1|signed}" + and_hollow(run),
        inks={"theta_0": "weight", "theta_1": "bias"},
        alternative=(
            f"{run.dataset.n} points and the line at step {{step}}: "
            "prediction = {theta_0} x {theta_1|signed}. "
            f"The least-squares line is {number(best_weight)} x plus {number(best_bias)}. "
            "The typical residual is {rmse}."
        ),
    )
    return to_be_drawn_in(panel, draws, run.steps) if draws else panel


def line_at(run: Run, x: np.ndarray) -> Blend:
    """ŷ at x (k,) for each step, as ŷ(x̄) + w·(x − x̄): keeps its digits far from x = 0."""
    centre = run.dataset.x[:, 0].mean()
    weight, bias = run.params.T
    return Blend(
        np.column_stack([weight * centre + bias, weight]),
        np.vstack([np.ones_like(x), x - centre]),
    )


def fit_of_powers(run: Run) -> Panel:
    """The same of a polynomial: over x itself, of which the features are the powers."""
    seen, d = points(run), run.dataset.x.shape[1]
    x, held_x = _own_first(run, seen)
    low, high = _ends(x, held_x)
    over = np.linspace(low, high, CURVE_POINTS)
    basis = with_ones(powers(run, over, d))
    best = theory.ols(run.dataset) @ basis if theory.is_unique(run.dataset) else None
    shown = Seen(
        x,
        seen.y,
        Blend(run.params, with_ones(seen.x)),
        held_x,
        seen.held_y,
        over,
        Blend(run.params, basis),
        best,
    )
    name = labels.power(run.dataset)
    panel = _panel(run, shown, [low, high], _y_range(shown), name, seen.note)
    return replace(
        panel,
        now="{rmse|term} {rmse}" + and_hollow(run),
        alternative=(
            f"{run.dataset.n} points and the polynomial of degree {d} in {in_template(name)} at "
            "step {step}. The typical residual is {rmse}."
        ),
    )


def powers(run: Run, x: np.ndarray, d: int) -> np.ndarray:
    """(k, d): x, x², … as training sees them."""
    features = x[:, None] ** np.arange(1, d + 1)
    return features if run.scaling is None else run.scaling.standardised(features)


def _own_first(run: Run, seen: Points) -> tuple[np.ndarray, np.ndarray]:
    """x in its own units, of what training sees and of what is held out."""
    both = (seen.x[:, 0], seen.held_x[:, 0])
    if run.scaling is None:
        return both
    mean, deviation = run.scaling.mean[0], run.scaling.deviation[0]
    return both[0] * deviation + mean, both[1] * deviation + mean


def _ends(x: np.ndarray, held_x: np.ndarray) -> list[float]:
    every = np.append(x, held_x)
    return widened(every.min(), every.max(), rounding=EXACT)


def _panel(
    run: Run, seen: Seen, x_range: list[float], y_range: list[float], x_title: str, note: str
) -> Panel:
    """The picture; its title and its words are the caller's."""
    is_curve = len(seen.over) > 2
    traces = [
        line("muted", seen.over, seen.best, width=1.5, dash="dash")
        if seen.best is not None
        else line("muted", width=1.5, dash="dash"),
        line("residual", width=2),
        line("residual", width=1, fill="toself", opacity=0.45, visible=False),
        line("prediction", seen.over, width=3),
        dots("prediction", seen.x, size=4, hovertemplate=_hover("ŷ")),
        dots("data", seen.x, seen.y, size=8, hovertemplate=_hover("y")),
    ]
    if len(seen.held_y):
        traces.append(
            hollow("data", seen.held_x, seen.held_y, hovertemplate="held out<br>" + _hover("y"))
        )
    still = Whole(np.repeat(seen.x, 2), run.steps)
    return Panel(
        name="fit",
        title="Fit",
        picture=Picture(
            traces,
            layout(
                axis(x_title, range=x_range),
                axis(labels.target(run.dataset), range=y_range),
            ),
        ),
        motions=(
            Motion(1, still, residuals(seen.at_points, seen.y), piece=2, **FROM_FORWARD),
            replace(_squares(2, seen.at_points, seen.x, seen.y), **FROM_FORWARD),
            Motion(3, y=seen.curve),
            Motion(4, y=seen.at_points, **FROM_FORWARD),
        ),
        now="",
        colour="prediction",
        alternative="",
        note=note,
        keys=(
            Key("residual", "residual", "line"),
            *(
                []
                if seen.best is None
                else [Key("least squares", "muted", "dash", "least_squares")]
            ),
        ),
        switches=(Switch("squares", "squares", False, shown_on=(2,), shown_off=(1,)),),
        watched=(
            Watched(3, "the curve is" if is_curve else "the line is", "x", "ŷ"),
            Watched(2, "squares", "corners"),
        ),
    )


def _hover(symbol: str) -> str:
    return f"x %{{x:.8~g}}<br>{symbol} %{{y:.8~g}}<extra></extra>"


def _y_range(seen: Seen, also: Sequence[np.ndarray] = ()) -> list[float]:
    """The data, and as much of the first line as does not make them small; of others, any line."""
    every = np.append(seen.y, seen.held_y)
    low, high = every.min(), every.max()
    span = (high - low) or 1.0
    first = np.clip(seen.at_points.at(0), low - span, high + span)
    for lines in also:
        first = np.append(first, np.clip(lines, low - span / 2, high + span / 2))
    return framed(min(low, first.min()), max(high, first.max()), rounding=EXACT)


def residuals(predictions: Blend, y: np.ndarray) -> Blend:
    """Per point two coordinates: y, which stays, and ŷ."""
    rank, n = predictions.basis.shape
    basis = np.zeros((rank + 1, n, 2))
    basis[0, :, 0] = y
    basis[1:, :, 1] = predictions.basis
    ones = np.ones((len(predictions), 1))
    return Blend(np.hstack([ones, predictions.weights]), basis.reshape(rank + 1, -1))


def _squares(trace: int, predictions: Blend, x: np.ndarray, y: np.ndarray) -> Motion:
    """Per point five corners, (x, y) (x, ŷ) (x+r, ŷ) (x+r, y) (x, y) with the residual r = ŷ − y.

    The square grows to the right where the line is above, to the left where it is below, as
    wide as it is high on the screen: r is an x-distance in units of y.
    """
    stay, move = np.array([1.0, 0, 0, 1, 1]), np.array([0.0, 1, 1, 0, 0])
    right = np.array([0.0, 0, 1, 1, 0])
    weights = np.hstack([np.ones((len(predictions), 1)), predictions.weights])
    corners = np.vstack([(y[:, None] * stay).reshape(1, -1), *_each(predictions.basis, move)])
    widths = np.vstack([(-y[:, None] * right).reshape(1, -1), *_each(predictions.basis, right)])
    still = Whole(np.repeat(x, 5), len(predictions) - 1)
    return Motion(trace, still, Blend(weights, corners), Blend(weights, widths), piece=5)


def _each(basis: np.ndarray, pattern: np.ndarray) -> list[np.ndarray]:
    return [(row[:, None] * pattern).reshape(1, -1) for row in basis]
