"""Times as numbers: what a cell may say in seconds, and what a whole column of such cells says."""

from __future__ import annotations

import math
import re

import numpy as np

from models.datasets.csv_files.cells.dates import FEW, NOWHERE, Told

TIME = re.compile(
    r"(\d{1,3}):(\d{2})(?::(\d{2}(?:\.\d{1,9})?))?(?: ?([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE
)
HOUR, MINUTE, DAY = 3600.0, 60.0, 86_400.0

# In what times so far apart are told: seconds of a unit, and an example.
UNITS = {
    "hours": (HOUR, "8:30 as 8.5"),
    "minutes": (MINUTE, "8:30 as 510"),
    "seconds": (1.0, "0:01:30 as 90"),
}
NO_TIMES = "times, not numbers: write each as 08:30"
TWO_READINGS = (
    "times that may be hours and minutes, or minutes and seconds, as “{text}” in row {row} is no "
    "time of a day: write 8:30:00 or 0:08:30"
)


def readings(text: str) -> tuple[float, float]:
    """Seconds that a cell says where hours come first, and where 8:30 is minutes and seconds.

    Both are the same where it says hours, minutes and seconds, or am or pm. NaN: of 75:20, which is
    no time of a day, where hours come first; both where there is no reading.
    """
    found = TIME.fullmatch(text.strip())
    if not found:
        return NOWHERE
    one, two, three = int(found[1]), int(found[2]), float(found[3] or 0)
    if two > 59 or three >= 61:
        return NOWHERE
    if half := (found[4] or "").lower():
        if not 1 <= one <= 12:
            return NOWHERE
        one = one % 12 + (12 if half == "p" else 0)
    seconds = HOUR * one + MINUTE * two + three
    if found[3] or half:
        return seconds, seconds
    return seconds if seconds <= DAY else math.nan, MINUTE * one + two


def told(both: np.ndarray, beyond: tuple[int, str] | None = None) -> Told:
    """The times of a column as numbers: of hours and minutes, where all can be that.

    both: (n, 2), the readings of each cell; beyond: row and text of the first cell that is a time,
    but of no day. A spreadsheet means hours and minutes by 8:30, too.
    """
    seconds = both[:, 0]
    if beyond:
        row, text = beyond
        return Told(seconds, "", TWO_READINGS.format(row=row, text=text.strip()), "time")
    if np.isnan(seconds).all():
        return Told(seconds, "", NO_TIMES, "time")
    span = float(np.nanmax(seconds) - np.nanmin(seconds))
    fitting = (name for name, (size, _) in UNITS.items() if span >= FEW * size)
    unit = next(fitting, "seconds")
    size, example = UNITS[unit]
    return Told(seconds / size, unit, "", "time", f", {example}", _first_fall(seconds))


def _first_fall(seconds: np.ndarray) -> int | None:
    """Where a time is earlier by more than half a day than the last before it, if all are of days:
    so they fall where a night is between them."""
    places = np.flatnonzero(~np.isnan(seconds))
    said = seconds[places]
    if said.max() > DAY:
        return None
    falls = np.flatnonzero(np.diff(said) < -DAY / 2)
    return int(places[falls[0] + 1]) if len(falls) else None
