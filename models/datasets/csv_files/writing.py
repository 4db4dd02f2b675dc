"""A table that the page hands out as CSV: numbers bit for bit, and no text that a sheet runs."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping
from numbers import Integral, Real
from typing import Any

# A spreadsheet takes a cell that begins so for a formula (OWASP, "CSV injection").
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def to_csv(columns: Mapping[str, Iterable[Any]]) -> bytes:
    """The columns, name → cells, as UTF-8 with a header and commas.

    A number is written with as many digits as it takes to read the same one again, NaN as an
    empty cell. Text that a spreadsheet would take for a formula gets an apostrophe in front.
    Raises ValueError where the columns are not equally long.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([_harmless(name) for name in columns])
    for row in zip(*columns.values(), strict=True):
        writer.writerow([_spell(cell) for cell in row])
    return text.getvalue().encode("utf-8", "replace")  # half a surrogate pair is no text


def _spell(cell: Any) -> str:
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, Integral):
        return str(int(cell))
    if isinstance(cell, Real):
        return "" if math.isnan(cell) else repr(float(cell))
    return _harmless(str(cell))


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(FORMULA_STARTS) else text
