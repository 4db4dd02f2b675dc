"""The first rows of a table name its columns: harmless and distinct names, and their units."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

LONGEST_NAME = 60  # characters
BEGINNING = LONGEST_NAME - len(" (10000)")  # of a name that gets a number behind it

UNIT = re.compile(
    "[kcmµμun]?m|in|ft|[kmµμ]?g|t|lb|[mµμn]?s|sec|min|hr?|d(ays?)?|yr|years?|[°º]?[cf]|℃|k"
    "|[km]?[njwva]|kwh|ω|k?ohm|[kmg]?hz|[hkm]?pa|m?bar|atm|[md]?l|m?mol|cd|rad|deg|[°%‰€$₩]|ppm"
    "|eur|usd|krw",
)
IN_BRACKETS = re.compile(r"\([^()]{0,20}\)|\[[^\[\]]{0,20}\]")
BETWEEN_UNITS = re.compile(r"[/·*\s^⁻¹²³]+")


def clean(text: str) -> str:
    """A name without control and format characters, each run of spaces one, and not too long."""
    one_line = " ".join(text.split())
    kept = "".join(c for c in one_line if unicodedata.category(c) not in ("Cc", "Cf"))
    kept = " ".join(kept.split())
    return kept if len(kept) <= LONGEST_NAME else kept[: LONGEST_NAME - 1].rstrip() + "…"


def distinct(names: Sequence[str]) -> tuple[str, ...]:
    """As many names, none of them twice: "column 3" for a blank one, "x (2)" for a second x."""
    taken = {name for name in names if name}
    given: dict[str, None] = {}
    tried: Counter[str] = Counter()
    for place, name in enumerate(names, start=1):
        wanted = name or f"column {place}"
        new = wanted if name and name not in given else _unused(wanted, taken, tried)
        given[new] = None
        taken.add(new)
    return tuple(given)


def _unused(name: str, taken: set[str], tried: Counter[str]) -> str:
    """The name, or where it is taken the name with the first number that makes it new.

    tried: how far was counted for each beginning of a name, so that nobody counts there again.
    """
    new = name
    beginning = name[:BEGINNING]
    while new in taken:
        tried[beginning] += 1
        new = f"{beginning} ({tried[beginning] + 1})"
    return new


def without_header(count: int) -> tuple[str, ...]:
    """x and y, or x1, x2, … and y, for columns that nobody named."""
    if count < 3:
        return ("x", "y")[:count]
    return (*(f"x{place}" for place in range(1, count)), "y")


def unit_of(cell: str) -> str:
    """What stands in a row of units, without its brackets."""
    text = clean(cell)
    return text[1:-1].strip() if IN_BRACKETS.fullmatch(text) else text


def unfolded(cells: Sequence[str]) -> tuple[list[str], list[str]]:
    """Names and their units, where each unit stands in a cell behind its name."""
    names: list[str] = []
    units: list[str] = []
    for cell in map(str.strip, cells):
        if names and not units[-1] and is_unit(cell):
            units[-1] = cell
        else:
            names.append(cell)
            units.append("")
    return names, units


def are_units(cells: Sequence[str]) -> bool:
    """Whether every filled cell of a row is a unit: in brackets, or one that is known."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    return bool(filled) and all(map(is_unit, filled))


def is_unit(cell: str) -> bool:
    """Whether a text is a unit: in brackets, or one that is known, or such by one another."""
    if IN_BRACKETS.fullmatch(cell):
        return True
    parts = [part.rstrip("0123456789-") for part in BETWEEN_UNITS.split(cell.lower())]
    return any(parts) and all(UNIT.fullmatch(part) for part in parts if part)
