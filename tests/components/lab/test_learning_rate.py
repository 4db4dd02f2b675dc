"""The learning rate's two handles, a slider and a number, are one value."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import words
from components.lab.critical_rate import rates_around
from components.lab.state import RATE_SLIDER, RATES
from models import theory
from models.datasets import load
from models.experiment import DEFAULTS, NUMBERS, Experiment
from tests.support.lab import assert_shows, opened, press, put, widget
from tests.support.linked import link
from tests.support.strategies import always_the_same


@pytest.mark.parametrize("rate", [RATES[0], 0.001, 0.0282, 1.0, RATES[-1]])
def test_the_slider_moves_the_number(rate: float) -> None:
    page = opened()
    widget(page, RATE_SLIDER).set_value(rate).run()
    assert widget(page, "learning_rate").value == rate
    assert_shows(page, Experiment(learning_rate=rate))


TUTORIAL = Experiment()
CRITICAL = theory.critical_learning_rate(load(TUTORIAL))
OWN = sorted({*RATES, *rates_around(CRITICAL)})  # what the slider offers of itself


def offered(page: AppTest) -> list[str]:
    """The texts of the slider's rates."""
    texts: list[str] = widget(page, RATE_SLIDER).options
    return texts


@pytest.mark.parametrize("typed", [0.0123, 0.027995, 0.012345678901, 1.05e-6, 9.99])
def test_a_typed_rate_is_kept_exactly_and_the_slider_stands_at_it_in_its_place(
    typed: float,
) -> None:
    page = put(opened(), "learning_rate", typed)
    again = opened(link(page))
    for shown in (page, again):
        assert widget(shown, RATE_SLIDER).value == typed
        assert widget(shown, "learning_rate").value == typed
        assert_shows(shown, Experiment(learning_rate=typed))
        assert sorted([*OWN, typed])[offered(shown).index(f"{typed:.8g}")] == typed
        assert len(offered(shown)) == len(OWN) + 1


@pytest.mark.parametrize("typed", [1e-6, 0.0126, 10.0])
def test_a_typed_rate_that_is_one_of_the_sliders_joins_them_no_second_time(typed: float) -> None:
    page = put(opened({"learning_rate": "0.0123"}), "learning_rate", typed)
    assert widget(page, RATE_SLIDER).value == typed
    assert len(offered(page)) == len(OWN)
    assert_shows(page, Experiment(learning_rate=typed))


def test_no_two_of_the_sliders_rates_are_written_alike() -> None:
    """It knows them by their text, and would not get from one to the other."""
    rate = 0.010000000001
    page = opened({"learning_rate": repr(rate)})
    assert offered(page) == [f"{option:g}" for option in OWN]
    assert widget(page, RATE_SLIDER).value == 0.01
    assert_shows(page, Experiment(learning_rate=rate))


def test_an_exact_rate_is_offered_until_another_is_set_and_steps_leave_the_slider_there() -> None:
    """Else a step by key would take away the rate that it comes from, or the focus."""
    page = opened({"learning_rate": "0.0268"})
    slider, with_exact = widget(page, RATE_SLIDER).proto.id, offered(page)
    for rate in (0.0282, 0.0268, 0.0251):
        widget(page, RATE_SLIDER).set_value(rate).run()
        assert_shows(page, Experiment(learning_rate=rate))
        assert widget(page, "learning_rate").value == rate
        assert offered(page) == with_exact
        assert widget(page, RATE_SLIDER).proto.id == slider
    put(page, "learning_rate", 0.03)
    assert widget(page, RATE_SLIDER).value == 0.03
    assert "0.0268" not in offered(page)
    press(page, words.RESET)
    assert widget(page, RATE_SLIDER).value == Experiment().learning_rate
    assert len(offered(page)) == len(OWN)


def test_the_sliders_rates_are_even_by_ratio_within_the_settings_bounds() -> None:
    setting = NUMBERS["learning_rate"]
    assert (RATES[0], RATES[-1]) == (setting.low, setting.high)
    assert DEFAULTS["learning_rate"] in RATES
    ratios = [b / a for a, b in pairwise(RATES)]
    assert 1.1 < min(ratios) <= max(ratios) < 1.15


@pytest.mark.parametrize("rate", [0.027, 0.028, 0.03])
def test_the_lectures_rates_are_on_the_slider(rate: float) -> None:
    """Which go past the critical rate of the tutorial, 0.027996…"""
    page = opened()
    widget(page, RATE_SLIDER).set_value(rate).run()
    assert_shows(page, Experiment(learning_rate=rate))


def test_the_slider_is_finer_around_the_critical_rate_of_the_present_data() -> None:
    page = opened({"epochs": "20", "learning_rate": "0.0268"})
    before = offered(page)
    put(page, "dataset", "galton")  # standardised, of critical rate 1
    assert {f"{k / 100:g}" for k in range(65, 140, 5)} <= set(offered(page))
    assert "0.029" in before
    assert "0.029" not in offered(page)
    assert widget(page, RATE_SLIDER).value == 0.0268, "the exact rate is still among them"
    put(page, "learning_rate", 0.03)
    assert link(page)["learning_rate"] == "0.03"
    put(page, "dataset", "tutorial")
    assert set(before) - set(offered(page)) == {"0.0268"}
    assert widget(page, RATE_SLIDER).value == 0.03


def test_the_mark_stands_between_the_rates_that_it_parts_and_is_not_rounded_up() -> None:
    (styled,) = [html for html in opened().html if "--critical" in html.body]
    share = float(styled.body.partition("--critical: ")[2].partition(";")[0])
    assert OWN.index(0.027) < share * (len(OWN) - 1) < OWN.index(0.028)
    assert '"critical 0.02799…"' in styled.body


@given(st.floats(1e-6, 10))
@always_the_same
def test_the_rates_around_a_critical_one_are_round_few_and_close(critical: float) -> None:
    rates = [rate for rate in rates_around(critical) if 2e-6 < rate < 9]
    assert len(rates) <= 41
    assert [rate for rate in rates if float(f"{rate:.2g}") != rate and rate < critical / 2] == []
    assert all(b - a <= 0.051 * critical for a, b in pairwise(rates))
    if 4e-6 < critical < 6:
        assert rates[0] < 0.7 * critical
        assert rates[-1] > 1.3 * critical


DRAGGED = """
import streamlit as st
from components.lab import sidebar, state
from components.player import mount

if mount.KEY in st.session_state:
    state.on_rate()
state.experiment()
sidebar.show(lambda: None)
"""


def dragged(page: AppTest, report: object) -> AppTest:
    page.session_state["player"] = {"rate": report}
    return page.run()


def test_a_dragged_slider_is_followed_and_the_address_waits_until_it_is_let_go() -> None:
    page = opened({"epochs": "20"}, script=DRAGGED)
    for rate in ("0.0178", "0.02"):
        dragged(page, {"rate": rate, "held": True})
        assert page.session_state["lab"].value.learning_rate == float(rate)
        assert link(page) == {"epochs": "20"}
    dragged(page, {"rate": "0.02", "held": False})
    assert link(page) == {"epochs": "20", "learning_rate": "0.02"}


@pytest.mark.parametrize(
    "report",
    [None, 3, [], {}, {"rate": 0.02}, {"rate": "11"}, {"rate": "nan", "held": True}, {"held": 1}],
)
def test_what_no_slider_passes_changes_nothing(report: object) -> None:
    page = dragged(opened({"epochs": "20"}, script=DRAGGED), report)
    assert not page.exception
    assert link(page) == {"epochs": "20"}
