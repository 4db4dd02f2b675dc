"""By moments is the same training: autograd's steps, from means and covariances."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import theory
from models.datasets import load
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from models.training import train
from tests.support.strategies import always_the_same, modest_lines


def both(experiment: Experiment, data: Dataset) -> tuple[np.ndarray, ...]:
    """params and losses by moments, and by autograd."""
    runs = [
        train(dataclasses.replace(experiment, learner=learner, precision="float64"), data)
        for learner in ("by_moments", "by_autograd")
    ]
    assert runs[0].diverged_at == runs[1].diverged_at
    return tuple(part for run in runs for part in (run.params, run.train_loss, run.gradients))


def assert_same_to_11_digits(experiment: Experiment, data: Dataset) -> None:
    params, losses, gradients, expected, expected_losses, expected_gradients = both(
        experiment, data
    )
    size = np.maximum.accumulate(np.abs(expected).max(axis=1))[:, None]
    assert (np.abs(params - expected) <= 1e-11 * size).all()
    floor = 1e-11 * np.maximum(np.maximum.accumulate(expected_losses), np.mean(data.y**2))
    assert (np.abs(losses - expected_losses) <= floor).all()
    steepest = np.abs(expected_gradients).max()
    np.testing.assert_allclose(gradients, expected_gradients, rtol=1e-9, atol=1e-11 * steepest)


@pytest.mark.slow
@given(modest_lines(epochs=st.integers(1, 300), standardise=st.booleans()))
@always_the_same
def test_the_trajectory_is_autograds_to_11_digits(experiment: Experiment) -> None:
    assert_same_to_11_digits(experiment, load(experiment))


@pytest.mark.slow
@pytest.mark.parametrize("features", [2, 5, 10, 50])
def test_the_trajectory_is_autograds_with_many_features(features: int) -> None:
    rng = np.random.default_rng(features)
    x = rng.normal(size=(300, features)) * rng.uniform(0.1, 2, features) + rng.normal(size=features)
    y = x @ rng.normal(size=features) + rng.normal(size=300)
    names = tuple(f"x{i}" for i in range(features))
    rate = 0.9 * theory.critical_learning_rate(Dataset("many", x, y, names))
    experiment = Experiment(learning_rate=rate, epochs=500)
    assert_same_to_11_digits(experiment, Dataset("many", x, y, names))


@pytest.mark.slow
def test_the_trajectory_is_autograds_on_a_million_rows() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1_000_000, 1))
    data = Dataset("large", x, 2 * x[:, 0] + rng.normal(size=len(x)))
    assert_same_to_11_digits(Experiment(learning_rate=0.1, epochs=50), data)


def test_the_loss_of_data_without_noise_never_turns_negative() -> None:
    x = np.linspace(0, 10, 40)
    data = Dataset("exact", x[:, None], 2 * x + 1)
    run = train(Experiment(learner="by_moments", learning_rate=0.02, epochs=5000), data)
    assert (run.train_loss >= 0).all()
    assert run.train_loss[-1] < 1e-20


def test_data_far_from_0_keep_their_digits() -> None:
    x = 1e6 + np.linspace(-1, 1, 50)
    y = 3 * (x - 1e6) + np.random.default_rng(1).normal(size=50)
    data = Dataset("far", x[:, None], y)
    best = theory.ols(data)
    experiment = Experiment(learner="by_moments", start_weight=0, start_bias=0, epochs=1)
    run = train(dataclasses.replace(experiment, learning_rate=1e-6), data)
    residuals = x * 0 - y  # of w = 0 and b = 0
    assert run.train_loss[0] == pytest.approx(np.mean(residuals**2), rel=1e-9)
    assert np.isfinite(best).all()


def test_it_computes_in_float64_whatever_the_precision() -> None:
    experiment = Experiment(learner="by_moments", precision="float32")
    exact = dataclasses.replace(experiment, precision="float64")
    assert np.array_equal(
        train(experiment, load(experiment)).params, train(exact, load(exact)).params
    )
