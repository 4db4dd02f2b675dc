"""What is typed and pasted into fields: taken as a person means it, or refused beside the field."""

import re

import pytest
from playwright.sync_api import Page, expect

from components import words
from components.words import PLAYER
from models.experiment import SETTINGS
from tests.browser.lab import (
    box,
    button,
    expect_step,
    field,
    open_lab,
)
from tools.serve import Server


@pytest.mark.slow
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


@pytest.mark.slow
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
    expect(page.locator(".stSidebar [role=alert]:visible")).to_have_count(1)
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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "numbers", "refused"),
    [
        ("learning_rate", ["0,02"], "abc"),
        ("start_bias", ["-1", "0,03"], "abc"),
        ("held_out", ["0,03"], "1e3e"),
    ],
)
def test_after_a_refusal_a_field_says_what_the_run_has(
    page: Page, server: Server, name: str, numbers: list[str], refused: str
) -> None:
    open_lab(page, server.url)
    label = words.EXACT_RATE if name == "learning_rate" else SETTINGS[name].label
    number = field(page, label)

    def write(text: str, leave: str = "Enter") -> None:
        number.select_text()
        page.keyboard.type(text)
        page.keyboard.press(leave)

    for text in numbers:
        write(text)
        has = str(float(text.replace(",", ".")))
        page.wait_for_url(f"**/*{name}={has}*")
    write(refused)
    expect(number).to_have_value(has)
    page.keyboard.press("Tab")
    epochs = field(page, SETTINGS["epochs"].label)
    epochs.fill("40")  # the server hears of it after whatever it has heard of that field
    epochs.press("Enter")
    page.wait_for_url("**/*epochs=40*")
    assert f"{name}={has}" in page.url


@pytest.mark.slow
def test_after_a_refusal_a_field_says_what_its_arrow_keys_have_made_of_it(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    epochs = field(page, SETTINGS["epochs"].label)
    epochs.press("ArrowDown")
    page.wait_for_url("**/*epochs=99")
    epochs.select_text()
    page.keyboard.type("abc")
    expect(epochs).to_have_value("99")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")  # nothing is no number that the run could have
    page.keyboard.press("Tab")
    epochs.select_text()
    page.keyboard.type("abc")
    expect(epochs).to_have_value("99")


@pytest.mark.slow
def test_blanks_around_a_number_are_no_part_of_it_and_what_is_none_is_called_so(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    rate = field(page, words.EXACT_RATE)
    said = page.locator(".stNumberInput").filter(has=rate).get_by_role("alert")
    for text in ("0.02 ", " 0.03", "  0,04  "):
        rate.select_text()
        page.keyboard.type(text)
        expect(said).to_have_count(0)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/*learning_rate={text.strip().replace(',', '.')}")
    for text in ("1_000", "nan", "1.234,5", "0. 5", "1 2"):
        rate.select_text()
        page.keyboard.type(f" {text} ")
        expect(said).to_have_text(words.NOT_TAKEN.format(text=text))
        expect(rate).to_have_value("0.04")
    assert "a number" in words.NOT_TAKEN
    assert "point" not in words.NOT_TAKEN
    rate.select_text()
    page.keyboard.type("2  ")
    for _ in "  ":
        page.keyboard.press("Backspace")
    page.keyboard.type("5")
    expect(rate).to_have_value("25")
    expect(said).to_have_count(0)


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
def test_what_the_browser_would_drop_of_a_number_is_refused_with_all_of_it(
    page: Page, server: Server
) -> None:
    """Of 1e3e it keeps 1e3, of 1-2 it keeps 12. A number may still get its sign at the front."""
    open_lab(page, server.url)
    epochs = field(page, SETTINGS["epochs"].label)
    said = page.locator(".stNumberInput").filter(has=epochs).get_by_role("alert")
    for text in ("1e3e", "1e3e5", "1-2", "1..2", "--5"):
        epochs.select_text()
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        expect(said).to_have_text(words.NOT_TAKEN_WHOLE.format(text=text))
        expect(epochs).to_have_value("100")
    assert "epochs" not in page.url
    page.keyboard.type("1e3e")
    page.keyboard.press("Backspace")
    expect(epochs).to_have_value("1e3")
    epochs.press("Escape")
    start = field(page, SETTINGS["start_weight"].label)
    start.fill("5")
    page.keyboard.press("Home")
    page.keyboard.type("-")
    start.press("Enter")
    page.wait_for_url("**/*start_weight=-5.0")


@pytest.mark.slow
def test_what_is_said_beside_a_field_goes_with_another_setting_that_is_changed(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    epochs, start = (field(page, SETTINGS[name].label) for name in ("epochs", "start_weight"))
    said = page.locator(".stNumberInput").filter(has=epochs).locator(".number-word")

    def refuse() -> None:
        epochs.select_text()
        page.keyboard.type("½")
        start.click()  # which changes nothing yet
        expect(said).to_contain_text("“½” was not taken")

    refuse()
    page.keyboard.type("3")
    expect(said).to_have_count(0)
    start.press("Escape")
    refuse()
    page.get_by_role("radio", name="float64").click()
    expect(said).to_have_count(0)
    epochs.select_text()
    page.keyboard.type("½")
    page.get_by_role("radio", name="float32").click()  # which ends the typing, too
    expect(said).to_contain_text("“½” was not taken")


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


@pytest.mark.slow
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


@pytest.mark.slow
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
