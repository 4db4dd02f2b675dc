"""A layer made by hand beside nn.Linear: their tensors, and what one output is made of."""

from __future__ import annotations

import numpy as np
import streamlit as st
from torch import Tensor, nn

from components.lab.state import lab
from components.modules import settings as modules_settings
from components.modules.heat_maps import Block, Mark, Matrices, Product, block, bound_of
from components.modules.settings import from_page, problem, state, whole_number
from components.player import board
from components.player.board import (
    Box,
    Codes,
    Fold,
    Formula,
    Line,
    Table,
    Text,
    Title,
    as_it_is,
    line,
)
from components.style import MINUS, number
from components.views.inside.listing import source
from models.modules.layer import HandMadeLayer, LayerExample, Trace, as_linear, trace

PICTURES, READY = "layer_pictures", "layer_ready"  # the two boards
W, B = r"\textcolor{weight}{W}", r"\textcolor{bias}{b}"


def show(example: LayerExample) -> None:
    """The layer made by hand with what the pressed cell is made of, seen together; nn.Linear."""
    layer, x = example.layer(), example.input()
    traced = trace(layer, x, state.value.row, state.value.column)
    tensors = (x, layer.weight, layer.bias, layer(x))
    bound = bound_of(*(t.detach().numpy() for t in tensors if t is not None))
    board.show(
        PICTURES,
        [*_hand_made(layer, x, traced, bound), _sum(traced), _products(traced)],
        size=lab.view.size,
        on_size=_resized,
        on_cell=_pressed,
    )
    with st.container(key="modules_cell", horizontal=True, vertical_alignment="bottom"):
        whole_number("row")
        whole_number("column")
    if why := problem("row", "column"):
        st.error(why)
    board.show(READY, [*_ready_made(layer, x, traced, bound), _code()])


def _hand_made(layer: HandMadeLayer, x: Tensor, traced: Trace, bound: float) -> list[object]:
    """x at the left, W above, b below it, and the output where x's rows meet W's columns."""
    weight, output = layer.weight.detach().numpy(), layer(x).detach().numpy()
    last, has_bias = weight.shape[0] - 1, layer.bias is not None
    below = 3 if has_bias else 2
    blocks = [
        block("input", "x", x.numpy(), "data", (below, 1)),
        block("weight", "W", weight, "weight", (1, 2)),
        block("output", "y", output, "prediction", (below, 2)),
    ]
    i, j = (traced.row, traced.row), (traced.column, traced.column)
    marks = [Mark(0, i, (0, last)), Mark(1, (0, last), j), Mark(2, i, j)]
    if layer.bias is not None:
        blocks.append(block("bias", "b", layer.bias.detach().numpy(), "bias", (2, 2)))
        marks.append(Mark(3, (0, 0), j))
    said = (
        f"{_titles(blocks)}. Framed: row {traced.row} of the input and column {traced.column} of "
        f"the weight, which make y[{traced.row}, {traced.column}] = {number(traced.output)}."
    )
    product = Product(2, 0, 1, 3 if has_bias else None)
    return [
        board.formula(rf"y = x \, {W}" + (f" + {B}" if has_bias else "")),
        Matrices(tuple(blocks), tuple(marks), bound, said, product, has_scale=True),
        Text(
            line(
                "Press a cell of the output to see its products: a row of the input times a "
                "column of the [weight|weight]" + (", plus the [bias|bias]." if has_bias else ".")
            ),
            "quiet",
        ),
    ]


