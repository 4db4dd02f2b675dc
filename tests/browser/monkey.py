"""A random visitor in a real browser: `make monkey SECONDS=600 SEED=7`.

What went wrong is told with the actions before it, and can be done again:
`python -m tests.browser.monkey --replay FILE`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import DESK
from tests.browser.seen import Seen
from tests.browser.tabs import watch
from tests.browser.visitor import Action, Visitor, read, told
from tests.browser.whims import VISITORS, Whims
from tools import browser as chromium
from tools.serve import Server, serving

LOOK_EVERY = 5  # actions: then all is looked at


def run(
    page: Page, server: Server, problems: list[str], visitor: str, seed: int, seconds: float
) -> None:
    """Let a monkey loose on a fresh page; AssertionError, with seed and actions, if it fails."""
    print(f"monkey: {visitor}, seed {seed}, {seconds:g} s")
    monkey = Visitor(page, server, problems)
    try:
        monkey.perform("open", "/")
        fresh = monkey.look()
        go_wild(monkey, seconds, VISITORS[visitor](Whims(monkey, seed)))
        assert_fresh_after_reset(monkey, fresh)
    except Exception as failure:  # a fault of its own as well: without the seed it is lost
        at = urlsplit(page.url)
        raise AssertionError(
            f"seed {seed}, {visitor}, after {len(monkey.actions)} actions at "
            f"{at.path}?{at.query}: {type(failure).__name__}: {failure}\n"
            f"Actions:\n{told(monkey.actions)}"
        ) from failure
    print(f"monkey: {visitor}, seed {seed}: {len(monkey.actions)} actions, all well")


def go_wild(monkey: Visitor, seconds: float, act: Callable[[], None]) -> None:
    """Act for so long, and look every few actions, and at the end."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for _ in range(LOOK_EVERY):
            act()
        monkey.look()


def assert_fresh_after_reset(monkey: Visitor, fresh: Seen) -> None:
    """After Reset, the lab is the page that a new visitor finds."""
    monkey.perform("resize", *map(str, (DESK["width"], DESK["height"])))
    if not monkey.page.locator(".st-key-reset button").count():
        monkey.perform("lab")
        monkey.look()
    monkey.perform("reset")
    seen = monkey.look()
    # Which rows are in sight, and so have their numbers, depends on where one has scrolled.
    same = [name for name in fresh if name not in ("words", "rows")]
    differences = [name for name in same if seen[name] != fresh[name]]
    assert not differences, [(name, seen[name], fresh[name]) for name in differences]


def replay(monkey: Visitor, actions: Sequence[Action]) -> Seen:
    """Do the same again, with time for the page to answer between; returns what is seen then."""
    for action in actions:
        monkey.perform(*action)
        monkey.page.wait_for_timeout(100)
    return monkey.look()


def main() -> None:
    """Runs one visitor for a while, or replays one's actions; ends with 1 where something fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.monkey", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--visitor", choices=sorted(VISITORS), default="anything")
    parser.add_argument("--replay", type=Path, help="a file of actions, one a line")
    asked = parser.parse_args()
    with serving() as server, sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(chromium.ensure()), args=chromium.FLAGS
        )
        try:
            problems: list[str] = []
            page = launched.new_page(viewport=DESK)
            watch(page, problems)
            if asked.replay:
                replay(Visitor(page, server, problems), read(asked.replay.read_text()))
            else:
                run(page, server, problems, asked.visitor, asked.seed, asked.seconds)
        except AssertionError as failure:
            sys.exit(str(failure))
        finally:
            launched.close()


if __name__ == "__main__":
    main()
