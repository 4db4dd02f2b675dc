"""The graph that autograd recorded of a loss, walked from its real grad_fn."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn

from models.datasets import Dataset
from models.experiment import Experiment
from models.learners import learner_of

Shape = tuple[int, ...]
SAVED = "_saved_"


@dataclass(frozen=True, eq=False)
class Node:
    """One function of the graph, by PyTorch's own name for it.

    shape: of the gradient that comes in, which is the shape of what its forward gave.
    saved: name → shape of the tensors that it keeps for backward().
    parameter: the name of the parameter into whose .grad it adds, else "".
    """

    number: int
    name: str
    shape: Shape
    saved: dict[str, Shape] = field(default_factory=dict)
    parameter: str = ""
    value: Tensor | None = None
    gradient: Tensor | None = None


@dataclass(frozen=True)
class Edge:
    """A gradient of this shape goes from one node to another."""

    source: int
    target: int
    shape: Shape


@dataclass(frozen=True, eq=False)
class Graph:
    """Nodes in the order of the walk, the loss's own first; edges in the gradient's direction."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def walk(loss: Tensor, model: nn.Module) -> Graph:
    """The graph behind a loss; ValueError where it has none.

    To be walked before backward(), which frees what the nodes have saved.
    """
    if loss.grad_fn is None:
        raise ValueError("this loss has no grad_fn: nothing was recorded")
    names = {id(p): name for name, p in model.named_parameters()}
    numbers: dict[Any, int] = {loss.grad_fn: 0}
    nodes, edges, waiting = [], [], [loss.grad_fn]
    while waiting:
        function: Any = waiting.pop(0)
        nodes.append(_node(numbers[function], function, names))
        for following, which in function.next_functions:
            if following is None:  # an input that needs no gradient
                continue
            if following not in numbers:
                numbers[following] = len(numbers)
                waiting.append(following)
            shape = tuple(following._input_metadata[which].shape)
            edges.append(Edge(numbers[function], numbers[following], shape))
    return Graph(tuple(nodes), tuple(edges))


def _node(number: int, function: Any, names: dict[int, str]) -> Node:
    variable = getattr(function, "variable", None)  # only AccumulateGrad has one
    return Node(
        number=number,
        name=function.name().removeprefix("torch::autograd::"),
        shape=tuple(function._input_metadata[0].shape),
        saved=_saved(function),
        parameter="" if variable is None else names.get(id(variable), "tensor"),
        value=None if variable is None else variable.detach().clone(),
        gradient=None if variable is None or variable.grad is None else variable.grad.clone(),
    )


def _saved(function: Any) -> dict[str, Shape]:
    found = {n: getattr(function, n) for n in dir(function) if n.startswith(SAVED)}
    return {
        name.removeprefix(SAVED): tuple(value.shape)
        for name, value in found.items()
        if isinstance(value, torch.Tensor)
    }


@dataclass(frozen=True, eq=False)
class Backward:
    """A learner's graph, after so many calls of backward().

    loss: its number. refusal: PyTorch's sentence where the last call raised, else "".
    """

    graph: Graph
    loss: float
    refusal: str


def backward_graph(
    experiment: Experiment,
    dataset: Dataset,
    parameters: tuple[float, ...],
    calls: int = 0,
    retain_graph: bool = False,
) -> Backward:
    """The graph of the experiment's loss at (w…, b), with the gradients after `calls` backward().

    Raises ValueError for a learner that records none.
    """
    dtype = getattr(torch, experiment.precision)
    x = torch.tensor(dataset.x, dtype=dtype)
    y = torch.tensor(dataset.y, dtype=dtype).reshape(-1, 1)
    numbers = torch.tensor(parameters, dtype=torch.float64).to(dtype)
    learner = learner_of(experiment, numbers[:-1], numbers[-1:])
    loss = learner.loss(learner(x), y)
    before = walk(loss, learner)
    refusal = ""
    try:
        for _ in range(calls):
            loss.backward(retain_graph=retain_graph)
    except RuntimeError as error:
        refusal = str(error)
    return Backward(_with_gradients(before, learner), loss.item(), refusal)


def _with_gradients(graph: Graph, model: nn.Module) -> Graph:
    """The graph as it was recorded, with the parameters' gradients as they are now."""
    found = {name: p.grad for name, p in model.named_parameters()}
    nodes = (replace(n, gradient=found[n.parameter]) if n.parameter else n for n in graph.nodes)
    return Graph(tuple(nodes), graph.edges)
