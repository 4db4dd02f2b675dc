"""Theory of full-batch descent on the binary cross-entropy of any number of features.

L(θ) = 1/n · Σ log(1 + e^∓z) with z = x·w + b is convex. Its Hessian is 1/n · Xᵀ D X with
D = σ(z)·σ(−z) on the diagonal, at most ¼: so λmax(XᵀX)/4n bounds the curvature everywhere, and
what is guaranteed follows from that bound (Nesterov, "Lectures on Convex Optimization", 2.1.5).
"""

from dataclasses import dataclass

import numpy as np

from models.datasets.dataset import Dataset
from models.memo import remembered
from models.theory import least_squares
from models.theory.cross_entropy_minimum import Lowest, lowest
from models.theory.qr import triangle

UNKNOWN_REACH = 1e3  # how far below the first loss a picture has room for


def sigmoid(z: np.ndarray) -> np.ndarray:
    """σ(z) = e^−log(1 + e^−z), in which nothing overflows."""
    return np.exp(-np.logaddexp(0, -z))


def loss_of_logits(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    """1/n · Σ log(1 + e^∓z) of logits (…, n) and labels (n,)."""
    return np.asarray(np.logaddexp(0, (1 - 2 * y) * z).mean(axis=-1))


def loss_at(dataset: Dataset, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The loss of ŷ = σ(weight·x + bias) of one feature; broadcasts weight against bias."""
    z = np.multiply.outer(weight, dataset.x[:, 0]) + np.asarray(bias)[..., None]
    return loss_of_logits(z, dataset.y)


def gradient(dataset: Dataset, parameters: np.ndarray) -> np.ndarray:
    """(d + 1,): 1/n · Xᵀ(ŷ − y)."""
    return dataset.design.T @ (sigmoid(dataset.design @ parameters) - dataset.y) / dataset.n


def hessian(dataset: Dataset, parameters: np.ndarray) -> np.ndarray:
    """(d + 1, d + 1): 1/n · Xᵀ D X, which depends on where one is."""
    z = dataset.design @ parameters
    slope = sigmoid(z) * sigmoid(-z)
    return dataset.design.T @ (slope[:, None] * dataset.design) / dataset.n


def separating_gap(dataset: Dataset) -> tuple[float, float] | None:
    """Between which x of one feature a threshold separates the labels, or None: they overlap.

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


@remembered
def _lowest(dataset: Dataset) -> Lowest:
    return lowest(dataset)


def optimum(dataset: Dataset) -> np.ndarray | None:
    """(d + 1,): weights and bias of the lowest loss, by Newton's method.

    None where there is no such point, as the weights only grow, or more than one, as the features
    depend on each other. Of one feature the labels themselves say whether there is one.
    """
    if dataset.x.shape[1] == 1 and separating_gap(dataset) is not None:
        return None
    return _lowest(dataset).parameters if least_squares.is_unique(dataset) else None


def grows_for_ever(dataset: Dataset) -> bool:
    """Whether the loss has no lowest point, so that the weights only grow.

    Also where labels overlap by so little that float64 has no weights large enough for that point.
    """
    if dataset.x.shape[1] == 1 and separating_gap(dataset) is not None:
        return True
    return _lowest(dataset).parameters is None


def is_separated(dataset: Dataset) -> bool:
    """Whether some weights and bias make no error, each label on its side and none on the edge."""
    if dataset.x.shape[1] == 1:
        gap = separating_gap(dataset)
        return gap is not None and gap[0] < gap[1]
    return _lowest(dataset).is_separated


@remembered
def lowest_loss(dataset: Dataset) -> float:
    """What no training gets below: the optimum's loss, or what the growing weights approach."""
    gap = separating_gap(dataset) if dataset.x.shape[1] == 1 else None
    if gap is None:
        return _lowest(dataset).loss
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
    largest = np.linalg.svd(triangle(dataset).design, compute_uv=False)[0]
    return float(8 * dataset.n / largest**2)


def eigenvalues(dataset: Dataset) -> np.ndarray:
    """(d + 1,): those of the Hessian at the optimum, ascending; ValueError where there is none."""
    best = optimum(dataset)
    if best is None:
        raise ValueError("the loss has no lowest point, or more than one")
    return np.linalg.eigvalsh(hessian(dataset, best))


def critical_learning_rate(dataset: Dataset) -> float:
    """2/λmax at the optimum: above it descent cannot come to rest there."""
    return float(2 / eigenvalues(dataset)[-1])


def error_factor(dataset: Dataset, learning_rate: float) -> float:
    """max |1 − ηλ| at the optimum: by what the error is multiplied each step, in the long run."""
    return float(np.abs(1 - learning_rate * eigenvalues(dataset)).max())


@dataclass(frozen=True, eq=False)
class CrossEntropy:
    """The binary cross-entropy as an Objective."""

    dataset: Dataset
    name = "lowest loss"

    @property
    def minimum(self) -> np.ndarray | None:
        return optimum(self.dataset)

    @property
    def lowest(self) -> float:
        return lowest_loss(self.dataset)

    def critical_learning_rate(self) -> float:
        return critical_learning_rate(self.dataset)

    def reached(self, start: np.ndarray, steps: int) -> np.ndarray:
        return np.empty((0, len(start)))

    def lowest_reached(self, start: np.ndarray, steps: int) -> float:
        z = self.dataset.x @ start[:-1] + start[-1]
        return float(loss_of_logits(z, self.dataset.y)) / UNKNOWN_REACH
