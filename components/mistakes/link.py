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
from typing import Any

from components.session import view as views
from components.session.link import read_parts
from components.session.view import View
from components.views.comparison import SWITCHES
from components.words import LINKED
from components.words import MISTAKES as WORDS
from models.experiment import Dropped
from models.mistakes import MISTAKES
from models.setting import Choice as OneOf
from models.setting import Number, Setting, Switch

KEYS = tuple(MISTAKES)


class Key(OneOf):
    """A mistake by its key, or by its number in the registry, as links once did."""

    def read(self, text: str) -> Any:
        is_number = text.isdecimal() and text.isascii() and len(text) < 7
        is_one = is_number and 1 <= int(text) <= len(KEYS)
        return super().read(KEYS[int(text) - 1] if is_one else text)


LAST_STEP = max(mistake.experiment.epochs for mistake in MISTAKES.values())
ORDERS = 9999  # so many seeds of an order there are, from 1
SETTINGS: dict[str, Setting] = {
    "mistake": Key(WORDS["mistake"], options={name: m.label for name, m in MISTAKES.items()}),
    "find": Switch(WORDS["find"]),
    "order": Number(WORDS["order"], low=1, high=ORDERS, kind=int),
    "place": Number(WORDS["place"], low=1, high=len(KEYS), kind=int),
    "step": Number(LINKED["step"], low=0, high=LAST_STEP, kind=int),
}
# Of what a view has, those parts that mean something of two runs.
PARTS = {name: views.PARTS[name] for name in (*SWITCHES, "size")}


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
        return {"find": SETTINGS["find"].write(True), **order, "place": str(self.number)}


def read(query: Mapping[str, str]) -> tuple[Choice, View, tuple[Dropped, ...]]:
    """The page that a query spells, and what of it could not be used. Accepts anything."""
    said, dropped = read_parts(query, PARTS | SETTINGS)
    find, seed = said.get("find", False), said.get("order", 1)
    mistake = said.get("mistake", order(seed)[0] if find and "order" in said else KEYS[0])
    if "place" in said:
        mistake = order(seed)[said["place"] - 1]
    return Choice(mistake, find, seed if find else 1), View.of(said), dropped
