"""The mistakes page in a browser: it plays both runs, its link restores it, and it reveals."""

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from components import words
from components.mistakes.link import Choice, order
from components.mistakes.page import changed
from components.style import number
from components.words import PLAYER
from models.mistakes import MISTAKES, difference, right_run, wrong_run
from tests.browser.lab import (
    alternative,
    another_film,
    axes,
    box,
    button,
    expect_step,
    go_to,
    open_lab,
    panel,
    player,
    readouts,
    step_of,
    wait_for_player,
    wait_until_at_rest,
    wait_until_playing,
    wait_until_ready,
)
from tools.serve import Server

WORDS = words.MISTAKES


def open_mistake(page: Page, server: Server, **query: str) -> None:
    page.goto(f"{server.url}/mistakes?{urlencode(query)}")
    wait_until_ready(page)


def code(page: Page) -> str:
    """The first code of the page, a difference with its signs."""
    return code_in(page.locator(".lab-code").first)


def code_in(listing: Locator) -> str:
    """The lines of a listing; of a difference each behind its sign."""
    lines: list[list[str]] = listing.evaluate(
        "figure => [...figure.querySelectorAll('.lab-line')]"
        ".map(line => [line.dataset.line, line.textContent])"
    )
    return "".join(text if sign.isdigit() else sign + text for sign, text in lines)


def spelled(lines: Sequence[str]) -> str:
    """Lines of a difference as they are shown, without spaces."""
    shown = ["−" + line[1:] if line.startswith("-") else line for line in lines]
    return "".join("".join(shown).split())


def choice(page: Page, label: str) -> Locator:
    """An answer to the question."""
    return page.get_by_role("radiogroup", name=WORDS["question"]).get_by_text(label, exact=True)


def in_view(page: Page, *parts: Locator) -> bool:
    """Whether all of them, whole, are in the window, and none scrolled sideways."""
    assert page.viewport_size is not None
    width, height = page.viewport_size["width"], page.viewport_size["height"]
    for part in parts:
        place = box(part)
        if place["x"] < 0 or place["x"] + place["width"] > width:
            return False
        if place["y"] < 0 or place["y"] + place["height"] > height:
            return False
        if part.evaluate("part => part.scrollWidth > part.clientWidth + 1"):
            return False
    return True


# How the lines of the picture Fit that move are drawn at the moment.
LINES = """() => [...document.querySelectorAll('[data-panel=fit] .scatterlayer path.js-line')]
    .map((line) => line.getAttribute('d')).slice(-2)"""


@pytest.mark.slow
def test_it_plays_and_numbers_are_those_of_both_runs(page: Page, server: Server) -> None:
    open_mistake(page, server, mistake="zero_grad")
    before = page.evaluate(LINES)
    button(page, PLAYER["play"]).click()
    # While it plays, and not only once it rests.
    page.wait_for_function(f"(before) => ({LINES})().every((d, i) => d !== before[i])", arg=before)
    wait_until_playing(page)
    expect(button(page, PLAYER["pause"])).to_be_visible()
    button(page, PLAYER["pause"]).click()
    wait_until_at_rest(page)
    step = step_of(page)
    assert step > 0
    shown = readouts(page)
    right, wrong = (f(MISTAKES["zero_grad"]).run for f in (right_run, wrong_run))
    assert shown["theta_0"] == number(right.params[step, 0])
    assert shown["wrong_theta_0"] == number(wrong.params[step, 0])
    assert shown["wrong_loss"] == number(wrong.train_loss[step])
    assert shown["wrong_gradient_0"] == number(wrong.gradients[step, 0])
    for name in ("fit", "surface", "parameters"):
        said = alternative(page, name)
        assert number(right.params[step, 0]) in said
        assert number(wrong.params[step, 0]) in said


def test_a_run_that_raised_stays_where_it_was_while_the_right_one_goes_on(
    page: Page, server: Server
) -> None:
    open_mistake(page, server, mistake="leaf")
    wrong, right = wrong_run(MISTAKES["leaf"]), right_run(MISTAKES["leaf"])
    for step in (1, 40, right.run.steps):
        go_to(page, step)
        assert readouts(page)["theta_0"] == number(right.run.params[step, 0])
        assert readouts(page)["wrong_theta_0"] == number(wrong.run.params[1, 0])
        assert readouts(page)["wrong_gradient_0"] == "–"
    assert wrong.raised is not None
    expect(player(page)).to_contain_text(f"training stops at step 1: {wrong.raised.kind}.")
    for message in wrong.messages:
        expect(page.locator(".lab-quoted").filter(has_text=message.text[:40])).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("query", [{"mistake": "sign"}, Choice("sign", find=True).to_query()])
