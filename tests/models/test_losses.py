"""Binary cross-entropy is what its definition says, and finite where the definition is not."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models.losses import LOSSES, binary_cross_entropy, loss_for
from models.training import CLASSIFIERS, LEARNERS_OF
from tests.support.strategies import always_the_same

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


@pytest.mark.parametrize("name", CLASSIFIERS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("size", [1e4, 1e6])
def test_loss_and_gradient_of_large_logits_are_finite_and_right(
    name: str, dtype: torch.dtype, size: float
) -> None:
    x = torch.tensor([[-size], [size], [-size], [size]], dtype=dtype)
    y = torch.tensor([[0.0], [1.0], [1.0], [0.0]], dtype=dtype)  # two right, two wrong
    learner: Any = CLASSIFIERS[name](torch.ones(1, dtype=dtype), torch.zeros(1, dtype=dtype), 0.1)
    prediction = learner(x)
    assert prediction.flatten().tolist() == [0, 1, 0, 1]
    loss = learner.loss(prediction, y)
    learner.backward(loss)
    assert loss.item() == size / 2
    assert learner.weight.grad.item() == size / 2
    assert learner.bias.grad.item() == 0


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_gradient_at_zero_is_half_minus_the_labels(name: str) -> None:
    learner: Any = CLASSIFIERS[name](torch.zeros(1), torch.zeros(1), 0.1)
    x, y = torch.tensor([[1.0], [2.0]]), torch.tensor([[0.0], [1.0]])
    loss = learner.loss(learner(x), y)
    learner.backward(loss)
    assert loss.item() == pytest.approx(np.log(2))
    assert learner.weight.grad.item() == pytest.approx((0.5 * 1 - 0.5 * 2) / 2)
    assert learner.bias.grad.item() == 0


def test_every_task_has_a_loss_and_learners() -> None:
    assert {loss.task for loss in LOSSES.values()} == set(LEARNERS_OF)
    for name, loss in LOSSES.items():
        assert loss_for(loss.task, name) == name
        assert LOSSES[loss_for(loss.task, "none")].task == loss.task
