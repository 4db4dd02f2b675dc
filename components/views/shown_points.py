"""Which points the pictures show: all of few, of many a fair sample; and those held out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import theory
from models.run import Run
from models.sampling import MOST, fair_rows, fair_sample


@dataclass(frozen=True, eq=False)
class Points:
    """x (k, d) and y (k,) of what training sees, the same of what is held out, and in words."""

    x: np.ndarray
    y: np.ndarray
    held_x: np.ndarray
    held_y: np.ndarray
    note: str = ""

    @property
    def all_y(self) -> np.ndarray:
        """y of both."""
        return np.append(self.y, self.held_y)


def points(run: Run) -> Points:
    """The run's: of either kind all of 2,000, or 1,000 of more."""
    data, held = run.dataset, run.held_out
    rows = fair_sample(data)
    notes = [_of(len(rows), data.n, "points")] if len(rows) < data.n else []
    if held is None:
        none = np.empty((0, data.x.shape[1]))
        return Points(data.x[rows], data.y[rows], none, np.empty(0), "; ".join(notes))
    weights, bias = np.split(theory.one_of_the_best(data), [-1])
    held_rows = fair_rows(held.x, held.y, weights, bias, MOST)
    if len(held_rows) < len(held.y):
        notes.append(_of(len(held_rows), len(held.y), "that are held out"))
    return Points(
        data.x[rows], data.y[rows], held.x[held_rows], held.y[held_rows], "; ".join(notes)
    )


def _of(some: int, all_of_them: int, what: str) -> str:
    return f"{some:,} of {all_of_them:,} {what}, outliers kept"


def and_hollow(run: Run) -> str:
    """What a caption adds where points are held out: that these are hollow."""
    return "" if run.held_out is None else f"; ○ {len(run.held_out.y):,} held out"


def with_ones(x: np.ndarray) -> np.ndarray:
    """(d + 1, k): the features x (k, d) and a row of ones, the basis of predictions."""
    return np.vstack([x.T, np.ones(len(x))])
