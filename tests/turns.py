"""Slow tests take turns: each is in one of so many turns, and all of them in all together."""

import zlib
from collections.abc import Sequence

import pytest

TURNS = 6
ALL = "all"


def turn_of(test: str) -> int:
    """The turn of a slow test, from 0 on; by its name alone, so that all workers agree."""
    return zlib.crc32(test.encode()) % TURNS


def chosen(asked: str) -> int | None:
    """Which turn it is: of a number, such as that of a day, what divides into turns; None: all.

    Raises pytest.UsageError where it is neither a number nor "all".
    """
    if asked == ALL:
        return None
    if not (asked.isascii() and asked.isdigit()):
        raise pytest.UsageError(f"slow tests: a number or {ALL!r}, not {asked!r}")
    return int(asked) % TURNS


def split(
    items: Sequence[pytest.Item], turn: int | None
) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Those that are run, and the slow ones whose turn it is not."""
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        is_out = item.get_closest_marker("slow") and turn not in (None, turn_of(item.nodeid))
        (left if is_out else kept).append(item)
    return kept, left


def told(turn: int | None) -> str:
    """What a run says of its turn."""
    if turn is None:
        return "slow tests: all of them"
    return f"slow tests: those of make test SLOW={turn}, of 0 to {TURNS - 1}; SLOW={ALL} has all"
