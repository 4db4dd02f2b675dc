"""A slow server: what a visitor does before the answer to something else has come is not lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, Route, WebSocketRoute, expect

from components import words
from models.experiment import SETTINGS, Experiment
from tests.browser.lab import (
    button,
    field,
    go_to,
    open_lab,
    panel,
    player,
    query_of,
    type_number,
    wait_until_at_rest,
    wait_until_ready,
)
from tools.serve import Server

QUERY = "Object.fromEntries(new URLSearchParams(location.search))"
PAST_REST = 900  # milliseconds; the player reports a step 400 after it came to rest


class SlowAnswers:
    """A connection whose answers can be held back."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.held: list[Any] | None = None
        self.last = b""  # to come before all is held
        page.route_web_socket("**/_stcore/stream", self._route)

    def _route(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        server.on_message(lambda message: self._answer(socket, message))

    def _answer(self, socket: WebSocketRoute, message: str | bytes) -> None:
        if self.held is not None:
            self.held.append((socket, message))
            return
        socket.send(message)
        if self.last and isinstance(message, bytes) and self.last in message:
            self.last, self.held = b"", []

    def hold_after(self, text: str) -> None:
        """Once a message with this text in it has arrived, nothing arrives."""
        self.last = text.encode()

    def hold(self) -> None:
        """Once all is there, from here on, nothing arrives."""
        expect(self.page.locator(".stApp")).to_have_attribute(
            "data-test-script-state", "notRunning"
        )
        self.held = []

    def wait_for_more(self) -> None:
        """Until more is held, and no more comes."""
        assert self.held is not None
        before = last = len(self.held)
        for _ in range(60):
            self.page.wait_for_timeout(PAST_REST)
            if before < last == len(self.held):
                return
            last = len(self.held)
        raise AssertionError(f"nothing comes after {before} messages")

    def release(self) -> None:
        """What was held arrives, and what follows as it comes."""
        held, self.held = self.held or [], None
        for socket, message in held:
            socket.send(message)


def assert_link(page: Page, query: str) -> None:
    """The address says this, now and when all messages have been answered."""
    page.wait_for_function("query => location.search === query", arg=f"?{query}", timeout=10_000)
    page.wait_for_timeout(PAST_REST)
    assert page.evaluate("location.search") == f"?{query}"


@pytest.mark.slow
@pytest.mark.parametrize("rate", [0.02, 0.005])
def test_a_typed_rate_is_not_undone_by_a_step_that_came_to_rest_meanwhile(
    page: Page, server: Server, rate: float
) -> None:
    answers = SlowAnswers(page)
    open_lab(page, server.url)
    answers.hold()
    field(page, words.EXACT_RATE).fill(str(rate))
    field(page, words.EXACT_RATE).press("Enter")
    button(page, "Step forward").click()
    page.wait_for_timeout(PAST_REST)
    answers.release()
    assert_link(page, f"{query_of(Experiment(learning_rate=rate))}&step=1")
    expect(field(page, words.EXACT_RATE)).to_have_value(str(rate))


@pytest.mark.slow
def test_a_slider_moved_twice_is_not_set_back_by_the_number_beside_it(
    page: Page, server: Server
) -> None:
    answers = SlowAnswers(page)
    open_lab(page, server.url)
    thumb = page.get_by_role("slider", name=SETTINGS["learning_rate"].label)
    answers.hold()
    thumb.press("ArrowRight")
    page.wait_for_timeout(200)
    thumb.press("ArrowRight")
    page.wait_for_timeout(PAST_REST)
    answers.release()
    assert_link(page, query_of(Experiment(learning_rate=0.0126)))
    expect(field(page, words.EXACT_RATE)).to_have_value("0.0126")


@pytest.mark.slow
def test_a_new_seed_is_not_undone_by_a_step_that_came_to_rest_meanwhile(
    page: Page, server: Server
) -> None:
    answers = SlowAnswers(page)
    open_lab(page, server.url)
    answers.hold()
    page.get_by_role("button", name=words.NEW_SEED).click()
    button(page, "Step forward").click()
    page.wait_for_timeout(PAST_REST)
    answers.release()
    page.wait_for_function("() => /start=seeded&start_seed=\\d+&step=1/.test(location.search)")
    page.wait_for_timeout(PAST_REST)
    assert "start=seeded" in page.evaluate("location.search")
    expect(player(page)).to_have_attribute("data-step", "1")


@pytest.mark.slow
def test_a_number_that_is_set_back_while_another_run_ends_brings_its_pictures_again(
    page: Page, server: Server
) -> None:
    """The server knows which messages the browser keeps, and not which it will have thrown away."""
    answers = SlowAnswers(page)
    open_lab(page, server.url, "epochs=200&step=5")
    type_number(page, SETTINGS["epochs"].label, 30)
    wait_until_at_rest(page)
    answers.hold()
    for _ in range(2):
        button(page, "Step forward").click()
        answers.wait_for_more()  # a run that has ended on the server, and not yet in the browser
    field(page, SETTINGS["epochs"].label).fill("200")
    field(page, SETTINGS["epochs"].label).press("Enter")
    answers.wait_for_more()
    answers.release()
    expect(player(page)).to_have_attribute("data-steps", "200")


@pytest.mark.slow
def test_a_point_that_is_drawn_before_the_sidebar_is_there_loses_no_setting(
    page: Page, server: Server
) -> None:
    """The pictures come first; what the server sets the widgets to comes with the rest."""
    answers = SlowAnswers(page)
    answers.hold_after("regression_lab.player")
    page.goto(f"{server.url}/?dataset=drawn&precision=float64&epochs=40")
    wait_until_ready(page)
    expect(field(page, SETTINGS["epochs"].label)).to_have_count(0)
    place = page.locator("[data-panel=fit] .nsewdrag").bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + 0.9 * place["width"], place["y"] + 0.9 * place["height"])
    page.wait_for_timeout(PAST_REST)
    answers.release()
    expect(field(page, SETTINGS["epochs"].label)).to_have_value("40")
    page.wait_for_function("() => location.search.includes('points=')", timeout=10_000)
    page.wait_for_timeout(PAST_REST)
    shown = Experiment.from_query(page.evaluate(QUERY))
    assert len(shown.points) == 7
    assert (shown.dataset, shown.precision, shown.epochs) == ("drawn", "float64", 40)
    expect(page.get_by_role("radio", name="float64", exact=True)).to_be_checked()
    assert page.get_by_test_id("stAlert").count() == 0


