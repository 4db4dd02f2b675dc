"""Where training leads, and how much of the way there a picture holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from components.style import number
from models.run import Run

Range = list[float]


@dataclass(frozen=True, eq=False)
class Goal:
    """Where training leads: its name, its parameters (None where there are none) and its loss.

    contours: of ranges of w and b, (k, 3): w, b and level of all level curves, NaN between them.
    """

    name: str
    parameters: np.ndarray | None
    loss: float
    contours: Callable[[Range, Range], np.ndarray]

    @property
    def points(self) -> np.ndarray:
        """(1, 2) or (0, 2): the parameters, for a picture that is to hold them."""
        return np.empty((0, 2)) if self.parameters is None else self.parameters[None]


def goal_in_words(sentence: str, goal: Goal) -> str:
    """The sentence with the goal's {name}, {w} and {b}."""
    if goal.parameters is None:
        return "There is no lowest point."
    w, b = (number(value) for value in goal.parameters)
    return sentence.format(name=goal.name, w=w, b=b)


def seen(run: Run, also: Sequence[Run] = ()) -> list[np.ndarray]:
    """The parameters that a picture of these runs holds."""
    return [each.params[: worth_seeing(each)] for each in (run, *also)]


def worth_seeing(run: Run) -> int:
    """How many states a picture of the parameters holds: until the loss stays 25 times as high."""
    moderate = np.flatnonzero(run.train_loss <= 25 * run.reference)
    return min(int(moderate[-1]) + 2, len(run))


def outside(run: Run) -> str:
    """What is said where the run leaves the picture."""
    shown = worth_seeing(run)
    return "" if shown == len(run) else f"the path leaves this picture after step {shown - 1}"
