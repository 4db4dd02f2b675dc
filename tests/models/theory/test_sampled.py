"""What is found out of a loss by asking for values is what theory says, where there is one."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from models import theory
from models.datasets import load
from models.experiment import Experiment
from models.losses import LOSSES
from models.theory import cross_entropy
from models.theory.sampled import Sampled
from tests.support.strategies import always_the_same

LINE = Experiment(dataset="line", noise=2.0)
SEVERAL = Experiment(dataset="scales", scale=3.0)


def log_cosh(z: Tensor, y: Tensor) -> Tensor:
    return (torch.logaddexp(z - y, y - z) - np.log(2)).mean()


@pytest.mark.parametrize("experiment", [LINE, SEVERAL])
def test_of_the_mean_squared_error_it_finds_least_squares(experiment: Experiment) -> None:
    data = load(experiment)
    found = Sampled(data, LOSSES["mse"].value)
    assert found.minimum == pytest.approx(theory.ols(data), rel=1e-6)
    assert found.lowest == pytest.approx(theory.least_squares_loss(data), rel=1e-9)
    critical = theory.critical_learning_rate(data)
    assert found.critical_learning_rate() == pytest.approx(critical, rel=1e-9)


def test_of_the_cross_entropy_it_finds_what_newton_finds_or_comes_near_0_of_labels_apart() -> None:
    overlapping = load(Experiment(dataset="hours"))
    found = Sampled(overlapping, LOSSES["bce"].value)
    assert found.minimum == pytest.approx(cross_entropy.optimum(overlapping), rel=1e-5)
    separated = load(Experiment(dataset="hours", overlap=0.0))
    assert Sampled(separated, LOSSES["bce"].value).lowest < 1e-3


@given(st.integers(0, 30))
@always_the_same
def test_where_it_finds_the_minimum_of_a_convex_loss_the_derivatives_are_zero(seed: int) -> None:
    data = load(Experiment(dataset="outliers", data_seed=seed))
    found = Sampled(data, log_cosh).minimum
    assert found is not None
    derivatives = data.design.T @ np.tanh(data.design @ found - data.y) / data.n
    assert derivatives == pytest.approx(np.zeros(2), abs=1e-7)


def test_over_two_parameters_the_others_are_held() -> None:
    data = load(SEVERAL)
    whole, params = Sampled(data, log_cosh), np.array([1.0, -0.5, 2.0])
    part = whole.in_plane(params, (2, 0))
    at = np.array([[0.3, 4.0], [-1.0, 0.1]])
    expected = [whole.loss(np.array([[w, params[1], b]]))[0] for b, w in at]
    assert part.loss(at) == pytest.approx(expected, rel=1e-12)
    assert part.lowest <= part.loss(at).min()
