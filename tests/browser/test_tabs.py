"""A tab that is used again holds nothing of the test before."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.tabs import Tabs
from tools.serve import Server

# Of the server, and at once there.
QUICK = "_stcore/health"
LEFT = """() => {
    localStorage.left = sessionStorage.left = globalThis.left = 'left';
    console.error('left');
}"""


@pytest.fixture
def tabs(profile: BrowserContext) -> Tabs:
    """Tabs of the test's own."""
    return Tabs(profile)


def test_a_tab_is_used_again_and_empty(tabs: Tabs, server: Server) -> None:
    page = tabs.take()
    page.goto(f"{server.url}/{QUICK}")
    page.evaluate(LEFT)
    (problem,) = tabs.give_back(page)
    assert problem.startswith("console: left")
    assert tabs.take() is page
    page.goto(f"{server.url}/{QUICK}")
    assert page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("() => 'left' in globalThis") is False
    assert tabs.give_back(page) == []
    tabs.take().close()


def test_a_tab_in_use_is_nobody_elses(tabs: Tabs) -> None:
    first, second = tabs.take(), tabs.take()
    assert first is not second
    assert second.evaluate("() => document.visibilityState") == "visible"
    first.close()
    assert tabs.give_back(first) == []
    second.close()


CHANGES: list[Callable[[Page], object]] = [
    lambda page: page.on("request", lambda request: None),
    lambda page: page.route("**/*", lambda route: route.abort()),
    lambda page: page.route_web_socket("**", lambda socket: None),
    lambda page: page.add_init_script("globalThis.left = 1"),
    lambda page: page.set_default_timeout(1),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_tab_that_was_changed_for_good_is_closed(
    tabs: Tabs, change: Callable[[Page], object]
) -> None:
    page = tabs.take()
    change(page)
    tabs.give_back(page)
    assert page.is_closed()
    other = tabs.take()
    assert other is not page
    other.close()
