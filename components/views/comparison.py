"""Two attempts in the same pictures: the right run, and beside it the one with a mistake."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import Any

import numpy as np

from components.style import LIGHT, number
from components.views import missing, presentation
from components.views.panel import (
    Blend,
    Coordinates,
    Growing,
    Key,
    Motion,
    Panel,
    Picture,
    Readout,
    Rows,
    Whole,
)
from components.views.scene import Scene, about
from components.views.sentences.verdict import Verdict, stopped
from components.views.surface.landscape import AWAY
from models.run import Run
from models.steps.step_run import Attempt

NAMES = {
    "theta_0": "w",
    "theta_1": "b",
    "loss": "loss",
    "gradient_0": "∂L/∂w",
    "gradient_1": "∂L/∂b",
}
# With a mistake, what a step leaves in .grad need not be the derivative of the loss that is shown.
WRONG_NAMES = NAMES | {"gradient_0": "w.grad", "gradient_1": "b.grad"}
TERMS = {"loss": "loss", "gradient_0": "gradient", "gradient_1": "gradient"}
WRONG_TERMS = {"loss": "line_loss", "gradient_0": "held_gradient", "gradient_1": "held_gradient"}
COLOURS = {
    "theta_0": "weight",
    "theta_1": "bias",
    "gradient_0": "gradient",
    "gradient_1": "gradient",
}
# Those of the lab that mean something of two runs: squares and the path's own frame are drawn of
# the right one only.
SWITCHES = ("log_loss", "hold")
# One colour for all that the mistake moves, but for the parameters, which keep their own: curves of
# one run are told apart by it, and the runs by dash and mark.
KEPT = ("weight", "bias")
# The strokes of a curve that swings are still seen as one curve: longer gaps than these would take
# it apart, and where a colour tells the runs apart it has none.
SHORT_DASH, DASH_AND_DOT = "4px,2px", "8px,2px,1.5px,2px"
DASHES = {LIGHT[name]: "solid" for name in ("gradient", "loss")}
DASHES |= dict(zip((LIGHT[name] for name in KEPT), (SHORT_DASH, DASH_AND_DOT), strict=True))
SYMBOLS = {
    LIGHT["weight"]: "circle-open",
    LIGHT["bias"]: "square-open",
    LIGHT["gradient"]: "diamond-open",
}


NUMBERS = ("theta_0", "theta_1", "loss")  # of which titles say that of the mistake, too
# Picture → what its title and its text for who cannot see it say of both; {wrong_…} are the numbers
# of the run with the mistake.
WORDS = {
    "fit": (
        "ŷ = {theta_0} x {theta_1|signed}; mistake {wrong_theta_0} x {wrong_theta_1|signed}",
        "With the mistake the line is prediction = {wrong_theta_0} x {wrong_theta_1|signed}.",
    ),
    "surface": (
        "w {theta_0}, b {theta_1}; mistake w {wrong_theta_0}, b {wrong_theta_1}",
        "With the mistake the path is at w {wrong_theta_0}, b {wrong_theta_1}.",
    ),
    "loss": (
        "step {step}: {loss}; mistake {wrong_loss}",
        "With the mistake the loss of the line at step {step} is {wrong_loss}.",
    ),
    "parameters": (
        "w {theta_0}, b {theta_1}; mistake w {wrong_theta_0}, b {wrong_theta_1}",
        "With the mistake w is {wrong_theta_0} and b is {wrong_theta_1}.",
    ),
}
# Picture → the keys of what the mistake moves, each with its curve's dash and its states' mark:
# what is told apart by them has one each.
KEYS = {
    "fit": (Key("mistake", "mistake", "diamonds"),),
    "surface": (Key("mistake", "mistake", "diamonds"),),
    "loss": (Key("mistake", "mistake", "line_diamond"),),
    "parameters": (
        Key("w, mistake", "weight", "shortdash_circle"),
        Key("b, mistake", "bias", "dashdot_square"),
    ),
}
OF_STEP = ("step", "short step")  # the surface's marks of the present step
# Picture → the colours of what the mistake moves too.
MOVED = {
    "fit": ("prediction",),
    "surface": ("prediction", "gradient"),
    "loss": ("loss",),
    "parameters": ("weight", "bias"),
}


def beside(right: Attempt, wrong: Attempt) -> Scene:
    """Both attempts at the same step; the wrong one, once it is over, stays at its last state.

    Raises ValueError where the right run is the shorter one: it is what the other is held against.
    """
    if wrong.run.steps > right.run.steps:
        raise ValueError("the right run ends before the one with the mistake")
    numbers = dict(presentation.series(right.run))
    for name, values in presentation.series(wrong.run).items():
        # What .grad held nothing of is left out, and the readout shows a dash.
        if wrong.has_gradient.all() or not name.startswith("gradient"):
            numbers[f"wrong_{name}"] = values[_held(len(values), right.run.steps)]
    return Scene(
        series=numbers,
        readouts=[
            *(
                Readout(name, label, COLOURS.get(name, name), term=TERMS.get(name, ""), run="right")
                for name, label in NAMES.items()
            ),
            *(
                Readout(
                    f"wrong_{name}",
                    label,
                    "mistake",
                    term=WRONG_TERMS.get(name, ""),
                    run="mistake",
                )
                for name, label in WRONG_NAMES.items()
            ),
        ],
        panels=missing.panels(
            right.run,
            **{picture: partial(_panel, picture, right.run, wrong) for picture in MOVED},
        ),
        tables=(),
        verdict=verdict(right, wrong),
        about=about(right.run.experiment),
    )


def verdict(right: Attempt, wrong: Attempt) -> Verdict:
    """What became of the run with the mistake: what kind of error was raised, or its last loss.

    The words of what was raised, or warned of, stand once, in their own place on the page.
    """
    run, raised = wrong.run, wrong.raised
    if raised is not None:
        at = f"at step {run.steps}: {raised.kind}."
        return Verdict("diverged", f"With the mistake, training stops {at}")
    of_line = "the loss of the line" if wrong.has_another_loss else "the loss"
    if run.diverged_at is not None:
        text = stopped(run, of_line).replace("The lab", "the lab", 1)
    elif not np.ptp(run.params, axis=0).any():
        text = f"w and b are after {run.steps} steps what they were before the first."
    else:
        text = f"{of_line} {_rose(run.train_loss)} and ends at {_last(run)}"
        text += f"; without it, at {_last(right.run)}."
    text += _of_the_code(wrong.own_loss) if wrong.has_another_loss else ""
    return Verdict("diverged", f"With the mistake, {text}")


def _of_the_code(losses: np.ndarray) -> str:
    """What became of a loss that the code computes, and that is not the line's."""
    first, last = (number(float(loss)) for loss in losses[[0, -1]])
    ends = f"it goes from {first} to {last}"
    return f" The loss in the code is another one: {ends}, and {_rose(losses)}."


