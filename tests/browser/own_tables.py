"""Tables that a person may bring: tidy ones, ugly ones, and texts that are none."""

from __future__ import annotations

import random
from collections.abc import Callable

HEADER = ("hours", "sleep", "grade", "passed")
Rows = list[tuple[float, float, float, str]]


def any_table(source: random.Random) -> str:
    """One of them, as the text of a file; hardly ever the same one twice."""
    rows: Rows = []
    for _ in range(source.randint(2, 30)):
        hours, sleep = round(source.uniform(0, 12), 2), round(source.gauss(7, 1), 1)
        grade = round(3 * hours + sleep + source.gauss(0, 4), 1)
        rows.append((hours, sleep, grade, "yes" if grade > 25 else "no"))
    return source.choice(WAYS)(rows)


def _joined(rows: Rows, between: str = ",", header: tuple[str, ...] = HEADER) -> str:
    lines = [header, *([str(cell) for cell in row] for row in rows)]
    return "\n".join(between.join(line) for line in lines) + "\n"


def _with_decimal_commas(rows: Rows) -> str:
    return _joined(rows, ";").replace(".", ",")


def _with_gaps(rows: Rows) -> str:
    """Each third row lacks a number, and the table has a title."""
    lines = _joined(rows).splitlines()
    lines[2::3] = ["," + line.partition(",")[2] for line in lines[2::3]]
    return "\n".join(["Grades of 2026", *lines])


def _far_away(rows: Rows) -> str:
    """Times in seconds since 1970."""
    return _joined([(1.7e9 + hours, sleep, grade, word) for hours, sleep, grade, word in rows])


def _as_points(rows: Rows) -> str:
    """Columns that the page calls x and y, too."""
    return "".join(f"{hours}\t{grade}\n" for hours, _, grade, _ in rows)


# Of the last ones, nothing can be learned.
WAYS: list[Callable[[Rows], str]] = [
    _joined,
    lambda rows: _joined(rows, "\t"),
    lambda rows: _joined(rows, header=("größe, in m", "=1+1", "y", "y")),
    _with_decimal_commas,
    _with_gaps,
    _far_away,
    _as_points,
    lambda rows: _joined([(1, 7, grade, word) for _, _, grade, word in rows]),
    lambda rows: "\n".join(word for *_, word in rows),
    lambda rows: _joined(rows[:1]),
    lambda rows: "",
]
