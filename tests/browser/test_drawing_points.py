"""Drawing data: by mouse, touch and keys; the run and the link follow, and no answer undoes it."""

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from components import words
from components.style import number
from components.words import PLAYER
from models.experiment import DRAWN, POINTS, SETTINGS, Experiment
from tests.browser.audit import findings
from tests.browser.conftest import OpenPage
from tests.browser.lab import (
    another_film,
    axis_range,
    button,
    open_lab,
    panel,
    player,
    query_of,
    readouts,
    wait_until_at_rest,
    wait_until_ready,
)
from tests.browser.test_slow_server import PAST_REST, SlowAnswers
from tests.browser.theme import THEMES, dress
from tests.support.runs import trained
from tools.serve import Server

Point = tuple[float, float]
STEP = 40
DRAWS = f"dataset=drawn&step={STEP}"
# Of the picture of the data, where it is on the screen, and what is drawn there, in data units.
DRAWN_NOW = """() => {
    const plot = document.querySelector('[data-panel=fit] .js-plotly-plot');
    const { xaxis, yaxis } = plot._fullLayout;
    const { left, top } = plot.getBoundingClientRect();
    const groups = plot.querySelectorAll('.scatterlayer .trace');
    const points = [...groups[groups.length - 1].querySelectorAll('path.point')].map((point) => {
        const [x, y] = point.getAttribute('transform').match(/-?\\d[\\d.]*(e-?\\d+)?/g).map(Number);
        return [xaxis.p2d(x), yaxis.p2d(y)];
    });
    return {
        points,
        origin: [left + xaxis._offset + xaxis.d2p(0), top + yaxis._offset + yaxis.d2p(0)],
        unit: [xaxis.d2p(1) - xaxis.d2p(0), yaxis.d2p(1) - yaxis.d2p(0)],
    };
}"""

# Keys between which no time passes, however busy the machine is.
IN_A_ROW = """(element, keys) => keys.forEach((key) => element.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))"""


def at(page: Page, point: Point) -> tuple[float, float]:
    """Where a point is on the screen."""
    now = page.evaluate(DRAWN_NOW)
    (x0, y0), (dx, dy) = now["origin"], now["unit"]
    return x0 + dx * point[0], y0 + dy * point[1]


def seen(page: Page) -> list[Point]:
    """The points as they are drawn, to a hundredth."""
    return [(round(x, 2), round(y, 2)) for x, y in page.evaluate(DRAWN_NOW)["points"]]


def drag(page: Page, begin: Point, end: Point) -> None:
    """Press at one point, and move to another, without letting go."""
    page.mouse.move(*at(page, begin))
    page.mouse.down()
    page.mouse.move(*at(page, end), steps=6)


def linked(page: Page) -> tuple[Point, ...]:
    query = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    return Experiment.from_query({k: v for k, v in query.items() if k in SETTINGS}).points


def near(points: Any, close: float = 0.03) -> Any:
    """As exactly as a mouse can point: half a pixel of what is a fortieth of a unit."""
    return [pytest.approx(point, abs=close) for point in points]


def assert_draws(page: Page, points: Any, close: float = 0.03) -> None:
    """The picture shows these points; in a moment link and readouts are those of their run."""
    for _ in range(200):  # a busy machine takes its time
        if list(linked(page)) == near(points, close):
            break
        page.wait_for_timeout(100)
    page.wait_for_timeout(PAST_REST)
    assert list(linked(page)) == near(points, close)
    for _ in range(200):  # the link may be there before the next frame
        if seen(page) == near(linked(page), 0.006):
            break
        page.wait_for_timeout(100)
    assert seen(page) == near(linked(page), 0.006)  # they are read to a hundredth
    run = trained(Experiment(dataset="drawn", points=linked(page)))
    expect(player(page).locator("[data-series=theta_0]")).to_have_text(number(run.params[STEP, 0]))
    assert readouts(page)["loss"] == number(run.train_loss[STEP])
    assert readouts(page)["theta_1"] == number(run.params[STEP, 1])


def said(page: Page) -> Locator:
    return player(page).locator("[aria-live=polite]")


def surface(page: Page) -> Locator:
    return panel(page, "fit").get_by_role("application", name=PLAYER["draw"])