def _ready_made(layer: HandMadeLayer, x: Tensor, traced: Trace, bound: float) -> list[object]:
    """nn.Linear's weight, bias and output, and how far that is from ours."""
    linear: nn.Linear = as_linear(layer)
    result = linear(x).detach().numpy()
    last = layer.weight.shape[0] - 1
    i, j = (traced.row, traced.row), (traced.column, traced.column)
    has_bias = linear.bias is not None
    blocks = [
        block("weight", "weight", linear.weight.detach().numpy(), "weight", (1, 1), rows=2),
        block("output", "y", result, "prediction", (2 if has_bias else 1, 2)),
    ]
    marks = [Mark(0, j, (0, last)), Mark(1, i, j)]
    if has_bias:
        blocks.append(block("bias", "bias", linear.bias.detach().numpy(), "bias", (1, 2)))
        marks.append(Mark(2, (0, 0), j))
    said = (
        f"nn.Linear's {_titles(blocks)}. Framed: row {traced.column} of the weight, and the same "
        "output cell."
    )
    name = r"\textcolor{weight}{\mathrm{weight}}"
    plus = r" + \textcolor{bias}{\mathrm{bias}}" if has_bias else ""
    difference = float(np.abs(result - layer(x).detach().numpy()).max())
    digits = "." if difference == 0 else ", the last digits of float32."
    return [
        Title(line("The same by PyTorch: `nn.Linear`")),
        board.formula(rf"y = x \, {name}^\top{plus}, \qquad {name} = {W}^\top"),
        Matrices(tuple(blocks), tuple(marks), bound, said),
        Text(
            line(
                "The same numbers, the same output: largest difference "
                f"**{number(difference)}**{digits}"
            )
        ),
    ]


def _titles(blocks: list[Block]) -> str:
    return "Matrices: " + ", ".join(block.title for block in blocks)


def _pressed() -> None:
    """The cell that was pressed is traced; whatever else a browser may send changes nothing."""
    match st.session_state[PICTURES].get("cell"):
        case [int(row), int(column)] if not isinstance(row, bool) and not isinstance(column, bool):
            modules_settings.trace_cell(row, column)
    from_page()


def _resized() -> None:
    lab.on_rest("size", player=PICTURES)
    from_page()


def _sum(traced: Trace) -> Formula:
    """The traced output as a sum, in symbols and in numbers."""
    i, j, last = traced.row, traced.column, len(traced.products) - 1
    symbols = rf"y_{{{i},{j}}} = \sum_{{k=0}}^{{{last}}} x_{{{i},k}} \, {W}_{{k,{j}}}"
    numbers = f"= {_typeset(float(traced.products.sum()))}"
    if traced.bias is not None:
        symbols += rf" + {B}_{{{j}}}"
        bias = _typeset(traced.bias)
        numbers += f" + {bias if traced.bias >= 0 else f'({bias})'} = {_typeset(traced.output)}"
    return board.formula(symbols, numbers)


def _products(traced: Trace) -> Table:
    """A row for each product, and below them the sum that they make."""
    i, j = traced.row, traced.column
    triples = zip(traced.inputs, traced.weights, traced.products, strict=True)
    rows = [(str(k), *(number(v.item()) for v in triple)) for k, triple in enumerate(triples)]
    ends = [("", "", "sum", number(traced.products.sum().item()))]
    if traced.bias is not None:
        ends.append(("", "", f"b[{j}]", number(traced.bias)))
    ends.append(("", "", f"y[{i}, {j}]", number(traced.output)))
    head = ("k", f"x[{i}, k]", f"W[k, {j}]", "product")
    return Table(
        name=f"The products that make y[{i}, {j}]",
        head=_cells(head),
        rows=tuple(map(_cells, [*rows, *ends])),
        numbers=3,
        last=len(ends),
        in_corner=True,
    )


def _cells(row: tuple[str, ...]) -> tuple[Line, ...]:
    return tuple(map(as_it_is, row))


def _typeset(value: float) -> str:
    """A number as LaTeX."""
    mantissa, _, exponent = number(value).replace(MINUS, "-").partition("e")
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if exponent else mantissa


def _code() -> Fold:
    """What made both layers, as it stands in its file."""
    ours = Box("class HandMadeLayer", (source(HandMadeLayer),))
    theirs = Box("as_linear", (source(as_linear),))
    codes = Codes(
        (
            (line("The layer made by hand"), (ours,)),
            (line("`nn.Linear`, with its numbers"), (theirs,)),
        )
    )
    return Fold("The code of both", (codes,))
