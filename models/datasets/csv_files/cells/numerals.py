"""A cell of a table is text: the number that it spells, or what it is instead."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache

from models.datasets.csv_files.cells import quantities
from models.vanishing import vanishes

# Kinds of cells that are numbers …
PLAIN = "number"
GROUPED = "thousands separators"
FOREIGN = "characters that are not on a keyboard"
BOOLEAN = "true or false"
INFINITE = "infinite"
VANISHING = "too near 0"
QUOTED = "quotation marks"
NUMBERS = frozenset({PLAIN, GROUPED, FOREIGN, BOOLEAN, INFINITE, VANISHING, QUOTED})
UNIT = "units"  # a number, and its unit
READABLE = NUMBERS | {UNIT}
# … and of those that are none.
MISSING = "missing"
PERCENT = "percent signs"
CURRENCY = "currency signs"
DATE = "dates"
TIME = "times"
WORD = "words"

# What Excel, R, SQL and people write where there is no value. pandas knows the half of them.
MISSING_WORD = re.compile(
    r"|--?|[–—?…]|\.\.?|#?n/?a|#n/a n/a|-?nan|null|none|nil|<na>|missing|-?1\.#(ind|qnan)"
    r"|#(div/0|value|ref|num|null)!|#name\?",
)
INFINITE_WORD = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
SHAPES = {
    DATE: re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}.{0,30}"),
    TIME: re.compile(r"\d{1,3}:\d{2}(:\d{2}.{0,12}| ?[aApP]\.?[mM]\.?)?"),
}
DIGITS = {
    ".": re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE),
    ",": re.compile(r"[+-]?(\d+(,\d*)?|,\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE),
}
# Groups of exactly three after the first: 1,5 is never fifteen, and 0,500 no five hundred.
GROUPS = {
    ".": re.compile(r"[+-]?[1-9]\d{0,2}([, '_])\d{3}(\1\d{3})*(\.\d*)?", re.ASCII),
    ",": re.compile(r"[+-]?[1-9]\d{0,2}([. '_])\d{3}(\1\d{3})*(,\d*)?", re.ASCII),
}
# 234.567: beside 1,234,567 it may be either.
THREE_BEHIND = {
    ".": re.compile(r"[+-]?[1-9]\d{0,2}\.\d{3}", re.ASCII),
    ",": re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII),
}
LONGEST = 1_000  # characters of a cell that are looked at for a number; the longest double has 767
LIKE_MINUS = "\u2212\u2010\u2011\u2012\u2013\ufe63"
LIKE_APOSTROPHE = "\u2019\u02bc"


@lru_cache(maxsize=4096)
def _on_a_keyboard(character: str) -> str:
    """The ASCII character of the same meaning, "" for one that nobody sees, or itself.

    Not the whole of NFKC, which makes 102 out of 10²: only wide and narrow forms, spaces and
    decimal digits of other scripts.
    """
    if character in LIKE_MINUS:
        return "-"
    if character in LIKE_APOSTROPHE:
        return "'"
    category = unicodedata.category(character)
    if category in ("Zs", "Cf"):
        return " " if category == "Zs" else ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if unicodedata.decomposition(character).startswith(("<wide>", "<narrow>")):
        return unicodedata.normalize("NFKC", character)
    return character


def read_cell(text: str, decimal: str = ".") -> tuple[float, str]:
    """The number that a cell spells, and the kind of the cell; NaN where it spells none.

    decimal: "." or ",". A number beyond float64 is infinite, and so are the words for it; one that
    float64 could not tell from 0 is NaN.
    """
    cell, kind = _typed(text)
    if len(cell) > LONGEST:
        return math.nan, WORD
    if kind == PLAIN and cell.isalpha():
        return _no_digits(cell)
    if (number := _number(cell, decimal, kind)) is not None:
        return number
    if len(cell) > 2 and cell[0] == cell[-1] == "'":
        inside = _number(cell[1:-1].strip(), decimal, QUOTED)
        if inside is not None:
            return inside
    parts = quantities.apart(cell)
    if parts and (number := _number(parts[0], decimal, UNIT)) is not None:
        return number[0], UNIT if math.isfinite(number[0]) else number[1]
    return _no_digits(cell)


def is_three_behind(text: str, decimal: str) -> bool:
    """Whether just three digits stand behind the decimal sign, as if it parted thousands."""
    return bool(THREE_BEHIND[decimal].fullmatch(text.strip()[:LONGEST]))


def unit_in(text: str) -> str:
    """The unit in a cell that is a number with one."""
    parts = quantities.apart(_typed(text)[0])
    return parts[1] if parts else ""


def _typed(text: str) -> tuple[str, str]:
    """What stands in a cell, in characters of a keyboard where it means such; PLAIN or FOREIGN."""
    cell = text.strip()
    if len(cell) > LONGEST or cell.isascii():
        return cell, PLAIN
    typed = "".join(map(_on_a_keyboard, cell)).strip()
    return typed, PLAIN if typed == cell else FOREIGN


def _number(cell: str, decimal: str, kind: str) -> tuple[float, str] | None:
    """What digits alone spell, perhaps in groups of three; None for anything else."""
    if grouped := GROUPS[decimal].fullmatch(cell):
        cell, kind = cell.replace(grouped[1], ""), GROUPED
    if not DIGITS[decimal].fullmatch(cell):
        return None
    cell = cell.replace(",", ".")
    if vanishes(cell):
        return math.nan, VANISHING
    number = float(cell)
    return number, kind if math.isfinite(number) else INFINITE


def _no_digits(cell: str) -> tuple[float, str]:
    """What a cell is that is not written in digits alone."""
    lower = cell.lower()
    if MISSING_WORD.fullmatch(lower):
        return math.nan, MISSING
    if lower in ("true", "false"):
        return float(lower == "true"), BOOLEAN
    if INFINITE_WORD.fullmatch(lower):
        return math.copysign(math.inf, -1 if lower[0] == "-" else 1), INFINITE
    for kind, shape in SHAPES.items():
        if shape.fullmatch(cell):
            return math.nan, kind
    if any(character.isdigit() for character in cell):
        if "%" in cell:
            return math.nan, PERCENT
        if any(unicodedata.category(character) == "Sc" for character in cell):
            return math.nan, CURRENCY
    return math.nan, WORD
