"""A run that ends anywhere, for a newer one, loses nothing of what was done on the page."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state.session_state import SessionState, WStates
from streamlit.testing.v1 import AppTest

from components.session import uploaded_file, widget_guard
from models.datasets.csv_files import TableRead, read_table
from tests.support.linked import Link, link, opened_by, sent
from tools.serve import ROOT

LAB = """
from components.lab import sidebar, state

state.experiment()
sidebar.show(lambda: None)
"""
OTHER = """
from components.{page} import page

page.show(lambda: None)
"""


@pytest.fixture(autouse=True)
def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was sent is answered whole, as on a server; for this test alone."""
    for kind, name in (
        (WStates, "set_widget_from_proto"),
        (WStates, "__getitem__"),
        (SessionState, "_call_callbacks"),
    ):
        monkeypatch.setattr(kind, name, getattr(kind, name))
    widget_guard.guard()


def lab(page: AppTest) -> None:
    page.number_input(key="epochs").set_value(7)


def modules(page: AppTest) -> None:
    page.number_input(key="batch").set_value(3)


def mistakes(page: AppTest) -> None:
    page.radio[0].set_value("leaf")


def ends_at_look(last: int, page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run the page's script until it looks whether a newer run waits, this often and once more."""
    looks = count()

    def give_way(runner: ScriptRunner) -> None:
        if runner._execing and next(looks) == last:
            raise StopException

    with monkeypatch.context() as patch:
        patch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", give_way)
        page.run()


# Script, what is done on its page, and the address that is written for it.
PAGES: dict[str, tuple[str, Callable[[AppTest], None], Link]] = {
    "lab": (LAB, lab, {"epochs": "7"}),
    "modules": (OTHER.format(page="modules"), modules, {"batch": "3"}),
    "mistakes": (OTHER.format(page="mistakes"), mistakes, {"mistake": "leaf"}),
}
ELSEWHERE: dict[str, Link] = {
    "lab": {"epochs": "9"},
    "modules": {"batch": "2"},
    "mistakes": {"mistake": "step"},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_what_was_done_stands_wherever_its_run_ended_for_a_newer_one(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newer one comes with the same widgets, and with the address of before."""
    script, act, written = PAGES[name]
    for last in count(step=11):
        page = opened_by(None, script)
        act(page)
        widgets = page._tree
        ends_at_look(last, page, monkeypatch)
        if link(page) == written:
            assert last
            break
        page._tree = widgets
        page.run()
        assert not page.exception, page.exception
        assert link(page) == written, f"ended at look {last}"


@pytest.mark.parametrize("name", PAGES)
def test_another_address_is_followed_although_a_run_of_the_page_ended_before_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The visitor went back."""
    script, act, _ = PAGES[name]
    page = opened_by(ELSEWHERE[name], script)
    act(page)
    ends_at_look(7, page, monkeypatch)
    assert link(page) == ELSEWHERE[name]
    page.query_params.clear()
    page.run()
    assert link(page) == {}


@pytest.mark.slow
def test_an_ended_run_whose_widgets_a_newer_one_took_away_fails_unsaid(
    monkeypatch: pytest.MonkeyPatch, faults_logged: list[str]
) -> None:
    """As on the way to another page, wherever the older run is when that happens."""
    for last in count(step=3):
        page = AppTest.from_file(
            ROOT / "components" / "frame" / "page.py", default_timeout=60
        ).run()
        looks = count()

        def taken_away(
            runner: ScriptRunner, last: int = last, looks: Iterator[int] = looks
        ) -> None:
            if runner._execing and next(looks) == last:
                runner.request_stop()
                runner._session_state._state.on_script_finished(frozenset())

        with monkeypatch.context() as patch:
            patch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", taken_away)
            page.run()
        assert not page.exception, (last, page.exception)
        if next(looks) <= last:
            break
    assert last > 30
    assert faults_logged == []


def test_a_newer_message_interrupts_the_reading_of_a_file_which_then_begins_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where the file was brought by the message that is being answered."""
    readings: list[str] = []

    def reading(*given: Any, ask: Callable[[], object], **named: Any) -> TableRead:
        readings.append("begun")
        ask()
        readings.append("done")
        return read_table(*given, ask=ask, **named)

    def newer(runner: ScriptRunner) -> None:
        if runner._execing and readings == ["begun"]:
            raise StopException

    page = opened_by({"dataset": "own"}, OTHER.format(page="lab"))
    (uploader,) = page.file_uploader
    uploader.set_value(("a.csv", b"x,y\n1,2\n2,5\n4,6\n", "text/csv"))
    widgets = page._tree
    monkeypatch.setattr(uploaded_file, "read_table", reading)
    with monkeypatch.context() as patch:
        patch.setattr(ScriptRunner, "_maybe_handle_execution_control_request", newer)
        page.run()
    assert readings == ["begun"]
    page._tree = widgets
    page.run()
    assert not page.exception, page.exception
    assert readings == ["begun", "begun", "done"]
    assert link(page) == {"dataset": "own", "file": "a.csv"}
    assert sent(page)[1]
