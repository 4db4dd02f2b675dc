"""The registry of data: where what a learner is shown comes from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from models.datasets import bundled, synthetic
from models.datasets.class_labels import as_classes, as_number
from models.datasets.csv_files import from_csv
from models.datasets.dataset import DataError, Dataset

if TYPE_CHECKING:
    from models.experiment import Experiment

__all__ = ["DATASETS", "DataError", "Dataset", "DatasetKind", "from_csv", "learned", "load"]


@dataclass(frozen=True)
class DatasetKind:
    """One entry of the registry: how to make the data, and which settings matter to it.

    good_for: what a lecturer chooses them for, in a line. group: where the gallery shows it,
    "Made", "Classic" or "Own". standardised: who chooses it begins with standardised features, as
    no usual learning rate is small enough without.
    task: "regression", or "classification" where the target is a label, 0 or 1; where "learn" is
    among the settings, a target of two values can be learned as either. needs_file: the
    data are in a file of the visitor's, which no experiment holds.
    """

    label: str
    good_for: str
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
        raise DataError(f"All x are within {SMALLEST_SPAN:g}: no line can be told from another")
    return Dataset("Drawn", points[:, :1], points[:, 1], source="drawn by hand")


def _own(experiment: Experiment) -> Dataset:
    """None: the file itself is not in the experiment. csv_files.from_csv makes them of it."""
    if not experiment.file:
        raise DataError("Choose a file, or paste a table")
    raise DataError(
        f"This page does not have the file {experiment.file}, which neither a link nor a reload "
        "brings along: choose it from your computer"
    )


_LINE = ("samples", "slope", "intercept", "noise", "x_min", "x_max", "data_seed")
_TWO_FEATURES = ("samples", "slope", "intercept", "noise", "data_seed")
_COLUMNS = ("target", "features", "learn")

# In the order of the selector and of the gallery.
DATASETS = {
    "tutorial": DatasetKind(
        "Tutorial: y = 2x + 1",
        "The first lesson: eleven points exactly on a line, so that the loss can come down to 0.",
        synthetic.tutorial,
    ),
    "line": DatasetKind(
        "Generated line",
        "A line with noise, and a knob for each part of it: how well it is found again.",
        synthetic.line,
        _LINE,
    ),
    "outliers": DatasetKind(
        "Line with outliers",
        "A few points far off pull at the whole line: what it means to square the errors.",
        synthetic.outliers,
        ("outlier_share", "outlier_size", *_LINE),
    ),
    "fan": DatasetKind(
        "Noise that grows with x",
        "The spread is not the same everywhere: residuals that open like a fan.",
        synthetic.fan,
        ("noise_growth", *_LINE),
    ),
    "curve": DatasetKind(
        "Curve that no line fits",
        "The wrong model: however long it trains, the residuals keep a pattern.",
        synthetic.curve,
        ("curvature", *_LINE),
    ),
    "clusters": DatasetKind(
        "Two clusters",
        "Up within each group, down over both: Simpson's paradox.",
        synthetic.clusters,
        ("distance", "between_slope", "samples", "slope", "intercept", "noise", "data_seed"),
    ),
    "scales": DatasetKind(
        "Two very different scales",
        "A long, narrow valley: why one standardises features.",
        synthetic.scales,
        ("scale", *_TWO_FEATURES),
    ),
    "collinear": DatasetKind(
        "Almost collinear features",
        "Two features that say almost the same: a valley that standardising does not widen.",
        synthetic.collinear,
        ("apart", *_TWO_FEATURES),
    ),
    "polynomial": DatasetKind(
        "Polynomial: x, x², x³, …",
        "Powers of x as features: a curve, by a model that is linear in its parameters.",
        synthetic.polynomial,
        ("degree", "samples", "intercept", "noise", "data_seed"),
    ),
    "hours": DatasetKind(
        "Hours studied → passed",
        "A first classification, of two classes: from one number, the probability to pass.",
        synthetic.hours,
        ("samples", "overlap", "data_seed"),
        task="classification",
    ),
    "classes": DatasetKind(
        "Two classes, two features",
        "Classification: two clouds that overlap, a straight border where the probability is ½.",
        synthetic.classes,
        ("distance", "samples", "data_seed"),
        task="classification",
    ),
    "anscombe": DatasetKind(
        "Anscombe's quartet",
        "Four sets with the same best line, and only one that looks like it: plot first.",
        bundled.load,
        ("quartet",),
        group="Classic",
    ),
    "faithful": DatasetKind(
        "Old Faithful: eruption → wait",
        "Real measurements that a line describes well: a longer eruption, a longer wait.",
        bundled.load,
        group="Classic",
    ),
    "galton": DatasetKind(
        "Galton: parents → children",
        "Where regression has its name from: children of tall parents are tall, but less so.",
        bundled.load,
        group="Classic",
        standardised=True,
    ),
    "gapminder": DatasetKind(
        "Gapminder: income → life",
        "Countries of the world: with income, life expectancy rises steeply and then hardly.",
        bundled.load,
        _COLUMNS,
        group="Classic",
        standardised=True,
    ),
    "tips": DatasetKind(
        "Tips: bill → tip",
        "Numbers from everyday life: the larger the bill, the more the tips differ.",
        bundled.load,
        _COLUMNS,
        group="Classic",
        standardised=True,
    ),
    "iris": DatasetKind(
        "Iris: petals",
        "Petals of three species, length and width, almost on one line.",
        bundled.load,
        _COLUMNS,
        group="Classic",
    ),
    "iris_species": DatasetKind(
        "Iris: versicolor or virginica",
        "Real classes: a classification by petals, whose probability errs for a few.",
        bundled.load,
        ("features",),
        task="classification",
        group="Classic",
        standardised=True,
    ),
    "diabetes": DatasetKind(
        "Diabetes: ten features",
        "Many weights at once: ten measurements of 442 patients, some of them much alike.",
        bundled.load,
        _COLUMNS,
        group="Classic",
        standardised=True,
    ),
    "norris": DatasetKind(
        "Norris: NIST, one feature",
        "A test of software: points close to a line, whose best values are certified.",
        bundled.load,
        group="Classic",
        standardised=True,
    ),
    "longley": DatasetKind(
        "Longley: NIST, six features",
        "A hard test of software: years in which most of it rose together, certified too.",
        bundled.load,
        _COLUMNS,
        group="Classic",
        standardised=True,
    ),
    "drawn": DatasetKind(
        "Drawn by hand",
        "Any question from the room: put points where you like, and the line follows.",
        _drawn,
        ("points",),
        group="Own",
    ),
    "own": DatasetKind(
        "Your own file",
        "A table of yours, chosen or pasted: say what is predicted, and from which columns.",
        _own,
        ("file", *_COLUMNS, "powers"),
        needs_file=True,
        group="Own",
        standardised=True,
    ),
}


def load(experiment: Experiment) -> Dataset:
    """The experiment's data, the same at each call; DataError where there are none."""
    return learned(experiment, DATASETS[experiment.dataset].make(experiment))


def learned(experiment: Experiment, dataset: Dataset) -> Dataset:
    """The data as the experiment learns from them: with two classes where it asks for a class, and
    with the powers of a single feature that it asks for.

    Raises NoClassesError where the target is no two classes, or is words and not learned as such.
    """
    if experiment.powers > 1 and dataset.x.shape[1] == 1:
        dataset = synthetic.with_powers(dataset, experiment.powers)
    if experiment.learn == "class":
        return as_classes(dataset)
    return dataset if experiment.task == "classification" else as_number(dataset)
