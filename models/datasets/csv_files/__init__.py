"""A CSV that a person brings is a table, or a sentence that says what is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from models.datasets.csv_files import naming, summary_rows
from models.datasets.csv_files.cells.numerals import NUMBERS, read_cell
from models.datasets.csv_files.columns import Column, read_columns
from models.datasets.csv_files.decoding import ENCODINGS, LARGEST_FILE, decode, refuse_json
from models.datasets.csv_files.delimiting import ambiguity, find_layout
from models.datasets.csv_files.layout import Layout
from models.datasets.csv_files.remarks import CONSTANT, listed, problem_of, remarks_on
from models.datasets.csv_files.row_index import counts_rows
from models.datasets.csv_files.shapes import shaped
from models.datasets.csv_files.table import ColumnInfo, TableRead
from models.datasets.csv_files.transcoding import Ask
from models.datasets.csv_files.writing import to_csv
from models.datasets.dataset import DataError, Dataset

__all__ = [
    "ENCODINGS",
    "LARGEST_FILE",
    "ColumnInfo",
    "DataError",
    "TableRead",
    "from_csv",
    "read_table",
    "to_csv",
]

MOST_COLUMNS = 50  # that can be used, and as many that can only be shown
MOST_REMARKS = 20


def read_table(
    data: bytes,
    encoding: str = "auto",
    *,
    largest: int = LARGEST_FILE,
    with_summaries: bool = False,
    ask: Ask = lambda: None,
) -> TableRead:
    """The table that the bytes of a CSV file spell.

    encoding: a key of ENCODINGS. largest: in bytes. with_summaries: rows that sum up others
    are taken for observations. ask: called every few milliseconds; what it
    raises ends the reading. Raises DataError, with a sentence that says
    what is wrong, where and what to do, when there are not two columns with numbers.
    """
    decoded = decode(data, encoding, largest, ask)
    table = shaped(decoded.utf8, ask)
    if not table.note:
        refuse_json(decoded.utf8)
    layout, places, rows, read = _read(table.utf8, ask)
    summaries = {} if with_summaries else summary_rows.found(rows, read)
    if summaries:
        observed = summary_rows.without(table.utf8, layout, summaries, ask)
        layout, places, rows, read = _read(observed, ask)
    names, units, naming_notes = _names(layout)
    columns = tuple(
        _info(names[place], units[place], column, rows, _name_in_file(layout, place))
        for place, column in zip(places, read, strict=True)
    )
    _refuse_too_little(columns, rows)
    notes = [
        *decoded.notes,
        *([table.note] if table.note else []),
        *_layout_notes(layout, len(places)),
        *naming_notes,
        *_row_notes(rows, summaries),
    ]
    if sum(not column.problem for column in columns) < 2 and columns[-1].problem == CONSTANT:
        notes.append(
            f"All values of {columns[-1].name} are equal: the best line is level, and R² has no "
            "value."
        )
    notes += _remarks(columns, read, rows)
    return TableRead(
        columns,
        decoded.encoding,
        layout.delimiter,
        layout.decimal,
        layout.header is not None,
        len(rows),
        tuple(notes),
        hashlib.sha256(data).hexdigest(),
        rows,
        tuple(sorted(summaries)),
    )


def _row_notes(rows: np.ndarray, summaries: Mapping[int, str]) -> list[str]:
    """Which rows were left out: those that sum up others, and those without a value."""
    inside = sum(rows[0] < row < rows[-1] for row in summaries)
    blank = int(rows[-1] - rows[0]) + 1 - len(rows) - int(inside)
    notes = [summary_rows.note(summaries)] if summaries else []
    if blank:
        were = "s without any value were" if blank > 1 else " without any value was"
        notes.append(f"{blank:,} row{were} skipped.")
    return notes


def _read(utf8: bytes, ask: Ask) -> tuple[Layout, list[int], np.ndarray, list[Column]]:
    """The layout, which columns are read, the number of each row, and the columns."""
    layout = find_layout(utf8)
    places = _places(layout)
    return layout, places, *read_columns(utf8, layout, places, ask)


def from_csv(
    data: bytes,
    target: str | None = None,
    features: Sequence[str] | None = None,
    *,
    encoding: str = "auto",
    largest: int = LARGEST_FILE,
) -> Dataset:
    """The Dataset in the bytes of a CSV file; DataError, as of `read_table`, where there is none.

    target and features: names of columns; left out, y or the last one and the first other one.
    """
    return read_table(data, encoding, largest=largest).dataset(target, features)


def _places(layout: Layout) -> list[int]:
    """The columns to read: all, or of very many the first with numbers and the first others."""
    numeric = [place for place in range(layout.width) if layout.numeric[place]]
    numeric.sort(key=lambda place: len(set(layout.column(place))) < 2)  # equal ones come last
    words = [place for place in range(layout.width) if not layout.numeric[place]]
    return sorted(numeric[:MOST_COLUMNS] + words[:MOST_COLUMNS])


def _names(layout: Layout) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    """A name and a unit for each column, and what a person should know of the names."""
    width = layout.width
    units = _filled_up(layout.units.cells if layout.units else (), width)
    units = tuple(map(naming.unit_of, units))
    if layout.header is None:
        names = naming.without_header(width)
        return names, units, [f"No header: the columns were called {listed(names)}."]
    written = _filled_up(layout.header.cells, width)
    cleaned = [naming.clean(name) for name in written]
    names = naming.distinct(cleaned)
    notes = []
    renamed = [new for new, old in zip(names, cleaned, strict=True) if new != old]
    if renamed:
        notes.append(f"Blank or repeated column names were made distinct: {listed(renamed)}.")
    if any(" ".join(old.split()) != new for old, new in zip(written, cleaned, strict=True)):
        notes.append("Column names were shortened, or freed of characters that nobody sees.")
    return names, units, notes


def _filled_up(cells: Sequence[str], width: int) -> tuple[str, ...]:
    return (*cells, *[""] * (width - len(cells)))[:width]


def _name_in_file(layout: Layout, place: int) -> str | None:
    """What a column is called where a row names the columns; None where there is none."""
    return _filled_up(layout.header.cells, layout.width)[place] if layout.header else None


def _info(
    name: str, unit: str, column: Column, rows: np.ndarray, written: str | None
) -> ColumnInfo:
    numbers, dated = column.numbers, column.dated
    classes: tuple[str, ...] = ()
    if dated is not None and not dated.problem:
        numbers, unit = dated.numbers, dated.unit
    problem = problem_of(column, numbers, rows)
    if problem and (two := column.two_words()):
        classes, numbers = tuple(map(naming.clean, two[0])), two[1]
    numbers[~np.isfinite(numbers)] = np.nan
    numbers.setflags(write=False)  # so that a data set need not copy it
    is_date = dated is not None and dated.what == "date"
    counts = is_date or (written is not None and counts_rows(written, numbers))
    unit = unit or naming.clean(next(iter(column.units), ""))
    return ColumnInfo(name, problem, unit, numbers, classes, counts)


def _refuse_too_little(columns: Sequence[ColumnInfo], rows: np.ndarray) -> None:
    if len(rows) < 2:
        found = "only one row" if len(rows) else "no row"
        raise DataError(f"There is {found} of data with values, and a line needs two: add rows")
    usable = [column.name for column in columns if not column.problem]
    reasons = [f"{column.name}: {column.problem}" for column in columns if column.problem]
    if len(columns) == 1:
        reasons.append("the table is a single column: put a comma between columns")
    others = any(column.classes for column in columns) or columns[-1].problem == CONSTANT
    if len(usable) < 2 and not (usable and others):
        found = f"only {usable[0]} is one" if usable else "none is one"
        raise DataError(
            "A line needs two columns of numbers that are not all equal, one for x and one for y, "
            f"but {found} ({listed(reasons, 3)})"
        )


def _layout_notes(layout: Layout, shown: int) -> Iterator[str]:
    if layout.above:
        first, last = layout.above[0], layout.above[-1]
        which = f"Row {first.number}" if first is last else f"Rows {first.number} to {last.number}"
        text = naming.clean(layout.delimiter.join(first.cells))
        yield f"{which} above the table (“{text}”) {'was' if first is last else 'were'} skipped."
    if layout.decimal == ",":
        yield "The decimal sign is a comma: 1,5 was read as 1.5."
    if sentence := ambiguity(layout):
        yield sentence
    if layout.header:
        named = [cell for cell in layout.header.cells if read_cell(cell)[1] in NUMBERS]
        if named:
            row, name = layout.header.number, naming.clean(named[0])
            yield f"Row {row} was read as the header, though “{name}” is a number."
        spare = len(layout.header.cells[: layout.header.length]) - _cells(layout)
        if spare > 0:
            yield (
                f"The header has {spare} name{'s' if spare > 1 else ''} more than the rows have "
                "cells: a name that holds the sign between columns needs quotation marks."
            )
    if layout.units and layout.units.number != (layout.header and layout.header.number):
        yield f"Row {layout.units.number} was read as the units of the columns."
    if shown < layout.width:
        yield f"{layout.width:,} columns: {shown} of them were read, the first with numbers."


def _cells(layout: Layout) -> int:
    """The most cells of a row of data that was looked at."""
    return max(len(record.cells) for record in layout.body)


def _remarks(columns: Sequence[ColumnInfo], read: Sequence[Column], rows: np.ndarray) -> list[str]:
    """What was repaired in the columns that can be used."""
    remarks = [
        remark
        for info, column in zip(columns, read, strict=True)
        if not info.problem
        for remark in remarks_on(info.name, column, rows)
    ]
    more = len(remarks) - MOST_REMARKS
    return remarks[:MOST_REMARKS] + ([f"{more} more remarks of this kind."] if more > 0 else [])
