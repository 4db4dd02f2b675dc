"""The registry of learners: ways to write the same training, by hand or with PyTorch's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from torch import Tensor

from models.learners.by_autograd import ByAutograd
from models.learners.by_hand import ByHand
from models.learners.by_moments import ByMoments
from models.learners.by_parameter import ByParameter
from models.losses import LOSSES, Loss
from models.optimizers import OPTIMIZERS, Optimizer
from models.setting import Option, bound, unless


class Learner(Protocol):
    """What the loop asks of a learner: the five calls of a step, and its parameters."""

    @property
    def weight(self) -> Tensor: ...
    @property
    def bias(self) -> Tensor: ...

    def zero_grad(self) -> None: ...
    def __call__(self, x: Any) -> Any: ...
    def loss(self, prediction: Any, y: Any) -> Tensor: ...
    def backward(self, loss: Tensor) -> None: ...
    def optimize(self) -> None: ...


@dataclass(frozen=True, kw_only=True)
class LearnerKind(Option):
    """How a training is written. make: weights (d,) and bias (1,), in the type that is computed
    in, the loss, the optimizer and the learning rate → a Learner.

    by_rows: it goes through the rows at each step, and so has what is to be seen inside it.
    """

    make: Callable[[Tensor, Tensor, Loss, Optimizer, float], Any]
    by_rows: bool = True


LEARNERS = {
    "by_hand": LearnerKind(label="by hand", make=ByHand),
    "by_parameter": LearnerKind(label="by parameter", make=ByParameter),
    "by_autograd": LearnerKind(label="by autograd", make=ByAutograd),
    "by_moments": LearnerKind(
        label="by moments",
        make=ByMoments,
        by_rows=False,
        unfit=unless("not one for these data", loss="mse"),
    ),
}
BY_ROWS = {name: kind for name, kind in LEARNERS.items() if kind.by_rows}


class Choices(Protocol):
    """What a learner is made of: names in the registries, and the learning rate."""

    @property
    def learner(self) -> str: ...
    @property
    def loss(self) -> str: ...
    @property
    def optimizer(self) -> str: ...
    @property
    def learning_rate(self) -> float: ...


def learner_of(chosen: Choices, weight: Tensor, bias: Tensor) -> Any:
    """The Learner of these choices, an Experiment's, with these parameters to start from."""
    loss = bound(LOSSES[chosen.loss], chosen, "value", "gradient", "module")
    optimizer = bound(OPTIMIZERS[chosen.optimizer], chosen, "init", "update", "module")
    make = LEARNERS[chosen.learner].make
    return make(weight, bias, loss, optimizer, chosen.learning_rate)
