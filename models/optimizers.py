"""The registry of optimizers, of which there is one: its name, formula and PyTorch's class."""

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
