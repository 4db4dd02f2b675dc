"""Of a page that is made twice as large nothing is cut, and all of it is larger."""

import re

import pytest
from playwright.sync_api import Page, expect

from components.words import PLAYER
from tests.browser.lab import box, open_lab, player
from tests.browser.legible import LEAST_SIZE, unreadable
from tests.browser.walk import Place, open_place
from tools.serve import Server

TEXT = "() => parseFloat(getComputedStyle(document.querySelector('.lab:not(.lab-board)')).fontSize)"


PHONE, OLD_PROJECTOR = (390, 844), (1024, 768)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "size"),
    [
        *((path, PHONE) for path in ("", "mistakes", "modules")),
        *((path, OLD_PROJECTOR) for path in ("", "mistakes")),
    ],
)
def test_nothing_is_cut_of_a_page_twice_as_large(
    page: Page, server: Server, path: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_place(page, server.url, Place(path, path, "size=2"))
    found = unreadable(page, LEAST_SIZE["usual"])
    # The name of the data, which a field of one line cannot hold, stands whole above the pictures.
    assert [str(one) for one in found if one.where != "stSelectbox"] == []
    menu = box(page.get_by_test_id("stMainMenuButton"))
    assert menu["x"] + menu["width"] <= size[0]
    if path == "":
        expect(page.locator(".lab-about")).to_contain_text("Tutorial: y = 2x + 1")


@pytest.mark.slow
def test_of_many_parameters_twice_as_large_a_phone_scrolls_no_way_but_down(
    page: Page, server: Server
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_place(page, server.url, Place("lab", "", "size=2&dataset=polynomial"))
    wide = page.evaluate(
        "(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)"
        "(document.querySelector('.stMain'))"
    )
    assert wide == 0


@pytest.mark.slow
def test_on_a_phone_on_its_side_the_step_stands_beside_its_slider(
    page: Page, server: Server
) -> None:
    page.set_viewport_size({"width": 844, "height": 390})
    open_lab(page, server.url)
    slider, step, ask = (
        box(player(page).locator(f".lab-{name}")) for name in ("scrubber", "counter", "ask")
    )
    assert slider["x"] < step["x"] < ask["x"]


@pytest.mark.slow
def test_mistakes_grow_with_aa_though_boards_stand_among_them(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_place(page, server.url, Place("mistakes", "mistakes", "size=2"))
    control = page.get_by_role("combobox", name=PLAYER["size"], exact=True)
    expect(control).to_have_value("2")
    assert page.evaluate(TEXT) == pytest.approx(30)
    control.select_option("1")
    assert page.evaluate(TEXT) == pytest.approx(15)


@pytest.mark.slow
@pytest.mark.parametrize("size", [PHONE, (320, 568)])
def test_cells_twice_as_large_on_a_phone_can_be_pressed_and_are_scrolled_to(
    page: Page, server: Server, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_place(page, server.url, Place("modules", "modules", "size=2"))
    grid = page.locator(".lab-matrices").first
    output = grid.locator(".lab-pressable").first
    last = output.locator("svg, table").first
    last.scroll_into_view_if_needed()
    cells = box(last)
    assert cells["width"] >= 12 * 20
    page.evaluate("grid => { grid.scrollLeft = grid.scrollWidth; }", grid.element_handle())
    end = box(last)
    last.click(position={"x": end["width"] - 10, "y": 10})
    expect(page.locator(".lab-sum, .lab-parts").first).to_be_visible()
    expect(page).to_have_url(re.compile("column=11"))
