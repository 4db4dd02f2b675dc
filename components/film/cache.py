"""Experiment → film: trained, packed, and remembered for all who ask for the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

import streamlit as st

from components.film.packing import pack_run
from components.monitoring import faults, metrics
from components.session.cancellation import give_way
from components.views.inside.inside import Inside, can_be_opened, shown
from components.views.inside.inside import inside as look_inside
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from models.learners import BY_ROWS
from models.training import train

# A bound in bytes, as one film is 0.1 MB and another 2 MB; so many hold a class's experiments.
FILM_BYTES = 64 * 2**20


@st.cache_data(max_size=FILM_BYTES, show_spinner=False)
def film_of(
    experiment: Experiment,
    _dataset: Dataset,
    fingerprint: str = "",
    inside: bool = False,
    learners: bool = False,
    plane: tuple[int, int] = (0, 1),
    _ask: Callable[[], object] = give_way,
    _training: metrics.Watch = metrics.training,
) -> bytes:
    """The experiment, trained on its data and packed for the player; remembered by its value.

    fingerprint: of a file of the visitor's, of which the experiment knows the name alone.
    inside: also with what happens within each step; learners: and by all learners.
    _ask: what a training asks every few milliseconds; _training: who is told of it.
    Raises ValueError, with a sentence for the visitor, where the data determine no line.
    """
    with _training(experiment.to_query()) as request:
        with metrics.metrics.stage("train"):
            run = train(experiment, _dataset, shown(_dataset.n) if inside else 0, _ask)
        request.steps = run.steps

        def seen_inside() -> Inside:
            names = [name for name in BY_ROWS if learners and name != experiment.learner]
            with metrics.metrics.stage("train"):
                others = [replace(experiment, learner=name) for name in names]
                beside = [train(other, _dataset, ask=_ask) for other in others]
            request.steps += sum(other.steps for other in beside)
            return look_inside(run, beside)

        within = None
        if inside and can_be_opened(run):
            within = faults.tried("inside", experiment, seen_inside, lambda: None)
        with metrics.metrics.stage("figures"):
            return pack_run(run, within, plane)


class Shown:
    """A film that is seen; all who see the same one share it."""

    def __init__(self, film: bytes) -> None:
        self.film = film


_shown: WeakValueDictionary[bytes, Shown] = WeakValueDictionary()


def shared(film: bytes) -> Shown:
    """The film, held once for all sessions: the cache gives each of them a copy of its own."""
    return _shown.setdefault(hashlib.sha256(film).digest(), Shown(film))
