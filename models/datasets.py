"""The registry of data: where what a learner is shown comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models import classic, made
from models.classes import as_classes, as_number
from models.dataset import DataError, Dataset
from models.reading import from_csv

if TYPE_CHECKING:
    from models.experiment import Experiment

__all__ = ["DATASETS", "DataError", "Dataset", "DatasetKind", "from_csv", "learned", "load"]


@dataclass(frozen=True)
class DatasetKind:
    """One entry of the registry: how to make the data, and which settings matter to it.

    group: where the selector shows it, "Made", "Classic" or "Own". standardised: who chooses it
    begins with standardised features, as no usual learning rate is small enough without.
    task: "regression", or "classification" where the target is a label, 0 or 1; where "learn" is
    among the settings, a target of two values can be learned as either. needs_file: the
    data are in a file of the visitor's, which no experiment holds.
    """

    label: str
    make: Callable[[Experiment], Dataset]
    settings: tuple[str, ...] = ()
    task: str = "regression"
    needs_file: bool = False
    group: str = "Made"
    standardised: bool = False


SMALLEST_SPAN = 1e-9  # of the x of drawn points; of a smaller one, squares leave float64's range


def _drawn(experiment: Experiment) -> Dataset:
    """The experiment's own points. Raises DataError where they determine no line."""
    points = np.array(experiment.points, dtype=np.float64).reshape(-1, 2)
    if len(points) > 1 and 0 < np.ptp(points[:, 0]) < SMALLEST_SPAN:
        raise DataError(f"all x are within {SMALLEST_SPAN:g}: no line can be told from another")
    return Dataset("Drawn", points[:, :1], points[:, 1], source="drawn by hand")


def _own(experiment: Experiment) -> Dataset:
    """None: the file itself is not in the experiment. models.reading.from_csv makes them of it."""
    if not experiment.file:
        raise DataError("Choose a file, or paste a table")
    raise DataError(
        f"The file {experiment.file} is not part of a link: choose it from your computer"
    )


_LINE = ("samples", "slope", "intercept", "noise", "x_min", "x_max", "data_seed")
_TWO_FEATURES = ("samples", "slope", "intercept", "noise", "data_seed")
_COLUMNS = ("target", "features", "learn")

# In the order of the selector.
DATASETS = {
    "tutorial": DatasetKind("Tutorial: y = 2x + 1", made.tutorial),
    "line": DatasetKind("Generated line", made.line, _LINE),
    "outliers": DatasetKind(
        "Line with outliers", made.outliers, ("outlier_share", "outlier_size", *_LINE)
    ),
    "fan": DatasetKind("Noise that grows with x", made.fan, ("noise_growth", *_LINE)),
    "curve": DatasetKind("Curve that no line fits", made.curve, ("curvature", *_LINE)),
    "clusters": DatasetKind(
        "Two clusters",
        made.clusters,
        ("distance", "between_slope", "samples", "slope", "intercept", "noise", "data_seed"),
    ),
    "scales": DatasetKind("Two very different scales", made.scales, ("scale", *_TWO_FEATURES)),
    "collinear": DatasetKind(
        "Two almost collinear features", made.collinear, ("apart", *_TWO_FEATURES)
    ),
    "polynomial": DatasetKind(
        "Polynomial: x, x², x³, …",
        made.polynomial,
        ("degree", "samples", "intercept", "noise", "data_seed"),
    ),
    "hours": DatasetKind(
        "Hours studied → passed",
        made.hours,
        ("samples", "overlap", "data_seed"),
        task="classification",
    ),
    "classes": DatasetKind(
        "Two classes, two features",
        made.classes,
        ("distance", "samples", "data_seed"),
        task="classification",
    ),
    "anscombe": DatasetKind("Anscombe's quartet", classic.load, ("quartet",), group="Classic"),
    "faithful": DatasetKind("Old Faithful: eruption → waiting", classic.load, group="Classic"),
    "galton": DatasetKind(
        "Galton: parents → children", classic.load, group="Classic", standardised=True
    ),
    "gapminder": DatasetKind(
        "Gapminder: income → life", classic.load, _COLUMNS, group="Classic", standardised=True
    ),
    "tips": DatasetKind(
        "Tips: bill → tip", classic.load, _COLUMNS, group="Classic", standardised=True
    ),
    "iris": DatasetKind("Iris: petals", classic.load, _COLUMNS, group="Classic"),
    "iris_species": DatasetKind(
        "Iris: versicolor or virginica",
        classic.load,
        ("features",),
        task="classification",
        group="Classic",
        standardised=True,
    ),
    "diabetes": DatasetKind(
        "Diabetes: ten features", classic.load, _COLUMNS, group="Classic", standardised=True
    ),
    "norris": DatasetKind(
        "Norris: NIST, one feature", classic.load, group="Classic", standardised=True
    ),
    "longley": DatasetKind(
        "Longley: NIST, six features", classic.load, _COLUMNS, group="Classic", standardised=True
    ),
    "drawn": DatasetKind("Drawn by hand", _drawn, ("points",), group="Own"),
    "own": DatasetKind(
        "Your own file",
        _own,
        ("file", *_COLUMNS),
        needs_file=True,
        group="Own",
        standardised=True,
    ),
}


def load(experiment: Experiment) -> Dataset:
    """The experiment's data, the same at each call; DataError where there are none."""
    return learned(experiment, DATASETS[experiment.dataset].make(experiment))


def learned(experiment: Experiment, dataset: Dataset) -> Dataset:
    """The data as the experiment learns from them: with two classes where it asks for a class.

    Raises NoClassesError where the target is no two classes, or is words and not learned as such.
    """
    if experiment.learn == "class":
        return as_classes(dataset)
    return dataset if experiment.task == "classification" else as_number(dataset)
