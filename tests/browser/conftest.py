"""The browsers of a worker, and for each test a fresh page that must stay clean."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    BrowserContext,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.bare import bare_page
from tests.browser.lab import READY_MILLISECONDS
from tests.browser.profiles import Profiles

DESK: ViewportSize = {"width": 1400, "height": 900}
EXPECTED = "problems_expected"

OpenPage = Callable[..., Page]

# What is claimed to come is waited for, however busy the machine is.
expect.set_options(timeout=READY_MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What fails in a browser is tried once more, and told as "rerun": a long run on a busy machine
    should not be lost to one race. Each of them is a fault of the page or of its test, to be found.
    """
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, for the worker."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def profiles(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Profiles]:
    """The worker's browsers."""
    launched = Profiles(playwright, tmp_path_factory.mktemp("profiles"))
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def profile(profiles: Profiles) -> BrowserContext:
    """The one without touch."""
    return profiles.profile()


@pytest.fixture(scope="session")
def bare() -> Iterator[str]:
    """The address of a page that holds the player alone: `open_lab(page, bare, query)`."""
    with bare_page() as address:
        yield address


@pytest.fixture
def page_problems(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """What went wrong in the test's pages; must be empty at its end, unless marked otherwise."""
    problems: list[str] = []
    yield problems
    if request.node.get_closest_marker(EXPECTED) is None:
        assert problems == []


@pytest.fixture
def open_page(
    profiles: Profiles,
    page_problems: list[str],
) -> Iterator[OpenPage]:
    """Opens pages, each as a new person's: `open_page(viewport=…, color_scheme="dark")`."""
    with ExitStack() as at_the_end:

        def open_one(viewport: ViewportSize = DESK, has_touch: bool = False, **media: Any) -> Page:
            tabs = profiles.tabs(has_touch)
            page = tabs.take()
            at_the_end.callback(lambda: page_problems.extend(tabs.give_back(page)))
            page.set_viewport_size(viewport)
            usual = {
                "media": "screen",  # a tab may have been printed before
                "color_scheme": "light",
                "reduced_motion": "no-preference",
                "forced_colors": "none",
            }
            page.emulate_media(**{**usual, **media})
            return page

        yield open_one
    profiles.forget()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A fresh page of 1400 × 900, in light colours."""
    return open_page()
