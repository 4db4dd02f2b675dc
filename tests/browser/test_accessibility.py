"""axe-core finds nothing of ours on any page at levels A and AA, and we know what Streamlit has."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from components import words
from components.frame.pages import PAGES
from models.datasets import DATASETS
from models.experiment import NUMBERS, SETTINGS
from tests.browser.audit import AXE, LEVELS, OF_COLOUR, Finding, findings, texts
from tests.browser.conftest import DESK, OpenPage
from tests.browser.lab import (
    READY_MILLISECONDS,
    field,
    go_to,
    open_lab,
    player,
    wait_until_at_rest,
)
from tests.browser.theme import THEMES, dress
from tools.serve import Server

PHONE: ViewportSize = {"width": 390, "height": 844}
SIZES = {"desk": DESK, "phone": PHONE}
LAB = next(iter(PAGES))
FIRST = "first sight"
WITH_PLAYER = {"", "mistakes"}
DIVERGED = "learning_rate=0.03&step=79"
# What Streamlit's own widgets violate: rule → where.
STREAMLITS_OWN = {
    "color-contrast": "“Made with Streamlit” in the main menu: 4.2 to 1 in light",
}
# And what depends on the moment: rule → where.
STREAMLITS_AT_TIMES = {
    "scrollable-region-focusable": "a phone's folded sidebar: nothing in it can be focused",
}


def open_page_of(page: Page, server: Server, name: str, query: str = "") -> None:
    """Open a page, and wait until it stands."""
    page.goto(f"{server.url}/{'' if name == LAB else name}?{query}")
    if name == "modules":
        expect(page.locator(".lab-graph svg").first).to_be_visible(timeout=READY_MILLISECONDS)
    wait_until_it_stands(page)
    # What stays in place lies over a part of a target that can be scrolled from below it.
    page.add_style_tag(content=".lab :is(.lab-bar, .lab-about) { position: static !important }")


def wait_until_it_stands(page: Page) -> None:
    """Until its script has ended, something is to be read, and its player, if any, is ready."""
    page.wait_for_function(
        """(players) => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
            && document.querySelector('.stMain')?.innerText.trim()
            && document.querySelectorAll('[data-ready="true"]').length >= players""",
        arg=int(urlsplit(page.url).path.strip("/") in WITH_PLAYER),
        timeout=READY_MILLISECONDS,
    )


def states(page: Page, server: Server, name: str) -> Iterator[str]:
    """Bring the page into one state after another; gives each one's name."""
    open_page_of(page, server, name)
    yield FIRST
    if player(page).count():
        go_to(page, 20)
        wait_until_at_rest(page)
        yield "after 20 steps"
    switches = page.locator(".stMain [aria-pressed]:visible")
    # The bar's come first: inside a step, a phone shows but one of the pictures and its switches.
    for i in reversed(range(switches.count())):
        switches.nth(i).click()
    modebar = page.locator(".modebar-btn").first
    if modebar.count():
        wait_until_it_stands(page)
        modebar.focus()
        expect(modebar.locator("xpath=..")).to_have_css("opacity", "1")
        yield "switches turned, mode bar open"
    if name == LAB:
        open_page_of(page, server, name, DIVERGED)
        expect(player(page).locator(".lab-verdict")).to_have_attribute("data-kind", "diverged")
        yield "diverged"


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_ours_breaks_a_rule_and_streamlit_none_that_is_not_listed(
    open_page: OpenPage, server: Server, name: str, size: str
) -> None:
    page = open_page(viewport=SIZES[size])
    for state in states(page, server, name):
        for theme in THEMES:
            dress(page, theme)
            assert_found(asked(page, state, theme), f"{state}, {theme}")
            seen = texts(page)
            assert len(seen) > 10, f"{state}, {theme}: hardly a text was looked at"
            assert [text for text in seen if not text.is_readable] == [], f"{state}, {theme}"


def asked(page: Page, state: str, theme: str) -> list[Finding]:
    """What axe-core finds of what this state and this theme can have changed.

    A theme changes colours and nothing else. And those axe-core is asked for at first sight: of
    ours, `texts` sees them in every state, and more of them; Streamlit's stay what they are.
    """
    if theme == "light":
        return findings(page, LEVELS, but=[] if state == FIRST else OF_COLOUR)
    return findings(page, OF_COLOUR) if state == FIRST else []