def test_a_link_restores_mistake_step_and_switch(
    page: Page, server: Server, query: dict[str, str]
) -> None:
    open_mistake(page, server, **query, step="9", log_loss="off")
    for _ in range(2):
        expect_step(page, 9)
        assert readouts(page)["wrong_theta_0"] == number(
            wrong_run(MISTAKES["sign"]).run.params[9, 0]
        )
        expect(panel(page, "loss").locator(".lab-switch").first).to_have_attribute(
            "aria-pressed", "false"
        )
        wait_until_at_rest(page)
        spelled = query | {"step": "9", "log_loss": "off"}
        assert dict(parse_qsl(urlsplit(page.url).query)) == spelled
        page.reload()
        wait_until_ready(page)


@pytest.mark.slow
def test_choosing_another_mistake_shows_its_film_from_the_start(page: Page, server: Server) -> None:
    open_mistake(page, server, step="20")
    expect_step(page, 20)
    with another_film(page):
        page.get_by_test_id("stSidebar").get_by_text(MISTAKES["sum"].label, exact=True).click()
    expect_step(page, 0)
    expect(page.get_by_text(MISTAKES["sum"].what_to_see)).to_be_visible()
    shown = "".join(code(page).split())
    assert shown == spelled(difference(MISTAKES["sum"]).splitlines())


@pytest.mark.slow
def test_find_the_mistake_answers_at_once_and_takes_another_guess(
    page: Page, server: Server
) -> None:
    open_mistake(page, server, mistake="broadcast")
    first, second = order(1)[:2]
    mistake = MISTAKES[first]
    page.get_by_test_id("stSidebar").get_by_text(WORDS["find"]).click()
    expect(page.get_by_text(MISTAKES["broadcast"].what_to_see)).to_have_count(0)
    expect(page.get_by_text(mistake.what_to_see)).to_have_count(0)
    expect(page.get_by_role("radiogroup", name=WORDS["question"])).to_be_visible()
    page.wait_for_function("() => location.search.includes('find=on')")
    assert first not in page.url
    assert mistake.label not in player(page).inner_text()
    assert mistake.label not in page.get_by_test_id("stSidebar").inner_text()
    asked = code(page)
    choice(page, MISTAKES[second].label).click()
    expect(page.get_by_test_id("stAlert")).to_contain_text(MISTAKES[second].label)
    expect(page.get_by_text(mistake.what_to_see)).to_have_count(0)
    choice(page, mistake.label).click()
    expect(page.get_by_text(mistake.what_to_see)).to_be_visible()
    expect(page.get_by_test_id("stAlert")).to_contain_text(mistake.label)
    assert code(page) == asked
    expect(page.locator(".lab-code")).to_have_count(2)
    assert spelled(changed(mistake)) == "".join(code_in(page.locator(".lab-code").nth(1)).split())
    with another_film(page):
        page.get_by_role("button", name=WORDS["next"]).click()
    expect(page.get_by_role("button", name=WORDS["reveal"])).to_be_visible()


PICTURES = ("fit", "surface", "loss", "parameters")
SIZES: list[ViewportSize] = [
    {"width": 1400, "height": 900},
    {"width": 1920, "height": 1080},
    {"width": 1024, "height": 768},
]


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size['width']}x{size['height']}")
@pytest.mark.parametrize("name", ["broadcast", "detach"])
def test_what_is_said_stands_beside_the_pictures_in_one_view(
    page: Page, server: Server, size: ViewportSize, name: str
) -> None:
    """The sentence, the difference and PyTorch's words; or the code and its question. On a desk
    beside all four pictures; an old projector asks beside two."""
    page.set_viewport_size(size)
    pictures = [panel(page, of).locator(".lab-plot") for of in PICTURES]
    open_mistake(page, server, mistake=name, step="20")
    sentence = page.get_by_text(MISTAKES[name].what_to_see)
    codes = page.locator(".lab-code .lab-scroller")
    expect(codes).to_have_count(1)
    said = page.locator(".lab-quoted")
    expect(said).to_have_count(1)
    expect(page.get_by_text(said.inner_text()[:40])).to_have_count(1)  # and nowhere once more
    assert in_view(page, sentence, codes, said, *pictures)
    numbers = player(page).locator(".lab-readouts [data-series]")
    assert numbers.count() == 10
    assert in_view(page, *(numbers.nth(i) for i in range(10)))
    names = player(page).locator(".lab-readouts dt").all()
    assert len({box(name)["height"] for name in names}) == 1, "a number's name breaks into lines"
    is_wide = size["width"] >= 1400
    assert box(pictures[0])["width"] > 240
    assert box(pictures[0])["height"] > (170 if is_wide else 120)
    page.get_by_test_id("stSidebar").get_by_text(WORDS["find"]).click()
    question = page.get_by_role("radiogroup", name=WORDS["question"])
    expect(question).to_be_visible()
    buttons = [page.get_by_role("button", name=WORDS[name]) for name in ("reveal", "next")]
    assert in_view(page, question, codes, *buttons, *pictures[: 4 if is_wide else 2])
    asked = box(question)
    for each in buttons:
        assert box(each)["y"] >= asked["y"] + asked["height"], "first what is asked"


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES[:2], ids=lambda size: f"{size['width']}x{size['height']}")
def test_of_every_mistake_all_that_is_said_is_in_view_and_the_rest_is_the_pictures(
    page: Page, server: Server, size: ViewportSize
) -> None:
    """However much PyTorch says, and however long the code's lines are."""
    page.set_viewport_size(size)
    menu = page.get_by_test_id("stSidebar")
    open_mistake(page, server, step="20")
    for name, mistake in MISTAKES.items():
        menu.get_by_text(mistake.label, exact=True).click()
        expect(page.get_by_text(mistake.what_to_see)).to_be_visible()
        wait_until_ready(page)
        words_ = page.locator(".st-key-mistakes_words")
        codes = page.locator(".lab-code .lab-scroller")
        wait_for_player(  # the words of the one before are gone, the pictures have their width
            page,
            """[...root.querySelectorAll('.lab-plot')].every((plot) =>
                Math.abs(plot._fullLayout.width - plot.offsetWidth) < 1)
                && !document.querySelector('[data-stale="true"]')""",
        )
        expect(codes).to_have_count(1)
        assert in_view(page, words_, codes, panel(page, "parameters")), name
        fit = box(axes(page, "fit"))["width"]
        of_words = box(words_)["width"] / size["width"]
        assert of_words < 0.29 or name in ("sum", "detach", "item", "leaf"), name
        assert fit / size["width"] > 0.165 or of_words > 0.29, name


