"""Tabs, clocks, old links, a reload in between: the page is what its address says."""

from datetime import datetime
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, Playwright, expect

from components import words
from components.style import number
from components.words import PLAYER
from models.experiment import SETTINGS, Experiment
from tests.browser.conftest import OpenPage
from tests.browser.lab import (
    READY_MILLISECONDS,
    another_film,
    button,
    field,
    go_to,
    open_lab,
    player,
    query_of,
    readouts,
    step_of,
    type_number,
    wait_until_at_rest,
    wait_until_playing,
    wait_until_ready,
)
from tests.browser.tabs import watch
from tests.support.runs import trained
from tools import browser as chromium
from tools.serve import Server

EPOCHS = SETTINGS["epochs"].label


def query(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        "Object.fromEntries(new URLSearchParams(location.search))"
    )
    return found


def assert_shows(page: Page, experiment: Experiment, step: int) -> None:
    """This experiment, at this step, with its numbers."""
    run = trained(experiment)
    expect(player(page)).to_have_attribute("data-steps", str(run.steps), timeout=READY_MILLISECONDS)
    assert step_of(page) == step
    shown = readouts(page)
    assert shown["theta_0"] == number(run.params[step, 0])
    assert shown["loss"] == number(run.train_loss[step])


@pytest.mark.slow
def test_two_tabs_are_two_visits(open_page: OpenPage, server: Server) -> None:
    one, two = open_page(), open_page()
    slow, fast = Experiment(learning_rate=0.001), Experiment(learning_rate=0.02)
    open_lab(one, server.url, query_of(slow))
    open_lab(two, server.url, query_of(fast))
    go_to(two, 9)
    type_number(one, EPOCHS, 40)
    go_to(one, 4)
    wait_until_at_rest(one)
    wait_until_at_rest(two)
    assert_shows(one, Experiment(learning_rate=0.001, epochs=40), 4)
    assert_shows(two, fast, 9)


@pytest.mark.slow
def test_a_reload_in_the_middle_of_training_ends_at_the_same_page(
    page: Page, server: Server
) -> None:
    long = Experiment(dataset="line", samples=500, learning_rate=0.001, epochs=4321)
    page.goto(f"{server.url}/?{query_of(long)}&step=3")
    expect(page.get_by_test_id("stApp")).to_be_visible()
    for _ in range(2):
        page.wait_for_timeout(300)
        page.reload()
    wait_until_ready(page)
    assert_shows(page, long, 3)
    field(page, EPOCHS).fill("4320")
    field(page, EPOCHS).press("Enter")
    page.wait_for_timeout(100)
    page.reload()
    wait_until_ready(page)
    wait_until_at_rest(page)
    epochs = int(query(page)["epochs"])  # before the change or after it, but one of both
    assert epochs in (4320, 4321)
    expect(player(page)).to_have_attribute("data-steps", str(epochs))


@pytest.mark.slow
def test_back_and_forward_go_through_settings_and_pages(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    type_number(page, EPOCHS, 40)
    page.wait_for_function("() => location.search === '?epochs=40'")
    page.get_by_role("link", name=words.PAGES["mistakes"]).click()
    page.wait_for_url("**/mistakes**")
    wait_until_ready(page)
    page.go_back()
    page.wait_for_function("() => location.search === '?epochs=40'")
    expect(field(page, EPOCHS)).to_have_value("40", timeout=READY_MILLISECONDS)
    wait_until_ready(page)
    with another_film(page):
        page.go_back()
    assert_shows(page, Experiment(), 0)
    with another_film(page):
        page.go_forward()
    assert_shows(page, Experiment(epochs=40), 0)
    page.go_forward()
    page.wait_for_url("**/mistakes**")
    expect(page.get_by_text(words.MISTAKES["difference"]["+"])).to_be_visible(
        timeout=READY_MILLISECONDS
    )


@pytest.mark.slow
def test_a_link_of_an_older_version_shows_what_it_still_says(page: Page, server: Server) -> None:
    renamed = {"lr": "0.1", "iterations": "12", "data": "line", "theme": "dark", "dataset": "lines"}
    known = {"learning_rate": "0.02", "epochs": "60", "step": "5"}
    open_lab(page, server.url, urlencode(renamed | known))
    assert_shows(page, Experiment(learning_rate=0.02, epochs=60), 5)
    said = page.locator(".stSidebar").get_by_role("alert")
    expect(said).to_contain_text(words.DROPPED)
    for name in (*list(renamed)[:-1], "Data: "):  # a setting is called as the page calls it
        expect(said).to_contain_text(name)
    page.wait_for_function("() => !location.search.includes('lr')")
    assert query(page) == known


@pytest.mark.slow
@pytest.mark.parametrize("time_zone", ["Pacific/Kiritimati"])
def test_a_browser_without_webgl_and_with_another_clock_sees_the_same(
    playwright: Playwright, page_problems: list[str], server: Server, time_zone: str
) -> None:
    """The clock: the farthest time zone there is, and two years slow."""
    flags = [*chromium.FLAGS, "--disable-3d-apis"]
    browser = playwright.chromium.launch(executable_path=chromium.ensure(), args=flags)
    try:
        page = browser.new_context(timezone_id=time_zone).new_page()
        watch(page, page_problems)
        page.clock.install(time=datetime(2024, 2, 29, 23, 59))
        open_lab(page, server.url, query_of(Experiment(learning_rate=0.02)))
        assert page.evaluate("document.createElement('canvas').getContext('webgl')") is None
        assert page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == time_zone
        button(page, "Play").click()
        wait_until_playing(page)
        button(page, "Pause").click()
        wait_until_at_rest(page)
        assert_shows(page, Experiment(learning_rate=0.02), step_of(page))
    finally:
        browser.close()


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_where_the_system_chooses_the_colours_what_is_pressed_or_slid_is_still_told(
    open_page: OpenPage, server: Server, theme: str
) -> None:
    page = open_page(forced_colors="active", color_scheme=theme)
    open_lab(page, server.url, "hold=on&step=20")
    colour = "one => getComputedStyle(one).backgroundColor"
    pressed, other = (button(page, PLAYER[name]).evaluate(colour) for name in ("hold", "inside"))
    assert pressed != other
    chosen, left = (
        page.locator(".stSidebar").get_by_role("radio", name=name).evaluate(colour)
        for name in ("float32", "float64")
    )
    assert chosen != left
    paper = page.locator(".stSidebar .stSlider").evaluate(colour)
    thumb = page.locator(".stSidebar .stSlider").get_by_role("slider")
    assert thumb.locator("xpath=..").evaluate(colour) != paper
