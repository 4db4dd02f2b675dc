"""Theory of full-batch descent on the mean squared error: all of it known before training.

L(θ) = 1/n · ‖Xθ − y‖² with θ = (w, b) is a quadratic bowl. Its Hessian H = 2/n · XᵀX does not
depend on θ, so its eigenvalues λ decide everything: along eigenvector i the error is multiplied
by (1 − ηλᵢ) each step (Goh, "Why Momentum Really Works", Distill 2017).
"""

from dataclasses import dataclass

import numpy as np

from models.datasets.dataset import Dataset
from models.datasets.preprocessing import Scaling
from models.memo import remembered
from models.theory.bowl import Bowl
from models.theory.qr import triangle
from models.theory.sums import times

RATES = 100
ALIKE = 1e-9  # of the largest eigenvalue: what differs by less is the same


def ols(dataset: Dataset) -> np.ndarray:
    """(d + 1,): the least-squares weights and bias, by QR of the centred features.

    Raises ValueError where the features determine no unique solution.
    """
    if not is_unique(dataset):
        raise ValueError("the features depend on each other: the weights cannot be determined")
    return one_of_the_best(dataset)


def is_unique(dataset: Dataset) -> bool:
    """Whether least squares has one solution; more features than n − 1 rows have many."""
    return triangle(dataset).is_unique


@remembered
def one_of_the_best(dataset: Dataset) -> np.ndarray:
    """(d + 1,): weights and bias of the lowest loss: the only ones, or the smallest weights."""
    solution = triangle(dataset).solution()
    solution.setflags(write=False)
    return solution


@remembered
def least_squares_loss(dataset: Dataset) -> float:
    """L* = 1/n · Σ (ŷ − y)² of the least-squares solution: no training gets below it.

    Exactly 0 where the residuals are float64's own rounding, as on points of one line.
    """
    weights, bias = np.split(one_of_the_best(dataset), [-1])
    floor = float(np.mean((times(dataset.x, weights) + bias - dataset.y) ** 2))
    terms = times(np.abs(dataset.x), np.abs(weights)) + np.abs(bias) + np.abs(dataset.y)
    rounding = float(np.mean((8 * np.finfo(np.float64).eps * terms) ** 2))
    return floor if floor > rounding else 0.0


@remembered
def hessian(dataset: Dataset) -> np.ndarray:
    """(d + 1, d + 1): H = 2/n · XᵀX, the curvature of the loss, everywhere the same."""
    design = triangle(dataset).design
    return 2 / dataset.n * design.T @ design


@remembered
def eigenvalues(dataset: Dataset) -> np.ndarray:
    """(d + 1,): those of the Hessian, ascending, as λ = 2/n · σ² from the singular values of X.

    The Hessian itself has lost half the digits of the smallest one.
    """
    values = 2 / dataset.n * np.linalg.svd(triangle(dataset).design, compute_uv=False)[::-1] ** 2
    values.setflags(write=False)
    return values


def critical_learning_rate(dataset: Dataset) -> float:
    """2/λmax: below it descent converges, at it it swings for ever, above it it diverges."""
    return float(2 / eigenvalues(dataset)[-1])


def best_learning_rate(dataset: Dataset) -> float:
    """2/(λmin + λmax): the fastest in the long run, which is not always the fastest at first."""
    values = eigenvalues(dataset)
    return float(2 / (values[0] + values[-1]))


def condition_number(dataset: Dataset) -> float:
    """κ = λmax/λmin: 1 is a round bowl; the contours' axes are as √κ to 1; ∞ is a valley."""
    return _ratio(eigenvalues(dataset)) if is_unique(dataset) else np.inf


def condition_number_in_own_units(dataset: Dataset, scaling: Scaling) -> float:
    """κ of the same rows before these features were standardised."""
    design = triangle(dataset).unscaled(scaling.mean, scaling.deviation).design
    values = np.linalg.svd(design, compute_uv=False)[::-1] ** 2
    return _ratio(values) if is_unique(dataset) else np.inf


def _ratio(ascending: np.ndarray) -> float:
    return float(ascending[-1] / ascending[0]) if ascending[0] > 0 else np.inf


def error_factor(dataset: Dataset, learning_rate: float) -> float:
    """max |1 − ηλ|: by what the error is multiplied each step, in the long run."""
    return float(np.abs(1 - learning_rate * eigenvalues(dataset)).max())


