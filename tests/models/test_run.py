"""A run is consistent with itself: each number in it follows from the others."""

import dataclasses

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.datasets import Dataset, load
from models.experiment import Experiment
from models.learners import LEARNERS
from models.run import Run
from models.theory import hessian, ols
from models.training import train
from tests.support.strategies import always_the_same, experiments, modest_lines

EPSILON = {"float32": 2.0**-23, "float64": 2.0**-52}
short = st.integers(1, 40)


def run_of(experiment: Experiment) -> Run:
    return train(experiment, load(experiment))


@pytest.mark.slow
@given(experiments(epochs=short))
@always_the_same
def test_updates_join_one_more_states(experiment: Experiment) -> None:
    run = run_of(experiment)
    states = run.steps + 1
    assert len(run) == states
    p = len(run.parameter_names)
    assert run.params.shape == run.gradients.shape == (states, p)
    assert run.grads.shape == (run.steps, p)
    assert run.train_loss.shape == run.rmse.shape == (states,)
    assert run.params.dtype == run.gradients.dtype == run.train_loss.dtype == np.float64


@given(experiments(epochs=short, optimizer=st.just("sgd")))
@always_the_same
def test_each_update_is_the_rate_times_the_gradient(experiment: Experiment) -> None:
    run = run_of(experiment)
    move = experiment.learning_rate * run.grads
    rounding = 4 * EPSILON[experiment.precision] * (np.abs(run.params[:-1]) + np.abs(move))
    assert (np.abs(run.params[1:] - (run.params[:-1] - move)) <= rounding + 1e-37).all()


@given(modest_lines())
@always_the_same
def test_losses_are_those_of_the_parameters(experiment: Experiment) -> None:
    run = run_of(experiment)
    for step in range(len(run)):
        squares = (run.predictions(step) - run.dataset.y) ** 2
        assert run.train_loss[step] == pytest.approx(squares.mean(), rel=1e-12)
        assert run.rmse[step] == pytest.approx(np.sqrt(squares.mean()), rel=1e-12)


@given(modest_lines())
@always_the_same
def test_gradients_are_the_curvature_times_the_error(experiment: Experiment) -> None:
    run = run_of(experiment)
    errors = run.params - ols(run.dataset)
    expected = errors @ hessian(run.dataset)
    size = np.abs(hessian(run.dataset)).max() * np.abs(run.params).max(axis=1, keepdims=True)
    assert (np.abs(run.gradients - expected) <= 1e-11 * (size + 100)).all()


@given(modest_lines())
@always_the_same
def test_r_squared_is_one_minus_unexplained_over_total(experiment: Experiment) -> None:
    run = run_of(experiment)
    y = run.dataset.y
    assert run.r_squared is not None
    for step in range(len(run)):
        unexplained, total = ((y - run.predictions(step)) ** 2).sum(), ((y - y.mean()) ** 2).sum()
        assert run.r_squared[step] == pytest.approx(1 - unexplained / total, rel=1e-9, abs=1e-9)


def test_r_squared_of_the_solution_is_the_squared_correlation() -> None:
    experiment = Experiment(dataset="line", x_min=-1.7, x_max=1.7, learning_rate=0.5, noise=3.0)
    run = run_of(experiment)
    assert run.r_squared is not None
    correlation = np.corrcoef(run.dataset.x[:, 0], run.dataset.y)[0, 1]
    assert run.r_squared[-1] == pytest.approx(correlation**2, rel=1e-5)


@given(
    experiments(
        dataset=st.just("line"),
        slope=st.just(0.0),
        noise=st.just(0.0),
        epochs=st.just(1),
        intercept=st.sampled_from([0.0, 0.1, 1.0, -99.7]) | st.floats(-100, 100),
    )
)
@always_the_same
def test_r_squared_of_a_constant_is_not_made_up(experiment: Experiment) -> None:
    assert run_of(experiment).r_squared is None


