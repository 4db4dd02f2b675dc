"""The connection goes, or the server: the visitor's experiment is still there, and plays on."""

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import FilePayload, Page, expect

from components import words
from components.style import number
from models.experiment import SETTINGS, Experiment
from tests.browser.conftest import OpenPage
from tests.browser.lab import (
    READY_MILLISECONDS,
    Frames,
    button,
    expect_step,
    field,
    go_to,
    open_lab,
    player,
    query_of,
    readouts,
    speed,
    step_of,
    type_number,
    wait_for_player,
    wait_until_at_rest,
    wait_until_playing,
    wait_until_ready,
    websocket_frames,
)
from tests.browser.link import Link
from tests.support.runs import trained
from tools.free_port import lent_port
from tools.serve import APP, PORT, Server, serving

BACK_MILLISECONDS = 10_000  # within which a page is back with a server that is healthy
LINE = Experiment(dataset="line", learning_rate=0.004, epochs=1000)
FILE: FilePayload = {"name": "grades.csv", "mimeType": "text/csv", "buffer": b"x,y\n1,2\n2,3\n3,5"}
EPOCHS = SETTINGS["epochs"].label


def play(page: Page, server_url: str, experiment: Experiment) -> None:
    """Open the page, go back to its start, and have it play."""
    open_lab(page, server_url, f"{query_of(experiment)}&step=50")
    button(page, "First step").click()
    expect_step(page, 0)
    speed(page).select_option("0.25")  # a slow machine does not come to the end
    button(page, "Play").click()
    wait_until_playing(page)


def bring_file(page: Page, server_url: str) -> None:
    """Open the page with a visitor's own file in it."""
    page.goto(f"{server_url}/?dataset=own&file={FILE['name']}")
    page.locator("input[type=file]").set_input_files(FILE, timeout=READY_MILLISECONDS)
    wait_until_ready(page)


def expect_away(page: Page) -> None:
    """The visitor is told, and nothing lies over the pictures."""
    expect(page.get_by_text("Connecting")).to_be_visible(timeout=READY_MILLISECONDS)
    assert page.get_by_role("dialog").count() == 0


def expect_back(page: Page, milliseconds: int = READY_MILLISECONDS) -> None:
    """The page is connected, and its widgets can be used."""
    expect(page.get_by_text("Connecting")).to_have_count(0, timeout=milliseconds)
    expect(field(page, EPOCHS)).to_be_enabled()


def wait_until_answered(page: Page, frames: Frames, before: int) -> None:
    """Until the server, unasked by the visitor, has said more than `before`, and says no more."""
    for _ in range(60):
        last = frames.received
        page.wait_for_timeout(1000)
        if before < last == frames.received:
            return
    raise AssertionError("the page did not ask the server for anything")


def assert_as_it_was(page: Page, experiment: Experiment) -> None:
    """It rests where it was stopped, with that step's numbers; this and a change are heard."""
    step = step_of(page)
    wait_until_at_rest(page)
    assert readouts(page)["theta_0"] == number(trained(experiment).params[step, 0])
    type_number(page, EPOCHS, experiment.epochs - 100)
    page.wait_for_function(
        "epochs => location.search.includes(`epochs=${epochs}`)", arg=experiment.epochs - 100
    )
    page.reload()
    wait_until_ready(page)
    assert step_of(page) == step
    assert player(page).get_attribute("data-steps") == str(experiment.epochs - 100)


@pytest.mark.slow
@pytest.mark.problems_expected  # the browser logs that nothing answers
def test_a_killed_server_comes_back_with_the_same_experiment_and_step(open_page: OpenPage) -> None:
    page, with_file = open_page(), open_page()
    with lent_port() as port:
        with serving(APP, **{PORT: port}) as server:
            bring_file(with_file, server.url)
            page.bring_to_front()  # what nobody looks at plays more slowly
            play(page, server.url, LINE)
            os.kill(server.pid, signal.SIGKILL)
            expect_away(page)
            # Past the sixth attempt to connect, at which Streamlit's own dialog would open.
            wait_until_playing(page, 15)
            expect_away(page)
        before = step_of(page)
        with serving(APP, **{PORT: port}):
            expect_back(page, BACK_MILLISECONDS)
            assert button(page, "Pause").is_visible(), "it has stopped to play"
            wait_until_playing(page)
            assert step_of(page) > before
            button(page, "Pause").click()
            assert_as_it_was(page, LINE)

            expect_back(with_file)
            lost = with_file.get_by_text(f"This page does not have the file {FILE['name']}")
            expect(lost).to_be_visible()
            expect(with_file.get_by_test_id("stFileChipName")).to_have_count(0)
            with_file.locator("input[type=file]").set_input_files(FILE)
            wait_until_ready(with_file)


@pytest.fixture
def link(server: Server) -> Iterator[Link]:
    with Link(server.url).running() as running:
        yield running


@pytest.mark.slow
@pytest.mark.problems_expected  # the browser logs that nothing answers
def test_a_connection_cut_for_two_seconds_loses_nothing(page: Page, link: Link) -> None:
    bring_file(page, link.url)
    go_to(page, 7)
    wait_until_at_rest(page)
    link.cut()
    expect_away(page)
    go_to(page, 12)
    page.wait_for_timeout(2000)
    link.mend()
    expect_back(page, BACK_MILLISECONDS)
    wait_until_at_rest(page)
    assert step_of(page) == 12
    type_number(page, EPOCHS, 40)  # from the file, which is still there
    expect(player(page)).to_have_attribute("data-steps", "40")


@pytest.mark.slow
@pytest.mark.problems_expected  # the browser logs that nothing answers
def test_a_connection_cut_for_longer_than_the_session_is_kept_loses_no_more_than_files(
    page: Page,
) -> None:
    kept_seconds = 1
    with (
        serving(APP, **{"server.disconnectedSessionTTL": kept_seconds}) as server,
        Link(server.url).running() as link,
    ):
        frames = websocket_frames(page)
        play(page, link.url, LINE)
        link.cut()
        expect_away(page)
        page.wait_for_timeout(2000 * kept_seconds)
        wait_until_playing(page)
        button(page, "Pause").click()
        step = step_of(page)
        page.wait_for_timeout(1000)  # nobody hears that it has come to rest
        before = frames.received
        link.mend()
        expect_back(page, BACK_MILLISECONDS)
        wait_until_answered(page, frames, before)
        assert step_of(page) == step
        type_number(page, EPOCHS, 900)  # what is set first is not lost
        assert step_of(page) == step
        assert_as_it_was(page, replace(LINE, epochs=900))


@pytest.mark.slow
@pytest.mark.problems_expected  # the browser logs that nothing answers
def test_without_a_network_it_is_said_that_a_change_waits_until_it_is_back(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    said = page.get_by_role("status").filter(has_text=words.OFFLINE)
    expect(said).to_have_count(0)
    page.context.set_offline(True)
    expect(said).to_be_visible()
    epochs = page.get_by_role("spinbutton", name=EPOCHS, exact=True)
    epochs.fill("40")
    epochs.press("Enter")
    page.context.set_offline(False)
    expect(said).to_have_count(0)
    wait_for_player(page, "root.dataset.steps === '40'")


@pytest.mark.slow
@pytest.mark.problems_expected  # the browser logs that nothing answers
def test_an_answer_that_was_on_its_way_when_the_network_went_is_not_the_last_word(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    said = page.get_by_role("status").filter(has_text=words.OFFLINE)
    page.route("**/_stcore/health", lambda route: route.fulfill(body="ok"), times=1)
    page.context.set_offline(True)
    expect(said).to_be_visible()
