"""The words under the bar: terms explain themselves, and what would help is a button."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from components.views.sentences.terms import TERMS
from tests.browser.conftest import OpenPage
from tests.browser.lab import open_lab, player, step_of, wait_for_player
from tools.serve import Server


def term(page: Page, name: str) -> Any:
    return player(page).locator(".lab-theory .lab-worded", has_text=name).first


def test_a_term_is_explained_on_pointing_and_no_longer_when_the_pointer_goes(
    page: Page, bare: str
) -> None:
    open_lab(page, bare)
    word = term(page, "critical rate")
    explained = word.get_by_role("tooltip")
    expect(explained).to_be_hidden()
    word.get_by_role("button").hover()
    expect(explained).to_be_visible()
    expect(explained).to_contain_text(TERMS["critical_rate"].said)
    expect(explained).to_contain_text(TERMS["critical_rate"].formula)
    explained.hover()  # it can be read with the pointer on it
    expect(explained).to_be_visible()
    page.mouse.move(5, 400)
    expect(explained).to_be_hidden()


def test_a_term_is_explained_to_the_keyboard_and_escape_closes_it(page: Page, bare: str) -> None:
    open_lab(page, bare)
    first, second = term(page, "learning rate"), term(page, "critical rate")
    player(page).locator(".lab-readouts .lab-word").last.focus()
    page.keyboard.press("Tab")
    expect(first.get_by_role("button")).to_be_focused()
    expect(first.get_by_role("tooltip")).to_be_visible()
    described = first.get_by_role("button").get_attribute("aria-describedby")
    expect(first.get_by_role("tooltip")).to_have_attribute("id", described or "")
    page.keyboard.press("Escape")
    expect(first.get_by_role("tooltip")).to_be_hidden()
    expect(first.get_by_role("button")).to_be_focused()
    page.keyboard.press("Tab")
    expect(second.get_by_role("tooltip")).to_be_visible()
    expect(first.get_by_role("tooltip")).to_be_hidden()


# At which heights the word before each "=" and the number behind it stand; so of "2/" and its λmax.
ENDS = """() => [...document.querySelectorAll('.lab-theory .lab-worded')]
    .flatMap((word) => [
        [word, word.nextSibling, 3, /^ = ./],
        [word, word.previousSibling, word.previousSibling?.length - 2, /2\\/$/],
    ])
    .filter(([, text, , sign]) => sign.test(text?.data))
    .map(([word, text, at]) => {
        const number = document.createRange();
        number.setStart(text, at);
        number.setEnd(text, at + 1);
        return [word.querySelector('.lab-word'), number].map((part) => {
            const {top, bottom} = part.getBoundingClientRect();
            return (top + bottom) / 2;
        });
    })"""


@pytest.mark.slow
def test_a_name_and_its_number_stand_on_one_line_however_wide_the_page(
    open_page: OpenPage, bare: str
) -> None:
    page = open_page()
    open_lab(page, bare)
    for width in range(360, 1100, 20):
        page.set_viewport_size({"width": width, "height": 800})
        ends = page.evaluate(ENDS)
        assert len(ends) == 3
        for word, number in ends:
            assert abs(word - number) < 8, width


@pytest.mark.slow
def test_a_term_is_explained_on_touch_within_the_window_and_a_second_touch_closes_it(
    open_page: OpenPage, bare: str
) -> None:
    page = open_page(viewport={"width": 360, "height": 640}, has_touch=True)
    open_lab(page, bare, "learning_rate=0.03")
    for word in player(page).locator(".lab-theory .lab-worded").all():
        explained = word.get_by_role("tooltip")
        word.get_by_role("button").tap()
        expect(explained).to_be_visible()
        box = explained.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        word.get_by_role("button").tap()
        expect(explained).to_be_hidden()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("label", "key", "value"),
    [("Standardise", "standardise", "on"), ("Set learning rate 0.026", "learning_rate", "0.026")],
)
def test_what_would_help_is_done_by_its_button_and_the_step_stays(
    page: Page, server: Server, label: str, key: str, value: str
) -> None:
    open_lab(page, server.url, "learning_rate=0.03&step=20")
    before = player(page).get_attribute("data-film")
    expect(player(page).get_by_role("status")).to_contain_text("stops training at step 79")
    player(page).get_by_role("button", name=label, exact=True).click()
    wait_for_player(page, "root.dataset.film !== argument", before)
    expect(player(page).get_by_role("status")).not_to_contain_text("stops training")
    assert step_of(page) == 20
    page.wait_for_url(lambda url: f"{key}={value}" in url and "step=20" in url)


# Page → place → the words that explain themselves there, with their terms.
PLACES = {
    "learning_rate=0.027": {
        '[data-panel="fit"] figcaption': {"least squares": "least_squares"},
        '[data-panel="surface"] figcaption': {"lowest": "least_squares"},
        '[data-panel="parameters"] figcaption': {"least squares": "least_squares"},
    },
    "dataset=diabetes&standardise=on&held_out=0.2&learning_rate=0.1": {
        '[data-panel="fit"] figcaption': {"R²": "r_squared"},
        '[data-panel="surface"] figcaption': {"least squares": "least_squares"},
        '[data-panel="loss"] figcaption': {"held out": "held_out"},
        '[data-panel="measures"] figcaption': {"κ": "kappa"},
        '[data-panel="measures"] thead': {"least squares (theory)": "least_squares"},
        '[data-panel="measures"] tbody': {
            "L": "loss",
            "RMSE": "rmse",
            "R²": "r_squared",
            "R², held out": "held_out",
        },
        ".lab-readouts": {"loss": "loss", "RMSE": "rmse", "R²": "r_squared"},
    },
    "dataset=hours&learning_rate=0.5": {
        '[data-panel="fit"] figcaption': {"lowest loss": "lowest_loss"},
        '[data-panel="measures"] thead': {"lowest loss (theory)": "lowest_loss"},
        '[data-panel="measures"] tbody': {"L": "cross_entropy", "accuracy": "accuracy"},
        ".lab-theory": {"8/λmax(XᵀX/n)": "sure"},
    },
}


@pytest.mark.slow
@pytest.mark.parametrize("query", PLACES)
def test_a_word_of_the_field_explains_itself_wherever_it_stands_and_nothing_cuts_it_off(
    page: Page, bare: str, query: str
) -> None:
    open_lab(page, bare, query)
    for place, terms in PLACES[query].items():
        for word, name in terms.items():
            button = player(page).locator(place).get_by_role("button", name=word, exact=True)
            button.scroll_into_view_if_needed()
            button.hover()
            explained = page.get_by_role("tooltip")
            expect(explained).to_have_count(1)
            expect(explained).to_contain_text(TERMS[name].said)
            corners = explained.evaluate(
                """shown => {
                    const { left, right, top, bottom } = shown.getBoundingClientRect();
                    return [[left + 3, top + 3], [right - 3, bottom - 3]]
                        .every(([x, y]) => shown.contains(document.elementFromPoint(x, y)))
                        && shown.scrollWidth <= shown.clientWidth;
                }"""
            )
            assert corners, f"{word} in {place}"
            page.mouse.move(2, 2)
            expect(explained).to_have_count(0)


def test_an_explanation_is_no_part_of_what_is_read_around_it(page: Page, bare: str) -> None:
    open_lab(page, bare)
    texts = player(page).evaluate("root => root.textContent")
    assert not any(term.said in texts for term in TERMS.values())
