"""Two attempts in the same pictures: the right run, and beside it the one with a mistake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from components.style import number
from components.views import missing, presentation
from components.views.layers import Look, Style, Viewed, stays
from components.views.panel import Panel, Readout
from components.views.scene import Scene, about
from components.views.sentences.verdict import Verdict, stopped
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
GRADIENTS = ("gradient_0", "gradient_1")
COLOURS = {
    "theta_0": "weight",
    "theta_1": "bias",
    **dict.fromkeys(GRADIENTS, "gradient"),
}
# Those of the lab that mean something of two runs: squares and the path's own frame are drawn of
# the right one only.
SWITCHES = ("log_loss", "hold")
# The strokes of a curve that swings are still seen as one curve: longer gaps than these would take
# it apart, and where a colour tells the runs apart it has none.
SHORT_DASH, DASH_AND_DOT = "4px,2px", "8px,2px,1.5px,2px"
# One colour for all that the mistake moves, but for the parameters, which keep their own: curves of
# one run are told apart by it, and the runs by dash and mark.
MISTAKE = Look(
    "mistake",
    "wrong_",
    {
        "prediction": Style("mistake", "dash", "diamond", "diamonds"),
        "gradient": Style("mistake", "solid", "diamond-open"),
        "loss": Style("mistake", "solid", "diamond", "line_diamond"),
        "weight": Style("weight", SHORT_DASH, "circle-open", "shortdash_circle"),
        "bias": Style("bias", DASH_AND_DOT, "square-open", "dashdot_square"),
    },
)


@dataclass(frozen=True)
class Words:
    """What a picture says of both runs: its title, and for who cannot see it.

    {name} is what the other run is called, and {its_…} are its numbers. means: by number, in what
    colour of the other run the title says it.
    """

    title: str
    alternative: str
    means: tuple[tuple[str, str], ...]


OF_PATH = (("theta_0", "prediction"), ("theta_1", "prediction"), ("loss", "loss"))
OF_PARAMETERS = (("theta_0", "weight"), ("theta_1", "bias"), ("loss", "loss"))
WORDS = {
    "fit": Words(
        "ŷ = {theta_0} x {theta_1|signed}; {name} {its_theta_0} x {its_theta_1|signed}",
        "With the {name} the line is prediction = {its_theta_0} x {its_theta_1|signed}.",
        OF_PATH,
    ),
    "surface": Words(
        "w {theta_0}, b {theta_1}; {name} w {its_theta_0}, b {its_theta_1}",
        "With the {name} the path is at w {its_theta_0}, b {its_theta_1}.",
        OF_PATH,
    ),
    "loss": Words(
        "step {step}: {loss}; {name} {its_loss}",
        "With the {name} the loss of the line at step {step} is {its_loss}.",
        OF_PATH,
    ),
    "parameters": Words(
        "w {theta_0}, b {theta_1}; {name} w {its_theta_0}, b {its_theta_1}",
        "With the {name} w is {its_theta_0} and b is {its_theta_1}.",
        OF_PARAMETERS,
    ),
}


def beside(right: Attempt, wrong: Attempt) -> Scene:
    """Both attempts at the same step; the wrong one, once it is over, stays at its last state.

    Raises ValueError where the right run is the shorter one: it is what the other is held against.
    """
    if wrong.run.steps > right.run.steps:
        raise ValueError("the right run ends before the one with the mistake")
    # What the mistake would do at its last state is not known, or was just refused.
    has_gradient = bool(wrong.has_gradient.all())
    other = Viewed(wrong.run, MISTAKE, has_gradient=has_gradient, has_next=False)
    pictures = presentation.pictures([Viewed(right.run), other])
    return Scene(
        series=_series(right.run, other),
        readouts=_readouts(),
        panels=missing.panels(
            right.run,
            **{name: partial(_panel, make, other.look) for name, make in pictures.items()},
        ),
        tables=(),
        verdict=verdict(right, wrong),
        about=about(right.run.experiment),
    )


def _series(right: Run, other: Viewed) -> dict[str, np.ndarray]:
    """The numbers of both. What .grad held nothing of is left out, and the readout shows a dash."""
    numbers = dict(presentation.series(right))
    for name, values in presentation.series(other.run).items():
        if other.has_gradient or name not in GRADIENTS:
            numbers[f"{other.look.prefix}{name}"] = stays(values, right.steps)
    return numbers


def _readouts() -> list[Readout]:
    """A row of the right run's numbers, and one of the other's."""
    right = (
        Readout(name, label, COLOURS.get(name, name), term=TERMS.get(name, ""), run="right")
        for name, label in NAMES.items()
    )
    wrong = (
        Readout(
            f"{MISTAKE.prefix}{name}",
            label,
            "mistake",
            term=WRONG_TERMS.get(name, ""),
            run=MISTAKE.name,
        )
        for name, label in WRONG_NAMES.items()
    )
    return [*right, *wrong]


def _panel(make: Callable[[], Panel], look: Look) -> Panel:
    """The picture of both runs, which says the numbers of both."""
    panel = make()
    words = WORDS[panel.name]
    inks = {f"{look.prefix}{series}": look.colour(meaning) for series, meaning in words.means}
    return replace(
        panel,
        now=_of(look, words.title),
        alternative=f"{panel.alternative} {_of(look, words.alternative)}",
        inks={**panel.inks, **inks},
        switches=[switch for switch in panel.switches if switch.name in SWITCHES],
    )


def _of(look: Look, sentence: str) -> str:
    """The sentence with the run's {name}; its numbers, {its_…}, are filled in step by step."""
    return sentence.replace("{name}", look.name).replace("{its_", f"{{{look.prefix}")


def verdict(right: Attempt, wrong: Attempt) -> Verdict:
    """What became of the run with the mistake: what kind of error was raised, or its last loss.

    The words of what was raised, or warned of, stand once, in their own place on the page.
    """
    run, name = wrong.run, MISTAKE.name
    if wrong.raised is not None:
        at = f"at step {run.steps}: {wrong.raised.kind}."
        return Verdict("diverged", f"With the {name}, training stops {at}")
    of_line = "the loss of the line" if wrong.has_another_loss else "the loss"
    if run.diverged_at is not None:
        text = stopped(run, of_line, name)
    elif not np.ptp(run.params, axis=0).any():
        as_before = f"w and b are after {run.steps} steps what they were before the first."
        text = f"With the {name}, {as_before}"
    else:
        ends = f"{_rose(run.train_loss)} and ends at {_last(run)}"
        text = f"With the {name}, {of_line} {ends}; without it, at {_last(right.run)}."
    text += _of_the_code(wrong.own_loss) if wrong.has_another_loss else ""
    return Verdict("diverged", text)


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
