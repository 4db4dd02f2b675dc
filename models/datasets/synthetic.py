"""Made data: each a law that is known, with knobs, and chance from a seed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from models.datasets.dataset import Dataset

if TYPE_CHECKING:
    from models.experiment import Experiment

CLOUD = 2.0  # the standard deviation of each class
TOWARDS = np.array([0.8, 0.6])  # from the class 0 to the class 1, so that both features matter
HOURS = 6.0  # the longest that anybody studied
PASS_MARK = 3.0  # hours that are enough for half of the students

WAVE = 3.0  # the height of the wave that the polynomials follow


def tutorial(experiment: Experiment) -> Dataset:
    """x = 0..10, y = 2x + 1: the classic first exercise."""
    x = np.arange(11.0)
    return Dataset("Tutorial", x[:, None], 2 * x + 1, true_parameters=np.array([2.0, 1.0]))


def line(experiment: Experiment) -> Dataset:
    """Evenly spaced x, and y = slope·x + intercept + normal noise from the seed."""
    x, y = _line(experiment, spread=1.0)
    return Dataset("Generated line", x[:, None], y, true_parameters=_truth(experiment))


def outliers(experiment: Experiment) -> Dataset:
    """The generated line, with outlier_size added to a share of its y, rounded to whole points.

    The seed decides which.
    """
    x, y = _line(experiment, spread=1.0)
    n = len(x)
    chosen = np.random.default_rng([experiment.data_seed, 1]).permutation(n)
    y[chosen[: round(experiment.outlier_share * n)]] += experiment.outlier_size
    return Dataset("Line with outliers", x[:, None], y, true_parameters=_truth(experiment))


def fan(experiment: Experiment) -> Dataset:
    """The generated line, with noise that grows evenly: at the last x, growth times the first's."""
    growing = np.linspace(1, experiment.noise_growth, experiment.samples)
    x, y = _line(experiment, spread=growing)
    return Dataset("Noise that grows", x[:, None], y, true_parameters=_truth(experiment))


def curve(experiment: Experiment) -> Dataset:
    """The generated line, plus curvature · (x − middle)²: the best line keeps slope, but misses."""
    x, y = _line(experiment, spread=1.0)
    middle = (experiment.x_min + experiment.x_max) / 2
    return Dataset("Curve", x[:, None], y + experiment.curvature * (x - middle) ** 2)


def clusters(experiment: Experiment) -> Dataset:
    """Two clouds of points, whose own slope need not be the slope from one centre to the other.

    With c = 0 for every other point and c = distance for the rest, and u standard normal:
    x = c + u, y = between_slope·c + slope·u + intercept + normal noise.
    """
    centre = experiment.distance * (np.arange(experiment.samples) % 2)
    u, noise = np.random.default_rng(experiment.data_seed).normal(size=(2, experiment.samples))
    y = experiment.between_slope * centre + experiment.slope * u + experiment.intercept
    return Dataset("Two clusters", (centre + u)[:, None], y + experiment.noise * noise)


def scales(experiment: Experiment) -> Dataset:
    """x₁ uniform in 0..1, x₂ in 0..scale, and y = slope·(x₁ + x₂ / scale) + intercept + noise.

    Both matter as much. Never fewer samples than parameters.
    """
    n = max(experiment.samples, 3)
    rng = np.random.default_rng(experiment.data_seed)
    x = rng.uniform(size=(n, 2)) * [1, experiment.scale]
    weights = experiment.slope / np.array([1, experiment.scale])
    y = x @ weights + experiment.intercept + experiment.noise * rng.normal(size=n)
    truth = np.append(weights, experiment.intercept)
    return Dataset("Two scales", x, y, ("x₁", "x₂"), true_parameters=truth)


def collinear(experiment: Experiment) -> Dataset:
    """x₁ standard normal, x₂ = x₁ + apart · standard normal, and y = slope·x₁ + intercept + noise.

    x₂ says almost what x₁ says, and y does not depend on it. Never fewer samples than parameters.
    """
    n = max(experiment.samples, 3)
    x, other, noise = np.random.default_rng(experiment.data_seed).normal(size=(3, n))
    y = experiment.slope * x + experiment.intercept + experiment.noise * noise
    truth = np.array([experiment.slope, 0, experiment.intercept])
    features = np.column_stack([x, x + experiment.apart * other])
    return Dataset("Almost collinear", features, y, ("x₁", "x₂"), true_parameters=truth)


def polynomial(experiment: Experiment) -> Dataset:
    """x evenly in −1..1, the features x, x², …, x^degree, and y = 3 sin(πx) + intercept + noise.

    Linear in its parameters, which follow a wave that no polynomial is. Never fewer samples than
    parameters.
    """
    n = max(experiment.samples, experiment.degree + 1)
    x = np.linspace(-1, 1, n)
    noise = np.random.default_rng(experiment.data_seed).normal(size=n)
    y = WAVE * np.sin(np.pi * x) + experiment.intercept + experiment.noise * noise
    return with_powers(Dataset("Polynomial", x[:, None], y), experiment.degree)


def hours(experiment: Experiment) -> Dataset:
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


def classes(experiment: Experiment) -> Dataset:
    """Two round clouds of points in the plane of two features, the label 1 for every other point.

    With u standard normal: x = CLOUD·u, and distance·TOWARDS more where the label is 1. The
    probability of 1 is then exactly σ(w·x + b) with w = distance·TOWARDS / CLOUD² and
    b = −distance² / (2·CLOUD²). Never fewer samples than parameters.
    """
    n = max(experiment.samples, 3)
    y = np.arange(n) % 2.0
    u = np.random.default_rng(experiment.data_seed).normal(size=(n, 2))
    x = CLOUD * u + experiment.distance * y[:, None] * TOWARDS
    weights = experiment.distance / CLOUD**2 * TOWARDS
    return Dataset(
        "Two classes",
        x,
        y,
        ("x₁", "x₂"),
        "class",
        true_parameters=np.append(weights, -(experiment.distance**2) / (2 * CLOUD**2)),
    )


def _line(experiment: Experiment, spread: float | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the line with its noise, whose standard deviation is spread times the setting."""
    x = np.linspace(experiment.x_min, experiment.x_max, experiment.samples)
    noise = np.random.default_rng(experiment.data_seed).normal(size=experiment.samples)
    y = experiment.slope * x + experiment.intercept + spread * experiment.noise * noise
    return x, y


def _truth(experiment: Experiment) -> np.ndarray:
    return np.array([experiment.slope, experiment.intercept])


# Upper digits for the names of powers.
SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def with_powers(dataset: Dataset, degree: int) -> Dataset:
    """The same rows with x, x², …, x^degree for features, of data with the one feature x."""
    (x,), (name,) = dataset.x.T, dataset.feature_names
    powers = range(1, degree + 1)
    names = tuple(name if k == 1 else name + f"{k}".translate(SUPERSCRIPT) for k in powers)
    features = np.column_stack([x**k for k in powers])
    units = (*dataset.feature_units, *[""] * (degree - 1)) if dataset.feature_units else ()
    return replace(dataset, x=features, feature_names=names, feature_units=units, powers_of=name)
