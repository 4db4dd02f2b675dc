"""The page's script, without a browser: whatever a person sets is what is trained and linked."""

import dataclasses
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import words
from components.address import View
from components.film import film
from components.visit import HEARD, RATE_SLIDER, RATES
from models.dataset import Dataset
from models.datasets import DATASETS, load
from models.experiment import CHOICES, DEFAULTS, NUMBERS, POINTS, SETTINGS, Experiment
from models.training import LEARNERS
from tests.components.linked import Link, link, opened_by, sent
from tests.components.reading import read_film
from tests.components.runs import trained
from tests.models.strategies import PREPARED, always_the_same, experiments, extremes, values

PAGE = Path(__file__).parents[2] / "components" / "page.py"
# The player's report reaches the script by a callback, before the script; only a browser does it.
REPORTS = """
import streamlit as st
from components import player, settings, visit

if player.KEY in st.session_state:
    for name in ("step", "switches", "phase"):
        visit.on_rest(name)
    if "points" in st.session_state[player.KEY]:
        visit.on_points()
visit.experiment()
settings.show(lambda: None)
"""
TUTORIAL = tuple((float(x), 2.0 * x + 1) for x in range(11))
WITHOUT_FILE = [name for name, kind in DATASETS.items() if not kind.needs_file]


def opened(query: Link | None = None, script: str = PAGE.read_text(encoding="utf-8")) -> AppTest:
    """The page, as a link opens it."""
    return opened_by(query, script)


@cache
def film_of(experiment: Experiment) -> bytes:
    return film(trained(experiment))


def assert_shows(page: AppTest, experiment: Experiment, view: View | None = None) -> None:
    """No exception; exactly this experiment's film; and the link that spells it."""
    assert not page.exception, page.exception
    assert sent(page)[1] == film_of(experiment)
    assert link(page) == experiment.to_query() | (view or View()).to_query()


def widget(page: AppTest, name: str) -> Any:
    """The sidebar's widget of this name, in whichever edition."""
    kinds = (
        page.selectbox, page.button_group, page.number_input, page.select_slider, page.toggle,
    )  # fmt: skip
    (found,) = [w for kind in kinds for w in kind if w.key and w.key.partition(" ")[0] == name]
    return found


def put(page: AppTest, name: str, value: Any) -> AppTest:
    """Set a setting's widget, and run."""
    return widget(page, name).set_value(value).run()


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


def is_shown(page: AppTest, name: str) -> bool:
    return any(widget.key == name for widget in page.number_input)


short = st.sampled_from([1, 2, 40])


@pytest.mark.parametrize("learner", LEARNERS)
def test_every_learner_by_its_widget_and_on_to_data_that_know_it_or_not(learner: str) -> None:
    page = opened()
    for dataset in ("line", "hours"):
        put(page, "learner", learner) if dataset == "line" else None
        put(page, "dataset", dataset)
        assert_shows(page, Experiment(learner=learner, dataset=dataset))


def test_every_data_set_by_its_widget() -> None:
    page = opened()
    for name in WITHOUT_FILE:
        put(page, "dataset", name)
        chosen = Experiment(dataset=name, standardise=DATASETS[name].standardised)
        if name == "drawn":  # who draws begins with the data that were there, if they can be
            continue
        assert_shows(page, chosen)


@given(experiments(lambda name: st.one_of(extremes(name), values(name)), epochs=short, **PREPARED))
@settings(always_the_same, max_examples=25)
def test_any_link_opens_the_experiment_that_it_spells(experiment: Experiment) -> None:
    page = opened(experiment.to_query())
    assert not page.warning
    assert_shows(page, experiment)


def knobs_of(dataset: str) -> list[str]:
    """The numbers and choices that the sidebar offers for these data, whatever the target is.

    "learn" is offered where it has two values: test_own_classes.py asks about it.
    """
    knobs = [name for name in DATASETS[dataset].settings if name in NUMBERS or name in CHOICES]
    return [name for name in knobs if name != "learn"]


