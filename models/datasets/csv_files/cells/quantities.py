"""A number with its unit in one cell, such as $39,343.00, 50 000 km or 21.5 °C: the two apart."""

from __future__ import annotations

import unicodedata

from models.datasets.csv_files.naming import is_unit

DIGITS = "0123456789"
LONGEST_UNIT = 12  # characters
MONEY = {"eur", "usd", "krw", "gbp", "chf", "jpy", "cny", "won", "원"}


def apart(cell: str) -> tuple[str, str] | None:
    """The text of the number and the unit, before or behind it; None where there are not both.

    Whether the first is a number is for others to say. A single letter is a unit only behind a
    space, for 3d and 2a are names.
    """
    places = [place for place, character in enumerate(cell) if character in DIGITS]
    if not places:
        return None
    first, last = places[0], places[-1] + 1
    before, number, behind = cell[:first], cell[first:last], cell[last:]
    for sign in (".", ",", "-", "+"):
        if before.endswith(sign):
            before, number = before[:-1], sign + number
    if before.startswith(("-", "+")) and number[0] in DIGITS:  # −$5
        before, number = before[1:], before[0] + number
    before, unit = before.strip(), behind.strip()
    if before and not unit and _is_money(before):
        return number, before
    if unit and not before and len(unit) <= LONGEST_UNIT and _is_behind(unit, behind != unit):
        return number, unit
    return None


def _is_money(text: str) -> bool:
    return text.lower() in MONEY or (len(text) == 1 and unicodedata.category(text) == "Sc")


def _is_behind(unit: str, is_spaced: bool) -> bool:
    """Whether a text is a unit where it stands behind a number, with a space between or without."""
    if unit[0] in "([" or (len(unit) == 1 and unit.isalpha() and not is_spaced):
        return False
    return _is_money(unit) or is_unit(unit)
