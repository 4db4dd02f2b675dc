"""Trainings take turns: one at a time, in order, and none for longer than others can wait."""

import dataclasses
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch

from models import training_queue
from models.datasets import load
from models.experiment import Experiment
from models.learners import LEARNERS
from models.learners.by_autograd import ByAutograd
from models.run import Run
from models.training import train
from models.training_queue import Queue, one_at_a_time

SECONDS = 30  # after which a test that waits has failed
LONG = Experiment(dataset="line", samples=500, epochs=1000, learning_rate=0.001)


class Superseded(BaseException):
    """As Streamlit's own: no Exception, so that nothing catches it by the way."""


def run_of(experiment: Experiment, ask: Callable[[], object] = lambda: None) -> Run:
    return train(experiment, load(experiment), ask=ask)


@contextmanager
def beside(work: Callable[[], Any]) -> Iterator[threading.Thread]:
    """Do the work in a thread of its own, which must have ended soon after the block."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    yield thread
    thread.join(SECONDS)
    assert not thread.is_alive()


def wait_until(said: Callable[[], bool]) -> None:
    """Return when it is so."""
    event = threading.Event()
    for _ in range(SECONDS * 1000):
        if said():
            return
        event.wait(0.001)
    raise AssertionError("in vain")


@pytest.fixture
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns of no time at all: each step asks, and gives way."""
    monkeypatch.setattr(training_queue, "SECONDS", 0)
    monkeypatch.setattr(training_queue, "FIRST_SECONDS", 0)


def test_who_waits_is_called_in_the_order_of_coming() -> None:
    queue, came = Queue(), []

    def come(number: int) -> None:
        queue.take()
        came.append(number)
        queue.give()

    queue.take()
    threads = [threading.Thread(target=come, args=(i,), daemon=True) for i in range(5)]
    for i, thread in enumerate(threads):
        thread.start()
        wait_until(lambda count=i: len(queue._waiting) > count)  # type: ignore[misc]  # no type for a default
    assert came == []
    queue.give()
    for thread in threads:
        thread.join(SECONDS)
    assert came == [0, 1, 2, 3, 4]
    assert not queue.is_awaited


@pytest.mark.usefixtures("no_patience")
def test_no_two_trainings_take_a_step_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    present: list[int] = []
    seen: list[int] = []
    barrier = threading.Barrier(3)

    class Watched(ByAutograd):
        def __call__(self, x: Any) -> Any:
            present.append(1)
            time.sleep(0.001)  # in which whoever may, begins
            seen.append(len(present))
            present.pop()
            return super().__call__(x)

    def together(experiment: Experiment) -> None:
        barrier.wait(SECONDS)
        run_of(experiment)

    watched = dataclasses.replace(LEARNERS["by_autograd"], make=Watched)
    monkeypatch.setitem(LEARNERS, "by_autograd", watched)
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(together, [Experiment(epochs=5)] * 3))
    assert seen == [1] * 18


@pytest.mark.usefixtures("no_patience")
def test_another_training_begins_and_ends_while_a_long_one_runs() -> None:
    began, answered = threading.Event(), threading.Event()
    asked_since = 0

    def ask() -> None:
        nonlocal asked_since
        began.set()
        asked_since += answered.is_set()

    def long() -> None:
        run_of(LONG, ask)

    with beside(long):
        assert began.wait(SECONDS)
        assert run_of(Experiment()).steps == 100
        answered.set()
    assert asked_since > 300  # of its 1,000 steps, most were still to come


@pytest.mark.usefixtures("no_patience")
def test_a_training_that_gives_way_takes_the_same_steps() -> None:
    alone = run_of(LONG)
    shared: list[Run] = []
    with beside(lambda: shared.append(run_of(LONG))) as other:
        while other.is_alive():
            run_of(Experiment(epochs=3))
    assert np.array_equal(alone.params, shared[0].params)
    assert np.array_equal(alone.train_loss, shared[0].train_loss)


@pytest.mark.usefixtures("no_patience")
@pytest.mark.parametrize("at", [1, 2, 50])
def test_what_is_asked_may_end_the_training_and_leaves_nothing_taken(at: int) -> None:
    asked = 0
    threads = torch.get_num_threads()

    def ask() -> None:
        nonlocal asked
        asked += 1
        if asked == at:
            raise Superseded

    with pytest.raises(Superseded):
        run_of(LONG, ask)
    assert asked == at
    assert torch.get_num_threads() == threads
    with beside(lambda: run_of(Experiment())):
        pass


def test_one_who_was_superseded_while_waiting_takes_no_step() -> None:
    steps: list[int] = []

    def superseded() -> None:
        raise Superseded

    def wait_in_vain() -> None:
        with pytest.raises(Superseded), one_at_a_time(superseded):
            steps.append(1)

    with one_at_a_time(), beside(wait_in_vain) as other:
        wait_until(lambda: training_queue._queue.is_awaited)
        assert other.is_alive()
        training_queue._queue.give()  # as the block's end does; it is taken again for that end
        other.join(SECONDS)
        training_queue._queue.take()
    assert steps == []


def test_a_training_within_its_first_turn_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its first step. Here the first turn lasts for hours, and the others no time."""
    asked: list[int] = []
    monkeypatch.setattr(training_queue, "FIRST_SECONDS", 3600)
    monkeypatch.setattr(training_queue, "SECONDS", 0)
    run_of(Experiment(), lambda: asked.append(1))
    assert asked == [1]
