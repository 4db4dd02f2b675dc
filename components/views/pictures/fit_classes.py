"""Run → Panel: two classes and what divides them: a line in the plane of two features, or ½."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.style import as_text, axis, in_template, layout, shortened
from components.views import labels as names
from components.views.panel import (
    Blend,
    Key,
    Mark,
    Motion,
    Panel,
    Picture,
    Rows,
    Through,
    Watched,
    Whole,
)
from components.views.pictures.fit_line import FROM_FORWARD
from components.views.pictures.traces import dots, hollow, line, widened
from components.views.shown_points import and_hollow, points, with_ones
from models.run import Run
from models.theory import cross_entropy as theory

LOOKS = (("data", "circle"), ("label_one", "square"))  # of the labels 0 and 1: colour and mark
NINE_TO_ONE = float(np.log(9))  # the logit of ŷ = 0.9
AWAY = 1e3  # sizes of the picture: a line that is further off is not drawn at all
SPREAD = 0.3  # to both sides of a label: so far its points are strewn
WRONG = ("sigmoid_of_wrong_zero", "sigmoid_of_wrong_one")
AWAY_UNLESS_WRONG = ("away_from_zero", "away_from_one")

Range = list[float]


def fit(run: Run) -> Panel:
    """Two features as the plane that they are; of more, what is predicted of each class."""
    return plane_of_features(run) if run.dataset.x.shape[1] == 2 else strips(run)


def plane_of_features(run: Run) -> Panel:
    """Both classes in the plane of the two features, and the line on which ŷ = ½."""
    seen, data = points(run), run.dataset
    every = np.vstack([seen.x, seen.held_x])
    ranges = [widened(column.min(), column.max()) for column in every.T]
    x_name, y_name = (names.feature(data, k) for k in (0, 1))
    hover = f"{as_text(x_name)} %{{x:.8~g}}<br>{as_text(y_name)} %{{y:.8~g}}<extra></extra>"
    best = theory.optimum(data)
    traces: list[dict[str, Any]] = [
        line("prediction", width=1.5, dash="dot"),
        line("prediction", width=3),
    ]
    sides = [_where(run.params, logit, ranges) for logit in (-NINE_TO_ONE, NINE_TO_ONE)]
    half = _where(run.params, 0.0, ranges)
    both = np.concatenate(sides, axis=1)
    motions = [
        Motion(0, Rows(both[..., 0]), Rows(both[..., 1]), piece=2),
        Motion(1, Rows(half[..., 0]), Rows(half[..., 1])),
    ]
    if best is not None:
        (ends,) = _where(best[None], 0.0, ranges)
        traces.append(line("muted", ends[:, 0], ends[:, 1], width=1.5, dash="dash"))
    high = float(np.ptp(ranges[1]))
    for label, (colour, symbol) in enumerate(LOOKS):
        here = seen.x[seen.y == label]
        told = f"{_name(run, label)}<br>{hover}"
        traces.append(
            dots(colour, here[:, 0], here[:, 1], size=8, symbol=symbol, hovertemplate=told)
        )
        held = seen.held_x[seen.held_y == label]
        if len(held):
            told = f"held out<br>{told}"
            traces.append(hollow(colour, held[:, 0], held[:, 1], hovertemplate=told))
            traces[-1]["marker"]["symbol"] = f"{symbol}-open"
    for label in (0, 1):
        here = seen.x[seen.y == label]
        if len(here):
            away = Through(AWAY_UNLESS_WRONG[label], Blend(run.params, with_ones(here)), high)
            still = Whole(here[:, 0], run.steps)
            motions.append(Motion(len(traces), still, x_in_y_units=away, **FROM_FORWARD))
            traces.append(_crosses(y=here[:, 1]))
    target = in_template(data.target_name)
    return Panel(
        name="fit",
        title="Fit",
        picture=Picture(
            traces, layout(axis(x_name, range=ranges[0]), axis(y_name, range=ranges[1]))
        ),
        motions=motions,
        now="right {accuracy}" + and_hollow(run),
        colour="prediction",
        alternative=(
            f"{data.n} observations of two classes of {target} in the plane of two features, and "
            "the line on which the probability is one half at step {step}; dotted, where it is "
            "0.1 and 0.9. {accuracy} of the labels are predicted right."
        ),
        note=seen.note,
        keys=(
            *_classes(run),
            Key("wrong", "residual", "times"),
            Key("ŷ = ½", "prediction", "line"),
            Key("0.1, 0.9", "prediction", "dotted"),
            *([] if best is None else [Key("lowest loss", "muted", "dash", "lowest_loss")]),
        ),
        watched=(Watched(1, "the line ŷ = ½ is", "any"),),
    )


def strips(run: Run) -> Panel:
    """The probability of 1 at each observation, in a strip for each label: 0 left, 1 right."""
    seen, data = points(run), run.dataset
    place, held_place = _strewn(seen.y), _strewn(seen.held_y)
    hover = "ŷ %{y:.8~g}<extra></extra>"
    traces: list[dict[str, Any]] = [
        line("optimum", [-1, 2], [0.5, 0.5], width=1.5, dash="longdash"),
        line("muted", [0.5, 0.5], [-1, 2], width=1),
    ]
    motions: list[Motion] = []

    def add(trace: dict[str, Any], x: np.ndarray, function: str) -> None:
        motions.append(Motion(len(traces), y=_through(run, x, function), **FROM_FORWARD))
        traces.append(trace)

    for label, (colour, symbol) in enumerate(LOOKS):
        here, held = seen.y == label, seen.held_y == label
        told = f"{_name(run, label)}<br>{hover}"
        if here.any():
            shown = dots(colour, place[here], size=7, symbol=symbol, hovertemplate=told)
            add(shown, seen.x[here], "sigmoid")
        if held.any():
            shown = hollow(colour, held_place[held], hovertemplate=f"held out<br>{told}")
            shown["marker"]["symbol"] = f"{symbol}-open"
            add(shown, seen.held_x[held], "sigmoid")
    for label, function in enumerate(WRONG):
        here = seen.y == label
        if here.any():
            add(_crosses(place[here]), seen.x[here], function)
    return Panel(
        name="fit",
        title="Fit",
        picture=Picture(traces, _strips_layout(run)),
        motions=motions,
        now="right {accuracy}" + and_hollow(run),
        colour="prediction",
        alternative=(
            f"The probability of 1 of {data.n} observations of {data.x.shape[1]} features at step "
            f"{{step}}: those with the label 0 ({in_template(names.classes(data)[0])}) to the "
            f"left, those with 1 ({in_template(names.classes(data)[1])}) to the right, and the "
            "threshold at one half. {accuracy} of the labels are predicted right."
        ),
        note=seen.note,
        keys=(*_classes(run), Key("wrong", "residual", "times")),
    )


def _strips_layout(run: Run) -> dict[str, Any]:
    zero, one = (as_text(_both(run, label)) for label in (0, 1))
    x = axis(f"{names.target(run.dataset)}, seen", range=[-0.5, 1.5])
    x |= {"tickvals": [0, 1], "ticktext": [zero, one], "showgrid": False}
    return layout(x, axis("probability ŷ of 1", range=[-0.06, 1.06], dtick=0.5))


def _both(run: Run, label: int) -> str:
    """ "1: virginica", or just "1" where it stands for nothing else."""
    name = names.classes(run.dataset)[label]
    return name if name == str(label) else f"{label}: {name}"


def _name(run: Run, label: int) -> str:
    return as_text(names.classes(run.dataset)[label])


def _classes(run: Run) -> tuple[Key, Key]:
    """The marks of both classes, named."""
    marks: tuple[Mark, Mark] = ("dot", "square")
    zero, one = (
        Key(shortened(name, 12), colour, mark)
        for name, (colour, _), mark in zip(names.classes(run.dataset), LOOKS, marks, strict=True)
    )
    return zero, one


def _crosses(x: Any = (), y: Any = ()) -> dict[str, Any]:
    """The marks of what is predicted wrong, over the marks of the classes."""
    trace = dots("residual", x, y, size=10, symbol="x-thin", hoverinfo="skip")
    trace["marker"]["line"] = {"width": 2.5, "color": trace["marker"]["color"]}
    return trace


def _through(run: Run, x: np.ndarray, function: str) -> Through:
    return Through(function, Blend(run.params, with_ones(x)))


def _strewn(labels: np.ndarray) -> np.ndarray:
    """(k,): where in its label's strip each is drawn, evenly and the same at each call.

    Multiples of the golden section, whose places are never crowded.
    """
    share = (np.arange(len(labels)) * 0.6180339887498949) % 1
    return labels + SPREAD * (2 * share - 1)


def _where(params: np.ndarray, logit: float, ranges: list[Range]) -> np.ndarray:
    """(T+1, 2, 2): two ends of the line on which the logit has this value, beyond the picture.

    Off stage where the weights are 0, or the line is far away.
    """
    low, high = np.array(ranges).T
    size = high - low
    weights = params[:, :2] * size  # with the picture's lower left corner as (0, 0), its size 1
    bias = params[:, 2] + params[:, :2] @ low - logit
    length = np.linalg.norm(weights, axis=1)
    is_line = length > 0
    steep = np.where(is_line, length, 1.0)
    normal = weights / steep[:, None]
    middle = np.array([0.5, 0.5])
    distance = -(bias / steep + normal @ middle)
    seen = is_line & (np.abs(distance) < AWAY)
    foot = middle + np.where(seen, distance, 0.0)[:, None] * normal
    along = 3 * np.column_stack([-normal[:, 1], normal[:, 0]])
    ends = np.stack([foot - along, foot + along], axis=1)
    return low + size * np.where(seen[:, None, None], ends, -AWAY)
