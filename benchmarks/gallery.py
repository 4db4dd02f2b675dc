"""How soon the gallery of data stands: from the press to all pictures, against a list of names."""

from collections.abc import Callable
from statistics import median

from playwright.sync_api import Browser, Locator, Page

from benchmarks.browsers import PAGES, browsing, visitor
from benchmarks.row import Row
from benchmarks.turns import spread, take_turns
from components.words import GALLERY
from models.datasets import DATASETS
from tools.serve import serving

VISITS, WARM_UP = 9, 1
SOON = 300  # milliseconds
STILL = 500  # what a page does as it opens is no part of it
# What has been painted: all pictures of the gallery, or the first names of the list.
OURS = f"document.querySelectorAll('dialog .gallery-picture').length === {len(DATASETS)} || null"
THEIRS = "document.querySelector('[role=listbox] [role=option]') && true"
ARM = """(expression) => {
  const shown = new Function(`return ${expression}`);
  bench.answer = new Promise((resolve, reject) => addEventListener('pointerdown', (press) => {
    bench.painted(shown).then((now) => resolve(now - press.timeStamp), reject);
  }, { capture: true, once: true }));
}"""


def measure() -> list[Row]:
    """Two rows, by a visitor's first press and by the second: medians, taking turns."""
    first: dict[str, list[float]] = {OURS: [], THEIRS: []}
    with (
        browsing() as browser,
        serving() as lab,
        serving(PAGES / "choice.py") as least,
    ):
        tasks = {
            OURS: _opener(browser, lab.url, OURS, _gallery, first[OURS]),
            THEIRS: _opener(browser, least.url, THEIRS, _list, first[THEIRS]),
        }
        again = take_turns(tasks, VISITS, WARM_UP)
    first = {name: times[WARM_UP:] for name, times in first.items()}
    return [_row("first", first), _row("second", again)]


def _row(which: str, times: dict[str, list[float]]) -> Row:
    return Row(
        f"gallery pressed → all {len(DATASETS)} pictures, a visitor's {which} time; median",
        spread(times[OURS]),
        f"the list of an st.selectbox: {spread(times[THEIRS])}",
        median(times[OURS]),
        "ms",
        at_most=SOON,
    )


def _gallery(page: Page) -> Locator:
    return page.get_by_role("button", name=GALLERY["open"], exact=True)


def _list(page: Page) -> Locator:
    return page.get_by_role("combobox")


def _opener(
    browser: Browser, url: str, shown: str, opener: Callable[[Page], Locator], first: list[float]
) -> Callable[[], float]:
    """What opens it twice as a new visitor: notes the first time, returns the second one, in ms."""

    def press(page: Page) -> float:
        page.evaluate("milliseconds => bench.still(milliseconds)", STILL)
        page.evaluate(ARM, shown)
        opener(page).click()
        answer = float(page.evaluate("bench.answer"))
        page.keyboard.press("Escape")
        return answer

    def open_twice() -> float:
        with visitor(browser) as page:
            page.goto(url)
            opener(page).wait_for()
            first.append(press(page))
            return press(page)

    return open_twice
