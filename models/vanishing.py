"""A number that is written as another than 0, and is 0 to float64: 1e-400."""

from __future__ import annotations

import re
from collections.abc import Callable

TOO_NEAR = "too near 0 to be told from it"

# Where such a number may be there is one of these. Two patterns, as their letters are found faster.
EXPONENTS = (re.compile(rb"e-\d{3}"), re.compile(rb"E-\d{3}"))
ZEROS = b"0" * 300
AT_ONCE = 2**20  # bytes


def vanishes(text: str) -> bool:
    """Whether that becomes of it; text: one that `float` reads."""
    digits = text.lower().partition("e")[0]
    return float(text) == 0 and any(sign.isdecimal() and int(sign) for sign in digits)


def may_vanish(utf8: bytes, ask: Callable[[], object]) -> bool:
    """Whether a text may hold such a number; `ask` as of models.datasets.csv_files.read_table."""
    for start in range(0, len(utf8), AT_ONCE):
        ask()
        end = start + AT_ONCE + len(ZEROS)
        if utf8.find(ZEROS, start, end) >= 0:
            return True
        if any(exponent.search(utf8, start, end) for exponent in EXPONENTS):
            return True
    return False
