"""The page without a mouse and without eyes: where Tab leads, what is shown there, what is said."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from components import words
from components.words import PLAYER
from models.experiment import SETTINGS
from tests.browser.conftest import DESK, OpenPage
from tests.browser.lab import (
    alternative,
    box,
    button,
    expect_step,
    field,
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


def test_a_comma_is_a_decimal_point_and_enter_gives_the_keyboard_back(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    rate = page.get_by_role("spinbutton", name=words.EXACT_RATE, exact=True)
    rate.fill("")
    rate.press_sequentially("0,02")
    expect(rate).to_have_value("0.02")
    rate.press("Enter")
    page.wait_for_url("**/*learning_rate=0.02")
    expect(rate).not_to_be_focused()
    page.keyboard.press("Space")
    expect(button(page, PLAYER["pause"])).to_be_visible()


def test_escape_leaves_a_number_field_as_it_was_and_the_keys_play(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    epochs = field(page, "Epochs")
    epochs.click()
    epochs.fill("7")
    page.keyboard.press("Escape")
    expect(epochs).to_have_value("100")
    expect(epochs).not_to_be_focused()
    page.keyboard.press("ArrowRight")
    expect_step(page, 1)
    assert "epochs" not in page.url


@pytest.mark.slow
def test_a_number_is_taken_as_it_is_written_or_refused_beside_its_field(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    epochs = field(page, SETTINGS["epochs"].label)
    number = page.locator(".stNumberInput").filter(has=epochs)

    def write(text: str) -> None:
        epochs.fill("")
        epochs.press_sequentially(text)
        expect(number.get_by_test_id("InputInstructions")).not_to_be_visible()
        epochs.press("Enter")

    write("1e3")
    page.wait_for_url("**/*epochs=1000")
    write("12.5")
    expect(page.locator(".stSidebar").get_by_role("alert")).to_contain_text("not a whole number")
    expect(epochs).to_have_value("12.5")
    assert "epochs=1000" in page.url
    write("6000")  # more than there may be, which the browser itself refuses
    said = number.get_by_role("alert")
    expect(said).to_contain_text("between 1 and 5000")
    below, place = box(said), box(epochs)
    assert below["height"] > 12, "to be read without pointing at anything"
    assert below["y"] >= place["y"] + place["height"] - 1
    write("40")
    page.wait_for_url("**/*epochs=40")
    expect(page.locator(".stSidebar").get_by_role("alert")).to_have_count(0)


@pytest.mark.slow
def test_what_no_number_is_made_of_is_refused_as_it_is_typed_and_loses_nothing(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    epochs = field(page, SETTINGS["epochs"].label)
    said = page.locator(".stNumberInput").filter(has=epochs).get_by_role("alert")
    whole = {"1,000": 1000, "2 000": 2000, "4/2": 2}  # what else these can mean
    words_too = ("abc", "ten", "-x", "2ex", "five hundred")  # e and - are of some numbers
    for text in ("5%", "0x10", "1/0", "12:30", "1/2", *words_too, *whole):
        for leave in ("Enter", "Tab"):
            epochs.select_text()
            page.keyboard.type(text)
            page.keyboard.press(leave)
            hint = words.NOT_TAKEN_TYPE if text in whole else words.NOT_TAKEN_WHOLE
            expect(said).to_have_text(hint.format(text=text, value=whole.get(text)))
            expect(epochs).to_have_value("100")  # what is in force, not the part that is a number
    assert "epochs" not in page.url
    epochs.select_text()
    page.keyboard.type("12:3")
    page.keyboard.press("Backspace")
    expect(said).to_have_text(words.NOT_TAKEN_WHOLE.format(text="12:"))
    expect(epochs).to_have_value("100")
    page.keyboard.press("Backspace")
    expect(epochs).to_have_value("12")
    expect(said).to_have_count(0)
    epochs.fill("9000")  # which the browser refuses when it is entered
    page.keyboard.press("Enter")
    epochs.select_text()
    page.keyboard.type("1/2")
    page.keyboard.press("Enter")
    expect(epochs).to_have_value("100")
    rate = field(page, words.EXACT_RATE)
    said = page.locator(".stNumberInput").filter(has=rate).get_by_role("alert")
    rate.select_text()
    page.keyboard.type("1/2")
    expect(said).to_have_text(words.NOT_TAKEN_TYPE.format(text="1/2", value=0.5))
    rate.press("Escape")
    epochs.press("Escape")
    start = field(page, SETTINGS["start_weight"].label)
    start.select_text()
    page.keyboard.type("1e-400")
    page.keyboard.press("Tab")
    said = page.locator(".stNumberInput").filter(has=start).get_by_role("alert")
    expect(said).to_have_text(words.NOT_TAKEN_NEAR_ZERO.format(text="1e-400"))
    expect(start).to_have_value("0.1")
    start.select_text()
    page.keyboard.type("−0,5")
    start.press("Enter")
    page.wait_for_url("**/*start_weight=-0.5")


def test_what_was_refused_is_gone_once_all_of_it_is_selected_though_the_browser_says_so_late(
    page: Page, server: Server
) -> None:
    page.add_init_script(
        "addEventListener('select', (late) => late.stopImmediatePropagation(), true)"
    )
    open_lab(page, server.url)
    epochs = field(page, SETTINGS["epochs"].label)
    said = page.locator(".stNumberInput").filter(has=epochs).get_by_role("alert")
    for text in ("12:30", "1/2"):
        epochs.select_text()
        page.keyboard.type(text)
        expect(said).to_contain_text(f"“{text}” was not taken")


@pytest.mark.slow
def test_a_start_for_each_feature_is_typed_into_one_field_and_gives_the_keyboard_back(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, "dataset=diabetes&features=bmi,bp,ltg&standardise=on")
    each = page.get_by_label(SETTINGS["start_weights"].label, exact=True)
    each.fill("0.5, -20; 300")
    each.press("Escape")
    expect(each).to_have_value("")
    each.fill("0.5, -20; 300")
    each.press("Enter")
    page.wait_for_url(re.compile("start_weights=0.5(;|%3B)-20(;|%3B)300"))
    expect(each).not_to_be_focused()
    page.keyboard.press("ArrowRight")
    expect_step(page, 1)
    page.reload()
    expect(each).to_have_value("0.5, -20, 300")
    each.fill("0,5")
    each.press("Enter")
    said = page.locator(".stSidebar").get_by_role("alert")
    expect(said).to_contain_text("“0,5” may be one number or several")
    expect(each).to_have_value("0,5")


def test_what_is_composed_is_a_number_or_refused_and_what_was_said_before_is_over(
    page: Page, server: Server
) -> None:
    """As input methods do it: of the digits of a Japanese keyboard, and of letters."""
    open_lab(page, server.url)
    epochs = field(page, SETTINGS["epochs"].label)
    said = page.locator(".stNumberInput").filter(has=epochs).locator(".number-word")
    keyboard = page.context.new_cdp_session(page)

    def compose(text: str) -> None:
        epochs.select_text()
        keyboard.send(
            "Input.imeSetComposition",
            {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
        )
        keyboard.send("Input.insertText", {"text": text})

    compose("６０")
    expect(epochs).to_have_value("60")
    epochs.press("Enter")
    page.wait_for_url("**/*epochs=60")
    epochs.fill("9000")
    epochs.press("Enter")
    refused = page.get_by_role("alert").filter(has_text="5000", visible=True)
    expect(refused.first).to_be_visible()
    compose("é")
    expect(said).to_have_text(words.NOT_TAKEN_WHOLE.format(text="é"))
    expect(refused).to_have_count(0)


def test_what_is_pasted_is_the_number_that_a_person_means_or_is_refused(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    rate = field(page, words.EXACT_RATE)
    said = page.locator(".stNumberInput").filter(has=rate).get_by_role("alert")

    def paste(text: str) -> None:
        rate.evaluate("field => field.select()")
        rate.evaluate(
            """(field, text) => {
                const data = new DataTransfer();
                data.setData('text/plain', text);
                const paste = new ClipboardEvent('paste',
                    { clipboardData: data, bubbles: true, cancelable: true });
                if (field.dispatchEvent(paste)) document.execCommand('insertText', false, text);
            }""",
            text,
        )

    for text, value in [("0,03", "0.03"), (" 0.02 ", "0.02"), ("2e-3", "2e-3"), (",5", ".5")]:
        paste(text)
        expect(rate).to_have_value(value)
    for text in ("about 0.1", "1.2.3", "<b>1</b>", "$&", ""):
        paste(text)
        expect(said).to_have_text(words.NOT_TAKEN.format(text=text))
        expect(rate).to_have_value(".5")
    paste("1,234")
    either = words.NOT_TAKEN_EITHER.format(text="1,234", value=1234, decimal=1.234)
    expect(said).to_have_text(either)
    for text in ("1,234,567", "1 234 567", "1’234’567"):
        paste(text)
        expect(said).to_have_text(words.NOT_TAKEN_TYPE.format(text=text, value=1234567))
    paste("0,03")
    expect(said).to_have_count(0)
    rate.press("Enter")
    page.wait_for_url("**/*learning_rate=0.03")