@pytest.mark.slow
def test_pictures_that_were_drawn_before_the_sidebar_was_there_stay_where_they_are(
    page: Page, server: Server
) -> None:
    answers = SlowAnswers(page)
    answers.hold_after("regression_lab.player")
    open_lab(page, server.url)
    expect(field(page, SETTINGS["epochs"].label)).to_have_count(0)
    place = page.locator("[data-panel=fit] .nsewdrag").bounding_box()
    answers.release()
    expect(field(page, SETTINGS["epochs"].label)).to_be_visible()
    assert page.locator("[data-panel=fit] .nsewdrag").bounding_box() == place


@contextmanager
def on_its_way(page: Page, script: str) -> Iterator[None]:
    """This script comes only when the block has ended."""
    held: list[Route] = []
    page.route(script, lambda route: held.append(route))
    yield
    assert held, "the script has another name"
    for route in held:
        route.continue_()


@pytest.mark.slow
def test_a_setting_that_is_changed_before_another_ones_script_has_come_changes_alone(
    page: Page, server: Server
) -> None:
    """The buttons of a choice are a script of their own; the fields of numbers are another."""
    samples = field(page, SETTINGS["samples"].label)
    with on_its_way(page, "**/static/js/ButtonGroup.*.js"):
        page.goto(f"{server.url}/?dataset=line&precision=float64&samples=20")
        wait_until_ready(page)
        samples.fill("30")
        samples.press("Enter")
        page.wait_for_function("() => location.search.includes('samples=30')", timeout=10_000)
    expect(page.get_by_role("radio", name="float64", exact=True)).to_be_checked()
    samples.fill("40")
    samples.press("Enter")
    page.wait_for_function("() => location.search.includes('samples=40')", timeout=10_000)
    shown = Experiment.from_query(page.evaluate(QUERY))
    assert (shown.samples, shown.precision) == (40, "float64")
    assert page.get_by_test_id("stAlert").count() == 0


@pytest.mark.slow
def test_pictures_are_drawn_though_a_setting_changed_before_the_players_script_had_come(
    page: Page, server: Server
) -> None:
    """Streamlit ends the call of the script that was overtaken; the newer one shares its player."""
    with on_its_way(page, "**/player-*.js"):
        page.goto(server.url)
        epochs = field(page, "Epochs")
        epochs.fill("40")
        epochs.press("Enter")
        expect(page).to_have_url(f"{server.url}/?epochs=40")
        page.wait_for_timeout(PAST_REST)  # the film is there, and the script is asked for again
    wait_until_ready(page)
    expect(player(page)).to_have_attribute("data-steps", "40")
    page.wait_for_timeout(PAST_REST)
    expect(panel(page, "fit").get_by_role("img").first).to_be_visible()
    go_to(page, 1)


GAPMINDER = "batch=4&dataset=gapminder"


def from_modules_to_mistakes(page: Page, server: Server) -> None:
    """Come to Modules, and by its link to Mistakes."""
    page.goto(f"{server.url}/modules?{GAPMINDER}")
    expect(page.get_by_role("heading", name="A layer made by hand")).to_be_visible()
    page.get_by_test_id("stSidebar").get_by_role("link", name="Mistakes").click()
    wait_until_ready(page)


def assert_back_on_modules(page: Page, server: Server) -> None:
    expect(page.get_by_role("heading", name="A layer made by hand")).to_be_visible()
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")
    page.wait_for_timeout(PAST_REST)
    expect(page.get_by_role("heading", name="A layer made by hand")).to_be_visible()
    expect(page).to_have_url(f"{server.url}/modules?{GAPMINDER}")


@pytest.mark.slow
def test_back_leads_back_whatever_is_pressed_on_the_page_that_is_left_before_the_other_comes(
    page: Page, server: Server
) -> None:
    answers = SlowAnswers(page)
    from_modules_to_mistakes(page, server)
    answers.hold()
    page.go_back()
    expect(page).to_have_url(f"{server.url}/modules?{GAPMINDER}")
    button(page, "Step forward").click()
    page.wait_for_timeout(PAST_REST)
    answers.release()
    assert_back_on_modules(page, server)


@pytest.mark.slow
def test_what_was_done_just_before_the_visitor_went_back_does_not_change_the_address_they_come_to(
    page: Page, server: Server
) -> None:
    answers = SlowAnswers(page)
    from_modules_to_mistakes(page, server)
    answers.hold()
    button(page, "Step forward").click()
    answers.wait_for_more()
    page.go_back()
    answers.release()
    assert_back_on_modules(page, server)
