"""How soon the page Modules is filled, against the lab's first picture; cold, and from there."""

from collections.abc import Callable
from statistics import median

from playwright.sync_api import Browser

from benchmarks.browsers import browsing, visitor
from benchmarks.opening import OPENED, OURS, VISITS, WARM_UP, opener
from benchmarks.row import Row
from benchmarks.turns import spread, take_turns
from components import words
from tools.serve import serving

# Every board has drawn its parts, no widget's script is on its way, and the run is over: its
# boards alone would stand there before the page's last section is.
FILLED = """(
    document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
    && document.querySelector('.lab-graph svg path')
    && document.querySelectorAll('[data-testid=board]').length >= 6
    && [...document.querySelectorAll('[data-testid=board]')].every((board) => board.dataset.ready)
    && !document.querySelector('.stMain [data-testid=stSkeleton]')
) || null"""


def measure() -> list[Row]:
    """Two rows: medians of first visits to both pages, and of the way over, taking turns."""
    with browsing() as browser, serving() as lab:
        tasks = {
            OURS: opener(browser, lab.url, OURS),
            FILLED: opener(browser, f"{lab.url}/modules", FILLED),
            words.PAGES["modules"]: _goer(browser, lab.url),
        }
        times = take_turns(tasks, VISITS, WARM_UP)
    compared = f"the lab's first picture: {spread(times[OURS])}"
    return [
        Row(
            f"{what}, {VISITS} visitors, empty cache; median",
            spread(times[name]),
            compared,
            median(times[name]) / median(times[OURS]),
            at_most=1.5,
        )
        for what, name in (
            ("page Modules opened → filled", FILLED),
            ("from the lab to Modules, filled", words.PAGES["modules"]),
        )
    ]


def _goer(browser: Browser, url: str) -> Callable[[], float]:
    """What goes from the lab to Modules for the first time; returns the same."""

    def go_once() -> float:
        with visitor(browser) as page:
            page.goto(url, wait_until="commit")
            page.evaluate(OPENED, OURS)
            begin = float(page.evaluate("performance.now()"))
            page.get_by_role("link", name=words.PAGES["modules"], exact=True).click()
            return float(page.evaluate(OPENED, FILLED)) - begin

    return go_once
