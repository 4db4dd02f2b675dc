"""A setting is one choice of a person: its label, what it may be, and its text in a link."""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from numbers import Real
from typing import Any, TypeVar

from models.vanishing import TOO_NEAR, vanishes

Point = tuple[float, float]

MOST_TOLD = 5  # options that a sentence can name


Unfit = Callable[[Mapping[str, str]], str]


def never(choices: Mapping[str, str]) -> str:
    """It fits to every other choice."""
    return ""


def unless(why: str, **wanted: str) -> Unfit:
    """Unfit, and why, unless each other choice is the wanted one: unless(…, loss="mse")."""
    return lambda choices: "" if wanted.items() <= choices.items() else why


Entry = TypeVar("Entry", bound="Option")


@dataclass(frozen=True, kw_only=True)
class Option:
    """What every entry of a registry says of itself.

    settings: the names of those that it brings, which the sidebar shows with it. unfit: of the
    other choices by name, and of the task that they make, "" or a sentence on why it cannot go
    with them.
    """

    label: str
    settings: tuple[str, ...] = ()
    unfit: Unfit = never


def bound(option: Entry, chosen: object, *functions: str) -> Entry:
    """The option, whose functions of these names have its settings at their chosen values."""
    values = {name: getattr(chosen, name) for name in option.settings}
    if not values:
        return option
    parts: dict[str, Any] = {name: partial(getattr(option, name), **values) for name in functions}
    return replace(option, **parts)


def fitting(registry: Mapping[str, Option], choices: Mapping[str, str]) -> list[str]:
    """The names of the options that go with the other choices, in the registry's order."""
    return [name for name, option in registry.items() if not option.unfit(choices)]


@dataclass(frozen=True)
class Setting:
    """What one field needs besides its value: the field's name is its key in the URL."""

    label: str
    help: str = ""

    def check(self, value: Any) -> Any:
        """The value as the setting's own kind, or ValueError with the reason in words."""
        raise NotImplementedError

    def read(self, text: str) -> Any:
        """The value that a link's text stands for, or ValueError with the reason in words."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """The link's text of a value: what `read` makes the same value of."""
        return str(value)

    def shown(self, value: Any) -> str:
        """The value as a person writes it; `read` makes the same of it."""
        return self.write(value)


@dataclass(frozen=True)
class Number(Setting):
    """A number with bounds, both allowed. kind: int or float."""

    low: float = -math.inf
    high: float = math.inf
    kind: type = float

    @property
    def _what(self) -> str:
        return "a whole number" if self.kind is int else "a number"

    def check(self, value: Any) -> Any:
        if value is None:  # a field that was emptied
            bounds = f"from {spelled(self.low)} to {spelled(self.high)}"
            raise ValueError(f"{self.label}: type {self._what} {bounds}")
        if isinstance(value, bool) or not isinstance(value, Real):
            raise ValueError(f"{self.label}: not a number")
        number: Any = value  # not float(value), which fails on a whole number of 400 digits
        if not self.low <= number <= self.high:  # also true of NaN
            bounds = f"between {spelled(self.low)} and {spelled(self.high)}"
            raise ValueError(f"{self.label}: must be {bounds}")
        if self.kind is int and number != int(number):
            raise ValueError(f"{self.label}: not a whole number")
        return self.kind(number) + 0  # never −0

    def read(self, text: str) -> Any:
        try:
            value: float = int(text)  # exact, however long
        except (ValueError, TypeError):  # the former also where Python finds it too long
            try:
                value = float(text)
            except (ValueError, TypeError):
                raise ValueError(f"{self.label}: not {self._what}") from None
        if vanishes(text):
            raise ValueError(f"{self.label}: {TOO_NEAR}")
        return self.check(value)

    def write(self, value: Any) -> str:
        return repr(value)


