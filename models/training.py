"""Training: the one loop that every learner goes through, and the recording of it."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import torch
from torch import Tensor, nn

from models.by_autograd import ByAutograd
from models.by_hand import ByHand
from models.by_parameter import ByParameter
from models.logistic import LogisticByAutograd, LogisticByHand, LogisticByParameter
from models.losses import LOSSES
from models.run import DIVERGENCE_FACTOR, Run

if TYPE_CHECKING:  # experiment.py imports this module, for LEARNERS
    from models.datasets import Dataset
    from models.experiment import Experiment


class Learner(Protocol):
    """What the loop asks of a learner: the five calls of a step, and its parameters."""

    @property
    def weight(self) -> Tensor: ...
    @property
    def bias(self) -> Tensor: ...

    def zero_grad(self) -> None: ...
    def __call__(self, x: Tensor) -> Tensor: ...
    def loss(self, prediction: Tensor, y: Tensor) -> Tensor: ...
    def backward(self, loss: Tensor) -> None: ...
    def optimize(self) -> None: ...


MakeLearner = Callable[[Tensor, Tensor, float], Learner]

LEARNERS: dict[str, MakeLearner] = {
    "by_hand": ByHand,
    "by_parameter": ByParameter,
    "by_autograd": ByAutograd,
}
CLASSIFIERS: dict[str, MakeLearner] = {
    "by_hand": LogisticByHand,
    "by_parameter": LogisticByParameter,
    "by_autograd": LogisticByAutograd,
}
LEARNERS_OF = {"regression": LEARNERS, "classification": CLASSIFIERS}

# Threads that train at once take turns in torch's small calls and lose half the speed.
_one_at_a_time = threading.Lock()


def fit(learner: Learner, x: Tensor, y: Tensor, epochs: int, recorder: Recorder) -> None:
    """Train for `epochs` full batches, or until the recorder has seen it diverge."""
    for epoch in range(epochs + 1):
        learner.zero_grad()
        prediction = learner(x)
        loss = learner.loss(prediction, y)
        learner.backward(loss)
        if not recorder.keep(prediction, loss) or epoch == epochs:
            break  # the last state has a loss and a gradient, but no update
        learner.optimize()


class Recorder:
    """Keeps each state's parameters, gradient and loss as Python numbers: the cheapest copy.

    shown: of how many observations it also keeps the prediction. criterion: PyTorch's form of the
    learner's loss.
    """

    def __init__(
        self,
        learner: Learner,
        y: Tensor,
        shown: int = 0,
        criterion: Callable[[Tensor, Tensor], Tensor] = nn.functional.mse_loss,
    ) -> None:
        self.weight, self.bias = learner.weight, learner.bias
        # One number is read in half the time of a list of one.
        self.read: Callable[[Tensor], Any] = (
            Tensor.item if self.weight.numel() == 1 else lambda tensor: tensor.flatten().tolist()
        )
        self.reference = criterion(torch.zeros_like(y), y).item()  # that of w = 0 and b = 0
        self.bound = math.inf
        self.weights: list[Any] = []
        self.biases: list[float] = []
        self.weight_gradients: list[Any] = []
        self.bias_gradients: list[float] = []
        self.losses: list[float] = []
        self.shown = shown
        self.predictions: list[list[float]] = []
        self.diverged_at: int | None = None

    def keep(self, prediction: Tensor, loss: Tensor) -> bool:
        """Record the present state; False when the loss has left its bound."""
        value = loss.item()
        if not self.losses:
            self.reference = max(value, self.reference)
            self.bound = DIVERGENCE_FACTOR * self.reference
        if not value <= self.bound:  # also true of NaN
            self.diverged_at = len(self.losses)
            if not self._is_finite(value):
                return False
        read = self.read
        self.losses.append(value)
        self.weights.append(read(self.weight))
        self.biases.append(self.bias.item())
        self.weight_gradients.append(read(self.weight.grad))
        self.bias_gradients.append(self.bias.grad.item())
        if self.shown:
            self.predictions.append(prediction[: self.shown, 0].tolist())
        return self.diverged_at is None

    def _is_finite(self, loss: float) -> bool:
        tensors = (self.weight, self.bias, self.weight.grad, self.bias.grad)
        return math.isfinite(loss) and all(t.isfinite().all() for t in tensors)

    def states(self) -> tuple[np.ndarray, np.ndarray]:
        """params and gradients, each (T+1, p): the weights and then the bias."""
        return (
            np.column_stack([np.array(self.weights), np.array(self.biases)]),
            np.column_stack([np.array(self.weight_gradients), np.array(self.bias_gradients)]),
        )


def start_parameters(experiment: Experiment, features: int) -> tuple[Tensor, Tensor]:
    """Where training starts, the same for every learner: weights (d,) and bias (1,), float64.

    Drawn ones follow nn.Linear's own law, uniform in ±1/√d, from a generator of their own.
    """
    if experiment.start == "typed":
        weight = torch.full((features,), experiment.start_weight, dtype=torch.float64)
        return weight, torch.tensor([experiment.start_bias], dtype=torch.float64)
    generator = torch.Generator().manual_seed(experiment.start_seed)
    drawn = torch.rand(features + 1, generator=generator, dtype=torch.float64)
    uniform = (2 * drawn - 1) / math.sqrt(features)
    return uniform[:-1], uniform[-1:]


@contextmanager
def one_thread_at_a_time() -> Iterator[None]:
    """One training in the process, on one torch thread; the caller's setting comes back."""
    with _one_at_a_time:
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(threads)


def train(experiment: Experiment, dataset: Dataset, shown: int = 0) -> Run:
    """Train the experiment completely and return what happened; milliseconds for 100 epochs.

    shown: of the first so many observations the run also holds what torch predicted at each
    state. The steps are the same with and without.
    Raises ValueError where a classification's labels are not 0 and 1.
    """
    loss = LOSSES[experiment.loss]
    if loss.task == "classification" and not np.isin(dataset.y, (0, 1)).all():
        raise ValueError(f"{dataset.target_name}: a label must be 0 or 1")
    dtype = getattr(torch, experiment.precision)
    x = torch.tensor(dataset.x, dtype=dtype)
    y = torch.tensor(dataset.y, dtype=dtype).reshape(-1, 1)
    weight, bias = start_parameters(experiment, features=x.shape[1])
    with one_thread_at_a_time():
        learner = LEARNERS_OF[loss.task][experiment.learner](
            weight.to(dtype), bias.to(dtype), experiment.learning_rate
        )
        recorder = Recorder(learner, y, shown, loss.module())
        fit(learner, x, y, experiment.epochs, recorder)
    params, gradients = recorder.states()
    return Run(
        experiment=experiment,
        dataset=dataset,
        params=params,
        gradients=gradients,
        train_loss=np.array(recorder.losses),
        reference=recorder.reference,
        diverged_at=recorder.diverged_at,
        shown_predictions=np.array(recorder.predictions) if shown else None,
    )
