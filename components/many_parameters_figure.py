"""Run → Panel: many parameters at each step, each a curve that a click on its name isolates."""

from __future__ import annotations

from typing import Any

import numpy as np

from components import names
from components.figures import least_squares
from components.goal import Goal, in_reach, leaving, seen
from components.panel import Growing, Key, Motion, Panel, Picture, Rows, Whole
from components.parameters_figure import against_the_step
from components.style import CURVE_DASHES, CURVES, as_text
from components.terms import term_of
from components.traces import dots, line
from models.run import Run

FEW = 6  # curves: so many have their targets, and grow as the steps go by
LONGEST = 20  # letters of a name beside the picture


def parameters(run: Run, plane: tuple[int, int], goal: Goal | None = None) -> Panel:
    """Every weight and the bias against the step; of few also their values at the goal.

    goal: least squares, unless it is said.
    """
    goal = goal or least_squares(run)
    count = run.params.shape[1]
    is_few = count <= FEW
    targets = goal.parameters if is_few else None
    steps = np.arange(len(run))
    traces: list[dict[str, Any]] = []
    motions: list[Motion] = []
    for i, values in enumerate(run.params.T):
        name = as_text(names.parameter(run, i, LONGEST), LONGEST + 8)
        colour, dash = _look(i, count)
        group = {"legendgroup": str(i), "showlegend": False}
        if targets is not None:
            ends = [targets[i]] * 2
            target = line(colour, [0, run.steps], ends, width=1.5, dash="dash", opacity=0.8)
            traces.append(target | group)
        hover = {"hoverinfo": "all", "hovertemplate": f"step %{{x}}<br>{name} %{{y:.8g}}"}
        hover["hovertemplate"] += "<extra></extra>"
        named = group | {"name": name, "showlegend": True}
        motions.append(Motion(len(traces), x=Whole(steps, run.steps), y=Whole(values, run.steps)))
        if is_few:
            traces.append(line(colour, opacity=0.3) | group | hover)
            motions.append(Motion(len(traces), x=Growing(steps), y=Growing(values)))
            traces.append(line(colour, width=2.5) | named)
        else:
            traces.append(line(colour, width=1.5, dash=dash) | named | hover)
        symbol = "square" if i == count - 1 else "circle"
        motions.append(Motion(len(traces), x=Rows(steps[:, None]), y=Rows(values[:, None])))
        size = 10 if is_few else 7
        traces.append(dots(colour, size=size, symbol=symbol, hoverinfo="skip") | group)
    every = np.vstack([*seen(run), in_reach(run), *([] if targets is None else [targets])])
    frame = against_the_step(run, every)
    first, second = (run.parameter_names[i] for i in plane)
    return Panel(
        name="parameters",
        title="Parameters",
        picture=Picture(
            traces,
            frame | {"showlegend": True, "legend": _legend(traces)},
        ),
        motions=motions,
        now=f"{first} = {{theta_{plane[0]}}}, {second} = {{theta_{plane[1]}}}",
        colour="muted",
        alternative=(
            f"The {count - 1} weights and the bias at each step; at step {{step}} {first} is "
            f"{{theta_{plane[0]}}}, {second} is {{theta_{plane[1]}}}, "
            f"and the bias is {{theta_{count - 1}}}."
        ),
        note=leaving(run.params, frame["yaxis"]["range"]),
        keys=() if targets is None else (Key(goal.name, "muted", "dash", term_of(goal.name)),),
    )


def _look(i: int, count: int) -> tuple[str, str]:
    """The colour and the dash of the i-th of so many curves; the last is the bias."""
    if i == count - 1:
        return "bias", "solid"
    again, place = divmod(i, len(CURVES))
    return CURVES[place], CURVE_DASHES[again % len(CURVE_DASHES)]


def _legend(traces: list[dict[str, Any]]) -> dict[str, Any]:
    """Names beside the curves: a click shows one alone, another one all of them again.

    uirevision: what was isolated stays so while these parameters are shown.
    """
    return {
        "itemclick": "toggleothers",
        "itemdoubleclick": "toggle",
        "itemsizing": "constant",
        "font": {"size": 11},
        "tracegroupgap": 0,
        "x": 1.01,
        "y": 0.93,  # below the mode bar
        "uirevision": "|".join(trace.get("name", "") for trace in traces),
    }
