"""parameters(): who is in the list, what changes that, and who learns because of it."""

from __future__ import annotations

import streamlit as st
import torch

from components.modules.curves import Curve, Curves
from components.modules.settings import holding, switch
from components.player import board
from components.player.board import Beside, Box, Codes, Line, Table, Text, Title, as_it_is, line
from components.style import number
from components.views.inside.listing import Block, coloured, source
from components.views.sentences.spelling import plain
from models.experiment import Experiment
from models.modules.layer import HandMadeLayer, LayerExample
from models.modules.registration import (
    HOLDINGS,
    HeldRun,
    ParameterRow,
    backward_through,
    hold,
    memberships,
    parameter_rows,
    train_held,
)

LOOP_BOARD, HELD_BOARD = "parameters_loop", "parameters_held"
LOOP = "for i, p in enumerate(layer.parameters()):\n    print(i, p)\n"
YES, NO = "yes", "no"

WHAT_FOLLOWS = {
    "parameter": "is in `parameters()`: the [optimizer|optimizer] finds it, "
    "[autograd|autograd] fills its [.grad|grad], and each step moves it",
    "frozen": "is still in `parameters()`, but [autograd|autograd] keeps no gradient for it: its "
    "[.grad|grad] stays `None`, and the [optimizer|optimizer] leaves it where it is",
    "tensor": "is a plain attribute: the module does not list, save or move it, and no "
    "[optimizer|optimizer] ever hears of it",
    "buffer": "is a [buffer|buffer]: saved in [state_dict()|state_dict] and moved by `.to()` with "
    "the module, but not in `parameters()`, so it is not trained",
}


def show(example: LayerExample) -> None:
    """The table of the loop, the ways to hold a tensor, and a training that shows the effect."""
    choice, effect = st.columns([2, 3], gap="medium")
    with choice:
        ways = _ways()
        after = switch("after_backward")
    layer = hold(example.layer(), *ways)
    refusal = backward_through(layer, example.input()) if after else ""
    with effect:
        board.show(LOOP_BOARD, _loop(layer))
        if refusal:
            st.warning(f"PyTorch refuses `backward()`: “{refusal}”.")
    columns = (_memberships(layer, example, ways), _training(train_held(*ways)))
    board.show(HELD_BOARD, [Beside(columns)])


def _ways() -> tuple[str, str]:
    weight, bias = st.columns(2)
    with weight:
        weight_as = holding("weight_as")
    with bias:
        bias_as = holding("bias_as")
    return weight_as, bias_as


def _loop(layer: HandMadeLayer) -> list[object]:
    """What the loop prints, as a table."""
    rows = parameter_rows(layer)
    loop = Codes((((), (Box("The loop over parameters()", (Block(1, coloured(LOOP), {}),)),)),))
    if not rows:
        return [loop, Text(line("The loop prints nothing: `parameters()` is empty."))]
    head = (
        "i",
        "name",
        "shape",
        "count",
        "[requires_grad|requires_grad]",
        "[is_leaf|is_leaf]",
        "[grad|grad]",
    )
    name = "What the loop over parameters() prints"
    return [loop, Table(name, tuple(map(line, head)), tuple(map(_cells, rows)))]


def _cells(row: ParameterRow) -> tuple[Line, ...]:
    plain = (row.shape, row.count, row.requires_grad, row.is_leaf, _gradient(row.gradient))
    return (as_it_is(str(row.index)), line(f"`{row.name}`"), *(as_it_is(str(v)) for v in plain))


def _gradient(gradient: torch.Tensor | None) -> str:
    """None, or its shape and its largest value."""
    if gradient is None:
        return "None"
    return f"{tuple(gradient.shape)}, largest {number(float(gradient.abs().max()))}"


def _memberships(
    layer: HandMadeLayer, example: LayerExample, ways: tuple[str, str]
) -> tuple[object, ...]:
    """Where the module keeps each of its tensors, and what that means."""
    head = ("", "type", "`parameters()`", "[buffers()|buffer]", "[state_dict()|state_dict]")
    rows = tuple(
        (
            line(f"`{m.name}`"),
            line(f"`{m.kind}`"),
            *(
                as_it_is(YES if held else NO)
                for held in (m.in_parameters, m.in_buffers, m.in_state_dict)
            ),
        )
        for m in memberships(layer)
    )
    said = []
    for name, way in zip(("weight", "bias"), ways, strict=True):
        if name == "bias" and not example.layer_bias:
            said.append(Text(line("The layer has no **bias**: it is switched off in the sidebar.")))
        else:
            said.append(Text(line(f"The **{name}** {WHAT_FOLLOWS[way]}.")))
    changed = [way for way in dict.fromkeys(ways) if way != "parameter"]
    code = Codes(
        tuple(
            (line(f"How it is made so: {way}"), (Box(way, (source(HOLDINGS[way]),)),))
            for way in changed
        )
    )
    table = Table("Where the module keeps its tensors", tuple(map(line, head)), rows)
    title = Title(line("Where the module keeps them"))
    return (title, table, *said, *([code] if changed else []))


def _training(run: HeldRun) -> tuple[object, ...]:
    """The curves of both numbers, or why there are none."""
    title = Title(line("Who learns"))
    given = Text(
        line(
            "A layer of one weight w and one bias b, held in the same way, trained on y = 2x + 1: "
            f"[gradient descent|gradient], [learning rate|learning_rate] "
            f"{plain(Experiment().learning_rate)}."
        ),
        "quiet",
    )
    if run.refusal:
        refusal = Text(
            as_it_is(
                f"Nobody: PyTorch refuses to train, “{run.refusal}”. "
                f"w stays {number(run.weight[0])}, b stays {number(run.bias[0])}."
            )
        )
        return title, given, refusal
    learned = line(" ".join(_sentence(*named) for named in _named(run)))
    return title, given, Text(learned), curves(run)


def _named(run: HeldRun) -> list[tuple[str, float, float]]:
    """Name, start and end of each number."""
    return [("w", run.weight[0], run.weight[-1]), ("b", run.bias[0], run.bias[-1])]


def _sentence(name: str, start: float, end: float) -> str:
    if start == end:
        return f"**{name}** stands still at {number(start)}."
    return f"**{name}** learns: from {number(start)} to {number(end)}."


def curves(run: HeldRun) -> Curves:
    """w and b at each step, each named at its end."""
    weight, bias = (tuple(map(float, values)) for values in (run.weight, run.bias))
    said = " ".join(_sentence(*named) for named in _named(run)).replace("*", "")
    return Curves(
        "step", "w, b", (Curve("w", weight, "weight"), Curve("b", bias, "bias", "3 2")), said
    )
