"""Where training leads, and how much of the way there a picture holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.style import number
from models.run import Run

Range = list[float]


@dataclass(frozen=True, eq=False)
class Goal:
    """Where training leads: its name, its parameters (None where there are none) and its loss."""

    name: str
    parameters: np.ndarray | None
    loss: float

    @property
    def points(self) -> np.ndarray:
        """(1, 2) or (0, 2): the parameters, for a picture that is to hold them."""
        return np.empty((0, 2)) if self.parameters is None else self.parameters[None]


def goal_of(run: Run) -> Goal:
    """Where the loss of the run is lowest, where there is such a point."""
    objective = run.objective
    return Goal(objective.name, objective.minimum, objective.lowest)


def goal_in_words(sentence: str, goal: Goal) -> str:
    """The sentence with the goal's {name}, {w} and {b}."""
    if goal.parameters is None:
        return "There is no lowest point."
    w, b = (number(value) for value in goal.parameters)
    return sentence.format(name=goal.name, w=w, b=b)


def in_reach(run: Run) -> np.ndarray:
    """(2, p): what parameters a picture has room for, so that it is the same at any usual rate;
    (0, p) where nobody knows that beforehand."""
    return run.objective.reached(run.params[0], run.steps)


def lowest_in_reach(run: Run) -> float:
    """The lowest loss that a picture has room for, so that it is the same at any usual rate."""
    return run.objective.lowest_reached(run.params[0], run.steps)


def seen(run: Run, also: Sequence[Run] = ()) -> list[np.ndarray]:
    """The parameters that a picture of these runs holds."""
    return [each.params[: worth_seeing(each)] for each in (run, *also)]


def worth_seeing(run: Run) -> int:
    """How many states a picture of the parameters holds: until the loss stays 25 times as high."""
    moderate = np.flatnonzero(run.train_loss <= 25 * run.reference)
    return min(int(moderate[-1]) + 2, len(run))
