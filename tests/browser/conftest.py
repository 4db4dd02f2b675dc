"""A server and a browser for a worker, and for each test a fresh page that must stay clean."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright

from tools import browser as chromium
from tools.free_port import LOOPBACK
from tools.serve import Server, serving

DESK: ViewportSize = {"width": 1400, "height": 900}
EXPECTED = "problems_expected"

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The app, served: `server.url`, `server.output()`."""
    with serving() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium. That there is none is a failure, never a reason to skip."""
    path = chromium.ensure()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
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
def open_page(browser: Browser, page_problems: list[str]) -> Iterator[OpenPage]:
    """Opens pages, each a person of its own: `open_page(viewport=…, color_scheme="dark")`."""
    contexts = []

    def open_one(**options: Any) -> Page:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        page = context.new_page()
        watch(page, page_problems)
        return page

    yield open_one
    for context in contexts:
        context.close()


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
