"""A board: what a page shows besides its widgets and the player, as parts that the browser draws.

Sentences, formulas, tables, code, matrices, curves and graphs come in one piece and are drawn by
the player's own script, which is there before the page is; so no script of Streamlit's has to be
waited for, and all of it has the player's sizes, colours and paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

import streamlit as st

from components.player.served import SCRIPT_NAME
from components.views.inside.listing import Block
from components.views.typeset import typeset

Piece = tuple[str, str]  # how it is shown: "", "code", "strong" or "term:loss", and its text
Line = tuple[Piece, ...]

_MARKED = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\[|\]]+)\|(\w+)\]")
_COLOURED = re.compile(r'mathcolor="(\w+)"')


def line(said: str) -> Line:
    """Our own words: `code`, **strong**, and [word|term], which explains itself (terms.py)."""
    found: list[Piece] = []
    end = 0
    for marked in _MARKED.finditer(said):
        code, strong, word, term = marked.groups()
        found.append(("", said[end : marked.start()]))
        found.append(
            ("code", code) if code else ("strong", strong) if strong else (f"term:{term}", word)
        )
        end = marked.end()
    return tuple(piece for piece in [*found, ("", said[end:])] if piece[1])


def as_it_is(text: str) -> Line:
    """Words that may be a stranger's, letter by letter."""
    return (("", text),) if text else ()


def spoken(of: Line) -> str:
    """A line without its looks."""
    return "".join(text for _, text in of)


@dataclass(frozen=True)
class Text:
    """A sentence or more. look: "", "quiet", or "quoted", as what a program said."""

    line: Line
    look: str = ""
    kind: str = field(default="text", init=False)


@dataclass(frozen=True)
class Title:
    """A heading within a section."""

    line: Line
    kind: str = field(default="title", init=False)


@dataclass(frozen=True)
class Formula:
    """Typeset lines (MathML), which formula() makes."""

    lines: tuple[str, ...]
    kind: str = field(default="formula", init=False)


@dataclass(frozen=True)
class Table:
    """Rows of cells below their heads. numbers: how many of the last columns hold numbers.

    last: so many rows at the end are what the others come to. in_corner: it stands in the empty
    corner of the matrices above it, where it has room there.
    """

    name: str
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]
    numbers: int = 0
    last: int = 0
    in_corner: bool = False
    kind: str = field(default="table", init=False)


@dataclass(frozen=True)
class Box:
    """Code that is read as one, such as a class: never wrapped, scrolled where it is too wide."""

    name: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Codes:
    """Boxes of code beside each other, as far as there is room: (what they are, boxes) each."""

    groups: tuple[tuple[Line, tuple[Box, ...]], ...]
    kind: str = field(default="codes", init=False)


@dataclass(frozen=True)
class Fold:
    """Parts that are seen once the visitor asks for them."""

    title: str
    parts: tuple[Any, ...]
    kind: str = field(default="fold", init=False)


@dataclass(frozen=True)
class Beside:
    """Columns of parts, one below the other where there is no room."""

    columns: tuple[tuple[Any, ...], ...]
    kind: str = field(default="beside", init=False)


def formula(*latex: str) -> Formula:
    r"""Typeset; \textcolor{weight}{W} has the colour of that meaning. Numbers and our own names
    alone: the browser takes it as it is.
    """
    return Formula(tuple(map(_typeset, latex)))


@lru_cache(maxsize=512)
def _typeset(latex: str) -> str:
    return _COLOURED.sub(r'class="lab-ink-\1"', typeset(latex))


_LOADER = f"""
const address = new URL('{SCRIPT_NAME}', document.baseURI).href;
const {{ showBoard }} = await import(address);
export default showBoard;
"""
_mount = st.components.v2.component(
    "regression_lab.board",
    html='<div class="lab-place"><section class="lab lab-board" data-testid="board"></section>'
    "</div>",
    js=_LOADER,
    isolate_styles=False,
)


def show(
    key: str,
    parts: Sequence[Any],
    size: float | None = None,
    on_size: Callable[[], None] = lambda: None,
    on_cell: Callable[[], None] = lambda: None,
    settings: Sequence[tuple[str, str]] = (),
) -> None:
    """Draw the parts, one below the other.

    size: how many times as large as usual the page is; the board that is told has the control of
    it, and calls on_size, "size" being in the session state under the key. on_cell: a cell of a
    matrix that can be pressed was; "cell" is then its row and column, whatever a browser may send.
    settings: label and value of what made the page, for who prints it; of the page's last board.
    """
    _mount(
        key=key,
        data={
            "parts": [asdict(part) for part in parts],
            "size": size,
            "settings": [list(pair) for pair in settings],
        },
        on_size_change=on_size,
        on_cell_change=on_cell,
    )
