"""What is added up over many rows is the same whatever number of threads there is."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from models.theory.sums import product, times

ROOT = Path(__file__).parents[3]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

FILMS = """
import hashlib
import numpy as np
from components.film.packing import pack_run
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from models.training import train

def told(task, n, d):
    draw = np.random.default_rng(d)
    x = 3 * draw.normal(size=(n, d)) + 5
    z = (x - 5).sum(axis=1) / 3 + draw.logistic(size=n)
    y = (z > 0).astype(float) if task == "class" else z
    data = Dataset("many rows", x, y, tuple(f"x{i}" for i in range(d)))
    by = {"learn": "class"} if task == "class" else {"learner": "by_moments"}
    run = train(Experiment(dataset="own", file="a", standardise=True, epochs=5, **by), data)
    print(task, n, d, hashlib.sha256(pack_run(run)).hexdigest())

for task, d in (("number", 1), ("class", 2), ("number", 5), ("class", 5)):
    told(task, 60_000, d)
"""


def films(threads: int) -> str:
    """What a process of so many threads makes of the same data."""
    answer = subprocess.run(
        [sys.executable, "-c", FILMS],
        cwd=ROOT,
        env=os.environ | dict.fromkeys(THREADS, str(threads)),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


@pytest.mark.slow
def test_films_of_many_rows_are_the_same_with_one_thread_and_with_two() -> None:
    assert films(1) == films(2)


@pytest.mark.parametrize("n", [1, 7, 4000, 30_011])
@pytest.mark.parametrize(("k", "m"), [(1, 1), (2, 2), (11, 1), (11, 11), (50, 50)])
def test_a_product_over_rows_is_the_product(n: int, k: int, m: int) -> None:
    draw = np.random.default_rng(n)
    a, b = draw.normal(size=(n, k)), draw.normal(size=(n, m))
    np.testing.assert_allclose(product(a, b), a.T @ b, rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(times(a, b[0].repeat(k)[:k]), a @ b[0].repeat(k)[:k], atol=1e-12)


def test_of_numbers_that_cancel_a_product_is_as_exact_as_any() -> None:
    a = np.tile([[1e8], [1.0], [-1e8]], (30_000, 1))
    assert product(a, np.ones_like(a))[0, 0] == pytest.approx(30_000, rel=1e-9)
