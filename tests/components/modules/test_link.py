"""The Modules page's address: what is written is read again, and what is junk is named."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.modules.link import DEFAULTS, read, to_query
from models.modules.registration import HOLDINGS
from tests.models.modules.test_layer import examples
from tests.support.strategies import always_the_same

CALLS = ("after_backward", "backward", "again", "retain_graph")


@st.composite
def pages(draw: st.DrawFn) -> dict[str, Any]:
    """Values that the page may have."""
    example = draw(examples)
    return {
        **vars(example),
        "row": draw(st.integers(0, example.batch - 1)),
        "column": draw(st.integers(0, example.out_features - 1)),
        **{name: draw(st.sampled_from(list(HOLDINGS))) for name in ("weight_as", "bias_as")},
        **{name: draw(st.booleans()) for name in CALLS},
    }


@given(pages())
@settings(always_the_same, max_examples=100)
def test_what_is_written_is_read_again(values: dict[str, Any]) -> None:
    assert values.keys() == DEFAULTS.keys()
    assert read(to_query(values)) == (values, ())


def test_the_lessons_address_is_bare() -> None:
    assert to_query(DEFAULTS) == {}
    assert read({}) == (DEFAULTS, ())


TEXTS = st.text(max_size=9) | st.sampled_from(
    ["0", "1", "5", "64", "65", "true", "FALSE", "frozen"]
)


@given(st.dictionaries(st.sampled_from(list(DEFAULTS)), TEXTS))
@settings(always_the_same, max_examples=300)
def test_any_query_is_read_and_all_that_is_dropped_is_named(query: dict[str, str]) -> None:
    values, dropped = read(query)
    named = {part.key for part in dropped}
    assert named <= query.keys()
    assert all(values[name] == DEFAULTS[name] for name in {*DEFAULTS} - (query.keys() - named))
    for name in query.keys() - named:
        assert str(values[name]).lower() == query[name].lower() or values[name] == int(query[name])
    assert read(to_query(values)) == (values, ())


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