@dataclass(frozen=True)
class Choice(Setting):
    """One of several options, name → label."""

    options: Mapping[str, str] = field(default_factory=dict)

    def check(self, value: Any) -> Any:
        if not isinstance(value, str) or value not in self.options:
            few = len(self.options) <= MOST_TOLD
            which = ", ".join(self.options.values()) if few else "those in the list"
            raise ValueError(f"{self.label}: choose one of {which}")
        return value

    def read(self, text: str) -> Any:
        return self.check(text)


@dataclass(frozen=True)
class Switch(Setting):
    """Yes or no: "on" or "off" in a link."""

    def check(self, value: Any) -> Any:
        if not isinstance(value, bool):
            raise ValueError(f"{self.label}: either on or off")
        return value

    def read(self, text: str) -> Any:
        return self.check({"on": True, "off": False}.get(text))

    def write(self, value: Any) -> str:
        return "on" if value else "off"


@dataclass(frozen=True)
class Names(Setting):
    """Some names of columns, each once: a row of CSV in a link."""

    most: int = 50
    longest: int = 60

    def check(self, value: Any) -> Any:
        if not isinstance(value, (tuple, list)) or not all(isinstance(v, str) for v in value):
            raise ValueError(f"{self.label}: not names of columns")
        if len(value) > self.most:
            raise ValueError(f"{self.label}: at most {self.most}")
        if len(set(value)) < len(value):
            raise ValueError(f"{self.label}: each column once")
        if not all(0 < len(name) <= self.longest and is_plain(name) for name in value):
            raise ValueError(f"{self.label}: a name has 1 to {self.longest} characters")
        return tuple(value)

    def read(self, text: str) -> Any:
        try:
            rows = list(csv.reader([text], strict=True))
        except csv.Error:
            raise ValueError(f"{self.label}: not names of columns") from None
        return self.check(tuple(rows[0]) if rows else ())

    def write(self, value: Any) -> str:
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(value)
        return text.getvalue()


@dataclass(frozen=True)
class Points(Setting):
    """Points (x, y) with bounds, as "x,y;x,y" in a link."""

    most: int = 60
    bound: float = 1e6

    def check(self, value: Any) -> Any:
        try:
            points = tuple((float(x), float(y)) for x, y in value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{self.label}: not pairs of numbers") from None
        if len(points) > self.most:
            raise ValueError(f"{self.label}: at most {self.most}")
        if not all(abs(number) <= self.bound for point in points for number in point):  # nor NaN
            raise ValueError(
                f"{self.label}: must be between {spelled(-self.bound)} and {spelled(self.bound)}"
            )
        return points

    def read(self, text: str) -> Any:
        pairs = [pair.split(",") for pair in text.split(";") if pair]
        points = self.check(pairs)
        if any(map(vanishes, chain(*pairs))):
            raise ValueError(f"{self.label}: {TOO_NEAR}")
        return points

    def write(self, value: Any) -> str:
        return ";".join(f"{x!r},{y!r}".replace(".0,", ",").removesuffix(".0") for x, y in value)


@dataclass(frozen=True)
class Text(Setting):
    """A short text of one line."""

    longest: int = 100

    def check(self, value: Any) -> Any:
        if not isinstance(value, str) or len(value) > self.longest or not is_plain(value):
            raise ValueError(f"{self.label}: at most {self.longest} characters, in one line")
        return value

    def read(self, text: str) -> Any:
        return self.check(text)


_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def spelled(bound: float) -> str:
    """A number in a sentence: −1000, 0.5, 10⁻⁶, 2.5·10⁷."""
    text, _, exponent = f"{bound:.8g}".partition("e")
    text = text.replace("-", "−")
    if not exponent:
        return text
    power = f"10{str(int(exponent)).translate(_RAISED)}"
    return power if text == "1" else f"{text}·{power}"


def is_plain(text: str) -> bool:
    """Whether a text has no control or format characters, and nothing that UTF-8 cannot hold."""
    return not any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp") for c in text)
