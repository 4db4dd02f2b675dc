"""Each activation and its derivative, and the module by hand with it, held against PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import nn

from models.activations import ACTIVATIONS
from models.learners.activated import ActivatedByHand
from models.learners.by_hand import ByHand
from tests.support.strategies import always_the_same

OF_TORCH = {"identity": nn.Identity(), "sigmoid": nn.Sigmoid(), "tanh": nn.Tanh()}

every_activation = pytest.mark.parametrize("name", ACTIVATIONS)
numbers = st.floats(-30, 30)
vectors = arrays(np.float64, st.integers(1, 8), elements=numbers)


def test_there_are_identity_sigmoid_and_tanh() -> None:
    assert list(ACTIVATIONS) == list(OF_TORCH)


@every_activation
@given(vectors)
@always_the_same
def test_activation_equals_that_of_torch(name: str, z: np.ndarray) -> None:
    found = ACTIVATIONS[name].function(torch.tensor(z))
    torch.testing.assert_close(found, OF_TORCH[name](torch.tensor(z)), rtol=1e-14, atol=1e-15)


@every_activation
@given(vectors)
@always_the_same
def test_derivative_equals_that_of_autograd(name: str, z: np.ndarray) -> None:
    at = torch.tensor(z, requires_grad=True)
    (expected,) = torch.autograd.grad(OF_TORCH[name](at).sum(), at)
    found = ACTIVATIONS[name].derivative(torch.tensor(z))
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-15)


@every_activation
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_activation_of_the_largest_logits_is_a_number(name: str, dtype: torch.dtype) -> None:
    z = torch.tensor([-1e30, -1e4, 0.0, 1e4, 1e30], dtype=dtype)
    assert ACTIVATIONS[name].function(z).isfinite().all()
    assert ACTIVATIONS[name].derivative(z).isfinite().all()


@every_activation
@given(
    x=arrays(np.float64, (6, 2), elements=st.floats(-5, 5)),
    y=arrays(np.float64, (6, 1), elements=st.floats(-5, 5)),
    theta=arrays(np.float64, 3, elements=st.floats(-3, 3)),
)
@always_the_same
def test_gradient_by_hand_equals_autograd_for_each_activation(
    name: str, x: np.ndarray, y: np.ndarray, theta: np.ndarray
) -> None:
    features, target = torch.tensor(x), torch.tensor(y)
    learner = ActivatedByHand(torch.tensor(theta[:2]), torch.tensor(theta[2:]), 0.1, name)
    learner.backward(learner.loss(learner(features), target))
    w, b = (torch.tensor(part, requires_grad=True) for part in (theta[:2], theta[2:]))
    prediction = OF_TORCH[name](nn.functional.linear(features, w[None], b))
    loss = nn.functional.mse_loss(prediction, target)
    expected = torch.cat(torch.autograd.grad(loss, (w, b))).numpy()
    assert learner.weight.grad is not None
    assert learner.bias.grad is not None
    found = np.append(learner.weight.grad.numpy(), learner.bias.grad.numpy())
    assert found == pytest.approx(expected, rel=1e-11, abs=1e-11)


def test_module_with_the_identity_is_the_linear_one() -> None:
    x, y = torch.arange(11.0)[:, None], 2 * torch.arange(11.0)[:, None] + 1
    start = (torch.tensor([0.1]), torch.tensor([0.98594]), 0.01)
    linear, activated = ByHand(*start), ActivatedByHand(*start)
    for _ in range(20):
        for learner in (linear, activated):
            learner.backward(learner.loss(learner(x), y))
            learner.optimize()
        assert torch.equal(linear.weight, activated.weight)
        assert torch.equal(linear.bias, activated.bias)
