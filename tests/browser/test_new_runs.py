"""A new run takes the place of the old one: step, zoom, speed and playing stay as they were."""

import pytest
from playwright.sync_api import Page, expect

from components import words
from components.style import number
from components.words import PLAYER
from models import theory
from models.experiment import SETTINGS, Experiment
from tests.browser.lab import (
    another_film,
    axes,
    axis_range,
    box,
    button,
    drag,
    expect_step,
    field,
    go_to,
    open_lab,
    panel,
    player,
    readouts,
    scrubber,
    speed,
    step_of,
    type_number,
    wait_until_at_rest,
    wait_until_playing,
)
from tests.support.reading import cut_off, numbers_in
from tests.support.runs import trained
from tools.serve import Server

EPOCHS = SETTINGS["epochs"].label


@pytest.mark.slow
def test_another_learning_rate_keeps_the_step_and_shows_what_it_would_have_been(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    go_to(page, 20)
    type_number(page, words.EXACT_RATE, 0.02)
    expect_step(page, 20)
    run = trained(Experiment(learning_rate=0.02))
    assert readouts(page)["theta_0"] == number(run.params[20, 0])
    expect(scrubber(page)).to_have_value("20")


@pytest.mark.slow
@pytest.mark.parametrize(("name", "pressed"), [("fit", "true"), ("loss", "false")])
def test_another_learning_rate_keeps_the_switches(
    page: Page, server: Server, name: str, pressed: str
) -> None:
    open_lab(page, server.url)
    switch = panel(page, name).locator(".lab-switch").first
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", pressed)
    type_number(page, words.EXACT_RATE, 0.02)
    expect(switch).to_have_attribute("aria-pressed", pressed)


def wait_for_range(page: Page, name: str, expected: list[float]) -> None:
    """Until a picture shows this range, as it does when an animation has ended."""
    page.wait_for_function(
        """([name, expected]) => {
            const plot = document.querySelector(`[data-panel=${name}] .js-plotly-plot`);
            const { xaxis, yaxis } = plot._fullLayout;
            return [...xaxis.range, ...yaxis.range].every((v, i) =>
                Math.abs(v - expected[i]) < 1e-9 * Math.abs(v));
        }""",
        arg=[name, expected],
        timeout=5000,
    )


@pytest.mark.slow
@pytest.mark.parametrize("name", ["fit", "surface"])
def test_another_learning_rate_keeps_the_zoom(page: Page, server: Server, name: str) -> None:
    open_lab(page, server.url)
    first = axis_range(page, name)
    drag(page, name, (0.3, 0.3), (0.7, 0.8))
    zoomed = axis_range(page, name)
    assert zoomed != first
    type_number(page, words.EXACT_RATE, 0.02)
    wait_until_at_rest(page)
    assert axis_range(page, name) == pytest.approx(zoomed)
    go_to(page, 9)
    wait_until_at_rest(page)
    assert axis_range(page, name) == pytest.approx(zoomed)


@pytest.mark.slow
def test_a_double_click_goes_back_to_all_of_the_present_run(page: Page, server: Server) -> None:
    open_lab(page, server.url, "learning_rate=0.02")
    whole = axis_range(page, "surface")
    open_lab(page, server.url)
    drag(page, "surface", (0.3, 0.3), (0.7, 0.8))
    type_number(page, words.EXACT_RATE, 0.02)
    wait_until_at_rest(page)
    axes(page, "surface").dblclick()
    wait_for_range(page, "surface", whole)


@pytest.mark.slow
def test_a_new_run_goes_on_playing_at_the_same_speed(page: Page, server: Server) -> None:
    open_lab(page, server.url, "epochs=1000")
    speed(page).select_option("0.5")
    button(page, PLAYER["play"]).click()
    wait_until_playing(page)
    before = step_of(page)
    type_number(page, words.EXACT_RATE, 0.02)
    expect(button(page, PLAYER["pause"])).to_be_visible()
    expect(speed(page)).to_have_value("0.5")
    assert before <= step_of(page) < 500
    wait_until_playing(page)


@pytest.mark.slow
def test_a_new_run_that_is_shorter_is_shown_at_its_end(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    go_to(page, 80)
    wait_until_at_rest(page)
    type_number(page, EPOCHS, 30)
    expect_step(page, 30)
    expect(player(page)).to_have_attribute("data-steps", "30")
    expect(scrubber(page)).to_have_attribute("max", "30")
    assert readouts(page)["theta_0"] == number(trained(Experiment(epochs=30)).params[30, 0])


@pytest.mark.slow
def test_the_step_that_was_gone_to_is_seen_again_with_the_next_run_that_has_it(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    go_to(page, 80)
    wait_until_at_rest(page)
    type_number(page, EPOCHS, 30)
    expect_step(page, 30)
    wait_until_at_rest(page)
    assert "step=80" in page.url
    type_number(page, EPOCHS, 200)
    expect_step(page, 80)
    button(page, PLAYER["back"]).click()
    expect_step(page, 79)
    page.wait_for_function("() => location.search.includes('step=79')")
    type_number(page, EPOCHS, 30)
    button(page, PLAYER["back"]).click()  # to another step: that one is gone to now
    expect_step(page, 29)
    type_number(page, EPOCHS, 200)
    expect_step(page, 29)


@pytest.mark.slow
def test_the_pictures_follow_a_slider_that_is_dragged_before_it_is_let_go(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, "step=20")
    slider = page.get_by_role("slider", name=SETTINGS["learning_rate"].label)
    expect(page.get_by_role("button", name=words.RESET, exact=True)).to_be_visible()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)  # what comes later moves it
    place = box(slider.locator("xpath=../.."))
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for away in (8, 16):
        with another_film(page):
            page.mouse.move(x + away, y)
    rate = slider.get_attribute("aria-valuetext")
    assert rate is not None
    expect_step(page, 20)
    loss = number(trained(Experiment(learning_rate=float(rate))).train_loss[20])
    expect(player(page).locator('[data-series="loss"]')).to_have_text(loss)
    assert "learning_rate" not in page.url
    page.mouse.up()
    page.wait_for_url(f"**/*learning_rate={rate}*")
    expect(field(page, words.EXACT_RATE)).to_have_value(rate)


@pytest.mark.slow
def test_a_slider_that_is_let_go_for_something_else_at_once_is_in_the_link(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    slider = page.get_by_role("slider", name=SETTINGS["learning_rate"].label)
    expect(page.get_by_role("button", name=words.RESET, exact=True)).to_be_visible()
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)  # what comes later moves it
    place, heading = box(slider.locator("xpath=../..")), box(player(page).locator(".lab-verdict"))
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.click(x + 30, y)
    page.mouse.click(heading["x"] + 5, heading["y"] + 5)
    page.wait_for_function("() => location.search.includes('learning_rate=')")


@pytest.mark.slow
def test_turning_the_slider_with_the_keyboard_sets_the_rate(page: Page, server: Server) -> None:
    """Key by key: it keeps the focus, and offers the exact rate of the link among its own."""
    open_lab(page, server.url, "step=20&learning_rate=0.0105")
    slider = page.get_by_role("slider", name=SETTINGS["learning_rate"].label)
    slider.focus()
    for key, rate in [("ArrowRight", 0.0112), ("ArrowLeft", 0.0105), ("ArrowLeft", 0.01)]:
        with another_film(page):
            page.keyboard.press(key)
        expect(field(page, words.EXACT_RATE)).to_have_value(str(rate))
        expect(slider).to_have_attribute("aria-valuetext", str(rate))
        expect(slider).to_be_focused()
        expect_step(page, 20)
        run = trained(Experiment(learning_rate=rate))
        assert readouts(page)["loss"] == number(run.train_loss[20])


@pytest.mark.slow
def test_a_diverged_run_explains_itself_and_can_be_played_to_its_end(page: Page, bare: str) -> None:
    run = trained(Experiment(learning_rate=0.1))
    open_lab(page, bare, "learning_rate=0.1")
    assert run.diverged_at is not None
    expect(player(page)).to_have_attribute("data-steps", str(run.steps))
    said = player(page).get_by_role("status").inner_text()
    assert run.diverged_at in numbers_in(said)
    below = player(page).locator(".lab-theory").inner_text()
    critical = theory.critical_learning_rate(run.dataset)
    assert any(found == cut_off(critical) for found in numbers_in(below))
    button(page, PLAYER["play"]).click()
    expect_step(page, run.steps)
    expect(button(page, PLAYER["play"])).to_be_visible()
    wait_until_at_rest(page)
    for step in range(run.steps + 1):
        go_to(page, step)
        text = page.locator("body").inner_text()
        names = player(page).evaluate(
            "root => [...root.querySelectorAll('[aria-label]')]"
            ".map(e => e.getAttribute('aria-label')).join(' ')"
        )
        for word in ("NaN", "Infinity", "undefined", "∞"):
            assert word not in text + names
    assert readouts(page)["loss"] == number(run.train_loss[-1])


def test_no_coordinate_of_a_diverged_run_is_one_that_browsers_cannot_draw(
    page: Page, bare: str
) -> None:
    open_lab(page, bare, "learning_rate=10&squares=on")
    steps = int(player(page).get_attribute("data-steps") or 0)
    for step in range(steps + 1):
        go_to(page, step)
        paths = player(page).evaluate(
            "root => [...root.querySelectorAll('.scatterlayer path')]"
            ".map(path => `${path.getAttribute('d')} ${path.getAttribute('transform')}`).join(' ')"
        )
        assert "NaN" not in paths
        assert "Infinity" not in paths
    expect(panel(page, "fit")).to_be_visible()