def assert_found(found: list[Finding], where: str) -> None:
    """Nothing of ours, and of Streamlit's what is listed."""
    # Where axe cannot work out a contrast, `texts` does.
    ours = [f for f in found if f.ours and (f.certain or f.rule != "color-contrast")]
    assert ours == [], where
    theirs = {f.rule: f.html for f in found if not f.ours and f.certain}
    assert theirs.keys() <= (STREAMLITS_OWN | STREAMLITS_AT_TIMES).keys(), f"{where}: {theirs}"


@pytest.mark.slow
def test_texts_in_pictures_are_among_those_that_are_looked_at(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    seen = {text.text for text in texts(page) if text.svg}
    assert {"mean squared error", "step", "value", "w", "b", "126.6"} <= seen


@pytest.mark.slow
def test_the_audit_sees_what_is_wrong(page: Page, server: Server) -> None:
    """A button without a name, a pale word, and a pale word in a picture: all ours."""
    open_lab(page, server.url)
    # By a rule, and as something more: what the player draws anew takes neither back.
    page.add_style_tag(
        content=".lab-verdict { opacity: 0.5 } .xtitle { fill-opacity: 0.4 !important }"
    )
    page.locator(".lab").evaluate("(lab) => lab.append(document.createElement('button'))")
    assert "button-name" in {f.rule for f in findings(page) if f.ours and f.certain}
    assert {text.svg for text in texts(page) if not text.is_readable} == {False, True}


def test_the_rules_of_colour_are_among_those_of_the_levels(page: Page) -> None:
    page.evaluate(AXE)
    rules = page.evaluate("(levels) => axe.getRules(levels).map((rule) => rule.ruleId)", LEVELS)
    assert set(OF_COLOUR) <= set(rules)


def test_axe_is_a_recent_one(page: Page) -> None:
    page.evaluate(AXE)
    version = [int(part) for part in page.evaluate("() => axe.version").split(".")]
    assert version >= [4, 10]


@pytest.mark.slow
def test_streamlits_own_widgets_violate_what_the_list_says(
    open_page: OpenPage, server: Server
) -> None:
    """With what folds out of them, and what they say of a bad link and a bad number."""
    found: dict[str, list[str]] = {}
    for theme in THEMES:
        page = open_page(color_scheme=theme)
        open_page_of(page, server, LAB, "dataset=line&epochs=many")
        for state in widgets_in_use(page):
            for finding in findings(page, LEVELS if theme == "light" else OF_COLOUR):
                if finding.certain:
                    assert not finding.ours, finding
                    found.setdefault(finding.rule, []).append(
                        f"{theme}, {state}: {finding.html} {finding.why}"
                    )
            assert [text for text in texts(page) if not text.is_readable] == []
    assert found.keys() == STREAMLITS_OWN.keys(), found
    others = [html for html in found["color-contrast"] if "Made with Streamlit" not in html]
    assert others == []


def widgets_in_use(page: Page) -> Iterator[str]:
    """Open what Streamlit's widgets hold; gives what is open."""
    expect(page.get_by_text(words.DROPPED)).to_be_visible()
    expect(field(page, SETTINGS["start_weight"].label)).to_be_visible()  # no grey bar any more
    yield "a warning"
    page.get_by_role("combobox", name=SETTINGS["dataset"].label).click()
    expect(page.get_by_role("dialog").get_by_role("option")).to_have_count(len(DATASETS))
    yield "the gallery"
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name=SETTINGS["dataset"].label).fill("Iris")
    expect(page.get_by_role("listbox").get_by_role("option")).to_have_count(2)
    yield "a list"
    page.keyboard.press("Escape")
    page.locator(".stSidebar .stTooltipIcon").first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()
    yield "help"
    field(page, SETTINGS["x_min"].label).fill(str(NUMBERS["x_max"].high))
    field(page, SETTINGS["x_min"].label).press("Enter")
    expect(page.get_by_text(words.STILL_VALID)).to_be_visible()
    yield "an error"
    page.get_by_test_id("stMainMenuButton").click()
    expect(page.get_by_test_id("stMainMenuList")).to_be_visible()
    yield "the main menu"
