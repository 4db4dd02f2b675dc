"""Run → Panel: the parameters at each step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from components.goal import Goal, goal_in_words, in_reach, leaving, seen
from components.panel import Growing, Key, Motion, Panel, Picture, Rows, Whole
from components.style import axis, layout
from components.terms import term_of
from components.traces import dots, framed, line, widened
from models.run import Run


def parameters(run: Run, also: Sequence[Run] = (), *, goal: Goal) -> Panel:
    """w and b against the step, and their values at the goal as targets."""
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
    everything = np.vstack([*seen(run, also), goal.points, in_reach(run)])
    frame = against_the_step(run, everything)
    return Panel(
        name="parameters",
        title="Parameters",
        picture=Picture(traces, frame),
        motions=motions,
        now="w = {w}, b = {b}",
        colour="muted",
        alternative=(
            "The weight w and the bias b at each step; at step {step} w is {w} and b is {b}. "
            + goal_in_words("Their {name} values are {w} and {b}.", goal)
        ),
        note=leaving(run.params, frame["yaxis"]["range"]),
        keys=(
            Key("w", "weight", "dot"),
            Key("b", "bias", "square"),
            *([] if best is None else [Key(goal.name, "muted", "dash", term_of(goal.name))]),
        ),
    )


def against_the_step(run: Run, values: np.ndarray) -> dict[str, Any]:
    """The layout of parameters against the step; its frame holds the values."""
    return layout(
        axis("step", range=widened(0, run.steps, 0.03)),
        axis("value", range=framed(values.min(), values.max())),
    )
