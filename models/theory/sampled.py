"""What can be found out of any smooth loss by asking for its values: it needs no theory of its own.

The minimum by L-BFGS in float64, from least squares on; the curvature there by autograd. Taken for
granted is what holds of each loss that is convex in the logits: one valley and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from models.datasets.dataset import Dataset
from models.theory import least_squares

ITERATIONS = 500
AT_REST = 1e-7  # of the loss's own size: a gradient that is smaller is that of a minimum
UNKNOWN_REACH = 1e3  # how far below the first loss a picture has room for


@dataclass(frozen=True, eq=False)
class Sampled:
    """A loss as an Objective; value: L of z and y, both (n, 1)."""

    dataset: Dataset
    value: Callable[[Tensor, Tensor], Tensor]
    name = "lowest loss"

    @cached_property
    def _data(self) -> tuple[Tensor, Tensor]:
        return torch.tensor(self.dataset.design), torch.tensor(self.dataset.y)[:, None]

    def _loss(self, theta: Tensor) -> Tensor:
        design, y = self._data
        return self.value(design @ theta[:, None], y)

    def loss(self, params: np.ndarray) -> np.ndarray:
        """(k,): the loss at each of the params (k, d + 1)."""
        return np.asarray(torch.vmap(self._loss)(torch.tensor(params)))

    @cached_property
    def _found(self) -> np.ndarray:
        theta = torch.tensor(least_squares.one_of_the_best(self.dataset), requires_grad=True)
        search = torch.optim.LBFGS(
            [theta],
            max_iter=ITERATIONS,
            tolerance_grad=1e-12,
            tolerance_change=0.0,
            line_search_fn="strong_wolfe",
        )

        def closure() -> Tensor:
            search.zero_grad()
            loss = self._loss(theta)
            loss.backward()
            return loss

        search.step(closure)
        return theta.detach().numpy()

    @property
    def minimum(self) -> np.ndarray | None:
        theta = torch.tensor(self._found, requires_grad=True)
        loss = self._loss(theta)
        (gradient,) = torch.autograd.grad(loss, theta)
        is_at_rest = bool(gradient.abs().max() <= AT_REST * max(1.0, loss.item()))
        return self._found if is_at_rest and least_squares.is_unique(self.dataset) else None

    @property
    def lowest(self) -> float:
        return float(self.loss(self._found[None])[0])

    def critical_learning_rate(self) -> float:
        if self.minimum is None:
            raise ValueError("the loss has no lowest point, or more than one")
        bend = torch.autograd.functional.hessian(self._loss, torch.tensor(self.minimum))
        return float(2 / np.linalg.eigvalsh(np.asarray(bend))[-1])

    def reached(self, start: np.ndarray, steps: int) -> np.ndarray:
        return np.empty((0, len(start)))

    def lowest_reached(self, start: np.ndarray, steps: int) -> float:
        return float(self.loss(start[None])[0]) / UNKNOWN_REACH
