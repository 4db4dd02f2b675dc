"""What the page must show, worked out anew from its address and a file's bytes; plain descent."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from components.film import cache
from components.lab import link as address
from components.mistakes import link as mistakes_address
from components.mistakes import page as mistakes_page
from models.datasets import DATASETS, Dataset, from_csv, learned, load
from models.datasets.preprocessing import prepare
from models.experiment import Experiment
from models.training import start_parameters
from tests.support.reading import Film, read_film

Query = dict[str, str]
PHASES = ("zero_grad", "forward", "loss", "backward", "step")
# The page's own functions, without Streamlit's cache around them.
_film_of: Any = inspect.unwrap(cache.film_of)
_mistakes_film_of: Any = inspect.unwrap(mistakes_page.film_of)


@dataclass(frozen=True)
class OwnFile:
    """A visitor's own file: what the page calls it, its bytes, and in which encoding it is read.

    data: None where nobody knows them, as of a table that was changed by chance.
    """

    name: str
    data: bytes | None
    encoding: str = "auto"


@dataclass(frozen=True)
class Expected:
    """A page that an address spells: its film, or why there is none.

    Of the lab also the experiment and its data. Neither film nor problem: nothing is known.
    """

    film: Film | None
    problem: str = ""
    experiment: Experiment | None = None
    data: Dataset | None = None


def of_lab(query: Query, own: OwnFile | None = None) -> Expected:
    """What the lab shows at this address to a visitor whose session holds this file."""
    experiment, view, _ = address.read(query)
    if not DATASETS[experiment.dataset].needs_file:
        own = None
    elif own is not None and own.data is None:
        return Expected(None, "", experiment)
    try:
        film = _lab_film(experiment, own, view.looks())
        return Expected(film, "", experiment, _data(experiment, own))
    except ValueError as error:
        return Expected(None, str(error), experiment)


def of_mistakes(query: Query) -> Expected:
    """What the page Mistakes shows at this address."""
    choice, *_ = mistakes_address.read(query)
    return Expected(_mistakes_film(choice.mistake))


@lru_cache(maxsize=32)
def _lab_film(
    experiment: Experiment, own: OwnFile | None, looks: tuple[bool, bool, tuple[int, int]]
) -> Film:
    data = _data(experiment, own)
    return read_film(_film_of(experiment, data, "", *looks, _ask=lambda: None))


@lru_cache(maxsize=32)
def _data(experiment: Experiment, own: OwnFile | None) -> Dataset:
    """The experiment's data; DataError where there are none, as of a file that is not held."""
    if own is None or own.data is None or experiment.file not in ("", own.name):
        return load(experiment)
    columns = experiment.target or None, experiment.features or None
    return learned(experiment, from_csv(own.data, *columns, encoding=own.encoding))


@lru_cache(maxsize=16)
def _mistakes_film(mistake: str) -> Film:
    return read_film(_mistakes_film_of(mistake))


def latest_known(step: int, phase: str | None, known_at: str) -> int:
    """The step of which a number that each round tells at `known_at` is seen; −1: none yet.

    phase: where one is inside a step, or None outside: there, all of a step is known.
    """
    if phase is None or known_at == "step":
        return step
    round_ = step - 1 if phase == "step" else step
    return round_ - (PHASES.index(phase) < PHASES.index(known_at))


@lru_cache(maxsize=16)
def descended(experiment: Experiment, data: Dataset) -> tuple[np.ndarray, np.ndarray]:
    """params (T+1, p) and loss (T+1,) of plain gradient descent in float64, as far as it is finite.

    data: the experiment's, before any row is held out and any feature standardised.
    Least squares: L = mean (Xw + b − y)². Labels: binary cross-entropy of the sigmoid.
    """
    seen = prepare(data, experiment).training
    design, y = seen.design, seen.y
    weights, bias = start_parameters(experiment, seen.x.shape[1])
    theta = np.concatenate([weights.numpy(), bias.numpy()])
    params, losses = [], []
    with np.errstate(all="ignore"):
        for _ in range(experiment.epochs + 1):
            z = design @ theta
            if experiment.task == "classification":
                loss = np.mean(np.logaddexp(0, z) - y * z)
                gradient = design.T @ (1 / (1 + np.exp(-z)) - y) / len(y)
            else:
                loss = np.mean((z - y) ** 2)
                gradient = 2 * design.T @ (z - y) / len(y)
            if not np.isfinite(loss):
                break
            params.append(theta)
            losses.append(loss)
            theta = theta - experiment.learning_rate * gradient
    return np.array(params), np.array(losses)
