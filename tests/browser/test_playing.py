"""Playing, stepping, scrubbing and keys: the browser alone moves what the server recorded."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from components.words import PLAYER
from models.experiment import SETTINGS
from tests.browser.lab import (
    another_film,
    box,
    button,
    expect_step,
    field,
    go_to,
    open_lab,
    player,
    scrubber,
    speed,
    step_of,
    wait_until_at_rest,
    wait_until_playing,
    wait_until_ready,
    websocket_frames,
)
from tools.serve import Server

EPOCHS = SETTINGS["epochs"].label
PLAYING_MILLISECONDS = 5000


def is_playing(page: Page) -> bool:
    return button(page, PLAYER["pause"]).count() == 1


@pytest.mark.slow
def test_play_goes_on_until_pause(page: Page, bare: str) -> None:
    open_lab(page, bare)
    assert not is_playing(page)
    button(page, PLAYER["play"]).click()
    wait_until_playing(page)
    button(page, PLAYER["pause"]).click()
    assert not is_playing(page)
    here = step_of(page)
    wait_until_at_rest(page)
    assert step_of(page) == here > 0


def test_play_ends_at_the_last_step_and_then_begins_anew(page: Page, bare: str) -> None:
    open_lab(page, bare, "epochs=12&step=5")
    speed(page).select_option("4")
    button(page, PLAYER["play"]).click()
    expect(button(page, PLAYER["play"])).to_be_visible()  # again: it has paused by itself
    expect_step(page, 12)
    speed(page).select_option("0.25")
    button(page, PLAYER["play"]).click()
    page.wait_for_function("() => document.querySelector('[data-testid=player]').dataset.step < 5")
    assert is_playing(page)


@pytest.mark.slow
def test_buttons_step_and_jump_and_stop_at_both_ends(page: Page, bare: str) -> None:
    open_lab(page, bare, "epochs=30&step=10")
    for name, step in [
        ("forward", 11), ("forward", 12), ("back", 11), ("first", 0), ("back", 0),
        ("forward", 1), ("last", 30), ("forward", 30), ("back", 29),
    ]:  # fmt: skip
        button(page, PLAYER[name]).click()
        expect_step(page, step)
        expect(scrubber(page)).to_have_value(str(step))


def test_dragging_the_scrubber_shows_each_step_before_it_is_let_go(page: Page, bare: str) -> None:
    open_lab(page, bare)
    track = box(scrubber(page))
    middle = track["y"] + track["height"] / 2
    picture = "document.querySelector('[data-panel=fit] .scatterlayer').innerHTML"
    page.mouse.move(track["x"] + 10, middle)
    page.mouse.down()
    steps, drawn = [], []
    for share in (0.2, 0.4, 0.6, 0.8):
        before = step_of(page)
        page.mouse.move(track["x"] + share * track["width"], middle, steps=3)
        page.wait_for_function(
            f"() => document.querySelector('[data-testid=player]').dataset.step > {before}"
        )
        steps.append(step_of(page))
        drawn.append(page.evaluate(picture))
    page.mouse.up()
    assert steps == sorted(set(steps))
    assert abs(steps[-1] - 80) <= 4
    assert len(set(drawn)) == 4, "the picture does not follow"


def test_scrubbing_pauses(page: Page, bare: str) -> None:
    open_lab(page, bare)
    button(page, PLAYER["play"]).click()
    wait_until_playing(page)
    scrubber(page).fill("70")
    expect_step(page, 70)
    assert not is_playing(page)


@pytest.mark.slow
def test_keys_play_step_jump_and_change_the_speed(page: Page, bare: str) -> None:
    open_lab(page, bare, "step=10")
    for key, step in [
        ("ArrowRight", 11), ("ArrowRight", 12), ("ArrowLeft", 11), ("End", 100), ("Home", 0),
        ("ArrowLeft", 0),
    ]:  # fmt: skip
        page.keyboard.press(key)
        expect_step(page, step)
    for key, chosen in [("+", "2"), ("+", "4"), ("-", "2"), ("-", "1"), ("-", "0.5")]:
        page.keyboard.press(key)
        expect(speed(page)).to_have_value(chosen)
    page.keyboard.press("Space")
    wait_until_playing(page)
    page.keyboard.press("Space")
    assert not is_playing(page)


def rate_slider(page: Page) -> Locator:
    return page.get_by_role("slider", name=SETTINGS["learning_rate"].label)


@pytest.mark.slow
def test_keys_belong_to_the_setting_that_has_the_focus(page: Page, server: Server) -> None:
    open_lab(page, server.url, "step=10")
    chosen = page.get_by_role("combobox", name=SETTINGS["dataset"].label, exact=True)
    for focused, keys in [
        (
            field(page, EPOCHS),
            ["ArrowRight", "Home", "ArrowLeft", "End", "-", "Backspace", " "],
        ),
        (chosen, ["ArrowRight", "Home", "ArrowLeft", "+", "Space"]),
        (rate_slider(page), ["ArrowRight", "+", "-", "Space", "ArrowLeft"]),
        (page.get_by_role("radio").first, ["Home", "+", "-"]),
        (speed(page), ["ArrowLeft", "ArrowRight"]),
    ]:
        focused.focus()
        for key in keys:
            page.keyboard.press(key)
        # A list that has opened hides the rest of the page from screen readers, and from here.
        page.keyboard.press("Escape")
        # Long enough for a step, had a key begun to play.
        page.wait_for_timeout(300)
        assert step_of(page) == 10, focused
        assert not is_playing(page)
        expect(speed(page)).to_have_value("1")


def test_space_on_a_button_presses_it_once(page: Page, bare: str) -> None:
    open_lab(page, bare, "step=10")
    button(page, PLAYER["forward"]).focus()
    page.keyboard.press("Space")
    expect_step(page, 11)
    assert not is_playing(page)


@pytest.mark.slow
def test_a_faster_speed_is_faster(page: Page, bare: str) -> None:
    open_lab(page, bare, "epochs=1000")
    gone = []
    for chosen in ("1", "8"):
        go_to(page, 0)
        speed(page).select_option(chosen)
        button(page, PLAYER["play"]).click()
        wait_until_playing(page, steps=1)
        first = step_of(page)
        page.wait_for_timeout(1000)
        gone.append(step_of(page) - first)
        button(page, PLAYER["pause"]).click()
    assert 5 <= gone[0] <= 14, "10 steps a second"
    assert gone[1] > 3 * gone[0]


@pytest.mark.slow
def test_a_run_plays_without_one_message_to_the_server(page: Page, server: Server) -> None:
    frames = websocket_frames(page)
    open_lab(page, server.url)
    button(page, PLAYER["play"]).click()
    wait_until_playing(page)
    sent, received, first = frames.sent, frames.received, step_of(page)
    assert sent > 0
    assert received > 0, "nothing is counted at all"
    page.wait_for_timeout(PLAYING_MILLISECONDS)
    assert step_of(page) > first + 20
    assert is_playing(page)
    assert (frames.sent, frames.received) == (sent, received)


@pytest.mark.slow
def test_coming_to_rest_is_one_short_message(page: Page, server: Server) -> None:
    frames = websocket_frames(page)
    open_lab(page, server.url)
    go_to(page, 20)
    wait_until_at_rest(page)
    sent, bytes_received = frames.sent, frames.received_bytes
    go_to(page, 30)
    wait_until_at_rest(page)
    assert frames.sent == sent + 1
    # The film does not travel again: only what is new of the page.
    assert frames.received_bytes - bytes_received < 20_000


@pytest.mark.slow
def test_numbers_keep_their_places_while_they_change(page: Page, bare: str) -> None:
    open_lab(page, bare)
    places = set()
    texts = set()
    for step in (*range(12), 20, 50, 99, 100):
        go_to(page, step)
        found = player(page).evaluate(
            """root => [...root.querySelectorAll('[data-series]')].map(cell => {
                const { left, width, top } = cell.getBoundingClientRect();
                return [cell.dataset.series, left, width, top, cell.textContent];
            })"""
        )
        places.add(tuple(tuple(cell[:4]) for cell in found))
        texts.add(tuple(cell[4] for cell in found))
    assert len(texts) > 10
    assert len(places) == 1, "a number moved"


@pytest.mark.slow
def test_the_pictures_stay_while_another_run_is_made(page: Page, server: Server) -> None:
    """Nothing greys: not even while Streamlit takes what it shows for stale, as it must here."""
    open_lab(page, server.url, "dataset=line&samples=500&epochs=4999&step=20")
    player(page).evaluate(
        """root => {
            window.samples = [];
            const look = () => {
                let opacity = 1;
                let stale = false;
                for (let e = root; e; e = e.parentElement) {
                    opacity *= Number(getComputedStyle(e).opacity);
                    stale ||= e.dataset.stale === 'true';
                }
                const plots = root.querySelectorAll('.js-plotly-plot .scatterlayer .trace').length;
                window.samples.push({ opacity, stale, plots, ready: root.dataset.ready });
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    rate_slider(page).focus()
    for _ in range(2):
        with another_film(page):
            page.keyboard.press("ArrowLeft")
    samples = page.evaluate("window.samples")
    assert len(samples) > 20
    assert {sample["opacity"] for sample in samples} == {1}
    assert min(sample["plots"] for sample in samples) > 10
    assert {sample["ready"] for sample in samples} == {"true"}
    assert any(sample["stale"] for sample in samples), "too quick to see anything"
    expect_step(page, 20)


@pytest.mark.slow
def test_a_reload_while_it_plays_comes_back_to_where_it_was(page: Page, server: Server) -> None:
    open_lab(page, server.url, "epochs=500&learning_rate=0.02")
    button(page, PLAYER["play"]).click()
    wait_until_playing(page, 12)
    left = step_of(page)
    page.reload()
    wait_until_ready(page)
    assert left <= step_of(page) < 500
    wait_until_at_rest(page)  # and from now on, the address knows it
    go_to(page, 0)
    wait_until_at_rest(page)
    page.reload()
    wait_until_ready(page)
    assert step_of(page) == 0


@pytest.mark.slow
@pytest.mark.parametrize("path", ["?learning_rate=0.027", "mistakes?find=on"])
@pytest.mark.parametrize("comes_back_by", ["menu", "Back"])
def test_who_leaves_a_page_that_plays_comes_to_rest_there(
    page: Page, server: Server, path: str, comes_back_by: str
) -> None:
    page.goto(f"{server.url}/{path}")
    wait_until_ready(page)
    menu = page.get_by_test_id("stSidebar")
    name = "Mistakes" if path.startswith("mistakes") else "Lab"
    expect(menu.get_by_role("link", name="Modules")).to_be_visible()
    button(page, PLAYER["play"]).click()
    wait_until_playing(page)
    menu.get_by_role("link", name="Modules").click()
    expect(page).to_have_url(re.compile("/modules"))
    said = page.get_by_text("present experiment at step")
    expect(said).to_be_visible()
    if name == "Lab":
        expect(said).not_to_contain_text("at step 0,")
    if comes_back_by == "menu":
        menu.get_by_role("link", name=name).click()
    else:
        page.go_back()
    wait_until_ready(page)
    assert step_of(page) >= 3
    assert f"step={step_of(page)}" in page.url
    if name == "Lab":
        step = step_of(page)
        menu.get_by_role("link", name="Modules").click()
        expect(said).to_contain_text(f"at step {step}, ")


@pytest.mark.slow
def test_only_who_leaves_what_has_moved_has_to_wait(page: Page, server: Server) -> None:
    open_lab(page, server.url, "step=7")
    asks = "() => !dispatchEvent(new CustomEvent('leaving-page', { cancelable: true }))"
    assert not page.evaluate(asks)
    page.keyboard.press("ArrowRight")
    assert page.evaluate(asks), "nobody has heard of step 8 yet"
    assert not page.evaluate(asks), "now it has been told"
    page.wait_for_url("**/*step=8")
