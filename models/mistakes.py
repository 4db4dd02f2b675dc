"""The registry of mistakes: wrong training steps, each one line away from the right one.

What the page shows of a step is its source, from `code_of`: the lines that ran.
"""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import mse_loss
from torch.optim import Optimizer

from models.datasets import load
from models.experiment import Experiment
from models.optimizers import OPTIMIZERS
from models.steps.step_run import Attempt, Bench, StepFunction, WithOptimizer, WithTensors, attempt

Pair = tuple[Tensor, Tensor]

# ---- With an optimizer. x has shape (n, 1), y (n,).


def right_by_optimizer(model: nn.Module, optimizer: Optimizer, x: Tensor, y: Tensor) -> None:
    optimizer.zero_grad()
    prediction = model(x)
    loss = mse_loss(prediction, y.reshape(-1, 1))
    loss.backward()
    optimizer.step()


def without_zero_grad(model: nn.Module, optimizer: Optimizer, x: Tensor, y: Tensor) -> None:
    prediction = model(x)
    loss = mse_loss(prediction, y.reshape(-1, 1))
    loss.backward()
    optimizer.step()


def without_step(model: nn.Module, optimizer: Optimizer, x: Tensor, y: Tensor) -> None:
    optimizer.zero_grad()
    prediction = model(x)
    loss = mse_loss(prediction, y.reshape(-1, 1))
    loss.backward()


def sum_for_mean(model: nn.Module, optimizer: Optimizer, x: Tensor, y: Tensor) -> None:
    optimizer.zero_grad()
    prediction = model(x)
    loss = mse_loss(prediction, y.reshape(-1, 1), reduction="sum")
    loss.backward()
    optimizer.step()


def broadcast(model: nn.Module, optimizer: Optimizer, x: Tensor, y: Tensor) -> None:
    optimizer.zero_grad()
    prediction = model(x)
    loss = mse_loss(prediction, y)
    loss.backward()
    optimizer.step()


def detached(model: nn.Module, optimizer: Optimizer, x: Tensor, y: Tensor) -> None:
    optimizer.zero_grad()
    prediction = model(x)
    loss = mse_loss(prediction, y.reshape(-1, 1)).detach()
    loss.backward()
    optimizer.step()


def item_first(model: nn.Module, optimizer: Optimizer, x: Tensor, y: Tensor) -> None:
    optimizer.zero_grad()
    prediction = model(x)
    loss = mse_loss(prediction, y.reshape(-1, 1)).item()
    loss.backward()
    optimizer.step()


# ---- With two tensors, and the update written out.


def right_by_tensors(w: Tensor, b: Tensor, x: Tensor, y: Tensor, learning_rate: float) -> Pair:
    @torch.no_grad()
    def update(parameter: Tensor) -> None:
        parameter -= learning_rate * parameter.grad

    w.grad = b.grad = None
    prediction = x @ w + b
    loss = mse_loss(prediction, y.reshape(-1, 1))
    loss.backward()
    update(w)
    update(b)
    return w, b


def outside_no_grad(w: Tensor, b: Tensor, x: Tensor, y: Tensor, learning_rate: float) -> Pair:
    def update(parameter: Tensor) -> None:
        parameter -= learning_rate * parameter.grad

    w.grad = b.grad = None
    prediction = x @ w + b
    loss = mse_loss(prediction, y.reshape(-1, 1))
    loss.backward()
    update(w)
    update(b)
    return w, b


def no_longer_a_leaf(w: Tensor, b: Tensor, x: Tensor, y: Tensor, learning_rate: float) -> Pair:
    @torch.no_grad()
    def update(parameter: Tensor) -> None:
        parameter -= learning_rate * parameter.grad

    w.grad = b.grad = None
    prediction = x @ w + b
    loss = mse_loss(prediction, y.reshape(-1, 1))
    loss.backward()
    w = w - learning_rate * w.grad
    update(b)
    return w, b


def wrong_sign(w: Tensor, b: Tensor, x: Tensor, y: Tensor, learning_rate: float) -> Pair:
    @torch.no_grad()
    def update(parameter: Tensor) -> None:
        parameter += learning_rate * parameter.grad

    w.grad = b.grad = None
    prediction = x @ w + b
    loss = mse_loss(prediction, y.reshape(-1, 1))
    loss.backward()
    update(w)
    update(b)
    return w, b


# ---- The registry

TUTORIAL = Experiment()


@dataclass(frozen=True)
class Way:
    """A way to write the right step: what it works on, and what its names stand for."""

    right: StepFunction
    bench: Callable[[Experiment, Tensor, Tensor], Bench]
    given: str


