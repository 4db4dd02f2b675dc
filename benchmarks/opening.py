"""How soon the page is there: from its address to the first complete picture, against one chart."""

from collections.abc import Callable
from statistics import median

from playwright.sync_api import Browser

from benchmarks.browsers import PAGES, browsing, visitor
from benchmarks.row import Row
from benchmarks.turns import spread, take_turns
from tools.serve import serving

VISITS, WARM_UP = 11, 2
OURS = """document.querySelector('[data-testid=player][data-ready="true"]')"""
THEIRS = "document.querySelector('.js-plotly-plot .scatterlayer .trace path')"
OPENED = """(expression) => bench.painted(new Function(`return ${expression}`))"""


def measure() -> list[Row]:
    """One row: the medians of as many first visits to both pages, taking turns."""
    with (
        browsing() as browser,
        serving() as lab,
        serving(PAGES / "chart.py") as least,
    ):
        tasks = {
            OURS: opener(browser, lab.url, OURS),
            THEIRS: opener(browser, least.url, THEIRS),
        }
        times = take_turns(tasks, VISITS, WARM_UP)
    return [
        Row(
            f"page opened → first picture complete, {VISITS} visitors, empty cache; median",
            spread(times[OURS]),
            f"one st.plotly_chart: {spread(times[THEIRS])}",
            median(times[OURS]) / median(times[THEIRS]),
            at_most=1.3,
        )
    ]


def opener(browser: Browser, url: str, shown: str) -> Callable[[], float]:
    """What opens the page as a new visitor; returns milliseconds on the page's own clock."""

    def open_once() -> float:
        with visitor(browser) as page:
            page.goto(url, wait_until="commit")
            return float(page.evaluate(OPENED, shown))

    return open_once