def _rose(losses: np.ndarray) -> str:
    """How often a loss rose."""
    rises = int((np.diff(losses) > 0).sum())
    return f"rose in {rises or 'none'} of {len(losses) - 1} steps"


def _last(run: Run) -> str:
    return number(float(run.train_loss[-1]))


def _panel(picture: str, run: Run, wrong: Attempt) -> Panel:
    """The picture of the right run, with what moves in the picture of the wrong one."""
    right = presentation.pictures(run, also=(wrong.run,))[picture]()
    other = presentation.pictures(wrong.run, also=(run,))[picture]()
    colours = {LIGHT[name] for name in MOVED[picture] if name != "gradient"}
    if wrong.has_gradient.all():
        colours.add(LIGHT["gradient"])
    traces, motions = list(right.picture.traces), list(right.motions)
    for motion in other.motions:
        trace = other.picture.traces[motion.trace]
        if trace.get("visible", True) and _colour(trace) in colours:
            if trace.get("name") in OF_STEP:
                motion = _without_next(motion, right.picture.layout)
            motions.append(_moved(motion, len(traces), run.steps, right.picture.layout))
            traces.append(_marked(trace))
    now, alternative = WORDS[right.name]
    return dataclasses.replace(
        right,
        picture=Picture(traces, right.picture.layout),
        motions=motions,
        now=now,
        alternative=f"{right.alternative} {alternative}",
        note=other.note,
        leaves=other.leaves.replace("the path", "the mistake").replace(
            "curves leave", "the mistake leaves"
        ),
        inks={
            **right.inks,
            **{f"wrong_{n}": _ink(right.inks.get(n), MOVED[picture]) for n in NUMBERS},
        },
        keys=[*right.keys, *KEYS[right.name]],
        switches=[switch for switch in right.switches if switch.name in SWITCHES],
    )


