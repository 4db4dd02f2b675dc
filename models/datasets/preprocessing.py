"""Preparing data: rows are held out, features are standardised, and there is a way back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from models.datasets.dataset import DataError, Dataset


class LeftRowsError(DataError):
    """The data are fine, but not the rows that are left of them to train on."""


@dataclass(frozen=True, eq=False)
class Scaling:
    """What standardises features: the mean and the standard deviation (ddof 0) of each, (d,).

    Of the rows that training sees alone: those that are held out must not tell it anything. The
    mean is kept as the first row and what is beyond it: of large numbers that differ little,
    float64 may not hold the mean itself.
    """

    first: np.ndarray
    beyond: np.ndarray
    deviation: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        """(d,): x̄."""
        return self.first + self.beyond

    def standardised(self, x: np.ndarray) -> np.ndarray:
        """(n, d): z = (x − x̄) / s."""
        centred = x - self.first
        centred -= self.beyond
        return np.divide(centred, self.deviation, out=centred)

    def in_own_units(self, params: np.ndarray) -> np.ndarray:
        """(…, d + 1): the same line for x in its own units, w = w_z / s and b = b_z − w·x̄."""
        weights = params[..., :-1] / self.deviation
        return np.concatenate([weights, params[..., -1:] - weights @ self.mean[:, None]], axis=-1)


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Rows that training does not see: x (m, d), standardised as it sees them, and y (m,).

    rows: (m,), their places in the whole data.
    """

    rows: np.ndarray
    x: np.ndarray
    y: np.ndarray


@dataclass(frozen=True, eq=False)
class Prepared:
    """What training sees, what it does not, and how its features were scaled."""

    training: Dataset
    held_out: HeldOut | None = None
    scaling: Scaling | None = None


class Preparation(Protocol):
    """What is to be done to the data: an Experiment says it, among much else."""

    @property
    def standardise(self) -> bool: ...
    @property
    def held_out(self) -> float: ...
    @property
    def split_seed(self) -> int: ...


def prepare(dataset: Dataset, wanted: Preparation) -> Prepared:
    """The data as they are wanted; the dataset itself where nothing is to be done to it.

    Raises DataError where they determine no line: LeftRowsError where only those do not that are
    left to train on.
    """
    left = dataset.x.shape[1] + 1  # fewer rows would determine no line
    held_rows = rows_held_out(dataset.n, wanted.held_out, wanted.split_seed, left)
    x, y = dataset.x, dataset.y
    training = dataset
    if len(held_rows):
        kept = np.delete(np.arange(dataset.n), held_rows)
        try:
            training = replace(dataset, x=x[kept], y=y[kept])
        except DataError as error:
            raise LeftRowsError(
                f"Of the rows that are left to train on, {error.as_part()}"
            ) from None
    scaling = None
    if wanted.standardise:
        scaling = scaling_of(training)
        x = scaling.standardised(x) if len(held_rows) else x  # else nobody asks for it
        training = _standardised(training, scaling)
    held = HeldOut(held_rows, x[held_rows], y[held_rows]) if len(held_rows) else None
    return Prepared(training, held, scaling)


def rows_held_out(n: int, share: float, seed: int, left: int = 2) -> np.ndarray:
    """(m,): which rows are held out, ascending; so few that `left` at least are left."""
    count = min(round(share * n), n - left)
    return np.sort(np.random.default_rng(seed).permutation(n)[: max(count, 0)])


def scaling_of(dataset: Dataset) -> Scaling:
    """The features' means and standard deviations; DataError where one hardly varies."""
    first = dataset.x[0]
    differences = dataset.x - first
    beyond = differences.mean(axis=0)
    deviation = differences.std(axis=0)
    for name, value in zip(dataset.feature_names, deviation, strict=True):
        if not value > 1e-150:
            raise DataError(f"“{name}” varies too little to be standardised: leave it out")
    return Scaling(first, beyond, deviation)


def _standardised(dataset: Dataset, scaling: Scaling) -> Dataset:
    """The same rows with standardised features, which have no unit, and the truth for them."""
    truth = dataset.true_parameters
    if truth is not None:
        weights = truth[:-1] * scaling.deviation
        truth = np.append(weights, truth[-1] + truth[:-1] @ scaling.mean)
    x = scaling.standardised(dataset.x)
    x.setflags(write=False)  # so that the data set need not copy it
    return replace(
        dataset,
        x=x,
        true_parameters=truth,
        feature_names=tuple(f"{name}, standardised" for name in dataset.feature_names),
        feature_units=(),
        offsets=np.abs(scaling.mean / scaling.deviation),
    )
