"""No label of a picture is cut off at its edge, at a desk or on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.lab import open_lab, wait_until_at_rest

# Data whose ticks stand at the very ends of their axes, high powers of ten among them.
LINKS = [f"dataset={name}" for name in ("diabetes", "gapminder", "norris", "iris", "hours")]
SIZES = [(1400, 900), (390, 844)]
# Of each text of each picture: what it says, and how far it is from each edge, in pixels. Of what
# stands among the points the edge is that of the axes; what is wholly behind it waits, unseen.
TEXTS = """() => [...document.querySelectorAll('.js-plotly-plot')].flatMap((plot) => {
    const box = (selector) => plot.querySelector(selector).getBoundingClientRect();
    const [picture, axes] = [box('.main-svg'), box('.nsewdrag[data-subplot=xy]')];
    return [...plot.querySelectorAll('.main-svg text')]
        .map((text) => [text, text.getBoundingClientRect()])
        .filter(([, { width }]) => width > 0)
        .map(([text, { top, bottom, left, right }]) => {
            const edge = text.closest('.scatterlayer') ? axes : picture;
            const isSeen = edge === picture || (right > edge.left && left < edge.right
                && bottom > edge.top && top < edge.bottom);
            return isSeen && [text.textContent, top - edge.top, edge.bottom - bottom,
                left - edge.left, edge.right - right];
        })
        .filter((seen) => seen);
})"""


@pytest.mark.slow
def test_every_text_of_every_picture_is_within_it(page: Page, bare: str) -> None:
    for link in LINKS:
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            open_lab(page, bare, link)
            wait_until_at_rest(page)
            texts: list[list[Any]] = page.evaluate(TEXTS)
            assert len(texts) > 30
            cut = [[said, *room] for said, *room in texts if min(room) < 0]
            assert cut == [], f"{link} at {width} × {height}"