BY_OPTIMIZER = Way(
    right_by_optimizer,
    WithOptimizer,
    f"model: nn.Linear(1, 1), optimizer: {OPTIMIZERS[TUTORIAL.optimizer].name_in_torch}, "
    "x: (n, 1), y: (n,)",
)
BY_TENSORS = Way(
    right_by_tensors, WithTensors, "w: (1, 1) and b: (1,), both requires_grad, x: (n, 1), y: (n,)"
)


@dataclass(frozen=True)
class Mistake:
    """A wrong step, the right one that it differs from by one line, and where to see it.

    effect: "oscillates", "stands still", "diverges", "goes flat" or "raises".
    what_to_see: one sentence, for the pictures of `experiment`.
    """

    label: str
    effect: str
    what_to_see: str
    wrong: StepFunction
    way: Way = BY_OPTIMIZER
    experiment: Experiment = TUTORIAL


# x on both sides of 0: the line first rises to the data, and is flat before the film ends.
_BOTH_SIDES = Experiment(
    dataset="line", samples=20, noise=0.5, x_min=-1.0, x_max=5.0, learning_rate=0.05
)

MISTAKES: dict[str, Mistake] = {
    "zero_grad": Mistake(
        "zero_grad forgotten",
        "oscillates",
        "Gradients pile up in .grad, so each step is the sum of all gradients so far: "
        "the line swings past the data and back, and never comes to rest.",
        without_zero_grad,
        experiment=Experiment(learning_rate=0.003),
    ),
    "step": Mistake(
        "step forgotten",
        "stands still",
        "The loss and its gradient are worked out each time, and nothing uses them: "
        "w and b stand still.",
        without_step,
    ),
    "sum": Mistake(
        "sum instead of mean",
        "diverges",
        "The gradient of a sum over 11 points is 11 times that of their mean, and so is each step: "
        "the path leaps across the valley, farther each time.",
        sum_for_mean,
        experiment=Experiment(learning_rate=0.0027),
    ),
    "broadcast": Mistake(
        "targets of another shape",
        "goes flat",
        "(n, 1) minus (n,) is n × n, so each prediction is compared with every target: "
        "the line goes flat, at the mean of y.",
        broadcast,
        experiment=_BOTH_SIDES,
    ),
    "no_grad": Mistake(
        "update outside no_grad",
        "raises",
        "PyTorch does not let a parameter be changed in place while it records: "
        "the first step raises, and nothing moves.",
        outside_no_grad,
        BY_TENSORS,
    ),
    "leaf": Mistake(
        "w = w − η · w.grad",
        "raises",
        "The new w is the result of a calculation and no longer a leaf, so backward() leaves it "
        "no .grad: it learns once, and then stops.",
        no_longer_a_leaf,
        BY_TENSORS,
    ),
    "sign": Mistake(
        "the wrong sign",
        "diverges",
        "Each step goes up the slope instead of down: "
        "away from the least-squares line, farther each time.",
        wrong_sign,
        BY_TENSORS,
        experiment=Experiment(learning_rate=0.002),
    ),
    "detach": Mistake(
        "loss detached",
        "raises",
        "A detached loss no longer knows where it came from, so backward() has no way back "
        "to w and b: the first step raises, and nothing moves.",
        detached,
    ),
    "item": Mistake(
        "item() before backward()",
        "raises",
        "item() makes a plain number of the loss, and a number has no backward(): "
        "the first step raises, and nothing moves.",
        item_first,
    ),
}


def right_run(mistake: Mistake) -> Attempt:
    """The right step, on the mistake's experiment."""
    return _attempt(mistake, mistake.way.right)


def wrong_run(mistake: Mistake) -> Attempt:
    """The wrong step, on the same experiment."""
    return _attempt(mistake, mistake.wrong)


def _attempt(mistake: Mistake, step: StepFunction) -> Attempt:
    return attempt(step, mistake.way.bench, mistake.experiment, load(mistake.experiment))


def code_of(step: StepFunction) -> str:
    """The lines of a step as they stand in this file, without the line that names it."""
    lines = inspect.getsource(step).splitlines(keepends=True)
    signature_ends = next(i for i, line in enumerate(lines) if line.endswith(":\n"))
    return "".join(lines[signature_ends + 1 :])


def difference(mistake: Mistake) -> str:
    """What sets the wrong step right, whole: "-" before a wrong line, "+" before a right one."""
    right, wrong = (code_of(step).splitlines() for step in (mistake.way.right, mistake.wrong))
    lines = difflib.unified_diff(wrong, right, n=len(right), lineterm="")
    return "\n".join(list(lines)[3:])  # behind the names of files and the place in them
