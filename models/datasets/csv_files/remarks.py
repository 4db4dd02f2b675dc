"""What is wrong with a column that was read, and what was repaired in it, in a person's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from models.datasets.csv_files.cells import dates, times
from models.datasets.csv_files.cells.numerals import (
    BOOLEAN,
    CURRENCY,
    DATE,
    FOREIGN,
    GROUPED,
    INFINITE,
    MISSING,
    PERCENT,
    QUOTED,
    TIME,
    UNIT,
    VANISHING,
    WORD,
)
from models.datasets.csv_files.columns import NO_DAY, NO_TIME, Column
from models.datasets.csv_files.layout import mostly_numbers
from models.datasets.csv_files.naming import clean
from models.datasets.dataset import LARGEST
from models.setting import spelled
from models.vanishing import TOO_NEAR

CONSTANT = "all values are equal"
PROBLEMS = {
    DATE: dates.NO_DATES,
    TIME: times.NO_TIMES,
    PERCENT: "percent signs: write numbers only",
    CURRENCY: "currency signs: write numbers only",
    WORD: "words",
}
REPAIRS = {
    GROUPED: "was read without its thousands separators",
    FOREIGN: "was read as the number that it looks like",
    BOOLEAN: "was read as a number: true as 1, false as 0",
    QUOTED: "was read without its quotation marks",
    UNIT: "was read as a number, and what stands beside it as the unit",
}


def problem_of(column: Column, numbers: np.ndarray, rows: np.ndarray) -> str:
    """Why a column cannot be used, "" where it can: it has numbers, which vary.

    numbers: (n,), those of the column. rows: (n,), the number of each row in the file.
    """
    finite = numbers[np.isfinite(numbers)]
    if column.dated is not None:
        if column.dated.problem:
            return column.dated.problem
    elif not mostly_numbers(column.kinds):
        most = max(PROBLEMS, key=lambda kind: column.kinds[kind])
        return PROBLEMS[most] if column.kinds[most] else "no numbers"
    if len(column.units) > 1:
        return f"more than one unit: {listed(sorted(column.units), 3)}"
    if not len(finite):
        return "no finite numbers"
    if max(-finite.min(), finite.max()) > LARGEST:
        row = rows[np.argmax(np.isfinite(numbers) & (np.abs(numbers) > LARGEST))]
        return f"values beyond ±{spelled(LARGEST)}, too large to be squared, the first in row {row}"
    return CONSTANT if finite.min() == finite.max() else ""


def remarks_on(name: str, column: Column, rows: np.ndarray) -> Iterator[str]:
    """Sentences about what was repaired in a column that can be used, and what could not be.

    rows: (n,), the number of each row in the file.
    """
    if (told := column.dated) is not None:
        yield f"Column {name}: {told.what}s were read as {told.unit}{told.how}."
        if told.falls is not None:
            yield (
                f"Column {name}: in row {rows[told.falls]} an early time follows a late one, as "
                "over midnight. Each is counted from the midnight before it; write 2024-01-31 "
                "23:50 to count on."
            )
    for kind, repair in REPAIRS.items():
        if count := column.kinds[kind]:
            yield f"Column {name}: {_cells(count)} repaired; {_example(column, kind)} {repair}."
    if count := int(column.in_doubt.sum()):
        yield (
            f"Column {name}: {_cells(count)} left out, which may be a decimal number, or thousands "
            "written like those in other cells: write all numbers without thousands separators."
        )
    what = "number" if told is None else told.what
    count = sum(column.kinds[kind] for kind in PROBLEMS)
    if told is not None:
        count -= int(np.isfinite(told.numbers).sum())
    if count:
        first = min(_unread(column), key=lambda kind: column.first[kind][0])
        yield f"Column {name}: {_cells(count)} no {what}, such as {_example(column, first)}."
    if count := column.kinds[INFINITE]:
        row = column.first[INFINITE][0]
        yield (
            f"Column {name}: {_cells(count)} infinite, or too large to be computed with, the first "
            f"in row {row}."
        )
    if count := column.kinds[VANISHING]:
        yield f"Column {name}: {_cells(count)} {TOO_NEAR}, such as {_example(column, VANISHING)}."
    if count := column.kinds[MISSING]:
        row = column.first[MISSING][0]
        yield f"Column {name}: {_cells(count)} blank or marked as missing, the first in row {row}."
    if column.rounded:
        yield (
            f"Column {name}: whole numbers of 16 digits or more may be rounded; subtract the same "
            "large number from all of them to keep their last digits."
        )


def _unread(column: Column) -> list[str]:
    """The kinds of its cells of which nothing was read."""
    kinds = set(PROBLEMS)
    if (told := column.dated) is not None:
        kinds = kinds - {DATE, TIME} | {NO_TIME if told.what == "time" else NO_DAY}
    return [kind for kind in kinds if kind in column.first]


def _cells(count: int) -> str:
    return "1 cell is" if count == 1 else f"{count:,} cells are"


def _example(column: Column, kind: str) -> str:
    row, text = column.first[kind]
    return f"“{clean(text)}” in row {row}"


def listed(items: Sequence[str], most: int = 5) -> str:
    """ "1, 2 and 3": the items in words, at most so many of them."""
    shown = [str(item) for item in items[:most]]
    if len(items) > most:
        return ", ".join(shown) + f" and {len(items) - most:,} more"
    return " and ".join(", ".join(shown).rsplit(", ", 1)) if len(shown) > 1 else "".join(shown)


def rows_left_out(names: Sequence[str], missing: np.ndarray, rows: np.ndarray) -> str:
    """A sentence about the rows in which one of the named columns has no number; "" for none.

    missing: (n, len(names)) bool, rows: (n,) their numbers in the file.
    """
    bad = rows[missing.any(axis=1)]
    if not len(bad):
        return ""
    where = [name for name, column in zip(names, missing.T, strict=True) if column.any()]
    return (
        f"{len(bad):,} of {len(rows):,} rows {'is' if len(bad) == 1 else 'are'} left out, where "
        f"{' or '.join(where)} has no finite number: row{'s' if len(bad) > 1 else ''} "
        f"{listed(bad.tolist())}."
    )