@given(experiments(epochs=short))
@always_the_same
def test_step_is_one_row_of_the_run(experiment: Experiment) -> None:
    run = run_of(experiment)
    for number in {0, run.steps // 2, run.steps}:
        step = run[number]
        assert step.number == number
        assert step.batch.tolist() == list(range(run.dataset.n))
        assert step.parameters.tolist() == run.params[number].tolist()
        assert step.gradient.tolist() == run.gradients[number].tolist()
        assert step.loss == run.train_loss[number]
        expected = run.dataset.design @ step.parameters
        terms = np.abs(run.dataset.design) @ np.abs(step.parameters)
        if run.task == "classification":
            expected = torch.sigmoid(torch.tensor(expected)).numpy()
        assert (np.abs(step.predictions - expected) <= 1e-12 * terms + 1e-15).all()
        assert np.array_equal(step.residuals, step.predictions - run.dataset.y)


@given(experiments(epochs=short))
@always_the_same
def test_step_joins_its_state_to_the_next(experiment: Experiment) -> None:
    run = run_of(experiment)
    for number in {0, run.steps // 2, max(0, run.steps - 1)} - {run.steps}:
        step = run[number]
        assert step.update is not None
        assert step.parameters_after is not None
        assert step.parameters_after.tolist() == run[number + 1].parameters.tolist()
        size = np.maximum(np.abs(step.parameters), np.abs(step.parameters_after))
        joined = step.parameters + step.update
        assert (np.abs(joined - step.parameters_after) <= 2 * EPSILON["float64"] * size).all()
    assert run[run.steps].update is None
    assert run[run.steps].parameters_after is None


def test_steps_are_counted_from_both_ends() -> None:
    run = run_of(Experiment(epochs=3))
    assert [run[number].number for number in range(4)] == [0, 1, 2, 3]
    assert run[-1].number == 3
    assert run[-4].number == 0
    for beyond in (4, -5, 1000):
        with pytest.raises(IndexError):
            run[beyond]


def test_last_gradient_is_one_that_no_update_used() -> None:
    run = run_of(Experiment(epochs=3, precision="float64"))
    assert np.array_equal(run.grads, run.gradients[:3])
    assert run[-1].gradient.tolist() == run.gradients[3].tolist()
    assert run.gradients[3] == pytest.approx(
        hessian(run.dataset) @ (run.params[3] - ols(run.dataset)), rel=1e-9
    )


@pytest.mark.parametrize("learner", LEARNERS)
def test_parameters_are_named_by_feature(learner: str) -> None:
    features = np.random.default_rng(0).normal(size=(20, 11))
    for d, names in ((1, ("w", "b")), (2, ("w₁", "w₂", "b")), (11, (..., "w₁₁", "b"))):
        x = features[:, :d]
        data = Dataset("many", x, x.sum(axis=1), tuple(f"x{i}" for i in range(d)))
        run = train(Experiment(learner=learner, precision="float64", epochs=4), data)
        assert run.parameter_names[-len(names) + (d == 11) :] == names[(d == 11) :]
        assert run.params.shape == run.gradients.shape == (5, len(run.parameter_names))
        expected = (run.params[2] - ols(data)) @ hessian(data)
        assert run.gradients[2] == pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert run[2].predictions == pytest.approx(data.design @ run.params[2])


@pytest.mark.parametrize("size", [1e-25, 1e-19, 1.0, 1e12])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_rmse_and_r_squared_are_those_of_the_predictions_also_where_float32_has_no_squares(
    size: float, precision: str
) -> None:
    data = load(Experiment(dataset="line", samples=30, noise=3.0))
    tiny = Dataset("tiny", data.x, data.y * size)
    seen = Experiment(standardise=True, learning_rate=0.05, epochs=20, precision=precision)
    run = train(dataclasses.replace(seen, start_weight=0.0, start_bias=0.0), tiny)
    assert run.r_squared is not None
    for step in (0, 3, 20):
        residuals = run.predictions(step) - run.dataset.y
        assert run.rmse[step] == pytest.approx(np.sqrt(np.mean(residuals**2)), rel=1e-12)
        explained = 1 - np.mean(residuals**2) / np.var(run.dataset.y)
        assert run.r_squared[step] == pytest.approx(explained, rel=1e-9, abs=1e-12)
    assert run.has_underflow == (precision == "float32" and size < 1e-20)


@pytest.mark.slow
def test_the_line_of_the_tutorial_ends_without_underflow() -> None:
    assert not train(Experiment(epochs=3000), load(Experiment())).has_underflow
    at_once = Experiment(start_weight=2.0, start_bias=1.0)
    assert not train(at_once, load(at_once)).has_underflow
    two = Experiment(dataset="drawn", points=((-1, -1), (1, 1)), learning_rate=0.5)
    assert not train(two, load(two)).has_underflow


@pytest.mark.parametrize("task", ["regression", "classification"])
def test_how_good_a_run_is_on_what_is_held_out_is_what_its_predictions_say(task: str) -> None:
    name = "hours" if task == "classification" else "line"
    seen = Experiment(dataset=name, held_out=0.3, standardise=True, learning_rate=0.2, epochs=30)
    run = train(seen, load(seen))
    held = run.held_out
    assert held is not None
    for step in (0, 7, 30):
        z = held.x @ run.params[step, :-1] + run.params[step, -1]
        if task == "classification":
            assert run.held_out_accuracy is not None
            assert run.held_out_accuracy[step] == np.mean((z >= 0) == (held.y == 1))
            continue
        assert run.held_out_rmse is not None
        assert run.held_out_r_squared is not None
        squares = np.sum((z - held.y) ** 2)
        assert run.held_out_rmse[step] == pytest.approx(np.sqrt(squares / len(z)), rel=1e-12)
        explained = 1 - squares / np.sum((held.y - held.y.mean()) ** 2)
        assert run.held_out_r_squared[step] == pytest.approx(explained, rel=1e-9)


def test_one_held_out_row_has_a_residual_and_no_r_squared() -> None:
    seen = Experiment(held_out=0.05)
    run = train(seen, load(seen))
    assert run.held_out is not None
    assert len(run.held_out.y) == 1
    assert run.held_out_r_squared is None
    assert run.held_out_rmse is not None
