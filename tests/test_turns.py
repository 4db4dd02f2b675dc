"""A slow test is run in one turn of all, and what is not slow in each."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests import conftest
from tests.turns import TURNS, chosen, split, told, turn_of


def item(name: str, is_slow: bool) -> pytest.Item:
    found: Any = SimpleNamespace(
        nodeid=name, path=Path("test_it.py"), get_closest_marker=lambda _: is_slow or None
    )
    return cast(pytest.Item, found)


TESTS = [item(f"tests/test_it.py::test_it[{i}]", i % 3 == 0) for i in range(300)]


def test_each_slow_test_has_one_turn_and_every_turn_has_some() -> None:
    turns = [split(TESTS, turn) for turn in range(TURNS)]
    for test in TESTS:
        is_slow = test.get_closest_marker("slow") is not None
        assert sum(test in kept for kept, _ in turns) == (1 if is_slow else TURNS)
        assert all((test in kept) != (test in left) for kept, left in turns)
    assert all(any(t.get_closest_marker("slow") for t in kept) for kept, _ in turns)


def test_all_are_run_where_all_are_asked_for() -> None:
    assert split(TESTS, chosen("all")) == (TESTS, [])


def test_days_that_follow_each_other_have_all_turns() -> None:
    assert {chosen(f"{day:03d}") for day in range(1, 1 + TURNS)} == set(range(TURNS))
    assert {chosen(str(day)) for day in range(100, 100 + TURNS)} == set(range(TURNS))


def test_a_turn_is_the_same_in_each_process_and_repeated_by_what_a_run_says_of_it() -> None:
    assert turn_of("tests/test_it.py::test_it[0]") == 1
    for turn in range(TURNS):
        (again,) = re.findall(r"SLOW=(\d+)", told(turn))
        assert chosen(again) == turn


@pytest.mark.parametrize("asked", ["all", *map(str, range(TURNS))])
def test_pytest_runs_those_of_the_turn_and_tells_of_the_others(asked: str) -> None:
    told_of: list[pytest.Item] = []
    config: Any = SimpleNamespace(
        getoption=lambda name: {"slow": asked}[name],
        hook=SimpleNamespace(pytest_deselected=lambda items: told_of.extend(items)),
    )
    items = list(TESTS)
    conftest.pytest_collection_modifyitems(config, items)
    assert (items, told_of) == split(TESTS, chosen(asked))


@pytest.mark.parametrize("asked", ["", "some", "-1", "1.5", "٣"])
def test_what_is_no_turn_is_said_and_runs_nothing(asked: str) -> None:
    with pytest.raises(pytest.UsageError, match="a number or 'all'"):
        chosen(asked)
