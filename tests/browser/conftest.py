"""A browser for a worker, and for each test a fresh page that must stay clean."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    ViewportSize,
    expect,
    sync_playwright,
)

from tests.browser.bare import bare_page
from tests.browser.lab import READY_MILLISECONDS
from tests.browser.tabs import Tabs, watch
from tools import browser as chromium

DESK: ViewportSize = {"width": 1400, "height": 900}
EXPECTED = "problems_expected"

OpenPage = Callable[..., Page]

# What is claimed to come is waited for, however busy the machine is.
expect.set_options(timeout=READY_MILLISECONDS)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, for the worker."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def profile(
    playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """A Chromium with a cache, as a visitor who has been here before: pages open twice as fast.

    That there is no Chromium is a failure, never a reason to skip.
    """
    launched = playwright.chromium.launch_persistent_context(
        tmp_path_factory.mktemp("profile"), executable_path=chromium.ensure(), args=chromium.FLAGS
    )
    yield launched
    launched.close()


@pytest.fixture(scope="session")
def tabs(profile: BrowserContext) -> Tabs:
    """That Chromium's tabs."""
    return Tabs(profile)


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that remembers nothing, for what a page cannot be told later: a touch screen."""
    launched = playwright.chromium.launch(executable_path=chromium.ensure(), args=chromium.FLAGS)
    yield launched
    launched.close()


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
    profile: BrowserContext,
    tabs: Tabs,
    page_problems: list[str],
    request: pytest.FixtureRequest,
) -> Iterator[OpenPage]:
    """Opens pages, each as a new person's: `open_page(viewport=…, color_scheme="dark")`."""
    with ExitStack() as at_the_end:

        def open_one(viewport: ViewportSize = DESK, has_touch: bool = False, **media: Any) -> Page:
            if has_touch:
                browser: Browser = request.getfixturevalue("browser")
                context = browser.new_context(has_touch=True, viewport=viewport)
                at_the_end.callback(context.close)
                page = context.new_page()
                watch(page, page_problems)
            else:
                page = tabs.take()
                at_the_end.callback(lambda: page_problems.extend(tabs.give_back(page)))
                page.set_viewport_size(viewport)
            usual = {
                "media": "screen",  # a tab may have been printed before
                "color_scheme": "light",
                "reduced_motion": "no-preference",
            }
            page.emulate_media(**{**usual, **media})
            return page

        yield open_one
    profile.clear_cookies()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A fresh page of 1400 × 900, in light colours."""
    return open_page()
