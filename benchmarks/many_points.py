"""A million points: how long each stage takes from numbers in memory to the film, by stage."""

import time

import numpy as np

from benchmarks.row import Row
from components.film.packing import pack_run
from models import theory
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from models.training import train

POINTS = 1_000_000
EXPERIMENT = Experiment(epochs=100, learning_rate=0.1)


def measure() -> list[Row]:
    """Of one feature and of ten: the data, the training, the theory, and the film."""
    return [row for features in (1, 10) for row in _of(features)]


def _of(features: int) -> list[Row]:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(POINTS, features))
    y = x @ np.arange(1, features + 1) + rng.normal(size=POINTS)
    names = tuple(f"x{i}" for i in range(features))
    times = [time.perf_counter()]
    data = Dataset("many points", x, y, names)
    times.append(time.perf_counter())
    run = train(EXPERIMENT, data)
    times.append(time.perf_counter())
    theory.least_squares_loss(data)
    times.append(time.perf_counter())
    size = len(pack_run(run)) / 1e6
    times.append(time.perf_counter())
    data_s, train_s, theory_s, film_s = np.diff(times)
    whole = theory_s + film_s
    return [
        Row(
            f"film of {EXPERIMENT.epochs} steps of 1,000,000 points, {features} feature(s)",
            f"theory {theory_s:.2f} s, film {film_s:.2f} s, {size:.2f} MB",
            f"data {data_s:.2f} s, training {train_s:.2f} s",
            float(whole),
            "s",
            at_most=1.0 if features == 1 else 2.0,
        )
    ]
