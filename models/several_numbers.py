"""A setting of several numbers, as a person types them into one field: 0.1, 0, -2."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from numbers import Real
from typing import Any

from models.setting import Setting, spelled
from models.vanishing import TOO_NEAR, vanishes

BETWEEN = re.compile(r"[\s;]+|,(?=[\s;]|\Z)")
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?")
OF_NUMBERS = set("0123456789.,+-")  # what a number with a comma in it is made of
LONGEST_QUOTED = 12  # characters of what was typed, in a sentence about it


@dataclass(frozen=True)
class Numbers(Setting):
    """None or several numbers with bounds, both allowed; "0.1;0;-2" in a link.

    Between two numbers stands a space, a semicolon, or a comma with a space behind it. A comma
    within a number is refused: 0,1 is one number for some and two for others.
    """

    low: float = -math.inf
    high: float = math.inf
    most: int = 50

    @property
    def longest(self) -> int:
        """Characters that so many numbers may take: float64 writes at most 24 for one."""
        return 26 * self.most

    def check(self, value: Any) -> tuple[float, ...]:
        """The numbers, or those that a text says; ValueError with the reason in words."""
        if isinstance(value, str):
            return self.read(value)
        if not isinstance(value, (tuple, list)):
            raise ValueError(f"{self.label}: not numbers")
        if len(value) > self.most:
            raise ValueError(f"{self.label}: at most {self.most} numbers")
        for place, number in enumerate(value, start=1):
            if isinstance(number, bool) or not isinstance(number, Real):
                raise ValueError(f"{self.label}: {_at(place)} is not a number")
            given: Any = number  # not float(number), which fails on one of 400 digits
            if not self.low <= given <= self.high:  # also true of NaN
                bounds = f"between {spelled(self.low)} and {spelled(self.high)}"
                raise ValueError(f"{self.label}: {_at(place)} must be {bounds}")
        return tuple(float(number) + 0 for number in value)  # never −0

    def read(self, text: str) -> tuple[float, ...]:
        if len(text) > self.longest:
            raise ValueError(f"{self.label}: too long for {self.most} numbers")
        parts = [part for part in BETWEEN.split(text.replace("−", "-")) if part]
        for place, part in enumerate(parts, start=1):
            if not NUMBER.fullmatch(part):
                raise ValueError(f"{self.label}: {_refusal(part, place)}")
            if vanishes(part):
                raise ValueError(f"{self.label}: {_at(place)} is {TOO_NEAR}")
        return self.check(tuple(map(float, parts)))

    def write(self, value: Any) -> str:
        return ";".join(map(_shortest, value))

    def shown(self, value: Any) -> str:
        return ", ".join(map(_shortest, value))


def _shortest(number: float) -> str:
    return repr(number).removesuffix(".0")


def _at(place: int) -> str:
    return f"number {place}"


def _refusal(part: str, place: int) -> str:
    """Why a part of the text is no number; only of digits, points, commas and signs, quoted."""
    if "," not in part or not set(part) <= OF_NUMBERS:
        return f"{_at(place)} is not a number, such as 0.1 or -2"
    quoted = part if len(part) <= LONGEST_QUOTED else part[: LONGEST_QUOTED - 1] + "…"
    return (
        f"“{quoted}” may be one number or several. Type a point before decimals, and a space "
        "between numbers"
    )
