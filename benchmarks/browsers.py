"""A Chromium for measurements: one browser, fresh visitors, and a clock inside their pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools import browser as chromium

PAGES = Path(__file__).parent / "pages"
DESK: ViewportSize = {"width": 1400, "height": 900}

# What a page shows is given as an expression: null while it shows nothing worth the name. It is
# asked at each animation frame. A change is complete one frame later, when it has been painted;
# the time is asked then, as the one that requestAnimationFrame hands over can lie long before.
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
