"""A layer made by hand beside nn.Linear: their tensors, and what one output is made of."""

from __future__ import annotations

import inspect

import numpy as np
import streamlit as st
from torch import Tensor, nn

from components.matrices import Block, Mark, bound_of, picture, spaces
from components.modules_settings import from_page, problem, whole_number
from components.style import MINUS, number
from components.theme import colours, diverging
from models.layer import HandMadeLayer, LayerExample, Trace, as_linear, trace

CHART = "layer_chart"
WRITTEN_OUT = 8  # so many products are written out where the pointer is
ROWS_SEEN = 8  # of the table of products; more are scrolled to
TABLE_HEIGHT = 400


def show(example: LayerExample) -> None:
    """Both layers side by side, and below them the trace of the cell that was pointed at."""
    layer, x = example.layer(), example.input()
    left, right = st.columns(2, gap="medium")
    st.subheader("One output: its row, its column, the products, the sum", anchor=False)
    choice, table = st.columns(2, gap="medium")
    with choice:
        traced = _choose_cell(layer, x)
    with table:
        _products(traced)
    tensors = (x, layer.weight, layer.bias, layer(x))
    bound = bound_of(*(t.detach().numpy() for t in tensors if t is not None))
    with left:
        _hand_made(layer, x, traced, bound)
    with right:
        _ready_made(layer, x, traced, bound)
    with st.expander("The code of both"):
        st.code(inspect.getsource(HandMadeLayer), wrap_lines=True)
        st.code(inspect.getsource(as_linear), wrap_lines=True)


def _choose_cell(layer: HandMadeLayer, x: Tensor) -> Trace:
    row_place, column_place = st.columns(2)
    with row_place:
        row = whole_number("row")
    with column_place:
        column = whole_number("column")
    if why := problem("row", "column"):
        st.error(why)
    st.caption("Or click a cell of the output above; the pointer alone shows how its sum begins.")
    traced = trace(layer, x, row, column)
    for line in _sum(traced):
        st.latex(line)
    return traced


def _hand_made(layer: HandMadeLayer, x: Tensor, traced: Trace, bound: float) -> None:
    """x at the left, W above, b below it, and the output where x's rows meet W's columns."""
    st.subheader("By hand", anchor=False)
    st.latex(_formula(layer))
    columns, output = layer.weight.shape[1], layer(x).detach().numpy()
    features = x.shape[1]
    space = spaces(features + columns)
    left, top = space.beside(features), features + 1.0
    weight = Block("weight", "W", layer.weight.detach().numpy(), "weight", left, space.title)
    blocks, top = [weight], space.title + features
    j = (traced.column, traced.column)
    marks = [Mark(weight, (0, features - 1), j)]
    if layer.bias is not None:
        bias = Block("bias", "b", layer.bias.detach().numpy(), "bias", left, top + space.title)
        blocks.append(bias)
        marks.append(Mark(bias, (0, 0), j))
        top += space.title + 1
    top += space.title
    given = Block("input", "x", x.numpy(), "data", 0, top)
    result = Block("output", "y", output, "prediction", left, top)
    i = (traced.row, traced.row)
    marks += [Mark(given, i, (0, features - 1)), Mark(result, i, j)]
    figure = picture(
        [*blocks, given, result],
        space,
        bound,
        colours(),
        diverging(),
        marks,
        pointed=(result, _pointed_texts(layer, x, result)),
    )
    st.plotly_chart(
        figure,
        theme=None,
        key=CHART,
        on_select=_clicked,
        selection_mode="points",
        config={"displayModeBar": False},
        alt=(
            f"Heat maps of {', '.join(b.title for b in [given, *blocks, result])}. "
            f"Framed: row {traced.row} of the input and column {traced.column} of the weight, "
            f"which make {result.cell(traced.row, traced.column)}."
        ),
    )


def _clicked() -> None:
    """The cell that was clicked is the one that is traced."""
    for point in st.session_state[CHART].selection.points:
        match point:
            case {"customdata": [int(row), int(column)]}:  # whatever else a browser may send
                st.session_state["row"], st.session_state["column"] = row, column
    from_page()


