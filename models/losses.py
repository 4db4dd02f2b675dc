"""The registry of losses: what training makes small."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.activations import sigmoid
from models.datasets.dataset import Dataset
from models.setting import Option, unless
from models.theory.cross_entropy import CrossEntropy
from models.theory.least_squares import LeastSquares
from models.theory.objective import Objective
from models.theory.sampled import Sampled


@dataclass(frozen=True, kw_only=True)
class Loss(Option):
    """L as a function of the linear part z and of y, both (n, 1): a mean over the rows.

    value: L. gradient: ∂L/∂z, (n, 1). module: makes PyTorch's own of it, the oracle of both.
    activation: which of ACTIVATIONS makes ŷ of z. task: "regression" or "classification".
    measures: how good a run is, by the names of what a Run has: what is told beside the loss.
    formula: in TeX, in parts between which a narrow card may begin a new line. term: how what it is
    the mean of is written with the numbers of a row, {residual} for ŷ − y, {against} for how far z
    is on the wrong side of 0, or {row} for its value. slope: ∂L/∂z is slope/n · (ŷ − y); None where
    it is no such multiple. objective: what theory knows of it on the data that are trained on; None
    where nobody has written that, and it is found out from the loss's values.
    """

    formula: tuple[str, ...]
    value: Callable[[Tensor, Tensor], Tensor]
    gradient: Callable[[Tensor, Tensor], Tensor]
    module: Callable[[], nn.Module]
    activation: str = "identity"
    task: str = "regression"
    measures: tuple[str, ...] = ("rmse", "r_squared")
    objective: Callable[[Dataset], Objective] | None = None
    term: str = "{row|bracketed}"
    slope: int | None = None

    def on(self, dataset: Dataset) -> Objective:
        """The loss as a function of the parameters on these data."""
        return self.objective(dataset) if self.objective else Sampled(dataset, self.value)

    @property
    def name_in_torch(self) -> str:
        """What PyTorch calls it: nn.MSELoss."""
        return f"nn.{type(self.module()).__name__}"


# ---- The mean squared error


def mean_squared_error(z: Tensor, y: Tensor) -> Tensor:
    """L = 1/n · Σ (ŷ − y)², with ŷ = z"""
    return (z - y).square().mean()


def mean_squared_error_gradient(z: Tensor, y: Tensor) -> Tensor:
    """∂L/∂ŷ = 2/n · (ŷ − y), with ŷ = z"""
    residual = z - y
    return 2 / len(y) * residual


def mean_squared_error_of_torch() -> nn.Module:
    """PyTorch's own."""
    return nn.MSELoss()


# ---- Binary cross-entropy. Both start from z: a ŷ that was rounded to 0 or 1 has no logarithm.


def binary_cross_entropy(z: Tensor, y: Tensor) -> Tensor:
    """L = −1/n · Σ [y·log ŷ + (1 − y)·log(1 − ŷ)] with ŷ = σ(z), for labels y of 0 and 1.

    Worked out as 1/n · Σ log(1 + e^∓z), with − where y is 1 and + where it is 0. logaddexp(a, 0)
    is log(e^a + 1), and no e^a is too large for it.
    """
    against = (1 - 2 * y) * z  # how far z is on the wrong side of 0
    return torch.logaddexp(against, torch.zeros_like(z)).mean()


def binary_cross_entropy_gradient(z: Tensor, y: Tensor) -> Tensor:
    """∂L/∂z = 1/n · (ŷ − y), with ŷ = σ(z)

    The sigmoid's derivative ŷ·(1 − ŷ) and what the logarithm divides by are the same.
    """
    residual = sigmoid(z) - y
    return 1 / len(y) * residual


def binary_cross_entropy_of_torch() -> nn.Module:
    """PyTorch's own: it takes z, as it holds the sigmoid."""
    return nn.BCEWithLogitsLoss()


# ---- The registry

LOSSES = {
    "mse": Loss(
        label="mean squared error",
        formula=(r"L = \frac{1}{n} \sum_i (\hat{y}_i - y_i)^2",),
        objective=LeastSquares,
        term="{residual|bracketed}²",
        slope=2,
        value=mean_squared_error,
        gradient=mean_squared_error_gradient,
        module=mean_squared_error_of_torch,
        unfit=unless("not one for these data", task="regression"),
    ),
    "bce": Loss(
        label="binary cross-entropy",
        formula=(
            r"L = -\frac{1}{n} \sum_i [y_i \log \hat{y}_i",
            r"{} + (1 - y_i) \log(1 - \hat{y}_i)]",
            r"= \frac{1}{n} \sum_i \log(1 + e^{\mp z_i})",
        ),
        objective=CrossEntropy,
        term="log(1 + e^{against|bracketed})",
        slope=1,
        value=binary_cross_entropy,
        gradient=binary_cross_entropy_gradient,
        module=binary_cross_entropy_of_torch,
        activation="sigmoid",
        task="classification",
        measures=("accuracy",),
        unfit=unless("not one for these data", task="classification"),
    ),
}
