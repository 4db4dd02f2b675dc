"""Run → Panel: the parameters at each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from components.style import LIGHT, TICK_SIZE, axis, layout
from components.views.panel import Growing, Key, Motion, Panel, Picture, Rows, Watched, Whole
from components.views.pictures.traces import TO_COME, dots, framed, grown, line, step_axis
from components.views.sentences.terms import term_of
from components.views.surface.optimum import (
    Goal,
    goal_in_words,
    in_reach,
    leaving,
    seen,
    until_gone,
)
from models.run import Run

FLAT = 0.25  # of what the bias moves by: where weights move by less, it has an axis of its own
APART = 0.25  # of their ranges: so far below the bias' curve the weights' lie, where it has an axis
RIGHT = 62  # pixels: a right margin that holds an axis


def parameters(run: Run, also: Sequence[Run] = (), *, goal: Goal) -> Panel:
    """w and b against the step, and their values at the goal as targets."""
    steps = np.arange(len(run))
    best = goal.parameters
    frame = against_the_step(run, goal.points, also)
    own = bias_axis(frame)
    colours, symbols, dashes = ("weight", "bias"), ("circle", "square"), ("dash", "dot")
    traces: list[dict[str, Any]] = []
    motions: list[Motion] = []
    watched: list[Watched] = []
    for i, (name, colour, symbol, dash) in enumerate(
        zip(run.parameter_names, colours, symbols, dashes, strict=True)
    ):
        values = run.params[:, i]
        on = own if colour == "bias" else {}
        if best is not None:
            ends = [best[i]] * 2
            target = line(colour, [0, run.steps], ends, width=1.5, dash=dash, opacity=0.8)
            traces.append(target | on)
        hover = f"step %{{x}}<br>{name} %{{y:.8~g}}<extra></extra>"
        first = len(traces)
        traces += [
            line(colour, opacity=TO_COME, hoverinfo="all", hovertemplate=hover) | on,
            line(colour, width=2.5) | on,
            dots(colour, size=10, symbol=symbol, hoverinfo="skip") | on,
        ]
        drawn = until_gone(values, frame["yaxis2" if on else "yaxis"])
        motions += [
            Motion(first, x=Whole(steps[drawn], run.steps), y=Whole(values[drawn], run.steps)),
            Motion(first + 1, x=Growing(steps[drawn]), y=Growing(values[drawn])),
            Motion(first + 2, x=Rows(steps[:, None]), y=Rows(values[:, None])),
        ]
        watched.append(Watched(first + 2, name, "state"))
    return Panel(
        name="parameters",
        title="Parameters",
        picture=Picture(traces, frame),
        motions=motions,
        now="w = {theta_0}, b = {theta_1}",
        colour="muted",
        inks={"theta_0": "weight", "theta_1": "bias"},
        alternative=(
            "The weight w and the bias b at each step; at step {step} w is {theta_0} and b is "
            "{theta_1}. " + goal_in_words("Their {name} values are {w} and {b}.", goal)
        ),
        leaves=leaving_axes(run, frame),
        watched=watched,
        keys=(
            Key("w", "weight", "dot"),
            Key("b, right axis" if own else "b", "bias", "square"),
            *([] if best is None else [Key(goal.name, "muted", "dash", term_of(goal.name))]),
        ),
    )


def against_the_step(run: Run, targets: np.ndarray, also: Sequence[Run] = ()) -> dict[str, Any]:
    """The layout of parameters against the step.

    Its frame holds the start, what runs at usual rates may reach, and targets (k, p); what is seen
    of this run and of others, which go beyond, makes it longer by halves. Where weights and bias
    would not both be seen on one axis, the bias has its own, at the right.
    """
    base = np.vstack([run.params[:1], in_reach(run), targets])
    shown = np.vstack(seen(run, also))

    def frame(part: slice, below: float = 0, above: float = 0) -> list[float]:
        ends = [(float(rows[:, part].min()), float(rows[:, part].max())) for rows in (base, shown)]
        low, high = grown(*ends)
        return framed(low - below * (high - low), high + above * (high - low))

    weights, bias = slice(-1), slice(-1, None)
    *spans, bias_span = np.ptp(base, axis=0)
    steps = step_axis(run.steps)
    # Two runs are compared on the same axes.
    if also or len(base) == 1 or np.mean(spans) >= FLAT * bias_span:
        return layout(steps, axis("value", range=frame(slice(None))))
    name = "w" if run.params.shape[1] == 2 else "weights"
    ink = "weight" if name == "w" else "muted"
    right = axis("b", "bias", range=frame(bias, below=APART)) | {
        "overlaying": "y",
        "side": "right",
        "showgrid": False,
        "tickmode": "auto",  # else its numbers stand at the lines of the other axis
        "tickfont": {"color": LIGHT["bias"], "size": TICK_SIZE},
    }
    both = layout(steps, axis(name, ink, range=frame(weights, above=APART)))
    return both | {"yaxis2": right, "margin": both["margin"] | {"r": RIGHT}}


def bias_axis(frame: dict[str, Any]) -> dict[str, Any]:
    """What the bias's traces have where it has an axis of its own; else nothing."""
    return {"yaxis": "y2"} if "yaxis2" in frame else {}


def leaving_axes(run: Run, frame: dict[str, Any]) -> str:
    """What is said where a parameter leaves its axis."""
    ranges = [frame["yaxis"]["range"]] * (run.params.shape[1] - 1)
    ranges.append(frame.get("yaxis2", frame["yaxis"])["range"])
    low, high = np.array(ranges).T
    return leaving(run.params, low, high)