def excess(dataset: Dataset, params: np.ndarray) -> np.ndarray:
    """(T,): L − L* of parameters (T, d + 1), as ‖S(θ − θ*)‖²/n, which never cancels."""
    away = (params - one_of_the_best(dataset)) @ triangle(dataset).design.T
    return np.asarray((away**2).sum(axis=1) / dataset.n)


def correlations(dataset: Dataset) -> np.ndarray:
    """(d, d): the features' correlation matrix: zᵀz/n of standardised features."""
    d = dataset.x.shape[1]
    columns = triangle(dataset).r[:d, :d]
    size = np.linalg.norm(columns, axis=0)
    columns = columns / np.where(size > 0, size, 1)
    return np.asarray(columns.T @ columns)


def loss_at(dataset: Dataset, weight: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """The loss of lines ŷ = weight·x + bias (one feature); broadcasts weight against bias.

    L = L* + Var(x)·(w − w*)² + ((w − w*)·x̄ + (b − b*))²: centred, so that it neither loses its
    digits on data far from 0 nor turns negative on data without noise.
    """
    w_best, b_best = ols(dataset)
    centre, spread = _mean_and_variance(dataset)
    u = weight - w_best
    v = u * centre + bias - b_best
    return least_squares_loss(dataset) + spread * u**2 + v**2


@remembered
def _mean_and_variance(dataset: Dataset) -> tuple[float, float]:
    """Those of the first feature."""
    x = dataset.x[:, 0]
    return float(x.mean()), float(x.var())


def reached(dataset: Dataset, start: np.ndarray, steps: int) -> np.ndarray:
    """(2, d + 1): the least and the greatest of each parameter that a run from the start may reach.

    In so many steps, at any learning rate below the critical one: along eigenvector i the error
    becomes (1 − ηλᵢ)^t of what it was, so at most itself and at least what 2/λmax makes of it.
    """
    best = one_of_the_best(dataset)
    values, vectors = np.linalg.eigh(hessian(dataset))
    once = 1 - 2 * np.maximum(values, 0) / max(values[-1], 1e-300)
    least = np.where(once >= 0, np.maximum(once, 0) ** steps, once)
    parts = vectors * (vectors.T @ (start - best))  # of each parameter, along each eigenvector
    # What shrinks alike stays together: its eigenvectors might be any, also crosswise.
    first = np.flatnonzero(np.diff(values, prepend=-np.inf) > ALIKE * values[-1])
    parts, least = np.add.reduceat(parts, first, axis=1), least[first]
    ends = np.stack([parts, parts * least])
    return best + np.stack([ends.min(axis=0).sum(axis=1), ends.max(axis=0).sum(axis=1)])


def lowest_reached(dataset: Dataset, start: np.ndarray, steps: int) -> float:
    """The lowest loss that a run from the start may have after so many steps at any constant
    learning rate below the critical one: of RATES of these, evenly on a logarithmic axis.
    """
    values, vectors = np.linalg.eigh(hessian(dataset))
    values = np.maximum(values, 0)
    parts = values / 2 * (vectors.T @ (start - one_of_the_best(dataset))) ** 2
    rates = np.geomspace(1e-2, 1, RATES) * 2 / max(values[-1], 1e-300)
    left = np.abs(1 - np.multiply.outer(rates, values)) ** (2 * steps) @ parts
    return least_squares_loss(dataset) + float(left.min())


def bowl(dataset: Dataset) -> Bowl:
    """The loss over (w, b) of one feature, about its lowest point.

    With u = w − w* and v = u·x̄ + b − b*, its height is Var(x)·u² + v².
    """
    centre, spread = _mean_and_variance(dataset)
    wide = 1 / np.sqrt(spread)
    return Bowl(np.array([[wide, 0.0], [-centre * wide, 1.0]]))


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """The mean squared error as an Objective."""

    dataset: Dataset
    name = "least squares"

    @property
    def minimum(self) -> np.ndarray | None:
        return ols(self.dataset) if is_unique(self.dataset) else None

    @property
    def lowest(self) -> float:
        return least_squares_loss(self.dataset)

    def critical_learning_rate(self) -> float:
        return critical_learning_rate(self.dataset)

    def reached(self, start: np.ndarray, steps: int) -> np.ndarray:
        return reached(self.dataset, start, steps)

    def lowest_reached(self, start: np.ndarray, steps: int) -> float:
        return lowest_reached(self.dataset, start, steps)
