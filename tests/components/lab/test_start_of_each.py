"""A start for each weight, in one field: trained with, kept in the link, refused in words."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import words
from components.views.sentences.handout import settings_of
from models.datasets import load
from models.experiment import SETTINGS, Experiment
from tests.support.lab import assert_shows, opened, put, widget
from tests.support.linked import link
from tests.support.strategies import always_the_same

FEATURES = ("bmi", "bp", "ltg")
THREE = Experiment(dataset="diabetes", features=FEATURES, standardise=True, epochs=20)
EACH = "start_weights"
LABEL = SETTINGS[EACH].label


def shown(page: AppTest) -> list[str]:
    """The labels of the start's own fields."""
    labels = [field.label for field in [*page.number_input, *page.text_input]]
    return [label for label in labels if label.startswith("Start")]


def test_one_feature_has_one_number_and_several_may_have_one_each() -> None:
    page = opened()
    assert shown(page) == ["Start w", "Start b"]
    page = opened(THREE.to_query())
    assert shown(page) == ["Start w", "Start b", LABEL]
    assert widget(page, EACH).value == ""
    assert widget(page, EACH).placeholder == "all at 0.1"


def test_what_is_typed_is_trained_with_and_kept_in_the_link_and_in_the_field() -> None:
    page = opened(THREE.to_query())
    put(page, EACH, "0.5 -20; 300")
    each = dataclasses.replace(THREE, start_weights=(0.5, -20.0, 300.0))
    assert_shows(page, each)
    assert link(page)[EACH] == "0.5;-20;300"
    assert widget(page, EACH).value == "0.5 -20; 300", "as it was typed"
    assert shown(page) == ["Start b", LABEL], "the one for all is of no use"
    again = opened(link(page))
    assert_shows(again, each)
    assert widget(again, EACH).value == "0.5, -20, 300"
    put(again, EACH, "")
    assert_shows(again, THREE)
    assert shown(again) == ["Start w", "Start b", LABEL]


def test_links_of_one_start_for_all_keep_their_meaning() -> None:
    page = opened(THREE.to_query() | {"start_weight": "0.5"})
    assert_shows(page, dataclasses.replace(THREE, start_weight=0.5))
    assert widget(page, "start_weight").value == 0.5


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0,1", "“0,1” may be one number or several"),
        ("1, two, 3", "number 2 is not a number"),
        ("1, 2, 3000", "number 3 must be between −1000 and 1000"),
        ("1 " * 51, "at most 50 numbers"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_stays_in_it(text: str, why: str) -> None:
    each = dataclasses.replace(THREE, start_weights=(1.0, 2.0, 3.0))
    page = put(opened(each.to_query()), EACH, text)
    (said,) = page.error
    assert said.value.startswith(f"{LABEL}: {why}")
    assert said.value.endswith(words.STILL_VALID)
    order = [getattr(e, "key", None) or e.type for e in page.sidebar]
    assert order[order.index(EACH) + 1] == "error"
    assert widget(page, EACH).value == text
    assert_shows(page, each)
    put(page, EACH, "1, 2, 4")
    assert not page.error
    assert_shows(page, dataclasses.replace(THREE, start_weights=(1.0, 2.0, 4.0)))


@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
@settings(always_the_same, max_examples=15)
def test_no_text_breaks_the_page(text: str) -> None:
    page = put(opened(THREE.to_query()), EACH, text)
    assert not page.exception
    assert all("<" not in said.value for said in [*page.error, *page.warning])


@pytest.mark.parametrize(
    ("starts", "counts"), [("1", "1 number for 3 features"), ("1 2", "2 numbers for 3 features")]
)
def test_where_the_count_does_not_fit_that_is_said_and_all_begin_at_start_w(
    starts: str, counts: str
) -> None:
    page = put(opened(THREE.to_query()), EACH, starts)
    (said,) = page.warning
    assert said.value == f"{counts}: until there is one for each, Start w is taken."
    order = [getattr(e, "key", None) or e.type for e in page.sidebar]
    assert order[order.index(EACH) + 1] == "warning"
    assert widget(page, EACH).value == starts
    unfit = dataclasses.replace(THREE, start_weights=tuple(map(float, starts.split())))
    assert_shows(page, unfit)
    assert shown(page) == ["Start w", "Start b", LABEL]


def test_other_data_keep_the_starts_and_say_that_they_do_not_fit() -> None:
    each = dataclasses.replace(THREE, start_weights=(1.0, 2.0, 3.0))
    page = put(opened(each.to_query()), "dataset", "tutorial")
    (said,) = page.warning
    assert said.value.startswith("3 numbers for 1 feature: ")
    assert widget(page, EACH).value == "1, 2, 3"
    assert link(page)[EACH] == "1;2;3"
    put(page, EACH, "")
    assert not page.warning
    assert shown(page) == ["Start w", "Start b"]


def test_a_printed_page_tells_the_starts_that_were_used() -> None:
    each = dataclasses.replace(THREE, start_weights=(0.5, -20.0, 300.0))
    told = dict(settings_of(each, load(each)))
    assert told[LABEL] == "0.5, −20, 300"
    assert "Start w" not in told
    two = dataclasses.replace(THREE, features=FEATURES[:2])
    told = dict(settings_of(each, load(two)))
    assert (told["Start w"], LABEL in told) == ("0.1", False)
