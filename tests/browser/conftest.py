"""A server and a browser for a worker, and for each test a fresh page that must stay clean."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    ViewportSize,
    sync_playwright,
)

from tools import browser as chromium
from tools.free_port import LOOPBACK
from tools.serve import Server, serving

DESK: ViewportSize = {"width": 1400, "height": 900}
EXPECTED = "problems_expected"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The app, served: `server.url`, `server.output()`. No part of any page may fail."""
    with serving() as running:
        yield running
        assert '"event": "fault"' not in running.output()


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
def browser(playwright: Playwright) -> Iterator[Browser]:
    """A Chromium that remembers nothing, for what a page cannot be told later: a touch screen."""
    launched = playwright.chromium.launch(executable_path=chromium.ensure(), args=chromium.FLAGS)
    yield launched
    launched.close()


@pytest.fixture
def page_problems(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """What went wrong in the test's pages; must be empty at its end, unless marked otherwise."""
    problems: list[str] = []
    yield problems
    if request.node.get_closest_marker(EXPECTED) is None:
        assert problems == []


@pytest.fixture
def open_page(
    profile: BrowserContext, page_problems: list[str], request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Opens pages, each as a new person's: `open_page(viewport=…, color_scheme="dark")`."""
    pages: list[Page] = []

    def open_one(viewport: ViewportSize = DESK, has_touch: bool = False, **media: Any) -> Page:
        if has_touch:
            browser: Browser = request.getfixturevalue("browser")
            page = browser.new_context(has_touch=True, viewport=viewport).new_page()
        else:
            page = profile.new_page()
            page.set_viewport_size(viewport)
        page.emulate_media(**{"color_scheme": "light", "reduced_motion": "no-preference", **media})
        pages.append(page)
        watch(page, page_problems)
        return page

    yield open_one
    for page in pages:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.close()
    profile.clear_cookies()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A fresh page of 1400 × 900, in light colours."""
    return open_page()


def watch(page: Page, problems: list[str]) -> None:
    """Note into `problems` each error of `page`, and each request that leaves this machine."""

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            place = message.location["url"]
            problems.append(f"console: {message.text} ({place})")

    def address(url: str) -> None:
        # data: and blob: have no host, and go nowhere.
        if urlsplit(url).hostname not in (None, LOOPBACK):
            problems.append(f"leaves this machine: {url}")

    page.on("console", console)
    page.on("pageerror", lambda error: problems.append(f"error: {error}"))
    page.on("request", lambda request: address(request.url))
    page.on("websocket", lambda socket: address(socket.url))
