"""Run → what is shown of a regression of several features, or of powers of one."""

from __future__ import annotations

import numpy as np

from components.monitoring import faults
from components.style import axis, in_template, layout, of_parameter
from components.views import figures, held_out, labels, regression
from components.views.panel import Blend, Key, Motion, Panel, Picture, Readout, Watched, Whole
from components.views.pictures.axis_offset import readable
from components.views.pictures.fit_line import EXACT, FROM_FORWARD, fit_of_powers, residuals
from components.views.pictures.many_parameters import more_weights, parameters
from components.views.pictures.traces import dots, framed, hollow, line, widened
from components.views.presentation import Show
from components.views.sentences.verdict import verdict
from components.views.shown_points import and_hollow, points, with_ones
from components.views.surface import plane as plane_figure
from models.run import Run
from models.theory.least_squares_section import PLANE, Plane

MOST_SEGMENTS = 60_000  # numbers that the residuals of a picture may cost
Pair = tuple[int, int]


def show(run: Run, plane: Pair) -> Show:
    """All of it, with two parameters (their places in the run's parameters) for the surface."""
    plane = plane_of(run, plane)
    return Show(
        readouts(run, plane),
        series=lambda run: series(run, plane),
        panels=lambda run: panels(run, plane),
        tables=regression.tables,
        verdict=verdict,
    )


def plane_of(run: Run, wanted: Pair) -> Pair:
    """Two different parameters of the run: the wanted ones where it has these, else the first."""
    count = run.params.shape[1]
    first, second = wanted
    is_there = 0 <= first < count and 0 <= second < count and first != second
    return (first, second) if is_there else PLANE


def series(run: Run, plane: Pair) -> dict[str, np.ndarray]:
    """The numbers that titles and readouts may name, each (T+1,): theta_0 … theta_d (the bias),
    the gradients of the plane's two, and where in their plane the loss is lowest."""
    lowest = Plane.of(run.dataset, *plane).lowest(run.params)
    return series_of_parameters(run, plane, lowest) | regression.series(run)


def series_of_parameters(run: Run, plane: Pair, lowest: np.ndarray | None) -> dict[str, np.ndarray]:
    """What runs of any task have; lowest: (T+1, 2), where in the plane, or None: nowhere."""
    numbers = {
        **held_out.series(run),
        "step": np.arange(len(run), dtype=np.float64),
        **{f"theta_{i}": values for i, values in enumerate(run.params.T)},
        **{f"gradient_{i}": run.gradients[:, i] for i in plane},
        "loss": run.train_loss,
    }
    if lowest is None:
        return numbers
    return numbers | {"lowest_first": lowest[:, 0], "lowest_second": lowest[:, 1]}


def readouts(run: Run, plane: Pair) -> tuple[Readout, ...]:
    """Parameters, the loss, and what follows from it."""
    return (
        *of_parameters(run, plane),
        Readout("loss", "loss", "loss", "loss", "loss"),
        *regression.READOUTS,
    )


def of_parameters(run: Run, plane: Pair) -> tuple[Readout, ...]:
    """The plane's two parameters, how many weights there are besides, and the bias."""
    symbols, count = run.parameter_names, run.params.shape[1]
    shown = list(dict.fromkeys((*plane, count - 1)))
    last = max((i for i in plane if i != count - 1), key=plane.index)
    others = {last: more} if (more := more_weights(count, plane)) else {}
    return tuple(
        Readout(f"theta_{i}", symbols[i], of_parameter(i, count)[0], after=others.get(i, ""))
        for i in shown
    )


def panels(run: Run, plane: Pair) -> tuple[Panel, ...]:
    """The linked pictures, in the order in which they are read."""
    return faults.panels(
        run,
        fit=lambda: readable(fit_of_powers(run) if labels.power(run.dataset) else fit(run)),
        surface=lambda: readable(plane_figure.surface(run, plane)),
        loss=lambda: readable(figures.loss(run)),
        parameters=lambda: readable(parameters(run, plane)),
    )


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
