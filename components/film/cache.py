"""Experiment → run → film: trained once, packed, and remembered for all who ask for the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from weakref import WeakValueDictionary

import streamlit as st

from components.film.packing import pack_run
from components.monitoring import faults, metrics
from components.session.cancellation import give_way
from components.views.inside.inside import Inside, can_be_opened
from components.views.inside.inside import inside as look_inside
from components.views.inside.inside import shown as shown_of
from models import training
from models.datasets.dataset import Dataset
from models.datasets.preprocessing import Prepared
from models.experiment import Experiment
from models.learners import BY_ROWS
from models.run import Recorded, Run

# Bounds in bytes, as one film is 0.1 MB and another 2 MB; so many hold a class's experiments. What
# is recorded of a run is no larger than its film, which holds all of it, whatever its data are.
FILM_BYTES = 64 * 2**20
RUN_BYTES = 32 * 2**20


def run_of(
    experiment: Experiment,
    dataset: Dataset,
    fingerprint: str = "",
    shown: int = 0,
    ask: Callable[[], object] = give_way,
    watch: metrics.Watch = metrics.training,
) -> Run:
    """The experiment, trained on its data; what happened is remembered by its value.

    fingerprint: of a file of the visitor's, of which the experiment knows the name alone. shown: as
    of train. ask: what a training asks every few milliseconds; watch: who is told of it.
    Raises ValueError, with a sentence for the visitor, where the data determine no line.
    """

    def recorded(prepared: Prepared) -> Recorded:
        return _recorded(experiment, prepared, fingerprint, shown, ask, watch)

    return training.run_of(experiment, dataset, recorded)


@st.cache_data(max_size=RUN_BYTES, show_spinner=False)
def _recorded(
    experiment: Experiment,
    _prepared: Prepared,
    fingerprint: str,
    shown: int,
    _ask: Callable[[], object],
    _watch: metrics.Watch,
) -> Recorded:
    with _watch(experiment.to_query()) as request, metrics.metrics.stage("train"):
        recorded = training.record(experiment, _prepared, shown, _ask)
        request.steps += len(recorded["params"]) - 1
    return recorded


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
    """The experiment's run, packed for the player; remembered by its value. As run_of.

    inside: also with what happens within each step; learners: and by all learners.
    """
    with _training(experiment.to_query()) as request:

        def run_by(learner: str, shown: int = 0) -> Run:
            chosen = replace(experiment, learner=learner)
            return run_of(
                chosen, _dataset, fingerprint, shown, _ask, lambda query: nullcontext(request)
            )

        run = run_by(experiment.learner, shown_of(_dataset.n) if inside else 0)

        def seen_inside() -> Inside:
            names = [name for name in BY_ROWS if learners and name != experiment.learner]
            return look_inside(run, [run_by(name) for name in names])

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
