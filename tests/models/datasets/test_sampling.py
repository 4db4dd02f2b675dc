"""A sample of many points is fair, the same each time, and holds whatever stands out."""

import gc
import weakref

import numpy as np
import pytest

from models import theory
from models.datasets.dataset import Dataset
from models.sampling import MOST, fair_sample


def cloud(n: int, d: int = 1, seed: int = 0) -> Dataset:
    """n points around a plane, and three far from it."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d))
    y = x @ np.arange(1.0, d + 1) + rng.normal(size=n)
    y[[7, n // 2, n - 3]] += [50.0, -80.0, 60.0]
    return Dataset("cloud", x, y, tuple(f"x{i}" for i in range(d)))


def test_few_points_are_all_shown() -> None:
    for n in (2, 50, 2000):
        np.testing.assert_array_equal(fair_sample(cloud(max(n, 20))), np.arange(max(n, 20)))


@pytest.mark.parametrize("d", [1, 3, 50])
@pytest.mark.parametrize("most", [300, MOST])
def test_a_sample_has_its_size_and_keeps_what_stands_out(d: int, most: int) -> None:
    data = cloud(30_000, d)
    sample = fair_sample(data, most)
    assert len(sample) == len(set(sample)) == most
    assert (np.diff(sample) > 0).all()
    solution = np.linalg.lstsq(data.design, data.y, rcond=None)[0]
    residuals = np.abs(data.design @ solution - data.y)
    ends = {*data.x.argmin(axis=0), *data.x.argmax(axis=0), data.y.argmin(), data.y.argmax()}
    assert {7, 15_000, 29_997} <= set(sample)
    assert set(np.argsort(residuals)[-30:]) <= set(sample)
    assert ends <= set(sample)


def test_a_sample_is_the_same_each_time_and_of_equal_data() -> None:
    np.testing.assert_array_equal(fair_sample(cloud(9000)), fair_sample(cloud(9000)))


def test_a_sample_is_fair() -> None:
    """Of 100,000 points about as many come from each tenth, and from each side of the line."""
    data = cloud(100_000)
    sample = fair_sample(data)
    tenths = np.bincount(sample * 10 // data.n, minlength=10)
    # Five deviations of a fair draw.
    assert np.abs(tenths - MOST / 10).max() < 5 * np.sqrt(MOST / 10)
    residuals = data.design @ theory.ols(data) - data.y
    assert abs((residuals[sample] > 0).mean() - 0.5) < 0.08
    # All that stand out left aside, the sample spreads as the data do.
    usual = sample[np.abs(residuals[sample]) < 2]
    everyone = residuals[np.abs(residuals) < 2]
    assert residuals[usual].std() == pytest.approx(everyone.std(), rel=0.08)


def test_features_that_depend_on_each_other_are_sampled_too() -> None:
    x = np.random.default_rng(0).normal(size=(5000, 1))
    data = Dataset("twice", np.hstack([x, 2 * x]), x[:, 0] ** 2, ("x", "2x"))
    assert len(fair_sample(data)) == MOST


def test_what_is_remembered_of_data_is_forgotten_with_them() -> None:
    data = cloud(3000)
    sample, best = fair_sample(data), theory.one_of_the_best(data)
    assert fair_sample(data) is sample
    assert theory.one_of_the_best(data) is best
    gone = weakref.ref(data)
    del data
    gc.collect()
    assert gone() is None
