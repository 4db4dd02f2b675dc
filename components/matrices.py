"""Tensors → a heat map each, in one picture: square cells, one scale, one place for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

from components.style import FONT_SIZE, TICK_SIZE, number

WIDE, NARROW = 500, 340  # pixels: what a picture has on a desk, and on a telephone
CELL = 38  # pixels, at most
TITLE = 24  # pixels in height
SCALE = 40  # pixels in height
LETTER = 8.5  # pixels in width
TALLEST, LOWEST = 600, 200
POINTED_AT = "cells"  # the trace whose points can be clicked


@dataclass(frozen=True, eq=False)
class Block:
    """A tensor of one or two dimensions, and where its first cell is, in cells.

    symbol: what it is called in the formula. colour: the meaning that its title is painted in.
    """

    name: str
    symbol: str
    values: np.ndarray
    colour: str
    left: float = 0
    top: float = 0

    @property
    def title(self) -> str:
        """Its name and its shape, as torch writes it."""
        return f"{self.name} {tuple(self.values.shape)}"

    @property
    def table(self) -> np.ndarray:
        """The values as rows and columns: a vector is one row."""
        return np.atleast_2d(self.values)

    @property
    def size(self) -> tuple[int, int]:
        """Rows and columns."""
        rows, columns = self.table.shape
        return rows, columns

    def cell(self, row: int, column: int) -> str:
        """What one cell says: `W[2, 4] = 0.1234`."""
        index = f"{column}" if self.values.ndim == 1 else f"{row}, {column}"
        return f"{self.symbol}[{index}] = {number(float(self.table[row, column]))}"

    def texts(self) -> list[list[str]]:
        """What each cell says, row by row."""
        rows, columns = self.size
        return [[self.cell(i, j) for j in range(columns)] for i in range(rows)]


@dataclass(frozen=True)
class Mark:
    """A frame around some cells of a block: rows and columns from, to (the last included)."""

    block: Block
    rows: tuple[int, int]
    columns: tuple[int, int]


@dataclass(frozen=True)
class Spaces:
    """Distances between blocks, in cells, such that the titles fit even on a telephone."""

    title: float
    title_width: float

    def beside(self, columns: int) -> float:
        """How far right of a block's left side the next block may begin."""
        return columns + max(1, self.title_width - columns)


def spaces(columns: int) -> Spaces:
    """For a picture of so many columns."""
    cell = min(CELL, NARROW / (columns + 2))
    return Spaces(max(1, TITLE / cell), 15 * LETTER / cell)


def bound_of(*arrays: np.ndarray) -> float:
    """The largest size of any value: the scale goes as far on both sides of 0; never 0."""
    return max([float(np.abs(array).max()) for array in arrays if array.size] + [1e-30])


def picture(
    blocks: Sequence[Block],
    space: Spaces,
    bound: float,
    colours: dict[str, str],
    diverging: tuple[str, str, str],
    marks: Sequence[Mark] = (),
    pointed: tuple[Block, list[list[str]]] | None = None,
    scale: bool = True,
) -> go.Figure:
    """The blocks, with a frame for each mark, on the scale −bound to bound.

    pointed: a block whose cells can be clicked, and what each says under the pointer.
    scale: whether the scale is drawn below.
    """
    traces: list[Any] = [_heat_map(b, skip=pointed is not None and b is pointed[0]) for b in blocks]
    if pointed is not None:
        traces.append(_points(*pointed))
    width = max(b.left + max(b.size[1], space.title_width) for b in blocks)
    height = max(b.top + b.size[0] for b in blocks)
    return go.Figure(
        traces,
        {
            **_layout(colours, width, height),
            "coloraxis": {**_scale(bound, colours, diverging), "showscale": scale},
            "shapes": [_frame(mark, colours, 3 if WIDE / width > 12 else 1) for mark in marks],
            "annotations": [_title(block, colours) for block in blocks],
        },
    )


def _heat_map(block: Block, skip: bool) -> go.Heatmap:
    rows, columns = block.size
    return go.Heatmap(
        z=block.table,
        x=block.left + 0.5 + np.arange(columns),
        y=block.top + 0.5 + np.arange(rows),
        coloraxis="coloraxis",
        xgap=1 if columns <= 32 else 0,
        ygap=1 if rows <= 32 else 0,
        name=block.name,
        # The points in front of it speak for it.
        **(
            {"hoverinfo": "skip"}
            if skip
            else {"text": block.texts(), "hovertemplate": "%{text}<extra></extra>"}
        ),
    )


def _points(block: Block, texts: list[list[str]]) -> go.Scatter:
    """Unseen points, one a cell: Plotly lets points be clicked, and cells of a heat map not."""
    rows, columns = block.size
    grid = np.indices((rows, columns)).reshape(2, -1)
    return go.Scatter(
        x=block.left + 0.5 + grid[1],
        y=block.top + 0.5 + grid[0],
        customdata=grid.T.tolist(),
        text=[text for row in texts for text in row],
        mode="markers",
        marker={"size": 6, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        hovertemplate="%{text}<extra></extra>",
        name=POINTED_AT,
    )


def _frame(mark: Mark, colours: dict[str, str], width: int) -> dict[str, Any]:
    left, top = mark.block.left, mark.block.top
    return {
        "type": "rect",
        "x0": left + mark.columns[0],
        "x1": left + mark.columns[1] + 1,
        "y0": top + mark.rows[0],
        "y1": top + mark.rows[1] + 1,
        "line": {"color": colours["optimum"], "width": width},
    }


def _title(block: Block, colours: dict[str, str]) -> dict[str, Any]:
    return {
        "text": f"<b>{block.title}</b>",
        "x": block.left,
        "y": block.top,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": FONT_SIZE + 2, "color": colours[block.colour]},
    }


def _scale(bound: float, colours: dict[str, str], diverging: tuple[str, str, str]) -> Any:
    return {
        "cmin": -bound,
        "cmax": bound,
        "colorscale": list(zip((0, 0.5, 1), diverging, strict=True)),
        "colorbar": {
            "orientation": "h",
            "thickness": 10,
            "len": 0.4,
            "x": 0,
            "xanchor": "left",
            "xref": "container",  # else Plotly makes room for it, and the cells smaller
            "y": 0,
            "yanchor": "bottom",
            "yref": "container",
            "ypad": 4,
            "outlinewidth": 0,
            "tickvals": [-bound, 0, bound],
            "ticktext": [number(-bound), "0", number(bound)],
            "tickfont": {"color": colours["muted"], "size": TICK_SIZE},
        },
    }


def _layout(colours: dict[str, str], width: float, height: float) -> dict[str, Any]:
    cell = min(CELL, WIDE / width)
    axis = {"visible": False, "constrain": "domain", "fixedrange": True}
    return {
        "template": {},
        "height": round(min(TALLEST, max(LOWEST, height * cell + SCALE + 12))),
        "margin": {"l": 4, "r": 4, "t": 4, "b": SCALE},
        "paper_bgcolor": colours["paper"],
        "plot_bgcolor": colours["paper"],
        "font": {"size": FONT_SIZE, "color": colours["muted"]},
        "hoverlabel": {
            "bgcolor": colours["paper"],
            "font": {"color": colours["optimum"], "size": FONT_SIZE + 1},
        },
        "hovermode": "closest",
        # Each cell has its point: the nearest one is the cell that is pointed at.
        "hoverdistance": CELL,
        "dragmode": False,
        "xaxis": {**axis, "range": [-0.2, width + 0.2]},
        "yaxis": {
            **axis,
            "range": [height + 0.2, -0.2],
            "scaleanchor": "x",
            "constraintoward": "top",
        },
    }
