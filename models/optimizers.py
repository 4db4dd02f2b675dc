"""The registry of optimizers: how a gradient becomes an update."""

from collections.abc import Callable
from dataclasses import dataclass

import torch


@dataclass(frozen=True)
class Optimizer:
    """An optimizer by its name, its rule and PyTorch's own class, the oracle of ours."""

    label: str
    formula: str
    torch_class: Callable[..., torch.optim.Optimizer]


OPTIMIZERS = {
    "sgd": Optimizer("gradient descent", "θ ← θ − η · ∂L/∂θ", torch.optim.SGD),
}