def widgets_of(start: str) -> list[str]:
    """The settings that the sidebar offers whatever the data are."""
    of_start = ["start_weight", "start_bias"] if start == "typed" else ["start_seed"]
    prepared = ["standardise", "held_out"]
    return [*prepared, "learning_rate", "epochs", "learner", "precision", *of_start]


def ends_of(name: str) -> list[Any]:
    """The options of a choice, both ends of a number."""
    if name == "standardise":
        return [True, False]
    if name in CHOICES:
        return list(CHOICES[name].options)
    number = NUMBERS[name]
    return [number.kind(number.low), number.kind(number.high)]


@pytest.mark.parametrize("dataset", [name for name in WITHOUT_FILE if knobs_of(name)])
def test_every_knob_of_the_data_goes_to_its_extremes_and_back(dataset: str) -> None:
    assert_goes_to_extremes_and_back(Experiment(dataset=dataset, epochs=30), knobs_of(dataset))


@pytest.mark.parametrize("start", ["typed", "seeded"])
def test_every_setting_goes_to_its_extremes_and_back(start: str) -> None:
    base = Experiment(dataset="line", start=start, epochs=30)
    assert_goes_to_extremes_and_back(base, widgets_of(start))


def assert_goes_to_extremes_and_back(base: Experiment, names: list[str]) -> None:
    page = opened(base.to_query())
    for name in names:
        for value in ends_of(name):
            if name in ("x_min", "x_max") and not _is_range(base, name, value):
                continue
            put(page, name, value)
            assert_shows(page, dataclasses.replace(base, **{name: value}))
        put(page, name, getattr(base, name))
    assert_shows(page, base)


def _is_range(base: Experiment, name: str, value: float) -> bool:
    ends = {"x_min": base.x_min, "x_max": base.x_max} | {name: value}
    return ends["x_min"] < ends["x_max"]


@given(
    st.lists(st.sampled_from([*knobs_of("line"), *widgets_of("typed")]), min_size=2, max_size=4),
    st.data(),
)
@settings(always_the_same, max_examples=12)
def test_changes_add_up_whatever_their_order(names: list[str], data: st.DataObject) -> None:
    expected = Experiment(dataset="line", epochs=20)
    page = opened(expected.to_query())
    for name in names:
        drawn = data.draw(short if name == "epochs" else extremes(name))
        assume(name not in ("x_min", "x_max") or _is_range(expected, name, drawn))
        expected = dataclasses.replace(expected, **{name: drawn})
        put(page, name, drawn)
        assert_shows(page, expected)


# ---- The learning rate's two handles


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


# ---- The start


def test_same_start_goes_back_to_step_0_of_the_same_experiment() -> None:
    before = Experiment(start="seeded", start_seed=7)
    page = opened(before.to_query() | {"step": "20", "squares": "on"})
    token = sent(page)[0]["goto"]["token"]
    press(page, words.SAME_START)
    assert_shows(page, before, View(0, {"squares": True}))
    goto = sent(page)[0]["goto"]
    assert goto["step"] == 0
    assert goto["token"] != token, "the player is not told"


@pytest.mark.parametrize("start", ["typed", "seeded"])
def test_a_new_seed_draws_a_new_start_that_the_link_holds(start: str) -> None:
    page = opened({"start": start})
    seeds = set()
    for _ in range(3):
        press(page, words.NEW_SEED)
        query = link(page)
        assert query["start"] == "seeded"
        seeds.add(query.get("start_seed", "0"))
        assert_shows(page, Experiment.from_query(query))
        assert widget(page, "start_seed").value == int(query.get("start_seed", "0"))
    assert len(seeds) > 1


# ---- What is hidden keeps its value


def test_the_lines_settings_survive_a_look_at_the_tutorial() -> None:
    line = Experiment(dataset="line", samples=20, noise=3.5, x_min=-4.0, data_seed=11, epochs=20)
    page = opened(line.to_query())
    put(page, "dataset", "tutorial")
    assert not is_shown(page, "samples")
    assert_shows(page, dataclasses.replace(line, dataset="tutorial"))
    put(page, "epochs", 25)
    put(page, "dataset", "line")
    assert widget(page, "samples").value == 20
    assert_shows(page, dataclasses.replace(line, epochs=25))


