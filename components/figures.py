"""Run → Panel: the four linked pictures, each a Plotly figure and what of it moves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from components.panel import Blend, Drawing, Growing, Key, Motion, Panel, Rows, Switch, Whole
from components.style import LIGHT, LOG_TICK_SIZE, TICK_SIZE, axis, layout, number
from components.traces import cross, dots, framed, line, unchecked, widened
from models import theory
from models.experiment import POINTS
from models.losses import LOSSES
from models.run import Run

CONTOURS = 12
ARC_POINTS = 64
PATH_LAST = 12  # steps of the path that are drawn strongly
SHORTEST_ARROW = 0.09  # of the picture, so that even a tiny gradient shows its direction
DATA = 5  # the trace of the data in the fit
SHEET = (-1.0, 11.0)  # what is seen of each axis before anything larger is drawn


Range = list[float]


@dataclass(frozen=True, eq=False)
class Goal:
    """Where training leads: its name, its parameters (None where there are none) and its loss.

    contours: of ranges of w and b, (k, 3): w, b and level of all level curves, NaN between them.
    """

    name: str
    parameters: np.ndarray | None
    loss: float
    contours: Callable[[Range, Range], np.ndarray]

    @property
    def points(self) -> np.ndarray:
        """(1, 2) or (0, 2): the parameters, for a picture that is to hold them."""
        return np.empty((0, 2)) if self.parameters is None else self.parameters[None]


def least_squares(run: Run) -> Goal:
    """The goal of a regression."""
    return Goal(
        "least squares",
        theory.ols(run.dataset),
        theory.least_squares_loss(run.dataset),
        lambda w_range, b_range: _ellipses(run, w_range, b_range),
    )


def _predictions(run: Run, x: np.ndarray) -> Blend:
    """ŷ at x (k,) for each step, as ŷ(x̄) + w·(x − x̄): keeps its digits far from x = 0."""
    centre = run.dataset.x[:, 0].mean()
    weight, bias = run.params.T
    return Blend(
        np.column_stack([weight * centre + bias, weight]),
        np.vstack([np.ones_like(x), x - centre]),
    )


# Predictions are made by forward, and are of no use any more once the parameters have moved.
FROM_FORWARD: dict[str, Any] = {
    "known_at": "forward",
    "seen_in": ("forward", "loss", "backward"),
}


def fit(run: Run, also: Sequence[Run] = ()) -> Panel:
    """The data, the line at this step, its residuals or their squares, the least-squares line."""
    x, y = run.dataset.x[:, 0], run.dataset.y
    draws, note = _drawing(run)
    x_range = _sheet(x) if draws else widened(x.min(), x.max())
    # Who draws keeps a frame that is wider than the data's, up to three times.
    ends = np.array(widened(x_range[0], x_range[1], share=2) if draws else x_range)
    best_weight, best_bias = theory.ols(run.dataset)
    at_points = _predictions(run, x)
    y_range = _sheet(y) if draws else _fit_range(run, at_points, also)
    figure = unchecked(
        [
            line("muted", ends, best_weight * ends + best_bias, width=1.5, dash="dash"),
            line("residual", width=2),
            line("residual", width=1, fill="toself", opacity=0.45, visible=False),
            line("prediction", ends, width=3),
            dots("prediction", x, size=4, hovertemplate="x %{x:.8g}<br>ŷ %{y:.8g}<extra></extra>"),
            dots("data", x, y, size=8, hovertemplate="x %{x:.8g}<br>y %{y:.8g}<extra></extra>"),
        ],
        layout(
            axis(run.dataset.feature_names[0], range=x_range),
            axis(
                run.dataset.target_name,
                range=y_range,
            ),
        ),
    )
    least = Key("least squares", "muted", "dash")
    panel = Panel(
        name="fit",
        title="Fit",
        figure=figure,
        motions=(
            replace(
                Motion(1, Whole(np.repeat(x, 2), run.steps), _residuals(at_points, y), piece=2),
                **FROM_FORWARD,
            ),
            replace(_squares(2, at_points, x, y), **FROM_FORWARD),
            Motion(3, y=_predictions(run, ends)),
            Motion(4, y=at_points, **FROM_FORWARD),
        ),
        now="ŷ = {w} x {b|signed}",
        colour="prediction",
        alternative=(
            f"{run.dataset.n} points and the line at step {{step}}: "
            "prediction = {w} x {b|signed}. "
            f"The least-squares line is {number(best_weight)} x plus {number(best_bias)}. "
            "The typical residual is {rmse}."
        ),
        # Who draws has two buttons more; a residual is what joins a point and the line.
        keys=(*(() if draws else (Key("residual", "residual", "line"),)), least),
        switches=(Switch("squares", "squares", False, shown_on=(2,), shown_off=(1,)),),
        note=note,
        draws=draws,
    )
    return _all_in_motion(panel, run.steps) if draws else panel


def _drawing(run: Run) -> tuple[Drawing | None, str]:
    """What can be drawn in the picture of the data, and what to say where it should be possible."""
    if run.experiment.dataset != "drawn":
        return None, ""
    if run.scaling or run.held_out:  # the points that are seen are not those that were drawn
        return None, "to draw, keep all rows, and x as it is"
    return Drawing(DATA, POINTS.most, POINTS.bound), ""


def _sheet(values: np.ndarray) -> Range:
    """Room to draw: [0, 10] and some air, or as much more as the values need."""
    low, high = SHEET
    if low <= values.min() and values.max() <= high:
        return [low, high]
    return framed(min(low, values.min()), max(high, values.max()))


def _all_in_motion(panel: Panel, steps: int) -> Panel:
    """The same picture, its data motions: while they are drawn, its frame need not be."""
    motions = {motion.trace: motion for motion in panel.motions}
    traces = [trace.to_plotly_json() for trace in panel.figure.data]
    for i, trace in enumerate(traces):
        motion = motions.get(i, Motion(i))
        x, y = (np.asarray(trace.pop(name), dtype=np.float64) for name in ("x", "y"))
        if motion.x is None and len(x):
            motion = replace(motion, x=Whole(x, steps))
        if motion.y is None and len(y):
            motion = replace(motion, y=Whole(y, steps))
        motions[i] = motion
    figure = unchecked(traces, panel.figure.layout.to_plotly_json())
    return replace(panel, figure=figure, motions=[motions[i] for i in sorted(motions)])


def _fit_range(run: Run, predictions: Blend, also: Sequence[Run]) -> list[float]:
    """The data, and as much of the first line as does not make them small; of others, any line."""
    low, high = run.dataset.y.min(), run.dataset.y.max()
    span = (high - low) or 1.0
    first = np.clip(predictions.at(0), low - span, high + span)
    for other in also:
        lines = other.params[: _worth_seeing(other)] @ run.dataset.design.T
        first = np.append(first, np.clip(lines, low - span / 2, high + span / 2))
    return framed(min(low, first.min()), max(high, first.max()))


def _residuals(predictions: Blend, y: np.ndarray) -> Blend:
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


def loss(run: Run, also: Sequence[Run] = (), goal: Goal | None = None) -> Panel:
    """The loss at each step, a marker at this one, and the goal's loss as a floor.

    also, here and below: runs on the same data that the picture's frame has room for too.
    """
    goal = goal or least_squares(run)
    values, steps = run.train_loss, np.arange(len(run))
    floor = goal.loss
    positive = values[values > 0]
    lowest = positive.min() if len(positive) else 1.0
    # A loss of exactly 0 has no place on a logarithmic axis: it is drawn at its lower edge.
    drawn = np.maximum(values, lowest / 3)
    shows_floor = floor > lowest / 1e3
    others = [np.maximum(o.train_loss[: _worth_seeing(o)], lowest / 3) for o in also]
    seen = np.concatenate([drawn, *others])
    log_low = np.log10(min(seen.min(), floor) if shows_floor else seen.min())
    log_range = framed(log_low, np.log10(seen.max()))
    linear_range = widened(0.0, max(values.max(), *(o.max() for o in others), 1e-12))
    dtick, tick_size = _log_ticks(log_range)
    label = LOSSES[run.experiment.loss].label
    figure = unchecked(
        [
            line("loss", opacity=0.3, width=2, hoverinfo="all") | _loss_hover(values, drawn),
            line("loss", width=2.5),
            line("muted", [0, run.steps], [max(floor, 1e-300)] * 2, width=1.5, dash="dash"),
            dots("loss", size=10, hoverinfo="skip"),
        ],
        layout(
            axis("step", range=widened(0, run.steps, 0.03)),
            axis(label, type="log", range=log_range, dtick=dtick)
            | {"tickfont": {"color": LIGHT["muted"], "size": tick_size}},
        ),
    )
    target = f"{goal.name} {number(floor)}" + ("" if shows_floor else ", below")
    return Panel(
        name="loss",
        title="Loss",
        figure=figure,
        motions=(
            Motion(0, x=Whole(steps, run.steps), y=Whole(drawn, run.steps)),
            Motion(1, x=Growing(steps), y=Growing(drawn), known_at="loss"),
            Motion(3, x=Rows(steps[:, None]), y=Rows(drawn[:, None]), known_at="loss"),
        ),
        now="step {step}: {loss}",
        colour="loss",
        known_at="loss",
        alternative=(
            f"The {label} at each of {run.steps} steps; at step {{step}} it is {{loss}}. "
            f"It starts at {number(values[0])} and ends at {number(values[-1])}; "
            f"{goal.name}: {number(floor)}."
        ),
        keys=(Key(target, "muted", "dash"),),
        switches=(
            Switch(
                "log_loss",
                "log axis",
                True,
                layout_on=_loss_axis("log", log_range, dtick, tick_size),
                layout_off=_loss_axis("linear", linear_range, None, TICK_SIZE),
            ),
        ),
    )


def _loss_hover(values: np.ndarray, drawn: np.ndarray) -> dict[str, Any]:
    """What pointing at the curve says: the loss itself, also where it is drawn elsewhere."""
    loss, more = "%{y:.8g}", {}
    if (values != drawn).any():
        loss, more = "%{customdata:.8g}", {"customdata": values}
    return more | {"hovertemplate": f"step %{{x}}<br>loss {loss}<extra></extra>"}


def _loss_axis(
    kind: str, shown: list[float], dtick: int | str | None, size: float
) -> dict[str, Any]:
    """Plotly's attributes of the loss axis, as a switch sets them."""
    return {
        "yaxis.type": kind,
        "yaxis.range": shown,
        "yaxis.dtick": dtick,
        "yaxis.tickfont.size": size,
    }


