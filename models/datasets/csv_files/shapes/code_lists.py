"""Lists of numbers as programs write and print them: Python's, R's vectors, NumPy's arrays."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from models.datasets.csv_files.transcoding import Ask
from models.datasets.dataset import DataError

MOST = 2**20  # bytes; more is no longer typed, or printed
TOKEN = re.compile(
    r"(?P<blank>\s+|#[^\n]*)"
    r"|(?P<number>(?<![\w.])[+-]?(?:\d++(?:\.\d*+)?|\.\d++)(?:e[+-]?\d++)?(?![\w.]))"
    r"|(?P<name>[a-z_][\w.]*)"
    r"|(?P<text>'[^'\n]*'|\"[^\"\n]*\")"
    r"|(?P<sign><-|[=,;\[\]()])",
    re.IGNORECASE | re.ASCII,
)
OPENING = re.compile(rb"\A\s*(?:[a-z_][\w.]*\s*(?:=(?!=)|<-)\s*)?[a-z_.]*[\[(]", re.IGNORECASE)
NO_NUMBER = {"nan", "na", "none", "null", "np.nan", "inf", "-inf"}
TOKENS_BETWEEN = 5_000

Token = tuple[str, str]  # its kind, as TOKEN names it, and its text
Value = "str | list[Value]"


class NoLists(ValueError):
    """The text is no code that only lists numbers."""


@dataclass
class Open:
    """A bracket that is open: what stands in it so far; whether it is a function's."""

    items: list = field(default_factory=list)
    is_call: bool = False


def as_rows(utf8: bytes, ask: Ask) -> bytes | None:
    """Lists as columns, with their names where they have some; lists of pairs as rows.

    None where the text is something else. Raises DataError where the lists are not equally long.
    """
    if len(utf8) > MOST or not OPENING.match(utf8[:10_000]):
        return None
    try:
        names, columns = _columns(list(_values(utf8.decode(), ask)))
    except NoLists:
        return None
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", delimiter="\t")
    writer.writerows([names] if any(names) else [])
    writer.writerows(zip(*columns, strict=True))
    return text.getvalue().encode()


def _tokens(text: str, ask: Ask) -> Iterator[Token]:
    place = count = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            raise NoLists
        count += 1
        if count % TOKENS_BETWEEN == 0:
            ask()
        if found.lastgroup != "blank":
            yield found.lastgroup or "", found[0]
        place = found.end()


def _values(text: str, ask: Ask) -> Iterator[tuple[str, list]]:
    """The lists at the outermost, each with the name that it is given, or ""."""
    tokens = list(_tokens(text, ask))
    open_ones: list[Open] = []
    name = ""
    for place, (kind, written) in enumerate(tokens):
        after = tokens[place + 1][1] if place + 1 < len(tokens) else ""
        if written in ("[", "("):
            is_call = place > 0 and tokens[place - 1][0] == "name"
            open_ones.append(Open(is_call=is_call))
        elif written in ("]", ")"):
            if not open_ones:
                raise NoLists
            closed = open_ones.pop()
            value = closed.items
            if closed.is_call and value and isinstance(value[0], list):
                value = value[0]  # np.array([…], dtype=…)
            elif len(value) == 1 and isinstance(value[0], list) and written == ")":
                value = value[0]
            if open_ones:
                open_ones[-1].items.append(value)
            else:
                yield name, value
                name = ""
        elif kind == "name":
            if not open_ones and after in ("=", "<-"):
                name = written
            elif open_ones and written.lower() in NO_NUMBER:
                open_ones[-1].items.append(written)
            elif after not in ("(", "=") and not _is_argument(tokens, place):
                raise NoLists
        elif kind in ("number", "text"):
            if not open_ones:
                raise NoLists
            if not _is_argument(tokens, place):
                open_ones[-1].items.append(written.strip("'\""))
    if open_ones:
        raise NoLists


def _is_argument(tokens: Sequence[Token], place: int) -> bool:
    """Whether what stands there is given to a function by name: dtype=float."""
    return place > 0 and tokens[place - 1][1] == "="


def _columns(values: Sequence[tuple[str, list]]) -> tuple[list[str], list[list[str]]]:
    """Names, "" where there are none, and columns of equal length. Raises NoLists, DataError."""
    if len(values) == 1 or (len(values) > 2 and not any(name for name, _ in values)):
        rows = values[0][1] if len(values) == 1 else [value for _, value in values]
        columns = _of_rows(rows)
        if len(rows) == 2 < len(columns):  # two long lists in one
            columns = [list(row) for row in rows]
        return [""] * len(columns), columns
    names: list[str] = []
    columns = []
    for name, value in values:
        if value and all(isinstance(item, list) for item in value):
            inner = _of_rows(value)
            names += [name] if len(inner) == 1 else [f"{name}{k + 1}" for k in range(len(inner))]
            columns += inner
        elif all(isinstance(item, str) for item in value):
            names.append(name)
            columns.append(value)
        else:
            raise NoLists
    if len(columns) < 2 or len(columns[0]) < 2:
        raise NoLists
    for name, column in zip(names, columns, strict=True):
        if len(column) != len(columns[0]):
            raise DataError(
                f"The list {names[0] or 1} has {len(columns[0])} values, but {name or 'another'} "
                f"has {len(column)}: each x needs its y"
            )
    return names, columns


def _of_rows(rows: Sequence[object]) -> list[list[str]]:
    """The columns of rows of single values, of equal length. Raises NoLists."""
    widths = set()
    for row in rows:
        if not isinstance(row, list) or not all(isinstance(item, str) for item in row):
            raise NoLists
        widths.add(len(row))
    if len(rows) < 2 or len(widths) != 1:
        raise NoLists
    return [list(column) for column in zip(*rows, strict=True)]
