"""Run → Panel: many parameters at each step, each a curve that a click on its name isolates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from components.style import as_text, of_parameter
from components.views import labels
from components.views.layers import Layer, Viewed, laid, moving, still
from components.views.panel import Growing, Key, Panel, Rows, Trace, Watched, Whole
from components.views.pictures.parameters import (
    against_the_step,
    bias_axis,
    drawn_states,
    leaving_axes,
)
from components.views.pictures.traces import TO_COME, dots, line
from components.views.sentences.terms import term_of
from components.views.surface.optimum import Goal
from models.run import Run

FEW = 6  # curves: so many have their targets, and grow as the steps go by
MANY_NAMES = 9  # names: more of them take all of the picture's height
LONGEST = 20  # letters of a name beside the picture


def parameters(viewed: Sequence[Viewed], plane: tuple[int, int], goal: Goal) -> Panel:
    """Every weight and the bias against the step; of few also their values at the goal.

    Of one run: more of them would be more curves than are told apart.
    """
    (present,) = viewed
    run, count = present.run, present.run.params.shape[1]
    has_targets = count <= FEW and goal.parameters is not None
    targets = goal.points if has_targets else run.params[:0]
    frame = against_the_step(viewed, targets)
    marks = [_mark(run, i, frame) for i in range(count)]
    layers = laid(
        *(
            laid(_target(run, i, frame, targets), _curves(run, i, frame), mark)
            for i, mark in enumerate(marks)
        )
    )
    return Panel(
        name="parameters",
        title="Parameters",
        picture=layers.on(frame | {"showlegend": True, "legend": _legend(layers.traces)}),
        motions=layers.motions,
        now=_now(run, plane),
        colour="muted",
        inks={f"theta_{i}": of_parameter(i, count)[0] for i in range(count)},
        alternative=_told(run, plane),
        leaves=leaving_axes(viewed, frame),
        watched=[
            Watched(mark.trace, name, "state")
            for mark, name in zip(marks, run.parameter_names, strict=True)
        ],
        keys=([Key(goal.name, "muted", "dash", term_of(goal.name))] if len(targets) else ()),
    )


def _shared(run: Run, i: int, frame: dict[str, Any]) -> Trace:
    """What all traces of the i-th parameter have: their group, and their axis."""
    own = bias_axis(frame) if i == run.params.shape[1] - 1 else {}
    return {"legendgroup": str(i), "showlegend": False} | own


def _target(run: Run, i: int, frame: dict[str, Any], targets: np.ndarray) -> Layer:
    """The value at the goal, of targets (k, p)."""
    colour, _ = of_parameter(i, run.params.shape[1])
    lines = (
        line(colour, [0, run.steps], ends, width=1.5, dash="dash", opacity=0.8)
        for ends in targets[:, i : i + 1].repeat(2, axis=1)
    )
    return still(*(each | _shared(run, i, frame) for each in lines))


def _curves(run: Run, i: int, frame: dict[str, Any]) -> Layer:
    """All values as a curve, and of few parameters those up to this step as another."""
    shared, name = _shared(run, i, frame), as_text(labels.parameter(run, i, LONGEST), LONGEST + 8)
    colour, dash = of_parameter(i, run.params.shape[1])
    hovered = f"step %{{x}}<br>{name} %{{y:.8~g}}<extra></extra>"
    hover = {"hoverinfo": "all", "hovertemplate": hovered}
    is_right = "yaxis" in shared
    named = shared | {"name": f"{name} (right axis)" if is_right else name, "showlegend": True}
    x, y = drawn_states(run.params[:, i], frame["yaxis2" if is_right else "yaxis"])
    whole = {"x": Whole(x, run.steps), "y": Whole(y, run.steps)}
    if run.params.shape[1] > FEW:
        return moving(line(colour, width=1.5, dash=dash) | named | hover, **whole)
    return laid(
        moving(line(colour, opacity=TO_COME) | shared | hover, **whole),
        moving(line(colour, width=2.5) | named, x=Growing(x), y=Growing(y)),
    )


def _mark(run: Run, i: int, frame: dict[str, Any]) -> Layer:
    """The value at this step."""
    count, values = run.params.shape[1], run.params[:, i : i + 1]
    size, symbol = 10 if count <= FEW else 7, "square" if i == count - 1 else "circle"
    mark = dots(of_parameter(i, count)[0], size=size, symbol=symbol, hoverinfo="skip")
    steps = np.arange(len(values))[:, None]
    return moving(mark | _shared(run, i, frame), x=Rows(steps), y=Rows(values))


def _now(run: Run, plane: tuple[int, int]) -> str:
    """The plane's two parameters, that there are more, and the bias."""
    count = run.params.shape[1]
    shown = [f"{run.parameter_names[i]} = {{theta_{i}}}" for i in plane]
    shown += ["…"] if more_weights(count, plane) else []
    shown += [f"{run.parameter_names[-1]} = {{theta_{count - 1}}}"]
    return ", ".join(dict.fromkeys(shown))


def _told(run: Run, plane: tuple[int, int]) -> str:
    """The picture, for who cannot see it."""
    last = run.params.shape[1] - 1
    first, second = (run.parameter_names[i] for i in plane)
    return (
        f"The {last} weights and the bias at each step; at step {{step}} {first} is "
        f"{{theta_{plane[0]}}}, {second} is {{theta_{plane[1]}}}, "
        f"and the bias is {{theta_{last}}}."
    )


def more_weights(count: int, plane: tuple[int, int]) -> str:
    """How many weights, of so many parameters, are none of the plane's: "… 8 more", or ""."""
    others = len(set(range(count - 1)) - set(plane))
    return f"… {others} more" if others else ""


def _legend(traces: Sequence[Trace]) -> dict[str, Any]:
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
