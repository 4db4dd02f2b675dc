"""The settings that a printed page tells: those that matter to the run, and no others."""

from components.handout import settings_of
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
