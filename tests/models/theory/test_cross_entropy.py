"""Theory of the binary cross-entropy is held against torch, differences and runs."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.datasets import Dataset, load
from models.experiment import Experiment
from models.theory import cross_entropy as theory
from models.training import train
from tests.support.cross_entropy import by_lbfgs, torch_loss
from tests.support.strategies import Values, always_the_same, experiments

HOURS = Experiment(dataset="hours", precision="float64")


def hours(**given: Values) -> st.SearchStrategy[Experiment]:
    """Hours studied, in float64, from starts as a lesson has them, by gradient descent."""
    modest: dict[str, Values] = {
        "dataset": st.just("hours"),
        "loss": st.just("bce"),
        "optimizer": st.just("sgd"),
        "precision": st.just("float64"),
        "samples": st.integers(2, 80),
        "overlap": st.just(0.0) | st.floats(0, 10),
        "epochs": st.integers(1, 60),
        "start_weight": st.floats(-10, 10),
        "start_bias": st.floats(-10, 10),
    }
    return experiments(**(modest | given))


def labelled(x: list[float], y: list[float]) -> Dataset:
    return Dataset("by hand", np.array(x)[:, None], np.array(y))


def at_start(experiment: Experiment) -> np.ndarray:
    return np.array([experiment.start_weight, experiment.start_bias])


@given(hours())
@always_the_same
def test_loss_gradient_and_hessian_equal_those_of_torch(experiment: Experiment) -> None:
    data, theta = load(experiment), at_start(experiment)
    at = torch.tensor(theta, requires_grad=True)
    loss = torch_loss(at, data)
    assert theory.loss_at(data, theta[0], theta[1]) == pytest.approx(loss.item(), rel=1e-9)
    (slope,) = torch.autograd.grad(loss, at)
    assert theory.gradient(data, theta) == pytest.approx(slope.numpy(), rel=1e-9, abs=1e-12)
    bend = torch.autograd.functional.hessian(lambda t: torch_loss(t, data), at.detach())
    assert theory.hessian(data, theta) == pytest.approx(bend.numpy(), rel=1e-9, abs=1e-12)


@pytest.mark.slow
@given(hours(overlap=st.floats(0.3, 3), samples=st.integers(20, 80)))
@always_the_same
def test_optimum_is_where_lbfgs_of_torch_ends(experiment: Experiment) -> None:
    data = load(experiment)
    best = theory.optimum(data)
    if best is None:
        assert theory.separating_gap(data) is not None
        return
    found, _ = by_lbfgs(data)
    assert theory.loss_at(data, *found) == pytest.approx(theory.lowest_loss(data), rel=1e-9)
    assert best == pytest.approx(found, rel=1e-3, abs=1e-3)


@given(experiments(dataset=st.just("hours")))
@always_the_same
def test_optimum_is_where_the_gradient_vanishes(experiment: Experiment) -> None:
    """Or there is none, just where a threshold separates the labels: checked one by one."""
    data = load(experiment)
    best = theory.optimum(data)
    assert (best is None) == separable(data)
    if best is not None:
        assert theory.gradient(data, best) == pytest.approx(np.zeros(2), abs=1e-10)


def separable(data: Dataset) -> bool:
    """Whether one of all thresholds makes no error, trying every one."""
    y = data.y[np.argsort(data.x[:, 0])]
    return any(len(set(y[:cut])) <= 1 and len(set(y[cut:])) <= 1 for cut in range(len(y) + 1))


@pytest.mark.parametrize(
    ("y", "gap"),
    [
        ([0, 0, 1, 1], (2, 3)),
        ([1, 1, 1, 0], (3, 4)),
        ([0, 1, 0, 1], None),
        ([1, 0, 0, 1], None),
        ([0, 0, 0, 0], (-np.inf, np.inf)),
        ([1, 1, 1, 1], (-np.inf, np.inf)),
    ],
)
def test_gap_lies_between_the_labels(y: list[float], gap: tuple[float, float] | None) -> None:
    data = labelled([1, 2, 3, 4], y)
    assert theory.separating_gap(data) == gap
    assert (theory.optimum(data) is None) == (gap is not None)


def test_labels_that_overlap_at_one_point_only_keep_its_entropy() -> None:
    data = labelled([1, 2, 2, 2, 3, 4], [0, 0, 0, 1, 1, 1])
    assert theory.separating_gap(data) == (2, 2)
    assert theory.optimum(data) is None
    entropy = -(np.log(1 / 3) / 3 + 2 * np.log(2 / 3) / 3) * 3 / 6
    assert theory.lowest_loss(data) == pytest.approx(entropy)
    # A steep curve through that point comes as near as one likes, from above.
    w, at_two = 20.0, np.log(1 / 2)
    near = theory.loss_at(data, np.array(w), np.array(at_two - 2 * w))
    assert 0 < near - entropy < 1e-8


@pytest.mark.parametrize("label", [0.0, 1.0])
def test_equal_labels_at_all_points_leave_no_loss(label: float) -> None:
    assert theory.lowest_loss(labelled([1, 2, 3], [label] * 3)) == 0


@pytest.mark.slow
@given(hours(learning_rate=st.floats(0.01, 10)))
@always_the_same
def test_no_run_gets_below_the_lowest_loss(experiment: Experiment) -> None:
    data = load(experiment)
    lowest = train(experiment, data).train_loss.min()
    assert lowest >= theory.lowest_loss(data) * (1 - 1e-12)


@given(hours(), st.sampled_from([0.01, 0.5, 0.999]))
@always_the_same
def test_each_step_lowers_the_loss_below_the_guaranteed_rate(
    experiment: Experiment, share: float
) -> None:
    data = load(experiment)
    rate = min(10.0, share * theory.guaranteed_learning_rate(data))
    run = train(dataclasses.replace(experiment, learning_rate=rate), data)
    assert (np.diff(run.train_loss) <= 1e-13 * (1 + run.train_loss[0])).all()


def test_guaranteed_rate_is_sharp_where_all_logits_are_near_zero() -> None:
    """Points at which ŷ = ½ have the largest curvature: a rate above the bound swings away."""
    data = labelled([-1, -1, 1, 1], [0, 1, 0, 1])  # the optimum is at w = b = 0
    guaranteed = theory.guaranteed_learning_rate(data)
    assert theory.optimum(data) == pytest.approx(np.zeros(2), abs=1e-15)
    assert guaranteed == pytest.approx(theory.critical_learning_rate(data))
    near = dataclasses.replace(HOURS, start_weight=0.01, start_bias=0.01, epochs=40)
    for factor, falls in ((0.98, True), (1.02, False)):
        run = train(dataclasses.replace(near, learning_rate=factor * guaranteed), data)
        assert (np.diff(run.train_loss) < 0).all() == falls


@given(hours(), st.floats(-20, 20), st.floats(-20, 20))
@always_the_same
def test_curvature_is_nowhere_above_its_bound(
    experiment: Experiment, weight: float, bias: float
) -> None:
    data = load(experiment)
    curvature = np.linalg.eigvalsh(theory.hessian(data, np.array([weight, bias])))[-1]
    assert curvature <= 2 / theory.guaranteed_learning_rate(data) * (1 + 1e-12)


def test_error_near_the_optimum_shrinks_by_its_factor() -> None:
    data = load(HOURS)
    best = theory.optimum(data)
    assert best is not None
    rate = 0.9 * theory.critical_learning_rate(data)
    start = best + 1e-4 * np.linalg.eigh(theory.hessian(data, best))[1][:, 0]
    e = dataclasses.replace(
        HOURS, learning_rate=rate, epochs=50, start_weight=start[0], start_bias=start[1]
    )
    error = np.linalg.norm(train(e, data).params - best, axis=1)
    assert error[1:] / error[:-1] == pytest.approx(theory.error_factor(data, rate), rel=1e-3)


@pytest.mark.slow
def test_descent_reaches_the_optimum_below_the_critical_rate_and_not_above() -> None:
    data = load(HOURS)
    best = theory.optimum(data)
    assert best is not None
    near = dataclasses.replace(
        HOURS, start_weight=best[0] + 0.01, start_bias=best[1] + 0.01, epochs=5000
    )
    critical = theory.critical_learning_rate(data)
    below, above = (
        train(dataclasses.replace(near, learning_rate=factor * critical), data)
        for factor in (0.98, 1.02)
    )
    assert below.params[-1] == pytest.approx(best, abs=1e-6)
    assert above.diverged_at is None
    assert np.linalg.norm(np.diff(above.params[-100:], axis=0), axis=1).min() > 1e-3


@pytest.mark.slow
def test_separable_data_make_the_weights_grow_for_ever() -> None:
    data = load(dataclasses.replace(HOURS, overlap=0.0))
    rate = 0.9 * theory.guaranteed_learning_rate(data)
    run = train(dataclasses.replace(HOURS, overlap=0.0, learning_rate=rate, epochs=5000), data)
    later = run.params[[500, 1000, 2000, 5000]]
    assert (np.diff(np.abs(later), axis=0) > 0.1).all()
    assert (np.diff(run.train_loss) < 0).all()
    assert run.train_loss[-1] < 0.5 * run.train_loss[500]
    assert theory.optimum(data) is None
    with pytest.raises(ValueError, match="no lowest point"):
        theory.critical_learning_rate(data)


def test_optimum_of_many_students_is_near_the_truth() -> None:
    data = load(Experiment(dataset="hours", samples=500, overlap=1.0))
    best = theory.optimum(data)
    assert best is not None
    assert data.true_parameters is not None
    spread = np.sqrt(np.diag(np.linalg.inv(500 * theory.hessian(data, best))))
    assert (np.abs(best - data.true_parameters) < 4 * spread).all()


@given(hours(learning_rate=st.floats(0.01, 1)))
@always_the_same
def test_accuracy_counts_the_labels_that_are_predicted(experiment: Experiment) -> None:
    run = train(experiment, load(experiment))
    for step in (0, run.steps):
        w, b = run.params[step]
        right = 0
        for x, y in zip(run.dataset.x[:, 0], run.dataset.y, strict=True):
            right += (w * x + b >= 0) == (y == 1)
        assert run.accuracy[step] == pytest.approx(right / run.dataset.n)
        assert theory.accuracy(run.dataset, run.params[step]) == run.accuracy[step]


@given(hours(epochs=st.integers(1, 20)))
@always_the_same
def test_losses_and_gradients_of_a_run_are_those_of_its_parameters(experiment: Experiment) -> None:
    run = train(experiment, load(experiment))
    for step in range(len(run)):
        w, b = run.params[step]
        expected = theory.loss_at(run.dataset, w, b)
        assert run.train_loss[step] == pytest.approx(expected, rel=1e-9, abs=1e-12)
        slope = theory.gradient(run.dataset, run.params[step])
        assert run.gradients[step] == pytest.approx(slope, rel=1e-9, abs=1e-12)


def test_labels_that_overlap_by_one_rounding_have_no_lowest_point_that_float64_holds() -> None:
    x = np.array([0.1, 0.30000000000000004, 0.3, 0.5])
    data = Dataset("rounding", x[:, None], np.array([0.0, 0, 1, 1]))
    assert theory.separating_gap(data) is None
    assert theory.optimum(data) is None
    assert theory.grows_for_ever(data)
    assert theory.lowest_loss(data) == pytest.approx(np.log(2) / 2)
    wider = Dataset("wider", np.array([0.1, 0.32, 0.3, 0.5])[:, None], data.y)
    assert not theory.grows_for_ever(wider)
    assert theory.optimum(wider) is not None