def _ink(ink: str | None, moved: tuple[str, ...]) -> str:
    """The colour of a number of the mistake in a picture in which it moves what has these."""
    return ink if ink is not None and ink in KEPT and ink in moved else "mistake"


def _colour(trace: dict[str, Any]) -> str:
    parts = {"lines": "line", "lines+markers": "marker", "markers": "marker", "text": "textfont"}
    return str(trace[parts[trace["mode"]]]["color"])


def _marked(trace: dict[str, Any]) -> dict[str, Any]:
    """The trace as one of the mistake's: with a dash and a mark of its own."""
    colour, marked = _colour(trace), dict(trace)
    ink = colour if colour in {LIGHT[name] for name in KEPT} else LIGHT["mistake"]
    if "line" in trace:
        dash = DASHES.get(colour, "dash")
        opacity = trace["line"]["color"][len(colour) :]  # one sees through an arrow's shaft
        marked["line"] = trace["line"] | {"color": ink + opacity, "dash": dash}
    if "marker" in trace:
        symbol = trace["marker"]["symbol"]
        symbol = symbol if symbol == "arrow" else SYMBOLS.get(colour, "diamond")
        marked["marker"] = trace["marker"] | {"color": ink, "symbol": symbol}
    if "hovertemplate" in trace:
        marked["hovertemplate"] = f"with the mistake<br>{trace['hovertemplate']}"
    return marked


def _moved(motion: Motion, trace: int, steps: int, layout: dict[str, Any]) -> Motion:
    """The motion of a shorter run for so many steps: over, it stays where it ended."""
    drawn = _states_in(motion, layout)
    x, y = (None if c is None else _longer(c, steps, drawn) for c in (motion.x, motion.y))
    return dataclasses.replace(motion, trace=trace, x=x, y=y)


def _without_next(motion: Motion, layout: dict[str, Any]) -> Motion:
    """The motion of a mark of the present step, which waits outside at the last state: what the
    mistake would do there is not known, or was just refused."""

    def ended(rows: Coordinates | None, axis: str) -> Rows:
        low, high = layout[axis]["range"]
        made = np.array(rows)
        made[-1] = low - AWAY * (high - low)
        return Rows(made)

    return dataclasses.replace(motion, x=ended(motion.x, "xaxis"), y=ended(motion.y, "yaxis"))


def _states_in(motion: Motion, layout: dict[str, Any]) -> int | None:
    """How many states a curve joins until it leaves the picture for good: what zigzags outside
    would fill it. None where the motion is no curve."""
    if not (isinstance(motion.x, Growing | Whole) and isinstance(motion.y, Growing | Whole)):
        return None
    inside = _within(motion.x.values, layout["xaxis"])
    inside &= _within(motion.y.values, layout["yaxis"])
    return int(np.flatnonzero(inside).max(initial=0)) + 2  # the last one leads outside


def _within(values: np.ndarray, axis: dict[str, Any]) -> np.ndarray:
    is_log = axis.get("type") == "log"
    low, high = (10.0**end if is_log else end for end in axis["range"])
    return (low <= values) & (values <= high)


def _longer(coordinates: Coordinates, steps: int, drawn: int | None) -> Coordinates:
    match coordinates:
        case Rows(rows):
            return Rows(rows[_held(len(rows), steps)])
        case Blend(weights, basis):
            return Blend(weights[_held(len(weights), steps)], basis)
        case Growing(values, last, is_full):
            return Growing(values[:drawn][_held(len(values[:drawn]), steps)], last, is_full)
        case Whole(values):
            return Whole(values[:drawn], steps)
    raise TypeError(f"no way to hold {type(coordinates).__name__}")


def _held(states: int, steps: int) -> np.ndarray:
    """(steps + 1,): which of the states is shown at each step."""
    return np.minimum(np.arange(steps + 1), states - 1)