def test_data_bring_their_task_and_its_loss_and_take_them_away_again() -> None:
    hours = Experiment(dataset="hours", samples=20, overlap=1.5, epochs=20)
    page = opened({"dataset": "hours", "samples": "20", "overlap": "1.5", "epochs": "20"})
    assert not page.warning
    assert_shows(page, hours)
    assert widget(page, "overlap").value == 1.5
    put(page, "dataset", "tutorial")
    assert_shows(page, dataclasses.replace(hours, dataset="tutorial"))
    assert "loss" not in link(page)
    put(page, "dataset", "hours")
    assert_shows(page, hours)
    assert hours.loss == "bce"


def test_a_link_with_a_loss_of_another_task_says_so() -> None:
    page = opened({"dataset": "hours", "loss": "mse", "epochs": "20"})
    (said,) = page.warning
    assert "`loss`" in said.value
    assert_shows(page, Experiment(dataset="hours", epochs=20))


def test_a_typed_start_survives_a_look_at_a_seeded_one() -> None:
    typed = Experiment(start_weight=-3.0, start_bias=2.5)
    page = put(opened(typed.to_query()), "start", "seeded")
    assert not is_shown(page, "start_weight")
    put(page, "start", "typed")
    assert_shows(page, typed)


# ---- What is drawn


def test_drawing_begins_with_the_present_data_only_if_nothing_has_been_drawn() -> None:
    line = Experiment(dataset="line", samples=20, epochs=20)
    page = put(opened(line.to_query()), "dataset", "drawn")
    points = Experiment.from_query(link(page)).points
    np.testing.assert_allclose(points, np.column_stack([load(line).x, load(line).y]), atol=0.01)
    assert all(len(repr(number)) <= 6 for point in points for number in point)
    assert_shows(page, dataclasses.replace(line, dataset="drawn", points=points))
    put(page, "dataset", "tutorial")
    put(page, "dataset", "drawn")
    assert_shows(page, dataclasses.replace(line, dataset="drawn", points=points))


def test_data_that_are_more_than_can_be_drawn_leave_the_usual_points() -> None:
    many = Experiment(dataset="line", samples=POINTS.most + 1, epochs=20)
    page = put(opened(many.to_query()), "dataset", "drawn")
    assert_shows(page, dataclasses.replace(many, dataset="drawn"))


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e5])
def test_points_of_data_have_the_digits_that_a_picture_shows(scale: float) -> None:
    x, y = scale * np.array([0.123456789, 1, 9.87654321]), scale * np.array([-1, 0.5, 7.77777777])
    points = np.array(Dataset("some", x[:, None], y).as_points())
    np.testing.assert_allclose(points, np.column_stack([x, y]), atol=scale * 5.1e-3)


DRAWS = {"dataset": "drawn", "points": "1,2;3,4"}
GOOD = [[0, 1], [2.5, -3.0], [4, 4]]


def reported(*reports: Any) -> AppTest:
    page = opened(DRAWS, script=REPORTS)
    for report in reports:
        page.session_state["player"] = {"points": report}
        page.run()
        assert not page.exception, page.exception
    return page


def test_what_is_drawn_is_in_the_link_once_it_rests() -> None:
    first = {"number": 1, "points": [[5, 5], [6, 7]], "resting": False}
    assert link(reported(first)) == DRAWS
    page = reported(first, {"number": 2, "points": GOOD, "resting": True})
    assert link(page) == {"dataset": "drawn", "points": "0,1;2.5,-3;4,4"}
    assert page.session_state[HEARD] == 2


def test_a_report_that_is_not_newer_changes_nothing() -> None:
    page = reported({"number": 7, "points": GOOD}, {"number": 7, "points": [[5, 5], [6, 7]]})
    assert link(page)["points"] == "0,1;2.5,-3;4,4"
    page = reported({"number": 7, "points": GOOD}, {"number": 3, "points": [[5, 5], [6, 7]]})
    assert link(page)["points"] == "0,1;2.5,-3;4,4"


