"""Where training leads, and how much of the way there a picture holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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


def leaving(values: np.ndarray, low: np.ndarray, high: np.ndarray) -> str:
    """What is said where curves of values (T+1, k) leave their axes, from low to high (k,)."""
    is_seen = ((low <= values) & (values <= high)).all(axis=1)
    if is_seen.all():
        return ""
    return f"curves leave this picture {after(max(int(is_seen.argmin()) - 1, 0))}"


def until_gone(values: np.ndarray, axis: dict[str, Any]) -> np.ndarray:
    """(T+1,): of each state, which one a curve (T+1,) has come to: for good out of its axis' range
    it goes no further, as what swings from one side to the other would fill the picture."""
    low, high = axis["range"]
    inside = np.flatnonzero((low <= values) & (values <= high))
    return np.minimum(np.arange(len(values)), inside.max(initial=0) + 1)


def outside(path: np.ndarray, frame: tuple[Range, Range]) -> str:
    """What is said where the path (T+1, 2) leaves the frame for good, or does so now and then."""
    low, high = np.array(frame).T
    is_seen = ((low <= path) & (path <= high)).all(axis=1)
    if is_seen.all():
        return ""
    if is_seen[-1]:
        return "the path leaves this picture and comes back"
    first, last = int(is_seen.argmin()) - 1, int(np.flatnonzero(is_seen).max(initial=0))
    comes_back = f", for good {after(last)}" if first < last else ""
    return f"the path leaves this picture {after(max(first, 0))}{comes_back}"


def after(step: int) -> str:
    """When something is gone that was last there at a step."""
    return f"after step {step}" if step else "with the first step"
