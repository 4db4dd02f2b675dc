"""Run → Inside: what the player shows of a step's inside, five cards and the code that ran."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.views.inside.cards import FIRST_TERMS, Card, Cards
from components.views.inside.listing import Code, code
from models.learners import BY_ROWS, LEARNERS
from models.run import Run
from models.steps import anatomy

ALL_TERMS = 12  # so many observations are shown one by one; of more, the first


@dataclass(frozen=True)
class Inside:
    """What the player shows of a step's inside; series are numbers that the templates name.

    ended: what the last card says in the last round, which makes no update. colours: series →
    colour. codes: the code that ran, with its values. difference: what is said of all learners
    side by side, a template.
    """

    cards: tuple[Card, ...]
    ended: str
    colours: dict[str, str]
    codes: tuple[Code, ...]
    series: dict[str, np.ndarray]
    difference: str = ""


def shown(n: int) -> int:
    """Of how many of n observations the terms are shown: all of a few, the first of many."""
    return n if n <= ALL_TERMS else FIRST_TERMS


def can_be_opened(run: Run) -> bool:
    """Whether a step's inside can be shown: a learner by moments never looks at a row."""
    return run.experiment.learner in BY_ROWS


def inside(run: Run, others: Sequence[Run] = ()) -> Inside:
    """The inside of every step of a run that was trained with its shown predictions.

    others: runs of the same experiment by the other learners, to be read beside it.
    """
    if run.shown_predictions is None:
        raise ValueError("the run was trained without its shown predictions")
    cards = Cards(run)
    runs = sorted([run, *others], key=lambda r: list(LEARNERS).index(r.experiment.learner))
    loop = anatomy.loop_listing()
    values = cards.values()
    codes = [] if others else [code(loop.name, [loop], values)]
    for chosen in (each.experiment for each in runs):
        label = LEARNERS[chosen.learner].label
        codes.append(code(label, anatomy.learner_listings(chosen), values))
    return Inside(
        cards=cards.cards(),
        ended="no update: the training ended here",
        colours=cards.colours(),
        codes=tuple(codes),
        series=cards.series() | ({"difference": _difference(runs, len(run))} if others else {}),
        difference=_DIFFERENCE if others else "",
    )


# Of one line at the lab's usual width: it stands beside the switch "three learners".
_DIFFERENCE = "Largest difference of parameters so far: {difference}."


def _difference(runs: Sequence[Run], length: int) -> np.ndarray:
    """(length,): the largest difference between any two runs' parameters up to each step.

    Where one run ended earlier, as one may when all diverge, its last state is compared no more.
    """
    largest = np.zeros(length)
    for i, one in enumerate(runs):
        for two in runs[i + 1 :]:
            both = min(len(one), len(two), length)
            apart = np.abs(one.params[:both] - two.params[:both]).max(axis=1)
            largest[:both] = np.maximum(largest[:both], apart)
    return np.maximum.accumulate(largest)
