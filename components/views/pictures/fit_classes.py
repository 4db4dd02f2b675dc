"""Run → Panel: two classes and what divides them: a line in the plane of two features, or ½."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from components.style import as_text, axis, in_template, layout, shortened
from components.views import labels as names
from components.views.layers import Layer, Viewed, laid, longest, moving, still
from components.views.panel import (
    Blend,
    Key,
    Mark,
    Panel,
    Rows,
    Through,
    Trace,
    Watched,
    Whole,
)
from components.views.pictures.fit_line import FROM_FORWARD
from components.views.pictures.traces import dots, hollow, line, widened
from components.views.shown_points import Points, and_hollow, points, with_ones
from models.run import Run
from models.theory import cross_entropy as theory

LOOKS = (("data", "circle"), ("label_one", "square"))  # of the labels 0 and 1: colour and mark
NINE_TO_ONE = float(np.log(9))  # the logit of ŷ = 0.9
AWAY = 1e3  # sizes of the picture: a line that is further off is not drawn at all
SPREAD = 0.3  # to both sides of a label: so far its points are strewn
WRONG = ("sigmoid_of_wrong_zero", "sigmoid_of_wrong_one")
AWAY_UNLESS_WRONG = ("away_from_zero", "away_from_one")

Range = list[float]


def fit(viewed: Sequence[Viewed]) -> Panel:
    """Two features as the plane that they are; of more, what is predicted of each class."""
    is_plane = viewed[0].run.dataset.x.shape[1] == 2
    return plane_of_features(viewed) if is_plane else strips(viewed)


# ---- Two features


def plane_of_features(viewed: Sequence[Viewed]) -> Panel:
    """Both classes in the plane of the two features, and the line on which ŷ = ½."""
    run, seen = viewed[0].run, points(viewed[0].run)
    ranges = [widened(column.min(), column.max()) for column in np.vstack([seen.x, seen.held_x]).T]
    x_name, y_name = (names.feature(run.dataset, k) for k in (0, 1))
    hover = f"{as_text(x_name)} %{{x:.8~g}}<br>{as_text(y_name)} %{{y:.8~g}}<extra></extra>"
    best = theory.optimum(run.dataset)
    half = _half(viewed[0], ranges)
    layers = laid(
        _tenths(run, ranges),
        half,
        still(*_best(best, ranges)),
        still(*(mark for label in (0, 1) for mark in _of_class(run, seen, label, hover))),
        *(_wrong(run, seen, label, float(np.ptp(ranges[1]))) for label in (0, 1)),
        *(_half(each, ranges) for each in viewed[1:]),
    ).held(longest(viewed))
    return Panel(
        name="fit",
        title="Fit",
        picture=layers.on(layout(axis(x_name, range=ranges[0]), axis(y_name, range=ranges[1]))),
        motions=layers.motions,
        now="right {accuracy}" + and_hollow(run),
        colour="prediction",
        alternative=_told_of_plane(run),
        note=seen.note,
        keys=(
            *_classes(run),
            Key("wrong", "residual", "times"),
            Key("ŷ = ½", "prediction", "line"),
            Key("0.1, 0.9", "prediction", "dotted"),
            *([] if best is None else [Key("lowest loss", "muted", "dash", "lowest_loss")]),
            *(each.look.key("prediction") for each in viewed[1:]),
        ),
        watched=(Watched(half.trace, "the line ŷ = ½ is", "any"),),
    )


def _told_of_plane(run: Run) -> str:
    """The picture, for who cannot see it."""
    target = in_template(run.dataset.target_name)
    return (
        f"{run.dataset.n} observations of two classes of {target} in the plane of two features, "
        "and the line on which the probability is one half at step {step}; dotted, where it is "
        "0.1 and 0.9. {accuracy} of the labels are predicted right."
    )


def _tenths(run: Run, ranges: list[Range]) -> Layer:
    """The two lines on which ŷ is 0.1 and 0.9."""
    sides = [_where(run.params, logit, ranges) for logit in (-NINE_TO_ONE, NINE_TO_ONE)]
    both = np.concatenate(sides, axis=1)
    trace = line("prediction", width=1.5, dash="dot")
    return moving(trace, x=Rows(both[..., 0]), y=Rows(both[..., 1]), piece=2)


def _half(viewed: Viewed, ranges: list[Range]) -> Layer:
    """The line on which ŷ is ½."""
    half = _where(viewed.run.params, 0.0, ranges)
    trace = viewed.look.line("prediction", width=3)
    return moving(trace, x=Rows(half[..., 0]), y=Rows(half[..., 1]))


def _best(best: np.ndarray | None, ranges: list[Range]) -> list[Trace]:
    """The same line where the loss is lowest."""
    if best is None:
        return []
    (ends,) = _where(best[None], 0.0, ranges)
    return [line("muted", ends[:, 0], ends[:, 1], width=1.5, dash="dash")]


def _of_class(run: Run, seen: Points, label: int, hover: str) -> list[Trace]:
    """The points of a class, and those that are held out."""
    colour, symbol = LOOKS[label]
    here, held = seen.x[seen.y == label], seen.held_x[seen.held_y == label]
    told = f"{_name(run, label)}<br>{hover}"
    found = [dots(colour, here[:, 0], here[:, 1], size=8, symbol=symbol, hovertemplate=told)]
    if len(held):
        found.append(_held_out(label, held[:, 0], held[:, 1], told))
    return found


def _wrong(run: Run, seen: Points, label: int, high: float) -> Layer:
    """The crosses over what of a class is predicted wrong. high: the picture is, in its numbers."""
    here = seen.x[seen.y == label]
    if not len(here):
        return Layer()
    away = Through(AWAY_UNLESS_WRONG[label], Blend(run.params, with_ones(here)), high)
    trace = _crosses(y=here[:, 1])
    return moving(trace, x=Whole(here[:, 0], run.steps), x_in_y_units=away, **FROM_FORWARD)


# ---- More features


def strips(viewed: Sequence[Viewed]) -> Panel:
    """The probability of 1 at each observation, in a strip for each label: 0 left, 1 right.

    Of one run: points of more could not be told apart.
    """
    (present,) = viewed
    run, seen = present.run, points(present.run)
    layers = laid(
        still(
            line("optimum", [-1, 2], [0.5, 0.5], width=1.5, dash="longdash"),
            line("muted", [0.5, 0.5], [-1, 2], width=1),
        ),
        *(_strip(run, seen, label) for label in (0, 1)),
        *(_wrong_in_strip(run, seen, label) for label in (0, 1)),
    )
    return Panel(
        name="fit",
        title="Fit",
        picture=layers.on(_strips_layout(run)),
        motions=layers.motions,
        now="right {accuracy}" + and_hollow(run),
        colour="prediction",
        alternative=_told_of_strips(run),
        note=seen.note,
        keys=(*_classes(run), Key("wrong", "residual", "times")),
    )


def _told_of_strips(run: Run) -> str:
    """The picture, for who cannot see it."""
    data = run.dataset
    zero, one = map(in_template, names.classes(data))
    return (
        f"The probability of 1 of {data.n} observations of {data.x.shape[1]} features at step "
        f"{{step}}: those with the label 0 ({zero}) to the "
        f"left, those with 1 ({one}) to the right, and the "
        "threshold at one half. {accuracy} of the labels are predicted right."
    )


def _strip(run: Run, seen: Points, label: int) -> Layer:
    """The points of a class, and those that are held out."""
    colour, symbol = LOOKS[label]
    here, held = seen.y == label, seen.held_y == label
    told = f"{_name(run, label)}<br>ŷ %{{y:.8~g}}<extra></extra>"
    found = []
    if here.any():
        place = _strewn(seen.y)[here]
        shown = dots(colour, place, size=7, symbol=symbol, hovertemplate=told)
        found.append(_probable(run, shown, seen.x[here], "sigmoid"))
    if held.any():
        shown = _held_out(label, _strewn(seen.held_y)[held], (), told)
        found.append(_probable(run, shown, seen.held_x[held], "sigmoid"))
    return laid(*found)


def _wrong_in_strip(run: Run, seen: Points, label: int) -> Layer:
    """The crosses over what of a class is predicted wrong."""
    here = seen.y == label
    if not here.any():
        return Layer()
    return _probable(run, _crosses(_strewn(seen.y)[here]), seen.x[here], WRONG[label])


def _probable(run: Run, trace: Trace, x: np.ndarray, function: str) -> Layer:
    """The trace, as high as a function of the logits at x (k, d)."""
    y = Through(function, Blend(run.params, with_ones(x)))
    return moving(trace, y=y, **FROM_FORWARD)


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


def _crosses(x: Any = (), y: Any = ()) -> Trace:
    """The marks of what is predicted wrong, over the marks of the classes."""
    trace = dots("residual", x, y, size=10, symbol="x-thin", hoverinfo="skip")
    trace["marker"]["line"] = {"width": 2.5, "color": trace["marker"]["color"]}
    return trace


def _held_out(label: int, x: Any, y: Any, told: str) -> Trace:
    """The hollow marks of a class."""
    colour, symbol = LOOKS[label]
    trace = hollow(colour, x, y, hovertemplate=f"held out<br>{told}")
    trace["marker"]["symbol"] = f"{symbol}-open"
    return trace


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
