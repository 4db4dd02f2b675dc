"""The registry of activations: what comes after the linear part, each with its derivative."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.setting import Option


@dataclass(frozen=True, kw_only=True)
class Activation(Option):
    """ŷ = a(z): the function a and its derivative a′, both of z, and PyTorch's own module of it.

    symbol: what stands before z in brackets, and the same in TeX; "" where ŷ is z itself.
    """

    formula: str
    function: Callable[[Tensor], Tensor]
    derivative: Callable[[Tensor], Tensor]
    module: Callable[[], nn.Module]
    symbol: str = ""
    tex: str = ""


def identity(z: Tensor) -> Tensor:
    """a(z) = z"""
    return z


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
    "identity": Activation(
        label="identity",
        formula="a(z) = z",
        function=identity,
        derivative=torch.ones_like,
        module=nn.Identity,
    ),
    "sigmoid": Activation(
        label="sigmoid",
        formula="σ(z) = 1 / (1 + e^−z)",
        function=sigmoid,
        derivative=sigmoid_derivative,
        module=nn.Sigmoid,
        symbol="σ",
        tex=r"\sigma",
    ),
    "tanh": Activation(
        label="tanh",
        formula="a(z) = tanh z",
        function=torch.tanh,
        derivative=tanh_derivative,
        module=nn.Tanh,
        symbol="tanh",
        tex=r"\tanh",
    ),
}
