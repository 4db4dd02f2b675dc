"""What features and parameters are called in pictures and tables: names and units as they came.

These are a stranger's texts, raw: style.as_text and style.in_template make them safe to show.
"""

from __future__ import annotations

from components.style import shortened
from models.datasets.dataset import Dataset
from models.run import Run


def with_unit(name: str, unit: str) -> str:
    """ "weight (kg)"."""
    return f"{shortened(name)} ({shortened(unit, 40)})" if unit.strip() else shortened(name)


def feature(dataset: Dataset, k: int) -> str:
    """The k-th feature's name and unit."""
    unit = dataset.feature_units[k] if dataset.feature_units else ""
    return with_unit(dataset.feature_names[k], unit)


def target(dataset: Dataset) -> str:
    """The target's name and unit."""
    return with_unit(dataset.target_name, dataset.target_unit)


def classes(dataset: Dataset) -> tuple[str, str]:
    """What the labels 0 and 1 of a classification stand for, or "0" and "1" themselves."""
    zero, one = dataset.labels or ("0", "1")
    return shortened(zero, 20), shortened(one, 20)


def labelled(dataset: Dataset) -> str:
    """The target's name, with what its labels stand for where they stand for anything."""
    zero, one = classes(dataset)
    name = target(dataset)
    return name if (zero, one) == ("0", "1") else f"{name}: 0 is {zero}, 1 is {one}"


def power(dataset: Dataset) -> str:
    """The feature of which all others are powers, or ""."""
    return getattr(dataset, "powers_of", "")


def parameter(run: Run, i: int, longest: int = 24) -> str:
    """ "w₁ (bmi)", and of the bias "b"."""
    symbol = run.parameter_names[i]
    if i == run.dataset.x.shape[1]:
        return symbol
    brought = run.whole or run.dataset  # of standardised features, the names as they were
    return f"{symbol} ({shortened(brought.feature_names[i], longest)})"
