"""A first connection that does not come about: the page says in ten seconds what is in its way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from playwright.sync_api import Locator, Page, expect

from components import words
from tests.browser.blocked_link import BlockedLink
from tests.browser.lab import READY_MILLISECONDS, box, open_lab, wait_until_ready
from tools.serve import Server, serving

SAID_WITHIN = 10_000  # milliseconds after the address was opened
SWALLOWED = None  # instead of a status with which it is refused

# When the sentence is seen for the first time, in milliseconds since the address was opened: by an
# observer, so that one that stood there for a moment is noticed, too.
NOTE_WHEN_SAID = """
window.said = [];
new MutationObserver(() => {
    const sentence = document.getElementById('no-connection');
    const text = sentence && !sentence.hidden ? sentence.textContent : '';
    if (text !== (said.at(-1)?.text ?? '')) said.push({ text, at: performance.now() });
}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
"""


@pytest.fixture
def link(server: Server) -> Iterator[BlockedLink]:
    """Between the browser and a server."""
    with BlockedLink(server.url).running() as running:
        yield cast("BlockedLink", running)


def block(link: BlockedLink, status: int | None) -> None:
    link.refusal, link.is_swallowing = status, status is SWALLOWED


def let_pass(link: BlockedLink) -> None:
    link.refusal, link.is_swallowing = None, False


def open_blocked(page: Page, address: str) -> None:
    page.add_init_script(NOTE_WHEN_SAID)
    page.goto(address, wait_until="commit")


def slow_down(page: Page, milliseconds: int) -> None:
    """Have each answer over HTTP come so much later."""
    slow = {
        "offline": False,
        "latency": milliseconds,
        "downloadThroughput": -1,
        "uploadThroughput": -1,
    }
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)


def wait_for_upgrade(page: Page, link: BlockedLink) -> None:
    """Until the page has tried to open its WebSocket."""
    while not link.upgrades:
        page.wait_for_timeout(10)


def alert(page: Page) -> Locator:
    return page.locator("#no-connection")


def said(page: Page) -> list[dict[str, Any]]:
    """All that was said of a connection, and when; "" where it went."""
    found: list[dict[str, Any]] = page.evaluate("said")
    return found


def expect_said_in_time(page: Page, text: str) -> None:
    page.wait_for_function("() => said.length", timeout=READY_MILLISECONDS)
    first = said(page)[0]
    assert first["text"] == text
    assert first["at"] <= SAID_WITHIN


@pytest.mark.slow
@pytest.mark.problems_expected  # the browser's own words for an upgrade that is refused
@pytest.mark.parametrize("status", [400, 403, 502, SWALLOWED])
def test_that_a_network_blocks_websockets_is_said_within_ten_seconds_until_one_passes(
    page: Page, link: BlockedLink, status: int | None
) -> None:
    block(link, status)
    open_blocked(page, link.url)
    expect_said_in_time(page, words.NO_WEBSOCKET)
    expect(page.get_by_role("alert").filter(has_text=words.NO_WEBSOCKET)).to_be_visible()
    let_pass(link)
    expect(alert(page)).to_be_hidden()
    wait_until_ready(page)
    assert [entry["text"] for entry in said(page)] == [words.NO_WEBSOCKET, ""]


@pytest.mark.slow
@pytest.mark.problems_expected
def test_it_is_said_below_a_base_path_as_well(page: Page) -> None:
    options: dict[str, Any] = {"server.baseUrlPath": "course/lab"}
    with serving(**options) as below, BlockedLink(below.url).running() as running:
        link = cast("BlockedLink", running)
        block(link, 403)
        open_blocked(page, f"{link.url}/course/lab/modules")
        expect_said_in_time(page, words.NO_WEBSOCKET)
        let_pass(link)
        expect(page.get_by_role("heading", name="The autograd graph")).to_be_visible()
        expect(alert(page)).to_be_hidden()
        page.goto("about:blank")  # what it still asks for, it asks while the server is there


@pytest.mark.slow
def test_nothing_is_said_where_the_upgrade_takes_eight_seconds(
    page: Page, link: BlockedLink
) -> None:
    link.seconds_of_upgrade = 8
    open_blocked(page, link.url)
    wait_until_ready(page)
    assert said(page) == []


@pytest.mark.slow
def test_nothing_is_said_on_a_link_on_which_every_answer_is_slow(
    page: Page, link: BlockedLink
) -> None:
    """All take 1.5 s to and fro, and a handshake goes to and fro several times."""
    link.seconds_of_upgrade = 7
    slow_down(page, 1500)
    open_blocked(page, link.url)
    opened = page.wait_for_function(
        "() => document.querySelector('[data-test-connection-state=CONNECTED]')"
        " && performance.now()",
        timeout=READY_MILLISECONDS,
    )
    assert opened.json_value() > SAID_WITHIN, "it was not slow"
    assert said(page) == []


@pytest.mark.slow
@pytest.mark.problems_expected
def test_nothing_is_said_where_one_upgrade_fails_and_the_next_does_not(
    page: Page, link: BlockedLink
) -> None:
    """On a link so slow that the first one comes late, though the browser has the scripts."""
    open_lab(page, link.url)
    link.upgrades = 0
    slow_down(page, 5000)
    block(link, 502)
    open_blocked(page, link.url)
    wait_for_upgrade(page, link)
    asked_at = page.evaluate("performance.now()")
    let_pass(link)
    wait_until_ready(page)
    assert asked_at > SAID_WITHIN, "it was not late"
    assert said(page) == []


@pytest.mark.slow
@pytest.mark.problems_expected
@pytest.mark.parametrize("is_behind_a_proxy", [False, True])
def test_a_server_that_is_away_is_told_apart_from_a_network_that_blocks(
    page: Page, link: BlockedLink, is_behind_a_proxy: bool
) -> None:
    """It goes once the page's scripts have come; else it is the browser that says so."""
    block(link, SWALLOWED)
    open_blocked(page, link.url)
    page.wait_for_load_state("load")
    wait_for_upgrade(page, link)
    link.cut()
    if is_behind_a_proxy:
        link.is_server_away = True
        link.mend()
    expect_said_in_time(page, words.SERVER_AWAY)
    link.is_server_away = False
    link.mend()
    expect(alert(page)).to_have_text(words.NO_WEBSOCKET)  # it is back, and the network as before
    let_pass(link)
    expect(alert(page)).to_be_hidden()
    wait_until_ready(page)


@pytest.mark.slow
@pytest.mark.problems_expected
def test_time_for_which_the_machine_slept_does_not_count(page: Page, link: BlockedLink) -> None:
    """Asleep, nothing of the page runs."""
    block(link, SWALLOWED)
    open_blocked(page, link.url)
    wait_for_upgrade(page, link)
    woke = page.evaluate(
        "() => { const begin = performance.now(); while (performance.now() - begin < 12_000); "
        "return performance.now(); }"
    )
    page.wait_for_function("() => said.length", timeout=READY_MILLISECONDS)
    first = said(page)[0]
    assert first["text"] == words.NO_WEBSOCKET
    assert first["at"] - woke > 9000, "what was said is of the time before"
    let_pass(link)
    wait_until_ready(page)


@pytest.mark.slow
@pytest.mark.problems_expected
def test_it_can_be_read_on_a_phone_and_on_a_large_screen_in_light_and_dark(
    page: Page, link: BlockedLink
) -> None:
    block(link, 403)
    open_blocked(page, link.url)
    sentence = alert(page)
    expect(sentence).to_be_visible()
    for width, height in (390, 844), (1920, 1080), (320, 256):
        page.set_viewport_size({"width": width, "height": height})
        place = box(sentence)
        assert 0 <= place["x"] < place["x"] + place["width"] <= width
        assert 0 <= place["y"] < place["y"] + place["height"] <= height
        assert sentence.evaluate("it => it.scrollWidth <= it.clientWidth")
    papers = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=cast("Any", scheme))
        papers[scheme] = sentence.evaluate("it => getComputedStyle(it).backgroundColor")
    assert papers["light"] == "rgb(255, 255, 255)"
    assert papers["dark"] != papers["light"]
    let_pass(link)
