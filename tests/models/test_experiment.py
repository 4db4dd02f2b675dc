"""An experiment is a value: only valid ones exist, and a link spells each of them."""

import dataclasses
import math
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.experiment import (
    CHOICES,
    DEFAULTS,
    NUMBERS,
    SETTINGS,
    Experiment,
    changed,
    read_query,
)
from models.losses import LOSSES
from tests.support.strategies import PREPARED, always_the_same, experiments

WHOLE = [name for name, number in NUMBERS.items() if number.kind is int]


# Settings that only some data leave a choice of.
AMONG: dict[str, dict[str, Any]] = {"powers": {"dataset": "own"}}


def with_one(name: str, value: Any) -> Experiment:
    """The default with one field replaced."""
    return dataclasses.replace(Experiment(), **AMONG.get(name, {}), **{name: value})


def refusal(**values: Any) -> str:
    """The sentence with which these values are refused."""
    with pytest.raises(ValueError, match=r"\w") as caught:
        Experiment(**values)
    return str(caught.value)


def test_default_is_the_tutorial() -> None:
    e = Experiment()
    assert (e.dataset, e.learner, e.loss, e.optimizer) == (
        "tutorial", "by_autograd", "mse", "sgd",
    )  # fmt: skip
    assert (e.learning_rate, e.epochs) == (0.01, 100)
    assert (e.start, e.start_weight, e.start_bias) == ("typed", 0.1, 0.98594)


def test_every_field_has_a_label_of_its_own() -> None:
    assert set(SETTINGS) == set(DEFAULTS) == {f.name for f in dataclasses.fields(Experiment)}
    labels = [setting.label for setting in SETTINGS.values()]
    assert all(labels)
    assert len(set(labels)) == len(labels)


@given(experiments(**PREPARED))
@always_the_same
def test_query_and_experiment_are_one(experiment: Experiment) -> None:
    query = experiment.to_query()
    travelled = dict(parse_qsl(urlencode(query), keep_blank_values=True))
    assert Experiment.from_query(query) == experiment
    assert read_query(travelled) == (experiment, ())


@given(experiments())
@always_the_same
def test_query_leaves_defaults_out(experiment: Experiment) -> None:
    usual = DEFAULTS | {"loss": Experiment(dataset=experiment.dataset).loss}
    changed = {name for name in SETTINGS if getattr(experiment, name) != usual[name]}
    assert set(experiment.to_query()) == changed
    assert all(isinstance(text, str) for text in experiment.to_query().values())


def test_query_of_the_default_is_empty() -> None:
    assert Experiment().to_query() == {}
    assert read_query({}) == (Experiment(), ())


SPELLINGS = st.one_of(
    st.text(max_size=8),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from([name for choice in CHOICES.values() for name in choice.options]),
    st.sampled_from(
        ["nan", "-inf", "1e999", "9" * 400, "9" * 5000, "1_0", " 7 ", "٣", "0x10", "True", ""]
    ),
)
KEYS = st.sampled_from(list(SETTINGS)) | st.text(max_size=8) | st.just("__class__")


@given(st.dictionaries(KEYS, SPELLINGS, max_size=12))
@example({"epochs": "9" * 400})
@example({"x_min": "20"})
@example({"x_max": "-5", "epochs": "7"})
@example({"x_min": "5", "x_max": "5"})
@always_the_same
def test_any_query_gives_an_experiment_and_names_what_it_left_out(query: dict[str, str]) -> None:
    experiment, dropped = read_query(query)
    keys = [part.key for part in dropped]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(query)
    assert all(part.reason for part in dropped)
    for name in SETTINGS:
        if name in query and name not in keys:
            assert getattr(experiment, name) == SETTINGS[name].read(query[name])
        elif name == "loss":
            assert experiment.loss == Experiment(dataset=experiment.dataset).loss
        else:
            assert getattr(experiment, name) == DEFAULTS[name]
    assert set(query) - set(SETTINGS) <= set(keys)
    assert Experiment.from_query(query) == experiment
    assert dataclasses.replace(experiment) == experiment  # it is valid


@pytest.mark.parametrize("name", SETTINGS)
def test_invalid_part_of_a_query_is_named_and_the_rest_is_kept(name: str) -> None:
    other = "start_bias" if name == "start_weight" else "start_weight"
    experiment, dropped = read_query({name: "nonsense\u202e", other: "7.5"})
    assert experiment == with_one(other, 7.5)
    assert [part.key for part in dropped] == [name]
    assert dropped[0].label == SETTINGS[name].label


def test_contradicting_x_range_in_a_query_keeps_the_rest() -> None:
    experiment, dropped = read_query({"x_min": "3", "x_max": "2", "epochs": "7"})
    assert experiment == Experiment(epochs=7)
    assert {part.key for part in dropped} == {"x_min", "x_max"}