@pytest.mark.parametrize(
    "points",
    [
        None,
        "1,2;3,4",
        "x" * 1_000_000,
        ["12", "34"],
        [["1", "2"], ["3", "4"]],
        {"a": 1},
        [],
        [[1, 1]],
        [[1, 1], [1, 5]],
        [[1, 1], [1 + 1e-12, 5]],
        [[0, 0], [1e-300, 1e6]],
        [[1, 1], [2]],
        [[1, 1], [2, 3, 4]],
        [[1, 1], [2, None]],
        [[1, 1], [2, True]],
        [[1, 1], [2, [3]]],
        [[1, 1], [2, float("nan")]],
        [[1, 1], [2, float("inf")]],
        [[1, 1], [2, 1e7]],
        [[1, 1], [10**400, 3]],
        [[i, i] for i in range(POINTS.most + 1)],
    ],
)
def test_points_that_cannot_be_used_leave_the_last_valid_ones(points: Any) -> None:
    page = reported({"number": 4, "points": points, "resting": True})
    assert link(page) == DRAWS
    assert page.session_state[HEARD] == 4, "the player is not told that it was heard"


@pytest.mark.parametrize(
    "report",
    [
        None, 3, "x", [], {}, {"points": GOOD}, {"number": "1", "points": GOOD},
        {"number": True, "points": GOOD}, {"number": 1.5, "points": GOOD},
        {"number": float("nan"), "points": GOOD}, {"number": -3, "points": GOOD},
    ],
)  # fmt: skip
def test_a_report_without_a_number_is_none(report: Any) -> None:
    assert link(reported(report)) == DRAWS


@pytest.mark.parametrize("text", ["1,2", "1,2;1,3", "0,0;1e-300,1"])
def test_a_link_with_points_that_are_no_line_says_so(text: str) -> None:
    page = opened({"dataset": "drawn", "points": text, "epochs": "20"})
    (said,) = page.warning
    assert "`points`" in said.value
    assert_shows(page, Experiment(dataset="drawn", epochs=20))


# ---- What is invalid


def test_a_range_that_is_none_says_so_and_the_last_valid_run_stays() -> None:
    line = Experiment(dataset="line", samples=20)
    page = opened(line.to_query())
    put(page, "x_min", 500.0)
    (said,) = page.error
    assert "x from" in said.value
    assert_shows(page, line)
    put(page, "epochs", 30)
    assert page.error, "still invalid"
    put(page, "x_min", -5.0)
    assert not page.error
    assert_shows(page, dataclasses.replace(line, x_min=-5.0, epochs=30))


@pytest.mark.parametrize("start", ["typed", "seeded"])
def test_an_emptied_field_is_asked_for_and_the_last_valid_run_stays(start: str) -> None:
    line = Experiment(dataset="line", start=start, epochs=30, held_out=0.2)
    page = opened(line.to_query())
    for name in [n for n in [*knobs_of("line"), *widgets_of(start), "split_seed"] if n in NUMBERS]:
        put(page, name, None)
        (said,) = page.error
        number, kind = NUMBERS[name], "a whole number" if NUMBERS[name].kind is int else "a number"
        bounds = f"from {number.low:.8g} to {number.high:.8g}"
        assert said.value == f"{number.label}: type {kind} {bounds}. {words.STILL_VALID}"
        assert widget(page, name).value is None, "no number is put in its place"
        assert_shows(page, line)
        put(page, name, getattr(line, name))
        assert not page.error
    assert_shows(page, line)


def test_what_is_changed_beside_an_emptied_field_comes_once_it_is_filled() -> None:
    page = put(opened({"epochs": "30"}), "epochs", None)
    put(page, "precision", "float64")
    assert page.error, "still empty"
    assert_shows(page, Experiment(epochs=30))
    put(page, "epochs", 40)
    assert_shows(page, Experiment(epochs=40, precision="float64"))


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


def test_a_link_says_what_of_it_was_dropped_until_the_link_is_another() -> None:
    query = {"epochs": "50", "learning_rate": "-1", "colour": "<b>red</b>", "step": "7"}
    page = opened(query)
    (said,) = page.warning
    for part in ("`learning_rate`", "`colour`", "between"):
        assert part in said.value
    assert "<" not in said.value
    assert_shows(page, Experiment(epochs=50), View(7))


