"""Linear regression with a layer made of nn.Parameter: autograd finds the gradient."""

import torch
from torch import Tensor, nn


class Layer(nn.Module):
    """ŷ = x·w + b for x of shape (n, d): what nn.Linear is, without its comfort."""

    def __init__(self, weight: Tensor, bias: Tensor) -> None:
        super().__init__()
        self.weight = nn.Parameter(weight.reshape(-1, 1).clone())
        self.bias = nn.Parameter(bias.reshape(1).clone())

    def forward(self, x: Tensor) -> Tensor:
        return x @ self.weight + self.bias


class ByParameter(nn.Module):
    """The layer, the loss, the gradient by autograd, and the update written out."""

    label = "by parameter"

    def __init__(self, weight: Tensor, bias: Tensor, learning_rate: float) -> None:
        super().__init__()
        self.layer = Layer(weight, bias)
        self.learning_rate = learning_rate

    @property
    def weight(self) -> Tensor:
        return self.layer.weight

    @property
    def bias(self) -> Tensor:
        return self.layer.bias

    def forward(self, x: Tensor) -> Tensor:
        """ŷ = x·w + b"""
        return self.layer(x)

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        """L = 1/n · Σ (ŷ − y)²"""
        return (prediction - y).square().mean()

    def backward(self, loss: Tensor) -> None:
        """autograd: ∂L/∂w and ∂L/∂b into .grad"""
        loss.backward()

    def optimize(self) -> None:
        """θ ← θ − η · ∂L/∂θ for each parameter θ"""
        with torch.no_grad():
            for parameter in self.layer.parameters():
                parameter -= self.learning_rate * parameter.grad