def _ready_made(layer: HandMadeLayer, x: Tensor, traced: Trace, bound: float) -> None:
    """nn.Linear's weight, bias and output, and how far that is from ours."""
    linear: nn.Linear = as_linear(layer)
    result = linear(x).detach().numpy()
    st.subheader("nn.Linear", anchor=False)
    plus = "" if layer.bias is None else f" + {_b()}"
    weight_name = _w(r"\text{weight}")
    st.latex(rf"y = x \, {weight_name}^\top{plus}, \qquad {weight_name} = {_w()}^\top")
    space = spaces(sum(linear.weight.shape))
    left = space.beside(linear.weight.shape[1])
    top = space.title
    weight = Block("weight", "weight", linear.weight.detach().numpy(), "weight", 0, top)
    blocks = [weight]
    j = (traced.column, traced.column)
    marks = [Mark(weight, j, (0, linear.weight.shape[1] - 1))]
    if linear.bias is not None:
        bias = Block("bias", "bias", linear.bias.detach().numpy(), "bias", left, top)
        blocks.append(bias)
        marks.append(Mark(bias, (0, 0), j))
        top += 1 + space.title
    output = Block("output", "y", result, "prediction", left, top)
    blocks.append(output)
    marks.append(Mark(output, (traced.row, traced.row), j))
    st.plotly_chart(
        picture(blocks, space, bound, colours(), diverging(), marks, scale=False),
        theme=None,
        key="linear_chart",
        config={"displayModeBar": False},
        alt=(
            f"Heat maps of nn.Linear's {', '.join(b.title for b in blocks)}. "
            f"Framed: row {traced.column} of the weight, and the same output cell."
        ),
    )
    difference = float(np.abs(result - layer(x).detach().numpy()).max())
    st.markdown(
        f"The same numbers, the same output: largest difference **{number(difference)}**"
        + ("." if difference == 0 else ", the last digits of float32.")
    )


def _pointed_texts(layer: HandMadeLayer, x: Tensor, output: Block) -> list[list[str]]:
    """What each output cell says: its value, and the first products of its sum."""
    given, weight = x.numpy(), layer.weight.detach().numpy()
    bias = None if layer.bias is None else layer.bias.detach().numpy()
    shown = weight.shape[0] if weight.shape[0] <= WRITTEN_OUT else WRITTEN_OUT - 1
    more = weight.shape[0] - shown

    def text(i: int, j: int) -> str:
        lines = [output.cell(i, j)]
        for k in range(shown):
            factors = f"{number(float(given[i, k]))} · {number(float(weight[k, j]))}"
            lines.append(f"{'=' if k == 0 else '+'} {factors}")
        lines += [f"+ {more} more products"] if more else []
        lines += [] if bias is None else [f"+ {number(float(bias[j]))}"]
        return "<br>".join(lines)

    rows, columns = output.size
    return [[text(i, j) for j in range(columns)] for i in range(rows)]


def _products(traced: Trace) -> None:
    """A row for each product, and below them the sum that they make."""
    i, j = traced.row, traced.column
    triples = zip(traced.inputs, traced.weights, traced.products, strict=True)
    rows = [[str(k), *map(_text, triple)] for k, triple in enumerate(triples)]
    rows.append(["", "", "**sum**", f"**{_text(traced.products.sum())}**"])
    if traced.bias is not None:
        rows.append(["", "", f"b[{j}]", number(traced.bias)])
    rows.append(["", "", f"**y[{i}, {j}]**", f"**{number(traced.output)}**"])
    names = ("k", f"x[{i}, k]", f"W[k, {j}]", "product")
    many = len(traced.products) > ROWS_SEEN
    with st.container(height=TABLE_HEIGHT if many else "content", border=many):
        st.table([dict(zip(names, row, strict=True)) for row in rows], hide_index=True)


def _text(value: Tensor) -> str:
    return number(value.item())


def _w(name: str = "W") -> str:
    return rf"\textcolor{{{colours()['weight']}}}{{{name}}}"


def _b() -> str:
    return rf"\textcolor{{{colours()['bias']}}}{{b}}"


def _formula(layer: HandMadeLayer) -> str:
    """y = x W + b."""
    return rf"y = x \, {_w()}" + ("" if layer.bias is None else f" + {_b()}")


def _sum(traced: Trace) -> list[str]:
    """The traced output as a sum, in symbols and in numbers."""
    i, j, last = traced.row, traced.column, len(traced.products) - 1
    symbols = rf"y_{{{i},{j}}} = \sum_{{k=0}}^{{{last}}} x_{{{i},k}} \, {_w()}_{{k,{j}}}"
    numbers = f"= {_typeset(float(traced.products.sum()))}"
    if traced.bias is not None:
        symbols += f" + {_b()}_{{{j}}}"
        numbers += rf" + ({_typeset(traced.bias)}) = {_typeset(traced.output)}"
    return [symbols, numbers]


def _typeset(value: float) -> str:
    """A number as LaTeX."""
    mantissa, _, exponent = number(value).replace(MINUS, "-").partition("e")
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if exponent else mantissa
