"""Run → Panel: the data, the line or curve of one feature at this step, and what it misses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from components.style import axis, in_template, layout, number
from components.views import labels
from components.views.layers import Layer, Viewed, laid, longest, moving, still
from components.views.panel import Blend, Key, Panel, Switch, Trace, Watched, Whole
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
class Given:
    """What the picture shows of the data: x (k,) and y (k,), held_x and held_y of what is held out;
    over (g,), where lines and curves are drawn, and best (g,), that of least squares there, or None
    where it is not unique."""

    x: np.ndarray
    y: np.ndarray
    held_x: np.ndarray
    held_y: np.ndarray
    over: np.ndarray
    best: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Fitted:
    """What the picture shows of a run: ŷ at the points, and over all of the picture."""

    viewed: Viewed
    at_points: Blend
    curve: Blend


def fit(viewed: Sequence[Viewed]) -> Panel:
    """The data, the line at this step, its residuals or their squares, the least-squares line."""
    run, seen = viewed[0].run, points(viewed[0].run)
    x, held_x = seen.x[:, 0], seen.held_x[:, 0]
    is_drawn, not_drawn = drawing(run)
    x_range = sheet(x) if is_drawn else _ends(x, held_x)
    # Who draws keeps a frame that is wider than the data's, up to three times.
    ends = np.array(widened(x_range[0], x_range[1], share=2) if is_drawn else x_range)
    weight, bias = theory.ols(run.dataset)
    given = Given(x, seen.y, held_x, seen.held_y, ends, weight * ends + bias)
    fitted = [Fitted(each, line_at(each.run, x), line_at(each.run, ends)) for each in viewed]
    lines = [each.run.params[: worth_seeing(each.run)] @ with_ones(seen.x) for each in viewed[1:]]
    y_range = sheet(seen.y) if is_drawn else _y_range(given, fitted[0], lines)
    axes = _axes(run, labels.feature(run.dataset, 0), x_range, y_range)
    data = dots("data", x, seen.y, size=8, hovertemplate=_hover("y"))
    panel = replace(
        _panel(fitted, given, data, axes),
        note=seen.note or not_drawn,
        now="ŷ = {theta_0} x {theta_1|signed}" + and_hollow(run),
        inks={"theta_0": "weight", "theta_1": "bias"},
        alternative=_told_of_line(run, weight, bias),
    )
    return to_be_drawn_in(panel, data, run.steps) if is_drawn else panel


def _told_of_line(run: Run, best_weight: float, best_bias: float) -> str:
    """The picture, for who cannot see it."""
    return (
        f"{run.dataset.n} points and the line at step {{step}}: "
        "prediction = {theta_0} x {theta_1|signed}. "
        f"The least-squares line is {number(best_weight)} x plus {number(best_bias)}. "
        "The typical residual is {rmse}."
    )


def line_at(run: Run, x: np.ndarray) -> Blend:
    """ŷ at x (k,) for each step, as ŷ(x̄) + w·(x − x̄): keeps its digits far from x = 0."""
    centre = run.dataset.x[:, 0].mean()
    weight, bias = run.params.T
    return Blend(
        np.column_stack([weight * centre + bias, weight]),
        np.vstack([np.ones_like(x), x - centre]),
    )


def fit_of_powers(viewed: Sequence[Viewed]) -> Panel:
    """The same of a polynomial: over x itself, of which the features are the powers."""
    run = viewed[0].run
    seen, d, name = points(run), run.dataset.x.shape[1], labels.power(run.dataset)
    x, held_x = _own_first(run, seen)
    x_range = _ends(x, held_x)
    over = np.linspace(x_range[0], x_range[1], CURVE_POINTS)
    basis = with_ones(powers(run, over, d))
    best = theory.ols(run.dataset) @ basis if theory.is_unique(run.dataset) else None
    given = Given(x, seen.y, held_x, seen.held_y, over, best)
    fitted = [
        Fitted(each, Blend(each.run.params, with_ones(seen.x)), Blend(each.run.params, basis))
        for each in viewed
    ]
    data = dots("data", x, seen.y, size=8, hovertemplate=_hover("y"))
    axes = _axes(run, name, x_range, _y_range(given, fitted[0]))
    return replace(
        _panel(fitted, given, data, axes),
        note=seen.note,
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


def _axes(run: Run, x_title: str, x_range: list[float], y_range: list[float]) -> dict[str, Any]:
    y_title = labels.target(run.dataset)
    return layout(axis(x_title, range=x_range), axis(y_title, range=y_range))


def _panel(fitted: Sequence[Fitted], given: Given, data: Trace, axes: dict[str, Any]) -> Panel:
    """The picture; its note, its title and its words are the caller's."""
    present, *others = (_layer(each, given) for each in fitted)
    lines, squares = _residuals(given, fitted[0]), _squares(given, fitted[0])
    layers = laid(
        still(line("muted", *_best(given), width=1.5, dash="dash")),
        lines,
        squares,
        present,
        still(data, *_held_out(given)),
        *others,
    ).held(longest([each.viewed for each in fitted]))
    is_curve = len(given.over) > 2
    return Panel(
        name="fit",
        title="Fit",
        picture=layers.on(axes),
        motions=layers.motions,
        now="",
        colour="prediction",
        alternative="",
        keys=_keys(fitted, given),
        switches=(
            Switch("squares", "squares", False, shown_on=squares.traces, shown_off=lines.traces),
        ),
        watched=(
            Watched(present.traces[0], "the curve is" if is_curve else "the line is", "x", "ŷ"),
            Watched(squares.trace, "squares", "corners"),
        ),
    )


