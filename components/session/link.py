"""Links of all pages: read part by part, and what of them could not be used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from models.experiment import Dropped
from models.setting import Setting

MOST_NAMED = 8  # parts of a link that could not be used


def read_parts(
    query: Mapping[str, str], settings: Mapping[str, Setting]
) -> tuple[dict[str, Any], tuple[Dropped, ...]]:
    """Name → value of each part of a query, and what of it could not be used. Accepts anything."""
    values: dict[str, Any] = {}
    dropped = []
    for name, text in query.items():
        if name not in settings:
            dropped.append(Dropped(name, "not a setting of this page"))
            continue
        try:
            values[name] = settings[name].read(text)
        except ValueError as error:
            label = settings[name].label
            dropped.append(Dropped(name, str(error).removeprefix(f"{label}: "), label))
    return values, tuple(dropped)


def plain(text: str) -> str:
    """A stranger's text as what may stand in a code span: letters, digits and . _ + - only."""
    return "".join(c for c in text if c.isalnum() or c in "._+-")[:40] or "?"


def sentence(dropped: tuple[Dropped, ...]) -> str:
    """What was dropped, as Markdown that holds nothing of a stranger's but plain words."""
    named = [f"{part.label or f'`{plain(part.key)}`'}: {part.reason}" for part in dropped]
    more = [f"and {len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
    return " · ".join(named[:MOST_NAMED] + more)
