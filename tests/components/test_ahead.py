"""The slider's rates are worked out while nobody waits, and come from the cache when asked for."""

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from components import ahead, faults
from components.address import View
from components.ahead import BusyError, Visitors, links, read
from components.visit import RATES
from models.experiment import Experiment
from tests.serving.viewer import numbers, viewing
from tools.serve import Server, serving_within

RATE = "number_input: Exact learning rate"
SECONDS = 60  # of patience


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, ["?"]),
        ({ahead.LINKS: ""}, []),
        ({ahead.LINKS: " ?epochs=5  dataset=line "}, ["?epochs=5", "dataset=line"]),
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
    wanted, view = read(link)
    assert {one.learning_rate for one in wanted} == {0.3, *RATES}
    assert len(wanted) == len(RATES) + 1
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
    now[0] += ahead.QUIET_SECONDS + 0.01
    visitors.give_way()


def test_what_gave_way_is_done_again_and_each_rate_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[float] = []
    busy = [True, False, True, True]

    def work_out(experiment: Experiment, _: View) -> None:
        if busy and busy.pop():
            raise BusyError
        done.append(experiment.learning_rate)

    monkeypatch.setattr(ahead, "work_out", work_out)
    monkeypatch.setenv(ahead.LINKS, "?")
    monkeypatch.setattr(ahead, "visitors", Visitors())
    with ThreadPoolExecutor(1) as thread:  # a browser's loop may run in this one
        thread.submit(asyncio.run, ahead.work()).result()
    assert not busy
    assert sorted(done) == RATES


@pytest.mark.faults_expected
def test_a_link_that_fails_is_logged_and_the_next_one_is_worked_out(
    monkeypatch: pytest.MonkeyPatch, faults_logged: list[str]
) -> None:
    done: list[int] = []

    def work_out(experiment: Experiment, _: View) -> None:
        if experiment.epochs == 5:
            raise RuntimeError("no memory")
        done.append(experiment.epochs)

    faults.forget()
    monkeypatch.setattr(ahead, "work_out", work_out)
    monkeypatch.setenv(ahead.LINKS, "?epochs=5 ?epochs=6")
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, ahead.work()).result()
    assert done == [6] * len(RATES)
    assert [json.loads(line)["part"] for line in faults_logged] == ["ahead ?epochs=5"]


def said(server: Server) -> dict[str, dict[str, object]]:
    """Link → what the log says of it."""
    lines = [line for line in server.output().splitlines() if '"event": "ahead"' in line]
    return {line["link"]: line for line in map(json.loads, lines)}


def test_a_class_that_moves_the_rate_of_a_named_link_trains_nothing() -> None:
    named = "?epochs=5 ?dataset=own&file=marks.csv"
    with serving_within(["env", f"{ahead.LINKS}={named}"]) as server:
        end = time.monotonic() + SECONDS
        while len(said(server)) < 2 and time.monotonic() < end:
            time.sleep(0.1)  # the log is all that tells
        told = said(server)
        with viewing(server) as visitor:
            visitor.ask("epochs=5")
            visitor.finish()
            for rate in (RATES[40], RATES[90]):
                visitor.ask("epochs=5", visitor.widgets[RATE], double_value=rate)
                visitor.finish()
        after = numbers(server)
    assert told["?epochs=5"]["films"] == len(RATES)
    assert "problem" in told["?dataset=own&file=marks.csv"]
    assert after["regression_lab_trainings_total{outcome=done}"] == 0
