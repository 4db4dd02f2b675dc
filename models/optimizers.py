"""The registry of optimizers: what a step makes of the gradient."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import torch
from torch import Tensor

from models.setting import Option

State = tuple[Tensor, ...]  # what an optimizer keeps of a parameter from step to step


@dataclass(frozen=True, kw_only=True)
class Optimizer(Option):
    """Two functions of a parameter θ, whatever its shape, and PyTorch's own class of both.

    init: θ → the state before the first step. update: ∂L/∂θ, the state, and the learning rate →
    what is added to θ, and the next state. module: parameters and learning rate → PyTorch's own,
    the oracle of both. formula: of the update, in TeX, with \\theta for the parameter.
    with_numbers: its right side with numbers, for which {theta}, {gradient} and {rate} stand.
    """

    formula: str
    with_numbers: str
    init: Callable[[Tensor], State]
    update: Callable[..., tuple[Tensor, State]]
    module: Callable[[Iterable[Tensor], float], torch.optim.Optimizer]

    @property
    def name_in_torch(self) -> str:
        """What PyTorch calls it: torch.optim.SGD."""
        return f"torch.optim.{type(self.module([torch.zeros(1)], 0.1)).__name__}"


class Descent:
    """An optimizer at work on parameters: it keeps the state of each."""

    def __init__(
        self, optimizer: Optimizer, parameters: Iterable[Tensor], learning_rate: float
    ) -> None:
        self.update, self.rate = optimizer.update, learning_rate
        self.states = {parameter: optimizer.init(parameter) for parameter in parameters}

    def change(self, parameter: Tensor) -> Tensor:
        """What is added to a parameter, by its gradient and what was kept of it"""
        before = self.states[parameter]
        change, after = self.update(parameter.grad, before, self.rate)
        self.states[parameter] = after
        return change


def nothing(parameter: Tensor) -> State:
    """Nothing is kept from step to step."""
    return ()


# ---- Gradient descent


def gradient_descent(gradient: Tensor, state: State, learning_rate: float) -> tuple[Tensor, State]:
    """θ ← θ − η · ∂L/∂θ"""
    return -learning_rate * gradient, state


def gradient_descent_of_torch(
    parameters: Iterable[Tensor], learning_rate: float
) -> torch.optim.Optimizer:
    """PyTorch's own."""
    return torch.optim.SGD(parameters, lr=learning_rate)


# ---- The registry

OPTIMIZERS = {
    "sgd": Optimizer(
        label="gradient descent",
        formula=r"\theta \leftarrow \theta - \eta\,\frac{\partial L}{\partial \theta}",
        with_numbers="{theta} − {rate} · {gradient}",
        init=nothing,
        update=gradient_descent,
        module=gradient_descent_of_torch,
    ),
}
