"""The gallery of data: it is searched and walked by keys, and costs nothing before."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from components.lab.gallery import SCRIPT_NAME
from components.words import GALLERY, PLAYER
from models.datasets import DATASETS
from models.experiment import SETTINGS
from tests.browser.audit import LEVELS, findings, texts
from tests.browser.conftest import OpenPage
from tests.browser.lab import (
    another_film,
    box,
    button,
    open_lab,
    player,
    wait_until_ready,
    websocket_frames,
)
from tests.browser.legible import LEAST_SIZE, unpressable, unreadable
from tests.browser.theme import THEMES, dress
from tools.serve import Server


def opener(page: Page) -> Locator:
    return page.get_by_role("button", name=GALLERY["open"], exact=True)


def chosen(page: Page) -> Locator:
    """The field that says which data there are."""
    return page.get_by_role("combobox", name=SETTINGS["dataset"].label, exact=True)


def gallery(page: Page) -> Locator:
    return page.get_by_role("dialog", name=GALLERY["title"])


def search(page: Page) -> Locator:
    return gallery(page).get_by_role("combobox", name=GALLERY["search"])


def sets(page: Page) -> Locator:
    return gallery(page).get_by_role("option")


def active(page: Page) -> str:
    """The label of the set that Enter would choose."""
    name = search(page).get_attribute("aria-activedescendant")
    return str(page.locator(f"#{name} b").text_content())


def label(name: str) -> str:
    return DATASETS[name].label


@pytest.mark.slow
def test_the_gallery_costs_one_file_when_it_is_asked_for_and_nothing_before(
    page: Page, server: Server
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    frames = websocket_frames(page)
    open_lab(page, server.url)
    expect(opener(page)).to_be_visible()
    assert [name for name in asked if "gallery" in name] == []
    page.wait_for_load_state("networkidle")
    asked.clear()
    before = frames.sent, frames.received
    for _ in range(2):
        opener(page).click()
        expect(sets(page)).to_have_count(len(DATASETS))
        page.keyboard.press("Escape")
        expect(gallery(page)).to_have_count(0)
    assert asked == [SCRIPT_NAME]
    assert (frames.sent, frames.received) == before


@pytest.mark.slow
def test_a_set_is_chosen_by_its_picture_and_the_keys_go_on_with_the_player(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, "step=20")
    chosen(page).click()  # the field itself opens it
    expect(sets(page)).to_have_count(len(DATASETS))
    expect(sets(page).filter(has=page.locator("svg path[d^=M]"))).to_have_count(len(DATASETS))
    expect(gallery(page).locator("[aria-selected=true] b")).to_have_text(label("tutorial"))
    with another_film(page):
        sets(page).filter(has_text=label("galton")).click()
    expect(gallery(page)).to_have_count(0)
    expect(chosen(page)).to_have_value(label("galton"))
    expect(page).to_have_url(re.compile("dataset=galton&standardise=on"))
    page.keyboard.press("Space")
    expect(button(page, PLAYER["pause"])).to_be_visible()
    button(page, PLAYER["pause"]).click()
    chosen(page).click()
    expect(gallery(page).locator("[aria-selected=true] b")).to_have_text(label("galton"))


@pytest.mark.slow
def test_it_is_opened_searched_and_left_by_keys(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    expect(opener(page)).to_be_visible()  # until it is, the field's own list opens
    chosen(page).focus()
    page.keyboard.press("ArrowDown")
    expect(search(page)).to_be_focused()
    page.keyboard.type("no such thing")
    expect(sets(page)).to_have_count(0)
    expect(gallery(page).get_by_role("status")).to_have_text(
        GALLERY["nothing"].format(all=len(DATASETS))
    )
    search(page).fill("simpson")  # of its line, not of its name
    expect(sets(page)).to_have_count(1)
    search(page).fill("NIST test")  # a part of its name, and of its line
    expect(sets(page)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(gallery(page)).to_have_count(0)
    expect(opener(page)).to_be_focused()
    page.keyboard.press("Enter")
    expect(search(page)).to_be_focused()
    page.keyboard.type("clusters")
    with another_film(page):
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("dataset=clusters"))
    expect(opener(page)).to_be_focused()


@pytest.mark.slow
def test_names_and_lines_are_searched_and_no_group_so_that_class_finds_the_classifications(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    opener(page).click()
    classes = [kind.label for kind in DATASETS.values() if kind.task == "classification"]
    for asked in ("class", "classes", "classification", "probability"):
        search(page).fill(asked)
        expect(sets(page).filter(visible=True).locator("b")).to_have_text(classes)


@pytest.mark.slow
def test_on_a_projector_pictures_and_lines_are_larger_and_all_of_it_is_in_one_view(
    page: Page, server: Server
) -> None:
    seen = {}
    for width, height in ((1400, 900), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        open_lab(page, server.url)
        opener(page).click()
        expect(sets(page)).to_have_count(len(DATASETS))
        seen[width] = gallery(page).evaluate(
            """gallery => {
                const list = gallery.querySelector('.gallery-list');
                const picture = gallery.querySelector('svg').getBoundingClientRect();
                const line = getComputedStyle(gallery.querySelector('.gallery-for'));
                return [picture.width, parseFloat(line.fontSize),
                    list.scrollHeight <= list.clientHeight + 1];
            }"""
        )
        page.keyboard.press("Escape")
    assert [fits for _, _, fits in seen.values()] == [True, True]
    picture, line, _ = seen[1400]
    assert picture > 100
    assert line >= 12.8
    picture, line, _ = seen[1920]
    assert picture > 130
    assert line >= 17


@pytest.mark.slow
def test_arrows_go_from_picture_to_picture_as_they_stand(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    opener(page).click()
    expect(search(page)).to_be_focused()
    labels = [kind.label for kind in DATASETS.values()]
    assert active(page) == labels[0]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert active(page) == labels[2]
    page.keyboard.press("ArrowLeft")
    assert active(page) == labels[1]
    places = {name: box(sets(page).filter(has_text=name).first) for name in labels}
    page.keyboard.press("ArrowDown")
    below = places[active(page)]
    assert below["x"] == places[labels[1]]["x"]
    assert below["y"] == pytest.approx(
        min(place["y"] for place in places.values() if place["y"] > places[labels[1]]["y"] + 1)
    )
    page.keyboard.press("ArrowUp")
    assert active(page) == labels[1]
    page.keyboard.press("End")
    assert active(page) == labels[-1]
    page.keyboard.press("Home")
    assert active(page) == labels[0]
    assert player(page).get_attribute("data-step") == "0", "the player heard nothing of it"


def test_in_a_text_that_is_typed_the_keys_of_the_caret_move_it(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    opener(page).click()
    expect(search(page)).to_be_focused()
    page.keyboard.type("iris")
    before = active(page)
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert search(page).evaluate("field => field.selectionStart") == 1
    page.keyboard.press("End")
    assert search(page).evaluate("field => field.selectionStart") == 4
    assert active(page) == before


@pytest.mark.slow
def test_with_a_finger_on_a_phone_it_fills_the_window_and_no_keyboard_covers_it(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    open_lab(page, server.url)
    page.get_by_role("button", name=PLAYER["settings"]).tap()
    chosen(page).tap()
    expect(sets(page)).to_have_count(len(DATASETS))
    expect(search(page)).not_to_be_focused()
    place = box(gallery(page))
    assert (place["x"], place["width"]) == (0, 390)
    assert place["y"] + place["height"] == pytest.approx(844, abs=1)
    least = min(box(each)["height"] for each in sets(page).all())
    assert least >= 44
    assert unreadable(page, LEAST_SIZE["usual"]) == []
    with another_film(page):
        sets(page).filter(has_text=label("fan")).tap()
    expect(page).to_have_url(re.compile("dataset=fan"))


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1920, 1080)])
def test_all_of_it_is_read_and_every_set_can_be_pressed(
    page: Page, server: Server, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_lab(page, server.url)
    opener(page).click()
    expect(sets(page)).to_have_count(len(DATASETS))
    least = LEAST_SIZE["projector" if width == 1920 else "usual"]
    found = [*unreadable(page, least), *unpressable(page)]
    assert [finding for finding in found if "gallery" in finding.where] == []


def test_the_field_has_room_for_the_name_of_every_set(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    room, wide = chosen(page).evaluate(
        """(field, labels) => {
            const { paddingLeft, paddingRight, font } = getComputedStyle(field);
            const pen = document.createElement('canvas').getContext('2d');
            pen.font = font;
            return [field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight),
                labels.map((text) => [text, pen.measureText(text).width])];
        }""",
        [kind.label for kind in DATASETS.values()],
    )
    assert [text for text, width in wide if width > room] == []


@pytest.mark.slow
def test_it_grows_as_the_settings_do(page: Page, server: Server) -> None:
    heights = []
    for size in ("1", "1.4"):
        open_lab(page, server.url, f"size={size}")
        opener(page).click()
        heights.append(box(sets(page).locator("svg").first)["height"])
        page.keyboard.press("Escape")
    assert heights[1] / heights[0] == pytest.approx(1.4, abs=0.02)


@pytest.mark.slow
def test_axe_and_the_look_at_colours_find_nothing_in_it(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    for theme in THEMES:
        dress(page, theme)
        wait_until_ready(page)
        opener(page).click()
        expect(sets(page)).to_have_count(len(DATASETS))
        ours = [f for f in findings(page, LEVELS) if f.ours and f.certain and "gallery" in f.html]
        assert ours == [], theme
        seen = [text for text in texts(page) if text.text in map(label, DATASETS)]
        assert len(seen) == len(DATASETS)
        assert [text for text in seen if not text.is_readable] == [], theme
        page.keyboard.press("Escape")
