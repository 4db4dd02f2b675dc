"""Logistic regression: each of the three learners with a sigmoid and binary cross-entropy.

ŷ = σ(z) with z = x·w + b is the probability of the label 1. Each loss starts from z, which the
forward pass has kept: a ŷ that was rounded to 0 or 1 has lost what its logarithm needs.
"""

import torch
from torch import Tensor, nn

from models.activations import sigmoid
from models.learners.activated import ActivatedByHand
from models.learners.by_autograd import ByAutograd
from models.learners.by_parameter import ByParameter
from models.losses import binary_cross_entropy


class LogisticByHand(ActivatedByHand):
    """The module by hand, with the sigmoid as its activation."""

    def __init__(self, weight: Tensor, bias: Tensor, learning_rate: float) -> None:
        super().__init__(weight, bias, learning_rate, activation="sigmoid")

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        """L = −1/n · Σ [y·log ŷ + (1 − y)·log(1 − ŷ)]"""
        self.saved.residual = prediction - y
        return binary_cross_entropy(self.saved.z, y)

    def backward(self, loss: Tensor) -> None:
        """∂L/∂z = 1/n · (ŷ − y), and so ∂L/∂w = 1/n · Xᵀ(ŷ − y) and ∂L/∂b = 1/n · Σ (ŷ − y)

        The sigmoid's derivative ŷ·(1 − ŷ) and what the logarithm divides by are the same.
        """
        x, residual = self.saved.x, self.saved.residual
        n = len(residual)
        self.weight.grad = 1 / n * x.T @ residual
        self.bias.grad = 1 / n * residual.sum(0)


class LogisticByParameter(ByParameter):
    """The layer made of nn.Parameter, with a sigmoid; autograd finds the gradient."""

    def forward(self, x: Tensor) -> Tensor:
        """z = x·w + b, ŷ = σ(z)"""
        self.z = super().forward(x)
        return sigmoid(self.z)

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        """L = −1/n · Σ [y·log ŷ + (1 − y)·log(1 − ŷ)]"""
        return binary_cross_entropy(self.z, y)


class LogisticByAutograd(ByAutograd):
    """nn.Linear and nn.BCEWithLogitsLoss: the gradient goes through the sigmoid that it holds."""

    def __init__(self, weight: Tensor, bias: Tensor, learning_rate: float) -> None:
        super().__init__(weight, bias, learning_rate)
        self.criterion = nn.BCEWithLogitsLoss()

    def forward(self, x: Tensor) -> Tensor:
        """z = x·wᵀ + b, ŷ = σ(z)"""
        self.z = super().forward(x)
        return torch.sigmoid(self.z)

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        """L = −1/n · Σ [y·log ŷ + (1 − y)·log(1 − ŷ)]"""
        return self.criterion(self.z, y)
