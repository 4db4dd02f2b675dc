"""Visitors who do anything: nothing they do breaks the page, or makes it say a wrong number."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from components import words
from tests.browser import monkey, oracle
from tests.browser.hostile import TEXTS
from tests.browser.lab import (
    button,
    field,
    go_to,
    open_lab,
    player,
    type_number,
    wait_until_at_rest,
)
from tests.browser.monkey import replay, run
from tests.browser.seen import Seen, glance, settled
from tests.browser.test_links import query, wait_for_query
from tests.browser.visitor import Visitor, read, told
from tests.support import recomputed
from tests.support.recomputed import OwnFile
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


@pytest.mark.slow
def test_the_oracle_is_content_with_the_page_and_with_nothing_else(
    page: Page, server: Server
) -> None:
    """Where nothing is at its default; each cell in sight and each term of a card is read, too."""
    open_lab(page, server.url, "dataset=line&learning_rate=0.03&inside=on&step=18&phase=backward")
    page.locator(".lab-table").first.scroll_into_view_if_needed()
    seen = settled(page)
    assert oracle.wrong(seen) == []
    for changed in changes_of(seen):
        assert oracle.wrong(changed), changed
    cells = page.locator(".lab-table tbody tr:nth-child(2) > *")
    terms = page.locator(".lab-card :is(.lab-term, .lab-result)")
    assert cells.count() > 4
    assert terms.count() > 20
    for parts, i in ((cells, 1), (cells, 2), (cells, 4), (terms, 0), (terms, 5), (terms, 20)):
        before = parts.nth(i).text_content()
        parts.nth(i).evaluate("part => { part.textContent = '7.125' }")
        assert oracle.wrong(glance(page)), (i, before)
        parts.nth(i).evaluate("(part, text) => { part.textContent = text }", before)
    assert oracle.wrong(glance(page)) == []


def changes_of(seen: Seen) -> Iterator[Seen]:
    """Each thing that the oracle looks at, changed once."""
    shown = seen["player"]
    yield seen | {"exceptions": ["ValueError"]}
    yield seen | {"query": seen["query"] | {"learning_rate": "0.0301"}}
    yield seen | {"fields": seen["fields"] | {"Epochs": "101"}}
    yield seen | {"player": None}
    yield seen | {"player": shown | {"step": "19"}}
    yield seen | {"player": shown | {"verdict": "All is well."}}
    yield seen | {"player": shown | {"readouts": shown["readouts"] | {"loss": "0.1234"}}}
    yield seen | {"player": shown | {"now": shown["now"] | {"fit": "ŷ = 0"}}}
    yield seen | {"player": shown | {"said": shown["said"] | {"loss": "A picture."}}}


GRADES = """hours,sleep,grade,passed
1,7,10,no
2,8,12,no
4,6.5,15,yes
5,7,19,no
6,5,18,yes
9,8,30,yes
"""
OWN = "dataset=own&target=grade&standardise=on&held_out=0.3&learning_rate=0.1&step=18"


@pytest.mark.slow
def test_the_oracle_recomputes_the_run_of_an_own_file_that_is_asked_for_brought_and_edited(
    page: Page, server: Server, page_problems: list[str]
) -> None:
    """A visit as it is told; then each thing is changed once, and is found."""
    visitor = Visitor(page, server, page_problems)
    seen = replay(visitor, [("open", f"/?{OWN}&features=hours&file=grades.csv")])
    assert words.DATA["nothing"] in seen["words"]
    assert oracle.wrong(seen | {"words": seen["words"].replace("grades.csv", "a.csv")})
    upload, edit = read(told([("upload", "grades.csv", GRADES), ("edit", "1", "1", "13.5")]))
    replay(visitor, [upload])
    # Another table, behind the one that is edited.
    page.get_by_text(words.DATA["understood"].split("{rows}")[1].strip()).click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible()
    seen = replay(visitor, [edit])
    own = visitor.files.held(seen)
    assert own is not None
    assert own.data == b"hours,grade\n1.0,10.0\n2.0,13.5\n4.0,15.0\n5.0,19.0\n6.0,18.0\n9.0,30.0\n"
    for changed in changes_of(seen):
        assert oracle.wrong(changed, own), changed
    for other in (
        None,
        replace(own, name="grades.csv"),
        replace(own, data=own.data.replace(b"15", b"16")),
        replace(own, encoding="utf-16"),
    ):
        assert oracle.wrong(seen, other), other


def test_actions_are_told_in_lines_from_which_they_can_be_read_again() -> None:
    actions = [("type", text) for text in TEXTS] + [("upload", "a b.csv", GRADES), ("type", "")]
    lines = told(actions)
    assert lines.count("\n") == len(actions) - 1
    assert lines.isascii()
    assert read(lines) == actions


@pytest.mark.slow
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


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"dataset": "hours", "learning_rate": "0.5"},
        {"dataset": "own", "standardise": "on", "held_out": "0.3", "target": "grade"},
        {"dataset": "own", "learn": "class", "target": "passed", "features": "hours,sleep"},
    ],
)
def test_plain_descent_tells_a_run_of_another_learning_rate_or_of_other_data(
    link: dict[str, str],
) -> None:
    run = recomputed.of_lab(link, OwnFile("grades.csv", GRADES.encode()))
    assert run.film is not None
    assert run.experiment is not None
    assert run.data is not None
    assert list(oracle.differs_from_descent(run.film, run.experiment, run.data, 50)) == []
    faster = replace(run.experiment, learning_rate=1.1 * run.experiment.learning_rate)
    assert list(oracle.differs_from_descent(run.film, faster, run.data, 50))
    other = replace(run.data, y=run.data.y[::-1])
    assert list(oracle.differs_from_descent(run.film, run.experiment, other, 50))
    assert recomputed.descended(run.experiment, run.data)[0].shape[0] == 101


@pytest.mark.slow
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


@pytest.mark.slow
def test_reset_brings_back_the_page_that_a_new_visitor_finds(page: Page, server: Server) -> None:
    """Settings, step, switches, speed and zoom; and what one does then is taken."""
    open_lab(page, server.url)
    fresh = settled(page)
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
    assert settled(page)["player"]["ranges"] != fresh["player"]["ranges"]
    page.get_by_role("button", name="Reset", exact=True).click()
    wait_for_query(page, {})
    after = settled(page)
    assert after["player"] == fresh["player"]
    assert after["fields"] == fresh["fields"]
    go_to(page, 5)
    wait_until_at_rest(page)
    assert query(page) == {"step": "5"}
    expect(player(page)).to_have_attribute("data-steps", "100")


@pytest.mark.slow
def test_a_fault_of_the_visitors_own_is_told_with_its_seed_and_its_actions(
    page: Page, server: Server, page_problems: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(monkey: Visitor, seconds: float, act: object) -> None:
        monkey.perform("click", "-0.0", "7")

    monkeypatch.setattr(monkey, "go_wild", stumbles)
    with pytest.raises(AssertionError, match=r"seed 777001, keyboard(.|\n)*click -0\.0 7"):
        run(page, server, page_problems, "keyboard", 777001, 1)
