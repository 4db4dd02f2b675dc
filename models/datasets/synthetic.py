"""Made data: each a law that is known, with knobs, and chance from a seed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from models.datasets.dataset import Dataset
from models.datasets.kind import DatasetKind

CLOUD = 2.0  # the standard deviation of each class
TOWARDS = np.array([0.8, 0.6])  # from the class 0 to the class 1, so that both features matter
HOURS = 6.0  # the longest that anybody studied
PASS_MARK = 3.0  # hours that are enough for half of the students

WAVE = 3.0  # the height of the wave that the polynomials follow


def tutorial() -> Dataset:
    """x = 0..10, y = 2x + 1: the classic first exercise."""
    x = np.arange(11.0)
    return Dataset("Tutorial", x[:, None], 2 * x + 1, true_parameters=np.array([2.0, 1.0]))


def line(**knobs: Any) -> Dataset:
    """Evenly spaced x, and y = slope·x + intercept + normal noise from the seed."""
    x, y = _line(**knobs)
    return Dataset("Generated line", x[:, None], y, true_parameters=_truth(**knobs))


def outliers(outlier_share: float, outlier_size: float, **knobs: Any) -> Dataset:
    """The generated line, with outlier_size added to a share of its y, rounded to whole points.

    The seed decides which.
    """
    x, y = _line(**knobs)
    n = len(x)
    chosen = np.random.default_rng([knobs["data_seed"], 1]).permutation(n)
    y[chosen[: round(outlier_share * n)]] += outlier_size
    return Dataset("Line with outliers", x[:, None], y, true_parameters=_truth(**knobs))


def fan(noise_growth: float, **knobs: Any) -> Dataset:
    """The generated line, with noise that grows evenly: at the last x, growth times the first's."""
    growing = np.linspace(1, noise_growth, knobs["samples"])
    x, y = _line(**knobs, spread=growing)
    return Dataset("Noise that grows", x[:, None], y, true_parameters=_truth(**knobs))


def curve(curvature: float, **knobs: Any) -> Dataset:
    """The generated line, plus curvature · (x − middle)²: the best line keeps slope, but misses."""
    x, y = _line(**knobs)
    middle = (knobs["x_min"] + knobs["x_max"]) / 2
    return Dataset("Curve", x[:, None], y + curvature * (x - middle) ** 2)


def clusters(
    distance: float,
    between_slope: float,
    samples: int,
    slope: float,
    intercept: float,
    noise: float,
    data_seed: int,
) -> Dataset:
    """Two clouds of points, whose own slope need not be the slope from one centre to the other.

    With c = 0 for every other point and c = distance for the rest, and u standard normal:
    x = c + u, y = between_slope·c + slope·u + intercept + normal noise.
    """
    centre = distance * (np.arange(samples) % 2)
    u, normal = np.random.default_rng(data_seed).normal(size=(2, samples))
    y = between_slope * centre + slope * u + intercept
    return Dataset("Two clusters", (centre + u)[:, None], y + noise * normal)


def scales(
    scale: float, samples: int, slope: float, intercept: float, noise: float, data_seed: int
) -> Dataset:
    """x₁ uniform in 0..1, x₂ in 0..scale, and y = slope·(x₁ + x₂ / scale) + intercept + noise.

    Both matter as much. Never fewer samples than parameters.
    """
    n = max(samples, 3)
    rng = np.random.default_rng(data_seed)
    x = rng.uniform(size=(n, 2)) * [1, scale]
    weights = slope / np.array([1, scale])
    y = x @ weights + intercept + noise * rng.normal(size=n)
    truth = np.append(weights, intercept)
    return Dataset("Two scales", x, y, ("x₁", "x₂"), true_parameters=truth)


def collinear(
    apart: float, samples: int, slope: float, intercept: float, noise: float, data_seed: int
) -> Dataset:
    """x₁ standard normal, x₂ = x₁ + apart · standard normal, and y = slope·x₁ + intercept + noise.

    x₂ says almost what x₁ says, and y does not depend on it. Never fewer samples than parameters.
    """
    n = max(samples, 3)
    x, other, normal = np.random.default_rng(data_seed).normal(size=(3, n))
    y = slope * x + intercept + noise * normal
    truth = np.array([slope, 0, intercept])
    features = np.column_stack([x, x + apart * other])
    return Dataset("Almost collinear", features, y, ("x₁", "x₂"), true_parameters=truth)


def polynomial(
    degree: int, samples: int, intercept: float, noise: float, data_seed: int
) -> Dataset:
    """x evenly in −1..1, the features x, x², …, x^degree, and y = 3 sin(πx) + intercept + noise.

    Linear in its parameters, which follow a wave that no polynomial is. Never fewer samples than
    parameters.
    """
    n = max(samples, degree + 1)
    x = np.linspace(-1, 1, n)
    normal = np.random.default_rng(data_seed).normal(size=n)
    y = WAVE * np.sin(np.pi * x) + intercept + noise * normal
    return with_powers(Dataset("Polynomial", x[:, None], y), degree)


