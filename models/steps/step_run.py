"""An attempt: a step function, right or wrong, run for real, and what PyTorch said meanwhile."""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from inspect import getsourcefile
from types import FrameType, FunctionType
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import linear, mse_loss

from models.datasets import Dataset
from models.experiment import Experiment
from models.learners import learner_of
from models.run import DIVERGENCE_FACTOR, Run
from models.training import start_parameters
from models.training_queue import one_at_a_time

StepFunction = Callable[..., Any]


class Bench(Protocol):
    """What a kind of step function works on."""

    @property
    def parameters(self) -> tuple[Tensor, Tensor]: ...
    def take(self, step: StepFunction, x: Tensor, y: Tensor) -> None: ...


class WithOptimizer:
    """step(model, optimizer, x, y): an nn.Linear, and the optimizer of its parameters."""

    def __init__(self, experiment: Experiment, weight: Tensor, bias: Tensor) -> None:
        learner = learner_of(replace(experiment, learner="by_autograd"), weight, bias)
        self.model, self.optimizer = learner.linear, learner.optimizer

    @property
    def parameters(self) -> tuple[Tensor, Tensor]:
        return self.model.weight, self.model.bias

    def take(self, step: StepFunction, x: Tensor, y: Tensor) -> None:
        step(self.model, self.optimizer, x, y)


class WithTensors:
    """w, b = step(w, b, x, y, learning_rate): two tensors that ask for their gradient."""

    def __init__(self, experiment: Experiment, weight: Tensor, bias: Tensor) -> None:
        self.parameters = (
            weight.reshape(-1, 1).clone().requires_grad_(),
            bias.reshape(1).clone().requires_grad_(),
        )
        self.learning_rate = experiment.learning_rate

    def take(self, step: StepFunction, x: Tensor, y: Tensor) -> None:
        self.parameters = step(*self.parameters, x, y, self.learning_rate)


@dataclass(frozen=True)
class Message:
    """What was said, word for word, in the update from `step` to the next; its class is `kind`."""

    step: int
    kind: str
    text: str
    raised: bool


@dataclass(frozen=True, eq=False)
class Attempt:
    """The run of a step function, as far as it came, and the messages that came with it.

    run.train_loss is the mean squared error of each state's line, whatever the step took for its
    loss: so a wrong run is measured with the same measure as the right one. run.gradients is what
    .grad held when a step was done. has_gradient: (T+1,) bool; where it is False, .grad held
    nothing (the loss was cut off from the parameters, or a parameter was no longer a leaf): the
    run then has zeros there, which nobody should be shown as a gradient.
    own_loss: (T+1,), what the step's own code held in `loss`, NaN where it had come to none.
    messages: each different one once, at the step where it came first. One that was raised is the
    last, and the run ends before the step that raised it.
    """

    run: Run
    has_gradient: np.ndarray
    own_loss: np.ndarray
    messages: tuple[Message, ...] = ()

    @property
    def has_another_loss(self) -> bool:
        """Whether the code has a loss of its own, and it is not that of the line."""
        own, of_line = self.own_loss, self.run.train_loss
        return bool(np.isfinite(own).all()) and not np.allclose(own, of_line, rtol=1e-4)

    @property
    def raised(self) -> Message | None:
        """What ended the run, or None where nothing was raised."""
        return next((message for message in self.messages if message.raised), None)


