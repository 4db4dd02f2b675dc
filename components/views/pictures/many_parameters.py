"""Run → Panel: many parameters at each step, each a curve that a click on its name isolates."""

from __future__ import annotations

from typing import Any

import numpy as np

from components.style import as_text, of_parameter
from components.views import labels
from components.views.panel import Growing, Key, Motion, Panel, Picture, Rows, Watched, Whole
from components.views.pictures.parameters import against_the_step, bias_axis, leaving_axes
from components.views.pictures.traces import TO_COME, dots, line
from components.views.sentences.terms import term_of
from components.views.surface.optimum import Goal, until_gone
from models.run import Run

FEW = 6  # curves: so many have their targets, and grow as the steps go by
MANY_NAMES = 9  # names: more of them take all of the picture's height
LONGEST = 20  # letters of a name beside the picture


def parameters(run: Run, plane: tuple[int, int], goal: Goal) -> Panel:
    """Every weight and the bias against the step; of few also their values at the goal."""
    count = run.params.shape[1]
    is_few = count <= FEW
    targets = goal.points if is_few and goal.parameters is not None else run.params[:0]
    frame = against_the_step(run, targets)
    steps = np.arange(len(run))
    traces: list[dict[str, Any]] = []
    motions: list[Motion] = []
    watched: list[Watched] = []
    for i, values in enumerate(run.params.T):
        name = as_text(labels.parameter(run, i, LONGEST), LONGEST + 8)
        colour, dash = of_parameter(i, count)
        group = {"legendgroup": str(i), "showlegend": False}
        group |= bias_axis(frame) if i == count - 1 else {}
        for ends in targets[:, i : i + 1].repeat(2, axis=1):
            target = line(colour, [0, run.steps], ends, width=1.5, dash="dash", opacity=0.8)
            traces.append(target | group)
        hover = {"hoverinfo": "all", "hovertemplate": f"step %{{x}}<br>{name} %{{y:.8~g}}"}
        hover["hovertemplate"] += "<extra></extra>"
        is_right = i == count - 1 and bool(bias_axis(frame))
        named = group | {"name": f"{name} (right axis)" if is_right else name, "showlegend": True}
        drawn = until_gone(values, frame["yaxis2" if is_right else "yaxis"])
        x, y = steps[drawn], values[drawn]
        motions.append(Motion(len(traces), x=Whole(x, run.steps), y=Whole(y, run.steps)))
        if is_few:
            traces.append(line(colour, opacity=TO_COME) | group | hover)
            motions.append(Motion(len(traces), x=Growing(x), y=Growing(y)))
            traces.append(line(colour, width=2.5) | named)
        else:
            traces.append(line(colour, width=1.5, dash=dash) | named | hover)
        symbol = "square" if i == count - 1 else "circle"
        motions.append(Motion(len(traces), x=Rows(steps[:, None]), y=Rows(values[:, None])))
        watched.append(Watched(len(traces), run.parameter_names[i], "state"))
        size = 10 if is_few else 7
        traces.append(dots(colour, size=size, symbol=symbol, hoverinfo="skip") | group)
    shown = [f"{run.parameter_names[i]} = {{theta_{i}}}" for i in plane]
    shown += ["…"] if more_weights(count, plane) else []
    shown += [f"{run.parameter_names[-1]} = {{theta_{count - 1}}}"]
    first, second = (run.parameter_names[i] for i in plane)
    return Panel(
        name="parameters",
        title="Parameters",
        picture=Picture(
            traces,
            frame | {"showlegend": True, "legend": _legend(traces)},
        ),
        motions=motions,
        now=", ".join(dict.fromkeys(shown)),
        colour="muted",
        inks={f"theta_{i}": of_parameter(i, count)[0] for i in range(count)},
        alternative=(
            f"The {count - 1} weights and the bias at each step; at step {{step}} {first} is "
            f"{{theta_{plane[0]}}}, {second} is {{theta_{plane[1]}}}, "
            f"and the bias is {{theta_{count - 1}}}."
        ),
        leaves=leaving_axes(run, frame),
        watched=watched,
        keys=([Key(goal.name, "muted", "dash", term_of(goal.name))] if len(targets) else ()),
    )


def more_weights(count: int, plane: tuple[int, int]) -> str:
    """How many weights, of so many parameters, are none of the plane's: "… 8 more", or ""."""
    others = len(set(range(count - 1)) - set(plane))
    return f"… {others} more" if others else ""


def _legend(traces: list[dict[str, Any]]) -> dict[str, Any]:
    """Names beside the curves: a click shows one alone, another one all of them again.

    uirevision: what was isolated stays so while these parameters are shown.
    """
    named = [trace for trace in traces if trace.get("showlegend")]
    return {
        "itemclick": "toggleothers",
        "itemdoubleclick": "toggle",
        "itemsizing": "constant",
        "font": {"size": 12},
        "tracegroupgap": 0,
        "x": 1.04,
        "y": 0.93 if len(named) <= MANY_NAMES else 1,  # below the mode bar, where there is room
        "uirevision": "|".join(trace.get("name", "") for trace in traces),
    }
