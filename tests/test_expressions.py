"""Every regular expression there is takes time in proportion to the text, whatever the text is.

A pattern that backtracks holds the interpreter's lock, and with it the server of everybody.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import components
import models
import server

ROOT = Path(__file__).parents[1]
PACKAGES = (components, models, server)
SHORT = 24  # a pattern that takes exponential time is seen here, and not waited for
N = 500
LINEAR = 8  # from n to 4n: linear is 4, quadratic 16
TRIES = 5


def modules() -> Iterator[ModuleType]:
    """Every module of the product that can be imported."""
    for package in PACKAGES:
        yield package
        for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
            yield importlib.import_module(found.name)


def patterns_in(value: Any) -> Iterator[re.Pattern[Any]]:
    """The compiled patterns that a module's value is, or holds."""
    match value:
        case re.Pattern():
            yield value
        case dict():
            for part in value.values():
                yield from patterns_in(part)
        case list() | tuple() | set() | frozenset():
            for part in value:
                yield from patterns_in(part)


def every_pattern() -> dict[str, re.Pattern[Any]]:
    """All of them by where they are: "models.datasets.csv_files.cells.numerals.DIGITS 0"."""
    return {
        f"{module.__name__}.{name} {place}": pattern
        for module in modules()
        for name, value in vars(module).items()
        for place, pattern in enumerate(patterns_in(value))
        if not name.startswith("__")
    }


PATTERNS = every_pattern()

# What a file may hold much of: bits, identifiers, numbers, names, gaps, markup, quotation marks.
REAL = ("0110", "1", "9,", "1.", "deadbeef-", "ab ", " ", "\t", "\u2003", "\n", "\r\n", ",", ";")
MARKUP = ('"', "'", "-", "_", ".", "|", "{", "[", "(", "<", "<script>", "1,000", "e", "é", "1 000 ")
BEGINNINGS = ("", "1", "{")
ENDINGS = ("", "x", "\n!")


def literals(source: str) -> set[str]:
    """The single characters and the words that a pattern itself is made of."""
    words = {word for word in re.split(r"[^a-z<>/]+", source.lower()) if 0 < len(word) < 12}
    return words | {character for character in source if character.isprintable()}


def texts(pattern: re.Pattern[Any]) -> Iterator[Callable[[int], Any]]:
    """Texts of any length: a beginning, something again and again, and an ending."""
    source = pattern.pattern.decode("latin-1") if is_bytes(pattern) else pattern.pattern
    pumps = {*REAL, *MARKUP, *literals(source)}
    for pump in sorted(pumps):
        for beginning in BEGINNINGS:
            for ending in ENDINGS:
                yield text_of(pattern, beginning, pump, ending)


def is_bytes(pattern: re.Pattern[Any]) -> bool:
    return isinstance(pattern.pattern, bytes)


def text_of(
    pattern: re.Pattern[Any], beginning: str, pump: str, ending: str
) -> Callable[[int], Any]:
    def made(length: int) -> Any:
        text = beginning + pump * (length // len(pump)) + ending
        return text.encode() if is_bytes(pattern) else text

    return made


def uses(pattern: re.Pattern[Any]) -> tuple[Callable[[Any], object], ...]:
    """What a pattern can be asked for: at the start, and from anywhere on."""
    return pattern.fullmatch, pattern.findall


def seconds(use: Callable[[Any], object], text: Any, tries: int = 1) -> float:
    """The least time of so many tries."""
    best = float("inf")
    for _ in range(tries):
        start = time.perf_counter()
        use(text)
        best = min(best, time.perf_counter() - start)
    return best


def grows_too_fast(use: Callable[[Any], object], text: Callable[[int], Any]) -> bool:
    """Whether four times the text takes clearly more than four times the time, time after time."""
    if seconds(use, text(SHORT), 2) > 0.05:
        return True
    quick = seconds(use, text(N))
    if seconds(use, text(4 * N)) <= LINEAR * quick:
        return False
    for tries in (TRIES, 4 * TRIES, 16 * TRIES):  # the machine may have been busy
        if seconds(use, text(4 * N), tries) <= LINEAR * seconds(use, text(N), tries):
            return False
    return True


@pytest.mark.slow
def test_patterns_are_found_where_they_are_and_made_nowhere_else() -> None:
    """Each is a value of its module, so that it is held to the claims below."""
    assert len(PATTERNS) > 10
    assert any(
        name.startswith("models.datasets.csv_files.cells.numerals.DIGITS") for name in PATTERNS
    )
    for package in PACKAGES:
        for path in sorted(Path(package.__path__[0]).rglob("*.py")):
            tree = ast.parse(path.read_text())
            held = {
                node
                for statement in tree.body
                if isinstance(statement, (ast.Assign, ast.AnnAssign))
                for node in ast.walk(statement)
            }
            for node in ast.walk(tree):
                if is_made_here(node):
                    assert node in held, f"{path}: a pattern that no value of the module holds"


def is_made_here(node: ast.AST) -> bool:
    """Whether it is a call of a function of `re`, but for those that take no pattern."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr != "escape"
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", PATTERNS)
def test_time_grows_as_the_text_does(name: str) -> None:
    pattern = PATTERNS[name]
    for text in texts(pattern):
        for use in uses(pattern):
            assert not grows_too_fast(use, text), (name, use.__name__, text(SHORT))


@pytest.mark.slow
@pytest.mark.parametrize("slow", [r"[+-]?(\d+\.?\d*|\.\d+)", r"(a+)+$", r"\s*<", r"a.*b"])
def test_a_pattern_that_backtracks_is_found(slow: str) -> None:
    pattern = re.compile(slow)
    found = any(grows_too_fast(use, text) for text in texts(pattern) for use in uses(pattern))
    assert found
