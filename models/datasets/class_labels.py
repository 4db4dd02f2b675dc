"""A target of two different values is two classes: labels 0 and 1, and what they stand for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from models.datasets.dataset import DataError, Dataset


class NoClassesError(DataError):
    """The target is no two classes; how many values it has, and what to do."""


def has_two_values(values: np.ndarray) -> bool:
    """Whether there are exactly two different finite numbers among the values."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return False
    low, high = finite.min(), finite.max()
    return bool(low < high and ((finite == low) | (finite == high)).all())


def as_number(dataset: Dataset) -> Dataset:
    """The data as they are; NoClassesError where the target is words, which are no numbers."""
    if dataset.labels:
        zero, one = dataset.labels
        raise NoClassesError(
            f"{dataset.target_name} holds the words “{zero}” and “{one}”: learn a class, or choose "
            "a target of numbers"
        )
    return dataset


def as_classes(dataset: Dataset) -> Dataset:
    """The same rows with labels for a target: 0 for the smaller of its values, 1 for the larger.

    A target of two words has labels, and the words are what they stand for.
    Raises NoClassesError where the target has not exactly two different values.
    """
    if not has_two_values(dataset.y):
        count = len(np.unique(dataset.y))
        values = "one value" if count == 1 else f"{count:,} different values"
        raise NoClassesError(
            f"{dataset.target_name} has {values} in the rows that are used, and classes need "
            "exactly two: learn a number, or choose another target"
        )
    if dataset.labels:
        return dataset
    low, high = dataset.y.min(), dataset.y.max()
    y = (dataset.y == high).astype(np.float64)
    y.setflags(write=False)
    unit = f" {dataset.target_unit}" if dataset.target_unit else ""
    labels = tuple(f"{value:.8g}{unit}" for value in (low, high))
    return replace(dataset, y=y, target_unit="", labels=labels, true_parameters=None)
