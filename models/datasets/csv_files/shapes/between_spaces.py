"""Columns between runs of spaces, as printed data frames, UCI's and NIST's files have them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.datasets.csv_files.cells.numerals import MISSING, NUMBERS, read_cell
from models.datasets.csv_files.transcoding import Ask, line_by_line

FIELD = re.compile(r'"[^"\n]*"|[^\s"]+')
OTHERS = re.compile(r"[,;\t|]")  # what else could stand between columns
SOME_LINES = 200
SOME = 200_000  # bytes
FEWEST = 2  # rows, and columns


def as_rows(utf8: bytes, ask: Ask) -> bytes | None:
    """The fields with tabs between them, line for line; None where they are not so many each.

    What stands above the names of the columns, such as a description, is left out.
    """
    start = [line.decode(errors="ignore") for line in utf8[:SOME].splitlines()[:SOME_LINES]]
    if len(utf8) > SOME:
        start = start[:-1]  # the last one may be cut
    rows = [FIELD.findall(line) for line in start]
    while rows and not rows[-1]:
        rows.pop()
    first = _first_of_body(rows)
    body = [row for row in rows[first:] if row]
    if len(body) < FEWEST or any(OTHERS.search(line) for line in start[first:]):
        return None
    names = _names(rows[:first], len(body[0]))
    above = next((place for place in range(first - 1, -1, -1) if rows[place]), -1)

    def with_tabs(place: int, line: str) -> str:
        if place >= first:
            return "\t".join(FIELD.findall(line))
        return "\t".join(names) if place == above else ""

    return line_by_line(utf8, with_tabs, ask)


def _first_of_body(rows: Sequence[Sequence[str]]) -> int:
    """Where the rows begin that have as many fields as the last one, half of them numbers."""
    first, width = len(rows), len(rows[-1]) if rows else 0
    if width < FEWEST:
        return first
    for place in range(len(rows) - 1, -1, -1):
        row = rows[place]
        if row and (len(row) != width or not _has_numbers(row)):
            break
        first = place if row else first
    return first


def _has_numbers(row: Sequence[str]) -> bool:
    numbers = sum(read_cell(cell)[1] in {MISSING, *NUMBERS} for cell in row)
    return 2 * numbers >= len(row)


def _names(above: Sequence[Sequence[str]], width: int) -> list[str]:
    """The names in the row above the body; the numbers of the rows often have none."""
    last = next((list(row) for row in reversed(above) if row), [])
    if last and last[0].lower() == "data:":  # so NIST begins it
        last = last[1:]
    if len(last) == width - 1:
        last = ["", *last]
    return last if len(last) == width else []
