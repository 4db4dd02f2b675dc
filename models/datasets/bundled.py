"""Classic data: tables that statistics is taught with, each with its source and its licence."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from models.datasets.dataset import DataError, Dataset

if TYPE_CHECKING:
    from models.experiment import Experiment

DATA = Path(__file__).parent / "tables"

IN_R = "no licence of its own; part of R (GPL-2 or GPL-3)"
PUBLIC = "public domain: a work of the US government"


@dataclass(frozen=True)
class About:
    """What a file does not say of itself: its title, its usual columns, and whose it is.

    file: its name, where it is not the entry's own. classes: the two texts of the target that are
    the labels 0 and 1; rows with another are left out.
    """

    title: str
    target: str
    features: tuple[str, ...]
    source: str
    licence: str
    file: str = ""
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class ClassicTable:
    """A file of tables/: its columns of numbers by name, in its order, and their units.

    The arrays cannot be written to. Columns of text are left out. target and features are those
    that are learned from when nobody chooses others.
    """

    columns: Mapping[str, np.ndarray]
    units: Mapping[str, str]
    target: str
    features: tuple[str, ...]


FISHER = (
    "R. A. Fisher, The Use of Multiple Measurements in Taxonomic Problems, Annals of Eugenics 7 "
    "(1936), measured by E. Anderson"
)
IN_SCIKIT_LEARN = "no licence of its own; part of scikit-learn (BSD-3-Clause)"

# The names of the entries in the registry of data, most of them those of the files.
ABOUT = {
    "anscombe": About(
        "Anscombe's quartet",
        "y1",
        ("x1",),
        "F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973)",
        IN_R,
    ),
    "faithful": About(
        "Old Faithful",
        "waiting",
        ("eruptions",),
        "W. Härdle, Smoothing Techniques with Implementation in S (1991)",
        IN_R,
    ),
    "galton": About(
        "Galton's heights",
        "child",
        ("parent",),
        "F. Galton, Regression towards Mediocrity in Hereditary Stature, Journal of the "
        "Anthropological Institute 15 (1886)",
        "public domain by its age",
    ),
    "gapminder": About(
        "Gapminder 2007",
        "lifeExp",
        ("gdpPercap",),
        "Gapminder, gapminder.org, as excerpted in jennybc/gapminder",
        "CC BY 3.0",
    ),
    "tips": About(
        "Tips",
        "tip",
        ("total_bill",),
        "P. G. Bryant and M. A. Smith, Practical Data Analysis: Case Studies in Business "
        "Statistics (1995)",
        "no licence of its own; part of R's reshape2 (MIT)",
    ),
    "iris": About(
        "Iris",
        "petal_width",
        ("petal_length",),
        FISHER,
        IN_SCIKIT_LEARN,
    ),
    "iris_species": About(
        "Iris: two species",
        "species",
        ("petal_length", "petal_width"),
        FISHER,
        IN_SCIKIT_LEARN,
        file="iris",
        classes=("versicolor", "virginica"),
    ),
    "diabetes": About(
        "Diabetes",
        "progression",
        ("age", "sex", "bmi", "bp", "tc", "ldl", "hdl", "tch", "ltg", "glu"),
        "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least Angle Regression, Annals of "
        "Statistics 32 (2004)",
        IN_SCIKIT_LEARN,
    ),
    "norris": About(
        "Norris: ozone monitors",
        "y",
        ("x",),
        "J. Norris, in NIST's Statistical Reference Datasets",
        PUBLIC,
    ),
    "longley": About(
        "Longley: employment",
        "TOTEMP",
        ("GNPDEFL", "GNP", "UNEMP", "ARMED", "POP", "YEAR"),
        "J. W. Longley, Journal of the American Statistical Association 62 (1967), in NIST's "
        "Statistical Reference Datasets",
        PUBLIC,
    ),
}


@cache
def table(name: str) -> ClassicTable:
    """The table of a classic set. Its header has each column's name, and its unit as [unit].

    A target of classes is a column of labels, 0 and 1. Raises KeyError for any other name.
    """
    about = ABOUT[name]
    with (DATA / f"{about.file or name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    if about.classes:
        place, texts = header.index(about.target), list(about.classes)
        rows = [
            [*row[:place], str(texts.index(row[place])), *row[place + 1 :]]
            for row in rows
            if row[place] in texts
        ]
    columns: dict[str, np.ndarray] = {}
    units: dict[str, str] = {}
    for heading, cells in zip(header, zip(*rows, strict=True), strict=True):
        column, _, unit = heading.removesuffix("]").partition(" [")
        try:
            columns[column] = np.array(cells, dtype=np.float64)
        except ValueError:
            continue  # a column of text
        columns[column].setflags(write=False)
        units[column] = unit
    return ClassicTable(
        MappingProxyType(columns), MappingProxyType(units), about.target, about.features
    )


def columns_of(dataset_name: str) -> tuple[str, ...]:
    """The columns of numbers of a classic set, in its file's order; none of any other set."""
    return tuple(table(dataset_name).columns) if dataset_name in ABOUT else ()


def chosen_columns(experiment: Experiment) -> tuple[str, tuple[str, ...]]:
    """The target and the features in force in a classic set: the chosen ones, else its own.

    What has classes is learned as such, whatever target is chosen. Where the table's only feature
    is chosen as the target, the two change places.
    Raises DataError where a name is none of the columns, or the target is a feature too.
    """
    if experiment.dataset == "anscombe":
        return f"y{experiment.quartet}", (f"x{experiment.quartet}",)
    about, own = ABOUT[experiment.dataset], table(experiment.dataset)
    target = own.target if about.classes else experiment.target or own.target
    usual = tuple(name for name in own.features if name != target) or (own.target,)
    features = experiment.features or usual
    for name in (target, *features):
        if name not in own.columns:
            raise DataError(
                f"{about.title}: “{name}” is no column of numbers; "
                f"there are {', '.join(own.columns)}"
            )
    if target in features:
        raise DataError(f"{target} cannot be predicted from itself: take it from the features")
    return target, features


def load(experiment: Experiment) -> Dataset:
    """The classic set of the experiment, with the columns that it chooses."""
    about, own = ABOUT[experiment.dataset], table(experiment.dataset)
    target, features = chosen_columns(experiment)
    return Dataset(
        about.title,
        np.column_stack([own.columns[name] for name in features]),
        own.columns[target],
        features,
        target,
        source=about.source,
        feature_units=tuple(own.units[name] for name in features),
        target_unit=own.units[target],
        licence=about.licence,
        labels=about.classes,
    )
