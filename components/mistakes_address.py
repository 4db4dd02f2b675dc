"""The mistakes page's address: which mistake, whether it is to be found, and where one stands.

While it is to be found, the link says its number, since its name would be the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.address import OFF, ON, View
from models.mistakes import MISTAKES

KEYS = tuple(MISTAKES)
LAST_STEP = max(mistake.experiment.epochs for mistake in MISTAKES.values())


@dataclass(frozen=True)
class Choice:
    """What the visitor looks at: a mistake by its key, told or to be found."""

    mistake: str = KEYS[0]
    find: bool = False

    @property
    def number(self) -> int:
        """The mistake's place in the registry, from 1."""
        return KEYS.index(self.mistake) + 1

    @property
    def next(self) -> str:
        """The key of the mistake after this one; after the last comes the first."""
        return KEYS[self.number % len(KEYS)]

    def to_query(self) -> dict[str, str]:
        """Name → text of what is not as it stands at first."""
        query = {"find": ON} if self.find else {}
        if self.mistake != KEYS[0]:
            query["mistake"] = str(self.number) if self.find else self.mistake
        return query


def read(query: Mapping[str, str]) -> tuple[Choice, View, tuple[str, ...]]:
    """The page that a query spells, and the names of what could not be used. Accepts anything."""
    mistake, find, step = KEYS[0], False, 0
    switches: dict[str, bool] = {}
    dropped: list[str] = []
    for name, text in query.items():
        if name == "mistake" and _key(text) is not None:
            mistake = _key(text) or mistake
        elif name == "find" and text in (ON, OFF):
            find = text == ON
        elif name == "step" and text.isdecimal() and len(text) < 7:
            step = min(int(text), LAST_STEP)
        elif name == "log_loss" and text in (ON, OFF):
            switches[name] = text == ON
        else:
            dropped.append(name)
    return Choice(mistake, find), View(step, switches), tuple(dropped)


def _key(text: str) -> str | None:
    """The key that is meant by a key or by a number."""
    if text.isdecimal() and len(text) < 4 and 1 <= int(text) <= len(KEYS):
        return KEYS[int(text) - 1]
    return text if text in MISTAKES else None
