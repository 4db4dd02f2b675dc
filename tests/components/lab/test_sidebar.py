"""The page's script, without a browser: whatever a person sets is what is trained and linked."""

import dataclasses
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from components import words
from models.datasets import DATASETS
from models.experiment import CHOICES, NUMBERS, Experiment
from models.learners import LEARNERS
from tests.support.lab import (
    WITHOUT_FILE,
    assert_shows,
    is_shown,
    knobs_of,
    opened,
    press,
    put,
    widget,
    widgets_of,
)
from tests.support.linked import link
from tests.support.strategies import PREPARED, always_the_same, experiments, extremes, values

short = st.sampled_from([1, 2, 40])


@pytest.mark.slow
@pytest.mark.parametrize("learner", LEARNERS)
def test_every_learner_by_its_widget_and_on_to_data_that_know_it_or_not(learner: str) -> None:
    page = opened()
    for dataset in ("line", "hours"):
        put(page, "learner", learner) if dataset == "line" else None
        put(page, "dataset", dataset)
        assert_shows(page, Experiment(learner=learner, dataset=dataset))


@pytest.mark.slow
def test_every_data_set_by_its_widget() -> None:
    page = opened()
    for name in WITHOUT_FILE:
        put(page, "dataset", name)
        chosen = Experiment(dataset=name, standardise=DATASETS[name].standardised)
        if name == "drawn":  # who draws begins with the data that were there, if they can be
            continue
        assert_shows(page, chosen)


@pytest.mark.slow
@given(experiments(lambda name: st.one_of(extremes(name), values(name)), epochs=short, **PREPARED))
@settings(always_the_same, max_examples=25)
def test_any_link_opens_the_experiment_that_it_spells(experiment: Experiment) -> None:
    page = opened(experiment.to_query())
    assert not any(words.DROPPED in said.value for said in page.warning)
    assert_shows(page, experiment)


def ends_of(name: str) -> list[Any]:
    """The options of a choice, both ends of a number."""
    if name == "standardise":
        return [True, False]
    if name in CHOICES:
        return list(CHOICES[name].options)
    number = NUMBERS[name]
    return [number.kind(number.low), number.kind(number.high)]


@pytest.mark.slow
@pytest.mark.parametrize("dataset", [name for name in WITHOUT_FILE if knobs_of(name)])
def test_every_knob_of_the_data_goes_to_its_extremes_and_back(dataset: str) -> None:
    assert_goes_to_extremes_and_back(Experiment(dataset=dataset, epochs=30), knobs_of(dataset))


@pytest.mark.slow
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


@pytest.mark.slow
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


# ---- The start


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
    assert "Loss: not one for these data" in said.value
    assert_shows(page, Experiment(dataset="hours", epochs=20))


def test_a_typed_start_survives_a_look_at_a_seeded_one() -> None:
    typed = Experiment(start_weight=-3.0, start_bias=2.5)
    page = put(opened(typed.to_query()), "start", "seeded")
    assert not is_shown(page, "start_weight")
    put(page, "start", "typed")
    assert_shows(page, typed)


@pytest.mark.parametrize(
    ("dataset", "said"),
    [("galton", "standardised_one"), ("diabetes", "standardised"), ("own", "")],
)
def test_why_data_are_standardised_is_said_of_one_feature_of_several_and_of_none_not_at_all(
    dataset: str, said: str
) -> None:
    page = opened({"dataset": dataset, "standardise": "on"})
    captions = {caption.value for caption in page.caption}
    for name in ("standardised", "standardised_one"):
        assert (words.DATA[name] in captions) == (name == said)
