"""No label of a picture is cut off at its edge, at a desk or on a phone."""

from typing import Any

from playwright.sync_api import Page

from tests.browser.lab import open_lab, wait_until_at_rest

# Data whose ticks stand at the very ends of their axes, high powers of ten among them.
LINKS = [f"dataset={name}" for name in ("diabetes", "gapminder", "norris", "iris", "hours")]
SIZES = [(1400, 900), (390, 844)]
# Of each text of each picture: what it says, and how far it is from each edge, in pixels.
TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap((plot) => {
    const edge = plot.querySelector('.main-svg').getBoundingClientRect();
    return [...plot.querySelectorAll('.main-svg text')]
        .map((text) => [text.textContent, text.getBoundingClientRect()])
        .filter(([, box]) => box.width > 0)
        .map(([said, box]) => [said, box.top - edge.top, edge.bottom - box.bottom,
            box.left - edge.left, edge.right - box.right]);
})"""


def test_every_text_of_every_picture_is_within_it(page: Page, bare: str) -> None:
    for link in LINKS:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            open_lab(page, bare, link)
            wait_until_at_rest(page)
            texts: list[list[Any]] = page.evaluate(TEXTS)
            assert len(texts) > 30
            cut = [said for said, *room in texts if min(room) < 0]
            assert cut == [], f"{link} at {width} × {height}"
