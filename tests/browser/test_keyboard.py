"""The page without a mouse and without eyes: where Tab leads, what is shown there, what is said."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from components import words
from components.words import PLAYER
from tests.browser.conftest import DESK, OpenPage
from tests.browser.lab import (
    alternative,
    box,
    button,
    expect_step,
    go_to,
    open_lab,
    panel,
    player,
    scrubber,
    wait_until_at_rest,
)
from tools.serve import Server

MOST_STOPS = 150
# What has the focus: what it is, how its ring looks, and whether something lies over its middle.
FOCUSED = """() => {
    const element = document.activeElement;
    if (element === document.body) return null;
    const { x, y, width, height } = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const top = document.elementFromPoint(x + width / 2, y + Math.min(height / 2, 20));
    return {
        name: element.getAttribute('aria-label') ?? element.textContent,
        panel: element.closest('[data-panel]')?.dataset.panel ?? null,
        ours: Boolean(element.closest('.lab')),
        ring: style.outlineStyle === 'none' ? 0 : parseFloat(style.outlineWidth),
        ringColour: style.outlineColor,
        opacity: Number(getComputedStyle(element.parentElement).opacity),
        free: top === element || element.contains(top) || (top?.contains(element) ?? false),
    };
}"""


def tab_stops(page: Page, key: str = "Tab") -> list[dict[str, Any]]:
    """Where the key leads, from the page's beginning until the focus has left the page."""
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(FOCUSED)
        if stop is None:
            return stops
        stops.append(stop)
    raise AssertionError(f"the focus does not leave the page: {[s['name'] for s in stops[-8:]]}")


