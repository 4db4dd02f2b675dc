"""Text is rows of cells once its delimiter and its decimal sign are known: found by trying."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from models.datasets.csv_files.cells.numerals import GROUPED, NUMBERS, READABLE, read_cell
from models.datasets.csv_files.layout import (
    Layout,
    Record,
    lay_out,
    refuse_long_row,
    refuse_misfits,
)
from models.datasets.csv_files.transcoding import Ask
from models.datasets.dataset import DataError

# In order of preference, where two of them make equally much sense.
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
DECIMALS = {".": "point", ",": "comma"}
LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
# Excel's own first line, which says what the delimiter is.
SEPARATOR_LINE = re.compile(rb'"?sep=([,;|\t])"?[ ,;|\t]*(?:\r\n|\r|\n)', re.IGNORECASE)
SAMPLE_ROWS = 200
SAMPLE_BYTES = 200_000
WIDEST = 10_000  # cells of a row; of fewer columns, only some can be used anyway
ROWS_BETWEEN = 1_000  # a few milliseconds


def records(utf8: bytes, delimiter: str, start: int = 0, number: int = 1) -> Iterator[Record]:
    """The rows from the byte `start` on, the first of which has that number.

    Raises DataError where quotation marks do not come in pairs.
    """
    end = start

    def lines() -> Iterator[str]:
        nonlocal end
        for line in LINE.finditer(utf8, start):
            end = line.end()
            yield line[0].decode()

    begin = start
    try:
        for cells in csv.reader(lines(), delimiter=delimiter, skipinitialspace=True, strict=True):
            yield Record(number, begin, cells)
            begin, number = end, number + 1
    except csv.Error as error:
        if "expected after" in str(error):
            problem = "has text behind a closing quotation mark: remove the one or the other"
        else:
            problem = "opens a quotation mark that is never closed: close or remove it"
        raise DataError(f"Row {number} {problem}") from None


def find_layout(utf8: bytes) -> Layout:
    """The layout in which most columns are numbers. Raises DataError where it is no table."""
    marked = SEPARATOR_LINE.match(utf8)
    delimiters = [marked[1].decode()] if marked else list(DELIMITERS)
    layouts: list[Layout] = []
    errors: list[DataError] = []
    for delimiter in delimiters:
        try:
            sample = _sample(utf8, delimiter, *((marked.end(), 2) if marked else (0, 1)))
            layouts += [lay_out(sample, delimiter, decimal) for decimal in DECIMALS]
        except DataError as error:
            errors.append(error)
    best = max(layouts, key=_sense, default=None)  # the first of those that are equal
    if errors and (best is None or best.width < 2):
        raise errors[0]
    assert best is not None
    refuse_misfits(best)
    return best


def _sample(utf8: bytes, delimiter: str, start: int, number: int) -> list[Record]:
    """The first rows; fewer of them where they are long."""
    sample: list[Record] = []
    for record in records(utf8, delimiter, start, number):
        if len(record.cells) > WIDEST:
            raise DataError(
                f"Row {record.number} has {len(record.cells):,} cells, and at most {WIDEST:,} "
                "columns are read: leave out columns"
            )
        sample.append(record)
        if len(sample) >= SAMPLE_ROWS or (len(sample) > 3 and record.start > SAMPLE_BYTES):
            break
    if not sample:
        raise DataError("The file is empty: choose one with a header and rows of numbers")
    return sample


def _sense(layout: Layout) -> tuple[int, ...]:
    """How much sense a layout makes: columns of numbers, and little else."""
    columns = sum(layout.numeric)
    numbers = sum(kinds[kind] for kinds in layout.kinds for kind in READABLE)
    # 1,500 between semicolons is 1.5, for the comma is free; between tabs it is 1500.
    grouped = sum(kinds[GROUPED] for kinds in layout.kinds) if layout.delimiter == ";" else 0
    # Where nothing is a number, the most columns say best what is there.
    others = columns - layout.width if columns else layout.width
    # A row ",9" would be 0.9 in a table of one column; but such a table is of no use.
    return columns, layout.width > 1, others, numbers, layout.header is not None, -grouped


def checked_records(utf8: bytes, layout: Layout) -> Iterator[Record]:
    """The rows from the first of the data on; DataError where one is no row of this table."""
    first = layout.body[0]
    for record in records(utf8, layout.delimiter, first.start, first.number):
        if len(record.cells) > layout.width:
            refuse_long_row(record, layout.width)
        if len(record.cells) > layout.widest + 1:
            raise DataError(
                f"Row {record.number} ends with blank cells: remove the signs behind its last value"
            )
        yield record


def check_records(utf8: bytes, layout: Layout, ask: Ask) -> None:
    """Raises DataError where a row from the first of the data on is no row of this table."""
    for record in checked_records(utf8, layout):
        if record.number % ROWS_BETWEEN == 0:
            ask()


def ambiguity(layout: Layout) -> str:
    """A sentence where the sample's numbers could have the other decimal sign as well, or "".

    Between commas they could not: there only a cell in quotation marks holds a comma.
    """
    other = "," if layout.decimal == "." else "."
    example = ""
    for cell in (cell for record in layout.body for cell in record.cells[: layout.width]):
        number, kind = read_cell(cell, layout.decimal)
        changed, kind_then = read_cell(cell, other)
        if kind in NUMBERS and (kind_then not in NUMBERS or layout.delimiter == ","):
            return ""
        if kind in NUMBERS and number != changed and not example:
            example = (
                f"“{cell.strip()}” was read as {number:.15g}; if it is meant with a decimal "
                f"{DECIMALS[other]}, as {changed:.15g}, write the numbers without separators."
            )
    return example
