"""Numbers in sentences: rates that are told apart, bounds on the safe side, factors close to 1."""

from __future__ import annotations

import math

from components.style import MINUS, number, rounded
from models.theory.outlook import rounded_down, rounded_up

COMPUTED = 4  # digits of a computed number
ROUNDING = 1e-12  # by which, as a share of it, a computed number may be off


def plain(value: float, digits: int = 8) -> str:
    """So many significant digits at most, without zeros at the end: 0.028, 1.2e−5."""
    mantissa, _, exponent = f"{rounded(value, digits):.{digits}g}".partition("e")
    text = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return text.replace("-", MINUS)


def at_most(value: float, digits: int = COMPUTED) -> str:
    """A positive number, rounded so that what is written is not above it."""
    return plain(rounded_down(value, digits), digits)


def cut(value: float, given: float = math.nan, digits: int = COMPUTED) -> str:
    """The first digits of a positive number, with "…" where more follow: 0.02799…, 1.358…e−5, 1.

    So many of them, and as many more as tell it from a given number: read as one, the text is on
    the same side of that as the value is. What has no more digits, but for rounding, is written so.
    """
    whole = rounded(value, digits)
    is_apart = given != whole and (given < whole) == (given < value)
    if is_apart and abs(whole / value - 1) <= ROUNDING:
        return plain(whole, digits)
    for places in range(digits, 18):
        low = rounded_down(value, places)
        if not low <= given <= rounded_up(value, places):
            break
    mantissa, _, exponent = f"{low:#.{places}g}".partition("e")
    text = f"{mantissa}…e{int(exponent)}" if exponent else f"{mantissa}…"
    return text.replace("-", MINUS)


def told_apart(given: float, found: float) -> tuple[str, str]:
    """Two different positive numbers, a typed and a computed one, with so many digits that the
    texts, read as numbers, are in the order in which the numbers are.
    """
    text = cut(found, given)
    shown = float(text.replace("…", "").replace(MINUS, "-"))
    for digits in range(8, 18):
        typed = plain(given, digits)
        one = float(typed.replace(MINUS, "-"))
        if one != shown and (one < shown) == (given < found):
            break
    return typed, text


def factor(gain: float) -> str:
    """1 − gain, with so many digits that the gain, or what it lacks, can be seen."""
    size = abs(gain)
    if abs(1 - gain) < 1e-12:
        return "0"
    if size == 0 or size >= 1e-3:
        return number(1 - gain) if gain else "1"
    decimals = math.ceil(-math.log10(size)) + 1
    if decimals <= 9:
        return f"{1 - gain:.{decimals}f}"
    return f"(1 {MINUS if gain > 0 else '+'} {number(size)})"


def count(steps: float) -> str:
    """A number of steps in words: 1.6, 124, 12,345, 8.8 million."""
    if steps < 10:
        return f"{steps:.2g}"
    for size, name in ((1e12, "million million"), (1e9, "billion"), (1e6, "million")):
        if size <= steps < 1000 * size:
            return f"{float(f'{steps / size:.2g}'):,g} {name}"
    return f"{steps:,.0f}" if steps < 1e6 else number(steps)


def times(ratio: float) -> str:
    """How many times as large, in a word: 1.3 times, 12 times."""
    return f"{float(f'{ratio:.2g}'):,g} times" if ratio < 1e6 else f"{number(ratio)} times"
