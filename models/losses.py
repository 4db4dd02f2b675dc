"""The registry of losses: what training makes small."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn


@dataclass(frozen=True)
class Loss:
    """A loss by its name, its formula and PyTorch's own module, the oracle of ours.

    task: "regression" or "classification". activation: what makes ŷ of the linear part z; the
    module of a classification takes z.
    """

    label: str
    formula: str
    module: Callable[[], nn.Module]
    task: str = "regression"
    activation: str = "identity"


def binary_cross_entropy(z: Tensor, y: Tensor) -> Tensor:
    """−1/n · Σ [y·log ŷ + (1 − y)·log(1 − ŷ)] with ŷ = σ(z), for labels y of 0 and 1.

    Worked out as 1/n · Σ log(1 + e^∓z), with − where y is 1 and + where it is 0: a ŷ that was
    rounded to 0 or 1 would have no logarithm. logaddexp(a, 0) is log(e^a + 1), and no e^a is too
    large for it.
    """
    against = (1 - 2 * y) * z  # how far z is on the wrong side of 0
    return torch.logaddexp(against, torch.zeros_like(z)).mean()


LOSSES = {
    "mse": Loss("mean squared error", "L = 1/n · Σ (ŷ − y)²", nn.MSELoss),
    "bce": Loss(
        "binary cross-entropy",
        "L = −1/n · Σ [y·log ŷ + (1 − y)·log(1 − ŷ)]",
        nn.BCEWithLogitsLoss,
        task="classification",
        activation="sigmoid",
    ),
}


def loss_for(task: str, wanted: str) -> str:
    """The wanted loss where it is one of the task, else the task's first."""
    fitting = [name for name, loss in LOSSES.items() if loss.task == task]
    return wanted if wanted in fitting else fitting[0]
