"""Tabs that are used again: opening the page in one costs about half of what a new tab costs."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tools.free_port import LOOPBACK

# What a test may leave in a tab for good. A tab in which it did is closed, never used again.
LASTING = [
    "on", "once", "route", "route_from_har", "route_web_socket", "add_init_script",
    "add_locator_handler", "expose_binding", "expose_function", "set_default_timeout",
    "set_default_navigation_timeout", "set_extra_http_headers",
]  # fmt: skip


class Tabs:
    """The tabs of a browser: `take` one that is empty, `give_back` what is not needed any more."""

    def __init__(self, profile: BrowserContext) -> None:
        self._profile = profile
        self._free: list[Page] = []
        self._changed: set[Page] = set()
        self._problems: dict[Page, list[str]] = {}

    def take(self) -> Page:
        """A tab of about:blank, seen, in which nothing is left of another test."""
        page = self._free.pop() if self._free else self._new()
        page.bring_to_front()  # what is not seen is not drawn
        return page

    def give_back(self, page: Page) -> list[str]:
        """Empty the tab, or close it if something in it would last; what went wrong in it."""
        if page.url.startswith("http") and not page.is_closed():
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
        found = list(self._problems[page])
        if page in self._changed or page.is_closed():
            page.close()
            self._changed.discard(page)
            del self._problems[page]
        else:
            page.goto("about:blank")
            page.mouse.move(0, 0)  # where it is in a new tab
            self._problems[page].clear()
            self._free.append(page)
        return found

    def _new(self) -> Page:
        page = self._profile.new_page()
        self._problems[page] = []
        watch(page, self._problems[page])
        for name in LASTING:
            setattr(page, name, self._noting(page, getattr(page, name)))
        return page

    def _noting(self, page: Page, call: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*args: Any, **named: Any) -> Any:
            self._changed.add(page)
            return call(*args, **named)

        return noted


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
