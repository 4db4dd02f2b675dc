"""The registry of activations: what comes after the linear part, each with its derivative."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Activation:
    """ŷ = a(z) by its name and formula: the function a, and its derivative a′, both of z."""

    label: str
    formula: str
    function: Callable[[Tensor], Tensor]
    derivative: Callable[[Tensor], Tensor]


def sigmoid(z: Tensor) -> Tensor:
    """σ(z) = 1 / (1 + e^−z), from 0 to 1; where e^−z is too large for a number, σ(z) is 0."""
    return 1 / (1 + torch.exp(-z))


def sigmoid_derivative(z: Tensor) -> Tensor:
    """σ′(z) = σ(z) · σ(−z), as 1 − σ(z) is σ(−z)."""
    return sigmoid(z) * sigmoid(-z)


def tanh_derivative(z: Tensor) -> Tensor:
    """tanh′(z) = 1 − tanh(z)²"""
    return 1 - torch.tanh(z) ** 2


ACTIVATIONS = {
    "identity": Activation("identity", "a(z) = z", lambda z: z, torch.ones_like),
    "sigmoid": Activation("sigmoid", "σ(z) = 1 / (1 + e^−z)", sigmoid, sigmoid_derivative),
    "tanh": Activation("tanh", "a(z) = tanh z", torch.tanh, tanh_derivative),
}
