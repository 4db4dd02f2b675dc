"""The mistakes page's address: which mistake, whether it is to be found, and where one stands.

While it is to be found, the link says its place in an order, since its name would be the answer;
and the order is another one with each seed, so that no place is the answer either. A link from
before there were orders says a number in the registry instead, and means the same mistake as then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from components.address import OFF, ON, View, size_of
from components.beside import SWITCHES
from models.mistakes import MISTAKES

KEYS = tuple(MISTAKES)
LAST_STEP = max(mistake.experiment.epochs for mistake in MISTAKES.values())
ORDERS = 9999  # so many seeds of an order there are, from 1


@cache
def order(seed: int) -> tuple[str, ...]:
    """The mistakes in the seed's order: the same one on every machine, until there is one more."""
    return tuple(sorted(KEYS, key=lambda key: sha256(f"{seed} {key}".encode()).digest()))


@dataclass(frozen=True)
class Choice:
    """What the visitor looks at: a mistake by its key, told or to be found in a seed's order."""

    mistake: str = KEYS[0]
    find: bool = False
    seed: int = 1

    @property
    def number(self) -> int:
        """The mistake's place in the order, from 1."""
        return order(self.seed).index(self.mistake) + 1

    @property
    def next(self) -> str:
        """The key of the mistake after this one; after the last comes the first."""
        return order(self.seed)[self.number % len(KEYS)]

    def to_query(self) -> dict[str, str]:
        """Name → text of what is not as it stands at first."""
        if not self.find:
            return {"mistake": self.mistake} if self.mistake != KEYS[0] else {}
        order = {"order": str(self.seed)} if self.seed != 1 else {}
        return {"find": ON, **order, "place": str(self.number)}


def read(query: Mapping[str, str]) -> tuple[Choice, View, tuple[str, ...]]:
    """The page that a query spells, and the names of what could not be used. Accepts anything."""
    mistake, find, step, seed, size = None, False, 0, 1, 1.0
    switches: dict[str, bool] = {}
    dropped: list[str] = []
    is_ordered = _is_number(query.get("order", ""), ORDERS)
    if is_ordered:
        seed = int(query["order"])
    for name, text in query.items():
        if name == "mistake" and _key(text) is not None:
            mistake = mistake or _key(text)
        elif name == "place" and _is_number(text, len(KEYS)):
            mistake = order(seed)[int(text) - 1]
        elif name == "find" and text in (ON, OFF):
            find = text == ON
        elif name == "order" and _is_number(text, ORDERS):
            pass  # read before, since a place is one in the order
        elif name == "step" and text.isdecimal() and len(text) < 7:
            step = min(int(text), LAST_STEP)
        elif name == "size" and (said := size_of(text)):
            size = said
        elif name in SWITCHES and text in (ON, OFF):
            switches[name] = text == ON
        else:
            dropped.append(name)
    first = order(seed)[0] if find and is_ordered else KEYS[0]
    choice = Choice(mistake or first, find, seed if find else 1)
    return choice, View(step, switches, size=size), tuple(dropped)


def _is_number(text: str, most: int) -> bool:
    return text.isdecimal() and text.isascii() and len(text) < 7 and 1 <= int(text) <= most


def _key(text: str) -> str | None:
    """The key that is meant by a key, or by its number in the registry."""
    if _is_number(text, len(KEYS)):
        return KEYS[int(text) - 1]
    return text if text in MISTAKES else None
