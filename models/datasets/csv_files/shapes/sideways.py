"""A table on its side: each row begins with its name, and goes on in numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from models.datasets.csv_files.cells.numerals import MISSING, NUMBERS, WORD, read_cell
from models.datasets.csv_files.delimiting import DECIMALS, DELIMITERS, records
from models.datasets.csv_files.transcoding import Ask
from models.datasets.dataset import DataError

MOST_ROWS = 50
MOST = MOST_ROWS * 2**16  # bytes
FEWEST_NUMBERS = 3


def as_rows(utf8: bytes, ask: Ask) -> bytes | None:
    """The table on its feet, or None where it is; a table with more rows than numbers in one is."""
    lines = utf8[:MOST].count(b"\n") + utf8[:MOST].count(b"\r")
    if len(utf8) > MOST or lines > 4 * MOST_ROWS:
        return None
    for delimiter in DELIMITERS:
        ask()
        try:
            found = [row.cells[: row.length] for row in records(utf8, delimiter) if row.length]
            rows = _without_colons(found)
        except DataError:
            continue
        if any(_lies(rows, decimal) for decimal in DECIMALS):
            text = io.StringIO(newline="")
            csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(
                zip(*rows, strict=True)
            )
            return text.getvalue().encode()
    return None


def _without_colons(rows: list[list[str]]) -> list[list[str]]:
    """Rows such as `x: 1, 2, 3`, each with its name in a cell of its own; others as they are."""
    parts = [row[0].partition(":") for row in rows]
    if not all(name.strip() and first.strip() for name, _, first in parts):
        return rows
    return [[name, first, *row[1:]] for (name, _, first), row in zip(parts, rows, strict=True)]


def _lies(rows: Sequence[Sequence[str]], decimal: str) -> bool:
    """Whether every row is a word and then as many numbers as the others, and
    more of them than there are rows."""
    width = len(rows[0]) if rows else 0
    if not (2 <= len(rows) <= MOST_ROWS and width - 1 >= FEWEST_NUMBERS and width - 1 > len(rows)):
        return False
    return all(
        len(row) == width
        and read_cell(row[0], decimal)[1] == WORD
        and all(read_cell(cell, decimal)[1] in {MISSING, *NUMBERS} for cell in row[1:])
        for row in rows
    )
