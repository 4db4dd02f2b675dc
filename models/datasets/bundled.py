"""Classic data: tables that statistics is taught with, each with its source and its licence."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from models.datasets.dataset import DataError, Dataset
from models.datasets.kind import DatasetKind

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


def chosen_columns(
    name: str, target: str = "", features: tuple[str, ...] = (), quartet: int = 1
) -> tuple[str, tuple[str, ...]]:
    """The target and the features in force in a classic set: the chosen ones, else its own.

    What has classes is learned as such, whatever target is chosen. Where the table's only feature
    is chosen as the target, the two change places.
    Raises DataError where a name is none of the columns, or the target is a feature too.
    """
    if name == "anscombe":
        return f"y{quartet}", (f"x{quartet}",)
    about, own = ABOUT[name], table(name)
    target = own.target if about.classes else target or own.target
    usual = tuple(feature for feature in own.features if feature != target) or (own.target,)
    features = features or usual
    for column in (target, *features):
        if column not in own.columns:
            raise DataError(
                f"{about.title}: “{column}” is no column of numbers; "
                f"there are {', '.join(own.columns)}"
            )
    if target in features:
        raise DataError(f"{target} cannot be predicted from itself: take it from the features")
    return target, features


def load(name: str, **chosen: Any) -> Dataset:
    """The classic set of this name, with the columns that are chosen, as by chosen_columns."""
    about, own = ABOUT[name], table(name)
    target, features = chosen_columns(name, **chosen)
    return Dataset(
        about.title,
        np.column_stack([own.columns[feature] for feature in features]),
        own.columns[target],
        features,
        target,
        source=about.source,
        feature_units=tuple(own.units[feature] for feature in features),
        target_unit=own.units[target],
        licence=about.licence,
        labels=about.classes,
    )


_COLUMNS = ("target", "features", "learn")

# In the order of the selector and of the gallery.
BUNDLED = {
    "anscombe": DatasetKind(
        label="Anscombe's quartet",
        good_for="Four sets with the same best line, and only one that looks like it: plot first.",
        make=partial(load, "anscombe"),
        settings=("quartet",),
        group="Classic",
    ),
    "faithful": DatasetKind(
        label="Old Faithful: eruption → wait",
        good_for="Real measurements that a line describes well: a longer eruption, a longer wait.",
        make=partial(load, "faithful"),
        group="Classic",
    ),
    "galton": DatasetKind(
        label="Galton: parents → children",
        good_for="Where regression has its name from: children of tall parents are tall, but less "
        "so.",
        make=partial(load, "galton"),
        group="Classic",
        standardised=True,
    ),
    "gapminder": DatasetKind(
        label="Gapminder: income → life",
        good_for="Countries of the world: with income, life expectancy rises steeply and then "
        "hardly.",
        make=partial(load, "gapminder"),
        settings=_COLUMNS,
        group="Classic",
        standardised=True,
    ),
    "tips": DatasetKind(
        label="Tips: bill → tip",
        good_for="Numbers from everyday life: the larger the bill, the more the tips differ.",
        make=partial(load, "tips"),
        settings=_COLUMNS,
        group="Classic",
        standardised=True,
    ),
    "iris": DatasetKind(
        label="Iris: petals",
        good_for="Petals of three species, length and width, almost on one line.",
        make=partial(load, "iris"),
        settings=_COLUMNS,
        group="Classic",
    ),
    "iris_species": DatasetKind(
        label="Iris: versicolor or virginica",
        good_for="Real classes: a classification by petals, whose probability errs for a few.",
        make=partial(load, "iris_species"),
        settings=("features",),
        task="classification",
        group="Classic",
        standardised=True,
    ),
    "diabetes": DatasetKind(
        label="Diabetes: ten features",
        good_for="Many weights at once: ten measurements of 442 patients, some of them much alike.",
        make=partial(load, "diabetes"),
        settings=_COLUMNS,
        group="Classic",
        standardised=True,
    ),
    "norris": DatasetKind(
        label="Norris: NIST, one feature",
        good_for="A test of software: points close to a line, whose best values are certified.",
        make=partial(load, "norris"),
        group="Classic",
        standardised=True,
    ),
    "longley": DatasetKind(
        label="Longley: NIST, six features",
        good_for="A hard test of software: years in which most of it rose together, certified too.",
        make=partial(load, "longley"),
        settings=_COLUMNS,
        group="Classic",
        standardised=True,
    ),
}
