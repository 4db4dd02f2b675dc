"""What a printed page says below its pictures: the settings that made them, in words."""

from __future__ import annotations

from typing import Any

from components.style import MINUS
from models.datasets import DATASETS
from models.experiment import SETTINGS, Experiment
from models.setting import Choice, Switch

TRAINING = ("learner", "loss", "optimizer", "learning_rate", "epochs", "precision", "start")
LONGEST = 120  # letters of a value that paper has room for


def settings_of(experiment: Experiment) -> list[tuple[str, str]]:
    """(label, value) of each setting that matters to these data, with a choice or without."""
    names = ["dataset", *DATASETS[experiment.dataset].settings, "standardise", "held_out"]
    names += ["split_seed"] if experiment.held_out else []
    names += TRAINING
    names += ["start_weight", "start_bias"] if experiment.start == "typed" else ["start_seed"]
    return [(SETTINGS[name].label, _text(name, getattr(experiment, name))) for name in names]


def _text(name: str, value: Any) -> str:
    """A value as the page's widgets show it."""
    setting = SETTINGS[name]
    if isinstance(setting, Choice):
        return setting.options[value]
    if isinstance(setting, Switch):
        return "on" if value else "off"
    text = setting.write(value)
    if isinstance(value, float | int):
        text = text.replace("-", MINUS)
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
