"""Every learner with every loss and optimizer, each held against PyTorch and differences."""

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
from models.learners import BY_ROWS, LEARNERS
from models.losses import LOSSES
from models.optimizers import OPTIMIZERS
from models.theory import critical_learning_rate, error_factor, ols
from models.theory.cross_entropy import guaranteed_learning_rate
from models.training import start_parameters, train
from tests.support.strategies import Values, always_the_same, experiments

TUTORIAL_PREDICTIONS = [
    1.145034, 3.124148, 5.1032615, 7.0823755, 9.061489, 11.040603,
    13.019717, 14.998831, 16.977945, 18.95706, 20.936172,
]  # fmt: skip

# Relative to the size of the parameters.
AGREEMENT = {"float32": 1e-5, "float64": 1e-11}

every_learner = pytest.mark.parametrize("name", BY_ROWS)
every_loss = pytest.mark.parametrize("loss_name", LOSSES)


@dataclasses.dataclass
class Case:
    """Data and parameters in float64: x (n, d), y (n, 1), weight (d,), bias (1,)."""

    x: Tensor
    y: Tensor
    weight: Tensor
    bias: Tensor

    def of(self, loss_name: str) -> "Case":
        """The case itself, or its labels in the place of y: 1 where it is above 0."""
        labels = (self.y > 0).to(self.y.dtype)
        takes_numbers = LOSSES[loss_name].task == "regression"
        return self if takes_numbers else dataclasses.replace(self, y=labels)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n, d = draw(st.integers(1, 8)), draw(st.integers(1, 3))
    shapes = ((n, d), (n, 1), (d,), (1,))
    numbers = st.floats(-10, 10)
    return Case(*(torch.tensor(draw(arrays(np.float64, s, elements=numbers))) for s in shapes))


def learner_of(
    loss_name: str, name: str, case: Case, optimizer: str = "sgd", learning_rate: float = 0.01
) -> Any:
    loss, descent = LOSSES[loss_name], OPTIMIZERS[optimizer]
    return LEARNERS[name].make(case.weight, case.bias, loss, descent, learning_rate)


def gradient(loss_name: str, name: str, case: Case) -> np.ndarray:
    """(d + 1,): what the learner finds, the weights' and then the bias's."""
    learner = learner_of(loss_name, name, case)
    learner.zero_grad()
    learner.backward(learner.loss(learner(case.x), case.y))
    return np.append(learner.weight.grad.numpy(), learner.bias.grad.numpy())