class _Record:
    """What is kept of each state, and what was said; a gradient is None where there was none."""

    def __init__(self, x: Tensor, y: Tensor) -> None:
        self.x, self.y = x, y.reshape(-1, 1)
        self.params: list[list[float]] = []
        self.losses: list[float] = []
        self.own_losses: list[float] = []
        self.gradients: list[list[float] | None] = []
        self.messages: dict[str, Message] = {}
        self.reference = y.square().mean().item()  # the loss of predicting 0 everywhere
        self.diverged_at: int | None = None

    def keep(self, weight: Tensor, bias: Tensor) -> None:
        """The state before a step."""
        with torch.no_grad():
            prediction = linear(self.x, weight.reshape(1, -1), bias)
            loss = mse_loss(prediction, self.y).item()
        if not self.losses:
            self.reference = max(loss, self.reference)
        if not loss <= DIVERGENCE_FACTOR * self.reference:  # also true of NaN
            self.diverged_at = len(self.losses)
        self.params.append(_numbers(weight, bias))
        self.losses.append(loss)

    def keep_gradient(self, *parameters: Tensor) -> None:
        """The gradient that the step has left; a state that is not finite is dropped with it."""
        self.own_losses += [math.nan] * (len(self.losses) - len(self.own_losses))
        # Only a leaf is asked: of any other, asking alone makes PyTorch warn.
        gradients = [parameter.grad for parameter in parameters if parameter.is_leaf]
        found = [gradient for gradient in gradients if gradient is not None]
        self.gradients.append(_numbers(*found) if len(found) == len(parameters) else None)
        state = [*self.params[-1], self.losses[-1], *(self.gradients[-1] or [])]
        if not all(map(math.isfinite, state)):
            for kept in (self.params, self.losses, self.own_losses, self.gradients):
                kept.pop()

    @property
    def is_over(self) -> bool:
        """The step has raised, or the loss has left its bound."""
        raised = any(message.raised for message in self.messages.values())
        return raised or self.diverged_at is not None


def attempt(
    step: StepFunction,
    bench_for: Callable[[Experiment, Tensor, Tensor], Bench],
    experiment: Experiment,
    dataset: Dataset,
) -> Attempt:
    """Take the step experiment.epochs times, or until it raises or the loss passes its bound.

    What the step raises is part of what comes back; nothing is raised.
    """
    dtype = getattr(torch, experiment.precision)
    x, y = torch.tensor(dataset.x, dtype=dtype), torch.tensor(dataset.y, dtype=dtype)
    weight, bias = start_parameters(experiment, features=x.shape[1])
    record = _Record(x, y)
    with one_at_a_time():
        bench = bench_for(experiment, weight.to(dtype), bias.to(dtype))
        # Once more after the last state: it too has a gradient, but that update is not kept.
        for number in range(experiment.epochs + 1):
            before = bench.parameters
            record.keep(*before)
            with _listening(step, number, record.messages), _watching(step, record.own_losses):
                bench.take(step, x, y)
            record.keep_gradient(*before)
            if record.is_over:
                break
    return _attempt_of(record, experiment, dataset)


def _attempt_of(record: _Record, experiment: Experiment, dataset: Dataset) -> Attempt:
    nothing = [0.0] * (dataset.x.shape[1] + 1)
    run = Run(
        experiment=experiment,
        dataset=dataset,
        params=np.array(record.params),
        gradients=np.array([nothing if g is None else g for g in record.gradients]),
        train_loss=np.array(record.losses),
        reference=record.reference,
        diverged_at=record.diverged_at,
    )
    has_gradient = np.array([gradient is not None for gradient in record.gradients])
    own_loss = np.array(record.own_losses)
    return Attempt(run, has_gradient, own_loss, tuple(record.messages.values()))


def _numbers(*tensors: Tensor) -> list[float]:
    """The weights and then the bias."""
    return [value for tensor in tensors for value in tensor.detach().flatten().tolist()]


@contextmanager
def _watching(step: StepFunction, losses: list[float]) -> Iterator[None]:
    """Keep what the step's code has in `loss` when it ends, as a debugger would show it."""
    code = step.__code__ if isinstance(step, FunctionType) else None

    def look(frame: FrameType, event: str, _: Any) -> None:
        if event == "return" and frame.f_code is code and "loss" in frame.f_locals:
            loss = frame.f_locals["loss"]
            losses.append(loss.item() if isinstance(loss, Tensor) else float(loss))

    before = sys.getprofile()
    sys.setprofile(look)
    try:
        yield
    finally:
        sys.setprofile(before)


@contextmanager
def _listening(step: StepFunction, number: int, messages: dict[str, Message]) -> Iterator[None]:
    """Keep what is raised or warned of in the block, each text once.

    The list of warnings is the whole process's; trainings take turns, and what another thread
    may warn of meanwhile is told by its file.
    """
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        error: Exception | None = None
        try:
            yield
        except Exception as raised:  # whatever it is, it is what the step has to show
            error = raised
    said = [(w.message, False) for w in warned if w.filename == getsourcefile(step)]
    for what, is_error in [*said, *([(error, True)] if error is not None else [])]:
        message = Message(number, type(what).__name__, str(what), is_error)
        messages.setdefault(message.text, message)