def note(page: Page) -> Locator:
    return panel(page, "fit").locator(".lab-note:not(.lab-sight)")


@pytest.mark.slow
def test_the_mouse_adds_moves_and_removes_and_there_is_a_way_back(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, DRAWS)
    undo, redo = button(page, PLAYER["undo"]), button(page, PLAYER["redo"])
    expect(undo).to_be_disabled()
    assert_draws(page, DRAWN)
    page.mouse.click(*at(page, (8, 2)))
    added = [*DRAWN, (8, 2)]
    assert_draws(page, added)
    expect(redo).to_be_disabled()

    page.mouse.dblclick(*at(page, (2, 3.5)))
    removed = [added[0], *added[2:]]
    assert_draws(page, removed)
    page.mouse.dblclick(*at(page, (1, 9)))
    assert_draws(page, [*removed, (1, 9)])  # one point, not two
    page.keyboard.press("Delete")
    assert_draws(page, removed)

    for way, points in [
        (lambda: undo.click(), [*removed, (1, 9)]),
        (lambda: page.keyboard.press("Control+z"), removed),
        (lambda: undo.click(), added),
        (lambda: undo.click(), DRAWN),
    ]:
        surface(page).focus()
        way()
        assert_draws(page, points)
    expect(undo).to_be_disabled()
    redo.click()
    surface(page).focus()
    page.keyboard.press("Control+Shift+z")
    assert_draws(page, removed)
    page.keyboard.press("Control+y")
    assert_draws(page, [*removed, (1, 9)])


@pytest.mark.slow
def test_the_run_follows_while_a_point_is_dragged_and_the_frame_stands_still(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, f"{DRAWS}&points=1,2;2,3.5;3,3;4,5;5,30")
    frame = axis_range(page, "fit")
    address = page.url
    page.mouse.move(*at(page, (5, 30)))
    page.mouse.down()
    films = set()
    for y in (28, 24, 20, 16, 12, 8, 6):
        page.mouse.move(*at(page, (5, y)), steps=2)
        assert seen(page)[4] == pytest.approx((5, y), abs=0.1), "at once"
        page.wait_for_timeout(150)
        films.add(player(page).get_attribute("data-film"))
        assert axis_range(page, "fit") == frame
        assert page.url == address, "each move would be a page to go back to"
    assert len(films) >= 3, "the run does not follow"
    page.mouse.up()
    assert_draws(page, [(1, 2), (2, 3.5), (3, 3), (4, 5), (5, 6)], close=0.1)
    points = linked(page)
    assert axis_range(page, "fit") == [-1, 11, -1, 11], "what was left of the frame was empty"
    page.reload()
    wait_until_ready(page)
    assert seen(page) == near(points)
    assert axis_range(page, "fit") == [-1, 11, -1, 11]


@pytest.mark.slow
def test_the_frame_stays_when_a_point_near_its_edge_is_let_go(page: Page, server: Server) -> None:
    open_lab(page, server.url, DRAWS)
    frame = axis_range(page, "fit")
    drag(page, (6, 6.5), (6, 14))
    page.mouse.up()
    assert_draws(page, [*DRAWN[:5], (6, 11)])  # not beyond what is seen
    assert axis_range(page, "fit") == frame