def mean_squared_error(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.mean((z - y) ** 2)


def binary_cross_entropy(z: np.ndarray, y: np.ndarray) -> np.ndarray:
    log_of_one, log_of_zero = -np.logaddexp(0, -z), -np.logaddexp(0, z)  # log ŷ and log(1 − ŷ)
    return -np.mean(y * log_of_one + (1 - y) * log_of_zero)


# Losses in numpy, from their definitions: no learner, no torch.
DEFINED = {"mse": mean_squared_error, "bce": binary_cross_entropy}


def loss_of(loss_name: str, case: Case, theta: np.ndarray) -> float:
    """The loss by its definition."""
    z = case.x.numpy() @ theta[:-1] + theta[-1]
    return float(DEFINED[loss_name](z, case.y.numpy()[:, 0]))


@every_learner
def test_tutorial_predicts_what_the_classic_run_predicts(name: str) -> None:
    experiment = Experiment(learner=name)
    run = train(experiment, load(experiment))
    assert run.steps == 100
    assert run.params[0] == pytest.approx([0.1, 0.98594], abs=1e-7)
    assert run.predictions(100) == pytest.approx(TUTORIAL_PREDICTIONS, abs=5e-6)


@pytest.mark.slow
@pytest.mark.parametrize("loss_name", DEFINED)
@every_learner
@given(case=cases())
@always_the_same
def test_gradient_equals_finite_differences(loss_name: str, name: str, case: Case) -> None:
    case = case.of(loss_name)
    theta = np.append(case.weight.numpy(), case.bias.numpy())
    # Of a quadratic loss a central difference is exact at any width; of the other, at small ones
    # but for rounding.
    width, slack = (1.0, 1e-8) if loss_name == "mse" else (1e-5, 1e-6)
    steps = width * np.eye(len(theta))
    expected = [
        (loss_of(loss_name, case, theta + h) - loss_of(loss_name, case, theta - h)) / (2 * width)
        for h in steps
    ]
    assert gradient(loss_name, name, case) == pytest.approx(np.array(expected), rel=1e-9, abs=slack)


@pytest.mark.slow
@every_loss
@every_learner
@given(case=cases())
@always_the_same
def test_gradient_equals_autograd(loss_name: str, name: str, case: Case) -> None:
    case = case.of(loss_name)
    weight, bias = case.weight.clone().requires_grad_(), case.bias.clone().requires_grad_()
    criterion = LOSSES[loss_name].module()
    loss = criterion(nn.functional.linear(case.x, weight[None], bias), case.y)
    expected = torch.cat(torch.autograd.grad(loss, (weight, bias))).numpy()
    assert gradient(loss_name, name, case) == pytest.approx(expected, rel=1e-11, abs=1e-11)


@pytest.mark.slow
@every_loss
@every_learner
@given(case=cases())
@always_the_same
def test_prediction_equals_that_of_torch(loss_name: str, name: str, case: Case) -> None:
    prediction = learner_of(loss_name, name, case)(case.x)
    assert prediction.shape == case.y.shape
    z = nn.functional.linear(case.x, case.weight[None], case.bias)
    expected = torch.sigmoid(z) if LOSSES[loss_name].activation == "sigmoid" else z
    torch.testing.assert_close(prediction.detach(), expected)


@pytest.mark.slow
@every_loss
@every_learner
@given(case=cases())
@always_the_same
def test_loss_equals_that_of_torch(loss_name: str, name: str, case: Case) -> None:
    case = case.of(loss_name)
    learner = learner_of(loss_name, name, case)
    z = nn.functional.linear(case.x, case.weight[None], case.bias)
    expected = LOSSES[loss_name].module()(z, case.y)
    # A loss near 0 is what PyTorch has left of the difference of two numbers as large as z.
    rounding = 1e-15 * float(z.abs().max())
    found = learner.loss(learner(case.x), case.y).detach()
    torch.testing.assert_close(found, expected, rtol=1e-7, atol=1e-7 + rounding)


@pytest.mark.slow
@every_loss
@every_learner
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@given(case=cases(), learning_rate=st.floats(1e-6, 1))
@always_the_same
def test_update_equals_that_of_torch(
    loss_name: str, name: str, optimizer: str, case: Case, learning_rate: float
) -> None:
    case = case.of(loss_name)
    learner = learner_of(loss_name, name, case, optimizer, learning_rate)
    twins = [nn.Parameter(p.detach().clone()) for p in (learner.weight, learner.bias)]
    oracle = OPTIMIZERS[optimizer].module(twins, learning_rate)
    for _ in range(3):
        learner.zero_grad()
        learner.backward(learner.loss(learner(case.x), case.y))
        for twin, parameter in zip(twins, (learner.weight, learner.bias), strict=True):
            twin.grad = parameter.grad.clone()
        learner.optimize()
        oracle.step()
        for twin, parameter in zip(twins, (learner.weight, learner.bias), strict=True):
            torch.testing.assert_close(parameter.detach(), twin.detach(), rtol=1e-14, atol=1e-14)


@pytest.mark.slow
@every_loss
@every_learner
@given(case=cases())
@always_the_same
def test_zero_grad_forgets_the_gradient(loss_name: str, name: str, case: Case) -> None:
    case = case.of(loss_name)
    learner = learner_of(loss_name, name, case)
    for _ in range(2):  # a gradient that is not forgotten adds up
        learner.zero_grad()
        assert learner.weight.grad is None
        assert learner.bias.grad is None
        learner.backward(learner.loss(learner(case.x), case.y))
    found = np.append(learner.weight.grad.numpy(), learner.bias.grad.numpy())
    assert np.array_equal(found, gradient(loss_name, name, case))


@every_loss
@every_learner
def test_learner_does_not_touch_the_start_it_was_given(loss_name: str, name: str) -> None:
    weight, bias = torch.tensor([0.5]), torch.tensor([0.25])
    start = Case(torch.ones(3, 1), torch.zeros(3, 1), weight, bias)
    learner = learner_of(loss_name, name, start)
    learner.backward(learner.loss(learner(start.x), start.y))
    learner.optimize()
    assert learner.weight.item() != 0.5
    assert (weight.item(), bias.item()) == (0.5, 0.25)


@pytest.mark.parametrize("dataset", ["tutorial", "hours"])
def test_by_hand_uses_no_autograd(dataset: str) -> None:
    experiment = Experiment(dataset=dataset, learner="by_hand")
    with torch.inference_mode():  # where autograd cannot work
        run = train(experiment, load(experiment))
    assert np.array_equal(run.params, train(experiment, load(experiment)).params)
    start = Case(torch.ones(2, 1), torch.ones(2, 1), torch.ones(1), torch.ones(1))
    assert learner_of(experiment.loss, "by_hand", start)(start.x).grad_fn is None


def agreement_error(experiment: Experiment) -> float:
    """How far the learners' parameters are apart, in the size of the parameters, at worst.

    Size is the largest parameter so far, or what one as large as the start and the solution
    would have grown to: beyond the critical rate a rounding error grows as the error itself.
    """
    data = load(experiment)
    runs = [train(dataclasses.replace(experiment, learner=name), data) for name in BY_ROWS]
    shortest = min(len(run) for run in runs)
    assert max(len(run) for run in runs) - shortest <= 1  # a loss right at the bound
    first = runs[0].params[:shortest]
    growth: np.ndarray = np.ones(shortest)
    known = np.abs(first[0]).max()
    if experiment.task == "regression":
        growth = max(1.0, error_factor(data, experiment.learning_rate)) ** np.arange(shortest)
        known = max(known, np.abs(ols(data)).max())
    size = np.maximum(np.maximum.accumulate(np.abs(first).max(axis=1)), growth * known)
    apart = np.max([np.abs(run.params[:shortest] - first).max(axis=1) for run in runs], axis=0)
    return float((apart / np.where(size > 0, size, 1)).max())


@st.composite
def at_rates_around_the_critical(draw: st.DrawFn, **given: Values) -> Experiment:
    """Any experiment, its rate between 1/100 and 3 times the critical one.

    Of a classification, up to the guaranteed one: there no step takes two points further apart,
    and so none adds to a rounding error. Beyond it steps may swing without end, as chance has it.
    """
    experiment = draw(experiments(epochs=st.integers(1, 60), **given))
    fraction = draw(st.sampled_from([0.01, 0.5, 0.9, 0.99, 1.01, 1.5, 3]) | st.floats(0.01, 3))
    if experiment.task == "regression":
        rate = fraction * critical_learning_rate(load(experiment))
    else:
        rate = min(fraction, 1.0) * guaranteed_learning_rate(load(experiment))
    return dataclasses.replace(experiment, learning_rate=min(10.0, max(1e-6, rate)))


@pytest.mark.slow
@given(at_rates_around_the_critical(samples=st.integers(2, 50)))
@always_the_same
def test_learners_take_the_same_steps(experiment: Experiment) -> None:
    assert agreement_error(experiment) <= AGREEMENT[experiment.precision]


@pytest.mark.slow
@pytest.mark.parametrize("dataset", ["line", "hours"])
@given(data=st.data())
@always_the_same
def test_learners_take_the_same_steps_on_many_samples(dataset: str, data: st.DataObject) -> None:
    many = at_rates_around_the_critical(samples=st.integers(51, 500), dataset=st.just(dataset))
    experiment = data.draw(many)
    assert agreement_error(experiment) <= AGREEMENT[experiment.precision]


@given(
    experiments(epochs=st.integers(1, 60), learner=st.just("by_autograd"), optimizer=st.just("sgd"))
)
@always_the_same
def test_by_autograd_is_the_plain_loop_of_pytorch(experiment: Experiment) -> None:
    data = load(experiment)
    run = train(experiment, data)
    dtype = getattr(torch, experiment.precision)
    x, y = torch.tensor(data.x, dtype=dtype), torch.tensor(data.y, dtype=dtype)[:, None]
    features = data.x.shape[1]
    model = nn.Linear(features, 1).to(dtype)  # its output is a classification's logit
    weight, bias = start_parameters(experiment, features)
    model.load_state_dict({"weight": weight[None].to(dtype), "bias": bias.to(dtype)})
    optimizer = torch.optim.SGD(model.parameters(), lr=experiment.learning_rate)
    criterion = LOSSES[experiment.loss].module()
    for step in range(len(run)):
        assert run.params[step].tolist() == [*model.weight[0].tolist(), model.bias.item()]
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        assert run.train_loss[step] == loss.item()
        optimizer.step()