def _log_ticks(log_range: list[float]) -> tuple[int | str, float]:
    """Between ticks, whole decades, so that about six fit; and the size of their labels.

    Where hardly a decade is seen the ticks are even steps, "L0.1" in Plotly's language.
    """
    low, high = log_range
    if high - low >= 1.3:
        return max(1, round((high - low) / 6)), LOG_TICK_SIZE
    sixth = (10**high - 10**low) / 6
    decade = 10.0 ** np.floor(np.log10(sixth))
    return f"L{next(s * decade for s in (1, 2, 5, 10) if s * decade >= sixth):g}", TICK_SIZE


def parameters(run: Run, also: Sequence[Run] = (), goal: Goal | None = None) -> Panel:
    """w and b against the step, and their values at the goal as targets."""
    goal = goal or least_squares(run)
    steps = np.arange(len(run))
    best = goal.parameters
    colours, symbols, dashes = ("weight", "bias"), ("circle", "square"), ("dash", "dot")
    traces: list[dict[str, Any]] = []
    motions: list[Motion] = []
    for i, (name, colour, symbol, dash) in enumerate(
        zip(run.parameter_names, colours, symbols, dashes, strict=True)
    ):
        values = run.params[:, i]
        if best is not None:
            ends = [best[i]] * 2
            traces.append(line(colour, [0, run.steps], ends, width=1.5, dash=dash, opacity=0.8))
        hover = f"step %{{x}}<br>{name} %{{y:.8g}}<extra></extra>"
        first = len(traces)
        traces += [
            line(colour, opacity=0.3, hoverinfo="all", hovertemplate=hover),
            line(colour, width=2.5),
            dots(colour, size=10, symbol=symbol, hoverinfo="skip"),
        ]
        motions += [
            Motion(first, x=Whole(steps, run.steps), y=Whole(values, run.steps)),
            Motion(first + 1, x=Growing(steps), y=Growing(values)),
            Motion(first + 2, x=Rows(steps[:, None]), y=Rows(values[:, None])),
        ]
    everything = np.vstack([*_seen(run, also), goal.points])
    return Panel(
        name="parameters",
        title="Parameters",
        figure=unchecked(
            traces,
            layout(
                axis("step", range=widened(0, run.steps, 0.03)),
                axis("value", range=framed(everything.min(), everything.max())),
            ),
        ),
        motions=motions,
        now="w = {w}, b = {b}",
        colour="muted",
        alternative=(
            "The weight w and the bias b at each step; at step {step} w is {w} and b is {b}. "
            + _goal_in_words("Their {name} values are {w} and {b}.", goal)
        ),
        note=_outside(run),
        keys=(
            Key("w", "weight", "dot"),
            Key("b", "bias", "square"),
            *([] if best is None else [Key(goal.name, "muted", "dash")]),
        ),
    )


