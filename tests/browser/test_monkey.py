"""Visitors who do anything: nothing they do breaks the page, or makes it say a wrong number."""

import pytest
from playwright.sync_api import Page, expect

from components import words
from components.film import film
from models.datasets import load
from models.experiment import Experiment
from models.training import train
from tests.browser import oracle
from tests.browser.lab import (
    button,
    field,
    go_to,
    open_lab,
    player,
    type_number,
    wait_until_at_rest,
)
from tests.browser.monkey import run
from tests.browser.test_links import query, wait_for_query
from tests.components import recomputed
from tests.components.reading import read_film
from tools.serve import Server

SECONDS = 20


# Each look of the monkey asserts that there are no problems but one, which it names.
@pytest.mark.problems_expected
@pytest.mark.slow
@pytest.mark.parametrize(("visitor", "seed"), [("anything", 1), ("keyboard", 2), ("hostile", 3)])
def test_a_random_visitor_finds_nothing_wrong(
    page: Page, server: Server, page_problems: list[str], visitor: str, seed: int
) -> None:
    run(page, server, page_problems, visitor, seed, SECONDS)


@pytest.fixture
def seen(page: Page, server: Server) -> oracle.Seen:
    """The lab at a step where nothing is at its default."""
    open_lab(page, server.url, "dataset=line&learning_rate=0.03&step=18")
    return oracle.settled(page)


def test_the_oracle_is_content_with_the_page_and_with_nothing_else(seen: oracle.Seen) -> None:
    """Each thing that it looks at is changed once, and is found."""
    assert oracle.wrong(seen) == []
    shown = seen["player"]
    changes = [
        seen | {"exceptions": ["ValueError"]},
        seen | {"query": seen["query"] | {"learning_rate": "0.0301"}},
        seen | {"fields": seen["fields"] | {"Epochs": "101"}},
        seen | {"player": None},
        seen | {"player": shown | {"step": "19"}},
        seen | {"player": shown | {"verdict": "All is well."}},
        seen | {"player": shown | {"readouts": shown["readouts"] | {"loss": "0.1234"}}},
        seen | {"player": shown | {"now": shown["now"] | {"fit": "ŷ = 0"}}},
        seen | {"player": shown | {"said": shown["said"] | {"loss": "A picture."}}},
    ]
    for changed in changes:
        assert oracle.wrong(changed), changed


def test_the_oracle_reads_each_cell_in_sight_and_each_term_of_a_card(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, "inside=on&step=3&phase=backward")
    page.locator(".lab-table").first.scroll_into_view_if_needed()
    assert oracle.wrong(oracle.settled(page)) == []
    cells = page.locator(".lab-table tbody tr:nth-child(2) > *")
    terms = page.locator(".lab-card :is(.lab-term, .lab-result)")
    assert cells.count() > 4
    assert terms.count() > 20
    for parts, i in ((cells, 1), (cells, 2), (cells, 4), (terms, 0), (terms, 5), (terms, 20)):
        before = parts.nth(i).text_content()
        parts.nth(i).evaluate("part => { part.textContent = '7.125' }")
        assert oracle.wrong(oracle.settled(page)), (i, before)
        parts.nth(i).evaluate("(part, text) => { part.textContent = text }", before)
    assert oracle.wrong(oracle.settled(page)) == []


def test_reset_takes_out_a_number_that_the_field_refused(page: Page, server: Server) -> None:
    """The server never heard of it, so that nothing changes there."""
    open_lab(page, server.url)
    rate = field(page, words.EXACT_RATE)
    rate.fill("1e9")
    rate.press("Enter")
    expect(rate).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Reset", exact=True).click()
    expect(rate).to_have_value("0.01")
    expect(rate).not_to_have_attribute("aria-invalid", "true")


def test_plain_descent_tells_a_run_of_another_learning_rate() -> None:
    experiment, other = Experiment(), Experiment(learning_rate=0.02)
    told = read_film(film(train(experiment, load(experiment))))
    assert list(oracle.differs_from_descent(told, experiment, 50)) == []
    assert list(oracle.differs_from_descent(told, other, 1))
    labels = Experiment(dataset="hours", learning_rate=0.5)
    told = read_film(film(train(labels, load(labels))))
    assert list(oracle.differs_from_descent(told, labels, 100)) == []
    assert recomputed.descended(labels)[0].shape == (101, 2)


def test_a_switch_that_the_address_turned_back_stays_so_when_one_steps_on(
    page: Page, server: Server
) -> None:
    """The player still reported it as the visitor had turned it before."""
    open_lab(page, server.url)
    button(page, "squares").click()
    wait_for_query(page, {"squares": "on"})
    page.go_back()
    wait_for_query(page, {})
    expect(button(page, "squares")).to_have_attribute("aria-pressed", "false")
    go_to(page, 3)
    wait_for_query(page, {"step": "3"})
    button(page, "squares").click()
    wait_for_query(page, {"step": "3", "squares": "on"})


def test_reset_brings_back_the_page_that_a_new_visitor_finds(page: Page, server: Server) -> None:
    """Settings, step, switches, speed and zoom; and what one does then is taken."""
    open_lab(page, server.url)
    fresh = oracle.settled(page)
    type_number(page, "Epochs", 40)
    go_to(page, 12)
    wait_until_at_rest(page)
    button(page, "squares").click()
    page.keyboard.press("+")
    page.locator('[data-panel="loss"] .nsewdrag').dblclick()
    place = page.locator('[data-panel="fit"] .nsewdrag').bounding_box()
    assert place is not None
    page.mouse.move(place["x"] + 50, place["y"] + 50)
    page.mouse.down()
    page.mouse.move(place["x"] + 150, place["y"] + 120, steps=4)
    page.mouse.up()
    assert oracle.settled(page)["player"]["ranges"] != fresh["player"]["ranges"]
    page.get_by_role("button", name="Reset", exact=True).click()
    wait_for_query(page, {})
    after = oracle.settled(page)
    assert after["player"] == fresh["player"]
    assert after["fields"] == fresh["fields"]
    go_to(page, 5)
    wait_until_at_rest(page)
    assert query(page) == {"step": "5"}
    expect(player(page)).to_have_attribute("data-steps", "100")
