"""What would help a run, as buttons that do it: the settings that they change."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from components.views.sentences.spelling import plain
from models import theory
from models.datasets.dataset import DataError, Dataset
from models.datasets.preprocessing import prepare
from models.experiment import NUMBERS, SETTINGS, Experiment
from models.run import Run
from models.theory import cross_entropy, outlook

# What a button may change.
CHANGEABLE = ("standardise", "learning_rate", "precision", "held_out", "split_seed")
RATE = NUMBERS["learning_rate"]


@dataclass(frozen=True)
class Remedy:
    """label: what the button says; settings: name → the value as a link has it."""

    label: str
    settings: dict[str, str]


def of(label: str, **values: Any) -> Remedy:
    """That which sets these settings."""
    return Remedy(label, {name: SETTINGS[name].write(value) for name, value in values.items()})


def read(asked: Any) -> dict[str, Any]:
    """The settings of a remedy that a browser sent, as values; ValueError where it is none."""
    if not isinstance(asked, dict) or not asked or not set(asked) <= set(CHANGEABLE):
        raise ValueError("not what a remedy changes")
    if not all(isinstance(text, str) for text in asked.values()):
        raise ValueError("a link has texts")
    return {name: SETTINGS[name].read(text) for name, text in asked.items()}


MOST_SPLITS = 20  # that are tried


def hold_out_others(dataset: Dataset, experiment: Experiment) -> list[Remedy]:
    """Where the rows that are left to train on will not do: none held out, or others."""
    found = [of("Hold out none", held_out=0.0)]
    seeds = range(experiment.split_seed + 1, experiment.split_seed + 1 + MOST_SPLITS)
    for seed in (seed for seed in seeds if seed <= NUMBERS["split_seed"].high):
        try:
            prepare(dataset, dataclasses.replace(experiment, split_seed=seed))
        except DataError:
            continue
        return [*found, of("Another split", split_seed=seed)]
    return found


def use_float64() -> Remedy:
    return of("Use float64", precision="float64")


def set_rate(run: Run) -> list[Remedy]:
    """The rate that suits the data best, where a setting can be that and it is another one."""
    rate = outlook.suggested(run.dataset)
    if not RATE.low <= rate <= RATE.high or rate == run.experiment.learning_rate:
        return []
    return [of(f"Set learning rate {plain(rate)}", learning_rate=rate)]


def set_sure_rate(run: Run) -> list[Remedy]:
    """A rate at which each step of a classification surely lowers the loss."""
    rate = outlook.rounded_down(0.95 * cross_entropy.guaranteed_learning_rate(run.dataset), 2)
    if not RATE.low <= rate <= RATE.high:
        return []
    return [of(f"Set learning rate {plain(rate)}", learning_rate=rate)]


def standardise(run: Run) -> list[Remedy]:
    """Standardising, where that makes the valley rounder; with a rate where this one fits badly."""
    if run.experiment.standardise:
        return []
    slowest, critical = _standardised(run.dataset)
    before = outlook.curvatures(run.dataset)
    is_rounder = 2 / critical / slowest < before[-1] / before[0] / 2
    if not is_rounder:
        return []
    best = 2 / (slowest + 2 / critical)
    if run.task == "classification":  # where ŷ·(1 − ŷ) makes the curvature ⅛ of it, at most
        best, critical = 4 * best, 8 * critical
    rate, wanted = run.experiment.learning_rate, outlook.modest(best, critical)
    if wanted / 100 <= rate <= 0.95 * critical or wanted > RATE.high:
        return [of("Standardise", standardise=True)]
    label = f"Standardise, learning rate {plain(wanted)}"
    return [of(label, standardise=True, learning_rate=wanted)]


def _standardised(dataset: Dataset) -> tuple[float, float]:
    """The least curvature, and the critical rate, that the same data would have standardised."""
    features = theory.correlations(dataset)
    values = np.append(np.linalg.eigvalsh(features), 1.0)  # and the bias's own
    curving = values[values > 1e-9 * values.max()]
    return 2 * float(curving.min()), 1 / float(values.max())