def _keys(fitted: Sequence[Fitted], given: Given) -> list[Key]:
    best = Key("least squares", "muted", "dash", "least_squares")
    return [
        Key("residual", "residual", "line"),
        *([] if given.best is None else [best]),
        *(each.viewed.look.key("prediction") for each in fitted[1:]),
    ]


def _best(given: Given) -> tuple[Any, Any]:
    """x and y of the line or curve of least squares, empty where it is not unique."""
    return ((), ()) if given.best is None else (given.over, given.best)


def _layer(fitted: Fitted, given: Given) -> Layer:
    """What is drawn of each run: its line or curve, and over it what it says of the points."""
    look, hover = fitted.viewed.look, _hover("ŷ")
    at_points = look.dots("prediction", given.x, size=4, hovertemplate=hover)
    return laid(
        moving(look.line("prediction", given.over, width=3), y=fitted.curve),
        moving(at_points, y=fitted.at_points, **FROM_FORWARD),
    )


def _held_out(given: Given) -> list[Trace]:
    if not len(given.held_y):
        return []
    told = "held out<br>" + _hover("y")
    return [hollow("data", given.held_x, given.held_y, hovertemplate=told)]


def _residuals(given: Given, fitted: Fitted) -> Layer:
    return moving(
        line("residual", width=2),
        x=Whole(np.repeat(given.x, 2), len(fitted.at_points) - 1),
        y=residuals(fitted.at_points, given.y),
        piece=2,
        **FROM_FORWARD,
    )


def _hover(symbol: str) -> str:
    return f"x %{{x:.8~g}}<br>{symbol} %{{y:.8~g}}<extra></extra>"


def _y_range(given: Given, fitted: Fitted, others: Sequence[np.ndarray] = ()) -> list[float]:
    """The data, and as much of the first line as does not make them small; of others, any line."""
    every = np.append(given.y, given.held_y)
    low, high = every.min(), every.max()
    span = (high - low) or 1.0
    first = np.clip(fitted.at_points.at(0), low - span, high + span)
    for lines in others:
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


def _squares(given: Given, fitted: Fitted) -> Layer:
    """Per point five corners, (x, y) (x, ŷ) (x+r, ŷ) (x+r, y) (x, y) with the residual r = ŷ − y.

    The square grows to the right where the line is above, to the left where it is below, as
    wide as it is high on the screen: r is an x-distance in units of y.
    """
    stay, move = np.array([1.0, 0, 0, 1, 1]), np.array([0.0, 1, 1, 0, 0])
    right, y, at_points = np.array([0.0, 0, 1, 1, 0]), given.y, fitted.at_points
    weights = np.hstack([np.ones((len(at_points), 1)), at_points.weights])
    corners = np.vstack([(y[:, None] * stay).reshape(1, -1), *_each(at_points.basis, move)])
    widths = np.vstack([(-y[:, None] * right).reshape(1, -1), *_each(at_points.basis, right)])
    return moving(
        line("residual", width=1, fill="toself", opacity=0.45, visible=False),
        x=Whole(np.repeat(given.x, 5), len(at_points) - 1),
        y=Blend(weights, corners),
        x_in_y_units=Blend(weights, widths),
        piece=5,
        **FROM_FORWARD,
    )


def _each(basis: np.ndarray, pattern: np.ndarray) -> list[np.ndarray]:
    return [(row[:, None] * pattern).reshape(1, -1) for row in basis]
