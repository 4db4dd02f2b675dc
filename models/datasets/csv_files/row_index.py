"""A column that only counts the rows, as pandas and R write one: it is no feature to begin with."""

from __future__ import annotations

import numpy as np

UNNAMED = {"", "unnamed: 0"}
NAMES = {"index", "id", "rownames", "row", "row_id", "obs", "nr", "no", "no.", "#", "번호"}


def counts_rows(name: str, numbers: np.ndarray) -> bool:
    """Whether a column, by its name in the file and its numbers, says which row is which.

    Without a name it counts from 0 or 1 on; by a name such as id, no two rows have the same number.
    """
    called = name.strip().casefold()
    if called in UNNAMED and len(numbers):
        return bool(numbers[0] in (0, 1) and (np.diff(numbers) == 1).all())
    if called not in NAMES:
        return False
    known = numbers[np.isfinite(numbers)]
    return len(np.unique(known)) == len(known) and bool((known % 1 == 0).all())
