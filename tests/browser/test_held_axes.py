"""Axes are held while rates are compared; what leaves a picture or is not in it is named."""

import re

import pytest
from playwright.sync_api import Page, expect

from components import words
from components.views.surface.surface import SHOWS
from components.words import PLAYER
from models.experiment import SETTINGS
from tests.browser.lab import (
    another_film,
    axis_range,
    button,
    go_to,
    open_lab,
    panel,
    type_number,
    wait_for_player,
)
from tools.serve import Server

PICTURES = ("fit", "surface", "loss", "parameters")
FIT = "[data-panel=fit] .js-plotly-plot"


def frames(page: Page) -> dict[str, list[float]]:
    return {name: axis_range(page, name) for name in PICTURES}


def ends_of_notes(page: Page) -> dict[str, tuple[float, float]]:
    """Picture → how far down what is said above its axes goes, and where these begin."""
    read = """figure => [
        figure.querySelector('.lab-notes').getBoundingClientRect().bottom,
        figure.querySelector('.nsewdrag[data-subplot="xy"]').getBoundingClientRect().top,
    ]"""
    return {name: tuple(panel(page, name).evaluate(read)) for name in PICTURES}


def wait_for_query(page: Page, name: str, value: str | None) -> None:
    page.wait_for_function(
        "([name, value]) => new URLSearchParams(location.search).get(name) === value",
        arg=[name, value],
    )


@pytest.mark.slow
def test_held_axes_stay_at_another_rate_and_what_leaves_them_is_named(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    before = frames(page)
    hold = button(page, PLAYER["hold"])
    hold.click()
    expect(hold).to_have_attribute("aria-pressed", "true")
    wait_for_query(page, "hold", "on")
    type_number(page, words.EXACT_RATE, 0.03)
    assert frames(page) == before
    held = PLAYER["held"].partition("{left}")[0]
    # The loss surface's own frame is the same at any rate.
    said_in = {"loss": f"{held}the loss", "surface": "the path", "parameters": f"{held}w"}
    for name, said in said_in.items():
        expect(panel(page, name).locator(".lab-note").first).to_contain_text(said)
    page.keyboard.press("h")
    expect(hold).to_have_attribute("aria-pressed", "false")
    wait_for_player(
        page, "root.querySelector('[data-panel=loss] .lab-note').textContent === argument", ""
    )
    assert frames(page)["loss"] != before["loss"]
    wait_for_query(page, "hold", None)


@pytest.mark.slow
def test_all_that_leaves_held_axes_is_named_with_how_to_see_it_and_crossed_by_nothing(
    page: Page, server: Server
) -> None:
    """Above the critical rate w leaves first, and later b; the line swings out of Fit, whose axes
    are the same at any rate."""
    open_lab(page, server.url, "hold=on")
    type_number(page, words.EXACT_RATE, 0.031)
    said = panel(page, "parameters").locator(".lab-note").first
    outside = r"outside: w from step 2 on, b first at step \d+, for good from step \d+ on"
    expect(said).to_have_text(re.compile(outside))
    for name in ("loss", "parameters"):
        how = PLAYER["held"].partition("{left}")[2]
        expect(panel(page, name).locator(".lab-note").first).to_contain_text(how)
    expect(panel(page, "surface").locator(".lab-note").first).to_contain_text(SHOWS)
    for step in (40, 53):
        go_to(page, step)
        expect(panel(page, "fit").locator(".lab-sight")).to_contain_text("the line is mostly")
        assert all(low <= top + 1 for low, top in ends_of_notes(page).values()), ends_of_notes(page)


def test_squares_that_are_cut_at_the_edges_are_said_to_be_where_they_are_shown(
    page: Page, bare: str
) -> None:
    open_lab(page, bare, "learning_rate=0.027&squares=on&step=1")
    sight = panel(page, "fit").locator(".lab-sight")
    expect(sight).to_contain_text(PLAYER["cut"])
    assert ends_of_notes(page)["fit"][0] <= ends_of_notes(page)["fit"][1] + 1
    go_to(page, 30)
    expect(sight).to_have_text("")
    go_to(page, 1)
    button(page, "squares").click()
    expect(sight).to_have_text("")


@pytest.mark.slow
def test_a_link_holds_the_axes_and_other_data_let_them_go(page: Page, server: Server) -> None:
    open_lab(page, server.url, "learning_rate=0.027&hold=on")
    expect(button(page, PLAYER["hold"])).to_have_attribute("aria-pressed", "true")
    before = frames(page)
    with another_film(page):
        page.get_by_text(SETTINGS["standardise"].label).first.click()
    page.wait_for_function(f"document.querySelector('{FIT}')._fullLayout.xaxis.range[1] < 5")
    after = frames(page)
    assert all(after[name] != before[name] for name in ("fit", "surface", "parameters"))


def test_the_path_that_is_held_close_by_has_its_frame_on_the_map(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, "path=on&hold=on")
    read = (
        "figure => { const [{ x0, x1 }] = figure.querySelector('.js-plotly-plot').layout.shapes;"
        " return [x0, x1]; }"
    )
    before = panel(page, "surface").evaluate(read)
    type_number(page, words.EXACT_RATE, 0.02)
    assert panel(page, "surface").evaluate(read) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "step", "said"),
    [
        ("learning_rate=0.03", 60, PLAYER["most_until"].partition("{")[0]),
        ("dataset=galton&standardise=on", 0, PLAYER["most_from"].partition("{")[0]),
    ],
)
def test_where_the_line_is_not_in_the_picture_it_says_where_and_when_it_is(
    page: Page, bare: str, query: str, step: int, said: str
) -> None:
    open_lab(page, bare, f"{query}&step={step}")
    sight = panel(page, "fit").locator(".lab-sight")
    expect(sight).to_contain_text("the line is")
    expect(sight).to_contain_text(said)
    seen = int((sight.text_content() or "").split(said.strip())[1].split()[0])
    go_to(page, seen)
    expect(sight).to_have_text("")
    outside = seen + 1 if "up to" in said else seen - 1
    go_to(page, outside)
    expect(sight).to_contain_text("the line is")


