"""The page where it is hard to reach: below a path, without a last "/", or without a connection."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from components import words
from tests.browser.lab import READY_MILLISECONDS, open_lab, wait_until_ready
from tools.serve import Server, serving

# A websocket that neither opens nor fails, until it is let through: as one whose upgrade a proxy
# holds back.
HELD = """
(() => {
  const Real = window.WebSocket;
  let isHeld = true;
  window.letThrough = () => { isHeld = false; };
  window.WebSocket = function (...given) {
    if (!isHeld) return new Real(...given);
    return { readyState: 0, binaryType: '', close() {}, send() {}, addEventListener() {} };
  };
  Object.assign(window.WebSocket, { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 });
})();
"""


@pytest.mark.slow
def test_a_connection_that_does_not_come_about_is_said_and_the_sentence_goes_with_it(
    page: Page, server: Server
) -> None:
    page.add_init_script(HELD)
    page.goto(server.url)
    sentence = page.get_by_text(words.NO_WEBSOCKET)
    expect(sentence).to_be_visible(timeout=15_000)
    page.evaluate("letThrough()")
    expect(sentence).to_be_hidden(timeout=READY_MILLISECONDS)
    wait_until_ready(page)


def test_a_page_that_is_connected_says_nothing_of_it(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    expect(page.locator("#no-connection")).to_be_hidden()


@pytest.mark.slow
def test_below_a_base_path_there_are_pictures(page: Page) -> None:
    options: dict[str, Any] = {"server.baseUrlPath": "course/lab"}
    graph = page.get_by_role("heading", name="The autograd graph")
    with serving(**options) as below:
        page.goto(f"{below.url}/course/lab?learning_rate=0.02")
        wait_until_ready(page)
        assert urlsplit(page.url).path == "/course/lab/"
        page.get_by_role("link", name=words.PAGES["modules"]).click()
        expect(graph).to_be_visible(timeout=READY_MILLISECONDS)
        assert urlsplit(page.url).path == "/course/lab/modules"
        page.reload()
        expect(graph).to_be_visible(timeout=READY_MILLISECONDS)
        page.goto("about:blank")  # what it still asks for, it asks while the server is there


@pytest.mark.slow
@pytest.mark.problems_expected  # what is asked for before it gets there
def test_a_prefix_that_a_proxy_takes_away_gets_its_last_slash(page: Page, server: Server) -> None:
    """The proxy is the browser's: it asks the server's root for what is below the prefix."""

    def without_prefix(route: Route) -> None:
        path = route.request.url.removeprefix(f"{server.url}/statistics")
        route.fulfill(response=route.fetch(url=f"{server.url}/{path.lstrip('/')}"))

    page.route(f"{server.url}/statistics**", without_prefix)
    page.goto(f"{server.url}/statistics?step=3", wait_until="commit")
    page.wait_for_url(f"{server.url}/statistics/?step=3")