def surface(run: Run, also: Sequence[Run] = (), goal: Goal | None = None) -> Panel:
    """Contours of the loss over (w, b), the path so far, and the gradient at this step."""
    goal = goal or least_squares(run)
    best = goal.parameters
    seen = np.vstack([*_seen(run, also), goal.points])
    w_range, b_range = (framed(c.min(), c.max(), 0.12) for c in seen.T)
    *contours, levels = goal.contours(w_range, b_range).T
    lowest = f"{goal.name}<br>w %{{x:.8g}}<br>b %{{y:.8g}}<extra></extra>"
    crosses = [] if best is None else [cross("optimum", best) | {"hovertemplate": lowest}]
    over = 3 + len(crosses)
    weight, bias = run.params.T
    arrow = _arrow(run, w_range, b_range)
    figure = unchecked(
        [
            line("loss", *contours, width=1, opacity=0.55, customdata=levels, hoverinfo="all")
            | {"hovertemplate": "loss %{customdata:.4g}<extra></extra>"},
            line("prediction", width=1.5, opacity=0.45, hoverinfo="all", hovertemplate=_PATH_HOVER),
            line("prediction", width=2.5),
            *crosses,
            line("gradient", width=3, mode="lines+markers", marker=_ARROW_HEAD),
            dots("prediction", size=11, hoverinfo="skip"),
        ],
        layout(axis("w", range=w_range), axis("b", range=b_range)),
    )
    return Panel(
        name="surface",
        title="Loss surface",
        figure=figure,
        motions=(
            Motion(1, x=Growing(weight), y=Growing(bias)),
            Motion(2, x=Growing(weight, PATH_LAST), y=Growing(bias, PATH_LAST)),
            Motion(
                over,
                x=Rows(arrow[..., 0]),
                y=Rows(arrow[..., 1]),
                known_at="backward",
                seen_in=("backward", "step"),
            ),
            Motion(over + 1, x=Rows(weight[:, None]), y=Rows(bias[:, None])),
        ),
        now="∇L = ({gradient_w}, {gradient_b})",
        colour="gradient",
        known_at="backward",
        alternative=(
            "Contours of the loss over w and b, and the path of training: at step {step} it is "
            "at w {w}, b {b}, where the gradient is {gradient_w} in w and {gradient_b} in b. "
            + _goal_in_words("The lowest point is at w {w}, b {b}.", goal)
        ),
        note=_outside(run),
        keys=(
            Key("path", "prediction", "line"),
            Key("−∇L", "gradient", "arrow"),
            *([] if best is None else [Key("lowest", "optimum", "cross")]),
        ),
    )