@given(st.dictionaries(st.sampled_from([*SETTINGS, "step", "squares", "x"]), st.text(max_size=9)))
@settings(always_the_same, max_examples=15)
def test_no_link_breaks_the_page(query: Link) -> None:
    page = opened({name: text for name, text in query.items() if name != "epochs"})
    assert not page.exception, page.exception
    assert sent(page)[1]


# ---- Where the visitor stands


def test_a_links_step_and_switches_reach_the_player() -> None:
    page = opened({"step": "12", "squares": "on", "log_loss": "off"})
    assert_shows(page, Experiment(), View(12, {"squares": True, "log_loss": False}))
    goto = sent(page)[0]["goto"]
    assert goto["step"] == 12
    assert goto["switches"] == {"squares": True, "log_loss": False}


def test_a_link_into_a_step_brings_what_is_inside() -> None:
    for query, codes in (({"inside": "on"}, 2), ({"inside": "on", "learners": "on"}, 3)):
        page = opened({"step": "4", "phase": "loss", **query})
        assert not page.exception
        assert link(page) == {"step": "4", "phase": "loss", **query}
        session, sent_film = sent(page)
        assert session["goto"]["phase"] == "loss"
        assert len(read_film(sent_film).head["inside"]["codes"]) == codes
    assert read_film(sent(opened({"learners": "on"}))[1]).head["inside"] is None


def test_a_setting_that_changes_sends_the_player_nowhere() -> None:
    """Else the step, the zoom and the playing would not survive it."""
    page = opened({"step": "12"})
    before = sent(page)[0]["goto"]
    put(page, "learning_rate", 0.02)
    assert sent(page)[0]["goto"] == before


def test_another_link_in_the_same_session_sends_the_player_there() -> None:
    """What Back does."""
    page = put(opened({"step": "12"}), "epochs", 50)
    token = sent(page)[0]["goto"]["token"]
    page.query_params.clear()
    page.query_params["step"] = "30"
    page.query_params["learning_rate"] = "0.02"
    page.run()
    assert_shows(page, Experiment(learning_rate=0.02), View(30))
    assert widget(page, "epochs").value == 100
    assert widget(page, RATE_SLIDER).value == 0.02
    goto = sent(page)[0]["goto"]
    assert goto["step"] == 30
    assert goto["token"] != token


@pytest.mark.parametrize(
    ("report", "query"),
    [
        ({"step": 20}, {"step": "20"}),
        ({"step": 20, "switches": {"squares": True}}, {"step": "20", "squares": "on"}),
        ({"step": 0, "switches": {"log_loss": False}}, {"log_loss": "off"}),
        (
            {"step": 4, "phase": "step", "switches": {"inside": True}},
            {"step": "4", "phase": "step", "inside": "on"},
        ),
        ({"step": 4, "phase": "step"}, {"step": "4"}),
        ({"phase": ["step"], "switches": {"inside": True}}, {"step": "3", "inside": "on"}),
        ({"step": 10**9}, {"step": "100"}),
        ({"step": -5}, {}),
        ({"step": None, "switches": None}, {"step": "3"}),
        ({"step": "x", "switches": "y"}, {"step": "3"}),
        ({"switches": {"<b>": True}}, {"step": "3"}),
    ],
)
def test_what_the_player_reports_is_in_the_link(report: dict[str, Any], query: Link) -> None:
    page = opened({"step": "3"}, script=REPORTS)
    page.session_state["player"] = report
    page.run()
    assert not page.exception, page.exception
    assert link(page) == query


@pytest.mark.parametrize(
    "experiment", [Experiment(learner="by_moments"), Experiment("diabetes", learner="by_moments")]
)
def test_where_nothing_is_to_be_seen_inside_a_step_the_pictures_are_there(
    experiment: Experiment,
) -> None:
    page = opened(experiment.to_query() | {"inside": "on"})
    assert_shows(page, experiment, View(switches={"inside": True}))
