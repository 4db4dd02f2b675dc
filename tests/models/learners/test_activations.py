"""Each activation, its derivative and its module, held against PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from torch import nn

from models.activations import ACTIVATIONS
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
    expected = OF_TORCH[name](torch.tensor(z))
    for ours in (ACTIVATIONS[name].function, ACTIVATIONS[name].module()):
        torch.testing.assert_close(ours(torch.tensor(z)), expected, rtol=1e-14, atol=1e-15)


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