@given(experiments())
@always_the_same
def test_loss_is_one_of_the_task_that_the_data_ask_for(experiment: Experiment) -> None:
    assert LOSSES[experiment.loss].task == experiment.task
    tutorial = dataclasses.replace(experiment, dataset="tutorial")
    assert (tutorial.task, LOSSES[tutorial.loss].task) == ("regression", "regression")
    hours = dataclasses.replace(experiment, dataset="hours")
    assert (hours.task, hours.loss) == ("classification", "bce")


def test_data_bring_their_loss_with_them() -> None:
    assert Experiment().loss == "mse"
    hours = Experiment(dataset="hours")
    assert hours.loss == "bce"
    assert hours.to_query() == {"dataset": "hours"}
    assert read_query({"dataset": "hours", "loss": "bce"}) == (hours, ())


@pytest.mark.parametrize(("dataset", "loss"), [("tutorial", "bce"), ("hours", "mse")])
def test_loss_of_another_task_is_named_and_left_out(dataset: str, loss: str) -> None:
    experiment, dropped = read_query({"dataset": dataset, "loss": loss, "epochs": "7"})
    assert experiment == Experiment(dataset=dataset, epochs=7)
    assert [part.key for part in dropped] == ["loss"]
    assert dropped[0].label == SETTINGS["loss"].label


@pytest.mark.parametrize(
    "bad",
    [math.nan, math.inf, -math.inf, True, "1", None, 1j, Decimal(1), 10**400],
    ids=lambda bad: str(bad)[:5],
)
@pytest.mark.parametrize("name", NUMBERS)
def test_number_refuses_what_is_none(name: str, bad: Any) -> None:
    assert refusal(**{name: bad}).startswith(SETTINGS[name].label)


@pytest.mark.parametrize("bad", ["", "nonsense", None, 0, True, []])
@pytest.mark.parametrize("name", CHOICES)
def test_choice_refuses_what_is_no_option(name: str, bad: Any) -> None:
    assert refusal(**{name: bad}).startswith(SETTINGS[name].label)


@pytest.mark.parametrize("name", NUMBERS)
def test_bounds_are_allowed_and_nothing_beyond(name: str) -> None:
    setting = NUMBERS[name]
    beyond = 1 if name in WHOLE else max(abs(setting.high), 1) * 1e-15
    room: dict[str, Any] = {"x_min": -1000, "x_max": 1000} | AMONG.get(name, {})
    for bound, outside in ((setting.low, -1), (setting.high, 1)):
        if (name, outside) not in (("x_min", 1), ("x_max", -1)):  # those leave no room
            assert getattr(Experiment(**room | {name: bound}), name) == bound
        assert refusal(**room | {name: bound + outside * beyond}).startswith(setting.label)
        assert refusal(**room | {name: outside * 1e300}).startswith(setting.label)


@pytest.mark.parametrize("name", WHOLE)
def test_whole_number_refuses_a_fraction(name: str) -> None:
    assert refusal(**{name: DEFAULTS[name] + 2.5}).startswith(SETTINGS[name].label)
    whole = min(7, NUMBERS[name].high)
    assert getattr(with_one(name, float(whole)), name) == whole


@pytest.mark.parametrize("name", NUMBERS)
def test_value_takes_the_type_of_its_field(name: str) -> None:
    whole = 3 if NUMBERS[name].high >= 3 else 0
    for value in (whole, float(whole), np.int64(whole), np.float32(whole)):
        experiment = with_one(name, value)
        assert type(getattr(experiment, name)) is type(DEFAULTS[name])
        assert experiment == with_one(name, whole)
        assert hash(experiment) == hash(with_one(name, whole))


def test_x_range_must_have_a_width() -> None:
    for x_min, x_max in ((5, 5), (6, 5), (5, 5.0009)):
        assert refusal(x_min=x_min, x_max=x_max).startswith(SETTINGS["x_max"].label)


@pytest.mark.parametrize(
    ("values", "kept", "refused"),
    [
        ({"epochs": None, "samples": 3}, {"samples": 3}, ["epochs"]),
        ({"epochs": None, "samples": 2.5, "noise": 0}, {"noise": 0}, ["epochs", "samples"]),
        ({"x_min": 10, "samples": 3}, {"samples": 3}, ["x_min"]),
        ({"x_min": 3, "x_max": 2, "noise": 0}, {"noise": 0}, ["x_max"]),
        ({"x_min": 10, "x_max": None, "noise": 0}, {"noise": 0}, ["x_max", "x_min"]),
        ({"x_min": 10, "x_max": 20}, {"x_min": 10, "x_max": 20}, []),
    ],
)
def test_of_values_only_those_that_cannot_be_taken_are_left_out_each_with_its_reason(
    values: dict[str, Any], kept: dict[str, Any], refused: list[str]
) -> None:
    before = Experiment(dataset="line", samples=20)
    now, why = changed(before, values)
    assert now == dataclasses.replace(before, **kept)
    assert sorted(why) == refused
    for name in refused:
        assert why[name].startswith(("Epochs: ", "Samples: ", "x to"))


def test_experiment_cannot_be_changed() -> None:
    experiment = Experiment()
    with pytest.raises(dataclasses.FrozenInstanceError):
        experiment.epochs = 7  # type: ignore[misc]  # what the test is about
