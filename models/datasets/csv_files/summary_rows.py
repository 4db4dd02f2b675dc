"""Rows that are no observations: totals and averages of the others, and what a course counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from models.datasets.csv_files.columns import Column
from models.datasets.csv_files.delimiting import records
from models.datasets.csv_files.layout import Layout
from models.datasets.csv_files.summary_words import is_always, statistic_of
from models.datasets.csv_files.transcoding import Ask

LABELS = 3  # the first columns, one of which says what a row is
MOST = 50  # rows of such a name; more of them are a kind of row, and so observations
MOST_ROWS = 200_000  # a table of more was made by a program, whose totals stand elsewhere
ROUNDED = {"mean": 5e-3, "sum": 1e-6}  # relative: an average is written with few digits

Statistic = Callable[[np.ndarray], float]
STATISTICS: dict[str, Statistic] = {
    "sum": np.sum,
    "mean": np.mean,
    "median": np.median,
    "least": np.min,
    "greatest": np.max,
    "spread": lambda values: float(np.std(values, ddof=1)) if len(values) > 1 else 0.0,
    "count": len,
}


def found(rows: np.ndarray, columns: Sequence[Column]) -> dict[int, str]:
    """The rows that sum up others, by their number in the file, with the words that say so.

    A word alone is not enough, for a company may be called Total: half of its numbers have
    to be the sums, or whatever the word says, of the rows above, or of those since the last such.
    """
    labels: dict[int, str] = {}
    for column in columns[:LABELS]:
        labels = {**column.labels, **labels}
    if len(rows) > MOST_ROWS:
        return {}
    summaries = {row: text for row, text in labels.items() if is_always(text)}
    candidates = {row: text for row, text in labels.items() if row not in summaries}
    if not candidates or len(candidates) > MOST:
        return summaries
    numbers = [column.numbers for column in columns]
    is_row = ~np.isin(rows, list(labels))  # an observation
    last = 0
    for row in sorted(candidates):
        statistic = statistic_of(candidates[row])
        if statistic not in ROUNDED and row - 1 not in summaries:  # Max may be somebody's name
            continue
        above = is_row & (rows < row)
        groups = (above, above & (rows > last)) if above.any() else (is_row,)
        if any(_sums_up(numbers, rows == row, group, statistic) for group in groups):
            summaries[row] = candidates[row]
            last = row
    return summaries


def _sums_up(
    numbers: Sequence[np.ndarray], is_this: np.ndarray, group: np.ndarray, statistic: str
) -> bool:
    """Whether at least half of the row's numbers are the statistic of their columns' group."""
    tolerance = ROUNDED.get(statistic, ROUNDED["mean"])
    right = written = 0
    for column in numbers:
        value = column[is_this][0]
        values = column[group & np.isfinite(column)]
        if len(values) > 1 and np.isfinite(value) and values.any():
            expected = STATISTICS[statistic](values)
            written += 1
            right += abs(value - expected) <= tolerance * abs(expected)
    return right > 0 and written <= 2 * right


def without(utf8: bytes, layout: Layout, summaries: Mapping[int, str], ask: Ask) -> bytes:
    """The text in which these rows are blank lines, so that the others keep their numbers."""
    first = layout.body[0]
    parts: list[bytes] = []
    kept, begin = 0, -1
    for record in records(utf8, layout.delimiter, first.start, first.number):
        if begin >= 0:
            parts += [utf8[kept:begin], b"\n"]
            kept, begin = record.start, -1
        if record.number in summaries:
            begin = record.start
        if record.number % 1000 == 0:
            ask()
    parts.append(utf8[kept:begin] if begin >= 0 else utf8[kept:])
    return b"".join(parts)


def note(summaries: Mapping[int, str]) -> str:
    """A sentence about the rows that were left out."""
    shown = [f"row {row} (“{' '.join(text.split())[:40]}”)" for row, text in summaries.items()]
    more = f" and {len(shown) - 3} more" if len(shown) > 3 else ""
    sums_up = "sums up others, and is" if len(shown) == 1 else "sum up others, and are"
    text = f"{', '.join(shown[:3])}{more} {sums_up} left out."
    return text[0].upper() + text[1:]
