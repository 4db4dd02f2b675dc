"""The learning rate's two handles, a slider and a number, are one value."""

from itertools import pairwise

import pytest
from streamlit.testing.v1 import AppTest

from components import words
from components.visit import RATE_SLIDER, RATES
from models.experiment import DEFAULTS, NUMBERS, Experiment
from tests.components.lab import (
    assert_shows,
    opened,
    press,
    put,
    widget,
)
from tests.components.linked import link


@pytest.mark.parametrize("rate", [RATES[0], 0.001, 0.0282, 1.0, RATES[-1]])
def test_the_slider_moves_the_number(rate: float) -> None:
    page = opened()
    widget(page, RATE_SLIDER).set_value(rate).run()
    assert widget(page, "learning_rate").value == rate
    assert_shows(page, Experiment(learning_rate=rate))


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
        assert sorted([*RATES, typed])[offered(shown).index(f"{typed:.8g}")] == typed
        assert len(offered(shown)) == len(RATES) + 1


@pytest.mark.parametrize("typed", [1e-6, 0.0126, 10.0])
def test_a_typed_rate_that_is_one_of_the_sliders_joins_them_no_second_time(typed: float) -> None:
    page = put(opened({"learning_rate": "0.0123"}), "learning_rate", typed)
    assert widget(page, RATE_SLIDER).value == typed
    assert len(offered(page)) == len(RATES)
    assert_shows(page, Experiment(learning_rate=typed))


def test_no_two_of_the_sliders_rates_are_written_alike() -> None:
    """It knows them by their text, and would not get from one to the other."""
    rate = 0.010000000001
    page = opened({"learning_rate": repr(rate)})
    assert offered(page) == [f"{option:g}" for option in RATES]
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
    assert len(offered(page)) == len(RATES)


def test_the_sliders_rates_are_even_by_ratio_within_the_settings_bounds() -> None:
    setting = NUMBERS["learning_rate"]
    assert (RATES[0], RATES[-1]) == (setting.low, setting.high)
    assert DEFAULTS["learning_rate"] in RATES
    ratios = [b / a for a, b in pairwise(RATES)]
    assert 1.1 < min(ratios) <= max(ratios) < 1.15