def _goal_in_words(sentence: str, goal: Goal) -> str:
    if goal.parameters is None:
        return "There is no lowest point."
    w, b = (number(value) for value in goal.parameters)
    return sentence.format(name=goal.name, w=w, b=b)


_PATH_HOVER = "step %{pointNumber}<br>w %{x:.8g}<br>b %{y:.8g}<extra></extra>"
_ARROW_HEAD = {
    "symbol": "arrow",
    "angleref": "previous",
    "size": [0, 14],
    "line": {"width": 0},
    "color": LIGHT["gradient"],
    "opacity": 1,
}


def _ellipses(run: Run, w_range: Range, b_range: Range) -> np.ndarray:
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


def _arrow(run: Run, w_range: list[float], b_range: list[float]) -> np.ndarray:
    """(T+1, 2, 2): tail and tip of the arrow downhill, −η·∂L/∂θ, or as long as can be seen."""
    size = np.array([np.ptp(w_range), np.ptp(b_range)])
    update = -run.experiment.learning_rate * run.gradients
    length = np.linalg.norm(update / size, axis=1, keepdims=True)
    stretch = np.maximum(1.0, SHORTEST_ARROW / np.where(length > 0, length, np.inf))
    return np.stack([run.params, run.params + update * stretch], axis=1)


def _seen(run: Run, also: Sequence[Run]) -> list[np.ndarray]:
    """The parameters that a picture of these runs holds."""
    return [each.params[: _worth_seeing(each)] for each in (run, *also)]


def _worth_seeing(run: Run) -> int:
    """How many states a picture of the parameters holds: until the loss stays 25 times as high."""
    moderate = np.flatnonzero(run.train_loss <= 25 * run.reference)
    return min(int(moderate[-1]) + 2, len(run))


def _outside(run: Run) -> str:
    shown = _worth_seeing(run)
    return "" if shown == len(run) else f"the path leaves this picture after step {shown - 1}"
