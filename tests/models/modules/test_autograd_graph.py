"""The graph that is shown is the one autograd walks: seen by a recursion, and by hooks."""

import dataclasses
from collections import Counter
from typing import Any

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.datasets import load
from models.experiment import Experiment
from models.learners import BY_ROWS, learner_of
from models.losses import LOSSES
from models.modules.autograd_graph import Graph, backward_graph, walk
from models.training import train
from tests.support.strategies import always_the_same, experiments, modest_lines

WITH_GRAPH = [name for name in BY_ROWS if name != "by_hand"]
with_graph = pytest.mark.parametrize("name", WITH_GRAPH)
SECOND = "Trying to backward through the graph a second time"


def learner_and_loss(experiment: Experiment) -> tuple[Any, torch.Tensor]:
    """A learner of this experiment with all weights 0.5 and bias −0.25, and its loss."""
    data = load(experiment)
    dtype = getattr(torch, experiment.precision)
    x, y = torch.tensor(data.x, dtype=dtype), torch.tensor(data.y, dtype=dtype)[:, None]
    start = torch.full(x.shape[1:], 0.5, dtype=dtype), torch.tensor([-0.25], dtype=dtype)
    learner = learner_of(experiment, *start)
    return learner, learner.loss(learner(x), y)


def names_by_recursion(function: Any) -> list[str]:
    """Names of all functions behind this one, children first, each path of the tree once."""
    below = [names_by_recursion(child) for child, _ in function.next_functions if child is not None]
    return [name for names in below for name in names] + [type(function).__name__]


def shapes_by_hooks(loss: torch.Tensor) -> tuple[Counter[Any], torch.Tensor]:
    """(name, shape of the gradient that really came in) for each function, at a real backward."""
    seen: Counter[Any] = Counter()

    def listen(function: Any) -> None:
        name = type(function).__name__

        def arrived(gradients: tuple[torch.Tensor, ...]) -> None:
            seen[name, tuple(gradients[0].shape)] += 1

        function.register_prehook(arrived)
        for child, _ in function.next_functions:
            if child is not None:
                listen(child)

    listen(loss.grad_fn)
    loss.backward()
    return seen, loss


def graph_of(experiment: Experiment, calls: int = 0, retain: bool = False) -> Graph:
    data = load(experiment)
    parameters = (*[0.5] * data.x.shape[1], -0.25)
    return backward_graph(experiment, data, parameters, calls, retain).graph


@with_graph
def test_names_are_those_of_another_walk(name: str) -> None:
    _, loss = learner_and_loss(Experiment(learner=name))
    found = [node.name for node in graph_of(Experiment(learner=name)).nodes]
    assert Counter(found) == Counter(names_by_recursion(loss.grad_fn))
    assert len(found) > 3


@pytest.mark.slow
@with_graph
@given(st.data())
@always_the_same
def test_shapes_are_those_of_the_gradients_that_really_flow(name: str, data: st.DataObject) -> None:
    drawn = data.draw(experiments(epochs=st.just(1)))
    experiment = dataclasses.replace(drawn, learner=name)
    _, loss = learner_and_loss(experiment)
    expected, _ = shapes_by_hooks(loss)
    nodes = graph_of(experiment).nodes
    assert Counter((node.name, node.shape) for node in nodes) == expected


@with_graph
def test_edges_carry_the_shape_that_their_target_expects(name: str) -> None:
    graph = graph_of(Experiment(learner=name))
    assert sorted({edge.target for edge in graph.edges}) == list(range(1, len(graph.nodes)))
    for edge in graph.edges:
        assert edge.shape == graph.nodes[edge.target].shape


@pytest.mark.slow
@with_graph
@given(st.data())
@always_the_same
def test_gradients_end_in_the_parameters_as_autograd_grad_finds_them(
    name: str, data: st.DataObject
) -> None:
    experiment = dataclasses.replace(data.draw(modest_lines()), learner=name)
    learner, loss = learner_and_loss(experiment)
    expected = torch.autograd.grad(loss, (learner.weight, learner.bias))
    before = {n.parameter: n for n in graph_of(experiment).nodes if n.parameter}
    after = {n.parameter: n for n in graph_of(experiment, calls=1).nodes if n.parameter}
    assert [n.gradient for n in before.values()] == [None, None]
    assert {n.name for n in before.values()} == {"AccumulateGrad"}
    for parameter, gradient in zip(("weight", "bias"), expected, strict=True):
        (node,) = [n for key, n in after.items() if key.endswith(parameter)]
        assert node.gradient is not None
        torch.testing.assert_close(node.gradient, gradient)
        assert node.value is not None
        assert node.value.tolist() == getattr(learner, parameter).tolist()