@pytest.mark.slow
def test_keys_alone_are_enough(page: Page, server: Server) -> None:
    open_lab(page, server.url, DRAWS)
    button(page, "squares").focus()
    for _ in range(12):
        page.keyboard.press("Tab")
        if surface(page).evaluate("surface => surface === document.activeElement"):
            break
    expect(surface(page)).to_be_focused()
    expect(panel(page, "fit").locator(".lab-ring")).to_be_visible()
    expect(said(page)).to_have_text("Point 1 of 6 at x 1, y 2")
    for key, text in [
        ("PageDown", "Point 2 of 6 at x 2, y 3.5"),
        ("]", "Point 3 of 6 at x 3, y 3"),
        ("[", "Point 2 of 6 at x 2, y 3.5"),
        ("PageUp", "Point 1 of 6 at x 1, y 2"),
        ("ArrowLeft", "Point 1 at x 0.9, y 2"),
        ("Shift+ArrowUp", "Point 1 at x 0.9, y 3"),
        ("ArrowDown", "Point 1 at x 0.9, y 2.9"),
    ]:
        page.keyboard.press(key)
        expect(said(page)).to_have_text(text)
    moved = [(0.9, 2.9), *DRAWN[1:]]
    assert_draws(page, moved)
    page.keyboard.press("Enter")
    expect(said(page)).to_have_text("Point 7 added at x 1.45, y 3.2")
    assert_draws(page, [*moved, (1.45, 3.2)])
    page.keyboard.press("Backspace")
    expect(said(page)).to_have_text("Point 7 removed, 6 left")
    assert_draws(page, moved)
    undo = button(page, PLAYER["undo"])
    for _ in range(5):  # one for each key, where the machine took its time between the arrows
        if undo.is_enabled():
            page.keyboard.press("Control+z")
    expect(undo).to_be_disabled()
    assert_draws(page, DRAWN)
    page.keyboard.press("PageDown")
    expect(said(page)).to_have_text("Point 1 of 6 at x 1, y 2")
    surface(page).evaluate(IN_A_ROW, ["ArrowLeft", "ArrowUp", "ArrowUp"])
    expect(said(page)).to_have_text("Point 1 at x 0.9, y 2.2")
    page.keyboard.press("Control+z")
    assert_draws(page, DRAWN)  # several arrow keys were one change
    page.keyboard.press("Control+z")
    expect(said(page)).to_have_text(PLAYER["nothing_to_undo"])
    assert player(page).get_attribute("data-step") == str(STEP), "an arrow moved the step"
    page.keyboard.press("Space")
    expect(button(page, PLAYER["pause"])).to_be_visible()  # the keys not used here still play


@pytest.mark.slow
def test_a_finger_draws(open_page: OpenPage, server: Server) -> None:
    page = open_page(has_touch=True, viewport={"width": 390, "height": 844})
    open_lab(page, server.url, DRAWS)
    page.touchscreen.tap(*at(page, (8, 2)))
    assert_draws(page, [*DRAWN, (8, 2)], close=0.1)
    before = linked(page)
    session = page.context.new_cdp_session(page)

    def touch(kind: str, point: Point | None) -> None:
        places = [] if point is None else [dict(zip("xy", at(page, point), strict=True))]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})
        page.wait_for_timeout(50)  # a finger takes some pictures from place to place

    scrolled = page.evaluate("document.querySelector('.stMain').scrollTop")
    touch("touchStart", (8, 2))
    for y in (3, 4, 5, 6, 7):
        touch("touchMove", (8, y))
    touch("touchEnd", None)
    assert_draws(page, [*before[:6], (8, 7)], close=0.1)
    assert page.evaluate("document.querySelector('.stMain').scrollTop") == scrolled
    for _ in range(2):
        page.touchscreen.tap(*at(page, (2, 3.5)))
    assert_draws(page, [before[0], *before[2:6], (8, 7)], close=0.1)


