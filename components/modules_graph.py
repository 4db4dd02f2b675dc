"""The autograd graph of the present model's loss, as a picture; and backward() through it."""

from __future__ import annotations

import dataclasses

import streamlit as st
from torch import Tensor

from components import operation, own_data
from components.giving_way import give_way
from components.modules_settings import switch
from components.style import number
from components.theme import colours
from models.autograd_graph import Backward, Graph, Node, backward_graph
from models.dataset import DataError, Dataset
from models.experiment import CHOICES, Experiment
from models.preparing import prepare
from models.run import parameter_names
from models.training import train

# These learners' formulas are written out: autograd records nothing.
WITHOUT_GRAPH = ("by_hand", "by_moments")
INSTEAD = "by_parameter"


def show(experiment: Experiment, step: int) -> None:
    """The graph, the switches for backward(), and what happens to the gradients."""
    try:
        data = own_data.dataset(experiment)
    except DataError as error:  # which may hold a stranger's words
        st.text(f"The lab's data are not there, so no loss and no graph of it. {error}.")
        return
    names = CHOICES["learner"].options
    picture, words = st.columns([3, 2], gap="medium")
    shown = experiment
    with words:
        if experiment.learner in WITHOUT_GRAPH:
            shown = dataclasses.replace(experiment, learner=INSTEAD)
            st.info(
                f"The lab's learner is “{names[experiment.learner]}”. Its loss has no `grad_fn`, "
                "so no graph: its parameters do not require gradients, as it computes them itself, "
                f"by formulas. Shown instead: “{names[INSTEAD]}”."
            )
        calls, retain = _calls()
    seen = prepare(data, shown).training
    step, parameters = parameters_at(shown, step, data, own_data.fingerprint(shown))
    backward = backward_graph(shown, seen, parameters, calls, retain)
    with picture:
        st.graphviz_chart(dot(backward.graph, colours()), alt=spoken(backward))
    with words:
        _outcome(backward, calls, retain)
        st.caption(
            f"The lab's present experiment at step {step}, learner “{names[shown.learner]}”: "
            f"{parameter_names(seen)[0]} = {number(parameters[0])}, b = {number(parameters[-1])}; "
            f"its loss is {number(backward.loss)}."
        )


@st.cache_data(max_entries=64, show_spinner=False)
def parameters_at(
    experiment: Experiment, step: int, _dataset: Dataset, fingerprint: str = ""
) -> tuple[int, tuple[float, ...]]:
    """The step, not beyond the run's last, and the parameters there; fingerprint: of a file."""
    with operation.training(experiment.to_query()) as request, operation.metrics.stage("train"):
        run = train(experiment, _dataset, ask=give_way)
        request.steps = run.steps
    step = min(step, run.steps)
    return step, tuple(float(value) for value in run.params[step])


def _calls() -> tuple[int, bool]:
    """How often backward() is called, and whether it keeps the graph."""
    if not switch("backward"):
        return 0, False
    retain = switch("retain_graph")
    return 1 + switch("again"), retain


def _outcome(backward: Backward, calls: int, retain: bool) -> None:
    """What the calls did, in words; and PyTorch's own, where it refuses."""
    if calls == 0:
        st.markdown(
            "Forward has recorded this graph, from the loss back to the parameters. Each `.grad` "
            "is `None` as yet: `backward()` walks the arrows, and **AccumulateGrad adds** what "
            "arrives to the parameter's `.grad`."
        )
    elif backward.refusal:
        st.error(f"RuntimeError: {backward.refusal}")
        saved = [f"`{n.name}` had saved {_saved(n)}" for n in backward.graph.nodes if n.saved]
        st.markdown(
            "**Why:** the first `backward()` needed the tensors that the forward pass had saved, "
            f"and freed them on its way: {'; '.join(saved)}. A training loop does not meet this: "
            "each step makes a new graph by a new forward pass."
        )
    elif calls == 2:
        st.markdown(
            "The second call went through, as the graph was kept; and AccumulateGrad **added** "
            "the same gradients once more, so each `.grad` is now twice the gradient. This is "
            "why a training loop begins with `zero_grad()`."
        )
    else:
        kept = "has kept" if retain else "has freed"
        st.markdown(
            "The gradients have arrived: AccumulateGrad has added them to each `.grad`. The graph "
            f"{kept} what it had saved."
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


def dot(graph: Graph, palette: dict[str, str]) -> str:
    """The graph in the language of Graphviz, the loss at the top."""
    lines = [
        "digraph {",
        'bgcolor="transparent"; rankdir=TB; nodesep=0.6; ranksep=0.27;',
        f'node [fontname="sans-serif", fontsize=13, shape=box, style="rounded", margin="0.14,0.05",'
        f' color="{palette["muted"]}", fontcolor="{palette["optimum"]}"];',
        f'edge [fontname="sans-serif", fontsize=12, color="{palette["gradient"]}",'
        f' fontcolor="{palette["gradient"]}"];',
        f'loss [label="loss", shape=plain, fontcolor="{palette["loss"]}"];',
        f'loss -> n0 [color="{palette["loss"]}", label=" ()", fontcolor="{palette["loss"]}"];',
    ]
    for node in graph.nodes:
        lines += _node(node, palette)
    for edge in graph.edges:
        lines.append(f'n{edge.source} -> n{edge.target} [label=" {edge.shape}"];')
    return "\n".join([*lines, "}"])


def _node(node: Node, palette: dict[str, str]) -> list[str]:
    label = node.name
    if node.saved:
        label += f"\\nsaved: {_saved(node)}"
    if not node.parameter:
        return [f'n{node.number} [label="{label}"];']
    colour = palette["weight" if node.parameter.endswith("weight") else "bias"]
    value = f"{node.parameter} {node.shape}\\n= {_value(node.value)}"
    gradient = f".grad = {_value(node.gradient)}"
    return [
        f'n{node.number} [label="{label}\\nadds to .grad", color="{palette["gradient"]}"];',
        f'p{node.number} [label="{value}\\n{gradient}", penwidth=2, style="",'
        f' color="{colour}", fontcolor="{colour}"];',
        f'n{node.number} -> p{node.number} [arrowhead=vee, label="   +="];',
    ]
