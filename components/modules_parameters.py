"""parameters(): who is in the list, what changes that, and who learns because of it."""

from __future__ import annotations

import inspect

import plotly.graph_objects as go
import streamlit as st
import torch

from components.modules_settings import holding, switch
from components.spelling import plain
from components.style import FONT_SIZE, LIGHT, axis, layout, number
from components.theme import painted
from models.experiment import Experiment
from models.holding import (
    HOLDINGS,
    HeldRun,
    ParameterRow,
    backward_through,
    hold,
    memberships,
    parameter_rows,
    train_held,
)
from models.layer import HandMadeLayer, LayerExample

LOOP = "for i, p in enumerate(layer.parameters()):\n    print(i, p)"
YES, NO = "yes", "no"

WHAT_FOLLOWS = {
    "parameter": "is in `parameters()`: the optimizer finds it, autograd fills its `.grad`, "
    "and each step moves it",
    "frozen": "is still in `parameters()`, but autograd keeps no gradient for it: its `.grad` "
    "stays `None`, and the optimizer leaves it where it is",
    "tensor": "is a plain attribute: the module does not list, save or move it, and no optimizer "
    "ever hears of it",
    "buffer": "is a buffer: saved in `state_dict()` and moved by `.to()` with the module, but not "
    "in `parameters()`, so it is not trained",
}


def show(example: LayerExample) -> None:
    """The table of the loop, the ways to hold a tensor, and a training that shows the effect."""
    choice, effect = st.columns(2, gap="medium")
    with choice:
        ways = _ways()
        after = switch("after_backward")
    layer = hold(example.layer(), *ways)
    refusal = backward_through(layer, example.input()) if after else ""
    with effect:
        _loop(layer, refusal)
    left, right = st.columns(2, gap="medium")
    with left:
        _memberships(layer, example, ways)
    with right:
        _training(train_held(*ways), ways)


def _ways() -> tuple[str, str]:
    weight, bias = st.columns(2)
    with weight:
        weight_as = holding("weight_as")
    with bias:
        bias_as = holding("bias_as")
    return weight_as, bias_as


def _loop(layer: HandMadeLayer, refusal: str) -> None:
    """What the loop prints, as a table."""
    st.code(LOOP, wrap_lines=True)
    rows = parameter_rows(layer)
    if rows:
        st.table([_cells(row) for row in rows], hide_index=True)
    else:
        st.info("The loop prints nothing: `parameters()` is empty.")
    if refusal:
        st.warning(f"PyTorch refuses `backward()`: “{refusal}”.")


def _cells(row: ParameterRow) -> dict[str, str]:
    return {
        "i": str(row.index),
        "name": f"`{row.name}`",
        "shape": str(row.shape),
        "count": str(row.count),
        "requires_grad": str(row.requires_grad),
        "is_leaf": str(row.is_leaf),
        "grad": _gradient(row.gradient),
    }


def _gradient(gradient: torch.Tensor | None) -> str:
    """None, or its shape and its largest value."""
    if gradient is None:
        return "None"
    return f"{tuple(gradient.shape)}, largest {number(float(gradient.abs().max()))}"


def _memberships(layer: HandMadeLayer, example: LayerExample, ways: tuple[str, str]) -> None:
    """Where the module keeps each of its tensors, and what that means."""
    st.subheader("Where the module keeps them", anchor=False)
    st.table(
        [
            {
                "": f"`{m.name}`",
                "type": f"`{m.kind}`",
                "parameters()": YES if m.in_parameters else NO,
                "buffers()": YES if m.in_buffers else NO,
                "state_dict()": YES if m.in_state_dict else NO,
            }
            for m in memberships(layer)
        ],
        hide_index=True,
    )
    for name, way in zip(("weight", "bias"), ways, strict=True):
        if name == "bias" and not example.layer_bias:
            st.markdown("The layer has no **bias**: it is switched off in the sidebar.")
        else:
            st.markdown(f"The **{name}** {WHAT_FOLLOWS[way]}.")
    changed = [way for way in dict.fromkeys(ways) if way != "parameter"]
    if changed:
        st.code("\n".join(inspect.getsource(HOLDINGS[way]) for way in changed), wrap_lines=True)


def _training(run: HeldRun, ways: tuple[str, str]) -> None:
    """The curves of both numbers, or why there are none."""
    experiment = Experiment()
    st.subheader("Who learns", anchor=False)
    st.caption(
        "A layer of one weight w and one bias b, held in the same way, trained on y = 2x + 1: "
        f"gradient descent, learning rate {plain(experiment.learning_rate)}."
    )
    if run.refusal:
        st.info(
            f"Nobody: PyTorch refuses to train, “{run.refusal}”. "
            f"w stays {number(run.weight[0])}, b stays {number(run.bias[0])}."
        )
        return
    st.markdown(" ".join(_sentence(*named) for named in _named(run)))
    st.plotly_chart(
        painted(curves(run).to_dict()),
        theme=None,
        key="held_chart",
        config={"displayModeBar": False},
        alt=" ".join(_sentence(*named) for named in _named(run)).replace("*", ""),
    )


def _named(run: HeldRun) -> list[tuple[str, float, float]]:
    """Name, start and end of each number."""
    return [("w", run.weight[0], run.weight[-1]), ("b", run.bias[0], run.bias[-1])]


def _sentence(name: str, start: float, end: float) -> str:
    if start == end:
        return f"**{name}** stands still at {number(start)}."
    return f"**{name}** learns: from {number(start)} to {number(end)}."


def curves(run: HeldRun) -> go.Figure:
    """w and b at each step, each named at its end."""
    names = (("weight", "w", run.weight, "solid"), ("bias", "b", run.bias, "dash"))
    last = len(run.weight) - 1
    traces = [
        go.Scatter(
            y=values,
            mode="lines",
            line={"color": LIGHT[meaning], "width": 3, "dash": dash},
            hovertemplate=f"step %{{x}}<br>{name} %{{y:.4g}}<extra></extra>",
        )
        for meaning, name, values, dash in names
    ]
    labels = [
        {
            "text": f"<b>{name} = {number(values[-1])}</b>",
            "x": last,
            "y": values[-1],
            "xanchor": "left",
            "xshift": 6,
            # Apart where the curves end close together.
            "yanchor": "bottom" if values[-1] >= other[-1] else "top",
            "showarrow": False,
            "font": {"size": FONT_SIZE + 2, "color": LIGHT[meaning]},
        }
        for (meaning, name, values, _), other in zip(names, (run.bias, run.weight), strict=True)
    ]
    return go.Figure(
        traces,
        {
            **layout(axis("step", range=[0, last]), axis("w, b")),
            "height": 300,
            "margin": {"l": 62, "r": 104, "t": 12, "b": 38},  # at the right, the curves' names
            "annotations": labels,
            "dragmode": False,
        },
    )
