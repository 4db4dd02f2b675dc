"""The autograd graph of the present model's loss, as a picture; and backward() through it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field

import streamlit as st
from torch import Tensor

from components.film.cache import run_of
from components.modules import settings as modules_settings
from components.modules.layered_graph import Place, places
from components.modules.settings import switch
from components.player import board
from components.player.board import Piece, Text, as_it_is, line
from components.session import uploaded_file
from components.style import number
from components.views.sentences import handout
from models.datasets.dataset import DataError
from models.experiment import CHOICES, Experiment
from models.modules.autograd_graph import Backward, Graph, Node, backward_graph
from models.run import parameter_names

GRAPH, OUTCOME = "graph_board", "graph_outcome"  # the two boards
# These learners' formulas are written out: autograd records nothing.
WITHOUT_GRAPH = ("by_hand", "by_moments")
INSTEAD = "by_parameter"
LOSS = "loss"  # the node that stands for it


@dataclass(frozen=True)
class Box:
    """A node as it is drawn: its lines of text; colour: the meaning of its frame, "" for none.

    is_plain: words alone, without a frame.
    """

    name: str
    lines: tuple[str, ...]
    place: Place
    colour: str = "muted"
    is_plain: bool = False


@dataclass(frozen=True)
class Arrow:
    """Between two boxes, by their names, with what travels along it."""

    source: str
    target: str
    text: str
    colour: str = "gradient"


@dataclass(frozen=True)
class Drawn:
    """The graph as a part of a board. said: all of it in words."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    said: str
    kind: str = field(default="graph", init=False)


def show(experiment: Experiment, step: int) -> None:
    """The graph, the switches for backward(), and what happens to the gradients."""
    has_graph = experiment.learner not in WITHOUT_GRAPH
    shown = experiment if has_graph else dataclasses.replace(experiment, learner=INSTEAD)
    try:
        data = uploaded_file.dataset(experiment)
        run = run_of(shown, data, uploaded_file.fingerprint(shown))
    except DataError as error:  # which may hold a stranger's words
        st.text(f"Of the lab's data there is no loss, and no graph of it. {error}.")
        return
    names = CHOICES["learner"].options
    picture, words = st.columns([3, 2], gap="medium")
    with words:
        if not has_graph:
            st.info(
                f"The lab's learner is “{names[experiment.learner]}”. Its loss has no `grad_fn`, "
                "so no graph: its parameters do not require gradients, as it computes them itself, "
                f"by formulas. Shown instead: “{names[INSTEAD]}”."
            )
        calls, retain = _calls()
    seen, step = run.dataset, min(step, run.steps)
    parameters = tuple(map(float, run.params[step]))
    backward = backward_graph(shown, seen, parameters, calls, retain)
    with picture:
        board.show(GRAPH, [drawn(backward)])
    with words:
        if backward.refusal:
            st.error(f"RuntimeError: {backward.refusal}")
        of_lab: tuple[Piece, ...] = (
            *line(
                f"The lab's present experiment at step {step}, learner “{names[shown.learner]}”: "
            ),
            *as_it_is(f"{parameter_names(seen)[0]} = {number(parameters[0])}"),
            *line(f", b = {number(parameters[-1])}; its [loss|loss] is {number(backward.loss)}."),
        )
        settings = [*modules_settings.told(), *handout.settings_of(experiment, seen)]
        said = [Text(line(_outcome(backward, calls, retain))), Text(of_lab, "quiet")]
        board.show(OUTCOME, said, settings=settings)


def _calls() -> tuple[int, bool]:
    """How often backward() is called, and whether it keeps the graph."""
    if not switch("backward"):
        return 0, False
    retain = switch("retain_graph")
    return 1 + switch("again"), retain


def _outcome(backward: Backward, calls: int, retain: bool) -> str:
    """What the calls did; where PyTorch refuses, why."""
    if calls == 0:
        return (
            "[Forward|forward] has recorded this [graph|grad_fn], from the loss back to the "
            "parameters. Each [.grad|grad] is `None` as yet: [backward()|backward] walks the "
            "arrows, and [AccumulateGrad|accumulate] **adds** what arrives to the parameter's "
            "`.grad`."
        )
    if backward.refusal:
        saved = [f"`{n.name}` had saved {_saved(n)}" for n in backward.graph.nodes if n.saved]
        return (
            "**Why:** the first [backward()|backward] needed the tensors that the forward pass had "
            f"saved, and freed them on its way: {'; '.join(saved)}. A training loop does not meet "
            "this: each step makes a new graph by a new [forward pass|forward]."
        )
    if calls == 2:
        return (
            "The second call went through, as the graph was kept; and [AccumulateGrad|accumulate] "
            "**added** the same gradients once more, so each [.grad|grad] is now twice the "
            "gradient. This is why a training loop begins with `zero_grad()`."
        )
    kept = "has kept" if retain else "has freed"
    return (
        "The gradients have arrived: [AccumulateGrad|accumulate] has added them to each "
        f"[.grad|grad]. The graph {kept} what it had saved."
    )


def _saved(node: Node) -> str:
    return ", ".join(f"{name} {shape}" for name, shape in node.saved.items())


def spoken(backward: Backward) -> str:
    """The graph in words, for whoever cannot see it."""
    names = [f"{node.name} {node.shape}" for node in backward.graph.nodes]
    grads = [
        f"{node.parameter} has gradient {_value(node.gradient)}"
        for node in backward.graph.nodes
        if node.parameter
    ]
    return f"From the loss back: {', '.join(names)}. {'; '.join(grads)}."


def _value(tensor: Tensor | None) -> str:
    return "None" if tensor is None else ", ".join(map(number, tensor.flatten().tolist()))


def drawn(backward: Backward) -> Drawn:
    """The graph, the loss at the top and the parameters at the bottom."""
    graph = backward.graph
    arrows = [Arrow(LOSS, "n0", "()", "loss"), *_arrows(graph)]
    where = places(LOSS, [(arrow.source, arrow.target) for arrow in arrows])
    boxes = [Box(LOSS, ("loss",), where[LOSS], "loss", is_plain=True)]
    for node in graph.nodes:
        boxes += _boxes(node, where)
    return Drawn(tuple(boxes), tuple(arrows), spoken(backward))


def _arrows(graph: Graph) -> list[Arrow]:
    among = [Arrow(f"n{e.source}", f"n{e.target}", str(e.shape)) for e in graph.edges]
    into = [Arrow(f"n{n.number}", f"p{n.number}", "+=") for n in graph.nodes if n.parameter]
    return among + into


def _boxes(node: Node, where: dict[str, Place]) -> list[Box]:
    """A function; and below one that adds to a parameter's .grad, the parameter."""
    name, own = f"n{node.number}", f"p{node.number}"
    lines = (node.name, *([f"saved: {_saved(node)}"] if node.saved else ()))
    if not node.parameter:
        return [Box(name, lines, where[name])]
    colour = "weight" if node.parameter.endswith("weight") else "bias"
    held = (
        f"{node.parameter} {node.shape}",
        f"= {_value(node.value)}",
        f".grad = {_value(node.gradient)}",
    )
    return [
        Box(name, (*lines, "adds to .grad"), where[name], "gradient"),
        Box(own, held, where[own], colour),
    ]
