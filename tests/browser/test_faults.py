"""A server in trouble: what fails is said in its place, and the rest of the page works."""

import json
import subprocess
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from components import words
from models.experiment import SETTINGS, Experiment
from tests.browser.lab import (
    READY_MILLISECONDS,
    button,
    open_lab,
    panel,
    player,
    query_of,
    wait_until_playing,
    wait_until_ready,
)
from tests.browser.test_lost_connection import bring_file
from tools.serve import APP, ROOT, Server, serving, serving_within

SAID = "what only the log may say"
# Put before the app: parts of it fail, on purpose.
BROKEN = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from components.lab import sidebar
from components.mistakes import page as mistakes_page
from components.views import presentation

def fails(*_, **__):
    raise RuntimeError({SAID!r})

presentation.surface = sidebar._start = mistakes_page._sidebar = fails
"""


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, in which the loss surface, the settings of the start and all mistakes fail."""
    source = APP.read_text("utf-8").replace('"components/', f'"{ROOT}/components/')
    script = tmp_path_factory.mktemp("broken") / "app.py"
    script.write_text(BROKEN + source, encoding="utf-8")
    with serving(script) as server:
        yield server


@pytest.mark.slow
def test_a_part_that_fails_says_so_in_its_place_and_the_rest_plays(
    page: Page, broken: Server
) -> None:
    drawn = Experiment(dataset="drawn", points=((0.15625, 1.0), (2.0, 3.375), (4.0, 4.0)))
    open_lab(page, broken.url, query_of(drawn))
    open_lab(page, broken.url, query_of(Experiment(learning_rate=0.02)))
    said = [
        line.text_content() for line in panel(page, "surface").locator(".annotation tspan").all()
    ]
    assert said == list(words.FAULTS["panel"])
    assert panel(page, "surface").get_by_role("img").first.get_attribute("aria-label") == " ".join(
        words.FAULTS["panel"]
    )
    expect(page.locator(".stSidebar").get_by_role("alert")).to_have_text(words.FAULTS["widgets"])
    button(page, "Play").click()
    wait_until_playing(page)
    for name in ("fit", "loss", "parameters"):
        assert panel(page, name).locator(".scatterlayer path.js-line").count() > 0
    # The settings that did not fail work, and so does the link.
    page.get_by_role("spinbutton", name=SETTINGS["epochs"].label, exact=True).fill("40")
    page.keyboard.press("Enter")
    expect(player(page)).to_have_attribute("data-steps", "40", timeout=READY_MILLISECONDS)
    page.wait_for_function("() => location.search.includes('epochs=40')")
    page.reload()
    wait_until_ready(page)

    logged = [json.loads(line) for line in broken.output().splitlines() if '"fault"' in line]
    told = [(fault["part"], fault["query"]) for fault in logged]
    for query in ("dataset=drawn", "learning_rate=0.02", "learning_rate=0.02&epochs=40"):
        assert told.count(("panel surface", query)) == 1
        assert told.count(("settings of start", query)) == 1
    assert len(told) == 7, "the seventh is of the first picture, which the server drew for itself"
    assert all("fails" in fault["traceback"] for fault in logged)
    assert "0.15625" not in broken.output()


@pytest.mark.slow
def test_what_ends_a_page_is_in_the_log_and_not_on_the_page(page: Page, broken: Server) -> None:
    page.goto(f"{broken.url}/mistakes")
    box = page.get_by_test_id("stException")
    expect(box).to_be_visible(timeout=READY_MILLISECONDS)
    seen = page.locator("body").inner_text()
    for hidden in (SAID, "RuntimeError", "Traceback", ".py", "Google", "ChatGPT"):
        assert hidden not in seen
    assert box.get_by_role("link").count() == 0
    assert f"RuntimeError: {SAID}" in broken.output()


# What a shell runs the server in; $@ is the server.
FULL_DISK = "exec > >(cat) 2>&1; ulimit -f 0"  # each write to a file fails; the log is a pipe
READ_ONLY = (
    "awk '{print $2}' /proc/mounts | while read -r place; do"
    ' mount -o remount,bind,ro "$place" 2>/dev/null; done'
)
CANNOT_WRITE = (
    'name=$(mktemp -u); if bash -c "echo text >$name" 2>/dev/null;'
    ' then echo "it can write"; exit 1; fi; rm -f "$name" 2>/dev/null'
)


def without_a_disk(how: str) -> list[str]:
    """The command that runs another where nothing can be written.

    Where no file system may be mounted, as for a user who is not root, read-only is what a full
    disk is: every write fails.
    """
    apart = ["unshare", "--mount"]
    may_mount = subprocess.run([*apart, "true"], capture_output=True).returncode == 0
    if how == "read-only" and may_mount:
        return [*apart, "bash", "-c", f'{READ_ONLY}; {CANNOT_WRITE}; exec "$@"', "bash"]
    return ["bash", "-c", f'{FULL_DISK}; {CANNOT_WRITE}; exec "$@"', "bash"]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["full", "read-only"])
def test_a_server_that_cannot_write_serves_the_page_and_takes_a_file(page: Page, how: str) -> None:
    with serving_within(without_a_disk(how)) as server:
        bring_file(page, server.url)
        button(page, "Play").click()
        wait_until_playing(page)
        assert "Traceback" not in server.output()
        page.goto("about:blank")  # before the server ends, which the page would notice
