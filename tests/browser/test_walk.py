"""The walk sees what cannot be read or pressed."""

from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page

from components.lab import link as address
from components.mistakes import link as mistakes_address
from components.modules import link as modules_address
from tests.browser.lab import open_lab
from tests.browser.legible import LEAST_SIZE, unpressable, unreadable
from tests.browser.walk import (
    EVERYTHING,
    USUAL,
    VIEWS,
    Place,
    open_place,
    seen_wrong,
    views,
)
from tools.serve import Server

SPOILT = {
    "cut": ".lab-title { max-width: 20px !important; overflow: hidden; white-space: nowrap }",
    "outside": ".lab-verdict { white-space: nowrap; margin-left: 1300px !important }",
    "small": ".lab-readouts * { font-size: 9px !important }",
    "over": ".lab-readouts div { position: absolute }",
}


@pytest.mark.parametrize("kind", SPOILT)
def test_the_walk_sees_what_is_wrong(page: Page, bare: str, kind: str) -> None:
    open_lab(page, bare, "step=20")
    assert kind not in {f.kind for f in unreadable(page, LEAST_SIZE["usual"])}
    page.add_style_tag(content=SPOILT[kind])
    assert kind in {f.kind for f in unreadable(page, LEAST_SIZE["usual"])}


def test_the_walk_sees_a_button_below_something_else(page: Page, bare: str) -> None:
    open_lab(page, bare)
    assert unpressable(page) == []
    page.evaluate(
        """() => {
            const cover = document.createElement('div');
            cover.style = 'position: fixed; inset: 0 0 auto; height: 70px; z-index: 99';
            document.body.append(cover);
        }"""
    )
    assert {finding.kind for finding in unpressable(page)} == {"covered"}


EVERY = 3  # a third of the views; `make look` has all places in all of them
WALKED = [place for place in EVERYTHING if place.name in USUAL]


@pytest.mark.slow
@pytest.mark.parametrize("place", WALKED, ids=lambda place: place.name)
def test_what_is_walked_each_time_can_be_read_and_pressed(
    page: Page, server: Server, place: Place
) -> None:
    open_place(page, server.url, place)
    walked = views(page, EVERY, WALKED.index(place))
    found = [f"{view}: {one}" for view, least in walked for one in seen_wrong(page, least)]
    assert found == []


def test_what_is_walked_each_time_are_places_of_the_whole_walk_in_all_of_its_views() -> None:
    assert {place.name for place in WALKED} == set(USUAL)
    seen = [view for i, _ in enumerate(WALKED) for view in VIEWS[i % EVERY :: EVERY]]
    assert set(seen) == set(VIEWS)


def test_what_a_place_asks_for_is_taken_but_of_the_bad_link() -> None:
    """A name that is mistyped would be a first page, walked once more."""
    read = {"": address.read, "modules": modules_address.read, "mistakes": mistakes_address.read}
    dropped = {
        place.name
        for place in EVERYTHING
        if read[place.path](dict(parse_qsl(place.query, strict_parsing=bool(place.query))))[-1]
    }
    assert dropped == {"bad link"}
