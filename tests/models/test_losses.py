"""Binary cross-entropy is what its definition says, and finite where the definition is not."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.experiment import Experiment
from models.learners import BY_ROWS, LEARNERS
from models.losses import LOSSES, binary_cross_entropy
from models.optimizers import OPTIMIZERS
from tests.support.strategies import always_the_same


def classifier(name: str, weight: torch.Tensor, bias: torch.Tensor) -> Any:
    return LEARNERS[name].make(weight, bias, LOSSES["bce"], OPTIMIZERS["sgd"], 0.1)


labels = arrays(np.float64, 8, elements=st.sampled_from([0.0, 1.0]))


@given(arrays(np.float64, 8, elements=st.floats(-15, 15)), labels)
@always_the_same
def test_binary_cross_entropy_is_its_definition(z: np.ndarray, y: np.ndarray) -> None:
    probability = 1 / (1 + np.exp(-z))
    definition = -np.mean(y * np.log(probability) + (1 - y) * np.log(1 - probability))
    found = binary_cross_entropy(torch.tensor(z), torch.tensor(y)).item()
    assert found == pytest.approx(definition, rel=1e-9)


@given(arrays(np.float64, 8, elements=st.floats(-1e4, 1e4)), labels)
@always_the_same
def test_binary_cross_entropy_of_any_logits_equals_that_of_torch(
    z: np.ndarray, y: np.ndarray
) -> None:
    at, label = torch.tensor(z, requires_grad=True), torch.tensor(y)
    loss = binary_cross_entropy(at, label)
    expected = LOSSES["bce"].module()(at, label)
    torch.testing.assert_close(loss, expected, rtol=1e-12, atol=1e-12)
    ours, theirs = (torch.autograd.grad(each, at)[0] for each in (loss, expected))
    torch.testing.assert_close(ours, theirs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", BY_ROWS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("size", [1e4, 1e6])
def test_loss_and_gradient_of_large_logits_are_finite_and_right(
    name: str, dtype: torch.dtype, size: float
) -> None:
    x = torch.tensor([[-size], [size], [-size], [size]], dtype=dtype)
    y = torch.tensor([[0.0], [1.0], [1.0], [0.0]], dtype=dtype)  # two right, two wrong
    learner = classifier(name, torch.ones(1, dtype=dtype), torch.zeros(1, dtype=dtype))
    prediction = learner(x)
    assert prediction.flatten().tolist() == [0, 1, 0, 1]
    loss = learner.loss(prediction, y)
    learner.backward(loss)
    assert loss.item() == size / 2
    assert learner.weight.grad.item() == size / 2
    assert learner.bias.grad.item() == 0


@pytest.mark.parametrize("name", BY_ROWS)
def test_gradient_at_zero_is_half_minus_the_labels(name: str) -> None:
    learner = classifier(name, torch.zeros(1), torch.zeros(1))
    x, y = torch.tensor([[1.0], [2.0]]), torch.tensor([[0.0], [1.0]])
    loss = learner.loss(learner(x), y)
    learner.backward(loss)
    assert loss.item() == pytest.approx(np.log(2))
    assert learner.weight.grad.item() == pytest.approx((0.5 * 1 - 0.5 * 2) / 2)
    assert learner.bias.grad.item() == 0


@pytest.mark.parametrize("name", LOSSES)
@given(arrays(np.float64, (8, 1), elements=st.floats(-15, 15)), labels)
@always_the_same
def test_the_gradient_of_a_loss_is_that_of_autograd(
    name: str, z: np.ndarray, y: np.ndarray
) -> None:
    at, target = torch.tensor(z, requires_grad=True), torch.tensor(y)[:, None]
    for loss in (LOSSES[name].value, LOSSES[name].module()):
        (expected,) = torch.autograd.grad(loss(at, target), at)
        found = LOSSES[name].gradient(at.detach(), target)
        torch.testing.assert_close(found, expected, rtol=1e-10, atol=1e-12)


def test_data_of_each_task_have_losses_and_learners() -> None:
    for dataset in ("line", "hours"):
        experiment = Experiment(dataset=dataset)
        losses = experiment.options("loss")
        assert losses == [name for name in LOSSES if LOSSES[name].task == experiment.task]
        assert experiment.loss in losses
        assert set(BY_ROWS) <= set(experiment.options("learner"))
