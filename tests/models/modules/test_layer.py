"""The layer made by hand is nn.Linear; and a traced output is the sum of what made it."""

import dataclasses

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from models.modules.layer import LAYER_SETTINGS, LayerExample, as_linear, trace
from tests.support.strategies import always_the_same


def sizes(name: str) -> st.SearchStrategy[int]:
    """All that a setting allows, its ends above all."""
    low, high = int(LAYER_SETTINGS[name].low), int(LAYER_SETTINGS[name].high)
    return st.sampled_from([low, high]) | st.integers(low, high)


examples = st.builds(
    LayerExample, **{name: sizes(name) for name in LAYER_SETTINGS}, layer_bias=st.booleans()
)


def test_sizes_are_those_of_the_lesson() -> None:
    assert LayerExample() == LayerExample(7, 12, 5, 0, True)
    ends = {name: (setting.low, setting.high) for name, setting in LAYER_SETTINGS.items()}
    assert ends["in_features"] == ends["out_features"] == ends["batch"] == (1, 64)


@given(examples)
@always_the_same
def test_hand_made_layer_equals_nn_linear_given_the_same_numbers(example: LayerExample) -> None:
    layer, x = example.layer(), example.input()
    oracle = nn.Linear(example.in_features, example.out_features, bias=example.layer_bias)
    oracle.load_state_dict(
        {name: p.T if name == "weight" else p for name, p in layer.state_dict().items()}
    )
    output = layer(x)
    assert output.shape == (example.batch, example.out_features)
    torch.testing.assert_close(output, oracle(x))
    ours = as_linear(layer)
    assert torch.equal(ours.weight, oracle.weight)
    assert (ours.bias is None) == (not example.layer_bias)
    torch.testing.assert_close(ours(x), oracle(x))


@given(examples)
@always_the_same
def test_its_gradients_equal_those_of_nn_linear(example: LayerExample) -> None:
    layer = example.layer()
    linear = as_linear(layer)
    x, twin_x = example.input().requires_grad_(), example.input().requires_grad_()
    generator = torch.Generator().manual_seed(example.layer_seed)
    arriving = torch.randn(example.batch, example.out_features, generator=generator)
    layer(x).backward(arriving)
    linear(twin_x).backward(arriving)
    assert layer.weight.grad is not None
    assert linear.weight.grad is not None
    torch.testing.assert_close(layer.weight.grad, linear.weight.grad.T, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(x.grad, twin_x.grad, rtol=1e-4, atol=1e-5)
    if layer.bias is not None:
        torch.testing.assert_close(layer.bias.grad, linear.bias.grad, rtol=1e-4, atol=1e-5)


@given(examples, st.data())
@always_the_same
def test_traced_products_sum_to_torchs_own_output(
    example: LayerExample, data: st.DataObject
) -> None:
    layer, x = example.layer(), example.input()
    row = data.draw(st.integers(0, example.batch - 1))
    column = data.draw(st.integers(0, example.out_features - 1))
    found = trace(layer, x, row, column)
    assert found.inputs.tolist() == x[row].tolist()
    assert found.weights.tolist() == layer.weight[:, column].tolist()
    assert found.products.tolist() == [
        (a * b).item() for a, b in zip(found.inputs, found.weights, strict=True)
    ]
    assert (found.bias is None) == (not example.layer_bias)
    torch_says = as_linear(layer)(x)[row, column].item()
    total = sum(found.products.tolist()) + (found.bias or 0)
    assert total == pytest.approx(torch_says, abs=1e-5)
    assert found.output == pytest.approx(torch_says, abs=1e-5)


@pytest.mark.parametrize(("row", "column"), [(-1, 0), (5, 0), (0, -1), (0, 12)])
def test_a_cell_that_is_not_there_is_refused_in_words(row: int, column: int) -> None:
    example = LayerExample()
    with pytest.raises(ValueError, match="rows 0 to 4 and columns 0 to 11"):
        trace(example.layer(), example.input(), row, column)


@pytest.mark.parametrize("name", LAYER_SETTINGS)
def test_a_size_out_of_bounds_is_refused_in_words(name: str) -> None:
    setting = LAYER_SETTINGS[name]
    for value in (setting.low - 1, setting.high + 1, float("nan"), "7", 1.5):
        with pytest.raises(ValueError, match=setting.label):
            LayerExample(**{name: value})  # type: ignore[arg-type]  # what the test is about


@given(examples)
@always_the_same
def test_same_example_same_numbers_whatever_the_global_generator_does(
    example: LayerExample,
) -> None:
    torch.manual_seed(1)
    first = [p.tolist() for p in example.layer().parameters()]
    torch.manual_seed(2)
    assert [p.tolist() for p in example.layer().parameters()] == first
    other_batch = dataclasses.replace(example, batch=65 - example.batch)
    assert [p.tolist() for p in other_batch.layer().parameters()] == first


def test_another_seed_gives_other_numbers() -> None:
    weights = [LayerExample(layer_seed=seed).layer().weight for seed in range(3)]
    assert not torch.equal(weights[0], weights[1])
    assert not torch.equal(weights[1], weights[2])


@given(examples)
@always_the_same
def test_numbers_are_drawn_from_nn_linears_own_range(example: LayerExample) -> None:
    bound = example.in_features**-0.5
    for parameter in example.layer().parameters():
        assert parameter.abs().max() <= bound
    assert example.input().abs().max() <= 1