def ours(stops: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = [stop for stop in stops if stop["ours"]]
    assert found, "the focus never came to the player"
    return found


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_tab_goes_through_the_whole_page_and_leaves_it(
    open_page: OpenPage, server: Server, theme: str
) -> None:
    """There and back, in the order of reading, with a ring at each stop, and nothing over it."""
    page = open_page(color_scheme=theme, viewport=DESK)
    page.emulate_media(reduced_motion="reduce")
    open_lab(page, server.url)
    expect(player(page).get_by_role("table")).to_have_count(2)
    colour = player(page).evaluate(
        """root => {
            root.style.color = 'var(--lab-control)';
            return getComputedStyle(root).color;
        }"""
    )
    shown = player(page).locator("figure").evaluate_all("all => all.map(f => f.dataset.panel)")
    moving = ("first", "back", "play", "forward", "last", "step")
    bar = (*moving, "inside", "hold", "size", "speed", "help")
    for key in ("Tab", "Shift+Tab"):
        stops = ours(tab_stops(page, key))
        for stop in stops:
            assert stop["ring"] >= 2, stop
            assert stop["ringColour"] == colour, stop
            assert stop["free"], stop
        if key == "Shift+Tab":
            stops.reverse()
        names = [stop["name"] for stop in stops]
        assert names[: len(bar)] == [PLAYER[word] for word in bar]
        assert "squares" in names
        assert "log axis" in names
        reached = [stop["panel"] for stop in stops if stop["panel"]]
        assert list(dict.fromkeys(reached)) == shown


def test_the_tools_of_a_picture_are_one_stop_and_arrows_go_through_them(
    page: Page, bare: str
) -> None:
    open_lab(page, bare, "step=20")
    panels = panel(page, "fit"), panel(page, "surface"), panel(page, "loss")
    for figure in panels:
        expect(figure.get_by_role("toolbar", name=PLAYER["tools"])).to_have_count(1)
        expect(figure.locator('.modebar-btn[tabindex="0"]')).to_have_count(1)
    tools = panels[0].locator(".modebar-btn")
    tools.first.focus()
    for key, place in [("ArrowRight", 1), ("End", -1), ("ArrowRight", -1), ("ArrowLeft", -2)]:
        page.keyboard.press(key)
        expect(tools.nth(place)).to_be_focused()
    expect_step(page, 20)
    page.keyboard.press("Tab")
    expect(tools.nth(-1)).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(tools.nth(-2)).to_be_focused()


def test_what_was_clicked_leaves_the_space_bar_to_playing(page: Page, bare: str) -> None:
    open_lab(page, bare)
    squares = panel(page, "fit").get_by_role("button", name="squares", exact=True)
    squares.click()
    expect(squares).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Space")
    expect(button(page, PLAYER["pause"])).to_be_visible()
    expect(squares).to_have_attribute("aria-pressed", "true")
    squares.focus()
    page.keyboard.press("Space")  # whoever came to it by keys presses it by them
    expect(squares).to_have_attribute("aria-pressed", "false")
    expect(squares).to_be_focused()


def test_the_help_is_opened_by_its_button_and_key_and_has_the_keyboard_until_it_is_closed(
    page: Page, bare: str
) -> None:
    open_lab(page, bare, "step=20")
    help_dialog = page.get_by_role("dialog", name=PLAYER["help"])
    expect(help_dialog).to_be_hidden()
    page.keyboard.press("?")
    expect(help_dialog).to_be_visible()
    expect(help_dialog.get_by_role("heading")).to_have_text(list(words.HELP))
    expect(help_dialog.locator("dt")).to_have_text(
        [name for part in words.HELP.values() for name in part]
    )
    for key in ("Home", "ArrowRight"):
        page.keyboard.press(key)
    expect_step(page, 20)
    page.keyboard.press("Escape")
    expect(help_dialog).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect_step(page, 21)
    button(page, PLAYER["help"]).click()
    help_dialog.get_by_role("button", name=PLAYER["close"]).click()
    expect(help_dialog).to_be_hidden()


@pytest.mark.parametrize("size", [(1400, 900), (844, 390)])
def test_what_closes_the_help_covers_no_word_however_far_it_is_scrolled(
    page: Page, bare: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_lab(page, bare)
    page.keyboard.press("?")
    help_dialog = page.get_by_role("dialog", name=PLAYER["help"])
    close = help_dialog.get_by_role("button", name=PLAYER["close"])
    for share in (0, 0.3, 1):
        seen = help_dialog.evaluate(
            """(dialog, share) => {
                const parts = dialog.querySelector('.lab-help-parts');
                parts.scrollTop = share * parts.scrollHeight;
                const close = dialog.querySelector('.lab-close').getBoundingClientRect();
                const {top} = parts.getBoundingClientRect();
                return [parts.scrollHeight > parts.clientHeight, close.top, close.bottom, top];
            }""",
            share,
        )
        is_scrolled, top, bottom, begins = seen
        assert is_scrolled
        assert bottom <= begins
        assert top >= box(help_dialog)["y"]
    close.click()
    expect(help_dialog).to_be_hidden()


def test_a_mode_bar_is_seen_while_it_has_the_focus(page: Page, bare: str) -> None:
    open_lab(page, bare)
    zoom = panel(page, "fit").get_by_role("button", name="Zoom in")
    group = zoom.locator("xpath=..")
    expect(group).to_have_css("opacity", "0")
    zoom.focus()
    expect(group).to_have_css("opacity", "1")


def test_the_slider_says_at_which_step_of_how_many_it_is(page: Page, bare: str) -> None:
    open_lab(page, bare)
    go_to(page, 20)
    expect(scrubber(page)).to_have_attribute("aria-valuetext", "20 of 100")
    scrubber(page).press("ArrowRight")
    expect(scrubber(page)).to_have_attribute("aria-valuetext", "21 of 100")


def test_a_step_is_said_once_it_is_reached_and_not_on_the_way(page: Page, bare: str) -> None:
    open_lab(page, bare, "epochs=12")
    said = player(page).locator('.lab-spoken[aria-live="polite"]')
    expect(said).to_have_text("")
    page.evaluate(
        """() => {
            globalThis.said = [];
            const line = document.querySelector('.lab-spoken');
            new MutationObserver(() => said.push(line.textContent))
                .observe(line, { childList: true });
        }"""
    )
    button(page, PLAYER["play"]).click()
    expect_step(page, 12)
    wait_until_at_rest(page)
    loss = player(page).locator('[data-series="loss"]').text_content()
    assert page.evaluate("() => said") == [f"Step 12 of 12, loss {loss}"]


@pytest.mark.slow
def test_a_picture_is_an_image_with_its_text_and_a_title_is_a_heading(
    page: Page, server: Server
) -> None:
    """Also after a step, a switch, and another theme, which draws the pictures anew."""
    open_lab(page, server.url, "step=5")
    page.emulate_media(color_scheme="dark")
    panel(page, "loss").get_by_role("button", name="log axis").click()
    button(page, PLAYER["forward"]).click()
    expect_step(page, 6)
    for name, title in (("fit", "Fit"), ("loss", "Loss"), ("parameters", "Parameters")):
        figure = page.get_by_role("figure", name=title, exact=True)
        expect(figure).to_have_attribute("data-panel", name)
        expect(figure.get_by_role("heading", level=2, name=title, exact=True)).to_be_visible()
        picture = figure.locator('[role="img"]')
        expect(picture).to_have_count(1)
        expect(picture.locator("button, [tabindex]")).to_have_count(0)
        assert "step 6" in alternative(page, name)
    expect(page.get_by_role("heading", level=1)).to_have_text(words.TITLE)


def test_a_measure_is_the_header_of_its_row(page: Page, bare: str) -> None:
    open_lab(page, bare)
    headers = panel(page, "measures").get_by_role("rowheader")
    expect(headers).to_have_text(["w", "b", "L", "RMSE", "R²"])
