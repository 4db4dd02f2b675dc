"""Dates as numbers: what a cell may say in days, and what a whole column of such cells says."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

EPOCH = datetime(1970, 1, 1)
DAY = timedelta(days=1)
YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
TIME = re.compile(
    r"[T ] ?(\d{1,2}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?(?: ?(Z|[+-]\d{2}:?\d{2}))?", re.ASCII
)
MOST_AHEAD = 14  # hours of any zone, at Kiritimati
NOWHERE = (math.nan, math.nan)

# In what dates so far apart are told: seconds of a unit.
UNITS = {"days": 86_400.0, "hours": 3_600.0, "seconds": 1.0}
FEW = 3  # units between the first and the last date are too few: then in smaller ones


def readings(text: str) -> tuple[float, float]:
    """Days since 1970 that a cell says where the day comes before the month, and where after it.

    Both are the same where only one reading is possible; NaN where there is none.
    """
    cell = text.strip()
    if found := YEAR_FIRST.match(cell):
        year, _, month, day = found.groups()
        orders = [(year, month, day)] * 2
    elif found := YEAR_LAST.match(cell):
        one, sign, two, year = found.groups()
        # Nobody writes 12.31.2024: with points, the day comes first.
        orders = [(year, two, one), (year, two, one) if sign == "." else (year, one, two)]
    else:
        return NOWHERE
    time = _time(cell[found.end() :])
    day_first, month_first = (_days(*order) + time for order in orders)
    return day_first, month_first


def _days(year: str, month: str, day: str) -> float:
    if not 1000 <= int(year) <= 3000:
        return math.nan
    try:
        return (datetime(int(year), int(month), int(day)) - EPOCH) / DAY
    except ValueError:  # no such day
        return math.nan


def _time(text: str) -> float:
    """What stands behind a date, in days: 0 of nothing, NaN of what is no time."""
    if not text:
        return 0.0
    found = TIME.fullmatch(text)
    if not found:
        return math.nan
    hours, minutes, seconds = int(found[1]), int(found[2]), float(found[3] or 0)
    passed = 3600 * hours + 60 * minutes + seconds
    if minutes > 59 or seconds >= 61 or (hours > 23 and passed != 86_400):  # 24:00 ends a day
        return math.nan
    return (passed - _offset(found[4])) / 86_400


def _offset(zone: str | None) -> float:
    """How many seconds a zone's clock is ahead; NaN of one that there is nowhere."""
    if zone in (None, "Z"):
        return 0.0
    sign, digits = zone[0], zone[1:].replace(":", "")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > MOST_AHEAD or minutes > 59:
        return math.nan
    return (-1 if sign == "-" else 1) * (3600 * hours + 60 * minutes)


@dataclass(frozen=True, eq=False)
class Told:
    """What a column of dates says: numbers (n,), NaN where a cell says nothing, in `unit`; or, with
    a problem, why that cannot be told. what: "date" or "time", which its cells are; how: an example
    of what was made of one, or "". falls: where the first time stands that is early in a day, after
    one that is late; None where there is none.
    """

    numbers: np.ndarray
    unit: str
    problem: str = ""
    what: str = "date"
    how: str = ""
    falls: int | None = None


NO_DATES = "dates, not numbers: write 2024-01-31"
TWO_READINGS = "dates whose day and month cannot be told apart: write 2024-01-31"
TWO_ORDERS = "dates with the day before the month and after it: write 2024-01-31"


def told(both: np.ndarray) -> Told:
    """The dates of a column as numbers since the first of them.

    both: (n, 2), the readings of each cell. One order has to fit all cells, and only one may, or
    else both have to say the same.
    """
    is_blank = np.isnan(both).all(axis=1)
    fitting = [column for column in both.T if not np.isnan(column[~is_blank]).any()]
    if is_blank.all():
        return Told(both[:, 0], "", NO_DATES)
    if not fitting:
        return Told(both[:, 0], "", TWO_ORDERS)
    if not np.array_equal(fitting[0], fitting[-1], equal_nan=True):
        return Told(both[:, 0], "", TWO_READINGS)
    days = fitting[0]
    first = float(np.nanmin(days))
    span = 86_400 * (float(np.nanmax(days)) - first)
    name = next((name for name, size in UNITS.items() if span >= FEW * size), "seconds")
    numbers = (days - first) * (86_400 / UNITS[name])
    begin = EPOCH + timedelta(days=first)
    # Seconds are kept to their millionth part, which is as much as days since 1970 tell.
    return Told(np.round(numbers, 6), f"{name} since {_written(begin)}")


def _written(moment: datetime) -> str:
    """2024-01-31, and as much of the time as is not 0."""
    milliseconds = round((moment - EPOCH) / timedelta(milliseconds=1))
    exact = EPOCH + timedelta(milliseconds=milliseconds)
    day, time = exact.isoformat(" ", "milliseconds").split()
    if time == "00:00:00.000":
        return day
    return f"{day} {time.removesuffix('.000').removesuffix(':00')}"