def test_what_is_said_of_the_axes_ends_with_them_and_answers_stand_in_columns(
    page: Page, server: Server
) -> None:
    page.set_viewport_size({"width": 1400, "height": 900})
    open_mistake(page, server, **Choice("zero_grad", find=True).to_query(), step="20")
    note, surface = box(panel(page, "surface").locator(".lab-scales")), box(axes(page, "surface"))
    assert note["x"] + note["width"] <= surface["x"] + surface["width"] + 1
    answers = page.get_by_role("radiogroup", name=WORDS["question"]).locator("label").all()
    places = [box(answer) for answer in answers]
    assert len(places) == len(MISTAKES)
    assert len({round(place["x"]) for place in places}) == 2
    assert max(place["width"] for place in places) - min(place["width"] for place in places) < 1
    assert len({round(place["height"]) for place in places}) == 1, "an answer breaks into lines"


def test_a_picture_has_most_of_its_figure_for_its_axes(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1400, "height": 900})
    open_mistake(page, server, step="20")
    shares = {
        name: box(axes(page, name))["height"] / box(panel(page, name))["height"]
        for name in ("fit", "surface", "loss", "parameters")
    }
    assert {name: share for name, share in shares.items() if share < 0.58} == {}


@pytest.mark.slow
def test_the_menu_leads_to_either_page_as_it_was_left(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    go_to(page, 10)
    wait_until_at_rest(page)
    menu = page.get_by_test_id("stSidebar")
    menu.get_by_text(words.PAGES["mistakes"], exact=True).click()
    expect(player(page)).to_contain_text("With the mistake")
    wait_until_ready(page)
    with another_film(page):
        menu.get_by_text(MISTAKES["step"].label, exact=True).click()
    go_to(page, 15)
    wait_until_at_rest(page)
    menu.get_by_text(words.PAGES["lab"], exact=True).click()
    expect(player(page)).not_to_contain_text("With the mistake")
    wait_until_ready(page)
    expect_step(page, 10)
    menu.get_by_text(words.PAGES["mistakes"], exact=True).click()
    expect(player(page)).to_contain_text("With the mistake")
    expect_step(page, 15)
    expect(page.get_by_text(MISTAKES["step"].what_to_see)).to_be_visible()


SAID = """new MutationObserver(() => {
    for (const note of document.querySelectorAll('.lab-panel [class*=sight]')) {
        window.said = `${window.said ?? ''}${note.textContent}`;
    }
}).observe(document, {subtree: true, childList: true, characterData: true})"""


def test_nothing_is_said_of_squares_that_this_page_cannot_show(page: Page, server: Server) -> None:
    page.add_init_script(SAID)
    open_mistake(page, server, step="1")
    assert "squares" not in (page.evaluate("window.said") or "")
    go_to(page, 20)
    wait_until_at_rest(page)
    assert "squares" not in (page.evaluate("window.said") or "")


def test_the_help_is_about_this_page_alone(page: Page, server: Server) -> None:
    open_mistake(page, server)
    button(page, PLAYER["help"]).click()
    told = page.get_by_role("dialog", name=PLAYER["help"])
    expect(told.get_by_role("heading")).to_have_text(["Keys", "Pictures", "Switches"])
    expect(told.locator("dl").nth(1).locator("dt")).to_have_text(list(words.HELP["Pictures"]))
    expect(told.locator("dl").nth(2).locator("dt")).to_have_text(["log axis", "hold axes"])


def test_on_a_telephone_nothing_is_wider_than_the_screen(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_mistake(page, server, mistake="leaf", step="20")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    cells = player(page).locator("[data-series]")
    for i in range(cells.count()):
        place = cells.nth(i).bounding_box()
        assert place is not None
        assert place["x"] + place["width"] <= 390
