"""What a step costs by rows: each learner, beside the time in which memory can be read once."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np

from benchmarks.row import Row
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from models.learners import LEARNERS
from models.training import train

ROWS = (1_000, 10_000, 100_000, 1_000_000)
# Their difference is steps alone, without what training begins with.
EPOCHS, MANY_EPOCHS = (5, 25), (20, 420)
REPEATED = 3


def measure() -> list[Row]:
    """A row for each number of rows and learner, in microseconds a step; no bounds."""
    rows = []
    for n in ROWS:
        x = np.random.default_rng(n).normal(size=(n, 1))
        data = Dataset("rows", x, 2 * x[:, 0] + 1)
        reading = 1e6 * _fastest(partial(np.sum, x))
        for learner in LEARNERS:
            step = 1e6 * _step(
                Experiment(learner=learner, precision="float64", learning_rate=0.1), data
            )
            rows.append(
                Row(
                    f"a step of {n:,} rows, {learner}",
                    f"{step:.0f} µs",
                    f"summing x once: {reading:.0f} µs",
                    step / reading,
                )
            )
    return rows


def _step(experiment: Experiment, data: Dataset) -> float:
    """Seconds a step: the fastest of several longer trainings, less the fastest shorter one."""
    is_quick = data.n < ROWS[-1] or experiment.learner == "by_moments"
    few, many = MANY_EPOCHS if is_quick else EPOCHS

    def seconds(epochs: int) -> float:
        return _fastest(partial(train, replace(experiment, epochs=epochs), data))

    return max(seconds(many) - seconds(few), 0.0) / (many - few)


def _fastest(task: Callable[[], object]) -> float:
    """Seconds of the fastest of several calls."""
    times = []
    for _ in range(REPEATED):
        begin = time.perf_counter()
        task()
        times.append(time.perf_counter() - begin)
    return min(times)