@pytest.mark.slow
def test_the_61st_point_and_the_last_line_are_refused_in_words(page: Page, server: Server) -> None:
    full = tuple((i % 10 + 0.5, i // 10 + 0.25 * (i % 3)) for i in range(POINTS.most))
    open_lab(page, server.url, query_of(Experiment(dataset="drawn", points=full)) + "&step=40")
    wait_until_at_rest(page)
    page.mouse.click(*at(page, (5, 9)))  # away from Plotly's buttons, which come with the mouse
    expect(note(page)).to_have_text(PLAYER["too_many_points"].format(most=60))
    expect(said(page)).to_have_text(PLAYER["too_many_points"].format(most=60))
    assert len(seen(page)) == 60
    assert button(page, PLAYER["undo"]).is_disabled()

    two = [(2.0, 3.0), (6.0, 5.0)]
    open_lab(page, server.url, f"{DRAWS}&points=2,3;6,5")
    wait_until_at_rest(page)
    page.mouse.dblclick(*at(page, (2, 3)))
    expect(note(page)).to_have_text(PLAYER["no_line"])
    expect(said(page)).to_have_text(PLAYER["no_line"])
    assert_draws(page, two)
    drag(page, (6, 5), (2, 8))  # one above the other
    page.mouse.up()
    expect(said(page)).to_have_text(PLAYER["no_line"])
    assert_draws(page, two)
    page.keyboard.press("Shift+ArrowLeft")
    expect(said(page)).to_have_text("Point 2 at x 5, y 5")


@pytest.mark.slow
def test_answers_that_come_late_do_not_set_points_back(page: Page, server: Server) -> None:
    answers = SlowAnswers(page)
    open_lab(page, server.url, DRAWS)
    film = player(page).get_attribute("data-film")
    answers.hold()
    page.mouse.click(*at(page, (8, 2)))
    page.wait_for_timeout(300)
    drag(page, (8, 2), (8, 6))
    page.wait_for_timeout(300)
    first, held = answers.held or [], len(answers.held or [])
    page.mouse.move(*at(page, (8, 9)), steps=4)
    page.mouse.up()
    expected = [*DRAWN, (8, 9)]
    assert seen(page) == near(expected)
    # What is older arrives alone: another film, whose points are not those of the browser.
    for socket, message in first[:held]:
        socket.send(message)
    del first[:held]
    expect(player(page)).not_to_have_attribute("data-film", film or "")
    page.wait_for_timeout(600)  # Plotly has drawn, too
    assert seen(page) == near(expected)
    page.wait_for_timeout(PAST_REST)
    answers.release()
    assert_draws(page, expected)


@pytest.mark.slow
def test_going_back_brings_the_points_of_that_page(page: Page, server: Server) -> None:
    open_lab(page, server.url, DRAWS)
    page.mouse.click(*at(page, (8, 2)))
    assert_draws(page, [*DRAWN, (8, 2)])
    page.go_back()
    assert_draws(page, DRAWN)
    button(page, PLAYER["undo"]).click()
    assert_draws(page, [*DRAWN, (8, 2)])


@pytest.mark.slow
def test_who_begins_to_draw_begins_with_the_data_that_were_there(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, f"step={STEP}")
    data = page.get_by_role("combobox", name=SETTINGS["dataset"].label, exact=True)
    with another_film(page):
        data.fill("Drawn")
        data.press("Enter")
    tutorial = [(float(x), 2.0 * x + 1) for x in range(11)]
    assert_draws(page, tutorial)
    drag(page, (5, 11), (5, 1))
    page.mouse.up()
    assert_draws(page, [*tutorial[:5], (5, 1), *tutorial[6:]], close=0.1)
    drawn = linked(page)
    for name in ("Tutorial", "Drawn"):
        with another_film(page):
            data.fill(name)
            data.press("Enter")
    assert_draws(page, drawn)


@pytest.mark.slow
def test_only_drawn_data_are_drawn_and_a_box_zooms_elsewhere(page: Page, server: Server) -> None:
    open_lab(page, server.url, f"step={STEP}")
    expect(surface(page)).to_have_count(0)
    expect(button(page, PLAYER["undo"])).to_have_count(0)
    dragmodes = """() => [...document.querySelectorAll('.js-plotly-plot')]
        .map((plot) => plot._fullLayout.dragmode)"""
    assert page.evaluate(dragmodes) == ["zoom"] * 4
    open_lab(page, server.url, f"{DRAWS}&standardise=on")
    expect(surface(page)).to_have_count(0)
    expect(note(page)).to_contain_text("to draw")
    open_lab(page, server.url, DRAWS)
    assert page.evaluate(dragmodes) == [False, "zoom", "zoom", "zoom"]


@pytest.mark.slow
def test_nothing_of_what_draws_breaks_a_rule(page: Page, server: Server) -> None:
    open_lab(page, server.url, DRAWS)
    surface(page).focus()
    page.keyboard.press("ArrowUp")
    expect(button(page, PLAYER["undo"])).to_be_enabled()
    for theme in THEMES:
        dress(page, theme)
        found = [f for f in findings(page) if f.ours and (f.certain or f.rule != "color-contrast")]
        assert found == []


def test_points_that_are_no_line_are_named_and_others_are_drawn(page: Page, server: Server) -> None:
    open_lab(page, server.url, f"{DRAWS}&points=1,1;1,2")
    expect(page.get_by_text(words.DROPPED)).to_be_visible()
    assert seen(page) == near(DRAWN)
    assert linked(page) == DRAWN
