"""Who is in parameters(), and who learns: held against torch's own lists and its own training."""

from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from models.datasets import load
from models.experiment import Experiment
from models.modules.layer import LayerExample
from models.modules.registration import (
    HOLDINGS,
    backward_through,
    hold,
    memberships,
    parameter_rows,
    train_held,
)
from models.training import train
from tests.models.modules.test_layer import examples
from tests.support.strategies import always_the_same

every_way = pytest.mark.parametrize(("weight", "bias"), list(product(HOLDINGS, HOLDINGS)))
ways = st.sampled_from(list(HOLDINGS))


@given(examples, ways, ways)
@always_the_same
def test_rows_are_those_of_named_parameters(example: LayerExample, weight: str, bias: str) -> None:
    layer = hold(example.layer(), weight, bias)
    refusal = backward_through(layer, example.input())
    rows = parameter_rows(layer)
    found = [(r.name, r.shape, r.count, r.requires_grad, r.is_leaf) for r in rows]
    assert found == [
        (name, tuple(p.shape), p.numel(), p.requires_grad, p.is_leaf)
        for name, p in layer.named_parameters()
    ]
    assert [row.index for row in rows] == list(range(len(rows)))
    for row, (_, parameter) in zip(rows, layer.named_parameters(), strict=True):
        assert row.gradient is parameter.grad
        assert (row.gradient is not None) == (row.requires_grad and not refusal)


def test_before_backward_there_is_no_gradient() -> None:
    assert [row.gradient for row in parameter_rows(LayerExample().layer())] == [None, None]


@every_way
def test_only_what_is_a_parameter_is_listed(weight: str, bias: str) -> None:
    layer = hold(LayerExample().layer(), weight, bias)
    held = {"weight": weight, "bias": bias}
    listed = [row.name for row in parameter_rows(layer)]
    assert listed == [name for name, way in held.items() if way in ("parameter", "frozen")]
    for found in memberships(layer):
        way = held[found.name]
        assert found.in_parameters == (found.name in listed)
        assert found.in_buffers == (way == "buffer")
        assert found.in_state_dict == (way != "tensor")
        assert found.kind == ("Parameter" if found.in_parameters else "Tensor")


@every_way
def test_holding_changes_no_number(weight: str, bias: str) -> None:
    example = LayerExample()
    x = example.input()
    assert torch.equal(hold(example.layer(), weight, bias)(x), example.layer()(x))


@pytest.mark.parametrize("name", ["weight", "bias"])
def test_an_unknown_way_is_refused_in_words(name: str) -> None:
    unknown: Any = {"weight": "parameter", "bias": "parameter"} | {name: "x"}
    with pytest.raises(ValueError, match=f"{name}: choose one of"):
        hold(LayerExample().layer(), **unknown)


@every_way
def test_only_a_parameter_that_requires_a_gradient_learns(weight: str, bias: str) -> None:
    run = train_held(weight, bias)
    learners = {"weight": weight == "parameter", "bias": bias == "parameter"}
    assert (run.refusal == "") == any(learners.values())
    for name, learns in learners.items():
        values = getattr(run, name)
        assert len(values) == (61 if any(learners.values()) else 1)
        assert (np.ptp(values) > 0) == learns
        assert np.isfinite(values).all()
    if any(learners.values()):
        assert run.loss[-1] < run.loss[0]


def test_when_both_learn_it_is_the_labs_own_run() -> None:
    run = train_held("parameter", "parameter")
    lab = train(Experiment(epochs=60), load(Experiment()))
    assert np.column_stack([run.weight, run.bias]) == pytest.approx(lab.params, rel=1e-5)
    assert run.loss == pytest.approx(lab.train_loss, rel=1e-4)


def test_a_frozen_weight_leaves_the_bias_to_find_its_own_best() -> None:
    """With w kept at 0.1, the best b on y = 2x + 1, x = 0..10, is 1 + 1.9 · 5."""
    run = train_held("frozen", "parameter", steps=1000)
    assert run.bias[-1] == pytest.approx(10.5, abs=1e-3)
    assert run.weight[-1] == run.weight[0] == pytest.approx(0.1)


@pytest.mark.parametrize("way", ["tensor", "buffer"])
def test_refusals_are_torchs_own_words(way: str) -> None:
    with pytest.raises(ValueError, match="parameter") as empty:
        torch.optim.SGD(nn.Module().parameters(), lr=0.1)
    assert train_held(way, way).refusal == str(empty.value)
    with pytest.raises(RuntimeError, match="grad") as none:
        torch.zeros(()).backward()
    assert train_held("frozen", way).refusal == str(none.value)
    layer = hold(LayerExample().layer(), way, "frozen")
    assert backward_through(layer, LayerExample().input()) == str(none.value)
