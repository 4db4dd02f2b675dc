"""Three ways to write one regression, each held against PyTorch and against plain differences."""

import dataclasses
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import Tensor, nn

from models.datasets import load
from models.experiment import Experiment
from models.losses import LOSSES
from models.optimizers import OPTIMIZERS
from models.theory import critical_learning_rate, error_factor, ols
from models.training import LEARNERS, start_parameters, train
from tests.models.strategies import Values, always_the_same, experiments

TUTORIAL_PREDICTIONS = [
    1.145034, 3.124148, 5.1032615, 7.0823755, 9.061489, 11.040603,
    13.019717, 14.998831, 16.977945, 18.95706, 20.936172,
]  # fmt: skip

# Relative to the size of the parameters.
AGREEMENT = {"float32": 1e-5, "float64": 1e-11}

every_learner = pytest.mark.parametrize("name", LEARNERS)
every_loss = pytest.mark.parametrize("loss", LOSSES)


@dataclasses.dataclass
class Case:
    """Data and parameters in float64: x (n, d), y (n, 1), weight (d,), bias (1,)."""

    x: Tensor
    y: Tensor
    weight: Tensor
    bias: Tensor


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n, d = draw(st.integers(1, 8)), draw(st.integers(1, 3))
    shapes = ((n, d), (n, 1), (d,), (1,))
    numbers = st.floats(-10, 10)
    return Case(*(torch.tensor(draw(arrays(np.float64, s, elements=numbers))) for s in shapes))


def learner_of(name: str, case: Case, learning_rate: float = 0.01) -> Any:
    return LEARNERS[name](case.weight, case.bias, learning_rate)


def gradient(name: str, case: Case) -> np.ndarray:
    """(d + 1,): what the learner finds, the weights' and then the bias's."""
    learner = learner_of(name, case)
    learner.zero_grad()
    learner.backward(learner.loss(learner(case.x), case.y))
    return np.append(learner.weight.grad.numpy(), learner.bias.grad.numpy())


def loss_of(case: Case, theta: np.ndarray) -> float:
    """The mean squared residual in numpy: no learner, no torch."""
    residual = case.x.numpy() @ theta[:-1] + theta[-1] - case.y.numpy()[:, 0]
    return float(np.mean(residual**2))


@every_learner
def test_tutorial_predicts_what_the_classic_run_predicts(name: str) -> None:
    experiment = Experiment(learner=name)
    run = train(experiment, load(experiment))
    assert run.steps == 100
    assert run.params[0] == pytest.approx([0.1, 0.98594], abs=1e-7)
    assert run.predictions(100) == pytest.approx(TUTORIAL_PREDICTIONS, abs=5e-6)


@every_learner
@given(case=cases())
@always_the_same
def test_gradient_equals_finite_differences(name: str, case: Case) -> None:
    theta = np.append(case.weight.numpy(), case.bias.numpy())
    # The loss is quadratic: a central difference is exact at any width.
    expected = [
        (loss_of(case, theta + h) - loss_of(case, theta - h)) / 2 for h in np.eye(len(theta))
    ]
    assert gradient(name, case) == pytest.approx(np.array(expected), rel=1e-9, abs=1e-8)


@every_learner
@given(case=cases())
@always_the_same
def test_gradient_equals_autograd(name: str, case: Case) -> None:
    weight, bias = case.weight.clone().requires_grad_(), case.bias.clone().requires_grad_()
    loss = nn.functional.mse_loss(nn.functional.linear(case.x, weight[None], bias), case.y)
    expected = torch.cat(torch.autograd.grad(loss, (weight, bias))).numpy()
    assert gradient(name, case) == pytest.approx(expected, rel=1e-11, abs=1e-11)


@every_learner
@given(case=cases())
@always_the_same
def test_prediction_equals_a_linear_layer(name: str, case: Case) -> None:
    prediction = learner_of(name, case)(case.x)
    assert prediction.shape == case.y.shape
    expected = nn.functional.linear(case.x, case.weight[None], case.bias)
    torch.testing.assert_close(prediction.detach(), expected)


@every_learner
@every_loss
@given(case=cases())
@always_the_same
def test_loss_equals_that_of_torch(name: str, loss: str, case: Case) -> None:
    learner = learner_of(name, case)
    prediction = learner(case.x)
    expected = LOSSES[loss].module()(prediction, case.y)
    torch.testing.assert_close(learner.loss(prediction, case.y), expected)


@every_learner
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@given(case=cases(), learning_rate=st.floats(1e-6, 1))
@always_the_same
def test_update_equals_that_of_torch(
    name: str, optimizer: str, case: Case, learning_rate: float
) -> None:
    learner = learner_of(name, case, learning_rate)
    twins = [nn.Parameter(p.detach().clone()) for p in (learner.weight, learner.bias)]
    oracle = OPTIMIZERS[optimizer].torch_class(twins, lr=learning_rate)
    for _ in range(3):
        learner.zero_grad()
        learner.backward(learner.loss(learner(case.x), case.y))
        for twin, parameter in zip(twins, (learner.weight, learner.bias), strict=True):
            twin.grad = parameter.grad.clone()
        learner.optimize()
        oracle.step()
        for twin, parameter in zip(twins, (learner.weight, learner.bias), strict=True):
            torch.testing.assert_close(parameter.detach(), twin.detach(), rtol=1e-14, atol=1e-14)


