"""Source code as the page shows it: coloured by meaning, with the values at its lines' ends."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

from pygments.lexers.python import PythonLexer
from pygments.token import Comment, Keyword, Name, String, _TokenType

from models.steps.anatomy import Listing

# A name of the code has the colour that what it names has in the pictures.
COLOURS = {
    "x": "data",
    "y": "data",
    "prediction": "prediction",
    "residual": "residual",
    "error": "residual",
    "loss": "loss",
    "criterion": "loss",
    "weight": "weight",
    "bias": "bias",
    "grad": "gradient",
    "gradient": "gradient",
    "backward": "gradient",
}
LINE_END = re.compile("(\n)")
KEYWORD, QUIET, PLAIN = "keyword", "muted", ""

Piece = tuple[str, str]  # a colour (or KEYWORD, or PLAIN), and the text that has it


@dataclass(frozen=True)
class Block:
    """One piece of source, its lines as coloured pieces, whose text, joined, is the source itself.

    lit: phase → the numbers of the lines that it runs, where it runs any. signs: of a difference,
    before each line "-", "+" or " ", in the place of its number.
    """

    first_line: int
    lines: tuple[tuple[Piece, ...], ...]
    lit: dict[str, tuple[int, ...]]
    signs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Code:
    """What is read as one: blocks of source, and phase → the values there (a template).

    notes: phase → where that call comes from, of those that the source does not spell out.
    """

    name: str
    blocks: tuple[Block, ...]
    values: dict[str, str]
    notes: dict[str, str]


def code(name: str, listings: Sequence[Listing], values: Mapping[str, str]) -> Code:
    """The listings, coloured; `values` are templates, as Panel.now."""
    inherited = [phase for listing in listings for phase in listing.inherited]
    return Code(
        name=name,
        blocks=tuple(Block(of.first_line, coloured(of.text), of.lines) for of in listings),
        values=dict(values),
        notes={phase: f"{phase} comes from nn.Module" for phase in inherited},
    )


def source(thing: Any, lines: int | None = None) -> Block:
    """The code of a function or class as it stands in its file; or so many of its first lines."""
    text, first = inspect.getsourcelines(thing)
    return Block(max(first, 1), coloured("".join(text[:lines])), {})


def difference(lines: Sequence[str]) -> Block:
    """A difference's lines, which begin with their signs, without the indentation of them all."""
    code = dedent("\n".join(each[1:] for each in lines))
    return Block(1, coloured(code), {}, tuple(each[0] for each in lines))


def coloured(text: str) -> tuple[tuple[Piece, ...], ...]:
    """The lines of some code as coloured pieces."""
    return tuple(_lines(text))


def _lines(source: str) -> Iterator[tuple[Piece, ...]]:
    """The pieces of each line; its end is a piece of its own."""
    line: list[Piece] = []
    # Neither strips nor adds anything: what is shown is what ran, byte for byte.
    lexer = PythonLexer(stripnl=False, ensurenl=False)
    for kind, text in lexer.get_tokens(source):
        for part in LINE_END.split(text):
            line += [(_colour(kind, part), part)] if part else []
            if part == "\n":
                yield tuple(line)
                line = []
    if line:
        yield tuple(line)


def _colour(kind: _TokenType, text: str) -> str:
    if text == "\n":
        return PLAIN
    if kind in Keyword:
        return KEYWORD
    if kind in Comment or kind in String:
        return QUIET
    return COLOURS.get(text, PLAIN) if kind in Name else PLAIN
