"""Tensors → matrices with a colour for each value, on one scale, each in its place in a grid."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

Table = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Block:
    """A tensor of one or two dimensions, and its place in the grid: row and column, from 1.

    title: its name and its shape, as torch writes it. symbol: what it is called in the formula.
    colour: the meaning that its title has the ink of. rows: of the grid, over which it reaches.
    """

    title: str
    symbol: str
    is_vector: bool
    values: Table
    colour: str
    row: int
    column: int
    rows: int = 1


@dataclass(frozen=True)
class Mark:
    """A frame around cells of a block, by its number: rows and columns from, to (both included)."""

    block: int
    rows: tuple[int, int]
    columns: tuple[int, int]


@dataclass(frozen=True)
class Product:
    """What each cell of a block is the sum of: x[i, k] · W[k, j] over all k, and b[j].

    The numbers of the blocks in question; bias: None where there is none.
    """

    block: int
    given: int
    weight: int
    bias: int | None


@dataclass(frozen=True)
class Matrices:
    """The blocks on the scale −bound to bound. said: all of it in words.

    product: of a block whose cells can be pressed. has_scale: whether the scale stands above.
    """

    blocks: tuple[Block, ...]
    marks: tuple[Mark, ...]
    bound: float
    said: str
    product: Product | None = None
    has_scale: bool = False
    kind: str = field(default="matrices", init=False)


def block(
    name: str,
    symbol: str,
    values: np.ndarray,
    colour: str,
    place: tuple[int, int],
    rows: int = 1,
) -> Block:
    """The tensor as a block, named in words and as the formula does; a vector is one row."""
    table = tuple(map(tuple, np.atleast_2d(values).astype(float).tolist()))
    named = name if symbol == name else f"{name} {symbol}"
    title = f"{named} {tuple(values.shape)}"
    return Block(title, symbol, values.ndim == 1, table, colour, *place, rows)


def bound_of(*arrays: np.ndarray) -> float:
    """The largest size of any value: the scale goes as far on both sides of 0; never 0."""
    return max([float(np.abs(array).max()) for array in arrays if array.size] + [1e-30])
