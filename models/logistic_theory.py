"""Theory of full-batch descent on the binary cross-entropy of one feature.

L(θ) = 1/n · Σ log(1 + e^∓z) with z = w·x + b is convex. Its Hessian is 1/n · Xᵀ D X with
D = σ(z)·σ(−z) on the diagonal, at most ¼: so λmax(XᵀX)/4n bounds the curvature everywhere, and
what is guaranteed follows from that bound (Nesterov, "Lectures on Convex Optimization", 2.1.5).
"""

from functools import lru_cache

import numpy as np

from models.datasets import Dataset

NEWTON_STEPS = 200  # six do, where the labels overlap widely


def sigmoid(z: np.ndarray) -> np.ndarray:
    """σ(z) = e^−log(1 + e^−z), in which nothing overflows."""
    return np.exp(-np.logaddexp(0, -z))


def loss_at(dataset: Dataset, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The loss of ŷ = σ(weight·x + bias); broadcasts weight against bias."""
    x, sign = dataset.x[:, 0], 1 - 2 * dataset.y
    z = np.multiply.outer(weight, x) + np.asarray(bias)[..., None]
    return np.logaddexp(0, sign * z).mean(axis=-1)


def gradient(dataset: Dataset, parameters: np.ndarray) -> np.ndarray:
    """(2,): 1/n · Xᵀ(ŷ − y)."""
    return dataset.design.T @ (sigmoid(dataset.design @ parameters) - dataset.y) / dataset.n


def hessian(dataset: Dataset, parameters: np.ndarray) -> np.ndarray:
    """(2, 2): 1/n · Xᵀ D X, which depends on where one is."""
    z = dataset.design @ parameters
    slope = sigmoid(z) * sigmoid(-z)
    return dataset.design.T @ (slope[:, None] * dataset.design) / dataset.n


def separating_gap(dataset: Dataset) -> tuple[float, float] | None:
    """Between which x a threshold separates the labels, or None where they overlap.

    (−∞, ∞) where all labels are equal. The ends are equal where both labels occur there: then
    every threshold but that one errs, and the loss has no lowest point either.
    """
    x = dataset.x[:, 0]
    zeros, ones = x[dataset.y == 0], x[dataset.y == 1]
    if not len(zeros) or not len(ones):
        return -np.inf, np.inf
    for lower, upper in ((zeros, ones), (ones, zeros)):
        if lower.max() <= upper.min():
            return float(lower.max()), float(upper.min())
    return None


@lru_cache(maxsize=16)  # each picture and table of a run asks for it
def optimum(dataset: Dataset) -> np.ndarray | None:
    """(2,): w and b of the lowest loss, by Newton's method; None where the weights only grow."""
    if separating_gap(dataset) is not None:
        return None
    theta = np.zeros(2)
    for _ in range(NEWTON_STEPS):
        slope = gradient(dataset, theta)
        step = np.linalg.solve(hessian(dataset, theta), slope)
        size, here, gain = 1.0, loss_at(dataset, *theta), slope @ step
        while gain > 1e-14 and loss_at(dataset, *(theta - size * step)) > here and size > 1e-8:
            size /= 2  # far from the optimum a full step may overshoot; near it, only rounding
        theta = theta - size * step
        if gain < 1e-24:  # the loss is that near to its lowest, and the next step's error squared
            break
    theta.setflags(write=False)
    return theta


@lru_cache(maxsize=16)
def lowest_loss(dataset: Dataset) -> float:
    """What no training gets below: the optimum's loss, or what the growing weights approach."""
    best = optimum(dataset)
    if best is not None:
        return float(loss_at(dataset, *best))
    gap = separating_gap(dataset)
    assert gap is not None
    # Only what lies right on the threshold, of both labels, keeps a loss: its entropy.
    share = dataset.y[dataset.x[:, 0] == gap[0]].mean() if gap[0] == gap[1] else 0.0
    if share in (0.0, 1.0):
        return 0.0
    entropy = -share * np.log(share) - (1 - share) * np.log(1 - share)
    return float(entropy * np.mean(dataset.x[:, 0] == gap[0]))


def accuracy(dataset: Dataset, parameters: np.ndarray) -> float:
    """The share of observations whose label is 1 just where ŷ ≥ ½, which is z ≥ 0."""
    return float(((dataset.design @ parameters >= 0) == (dataset.y == 1)).mean())


def guaranteed_learning_rate(dataset: Dataset) -> float:
    """8/λmax(XᵀX/n): below it, each step lowers the loss, wherever it starts.

    A guarantee and no threshold: the curvature is as large as its bound only where z = 0.
    """
    largest = np.linalg.svd(dataset.design, compute_uv=False)[0]
    return float(8 * dataset.n / largest**2)


def eigenvalues(dataset: Dataset) -> np.ndarray:
    """(2,): those of the Hessian at the optimum, ascending; ValueError where there is none."""
    best = optimum(dataset)
    if best is None:
        raise ValueError("a threshold separates the labels: the loss has no lowest point")
    return np.linalg.eigvalsh(hessian(dataset, best))


def critical_learning_rate(dataset: Dataset) -> float:
    """2/λmax at the optimum: above it descent cannot come to rest there."""
    return float(2 / eigenvalues(dataset)[-1])


def error_factor(dataset: Dataset, learning_rate: float) -> float:
    """max |1 − ηλ| at the optimum: by what the error is multiplied each step, in the long run."""
    return float(np.abs(1 - learning_rate * eigenvalues(dataset)).max())
