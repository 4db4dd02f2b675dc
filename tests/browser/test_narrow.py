"""Narrow windows, phones, a folded sidebar: controls can be pressed, what matters is in view."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from components.words import PLAYER, TITLE
from tests.browser.conftest import OpenPage
from tests.browser.lab import axes, box, button, open_lab, panel, player
from tests.browser.walk import turn_sidebar
from tools.serve import Server

PHONE: ViewportSize = {"width": 390, "height": 844}
ON_ITS_SIDE: ViewportSize = {"width": 844, "height": 390}
SMALL_PHONE: ViewportSize = {"width": 360, "height": 640}


@pytest.mark.slow
def test_with_the_sidebar_folded_away_the_whole_first_button_is_its_own(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, "step=20")
    turn_sidebar(page, is_open=False)
    for width, height in ((1920, 1080), (1400, 900), (1024, 768)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => innerWidth === width", arg=width)
        hits = button(page, PLAYER["first"]).evaluate(
            """button => {
                const { left, top, width, height } = button.getBoundingClientRect();
                const y = top + height / 2;
                return [0.05, 0.3, 0.5, 0.7, 0.95].map((share) =>
                    button.contains(document.elementFromPoint(left + share * width, y)));
            }"""
        )
        assert all(hits), f"{width} × {height}: {hits}"


@pytest.mark.slow
def test_a_phone_names_page_data_and_rate_first_and_opens_the_settings_below_a_picture(
    open_page: OpenPage, server: Server
) -> None:
    for viewport in (PHONE, SMALL_PHONE):
        page = open_page(viewport=viewport, has_touch=True)
        open_lab(page, server.url, "learning_rate=0.027")
        told = player(page).locator(".lab-about")
        expect(told).to_contain_text(TITLE)
        expect(told).to_contain_text("Tutorial: y = 2x + 1 · rate 0.027")
        assert box(told)["y"] + box(told)["height"] <= 80
        button(page, PLAYER["settings"]).tap()
        field = page.get_by_role("spinbutton", name="Exact learning rate", exact=True)
        expect(field).to_be_visible()
        sheet = box(page.get_by_test_id("stSidebar"))
        assert sheet["width"] == pytest.approx(viewport["width"])
        assert 0.4 * viewport["height"] <= sheet["y"] < viewport["height"] / 2
        assert sheet["y"] + sheet["height"] <= viewport["height"] + 1
        picture = box(panel(page, "fit").locator(".lab-plot"))
        seen = min(sheet["y"], picture["y"] + picture["height"]) - max(0, picture["y"])
        assert seen > 0.5 * picture["height"], f"{seen} of {picture['height']} px"


@pytest.mark.slow
def test_a_phone_on_its_side_has_the_settings_away_until_they_are_asked_for(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(viewport=ON_ITS_SIDE, has_touch=True)
    open_lab(page, server.url, "step=20")
    assert box(player(page))["width"] > 0.9 * ON_ITS_SIDE["width"]
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.wait_for_function(
        "() => document.querySelector('.stSidebar').getBoundingClientRect().right > 0"
    )
    page.reload()
    open_lab(page, server.url, "step=20")
    assert box(player(page))["width"] < 0.7 * ON_ITS_SIDE["width"], "what was chosen is kept"


@pytest.mark.parametrize("phase", ["forward", "backward"])
def test_inside_a_step_on_a_phone_the_lit_lines_are_whole_above_the_bar(
    open_page: OpenPage, bare: str, phase: str
) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    open_lab(page, bare, f"learning_rate=0.027&step=20&inside=on&phase={phase}")
    page.wait_for_function("() => document.getAnimations().length === 0")
    bar = box(player(page).locator(".lab-bar"))
    lit = player(page).locator(".lab-lit:visible")
    assert lit.count() == (3 if phase == "forward" else 2)  # of the loop one, and of the learner
    for line in (box(lit.nth(i)) for i in range(2)):
        assert line["y"] + line["height"] <= bar["y"]


def test_on_a_phone_the_second_picture_begins_in_the_first_view(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    open_lab(page, server.url)
    assert box(axes(page, "surface"))["y"] + 75 <= box(player(page).locator(".lab-bar"))["y"], (
        "a good part of its axes is seen"
    )


def test_on_a_phone_on_its_side_all_of_the_bar_is_in_one_row(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(viewport=ON_ITS_SIDE, has_touch=True)
    open_lab(page, server.url, "learning_rate=0.027&step=20")
    parts = player(page).locator(".lab-bar > *:visible").all()
    assert len(parts) > 8
    middles = [place["y"] + place["height"] / 2 for place in map(box, parts)]
    assert max(middles) - min(middles) < 4


def test_beside_the_sidebar_in_a_low_window_a_switch_stands_beside_its_pictures_title(
    page: Page, server: Server
) -> None:
    page.set_viewport_size({"width": 960, "height": 540})
    open_lab(page, server.url, "learning_rate=0.027&step=20")
    surface = panel(page, "surface")
    title, switch = box(surface.locator(".lab-title")), box(surface.locator(".lab-switch"))
    assert title["x"] + title["width"] <= switch["x"]
    assert switch["y"] <= title["y"] + title["height"] / 2 <= switch["y"] + switch["height"]
    keys = [box(key)["y"] for key in surface.locator(".lab-key").all()]
    assert max(keys) - min(keys) < 4, "its keys have one line"


@pytest.mark.slow
def test_on_an_old_projector_the_axes_names_are_in_view_after_a_run_that_flew_apart(
    page: Page, server: Server
) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    open_lab(page, server.url, "learning_rate=0.03&step=79")
    for name in ("loss", "parameters"):
        word = box(panel(page, name).locator(".xtitle"))
        assert word["y"] + word["height"] <= 768


def test_a_phone_on_its_side_shows_picture_card_and_lit_line_in_one_view(
    open_page: OpenPage, bare: str
) -> None:
    page = open_page(viewport=ON_ITS_SIDE, has_touch=True)
    page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { document.body.style.marginLeft = '1rem' })"
    )
    open_lab(page, bare, "step=20&inside=on&phase=backward")
    parts = {
        "picture": panel(page, "surface"),
        "card": player(page).locator(".lab-card[aria-current] .lab-row").first,
        "lit line": player(page).locator(".lab-lit:visible").first,
    }
    page.wait_for_function("() => document.getAnimations().length === 0")
    for name, part in parts.items():
        place = box(part)
        assert place["y"] >= 0, name
        assert place["y"] + place["height"] <= ON_ITS_SIDE["height"], name
    assert box(parts["card"])["x"] > box(parts["picture"])["x"] + box(parts["picture"])["width"] - 1
    inside = player(page).locator(".lab-code .lab-scroller").first
    assert (
        box(inside)["y"] <= box(parts["lit line"])["y"] < box(inside)["y"] + box(inside)["height"]
    )


def test_on_a_touch_screen_no_toolbar_lies_over_the_data(open_page: OpenPage, bare: str) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    open_lab(page, bare)
    expect(player(page).locator(".modebar-container")).to_have_count(4)
    assert player(page).locator(".modebar-container:visible").count() == 0


@pytest.mark.slow
def test_a_finger_beside_the_points_scrolls_and_on_one_it_does_not(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    open_lab(page, server.url, "dataset=drawn")
    place = box(panel(page, "fit").locator(".nsewdrag"))
    points = page.evaluate(
        """() => [...document.querySelectorAll('[data-panel="fit"] .trace:last-child .point')]
            .map((point) => point.getBoundingClientRect())
            .map(({ x, y, width, height }) => [x + width / 2, y + height / 2])"""
    )
    session = page.context.new_cdp_session(page)
    scrolled = "document.querySelector('.stMain').scrollTop"

    def swipe(x: float, y: float) -> float:
        """By 120 pixels upwards; how far the page has scrolled then."""
        before = float(page.evaluate(scrolled))
        for kind, at in (
            ("touchStart", y),
            *(("touchMove", y - 12 * i) for i in range(1, 11)),
            ("touchEnd", None),
        ):
            touches = [] if at is None else [{"x": x, "y": at}]
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
            page.wait_for_timeout(30)  # a finger takes some pictures from place to place
        return float(page.evaluate(scrolled)) - before

    x, y = max(points, key=lambda point: point[1])
    assert swipe(x, y) == 0
    free = place["x"] + 0.9 * place["width"], place["y"] + 0.9 * place["height"]
    assert min(abs(free[0] - x) + abs(free[1] - y) for x, y in points) > 40
    assert swipe(*free) > 50


@pytest.mark.slow
def test_on_a_phone_on_its_side_three_learners_can_be_read_and_put_away(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(viewport=ON_ITS_SIDE, has_touch=True)
    open_lab(page, server.url, "inside=on&learners=on&step=3&phase=backward")
    codes = player(page).locator(".lab-code")
    expect(codes).to_have_count(3)
    for code in codes.all():
        code.scroll_into_view_if_needed()
        expect(code.locator(".lab-title")).to_be_in_viewport()
        own = code.locator("pre").first  # of the learner; the functions that it calls stand below
        expect(own.locator(".lab-lit").last).to_be_in_viewport()
    switch = button(page, PLAYER["learners"])
    switch.tap()
    expect(switch).to_have_attribute("aria-pressed", "false")
