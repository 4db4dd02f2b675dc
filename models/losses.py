"""The registry of losses: what training makes small."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn


@dataclass(frozen=True)
class Loss:
    """A loss by its name, its formula and PyTorch's own module, the oracle of ours."""

    label: str
    formula: str
    module: Callable[[], nn.Module]


LOSSES = {
    "mse": Loss("mean squared error", "L = 1/n · Σ (ŷ − y)²", nn.MSELoss),
}
