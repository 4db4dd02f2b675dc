"""What is invalid is said in a sentence, and the last valid run stays."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import words
from components.lab.state import RATE_SLIDER
from components.session.view import View
from models.experiment import NUMBERS, SETTINGS, Experiment
from models.setting import spelled
from tests.support.lab import PAGE, assert_shows, knobs_of, opened, press, put, widget, widgets_of
from tests.support.linked import Link, link, sent
from tests.support.strategies import always_the_same


def test_a_range_that_is_none_says_so_and_the_last_valid_run_stays() -> None:
    line = Experiment(dataset="line", samples=20)
    page = opened(line.to_query())
    put(page, "x_min", 500.0)
    (said,) = page.error
    assert "x from" in said.value
    assert_shows(page, line)
    put(page, "epochs", 30)
    assert page.error, "still invalid"
    assert_shows(page, dataclasses.replace(line, epochs=30))
    put(page, "x_min", -5.0)
    assert not page.error
    assert_shows(page, dataclasses.replace(line, x_min=-5.0, epochs=30))


@pytest.mark.slow
@pytest.mark.parametrize("start", ["typed", "seeded"])
def test_an_emptied_field_is_asked_for_and_the_last_valid_run_stays(start: str) -> None:
    line = Experiment(dataset="line", start=start, epochs=30, held_out=0.2)
    page = opened(line.to_query())
    for name in [n for n in [*knobs_of("line"), *widgets_of(start), "split_seed"] if n in NUMBERS]:
        put(page, name, None)
        (said,) = page.error
        number, kind = NUMBERS[name], "a whole number" if NUMBERS[name].kind is int else "a number"
        bounds = f"from {spelled(number.low)} to {spelled(number.high)}"
        assert said.value == f"{number.label}: type {kind} {bounds}. {words.STILL_VALID}"
        assert widget(page, name).value is None, "no number is put in its place"
        assert_shows(page, line)
        put(page, name, getattr(line, name))
        assert not page.error
    assert_shows(page, line)


def test_a_whole_number_is_never_made_of_another_one_unsaid() -> None:
    """A browser sends what was typed as the number that it is."""
    page = opened({"dataset": "line", "epochs": "30", "samples": "20"})
    for name in ("epochs", "samples"):
        put(page, name, 12.5)
        (said,) = page.error
        assert said.value == f"{NUMBERS[name].label}: not a whole number. {words.STILL_VALID}"
        assert widget(page, name).value == 12.5, "what was typed stays"
        assert_shows(page, Experiment(dataset="line", epochs=30, samples=20))
        put(page, name, float(getattr(Experiment(epochs=30, samples=20), name)))
        assert not page.error
    put(page, "epochs", 1e3)
    assert link(page)["epochs"] == "1000"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"), [("epochs", None), ("epochs", 12.5), ("samples", None), ("x_min", 500.0)]
)
def test_what_is_refused_in_one_field_stops_no_other(name: str, value: float | None) -> None:
    line = Experiment(dataset="line", epochs=30, samples=20)
    page = put(opened(line.to_query()), name, value)
    (said,) = page.error
    others: dict[str, Any] = {"precision": "float64", "noise": 2.0, "learning_rate": 0.02}
    for other, choice in others.items():
        put(page, other, choice)
        line = dataclasses.replace(line, **{other: choice})
        assert_shows(page, line)
        assert [error.value for error in page.error] == [said.value]
        assert widget(page, name).value == value, "what was typed stays, too"
    press(page, words.NEW_SEED)
    seed = widget(page, "start_seed").value
    assert_shows(page, dataclasses.replace(line, start="seeded", start_seed=seed))
    assert [error.value for error in page.error] == [said.value]
    put(page, name, getattr(line, name))
    assert not page.error


def test_each_field_that_is_refused_has_its_own_sentence() -> None:
    page = opened({"dataset": "line", "epochs": "30"})
    put(put(page, "epochs", None), "samples", 12.5)
    said = [error.value.partition(":")[0] for error in page.error]
    assert sorted(said) == ["Epochs", "Samples"]
    put(page, "samples", 12)
    (left,) = page.error
    assert left.value.startswith("Epochs")
    assert_shows(page, Experiment(dataset="line", epochs=30, samples=12))


def test_of_a_field_that_other_data_lack_nothing_is_said_and_its_last_value_returns() -> None:
    line = Experiment(dataset="line", epochs=30, samples=20)
    page = put(opened(line.to_query()), "samples", None)
    put(page, "dataset", "tutorial")
    assert not page.error
    assert_shows(page, dataclasses.replace(line, dataset="tutorial"))
    put(page, "dataset", "line")
    assert not page.error
    assert widget(page, "samples").value == 20
    assert_shows(page, line)


def test_an_emptied_field_is_filled_by_slider_new_seed_link_and_reset() -> None:
    page = put(opened({"start": "seeded", "start_seed": "3"}), "learning_rate", None)
    assert page.error
    widget(page, RATE_SLIDER).set_value(0.02).run()
    assert widget(page, "learning_rate").value == 0.02
    press(put(page, "start_seed", None), words.NEW_SEED)
    assert widget(page, "start_seed").value == int(link(page)["start_seed"])
    put(page, "epochs", None)
    page.query_params.clear()
    page.run()
    assert widget(page, "epochs").value == 100
    press(put(page, "start_weight", None), words.RESET)
    assert widget(page, "start_weight").value == Experiment().start_weight
    assert not page.error
    assert_shows(page, Experiment())


TRACKED = ["fbclid", "gclid", "msclkid", "utm_source", "utm_campaign", "utm_anything", "mc_eid"]


@pytest.mark.parametrize("tracker", TRACKED)
def test_what_a_site_puts_on_a_link_raises_no_alarm_and_does_not_stay(tracker: str) -> None:
    page = opened({"epochs": "50", tracker: "IwAR0x"})
    assert not page.warning
    assert_shows(page, Experiment(epochs=50))


def test_of_a_key_that_is_repeated_the_last_counts_and_one_stays() -> None:
    page = AppTest.from_string(PAGE.read_text(encoding="utf-8"), default_timeout=60)
    page.query_params["epochs"] = ["50", "60"]
    page.run()
    assert page.query_params["epochs"] in ("60", ["60"])
    assert_shows(page, Experiment(epochs=60))
    (said,) = page.warning
    assert "Epochs: said more than once" in said.value


def test_the_notice_of_a_bad_link_can_be_closed() -> None:
    page = opened({"epochs": "50", "colour": "red"})
    page.run()
    assert page.warning, "until it is closed"
    press(page, words.CLOSE)
    assert not page.warning
    assert words.CLOSE not in [button.label for button in page.button]
    assert_shows(page, Experiment(epochs=50))


def test_what_is_the_matter_with_a_field_stands_below_it() -> None:
    page = put(opened({"dataset": "line", "epochs": "30"}), "epochs", None)
    kinds = [element.type for element in page.sidebar]
    (place,) = [i for i, e in enumerate(page.sidebar) if getattr(e, "key", "") == "epochs"]
    assert kinds[place + 1] == "error"
    put(page, "dataset", "faithful")
    assert len(page.error) == 1
    put(page, "epochs", 30)
    assert not page.error


def test_a_link_says_what_of_it_was_dropped_until_the_link_is_another() -> None:
    query = {"epochs": "50", "learning_rate": "-1", "colour": "<b>red</b>", "step": "7"}
    page = opened(query)
    (said,) = page.warning
    for part in ("Learning rate: ", "`colour`", "between"):
        assert part in said.value
    assert "<" not in said.value
    assert_shows(page, Experiment(epochs=50), View(7))


@given(st.dictionaries(st.sampled_from([*SETTINGS, "step", "squares", "x"]), st.text(max_size=9)))
@settings(always_the_same, max_examples=15)
def test_no_link_breaks_the_page(query: Link) -> None:
    page = opened({name: text for name, text in query.items() if name != "epochs"})
    assert not page.exception, page.exception
    assert sent(page)[1]
