"""The lowest binary cross-entropy of any number of features: Newton's method, and where it fails.

The loss has a lowest point unless some weights put every label on its own side, or on the edge:
then making them longer always helps. Newton's step tells the one from the other. Near a lowest
point it moves the logits less and less; where there is none, it moves some of them by 1 for ever,
as the loss that is left falls to 1/e at each step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.datasets.dataset import Dataset
from models.theory.qr import triangle
from models.theory.sums import product, times

STEPS = 200  # at most; ten do, where the labels overlap widely
NOTHING = 1e-14  # what a step still gains: below it, rounding says where it goes
LITTLE = 0.25  # how far the last step moves a logit, at most, where there is a lowest point


@dataclass(frozen=True, eq=False)
class Lowest:
    """parameters: (d + 1,), weights and bias of the lowest loss, or None where they only grow.

    Of several such points, the one with the smallest weights per standard deviation. loss: what
    no training gets below. is_separated: some weights put every label on its own side.
    """

    parameters: np.ndarray | None
    loss: float
    is_separated: bool


def lowest(dataset: Dataset) -> Lowest:
    """The data's lowest loss, and where it is."""
    basis, back = _even(dataset)
    sign = 2 * dataset.y - 1
    theta, moved = np.zeros(basis.shape[1]), np.inf
    for _ in range(STEPS):
        step, gain = _newton(basis, theta, dataset.y)
        moved = float(np.abs(times(basis, step)).max())
        theta = theta - _size(basis, sign, theta, step, gain) * step
        if (sign * times(basis, theta) > 0).all():
            return Lowest(None, 0.0, is_separated=True)
        if gain < NOTHING:
            break
    loss = float(np.logaddexp(0, -sign * times(basis, theta)).mean())
    if moved > LITTLE:
        return Lowest(None, loss, is_separated=False)
    for _ in range(2):  # each squares what is left of the error
        theta = theta - _newton(basis, theta, dataset.y)[0]
    parameters = back(theta)
    parameters.setflags(write=False)
    return Lowest(parameters, loss, is_separated=False)


def _even(dataset: Dataset) -> tuple[np.ndarray, Callable[[np.ndarray], np.ndarray]]:
    """The features as columns that are centred, of size 1 and at right angles, and a column of
    ones; and the way back, from their parameters to weights and bias.

    However far from 0 the data are, however different their scales: Newton's method then works
    with well-conditioned numbers. Directions in which nothing varies are left out.
    """
    tri = triangle(dataset)
    d = len(tri.mean)
    root = np.sqrt(dataset.n)
    size = np.linalg.norm(tri.r[:d, :d], axis=0) / root
    size = np.where(size > 0, size, 1)
    _, length, across = np.linalg.svd(tri.r[:d, :d] / size / root)
    kept = length > max(1e-12 * max(dataset.n, d), tri.rounding) * length[0]
    turn = (across[kept] / length[kept, None]).T / size[:, None]  # (d, kept)
    basis = np.column_stack([(dataset.x - tri.mean) @ turn, np.ones(dataset.n)])

    def back(theta: np.ndarray) -> np.ndarray:
        weights = turn @ theta[:-1]
        return np.append(weights, theta[-1] - weights @ tri.mean)

    return basis, back


def _newton(basis: np.ndarray, theta: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, float]:
    """Newton's step, and twice what it promises to gain."""
    z = times(basis, theta)
    up, down = np.exp(-np.logaddexp(0, -z)), np.exp(-np.logaddexp(0, z))
    slope = product(basis, (up - y)[:, None])[:, 0] / len(y)
    bend = product(basis, (up * down)[:, None] * basis) / len(y)
    try:
        step = np.linalg.solve(bend, slope)
    except np.linalg.LinAlgError:
        step = np.linalg.lstsq(bend, slope, rcond=None)[0]
    return step, float(slope @ step)


def _size(
    basis: np.ndarray, sign: np.ndarray, theta: np.ndarray, step: np.ndarray, gain: float
) -> float:
    """How much of the step is taken: far from the lowest point, all of it may be too much."""
    logits, along = sign * times(basis, theta), sign * times(basis, step)
    here, size = np.logaddexp(0, -logits).mean(), 1.0
    while gain > NOTHING and size > 1e-8:
        if np.logaddexp(0, size * along - logits).mean() <= here:
            break
        size /= 2
    return size
