"""The settings that a printed page tells: those that matter to the run, and no others."""

import numpy as np
import pytest

from components.views.sentences.handout import LONGEST, settings_of
from models.datasets import DATASETS, load
from models.datasets.dataset import Dataset
from models.experiment import SETTINGS, Experiment


def test_what_is_printed_of_the_settings_is_what_matters_to_the_run() -> None:
    experiment = Experiment("line", noise=5, learning_rate=0.02, start="seeded", held_out=0.2)
    told = dict(settings_of(experiment))
    assert told["Noise"] == "5"
    assert told["Learning rate"] == "0.02"
    assert told["Held out"] == "0.2"
    assert "Start seed" in told
    assert "Start w" not in told
    assert "Distance" not in told


def test_each_setting_is_told_once_and_by_its_label() -> None:
    labels = [label for label, _ in settings_of(Experiment("drawn", learning_rate=0.02))]
    assert len(set(labels)) == len(labels)
    assert set(labels) <= {setting.label for setting in SETTINGS.values()}
    assert "Points" in labels


@pytest.mark.parametrize(
    ("experiment", "target", "features"),
    [
        (Experiment("diabetes"), "progression", "age, sex, bmi, bp, tc, ldl, hdl, tch, ltg, glu"),
        (Experiment("longley"), "TOTEMP", "GNPDEFL, GNP, UNEMP, ARMED, POP, YEAR"),
        (Experiment("diabetes", features=("bmi", "bp")), "progression", "bmi, bp"),
    ],
)
def test_columns_are_told_by_name_also_where_nobody_has_chosen_them(
    experiment: Experiment, target: str, features: str
) -> None:
    told = dict(settings_of(experiment, load(experiment)))
    assert (told["Target"], told["Features"]) == (target, features)


def test_of_powers_the_feature_is_told_whose_powers_they_are() -> None:
    powers = load(Experiment("polynomial", degree=3))
    assert dict(settings_of(Experiment("diabetes"), powers))["Features"] == powers.powers_of


def test_no_setting_is_told_without_a_value() -> None:
    for name in DATASETS:
        told = settings_of(Experiment(name))
        assert [label for label, text in told if not text] == []


def test_of_many_columns_as_many_names_are_told_as_paper_has_room_for() -> None:
    names = tuple(f"measurement {k}" for k in range(40))
    rows = np.random.default_rng(0).normal(size=(50, 40))
    dataset = Dataset("many", rows, rows[:, 0], names)
    told = dict(settings_of(Experiment("diabetes"), dataset))["Features"]
    assert told.startswith("measurement 0, measurement 1, ")
    assert told.endswith(" more")
    assert len(told) <= LONGEST
    count = told.count("measurement")
    assert told.endswith(f" and {40 - count} more")
