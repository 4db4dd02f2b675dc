"""Training: the one loop that every learner goes through, and the recording of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from models.datasets.dataset import DataError, Dataset
from models.datasets.preprocessing import HeldOut, Prepared, prepare
from models.experiment import Experiment
from models.learners import LEARNERS, Learner, learner_of
from models.learners.by_moments import Moments
from models.losses import LOSSES
from models.run import DIVERGENCE_FACTOR, Recorded, Run
from models.training_queue import one_at_a_time


class TooLargeError(DataError):
    """The loss or its gradient cannot be held at the start; `precision` is what it was held in."""

    def __init__(self, precision: str) -> None:
        self.precision = precision
        largest = f"{torch.finfo(getattr(torch, precision)).max:.1e}".replace("e+", "e")
        wider = "float64 as precision, or " if precision == "float32" else ""
        super().__init__(
            f"These values are too large for {precision}: the loss or its gradient at the start "
            f"would be beyond {largest}. Choose {wider}smaller units"
        )


def fit(learner: Learner, x: Any, y: Any, epochs: int, recorder: Recorder) -> None:
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

    shown: of how many observations it also keeps the prediction, and of all the sums that the
    gradient is a share of; rows: for these, x and y in float64. criterion: PyTorch's form of the
    learner's loss. held_out: x and y of the rows whose loss it keeps besides. then: called once a
    state is kept; what it raises ends training.
    """

    def __init__(
        self,
        learner: Learner,
        y: Tensor,
        shown: int = 0,
        criterion: Callable[[Tensor, Tensor], Tensor] = nn.functional.mse_loss,
        held_out: tuple[Tensor, Tensor] | None = None,
        then: Callable[[], object] = lambda: None,
        rows: tuple[Tensor, Tensor] | None = None,
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
        self.criterion = criterion
        self.held_out = held_out
        self.validation_losses: list[float] = []
        self.shown = shown
        self.predictions: list[list[float]] = []
        self.rows = rows
        self.term_sums: list[list[float]] = []
        self.then = then
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
        if self.held_out:
            self.validation_losses.append(self._validation_loss(*self.held_out))
        if self.shown:
            self.predictions.append(prediction[: self.shown, 0].tolist())
        if self.rows:
            self.term_sums.append(self._term_sums(prediction, *self.rows))
        self.then()
        return self.diverged_at is None

    @torch.no_grad()
    def _validation_loss(self, x: Tensor, y: Tensor) -> float:
        """The loss on the rows that are held out."""
        weight = self.weight.reshape(1, -1)  # one learner has it as a row, another as a column
        return self.criterion(nn.functional.linear(x, weight, self.bias), y).item()

    @torch.no_grad()
    def _term_sums(self, prediction: Tensor, x: Tensor, y: Tensor) -> list[float]:
        """(d + 1,): Σ (ŷ − y)·x of each feature and Σ (ŷ − y), of the ŷ that are there."""
        residual = prediction.double() - y
        return [*(x.T @ residual)[:, 0].tolist(), residual.sum().item()]

    def _is_finite(self, loss: float) -> bool:
        tensors = (self.weight, self.bias, self.weight.grad, self.bias.grad)
        return math.isfinite(loss) and all(t.isfinite().all() for t in tensors)

    def states(self) -> tuple[np.ndarray, np.ndarray]:
        """params and gradients, each (T+1, p): the weights and then the bias; (0, 0) of none."""
        if not self.losses:
            return np.empty((0, 0)), np.empty((0, 0))
        return (
            np.column_stack([np.array(self.weights), np.array(self.biases)]),
            np.column_stack([np.array(self.weight_gradients), np.array(self.bias_gradients)]),
        )


def has_start_of_each(experiment: Experiment, features: int) -> bool:
    """Whether each weight has a typed start of its own: there are as many as features."""
    return experiment.start == "typed" and len(experiment.start_weights) == features


def start_parameters(experiment: Experiment, features: int) -> tuple[Tensor, Tensor]:
    """Where training starts, the same for every learner: weights (d,) and bias (1,), float64.

    Typed ones are those of each feature, where there are as many, else all the same. Drawn ones
    follow nn.Linear's own law, uniform in ±1/√d, from a generator of their own.
    """
    if experiment.start == "typed":
        each = [experiment.start_weight] * features
        weights = experiment.start_weights if has_start_of_each(experiment, features) else each
        bias = torch.tensor([experiment.start_bias], dtype=torch.float64)
        return torch.tensor(weights, dtype=torch.float64), bias
    generator = torch.Generator().manual_seed(experiment.start_seed)
    drawn = torch.rand(features + 1, generator=generator, dtype=torch.float64)
    uniform = (2 * drawn - 1) / math.sqrt(features)
    return uniform[:-1], uniform[-1:]


def train(
    experiment: Experiment,
    dataset: Dataset,
    shown: int = 0,
    ask: Callable[[], object] = lambda: None,
) -> Run:
    """Train the experiment completely and return what happened; milliseconds for 100 epochs.

    shown: of the first so many observations the run also holds what torch predicted at each
    state. The steps are the same with and without.
    ask: called before the first step and then every few milliseconds between steps; what it
    raises is raised, and nothing is left of the training. Others that train take turns with it.
    Raises DataError where the prepared data determine no line, TooLargeError where the precision
    cannot hold the loss or gradient of the start, and ValueError where a classification's labels
    are not 0 and 1.
    """
    return run_of(experiment, dataset, lambda prepared: record(experiment, prepared, shown, ask))


def run_of(
    experiment: Experiment, dataset: Dataset, recorded: Callable[[Prepared], Recorded]
) -> Run:
    """The run of these data, of which `recorded` says, once they are prepared, what happened."""
    if experiment.task == "classification" and not np.isin(dataset.y, (0, 1)).all():
        raise ValueError(f"{dataset.target_name}: a label must be 0 or 1")
    prepared = prepare(dataset, experiment)
    return Run(
        experiment=experiment,
        dataset=prepared.training,
        whole=dataset,
        held_out=prepared.held_out,
        scaling=prepared.scaling,
        **recorded(prepared),
    )


def record(
    experiment: Experiment, prepared: Prepared, shown: int, ask: Callable[[], object]
) -> Recorded:
    """Train on data that are prepared; what is recorded of it. All else as of train."""
    loss = LOSSES[experiment.loss]
    training, held = prepared.training, prepared.held_out
    by_moments = not LEARNERS[experiment.learner].by_rows
    dtype = torch.float64 if by_moments else getattr(torch, experiment.precision)
    x, y = _tensors(training, dtype)
    weight, bias = start_parameters(experiment, features=x.shape[1])
    shown = 0 if by_moments else shown
    with one_at_a_time(ask) as turn:
        learner = learner_of(experiment, weight.to(dtype), bias.to(dtype))
        held_out = _tensors(held, dtype) if held else None
        rows = _tensors(training, torch.float64) if shown else None
        recorder = Recorder(learner, y, shown, loss.module(), held_out, turn.go_on, rows)
        if by_moments:
            x = y = Moments.of(training)
        fit(learner, x, y, experiment.epochs, recorder)
    params, gradients = recorder.states()
    states = np.column_stack([params, gradients, recorder.losses])
    kept = int(np.argmin(np.append(np.isfinite(states).all(axis=1), False)))
    if not (kept and math.isfinite(recorder.reference)):
        raise TooLargeError("float64" if by_moments else experiment.precision)
    ended = kept if kept < len(params) else recorder.diverged_at
    return {
        "params": params[:kept],
        "gradients": gradients[:kept],
        "train_loss": np.array(recorder.losses[:kept]),
        "reference": recorder.reference,
        "diverged_at": ended,
        "validation_loss": np.array(recorder.validation_losses[:kept]) if held else None,
        "shown_predictions": np.array(recorder.predictions[:kept]) if shown else None,
        "term_sums": np.array(recorder.term_sums[:kept]) if shown else None,
    }


def _tensors(rows: Dataset | HeldOut, dtype: torch.dtype) -> tuple[Any, Any]:
    """x (n, d) and y (n, 1)."""
    return torch.tensor(rows.x, dtype=dtype), torch.tensor(rows.y, dtype=dtype).reshape(-1, 1)