@every_learner
@given(case=cases())
@always_the_same
def test_zero_grad_forgets_the_gradient(name: str, case: Case) -> None:
    learner = learner_of(name, case)
    for _ in range(2):  # a gradient that is not forgotten adds up
        learner.zero_grad()
        assert learner.weight.grad is None
        assert learner.bias.grad is None
        learner.backward(learner.loss(learner(case.x), case.y))
    found = np.append(learner.weight.grad.numpy(), learner.bias.grad.numpy())
    assert np.array_equal(found, gradient(name, case))


@every_learner
def test_learner_does_not_touch_the_start_it_was_given(name: str) -> None:
    weight, bias = torch.tensor([0.5]), torch.tensor([0.25])
    learner: Any = LEARNERS[name](weight, bias, 0.1)
    learner.backward(learner.loss(learner(torch.ones(3, 1)), torch.zeros(3, 1)))
    learner.optimize()
    assert learner.weight.item() != 0.5
    assert (weight.item(), bias.item()) == (0.5, 0.25)


def test_by_hand_uses_no_autograd() -> None:
    with torch.inference_mode():  # where autograd cannot work
        experiment = Experiment(learner="by_hand")
        run = train(experiment, load(experiment))
    assert np.array_equal(run.params, train(experiment, load(experiment)).params)
    learner = LEARNERS["by_hand"](torch.ones(1), torch.ones(1), 0.1)
    assert learner(torch.ones(2, 1)).grad_fn is None


def agreement_error(experiment: Experiment) -> float:
    """How far the learners' parameters are apart, in the size of the parameters, at worst.

    Size is the largest parameter so far, or what one as large as the start and the solution
    would have grown to: beyond the critical rate a rounding error grows as the error itself.
    """
    data = load(experiment)
    runs = [train(dataclasses.replace(experiment, learner=name), data) for name in LEARNERS]
    shortest = min(len(run) for run in runs)
    assert max(len(run) for run in runs) - shortest <= 1  # a loss right at the bound
    first = runs[0].params[:shortest]
    growth = max(1.0, error_factor(data, experiment.learning_rate)) ** np.arange(shortest)
    known = max(np.abs(first[0]).max(), np.abs(ols(data)).max())
    size = np.maximum(np.maximum.accumulate(np.abs(first).max(axis=1)), growth * known)
    apart = np.max([np.abs(run.params[:shortest] - first).max(axis=1) for run in runs], axis=0)
    return float((apart / np.where(size > 0, size, 1)).max())


@st.composite
def at_rates_around_the_critical(draw: st.DrawFn, **given: Values) -> Experiment:
    """Any experiment, its rate between 1/100 and 3 times the critical one."""
    experiment = draw(experiments(epochs=st.integers(1, 60), **given))
    fraction = draw(st.sampled_from([0.01, 0.5, 0.9, 0.99, 1.01, 1.5, 3]) | st.floats(0.01, 3))
    rate = fraction * critical_learning_rate(load(experiment))
    return dataclasses.replace(experiment, learning_rate=min(10.0, max(1e-6, rate)))


@given(at_rates_around_the_critical(samples=st.integers(2, 50)))
@always_the_same
def test_learners_take_the_same_steps(experiment: Experiment) -> None:
    assert agreement_error(experiment) <= AGREEMENT[experiment.precision]


@given(at_rates_around_the_critical(samples=st.integers(51, 500), dataset=st.just("line")))
@always_the_same
def test_learners_take_the_same_steps_on_many_samples(experiment: Experiment) -> None:
    assert agreement_error(experiment) <= AGREEMENT[experiment.precision]


@given(experiments(epochs=st.integers(1, 60), learner=st.just("by_autograd")))
@always_the_same
def test_by_autograd_is_the_plain_loop_of_pytorch(experiment: Experiment) -> None:
    data = load(experiment)
    run = train(experiment, data)
    dtype = getattr(torch, experiment.precision)
    x, y = torch.tensor(data.x, dtype=dtype), torch.tensor(data.y, dtype=dtype)[:, None]
    model = nn.Linear(1, 1).to(dtype)
    weight, bias = start_parameters(experiment, 1)
    model.load_state_dict({"weight": weight[None].to(dtype), "bias": bias.to(dtype)})
    optimizer = torch.optim.SGD(model.parameters(), lr=experiment.learning_rate)
    criterion = nn.MSELoss()
    for step in range(len(run)):
        assert run.params[step].tolist() == [model.weight.item(), model.bias.item()]
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        assert run.train_loss[step] == loss.item()
        optimizer.step()
