"""A layer made by hand, the numbers that one example of it is made of, and nn.Linear beside it."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from models.setting import Number


class HandMadeLayer(nn.Module):
    """x @ W + b: (batch, in_features) → (batch, out_features), with W (in_features, out_features).

    The numbers are uniform in ±1/√in_features, as nn.Linear draws its own.
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool, generator: torch.Generator
    ) -> None:
        super().__init__()
        bound = 1 / math.sqrt(in_features)
        weight = torch.empty(in_features, out_features)
        self.weight = nn.Parameter(weight.uniform_(-bound, bound, generator=generator))
        self.bias = None
        if bias:
            numbers = torch.empty(out_features).uniform_(-bound, bound, generator=generator)
            self.bias = nn.Parameter(numbers)

    def forward(self, x: Tensor) -> Tensor:
        product = x @ self.weight
        return product if self.bias is None else product + self.bias


def _number(default: int, label: str, low: int, high: int, help: str = "") -> Any:
    return field(default=default, metadata={"setting": Number(label, help, low, high, int)})


@dataclass(frozen=True)
class LayerExample:
    """One layer and one input to it: the same numbers for the same values.

    Raises ValueError, with a sentence for a person, where a value is out of its bounds.
    """

    in_features: int = _number(7, "in_features", 1, 64, "How many numbers go in.")
    out_features: int = _number(12, "out_features", 1, 64, "How many numbers come out.")
    batch: int = _number(5, "batch", 1, 64, "How many rows the input has.")
    layer_seed: int = _number(0, "Seed", 0, 999_999, "Another seed, other numbers.")
    layer_bias: bool = True

    def __post_init__(self) -> None:
        for name, setting in LAYER_SETTINGS.items():
            object.__setattr__(self, name, setting.check(getattr(self, name)))

    def layer(self) -> HandMadeLayer:
        """The layer; the batch changes nothing of it."""
        generator = torch.Generator().manual_seed(2 * self.layer_seed)
        return HandMadeLayer(self.in_features, self.out_features, self.layer_bias, generator)

    def input(self) -> Tensor:
        """(batch, in_features): uniform in ±1."""
        generator = torch.Generator().manual_seed(2 * self.layer_seed + 1)
        return torch.empty(self.batch, self.in_features).uniform_(-1, 1, generator=generator)


LAYER_SETTINGS: dict[str, Number] = {
    f.name: f.metadata["setting"] for f in dataclasses.fields(LayerExample) if f.metadata
}


def as_linear(layer: HandMadeLayer) -> nn.Linear:
    """nn.Linear with the same numbers: its weight is Wᵀ, of shape (out_features, in_features)."""
    # skip_init: nn.Linear would draw its start from the generator that all sessions share.
    linear = nn.utils.skip_init(nn.Linear, *layer.weight.shape, bias=layer.bias is not None)
    with torch.no_grad():
        linear.weight.copy_(layer.weight.T)
        if layer.bias is not None:
            linear.bias.copy_(layer.bias)
    return linear


@dataclass(frozen=True, eq=False)
class Trace:
    """One output: output[row, column] = Σₖ x[row, k] · W[k, column] + b[column].

    inputs, weights, products: (in_features,) each. bias: None where the layer has none.
    output: what the layer itself gave.
    """

    row: int
    column: int
    inputs: Tensor
    weights: Tensor
    products: Tensor
    bias: float | None
    output: float


@torch.no_grad()
def trace(layer: HandMadeLayer, x: Tensor, row: int, column: int) -> Trace:
    """What made one cell of layer(x); ValueError, in words, where there is no such cell."""
    rows, columns = len(x), layer.weight.shape[1]
    if not (0 <= row < rows and 0 <= column < columns):
        raise ValueError(f"the output has rows 0 to {rows - 1} and columns 0 to {columns - 1}")
    return Trace(
        row=row,
        column=column,
        inputs=x[row],
        weights=layer.weight[:, column],
        products=x[row] * layer.weight[:, column],
        bias=None if layer.bias is None else layer.bias[column].item(),
        output=layer(x)[row, column].item(),
    )
