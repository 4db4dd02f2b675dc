"""Regression with a layer made of nn.Parameter: autograd finds the gradient."""

import torch
from torch import Tensor, nn

from models.activations import ACTIVATIONS
from models.losses import Loss
from models.optimizers import Descent, Optimizer


class Layer(nn.Module):
    """z = x·w + b for x of shape (n, d): what nn.Linear is, without its comfort."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.reshape(-1, 1).clone())
        self.bias = nn.Parameter(bias.reshape(1).clone())

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias


class ByParameter(nn.Module):
    """The layer, the loss, the gradient by autograd, and the update written out."""

    def __init__(
        self, weight: Tensor, bias: Tensor, loss: Loss, optimizer: Optimizer, learning_rate: float
    ) -> None:
        super().__init__()
        self.layer = Layer(weight, bias)
        self.activation = ACTIVATIONS[loss.activation].function
        self.criterion = loss.value
        self.descent = Descent(optimizer, self.layer.parameters(), learning_rate)

    @property
    def weight(self) -> Tensor:
        return self.layer.weight

    @property
    def bias(self) -> Tensor:
        return self.layer.bias

    def forward(self, x: Tensor) -> Tensor:
        """z = x·w + b, ŷ = a(z)"""
        self.z = self.layer(x)
        return self.activation(self.z)

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        """L, as a function of z and y"""
        return self.criterion(self.z, y)

    def backward(self, loss: Tensor) -> None:
        """autograd: ∂L/∂w and ∂L/∂b into .grad"""
        loss.backward()

    @torch.no_grad()
    def optimize(self) -> None:
        """θ ← θ + what the optimizer makes of ∂L/∂θ, for each parameter θ"""
        for parameter in self.layer.parameters():
            parameter += self.descent.change(parameter)
