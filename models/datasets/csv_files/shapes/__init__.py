"""Tables that are no rows of cells yet, such as lists in code: each shape is spelled as rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.datasets.csv_files.shapes import between_spaces, code_lists, ruled, sideways
from models.datasets.csv_files.transcoding import Ask


@dataclass(frozen=True)
class Shaped:
    """The text as rows with a delimiter, and a sentence about what was done to it, or ""."""

    utf8: bytes
    note: str = ""


# Each gives the rows, or None where the text has another shape. The first that fits is taken.
SHAPES: tuple[tuple[Callable[[bytes, Ask], bytes | None], str], ...] = (
    (code_lists.as_rows, "Read as lists of numbers in a program: each is a column, in its order."),
    (ruled.as_rows, "Read as a table with lines drawn between its cells."),
    (between_spaces.as_rows, "Read as columns with spaces between them."),
    (sideways.as_rows, "The table lies on its side: each row was read as a column."),
)


def shaped(utf8: bytes, ask: Ask) -> Shaped:
    """The text itself where it is rows of cells, or nothing that is known.

    Raises DataError where it is of a shape, and not in order.
    """
    for as_rows, note in SHAPES:
        if (rows := as_rows(utf8, ask)) is not None:
            return Shaped(rows, note)
    return Shaped(utf8)
