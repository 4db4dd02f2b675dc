"""How soon a slider is answered: from the key to all four pictures, against one st.plotly_chart."""

from collections.abc import Callable
from statistics import median

from playwright.sync_api import Page

from benchmarks.browsers import PAGES, browsing, visitor
from benchmarks.row import Row
from benchmarks.turns import spread, take_turns
from tests.browser.lab import open_lab
from tools.serve import serving

MOVES, WARM_UP = 19, 3
STILL = 500  # milliseconds: what a page does after a move, at rest, is no part of the next one
START = 0.001  # 22 moves go to 0.0126, each to a rate that this server has never trained
OURS = "document.querySelector('[data-testid=player]').dataset.film"
THEIRS = "document.querySelector('.gtitle')?.textContent ?? null"

ARM = """(expression) => {
  const shown = new Function(`return ${expression}`);
  const before = shown();
  bench.answer = new Promise((resolve, reject) => addEventListener('keydown', (key) => {
    bench.painted(shown, before).then((now) => resolve(now - key.timeStamp), reject);
  }, { capture: true, once: true }));
}"""


def measure() -> list[Row]:
    """One row: the medians of as many moves on both pages, taking turns."""
    with (
        browsing() as browser,
        serving() as lab,
        serving(PAGES / "slider.py") as least,
        visitor(browser) as ours,
        visitor(browser) as theirs,
    ):
        open_lab(ours, lab.url, f"learning_rate={START}")
        theirs.goto(least.url)
        theirs.wait_for_function(f"() => {THEIRS} !== null")
        tasks = {OURS: _mover(ours, OURS), THEIRS: _mover(theirs, THEIRS)}
        times = take_turns(tasks, MOVES, WARM_UP)
    return [
        Row(
            f"slider moved to a new rate → four pictures, {MOVES} moves, none cached; median",
            spread(times[OURS]),
            f"a slider and one st.plotly_chart: {spread(times[THEIRS])}",
            median(times[OURS]) / median(times[THEIRS]),
            at_most=2,
        )
    ]


def _mover(page: Page, shown: str) -> Callable[[], float]:
    """What moves the slider one rate up, and returns the milliseconds until that is painted."""
    thumb = page.get_by_role("slider", name="Learning rate")

    def move() -> float:
        page.bring_to_front()
        thumb.focus()
        page.evaluate(ARM, shown)
        page.keyboard.press("ArrowRight")
        answer = float(page.evaluate("bench.answer"))
        page.evaluate("milliseconds => bench.still(milliseconds)", STILL)
        return answer

    return move
