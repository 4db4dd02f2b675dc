"""Run → Panel: the parameters at each step."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from components.style import LIGHT, TICK_SIZE, axis, layout
from components.views.layers import Layer, Viewed, besides, laid, longest, moving, still
from components.views.panel import Growing, Key, Panel, Rows, Watched, Whole
from components.views.pictures.leaving import leaving, until_gone, within
from components.views.pictures.traces import TO_COME, framed, grown, line, step_axis
from components.views.sentences.terms import term_of
from components.views.surface.optimum import Goal, goal_in_words, in_reach, seen

FLAT = 0.25  # of what the bias moves by: where weights move by less, it has an axis of its own
APART = 0.25  # of their ranges: so far below the bias' curve the weights' lie, where it has an axis
RIGHT = 62  # pixels: a right margin that holds an axis


# A weight, a bias: what it means, the symbol of its mark, and the dash of its target.
BOTH = (("weight", "circle", "dash"), ("bias", "square", "dot"))


def parameters(viewed: Sequence[Viewed], goal: Goal) -> Panel:
    """w and b against the step, and their values at the goal as targets."""
    run, steps = viewed[0].run, longest(viewed)
    frame = against_the_step(viewed, goal.points)
    marks = [_mark(viewed[0], i, frame) for i in (0, 1)]
    layers = laid(
        *(
            laid(_target(goal, i, steps, frame), _curves(viewed[0], i, frame), marks[i])
            for i in (0, 1)
        ),
        besides(viewed, frame, partial(_layer, frame=frame)),
    ).held(steps)
    return Panel(
        name="parameters",
        title="Parameters",
        picture=layers.on(frame),
        motions=layers.motions,
        now="w = {theta_0}, b = {theta_1}",
        colour="muted",
        inks={"theta_0": "weight", "theta_1": "bias"},
        alternative=(
            "The weight w and the bias b at each step; at step {step} w is {theta_0} and b is "
            "{theta_1}. " + goal_in_words("Their {name} values are {w} and {b}.", goal)
        ),
        leaves=leaving_axes(viewed, frame),
        watched=[
            Watched(mark.trace, name, "state")
            for mark, name in zip(marks, run.parameter_names, strict=True)
        ],
        keys=_keys(viewed, goal, frame),
    )


def _keys(viewed: Sequence[Viewed], goal: Goal, frame: dict[str, Any]) -> list[Key]:
    has_goal = goal.parameters is not None
    return [
        Key("w", "weight", "dot"),
        Key("b, right axis" if bias_axis(frame) else "b", "bias", "square"),
        *([Key(goal.name, "muted", "dash", term_of(goal.name))] if has_goal else []),
        *(
            each.look.key(meaning, label)
            for each in viewed[1:]
            for meaning, label in (("weight", "w, {name}"), ("bias", "b, {name}"))
        ),
    ]


def _layer(viewed: Viewed, frame: dict[str, Any]) -> Layer:
    return laid(*(part(viewed, i, frame) for i in (0, 1) for part in (_curves, _mark)))


def _on(i: int, frame: dict[str, Any]) -> dict[str, Any]:
    """The axis of a weight or a bias."""
    return bias_axis(frame) if i else {}


def _target(goal: Goal, i: int, steps: int, frame: dict[str, Any]) -> Layer:
    """The value at the goal, where there is one."""
    if goal.parameters is None:
        return Layer()
    meaning, _, dash = BOTH[i]
    ends = [goal.parameters[i]] * 2
    target = line(meaning, [0, steps], ends, width=1.5, dash=dash, opacity=0.8)
    return still(target | _on(i, frame))


def _curves(viewed: Viewed, i: int, frame: dict[str, Any]) -> Layer:
    """The parameter at all steps, and up to this one, until it has left the picture for good."""
    run, look, meaning, on = viewed.run, viewed.look, BOTH[i][0], _on(i, frame)
    hover = f"step %{{x}}<br>{run.parameter_names[i]} %{{y:.8~g}}<extra></extra>"
    to_come = look.line(meaning, opacity=TO_COME, hoverinfo="all", hovertemplate=hover) | on
    so_far = look.line(meaning, width=2.5) | on
    x, y = drawn_states(run.params[:, i], frame["yaxis2" if on else "yaxis"])
    return laid(
        moving(to_come, x=Whole(x, run.steps), y=Whole(y, run.steps)),
        moving(so_far, x=Growing(x), y=Growing(y)),
    )


def _mark(viewed: Viewed, i: int, frame: dict[str, Any]) -> Layer:
    """The parameter at this step."""
    meaning, symbol, _ = BOTH[i]
    dot = viewed.look.dots(meaning, size=10, symbol=symbol, hoverinfo="skip")
    values = viewed.run.params[:, i : i + 1]
    return moving(dot | _on(i, frame), x=Rows(np.arange(len(values))[:, None]), y=Rows(values))


def drawn_states(values: np.ndarray, axis: dict[str, Any]) -> tuple[np.ndarray, np.ndarray]:
    """Steps and values of a curve (T+1,), until it has left its axis for good."""
    drawn = until_gone(within(values, axis))
    return drawn, values[drawn]


def against_the_step(viewed: Sequence[Viewed], targets: np.ndarray) -> dict[str, Any]:
    """The layout of parameters against the step.

    Its frame holds the start, what runs at usual rates may reach, and targets (k, p); what is seen
    of the present run and of others, which go beyond, makes it longer by halves. Where weights and
    bias would not both be seen on one axis, the bias has its own, at the right.
    """
    run, steps = viewed[0].run, step_axis(longest(viewed))
    base = np.vstack([run.params[:1], in_reach(run), targets])
    shown = np.vstack(seen(run, [each.run for each in viewed[1:]]))
    *spans, bias_span = np.ptp(base, axis=0)
    # Two runs are compared on the same axes.
    if len(viewed) > 1 or len(base) == 1 or np.mean(spans) >= FLAT * bias_span:
        return layout(steps, axis("value", range=_held_range(base, shown)))
    name = "w" if run.params.shape[1] == 2 else "weights"
    ink = "weight" if name == "w" else "muted"
    weights = _held_range(base[:, :-1], shown[:, :-1], above=APART)
    own = _bias_axis(_held_range(base[:, -1:], shown[:, -1:], below=APART))
    both = layout(steps, axis(name, ink, range=weights))
    return both | {"yaxis2": own, "margin": both["margin"] | {"r": RIGHT}}


def _held_range(
    base: np.ndarray, shown: np.ndarray, below: float = 0, above: float = 0
) -> list[float]:
    """Of an axis: what holds the base and what is shown, with so much more room."""
    low, high = grown(*((float(rows.min()), float(rows.max())) for rows in (base, shown)))
    return framed(low - below * (high - low), high + above * (high - low))


def _bias_axis(shown: list[float]) -> dict[str, Any]:
    return axis("b", "bias", range=shown) | {
        "overlaying": "y",
        "side": "right",
        "showgrid": False,
        "tickmode": "auto",  # else its numbers stand at the lines of the other axis
        "tickfont": {"color": LIGHT["bias"], "size": TICK_SIZE},
    }


def bias_axis(frame: dict[str, Any]) -> dict[str, Any]:
    """What the bias's traces have where it has an axis of its own; else nothing."""
    return {"yaxis": "y2"} if "yaxis2" in frame else {}


def leaving_axes(viewed: Sequence[Viewed], frame: dict[str, Any]) -> str:
    """What is said where a parameter leaves its axis."""
    ranges = [frame["yaxis"]["range"]] * (viewed[0].run.params.shape[1] - 1)
    ranges.append(frame.get("yaxis2", frame["yaxis"])["range"])
    low, high = np.array(ranges).T
    told = (leaving(each.run.params, low, high, each.look.name) for each in viewed)
    return "; ".join(filter(None, told))
