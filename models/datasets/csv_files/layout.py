"""Rows of cells are a table: which of them are its header, its units and its data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, takewhile

from models.datasets.csv_files.cells.numerals import MISSING, NUMBERS, READABLE, UNIT, read_cell
from models.datasets.csv_files.naming import are_units, unfolded
from models.datasets.dataset import DataError

ENOUGH = 200  # cells of a row that tell a header


@dataclass(frozen=True)
class Record:
    """A row of the file: its number, counted from 1, the byte where it starts, and its cells."""

    number: int
    start: int
    cells: list[str]

    @cached_property
    def length(self) -> int:
        """The number of cells without those that are blank at the end."""
        filled = (place for place in range(len(self.cells), 0, -1) if self.cells[place - 1].strip())
        return next(filled, 0)

    def written(self, place: int) -> str | None:
        """What stands in the cell at a place; None where it is blank, or there is none."""
        cell = self.cells[place] if place < len(self.cells) else ""
        return cell if cell.strip() else None

    @cached_property
    def filled(self) -> int:
        """The number of cells that are not blank."""
        return sum(bool(cell.strip()) for cell in self.cells)


@dataclass(frozen=True)
class Layout:
    """A table's first rows, told apart, with `width` columns.

    above: the rows that stand over the header. body: the rows of data.
    """

    delimiter: str
    decimal: str
    width: int
    above: Sequence[Record]
    header: Record | None
    units: Record | None
    body: Sequence[Record]

    @cached_property
    def widest(self) -> int:
        """How many cells a row of data has, blank ones at its end included."""
        return max([self.width, *(len(record.cells) for record in self.body)])

    def column(self, place: int) -> list[str]:
        """The cells of one column."""
        return [record.cells[place] for record in self.body if place < len(record.cells)]

    @cached_property
    def kinds(self) -> tuple[Counter[str], ...]:
        """For each column: how many cells of each kind it has."""
        columns = map(self.column, range(self.width))
        return tuple(Counter(read_cell(cell, self.decimal)[1] for cell in c) for c in columns)

    @cached_property
    def numeric(self) -> tuple[bool, ...]:
        """For each column: whether most of its cells that say something say a number."""
        return tuple(mostly_numbers(kinds) for kinds in self.kinds)


def mostly_numbers(kinds: Counter[str]) -> bool:
    """Whether at least half of the cells that say something say a number."""
    numbers = sum(kinds[kind] for kind in READABLE)
    return numbers > 0 and 2 * numbers >= kinds.total() - kinds[MISSING]


def lay_out(sample: Sequence[Record], delimiter: str, decimal: str) -> Layout:
    """Tell the first rows of a file apart, whose cells were split at the delimiter."""
    rows = [record for record in sample if record.length]
    width = _width(rows)
    text = list(takewhile(lambda record: _is_text(record, decimal), rows))
    header, units = _header(rows, text, width, decimal)
    if header is None:
        above = text if len(text) < len(rows) else []
        return Layout(delimiter, decimal, width, above, None, None, rows[len(above) :])
    above = [record for record in rows if record.number < header.number]
    body = rows[len(above) + (1 if units is None else 2) :]
    if units is None and header.length > max((row.length for row in body), default=width):
        header, units = _without_commas(header, width)
    return Layout(delimiter, decimal, max(width, header.length), above, header, units, body)


def _without_commas(header: Record, width: int) -> tuple[Record, Record | None]:
    """A header that has more names than the rows have cells: of `time, s`, s is the unit."""
    names, units = unfolded(header.cells[: header.length])
    if len(names) != width:
        return header, None
    return (replace(header, cells=names), replace(header, cells=units))


def _width(rows: Sequence[Record]) -> int:
    """The most frequent number of cells, but no columns that are blank in every row."""
    counts = Counter(len(record.cells) for record in rows)
    frequent = max(counts, key=lambda length: (counts[length], length), default=0)
    return min(frequent, max((record.length for record in rows), default=0))


def _is_text(record: Record, decimal: str) -> bool:
    """Whether no cell is a number or a mark for a missing one: a title, a comment, a header."""
    if len(record.cells[0].strip()) > 1 and record.cells[0].lstrip().startswith("#"):
        return True
    written = (cell for cell in record.cells[:ENOUGH] if cell.strip())
    return all(read_cell(cell, decimal)[1] not in {MISSING, *READABLE} for cell in written)


def _header(
    rows: Sequence[Record], text: Sequence[Record], width: int, decimal: str
) -> tuple[Record | None, Record | None]:
    """The row that names the columns and the one with their units, where there are such."""
    wide = [r for r in text if len(r.cells) >= width and (r.filled > 1 or width == 1)]
    if len(text) == len(rows):  # there are only words, the first of which are names, or nothing
        return next(iter(wide or text), None), None
    if len(wide) > 1 and are_units(wide[-1].cells):
        return wide[-2], wide[-1]
    if wide:
        return wide[-1], None
    if named := [record for record in text if record.filled > 1]:
        return named[-1], None  # too short, which is for the person to know
    first, body = rows[len(text)], rows[len(text) + 1 :]
    return (first if _names_columns(first, body, decimal) else None), None


def _names_columns(first: Record, body: Sequence[Record], decimal: str) -> bool:
    """Whether a row with numbers is a header still: a word over a column of numbers."""
    for place, cell in enumerate(first.cells):
        if (kind := read_cell(cell, decimal)[1]) not in {MISSING, *NUMBERS}:
            below = [record.cells[place] for record in body if place < len(record.cells)]
            kinds = Counter(read_cell(cell, decimal)[1] for cell in below)
            if mostly_numbers(kinds) and not (kind == UNIT and kinds[UNIT]):
                return True
    return _is_of_years(first, body, decimal)


def _is_of_years(first: Record, body: Sequence[Record], decimal: str) -> bool:
    """Whether a row has a word and then one year after another, as no row below it has."""
    if first.length < 3 or read_cell(first.cells[0], decimal)[1] in {MISSING, *NUMBERS}:
        return False

    def years(record: Record) -> list[float]:
        numbers = [read_cell(cell, decimal)[0] for cell in record.cells[1 : record.length]]
        return [number for number in numbers if number % 1 == 0 and 1500 <= number <= 2200]

    found = years(first)
    rising = all(a < b for a, b in pairwise(found)) or all(a > b for a, b in pairwise(found))
    return rising and len(found) == first.length - 1 and not any(map(years, body))


def refuse_misfits(layout: Layout) -> None:
    """Raises DataError where rows and header do not fit together."""
    header, width = layout.header, layout.width
    if not layout.body and header is None:
        raise DataError("The file has only blank cells: choose one with rows of numbers")
    if not layout.body:
        raise DataError("The file has a header but no rows of data: add rows of numbers")
    if header is not None and len(header.cells) < width:
        row = next(record for record in layout.body if record.length > len(header.cells))
        raise DataError(
            f"Row {row.number} has {row.length} cells, but the header in row {header.number} has "
            f"{len(header.cells)} names: name every column once"
        )
    for record in layout.body:
        refuse_long_row(record, width)


def refuse_long_row(record: Record, width: int) -> None:
    """Raises DataError where a row has more cells than the table has columns."""
    if record.length > width:
        raise DataError(
            f"Row {record.number} has {record.length} cells, but the table has {width} "
            f"column{'s' if width > 1 else ''}: remove what is too much, or put a cell that holds "
            "the sign between columns into quotation marks"
        )