@with_graph
def test_second_backward_raises_in_pytorchs_own_words(name: str) -> None:
    experiment = Experiment(learner=name)
    _, loss = learner_and_loss(experiment)
    loss.backward()
    with pytest.raises(RuntimeError, match=SECOND) as error:
        loss.backward()
    data = load(experiment)
    assert backward_graph(experiment, data, (0.5, -0.25), 2).refusal == str(error.value)
    for fine in (0, 1):
        assert backward_graph(experiment, data, (0.5, -0.25), fine).refusal == ""


@with_graph
def test_a_second_backward_through_a_kept_graph_adds_the_gradient_once_more(name: str) -> None:
    experiment = Experiment(learner=name)
    assert backward_graph(experiment, load(experiment), (0.5, -0.25), 2, True).refusal == ""
    once, twice = graph_of(experiment, 1), graph_of(experiment, 2, True)
    for one, two in zip(once.nodes, twice.nodes, strict=True):
        if one.gradient is not None:
            assert two.gradient is not None
            assert two.gradient.tolist() == (2 * one.gradient).tolist()


@with_graph
def test_what_a_second_backward_misses_is_what_the_nodes_had_saved(name: str) -> None:
    """The names and shapes come from before; afterwards torch itself refuses to give them."""
    experiment = Experiment(learner=name)
    learner, loss = learner_and_loss(experiment)
    saved = {node.name: node.saved for node in walk(loss, learner).nodes if node.saved}
    assert saved
    functions = {type(loss.grad_fn).__name__: loss.grad_fn}
    functions |= {type(f).__name__: f for f, _ in loss.grad_fn.next_functions}  # type: ignore[union-attr]  # it has one
    loss.backward()
    for function_name in saved.keys() & functions.keys():
        for tensor in saved[function_name]:
            with pytest.raises(RuntimeError, match=SECOND):
                getattr(functions[function_name], f"_saved_{tensor}")


def test_by_hand_has_no_graph_and_says_so() -> None:
    experiment = Experiment(learner="by_hand")
    with pytest.raises(ValueError, match="no grad_fn"):
        graph_of(experiment)


@with_graph
def test_its_loss_is_the_runs(name: str) -> None:
    experiment = Experiment(learner=name, epochs=30)
    run = train(experiment, load(experiment))
    for step in (0, 7, 30):
        at = tuple(run.params[step])
        assert backward_graph(experiment, load(experiment), at).loss == run.train_loss[step]


ONE_OF_EACH_TASK = {
    "a line": Experiment(),
    "a plane": Experiment(dataset="longley", standardise=True),
    "labels": Experiment(dataset="hours", learning_rate=0.1),
    "labels of several features": Experiment(dataset="classes", learning_rate=0.2),
    "a class that was asked for": Experiment(
        dataset="iris_species", features=("sepal_length",), learn="class"
    ),
}


def test_every_task_has_its_graph_tried() -> None:
    tasks = {loss.task for loss in LOSSES.values()}
    assert {experiment.task for experiment in ONE_OF_EACH_TASK.values()} == tasks


@pytest.mark.slow
@pytest.mark.parametrize("name", ONE_OF_EACH_TASK)
@pytest.mark.parametrize("learner", WITH_GRAPH)
@pytest.mark.parametrize("step", [0, 7])
def test_the_graphs_loss_and_gradients_are_the_runs(name: str, learner: str, step: int) -> None:
    experiment = dataclasses.replace(ONE_OF_EACH_TASK[name], learner=learner)
    run = train(experiment, load(experiment))
    told = backward_graph(experiment, run.dataset, tuple(run.params[step]), calls=1)
    found = [node.gradient for node in told.graph.nodes if node.parameter]
    assert told.loss == run.train_loss[step]
    assert told.refusal == ""
    gradients = {value for each in found if each is not None for value in each.flatten().tolist()}
    assert gradients == set(run.gradients[step].tolist())
