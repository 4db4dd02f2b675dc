"""Runs of several features, powers and held-out rows, made of data and not of experiments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from models import theory
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from models.run import Run
from models.training import train

HOSTILE = (
    "<b>bold</b>",
    "$x^2$ %{x} {w}",
    "</script><img src=x onerror=alert(1)>",
    "a & b &lt; c",
    "{loss|signed} {step}",
    "100 % of {0} {}",
    "x" * 300,
    "**stars** [a](http://b) `c`\nnew line",
)


@dataclass(frozen=True, eq=False)
class Powers(Dataset):
    """A data set of powers, as it comes from another place: feature k is x to the k + 1."""

    powers_of: str = ""


def cloud(n: int, d: int, seed: int = 0, names: tuple[str, ...] = (), **more: Any) -> Dataset:
    """n points about a plane over d features, which are a little correlated."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d)) + 0.3 * rng.normal(size=(n, 1)) + 0.2
    y = x @ rng.normal(size=d) + 1 + 0.5 * rng.normal(size=n)
    return Dataset("cloud", x, y, names or tuple(f"f{i}" for i in range(d)), **more)


def polynomial(degree: int, n: int = 60) -> Powers:
    """x, x², … and a wave."""
    x = np.linspace(-1.5, 2, n)
    features = x[:, None] ** np.arange(1, degree + 1)
    names = tuple(f"x^{k}" for k in range(1, degree + 1))
    return Powers("powers", features, np.sin(2 * x), names, powers_of="x")


def twice() -> Dataset:
    """Three features, one of which is the sum of the others: no unique solution."""
    data = cloud(40, 2)
    return replace(
        data, x=np.column_stack([data.x, data.x.sum(axis=1)]), feature_names=("a", "b", "a + b")
    )


def learned(data: Dataset, share: float = 0.3, epochs: int = 40, **more: Any) -> Run:
    """A run on these data, at a share of the critical learning rate of what it sees."""
    usual: dict[str, Any] = {"precision": "float64", "start": "seeded", "epochs": epochs}
    seen = train(Experiment(**usual | more | {"epochs": 1}), data).dataset
    rate = float(np.clip(share * theory.critical_learning_rate(seen), 1e-6, 10))
    return train(Experiment(**usual | more, learning_rate=rate), data)


RUNS = {
    "two features": lambda: learned(cloud(50, 2)),
    "three features": lambda: learned(cloud(50, 3)),
    "ten features": lambda: learned(cloud(80, 10)),
    "fifty features": lambda: learned(cloud(200, 50), epochs=15),
    "diverged": lambda: learned(cloud(50, 3), share=8.0),
    "swinging": lambda: learned(cloud(50, 3), share=0.97),
    "hostile names": lambda: learned(
        cloud(30, 8, names=HOSTILE, feature_units=HOSTILE, target_unit="<i>"), epochs=10
    ),
    "no unique solution": lambda: learned(twice()),
    "more features than rows": lambda: learned(cloud(5, 7)),
    "held out": lambda: learned(cloud(50, 3), held_out=0.3),
    "standardised": lambda: learned(cloud(50, 3), standardise=True),
    "held out, standardised": lambda: learned(cloud(50, 3), standardise=True, held_out=0.4),
    "quadratic": lambda: learned(polynomial(2)),
    "degree 7, standardised": lambda: learned(polynomial(7), standardise=True, held_out=0.2),
    "degree 7, raw": lambda: learned(polynomial(7)),
    "by moments": lambda: learned(cloud(50, 3), learner="by_moments"),
    "far from zero": lambda: learned(far_from_zero(2)),
    "tiny": lambda: learned(
        Dataset("tiny", cloud(30, 2).x * 1e-9, cloud(30, 2).y * 1e-9, ("a", "b"))
    ),
    "many points": lambda: learned(cloud(9000, 3), held_out=0.3, epochs=10),
}
ONE_FEATURE = {
    "line, held out": lambda: learned(cloud(50, 1), held_out=0.3),
    "line, standardised": lambda: learned(cloud(50, 1), standardise=True),
    "line, far from zero": lambda: learned(far_from_zero(1)),
    "line, far and standardised": lambda: learned(far_from_zero(1), standardise=True),
    "line, tiny": lambda: learned(
        Dataset("tiny", cloud(30, 1).x * 1e-9, cloud(30, 1).y * 1e-9, ("a",))
    ),
    "line, many points": lambda: learned(cloud(9000, 1), held_out=0.3, epochs=10),
    "line, hostile": lambda: learned(
        replace(cloud(20, 1, names=HOSTILE[1:2]), target_name=HOSTILE[0]), epochs=5
    ),
    "line, by moments": lambda: learned(cloud(50, 1), learner="by_moments"),
}


def far_from_zero(d: int) -> Dataset:
    """Times in seconds since 1970, a day or so of them, and what has as many digits."""
    data = cloud(40, d)
    return replace(data, x=1.7e9 + 1e4 * data.x, y=3e7 + 10 * data.y)


@cache
def many(name: str) -> Run:
    """The run of that name."""
    return (RUNS | ONE_FEATURE)[name]()
