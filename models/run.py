"""A run: everything one training did, as plain arrays, to be looked at from any side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch

from models.activations import ACTIVATIONS
from models.datasets.dataset import Dataset
from models.datasets.preprocessing import HeldOut, Scaling
from models.experiment import Experiment
from models.losses import LOSSES
from models.setting import bound
from models.theory.objective import Objective
from models.theory.qr import Triangle, triangle

# A descent that converges on a quadratic loss never exceeds its first loss, so whatever grows
# this far will not come back; and float32 still holds such numbers with room to spare.
DIVERGENCE_FACTOR = 1e9

BLOCK = 2_000_000  # logits that are worked out at a time


@dataclass(frozen=True, eq=False)
class Step:
    """One row of a run's arithmetic: the state before the update, the update, the state after.

    residuals are ŷ − y, as the gradient has them. The last state of a run has no update.
    """

    number: int
    batch: np.ndarray
    parameters: np.ndarray
    predictions: np.ndarray
    residuals: np.ndarray
    loss: float
    gradient: np.ndarray
    update: np.ndarray | None
    parameters_after: np.ndarray | None


Recorded = dict[str, Any]
RECORDED = (
    "params",
    "gradients",
    "train_loss",
    "reference",
    "diverged_at",
    "validation_loss",
    "shown_predictions",
    "term_sums",
)


@dataclass(frozen=True, eq=False)
class Run:
    """T updates join T + 1 states; all arrays are finite.

    params: (T+1, p) float64, the weights and then the bias. gradients: (T+1, p), the gradient
    at each state, the last of which no update used. train_loss: (T+1,). validation_loss: (T+1,),
    the loss on the rows that are held out, or None where none are. reference: the larger of the
    first loss and that of w = 0 and b = 0. diverged_at: None, or the first step whose loss
    exceeded `bound` or was not finite. That step is the run's last where its numbers are finite,
    else it is left out. shown_predictions: (T+1, k), torch's own predictions of the first k
    observations, and term_sums: (T+1, p), the sums over all observations that the gradient is a
    share of, Σ (ŷ − y)·x of each feature and Σ (ŷ − y); or None where none were asked.
    dataset: what training saw: rows that are not held out, features standardised where that was
    asked for; whole: the data as they were brought; held_out and scaling lead from one to the
    other.
    """

    experiment: Experiment
    dataset: Dataset
    params: np.ndarray
    gradients: np.ndarray
    train_loss: np.ndarray
    reference: float
    diverged_at: int | None = None
    validation_loss: np.ndarray | None = None
    shown_predictions: np.ndarray | None = None
    term_sums: np.ndarray | None = None
    whole: Dataset | None = None
    held_out: HeldOut | None = None
    scaling: Scaling | None = None

    @property
    def recorded(self) -> Recorded:
        """What training wrote down, without the data: of a million rows as small as of ten."""
        return {name: getattr(self, name) for name in RECORDED}

    @property
    def steps(self) -> int:
        """T, the number of updates."""
        return len(self.params) - 1

    @property
    def task(self) -> str:
        """ "regression" or "classification"."""
        return LOSSES[self.experiment.loss].task

    @cached_property
    def objective(self) -> Objective:
        """The loss of the run as a function of the parameters, on the data that training saw."""
        chosen = bound(LOSSES[self.experiment.loss], self.experiment, "value")
        return chosen.on(self.dataset)

    @property
    def bound(self) -> float:
        """The loss above which a run has diverged and ends."""
        return DIVERGENCE_FACTOR * self.reference

    @property
    def parameter_names(self) -> tuple[str, ...]:
        """The columns of params: w (or w₁, w₂, …), then b."""
        return parameter_names(self.dataset)

    @cached_property
    def own_params(self) -> np.ndarray:
        """(T+1, p): the parameters in the data's own units, as they are where none were scaled."""
        return self.params if self.scaling is None else self.scaling.in_own_units(self.params)

    @cached_property
    def updates(self) -> np.ndarray:
        """(T+1, p): what each step added to the parameters; 0 from the last state, which made none
        that was kept."""
        return np.vstack([np.diff(self.params, axis=0), np.zeros(self.params.shape[1])])

    @property
    def grads(self) -> np.ndarray:
        """(T, p): the gradients that the T updates used."""
        return self.gradients[:-1]

    @cached_property
    def rmse(self) -> np.ndarray:
        """(T+1,): √(1/n · Σ (ŷ − y)²), the typical residual in the units of y.

        Of a regression, and in float64 whatever the loss was computed in: float32 has no squares
        of small residuals.
        """
        return triangle(self.dataset).rmse(self.params)

    @cached_property
    def r_squared(self) -> np.ndarray | None:
        """(T+1,): R² = 1 − Σ (ŷ − y)² / Σ (y − ȳ)²; None where y is constant."""
        return _explained(self.rmse, self.dataset.y)

    @cached_property
    def held_out_rmse(self) -> np.ndarray | None:
        """(T+1,): RMSE of the rows that are held out; None where none are."""
        held = self.held_out
        return None if held is None else Triangle.of(held.x, held.y).rmse(self.params)

    @cached_property
    def held_out_r_squared(self) -> np.ndarray | None:
        """(T+1,): R² of the rows that are held out, about their own mean.

        None where none are, or where they have one and the same y.
        """
        held, rmse = self.held_out, self.held_out_rmse
        return None if held is None or rmse is None else _explained(rmse, held.y)

    @cached_property
    def held_out_accuracy(self) -> np.ndarray | None:
        """(T+1,): the share of held-out labels that are predicted right; None where none are."""
        held = self.held_out
        return None if held is None else accuracy(self.params, held.x, held.y)

    @cached_property
    def has_underflow(self) -> bool:
        """Whether residuals were so small that the precision of the loss lost their squares."""
        if self.task == "classification" or self.experiment.learner == "by_moments":
            return False
        least = float(torch.finfo(getattr(torch, self.experiment.precision)).tiny)
        squares, seen = self.rmse**2, 1e-5 * np.abs(self.dataset.y).max()  # below: only rounding
        lost = (self.train_loss < least) & (squares < 100 * least) & (self.rmse > seen)
        return bool((lost & (np.abs(self.train_loss - squares) > squares / 100)).any())

    def predictions(self, step: int) -> np.ndarray:
        """(n,): ŷ = a(x·w + b) with the parameters of this step, in float64.

        a is the loss's activation: the identity of a regression, the sigmoid of a classification.
        """
        z = self.dataset.x @ self.params[step, :-1] + self.params[step, -1]
        activation = ACTIVATIONS[LOSSES[self.experiment.loss].activation]
        return activation.function(torch.from_numpy(z)).numpy()

    @cached_property
    def accuracy(self) -> np.ndarray:
        """(T+1,): the share of observations whose label is 1 just where ŷ ≥ ½, which is z ≥ 0."""
        return accuracy(self.params, self.dataset.x, self.dataset.y)

    def __len__(self) -> int:
        return len(self.params)

    def __getitem__(self, step: int) -> Step:
        number = range(len(self))[step]
        predictions = self.predictions(number)
        is_last = number == self.steps
        after = None if is_last else self.params[number + 1]
        return Step(
            number=number,
            batch=np.arange(self.dataset.n),
            parameters=self.params[number],
            predictions=predictions,
            residuals=predictions - self.dataset.y,
            loss=float(self.train_loss[number]),
            gradient=self.gradients[number],
            update=None if after is None else after - self.params[number],
            parameters_after=after,
        )


def _explained(rmse: np.ndarray, y: np.ndarray) -> np.ndarray | None:
    """R², of the RMSE at each step. A constant is told by its range, since its mean is rounded."""
    if np.ptp(y) < 1e-100:
        return None
    return np.asarray(1 - (rmse / y.std()) ** 2)


def accuracy(params: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """(T+1,): of params (T+1, d + 1), the share of labels y (n,) that is 1 just where z ≥ 0."""
    right, rows = np.zeros(len(params)), max(1, BLOCK // len(params))
    for start in range(0, len(y), rows):  # all at once would not fit in memory
        block = slice(start, start + rows)
        z = params[:, :-1] @ x[block].T + params[:, -1:]
        right += ((z >= 0) == (y[block] == 1)).sum(axis=1)
    return right / len(y)


# Lower digits for the names of several weights.
SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def parameter_names(dataset: Dataset) -> tuple[str, ...]:
    """What the parameters of a line through these data are called: w (or w₁, w₂, …), then b."""
    d = dataset.x.shape[1]
    weights = ("w",) if d == 1 else tuple(f"w{i + 1}".translate(SUBSCRIPT) for i in range(d))
    return (*weights, "b")
