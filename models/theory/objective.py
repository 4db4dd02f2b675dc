"""A loss on one data set, as a function of the parameters: what theory knows of it."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from models.datasets.dataset import Dataset


class Objective(Protocol):
    """What is asked of a loss on the data that are trained on, whichever it is."""

    @property
    def dataset(self) -> Dataset: ...

    @property
    def name(self) -> str:
        """What its best parameters are called: "least squares", "lowest loss"."""
        ...

    @property
    def minimum(self) -> np.ndarray | None:
        """(d + 1,): where the loss is lowest; None where there is no such point, or no single one.

        Weights, and then the bias.
        """
        ...

    @property
    def lowest(self) -> float:
        """What no training gets below."""
        ...

    def critical_learning_rate(self) -> float:
        """Above it, gradient descent on all rows cannot come to rest at the minimum.

        Raises ValueError where there is no minimum.
        """
        ...

    def reached(self, start: np.ndarray, steps: int) -> np.ndarray:
        """(2, d + 1): between what descent at any rate that converges keeps; (0, d + 1) where
        nobody knows beforehand."""
        ...

    def lowest_reached(self, start: np.ndarray, steps: int) -> float:
        """A loss that descent at any usual rate does not get far below in so many steps."""
        ...
