"""The slider's rates are worked out while nobody waits, and come from the cache when asked for."""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from components.lab import precompute
from components.lab.critical_rate import rates_around
from components.lab.precompute import BusyError, Opened, Visitors, at_each_rate, links, read
from components.lab.state import RATES
from components.monitoring import faults, log
from components.session.view import View
from models.experiment import Experiment
from tests.serving.viewer import numbers, viewing
from tools.serve import Server, serving_within

# Of the tutorial, whose critical rate is 0.028.
OFFERED = sorted({*RATES, *rates_around(0.028)})
RATE = "number_input: Exact learning rate"
SECONDS = 60  # of patience


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ["?"]),
        ({precompute.LINKS: ""}, []),
        ({precompute.LINKS: " ?epochs=5  dataset=line "}, ["?epochs=5", "dataset=line"]),
    ],
)
def test_the_links_are_those_of_the_environment_or_the_first_page(
    environment: dict[str, str], expected: list[str]
) -> None:
    assert links(environment) == expected


@pytest.mark.parametrize(
    "link",
    [
        "dataset=hours&learning_rate=0.3&inside=on",
        "?dataset=hours&learning_rate=0.3&inside=on",
        "https://lab.example.org/?dataset=hours&learning_rate=0.3&inside=on",
    ],
)
def test_a_link_is_every_rate_of_the_slider_the_nearest_first(link: str) -> None:
    asked, view = read(link)
    wanted = at_each_rate(asked)
    around = {2.1, 2.2, 3.0, 4.1}  # its critical rate is 3.2
    assert {one.learning_rate for one in wanted} >= {0.3, *RATES, *around}
    assert len(set(wanted)) == len(wanted) < 1.4 * len(RATES)
    assert [one.learning_rate for one in wanted[:3]] == [0.3, 0.316, 0.282]
    assert all(one.dataset == "hours" for one in wanted)
    assert view.is_on("inside")