def test_of_a_line_that_is_hardly_seen_it_is_said_where_it_is(page: Page, bare: str) -> None:
    """A ninth of it is in the picture."""
    open_lab(page, bare, "learning_rate=0.03&step=8")
    sight = panel(page, "fit").locator(".lab-sight")
    expect(sight).to_contain_text(PLAYER["mostly"])
    go_to(page, 1)
    expect(sight).to_have_text("")


def test_what_is_in_the_picture_only_before_training_is_said_to_be_seen_at_the_start(
    page: Page, bare: str
) -> None:
    open_lab(page, bare, "dataset=diabetes&step=1")
    sight = panel(page, "fit").locator(".lab-sight")
    expect(sight).to_contain_text(PLAYER["most_at_start"])
    go_to(page, 0)
    expect(sight).to_have_text("")


def test_a_line_that_swings_is_said_to_leave_its_picture_at_the_same_step_whenever_one_looks(
    page: Page, bare: str
) -> None:
    open_lab(page, bare, "learning_rate=0.03&step=79")
    sight = panel(page, "fit").locator(".lab-sight")
    expect(sight).to_contain_text(PLAYER["most_until"].partition("{")[0])
    end = (sight.text_content() or "").split("; ")[1]
    for step in (21, 35, 50):
        go_to(page, step)
        expect(sight).to_contain_text(end)


@pytest.mark.parametrize(
    "query",
    ["dataset=galton&step=2", "dataset=diabetes&step=1", "learning_rate=0.03&step=1&squares=on"],
)
def test_what_is_out_of_the_picture_is_shown_by_the_button_beside_it_and_hidden_by_a_double_click(
    page: Page, bare: str, query: str
) -> None:
    open_lab(page, bare, query)
    fit = panel(page, "fit")
    sight, show = fit.locator(".lab-sight"), fit.get_by_role("button", name=PLAYER["show_it"])
    expect(sight).not_to_have_text("")
    show.click()
    expect(sight).to_have_text("")
    expect(show).to_be_hidden()
    fit.locator(".nsewdrag").first.dblclick()
    expect(sight).not_to_have_text("")
    expect(show).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("query", ["learning_rate=0.03", "learning_rate=0.03&path=on", ""])
def test_what_is_said_above_the_axes_does_not_lie_on_them(
    page: Page, server: Server, query: str
) -> None:
    open_lab(page, server.url, query)
    for name, (low, top) in ends_of_notes(page).items():
        assert low <= top + 1, name
