"""The Modules page's address: what is written is read again, and what is junk is named."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.modules.link import DEFAULTS, Choice, read
from models.modules.registration import HOLDINGS
from tests.models.modules.test_layer import examples
from tests.support.strategies import always_the_same

CALLS = ("after_backward", "backward", "again", "retain_graph")


@st.composite
def choices(draw: st.DrawFn) -> Choice:
    """What the page may show."""
    example = draw(examples)
    others: dict[str, Any] = {
        "row": draw(st.integers(0, example.batch - 1)),
        "column": draw(st.integers(0, example.out_features - 1)),
        **{name: draw(st.sampled_from(list(HOLDINGS))) for name in ("weight_as", "bias_as")},
        **{name: draw(st.booleans()) for name in CALLS},
    }
    return Choice(**vars(example), **others)


@given(choices())
@settings(always_the_same, max_examples=100)
def test_what_is_written_is_read_again(choice: Choice) -> None:
    assert choice.settings().keys() == DEFAULTS.keys()
    assert read(choice.to_query()) == (choice, ())


def test_a_cell_that_a_smaller_output_does_not_have_is_its_last_one() -> None:
    small = dataclasses.replace(Choice(row=4, column=11), batch=2, out_features=3)
    assert (small.row, small.column) == (1, 2)


def test_the_lessons_address_is_bare() -> None:
    assert Choice().to_query() == {}
    assert read({}) == (Choice(), ())


TEXTS = st.text(max_size=9) | st.sampled_from(
    ["0", "1", "5", "64", "65", "true", "FALSE", "frozen"]
)


@given(st.dictionaries(st.sampled_from(list(DEFAULTS)), TEXTS))
@settings(always_the_same, max_examples=300)
def test_any_query_is_read_and_all_that_is_dropped_is_named(query: dict[str, str]) -> None:
    choice, dropped = read(query)
    values = dataclasses.asdict(choice)
    named = {part.key for part in dropped}
    assert named <= query.keys()
    assert all(values[name] == DEFAULTS[name] for name in {*DEFAULTS} - (query.keys() - named))
    for name in query.keys() - named:
        assert str(values[name]).lower() == query[name].lower() or values[name] == int(query[name])
    assert read(choice.to_query()) == (choice, ())


@pytest.mark.parametrize(
    ("query", "key", "reason"),
    [
        ({"in_features": "0"}, "in_features", "must be between 1 and 64"),
        ({"layer_seed": "1.5"}, "layer_seed", "not a whole number"),
        ({"batch": "2", "row": "2"}, "row", "must be between 0 and 1"),
        ({"column": "12"}, "column", "must be between 0 and 11"),
        ({"bias_as": "x"}, "bias_as", "choose one of parameter, frozen, tensor, buffer"),
        ({"again": "on"}, "again", "either true or false"),
    ],
)
def test_each_part_is_named_with_its_reason(query: dict[str, str], key: str, reason: str) -> None:
    (dropped,) = read(query)[1]
    assert (dropped.key, dropped.reason) == (key, reason)
