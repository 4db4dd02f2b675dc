"""The registry of data: where what a learner is shown comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.dataset import DataError, Dataset

if TYPE_CHECKING:
    from models.experiment import Experiment

__all__ = ["DATASETS", "DataError", "Dataset", "DatasetKind", "load"]


@dataclass(frozen=True)
class DatasetKind:
    """One entry of the registry: how to make the data, and which settings matter to it.

    task: "regression", or "classification" where the target is a label, 0 or 1. needs_file: the
    data are in a file of the visitor's, which no experiment holds.
    """

    label: str
    make: Callable[[Experiment], Dataset]
    settings: tuple[str, ...] = ()
    task: str = "regression"
    needs_file: bool = False


def _tutorial(experiment: Experiment) -> Dataset:
    """x = 0..10, y = 2x + 1: the classic first exercise."""
    x = np.arange(11.0)
    return Dataset("Tutorial", x[:, None], 2 * x + 1, true_parameters=np.array([2.0, 1.0]))


def _line(experiment: Experiment) -> Dataset:
    """Evenly spaced x, and y = slope·x + intercept + normal noise from the seed."""
    x = np.linspace(experiment.x_min, experiment.x_max, experiment.samples)
    noise = np.random.default_rng(experiment.data_seed).normal(size=experiment.samples)
    y = experiment.slope * x + experiment.intercept + experiment.noise * noise
    truth = np.array([experiment.slope, experiment.intercept])
    return Dataset("Generated line", x[:, None], y, true_parameters=truth)


HOURS = 6.0  # the longest that anybody studied
PASS_MARK = 3.0  # hours that are enough for half of the students


def _hours(experiment: Experiment) -> Dataset:
    """Hours studied, evenly spaced, and 1 for who passed: whose hours and luck reach the mark.

    Luck follows the logistic law of scale `overlap`, in hours, so that the probability of passing
    is exactly σ((x − mark) / overlap). Without luck, the mark separates those who passed.
    """
    x = np.linspace(0, HOURS, experiment.samples).round(2)  # what a person would write down
    luck = np.random.default_rng(experiment.data_seed).logistic(size=experiment.samples)
    passed = x + experiment.overlap * luck >= PASS_MARK
    luck_counts = experiment.overlap > 1e-9  # else the true weights are none, or no numbers
    truth = np.array([1, -PASS_MARK]) / experiment.overlap if luck_counts else None
    return Dataset(
        "Hours studied",
        x[:, None],
        passed.astype(np.float64),
        ("hours studied",),
        "passed",
        true_parameters=truth,
    )


SMALLEST_SPAN = 1e-9  # of the x of drawn points; of a smaller one, squares leave float64's range


def _drawn(experiment: Experiment) -> Dataset:
    """The experiment's own points. Raises DataError where they determine no line."""
    points = np.array(experiment.points, dtype=np.float64).reshape(-1, 2)
    if len(points) > 1 and 0 < np.ptp(points[:, 0]) < SMALLEST_SPAN:
        raise DataError(f"all x are within {SMALLEST_SPAN:g}: no line can be told from another")
    return Dataset("Drawn", points[:, :1], points[:, 1], source="drawn by hand")


def _own(experiment: Experiment) -> Dataset:
    """None: the file itself is not in the experiment. models.reading.from_csv makes them of it."""
    name = f"The file {experiment.file}" if experiment.file else "A file"
    raise DataError(f"{name} is not part of a link: choose it from your computer")


DATASETS = {
    "tutorial": DatasetKind("Tutorial: y = 2x + 1", _tutorial),
    "line": DatasetKind(
        "Generated line",
        _line,
        ("samples", "slope", "intercept", "noise", "x_min", "x_max", "data_seed"),
    ),
    "hours": DatasetKind(
        "Hours studied → passed",
        _hours,
        ("samples", "overlap", "data_seed"),
        task="classification",
    ),
    "drawn": DatasetKind("Drawn by hand", _drawn, ("points",)),
    "own": DatasetKind("Your own file", _own, ("file", "target", "features"), needs_file=True),
}


def load(experiment: Experiment) -> Dataset:
    """The experiment's data, the same at each call."""
    return DATASETS[experiment.dataset].make(experiment)
