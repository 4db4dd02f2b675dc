"""Regression as one writes it in PyTorch: a layer, a loss and an optimizer of its own."""

import torch
from torch import Tensor, nn

from models.activations import ACTIVATIONS
from models.losses import Loss
from models.optimizers import Optimizer


class ByAutograd(nn.Module):
    """The layer, the loss and the optimizer that PyTorch brings."""

    def __init__(
        self, weight: Tensor, bias: Tensor, loss: Loss, optimizer: Optimizer, learning_rate: float
    ) -> None:
        super().__init__()
        # skip_init: nn.Linear would draw its start from the generator that all sessions share.
        self.linear = nn.utils.skip_init(nn.Linear, weight.numel(), 1, dtype=weight.dtype)
        with torch.no_grad():
            self.linear.weight.copy_(weight.reshape(1, -1))
            self.linear.bias.copy_(bias.reshape(1))
        self.activation = ACTIVATIONS[loss.activation].module()
        self.criterion = loss.module()
        self.optimizer = optimizer.module(self.linear.parameters(), learning_rate)

    @property
    def weight(self) -> Tensor:
        return self.linear.weight

    @property
    def bias(self) -> Tensor:
        return self.linear.bias

    def zero_grad(self, set_to_none: bool = True) -> None:
        """.grad ← None"""
        self.optimizer.zero_grad(set_to_none)

    def forward(self, x: Tensor) -> Tensor:
        """z = x·wᵀ + b, ŷ = a(z)"""
        self.z = self.linear(x)
        return self.activation(self.z)

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        """L, as a function of z and y"""
        return self.criterion(self.z, y)

    def backward(self, loss: Tensor) -> None:
        """autograd: ∂L/∂w and ∂L/∂b into .grad"""
        loss.backward()

    def optimize(self) -> None:
        """θ ← θ + what the optimizer makes of ∂L/∂θ, for each parameter θ"""
        self.optimizer.step()