def test_who_may_wait_gives_way_until_the_visitors_have_been_quiet_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    visitors, now = Visitors(), [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    visitors.give_way()
    visitors.ask()
    with pytest.raises(BusyError):
        visitors.give_way()
    now[0] += precompute.QUIET_SECONDS + 0.01
    visitors.give_way()


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Nobody has opened anything yet, and nobody is waiting."""
    fresh = Opened()
    monkeypatch.setattr(precompute, "opened", fresh)
    monkeypatch.setattr(precompute, "visitors", Visitors())
    monkeypatch.setattr(precompute, "QUIET_SECONDS", 0.001)
    monkeypatch.delenv(precompute.LINKS, raising=False)
    return fresh


def work_until(is_done: Callable[[], bool]) -> None:
    """Have the server work ahead until it is so."""

    async def watched() -> None:
        working = asyncio.create_task(precompute.work())
        end = time.monotonic() + SECONDS
        while not is_done():
            assert time.monotonic() < end, "in vain"
            await asyncio.sleep(0.001)
        working.cancel()

    with ThreadPoolExecutor(1) as thread:  # a browser's loop may run in this one
        thread.submit(asyncio.run, watched()).result()


def test_what_gave_way_is_done_again_and_each_rate_is_done(
    monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    done: list[float] = []
    busy = [True, False, True, True]

    def work_out(experiment: Experiment, _: View) -> int:
        if busy and busy.pop():
            raise BusyError
        done.append(experiment.learning_rate)
        return 1

    monkeypatch.setattr(precompute, "work_out", work_out)
    work_until(lambda: len(done) == len(OFFERED))
    assert not busy
    assert sorted(done) == OFFERED


@pytest.mark.faults_expected
def test_a_link_that_fails_is_logged_and_the_next_one_is_worked_out(
    monkeypatch: pytest.MonkeyPatch, faults_logged: list[str], opened: Opened
) -> None:
    done: list[int] = []

    def work_out(experiment: Experiment, _: View) -> int:
        if experiment.epochs == 5:
            raise RuntimeError("no memory")
        done.append(experiment.epochs)
        return 1

    faults.forget()
    monkeypatch.setattr(precompute, "work_out", work_out)
    monkeypatch.setenv(precompute.LINKS, "?epochs=5 ?epochs=6")
    work_until(lambda: len(done) == len(OFFERED))
    assert done == [6] * len(OFFERED)
    assert [json.loads(line)["part"] for line in faults_logged] == ["ahead ?epochs=5"]


def test_what_a_visitor_opened_follows_the_named_links_the_last_first(
    monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    done: list[int] = []

    def work_out(experiment: Experiment, _: View) -> int:
        if experiment.epochs not in done:
            done.append(experiment.epochs)
        return 1

    monkeypatch.setattr(precompute, "work_out", work_out)
    for epochs in (7, 8, 9):
        opened.note(Experiment(epochs=epochs), View())
    work_until(lambda: len(done) == 4)
    assert done == [Experiment().epochs, 9, 8, 7]


def test_a_link_is_opened_once_however_many_open_it_and_at_whatever_rate(opened: Opened) -> None:
    first = Experiment(epochs=7, learning_rate=0.02)
    opened.note(first, View())
    opened.note(replace(first, learning_rate=0.03), View(step=5))
    assert opened.take() == (first, View())
    opened.note(first, View())  # at work, or done
    assert opened.take() is None
    opened.note(first, View(switches={"inside": True}))  # another film
    assert opened.take() is not None


def test_nothing_is_opened_where_the_operator_wants_nothing_ahead_or_a_file_is_needed(
    monkeypatch: pytest.MonkeyPatch, opened: Opened
) -> None:
    opened.note(Experiment(dataset="own", file="marks.csv"), View())
    monkeypatch.setenv(precompute.LINKS, "")
    opened.note(Experiment(), View())
    assert opened.take() is None


@pytest.mark.parametrize(
    ("most", "size"), [("MOST_BYTES", precompute.MOST_BYTES), ("MOST_SECONDS", 1)]
)
def test_a_link_that_takes_too_much_is_left_at_the_rates_nearest_to_its_own(
    monkeypatch: pytest.MonkeyPatch, opened: Opened, most: str, size: int
) -> None:
    done: list[float] = []

    def work_out(experiment: Experiment, _: View) -> int:
        if experiment.epochs == 7:
            done.append(experiment.learning_rate)
            return size
        return 1

    monkeypatch.setattr(precompute, "work_out", work_out)
    monkeypatch.setattr(precompute, most, 0)
    monkeypatch.setenv(precompute.LINKS, "?epochs=7&learning_rate=0.01 ?epochs=8")
    said: list[str] = []
    monkeypatch.setattr(log.logger, "info", said.append)
    work_until(lambda: len(said) == 2)
    assert done == [0.01]
    assert json.loads(said[0])["films"] == 1


TRAINED = "regression_lab_trainings_total{outcome=done}"
POINTS = "dataset=drawn&points=1,2;2,3;4,9"
NEEDS_FILE = "?dataset=own&file=marks.csv"


@pytest.fixture(scope="module")
def working() -> Iterator[Server]:
    """A server that is to be ready for two links, of which one cannot be."""
    with serving_within(["env", f"{precompute.LINKS}=?epochs=5 {NEEDS_FILE}"]) as server:
        yield server


def said(server: Server, link: str) -> dict[str, object]:
    """What the log says of a link, once it does."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        lines = [line for line in server.output().splitlines() if '"event": "ahead"' in line]
        found = {line["link"]: line for line in map(json.loads, lines)}
        if link in found:
            told: dict[str, object] = found[link]
            return told
        time.sleep(0.1)  # the log is all that tells
    raise AssertionError(f"nothing is said of {link}: {server.output()}")


@pytest.mark.slow
def test_a_class_that_moves_the_rate_of_a_named_link_trains_nothing(working: Server) -> None:
    assert said(working, "?epochs=5")["films"] == len(OFFERED)
    assert "problem" in said(working, NEEDS_FILE)
    before = numbers(working)[TRAINED]
    with viewing(working) as visitor:
        visitor.ask("epochs=5")
        visitor.finish()
        for rate in (RATES[40], RATES[90]):
            visitor.ask("epochs=5", visitor.widgets[RATE], double_value=rate)
            visitor.finish()
    assert numbers(working)[TRAINED] == before


@pytest.mark.slow
def test_a_class_that_opens_what_one_visitor_has_opened_before_trains_nothing(
    working: Server,
) -> None:
    """Who prepares a lecture opens its link; what is theirs in it is not in the log."""
    before = numbers(working)[TRAINED]
    with viewing(working) as visitor:
        visitor.ask(POINTS)
        visitor.finish()
    assert said(working, "?dataset=drawn")["films"] in range(len(RATES), 2 * len(RATES))
    for rate in RATES[40:140:40]:
        with viewing(working) as visitor:
            visitor.ask(f"{POINTS}&learning_rate={rate}")
            visitor.finish()
    assert numbers(working)[TRAINED] == before + 1
    assert "points" not in working.output()
