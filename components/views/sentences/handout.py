"""What a printed page says below its pictures: the settings that made them, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from components.style import MINUS, shortened
from models.datasets import DATASETS
from models.datasets.dataset import Dataset
from models.experiment import REGISTRIES, SETTINGS, Experiment
from models.setting import Choice, Number, Switch
from models.several_numbers import Numbers
from models.training import has_start_of_each

OPTIONS = ("learner", "loss", "optimizer")
TRAINING = ("learning_rate", "epochs", "precision", "start")
LONGEST = 120  # letters of a value that paper has room for


def settings_of(experiment: Experiment, dataset: Dataset | None = None) -> list[tuple[str, str]]:
    """(label, value) of each setting that matters to these data, with a choice or without.

    dataset: the data that the experiment is of; without it nothing is told of their columns.
    """
    columns = _columns(dataset) if dataset else {"target": "", "features": ""}
    features = dataset.x.shape[1] if dataset else 1
    names = ["dataset", *DATASETS[experiment.dataset].settings, "standardise", "held_out"]
    names += ["split_seed"] if experiment.held_out else []
    for name in OPTIONS:
        names += [name, *REGISTRIES[name][getattr(experiment, name)].settings]
    names += TRAINING
    weights = "start_weights" if has_start_of_each(experiment, features) else "start_weight"
    names += [weights, "start_bias"] if experiment.start == "typed" else ["start_seed"]
    told = {name: _text(name, getattr(experiment, name)) for name in names} | {
        name: column for name, column in columns.items() if name in names
    }
    return [(SETTINGS[name].label, text) for name, text in told.items() if text]


def _columns(dataset: Dataset) -> dict[str, str]:
    """What the data are learned from and for, whether somebody chose it or not: names, as many as
    paper has room for."""
    features = [dataset.powers_of] if dataset.powers_of else dataset.feature_names
    return {"target": shortened(dataset.target_name), "features": _listed(features)}


def _listed(names: Sequence[str]) -> str:
    """ "age, sex, bmi and 7 more", or all of them where that is not too long."""
    shorts = [shortened(name) for name in names]
    for count in range(len(shorts), 1, -1):
        rest = f" and {len(shorts) - count} more" if count < len(shorts) else ""
        text = ", ".join(shorts[:count]) + rest
        if len(text) <= LONGEST:
            return text
    return shorts[0] if len(shorts) == 1 else f"{shorts[0]} and {len(shorts) - 1} more"


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
