"""What can be found out of any smooth loss by asking for its values: it needs no theory of its own.

The minimum by L-BFGS in float64, from least squares on; the curvature there by autograd. Taken for
granted is what holds of each loss that is convex in the logits: one valley and no other.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
    """A loss as an Objective; value: L of z and y, both (n, 1).

    held and free: of many parameters, those that are looked at, by their places, the others being
    where `held` has them; None and all of them where nothing is held.
    """

    dataset: Dataset
    value: Callable[[Tensor, Tensor], Tensor]
    held: np.ndarray | None = None
    free: tuple[int, ...] = ()
    name = "lowest loss"

    def in_plane(self, params: np.ndarray, plane: tuple[int, int]) -> Sampled:
        """The loss over two of the parameters, the others as in params (d + 1,)."""
        return replace(self, held=params, free=plane)

    @cached_property
    def _data(self) -> tuple[Tensor, Tensor, Tensor]:
        """The columns that the free parameters are multiplied by, what the others come to, y."""
        design, y = self.dataset.design, torch.tensor(self.dataset.y)[:, None]
        if self.held is None:
            return torch.tensor(design), torch.zeros_like(y), y
        others = self.held.copy()
        others[list(self.free)] = 0
        return torch.tensor(design[:, self.free]), torch.tensor(design @ others)[:, None], y

    def _loss(self, theta: Tensor) -> Tensor:
        columns, others, y = self._data
        return self.value(columns @ theta[:, None] + others, y)

    def loss(self, params: np.ndarray) -> np.ndarray:
        """(k,): the loss at each of the params (k, p)."""
        return np.asarray(torch.vmap(self._loss)(torch.tensor(params)))

    @cached_property
    def found(self) -> np.ndarray:
        """(p,): where the search for the lowest loss came to."""
        start = least_squares.one_of_the_best(self.dataset)
        start = start if self.held is None else self.held[list(self.free)]
        theta = torch.tensor(start, requires_grad=True)
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

    @cached_property
    def minimum(self) -> np.ndarray | None:
        theta = torch.tensor(self.found, requires_grad=True)
        loss = self._loss(theta)
        (gradient,) = torch.autograd.grad(loss, theta)
        is_at_rest = bool(gradient.abs().max() <= AT_REST * max(1.0, loss.item()))
        return self.found if is_at_rest and least_squares.is_unique(self.dataset) else None

    @property
    def lowest(self) -> float:
        return float(self.loss(self.found[None])[0])

    def curvature(self, params: np.ndarray) -> np.ndarray:
        """(p, p): the Hessian at these params (p,)."""
        return np.asarray(torch.autograd.functional.hessian(self._loss, torch.tensor(params)))

    def critical_learning_rate(self) -> float:
        if self.minimum is None:
            raise ValueError("the loss has no lowest point, or more than one")
        return float(2 / np.linalg.eigvalsh(self.curvature(self.minimum))[-1])

    def reached(self, start: np.ndarray, steps: int) -> np.ndarray:
        return np.empty((0, len(start)))

    def lowest_reached(self, start: np.ndarray, steps: int) -> float:
        return float(self.loss(start[None])[0]) / UNKNOWN_REACH