def hours(samples: int, overlap: float, data_seed: int) -> Dataset:
    """Hours studied, evenly spaced, and 1 for who passed: whose hours and luck reach the mark.

    Luck follows the logistic law of scale `overlap`, in hours, so that the probability of passing
    is exactly σ((x − mark) / overlap). Without luck, the mark separates those who passed.
    """
    x = np.linspace(0, HOURS, samples).round(2)  # what a person would write down
    luck = np.random.default_rng(data_seed).logistic(size=samples)
    passed = x + overlap * luck >= PASS_MARK
    luck_counts = overlap > 1e-9  # else the true weights are none, or no numbers
    truth = np.array([1, -PASS_MARK]) / overlap if luck_counts else None
    return Dataset(
        "Hours studied",
        x[:, None],
        passed.astype(np.float64),
        ("hours studied",),
        "passed",
        true_parameters=truth,
    )


def classes(distance: float, samples: int, data_seed: int) -> Dataset:
    """Two round clouds of points in the plane of two features, the label 1 for every other point.

    With u standard normal: x = CLOUD·u, and distance·TOWARDS more where the label is 1. The
    probability of 1 is then exactly σ(w·x + b) with w = distance·TOWARDS / CLOUD² and
    b = −distance² / (2·CLOUD²). Never fewer samples than parameters.
    """
    n = max(samples, 3)
    y = np.arange(n) % 2.0
    u = np.random.default_rng(data_seed).normal(size=(n, 2))
    x = CLOUD * u + distance * y[:, None] * TOWARDS
    weights = distance / CLOUD**2 * TOWARDS
    return Dataset(
        "Two classes",
        x,
        y,
        ("x₁", "x₂"),
        "class",
        true_parameters=np.append(weights, -(distance**2) / (2 * CLOUD**2)),
    )


def _line(
    samples: int,
    slope: float,
    intercept: float,
    noise: float,
    x_min: float,
    x_max: float,
    data_seed: int,
    spread: float | np.ndarray = 1.0,
) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the line with its noise, whose standard deviation is spread times the setting."""
    x = np.linspace(x_min, x_max, samples)
    normal = np.random.default_rng(data_seed).normal(size=samples)
    y = slope * x + intercept + spread * noise * normal
    return x, y


def _truth(slope: float, intercept: float, **_: Any) -> np.ndarray:
    return np.array([slope, intercept])


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


_LINE = ("samples", "slope", "intercept", "noise", "x_min", "x_max", "data_seed")
_TWO_FEATURES = ("samples", "slope", "intercept", "noise", "data_seed")

# In the order of the selector and of the gallery.
SYNTHETIC = {
    "tutorial": DatasetKind(
        label="Tutorial: y = 2x + 1",
        good_for="The first lesson: eleven points exactly on a line, so that the loss can "
        "come down to 0.",
        make=tutorial,
    ),
    "line": DatasetKind(
        label="Generated line",
        good_for="A line with noise, and a knob for each part of it: how well it is found again.",
        make=line,
        settings=_LINE,
    ),
    "outliers": DatasetKind(
        label="Line with outliers",
        good_for="A few points far off pull at the whole line: what it means to square the errors.",
        make=outliers,
        settings=("outlier_share", "outlier_size", *_LINE),
    ),
    "fan": DatasetKind(
        label="Noise that grows with x",
        good_for="The spread is not the same everywhere: residuals that open like a fan.",
        make=fan,
        settings=("noise_growth", *_LINE),
    ),
    "curve": DatasetKind(
        label="Curve that no line fits",
        good_for="The wrong model: however long it trains, the residuals keep a pattern.",
        make=curve,
        settings=("curvature", *_LINE),
    ),
    "clusters": DatasetKind(
        label="Two clusters",
        good_for="Up within each group, down over both: Simpson's paradox.",
        make=clusters,
        settings=(
            "distance",
            "between_slope",
            "samples",
            "slope",
            "intercept",
            "noise",
            "data_seed",
        ),
    ),
    "scales": DatasetKind(
        label="Two very different scales",
        good_for="A long, narrow valley: why one standardises features.",
        make=scales,
        settings=("scale", *_TWO_FEATURES),
    ),
    "collinear": DatasetKind(
        label="Almost collinear features",
        good_for="Two features that say almost the same: a valley that standardising does not "
        "widen.",
        make=collinear,
        settings=("apart", *_TWO_FEATURES),
    ),
    "polynomial": DatasetKind(
        label="Polynomial: x, x², x³, …",
        good_for="Powers of x as features: a curve, by a model that is linear in its parameters.",
        make=polynomial,
        settings=("degree", "samples", "intercept", "noise", "data_seed"),
    ),
    "hours": DatasetKind(
        label="Hours studied → passed",
        good_for="A first classification, of two classes: from one number, the probability to "
        "pass.",
        make=hours,
        settings=("samples", "overlap", "data_seed"),
        task="classification",
    ),
    "classes": DatasetKind(
        label="Two classes, two features",
        good_for="Classification: two clouds that overlap, a straight border where the probability "
        "is ½.",
        make=classes,
        settings=("distance", "samples", "data_seed"),
        task="classification",
    ),
}
