"""A Chromium for measurements: one browser, fresh visitors, and a clock inside their pages."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools import browser as chromium

PAGES = Path(__file__).parent / "pages"
DESK: ViewportSize = {"width": 1400, "height": 900}

STILL_SECONDS, MOST_SECONDS = 1.0, 60.0

# What a page shows is given as an expression: null while it shows nothing worth the name. It is
# asked at each animation frame. A change is complete one frame later, when it has been painted;
# the time is asked then, as the one that requestAnimationFrame hands over can lie long before.
# A page is still once nothing of it has changed for so long.
CLOCK = """
globalThis.bench = {
  frame: () => new Promise((run) => requestAnimationFrame(() => run(performance.now()))),
  async painted(shown, before = null) {
    let late = false;
    const timer = new Promise((_, fail) => setTimeout(() => {
      late = true;
      fail(new Error(`still ${shown()} after a minute`));
    }, 60_000));
    const change = async () => {
      while (!late && (shown() === null || shown() === before)) await bench.frame();
      return bench.frame();
    };
    return Promise.race([change(), timer]);
  },
  still: (milliseconds) => new Promise((resolve, fail) => {
    const end = performance.now() + 60_000;
    let timer;
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      if (performance.now() < end) timer = setTimeout(done, milliseconds);
      else { observer.disconnect(); fail(new Error('still changing after a minute')); }
    });
    const done = () => { observer.disconnect(); resolve(); };
    observer.observe(document, {
      subtree: true, childList: true, attributes: true, characterData: true,
    });
    timer = setTimeout(done, milliseconds);
  }),
};
"""


@contextmanager
def browsing() -> Iterator[Browser]:
    """A headless Chromium without GPU."""
    path = chromium.ensure()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=chromium.FLAGS)
        yield launched
        launched.close()


@contextmanager
def visitor(browser: Browser) -> Iterator[Page]:
    """A page of a visitor who has never been here: nothing cached, no cookie."""
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.add_init_script(CLOCK)
    yield page
    context.close()


def wait_until_still(page: Page, count: Callable[[], object]) -> None:
    """Until what is counted, as bytes that come, has been the same for a second.

    Raises RuntimeError where it is not within a minute.
    """
    begin = since = time.monotonic()
    before = count()
    while time.monotonic() < since + STILL_SECONDS:
        page.wait_for_timeout(100)  # in which events come, and are counted
        if count() != before:
            since, before = time.monotonic(), count()
        if time.monotonic() > begin + MOST_SECONDS:
            raise RuntimeError(f"not still after {MOST_SECONDS:g} s: {before}")
