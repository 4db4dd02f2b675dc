"""Linear regression that never looks at a row twice: means and covariances say all of the data.

L(w, b) = L* + uᵀ·C·u + v² with u = w − w* and v = x̄·u + (b − b*), where C is the covariance of the
features, x̄ their means, and w*, b*, L* the least-squares solution and its loss. Multiplied out,
this is 1/n · Σ (ŷ − y)²; but a step costs d² instead of n·d multiplications. Centred, because
moments about 0 lose all digits on data far from it; and as L* plus squares, because the moments'
own difference turns negative where the residuals are 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models import theory
from models.datasets.dataset import Dataset
from models.losses import Loss
from models.optimizers import Descent, Optimizer
from models.theory.sums import product


@dataclass(frozen=True, eq=False)
class Moments:
    """All that the loss depends on, float64: x̄ (d, 1), C (d, d), w* (d, 1), b* (1,), L* (1,)."""

    mean: Tensor
    covariance: Tensor
    best_weight: Tensor
    best_bias: Tensor
    lowest_loss: Tensor

    @classmethod
    def of(cls, dataset: Dataset) -> Moments:
        """Read the data once. Of several best lines, any one says the same of all others."""
        best = torch.tensor(theory.one_of_the_best(dataset))
        mean = dataset.x.mean(axis=0)
        centred = dataset.x - mean
        covariance = product(centred, centred) / dataset.n
        return cls(
            mean=torch.from_numpy(mean)[:, None],
            covariance=torch.from_numpy(covariance),
            best_weight=best[:-1, None],
            best_bias=best[-1:],
            lowest_loss=torch.tensor(theory.least_squares_loss(dataset), dtype=torch.float64),
        )


class ByMoments(nn.Module):
    """The same loss, gradient and update as by hand, from moments instead of rows."""

    def __init__(
        self, weight: Tensor, bias: Tensor, loss: Loss, optimizer: Optimizer, learning_rate: float
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.reshape(-1, 1).double(), requires_grad=False)
        self.bias = nn.Parameter(bias.reshape(1).double(), requires_grad=False)
        self.descent = Descent(optimizer, self.parameters(), learning_rate)

    def forward(self, moments: Moments) -> tuple[Tensor, Tensor]:
        """u = w − w* and v = x̄·u + (b − b*): how far the line is from the best one"""
        u = self.weight - moments.best_weight
        v = (moments.mean * u).sum(0) + self.bias - moments.best_bias
        return u, v

    def loss(self, distance: tuple[Tensor, Tensor], moments: Moments) -> Tensor:
        """L = L* + uᵀ·C·u + v²"""
        u, v = distance
        self.gradient = moments.covariance @ u + moments.mean * v, v
        return moments.lowest_loss + (u * (moments.covariance @ u)).sum() + v.square().sum()

    def backward(self, loss: Tensor) -> None:
        """∂L/∂w = 2·(C·u + x̄·v) and ∂L/∂b = 2·v"""
        half_weight, half_bias = self.gradient
        self.weight.grad = 2 * half_weight
        self.bias.grad = 2 * half_bias

    def optimize(self) -> None:
        """θ ← θ + what the optimizer makes of ∂L/∂θ, for w and for b"""
        for parameter in self.parameters():
            parameter += self.descent.change(parameter)
