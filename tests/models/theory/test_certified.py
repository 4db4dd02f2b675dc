"""Least squares has the digits that NIST certifies, and those of arithmetic without rounding."""

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models import theory
from models.datasets import DATASETS, Dataset, load
from models.experiment import Experiment

NIST = Path(__file__).parents[2] / "reference" / "nist"
NOT_A_FILE = [name for name, kind in DATASETS.items() if not kind.needs_file]


def certified(name: str) -> dict[str, Any]:
    return json.loads((NIST / f"{name}.json").read_text(encoding="utf-8"))["certified"]


def digits(found: np.ndarray, expected: np.ndarray) -> float:
    """How many digits the worst number has right: −log₁₀ of its relative error."""
    scale = np.where(expected == 0, 1, np.abs(expected))
    return float(-np.log10(np.max(np.abs(found - expected) / scale) + 1e-16))


@pytest.mark.parametrize(("name", "right"), [("Norris", 11), ("Longley", 11)])
def test_the_app_s_own_copy_has_the_certified_solution(name: str, right: int) -> None:
    """Reached: 12.2 digits of Norris, 13.6 of Longley."""
    data = load(Experiment(dataset=name.lower()))
    bias, *weights = map(float, certified(name)["coefficients"].values())
    assert digits(theory.ols(data), np.array([*weights, bias])) >= right
    freedom = data.n - data.x.shape[1] - 1
    deviation = np.sqrt(theory.least_squares_loss(data) * data.n / freedom)
    assert deviation == pytest.approx(float(certified(name)["residual_sd"]), rel=1e-11)


def test_the_app_s_own_copy_of_norris_is_that_of_nist() -> None:
    with (NIST / "Norris.csv").open(encoding="utf-8", newline="") as file:
        rows = [[float(row["x"]), float(row["y"])] for row in csv.DictReader(file)]
    data = load(Experiment(dataset="norris"))
    assert np.column_stack([data.x, data.y]).tolist() == rows


def exact(dataset: Dataset) -> np.ndarray:
    """The least-squares solution in fractions, where nothing is rounded: (XᵀX)θ = Xᵀy."""
    table = np.column_stack([dataset.design, dataset.y])
    columns = [[Fraction(value) for value in column] for column in table.T]
    *rows, _ = [
        [sum((a * b for a, b in zip(left, right, strict=True)), Fraction()) for right in columns]
        for left in columns
    ]
    for i, pivot in enumerate(rows):  # Gauss and Jordan: no pivot of XᵀX is 0
        rows[i] = [value / pivot[i] for value in pivot]
        for j, row in enumerate(rows):
            if j != i:
                rows[j] = [a - row[i] * b for a, b in zip(row, rows[i], strict=True)]
    return np.array([float(row[-1]) for row in rows])


@pytest.mark.parametrize("name", NOT_A_FILE)
def test_least_squares_agrees_with_arithmetic_that_rounds_nothing(name: str) -> None:
    data = load(Experiment(dataset=name))
    assert digits(theory.ols(data), exact(data)) >= 11


@pytest.mark.parametrize(
    ("settings", "right"),
    [
        ({"dataset": "polynomial", "degree": 9}, 11),
        ({"dataset": "polynomial", "degree": 9, "samples": 2}, 11),
        ({"dataset": "scales", "scale": 1e6}, 11),
        ({"dataset": "collinear", "apart": 1e-4}, 10),
    ],
    ids=str,
)
def test_least_squares_agrees_with_it_where_the_data_make_it_hard(
    settings: dict[str, Any], right: int
) -> None:
    data = load(Experiment(**settings))
    assert digits(theory.ols(data), exact(data)) >= right
