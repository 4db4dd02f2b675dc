"""What is written and drawn grows with the place that the player has, and is never too small."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from components.words import PLAYER
from tests.browser.lab import open_lab, player, wait_for_player, wait_until_ready
from tools.serve import Server

# What is read in the lab → its smallest size in a hall, in pixels of a screen of 1,080 lines.
IN_A_HALL = {
    '[data-panel="fit"] .xtick text': 16,
    '[data-panel="loss"] .ytick text': 16,
    '[data-panel="loss"] .ytick tspan': 12,  # an exponent
    '[data-panel="fit"] .xtitle': 17,
    ".lab-readouts dd": 22,
    ".lab-title b": 20,
    ".lab-now": 20,
    ".lab-key": 16,
    ".lab-panels .lab-switch": 16,
    ".lab-bar .lab-switch": 16,
    ".lab-verdict": 17,
    ".lab-table td": 17,
}
# The same at the size for which the page is designed.
ON_A_DESK = dict(
    zip(IN_A_HALL, (12, 12, 8.4, 13, 16, 15, 14, 12.5, 12.5, 12.5, 13.5, 14), strict=True)
)
FONTS = """selectors => selectors.map((selector) => {
    const found = [...document.querySelectorAll(selector)];
    return Math.min(...found.map((element) => parseFloat(getComputedStyle(element).fontSize)));
})"""
WIDTHS = """() => [...document.querySelectorAll('[data-panel="fit"] .js-line')]
    .map((line) => parseFloat(line.style.strokeWidth))"""


def at(page: Page, width: int, height: int, ems: float) -> None:
    """A window of this size, once the pictures are drawn for it: a number of the fit's axis is so
    many times as large as the text."""
    page.set_viewport_size({"width": width, "height": height})
    wait_for_player(
        page,
        """(() => {
            const size = (element) => parseFloat(getComputedStyle(element).fontSize);
            const tick = root.querySelector('[data-panel="fit"] .xtick text');
            const ems = size(tick) / size(root);
            return innerWidth === argument[0] && Math.abs(ems - argument[1]) < 0.001;
        })()""",
        [width, ems],
    )


def sizes(page: Page) -> dict[str, float]:
    """The font sizes of what is read, in pixels, to a tenth."""
    found: list[Any] = page.evaluate(FONTS, list(IN_A_HALL))
    return {name: round(size, 1) for name, size in zip(IN_A_HALL, found, strict=True)}


@pytest.mark.slow
def test_what_is_read_and_the_lines_grow_with_the_player(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    at(page, 1400, 900, 0.8)
    desk, lines = sizes(page), page.evaluate(WIDTHS)
    assert {name: size for name, size in desk.items() if size < ON_A_DESK[name]} == {}
    at(page, 1920, 1080, 0.8)
    hall = sizes(page)
    assert {name: size for name, size in hall.items() if size < IN_A_HALL[name]} == {}
    grown = page.evaluate(WIDTHS)
    assert max(lines) == 3
    assert max(grown) >= 4
    ratios = [after / before for before, after in zip(lines, grown, strict=True)]
    assert max(ratios) - min(ratios) < 0.01


def test_all_of_it_grows_alike(page: Page, bare: str) -> None:
    """One scale: in a larger place nothing stands in another proportion to the rest."""
    open_lab(page, bare)
    at(page, 1400, 900, 0.8)
    desk = sizes(page)
    at(page, 1920, 1080, 0.8)
    hall = sizes(page)
    ratios = {name: hall[name] / desk[name] for name in desk}
    text = ratios[".lab-title b"]
    assert text > 1.3
    assert {name: ratio for name, ratio in ratios.items() if abs(ratio - text) > 0.01} == {}


@pytest.mark.slow
def test_a_narrow_player_has_text_as_large_as_on_a_desk(page: Page, bare: str) -> None:
    open_lab(page, bare)
    for width, height in ((1024, 768), (800, 768), (390, 844), (360, 640)):
        at(page, width, height, 0.8)
        size = player(page).evaluate("root => parseFloat(getComputedStyle(root).fontSize)")
        assert size == 15, f"{width} × {height}"


@pytest.mark.slow
def test_aa_makes_all_of_it_larger_and_is_in_the_link(page: Page, bare: str) -> None:
    open_lab(page, bare)
    at(page, 1400, 900, 0.8)
    before = sizes(page)
    control = player(page).get_by_role("combobox", name=PLAYER["size"], exact=True)
    expect(control).to_have_value("1")
    page.keyboard.press("]")
    page.keyboard.press("]")
    expect(control).to_have_value("1.4")
    expect(page).to_have_url(re.compile("size=1.4"), timeout=20_000)
    at(page, 1400, 900, 0.8)
    grown = {name: round(size / before[name], 2) for name, size in sizes(page).items()}
    assert {name: times for name, times in grown.items() if abs(times - 1.4) > 0.02} == {}
    page.reload()
    wait_until_ready(page)
    expect(control).to_have_value("1.4")
    page.keyboard.press("[")
    expect(control).to_have_value("1.2")
    control.select_option("1")
    expect(page).not_to_have_url(re.compile("size="), timeout=20_000)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("width", "height", "aa"),
    [
        (1920, 1080, 1), (1920, 1080, 1.2), (1400, 900, 1), (1400, 900, 1.2),
        (1366, 768, 1), (1280, 720, 1), (1024, 768, 1),
    ],
)  # fmt: skip
def test_bar_and_four_pictures_are_in_one_view_and_the_slider_has_room(
    page: Page, server: Server, width: int, height: int, aa: float
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_lab(page, server.url, f"step=20&size={aa:g}")
    wait_for_player(
        page,
        """[...root.querySelectorAll('.lab-plot')].every((plot) =>
            plot.getBoundingClientRect().bottom <= innerHeight
            && Math.abs(plot._fullLayout.height - plot.offsetHeight) < 1)""",
    )
    slider = (
        player(page)
        .locator(".lab-scrubber")
        .evaluate("slider => slider.clientWidth / parseFloat(getComputedStyle(slider).fontSize)")
    )
    assert slider >= 9


@pytest.mark.parametrize(
    ("width", "height", "query"),
    [(1920, 1080, "inside=on&phase=step&step=20"), (1400, 900, "size=1.2"), (1400, 900, "")],
)
def test_of_ten_features_every_curve_is_named_beside_the_picture(
    page: Page, bare: str, width: int, height: int, query: str
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_lab(page, bare, f"dataset=diabetes&standardise=on&learning_rate=0.1&{query}")
    wait_for_player(
        page,
        """(() => {
            const plot = root.querySelector('[data-panel="parameters"] .lab-plot');
            const box = plot.getBoundingClientRect();
            const names = [...plot.querySelectorAll('.legendtext')];
            const isSeen = (name) => name.getBoundingClientRect().bottom <= box.bottom;
            const bar = plot.querySelector('.scrollbar');
            const isScrolled = Number(bar?.getAttribute('height')) > 0;
            return names.length === 11 && names.every(isSeen) && !isScrolled
                && names.every((name) => parseFloat(getComputedStyle(name).fontSize) >= 12);
        })()""",
    )


@pytest.mark.parametrize(
    ("width", "height", "query"),
    [
        (1920, 1080, "size=1.4"), (1400, 900, "size=1.6"),
        (1024, 768, "learning_rate=0.03&step=20"),
        (960, 540, "dataset=longley&standardise=on"),
    ],
)  # fmt: skip
def test_no_picture_is_too_low_to_be_read_and_the_upright_title_is_within_it(
    page: Page, bare: str, width: int, height: int, query: str
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_lab(page, bare, query)
    wait_for_player(
        page,
        """[...root.querySelectorAll('.lab-plot')].every((plot) => {
            const box = plot.getBoundingClientRect();
            const title = plot.querySelector('.ytitle').getBoundingClientRect();
            return box.height >= 8.5 * parseFloat(getComputedStyle(root).fontSize)
                && Math.abs(plot._fullLayout.height - plot.offsetHeight) < 1
                && title.top >= box.top - 1 && title.bottom <= box.bottom + 1;
        })""",
    )
