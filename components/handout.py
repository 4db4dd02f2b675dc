"""What a printed page says below its pictures: the settings that made them, in words."""

from __future__ import annotations

from typing import Any

from components.style import MINUS
from models.datasets import DATASETS
from models.experiment import SETTINGS, Experiment
from models.setting import Choice, Number, Switch
from models.several_numbers import Numbers
from models.training import has_start_of_each

TRAINING = ("learner", "loss", "optimizer", "learning_rate", "epochs", "precision", "start")
LONGEST = 120  # letters of a value that paper has room for


def settings_of(experiment: Experiment, features: int = 1) -> list[tuple[str, str]]:
    """(label, value) of each setting that matters to these data, with a choice or without.

    features: how many the data have.
    """
    names = ["dataset", *DATASETS[experiment.dataset].settings, "standardise", "held_out"]
    names += ["split_seed"] if experiment.held_out else []
    names += TRAINING
    weights = "start_weights" if has_start_of_each(experiment, features) else "start_weight"
    names += [weights, "start_bias"] if experiment.start == "typed" else ["start_seed"]
    return [(SETTINGS[name].label, _text(name, getattr(experiment, name))) for name in names]


def _text(name: str, value: Any) -> str:
    """A value as the page's widgets show it."""
    setting = SETTINGS[name]
    if isinstance(setting, Choice):
        return setting.options[value]
    if isinstance(setting, Switch):
        return "on" if value else "off"
    text = setting.shown(value)
    if isinstance(setting, Number | Numbers):
        text = text.removesuffix(".0").replace("-", MINUS)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
