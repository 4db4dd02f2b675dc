"""Which of many points are shown: a fair sample, in which whatever stands out is kept."""

from __future__ import annotations

import numpy as np

from models import theory
from models.datasets.dataset import Dataset
from models.memo import remembered

UP_TO = 2000  # points: up to so many are all shown
MOST = 1000  # of more, so many, which is what a browser draws at once
OUTLIERS = 100  # points with the largest residuals of least squares are always shown


def fair_sample(dataset: Dataset, most: int = MOST) -> np.ndarray:
    """(k,): the places of at most so many observations, ascending, the same at each call.

    Always among them: the largest |residuals| of least squares, and the least and greatest of y
    and of each feature. All others have the same chance.
    """
    return _usual_sample(dataset) if most == MOST else _sample(dataset, most)


def by_chance(n: int, most: int) -> np.ndarray:
    """(k,): the places of at most so many of n rows, ascending, the same at each call.

    Each has the same chance, so that a mean over them is the mean over all, but for chance.
    """
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(0).choice(n, size=most, replace=False))


@remembered
def _usual_sample(dataset: Dataset) -> np.ndarray:
    return _sample(dataset, MOST)


def _sample(dataset: Dataset, most: int) -> np.ndarray:
    weights, bias = np.split(theory.one_of_the_best(dataset), [-1])
    return fair_rows(dataset.x, dataset.y, weights, bias, most)


def fair_rows(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, bias: np.ndarray, most: int
) -> np.ndarray:
    """(k,): as fair_sample, of rows x (n, d) and y (n,) and of what weights and bias predict."""
    n = len(y)
    if n <= (UP_TO if most == MOST else most):
        return np.arange(n)
    ends = [y.argmin(), y.argmax(), *x.argmin(axis=0), *x.argmax(axis=0)]
    residuals = np.abs(x @ weights + bias - y)
    outliers = min(OUTLIERS, most // 10)
    kept = np.append(ends, np.argpartition(residuals, n - outliers)[n - outliers :])
    kept = np.unique(kept)[:most]
    drawn = np.random.default_rng(0).choice(n, size=most, replace=False)
    others = drawn[~np.isin(drawn, kept)][: most - len(kept)]
    return np.sort(np.append(kept, others))
