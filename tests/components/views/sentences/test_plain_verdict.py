"""Of a loss without a theory the verdict says what was seen, with the run's own numbers."""

import dataclasses

import numpy as np
import pytest

from components.style import number
from components.views import presentation
from models.experiment import Experiment
from models.losses import LOSSES
from models.run import Run
from tests.support.runs import trained


def run_of(monkeypatch: pytest.MonkeyPatch, **settings: float) -> Run:
    """A run of the mean squared error, as if nobody had written its theory."""
    run = dataclasses.replace(trained(Experiment(**settings)))  # type: ignore[arg-type]  # floats are
    monkeypatch.setitem(LOSSES, "mse", dataclasses.replace(LOSSES["mse"], objective=None))
    return run


def test_it_says_where_the_loss_began_and_ended_and_what_a_search_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = run_of(monkeypatch, learning_rate=0.02)
    told = presentation.verdict(run)
    first, last = (number(float(run.train_loss[step])) for step in (0, -1))
    assert told.kind == "calm"
    assert told.text == f"In 100 steps the loss goes from {first} to {last}."
    assert number(run.objective.lowest) in told.whole
    assert told.remedies == ()


def test_a_run_that_the_lab_stopped_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    told = presentation.verdict(run_of(monkeypatch, learning_rate=0.1))
    assert told.kind == "diverged"
    assert "stops" in told.text


def test_the_numbers_are_there_where_the_landscape_of_one_feature_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(presentation, "landscape", fails)
    run = trained(Experiment())
    assert np.array_equal(presentation.series(run)["loss"], run.train_loss)
