"""What the page must show, worked out anew from its address; and plain gradient descent."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from components import address, films, mistakes_address, mistakes_page
from models.datasets import DATASETS, load
from models.experiment import Experiment
from models.preparing import prepare
from models.training import start_parameters
from tests.components.reading import Film, read_film

Query = dict[str, str]
PHASES = ("zero_grad", "forward", "loss", "backward", "step")
# The page's own functions, without Streamlit's cache around them.
_film_of: Any = inspect.unwrap(films.film_of)
_mistakes_film_of: Any = inspect.unwrap(mistakes_page.film_of)


@dataclass(frozen=True)
class Expected:
    """A page that an address spells: its film, or why there is none; the experiment of the lab."""

    film: Film | None
    problem: str = ""
    experiment: Experiment | None = None


def of_lab(query: Query) -> Expected:
    """What the lab shows at this address; nothing is known of a visitor's own file."""
    experiment, view, _ = address.read(query)
    if DATASETS[experiment.dataset].needs_file:
        return Expected(None, "", experiment)
    try:
        return Expected(_lab_film(experiment, view.looks()), "", experiment)
    except ValueError as error:
        return Expected(None, str(error), experiment)


def of_mistakes(query: Query) -> Expected:
    """What the page Mistakes shows at this address."""
    choice, *_ = mistakes_address.read(query)
    return Expected(_mistakes_film(choice.mistake))


@lru_cache(maxsize=32)
def _lab_film(experiment: Experiment, looks: tuple[bool, bool, tuple[int, int]]) -> Film:
    return read_film(_film_of(experiment, load(experiment), "", *looks))


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
def descended(experiment: Experiment) -> tuple[np.ndarray, np.ndarray]:
    """params (T+1, p) and loss (T+1,) of plain gradient descent in float64, as far as it is finite.

    Least squares: L = mean (Xw + b − y)². Labels: binary cross-entropy of the sigmoid.
    """
    data = prepare(load(experiment), experiment).training
    design = np.column_stack([data.x, np.ones(data.n)])
    weights, bias = start_parameters(experiment, data.x.shape[1])
    theta = np.concatenate([weights.numpy(), bias.numpy()])
    is_labels = DATASETS[experiment.dataset].task == "classification"
    params, losses = [], []
    with np.errstate(all="ignore"):
        for _ in range(experiment.epochs + 1):
            z = design @ theta
            if is_labels:
                loss = np.mean(np.logaddexp(0, z) - data.y * z)
                gradient = design.T @ (1 / (1 + np.exp(-z)) - data.y) / data.n
            else:
                loss = np.mean((z - data.y) ** 2)
                gradient = 2 * design.T @ (z - data.y) / data.n
            if not np.isfinite(loss):
                break
            params.append(theta)
            losses.append(loss)
            theta = theta - experiment.learning_rate * gradient
    return np.array(params), np.array(losses)
