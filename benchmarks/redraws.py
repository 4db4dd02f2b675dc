"""How fluently it plays: linked redraws a second, against a page that the server redraws."""

from playwright.sync_api import Browser, Page, ViewportSize

from benchmarks.browsers import PAGES, browsing, visitor
from benchmarks.row import Row
from tests.browser.lab import open_lab
from tools.serve import serving

SECONDS = 5
OURS = "document.querySelector('[data-testid=player]').dataset.step"
# The lines of Fit, which glide from state to state where the path swings.
GLIDING = """[...document.querySelectorAll('[data-panel=fit] .js-line')]
  .map((line) => line.getAttribute('d')).join()"""
SWINGING = "learning_rate=0.0279&epochs=200"
ROOM: ViewportSize = {"width": 1920, "height": 1080}
# The step that all three charts show; null while one is missing or shows another step.
NAIVE = """(() => {
  const titles = [...document.querySelectorAll('.gtitle')].map((title) => title.textContent);
  const steps = titles.map((title) => title.split(' ').pop());
  return steps.length === 3 && new Set(steps).size === 1 ? steps[0] : null;
})()"""

# Some changes have been seen: it has got going.
GOING = """async (expression) => {
  const shown = new Function(`return ${expression}`);
  for (let i = 0; i < 5; i += 1) await bench.painted(shown, shown());
}"""

# What is shown is looked at once a frame, so that only what reaches the screen is counted.
COUNT = """([expression, seconds]) => new Promise((resolve) => {
  const shown = new Function(`return ${expression}`);
  const begin = performance.now();
  let before = shown(), frames = 0, changes = 0;
  const look = (now) => {
    const present = shown();
    frames += 1;
    if (present !== null && present !== before) { changes += 1; before = present; }
    if (now - begin < 1000 * seconds) requestAnimationFrame(look);
    else resolve([changes / (now - begin) * 1000, frames / (now - begin) * 1000]);
  };
  requestAnimationFrame(look);
})"""

# Without this the player moves the SVG of a trace itself; it falls back on Plotly.animate where it
# finds none. The calls are counted, to be sure that it does.
ANIMATE_ONLY = """() => {
  for (const plot of document.querySelectorAll('.js-plotly-plot')) {
    plot.querySelector = (selector) => selector.startsWith('.scatterlayer .trace') ? null
      : Element.prototype.querySelector.call(plot, selector);
  }
  const { animate } = Plotly;
  bench.animations = 0;
  Plotly.animate = (...all) => { bench.animations += 1; return animate(...all); };
}"""


def measure() -> list[Row]:
    """States shown a second, ours and the naive page's; and ours if Plotly drew each step."""
    with browsing() as browser:
        with serving() as lab:
            ours, frames = _play(browser, lab.url, animate_only=False)
            slow, _ = _play(browser, lab.url, animate_only=True)
            glides, most = _glide(browser, lab.url)
        with serving(PAGES / "naive.py") as naive, visitor(browser) as page:
            page.goto(naive.url)
            page.wait_for_function(f"() => {NAIVE} !== null")
            theirs, _ = _count(page, NAIVE)
    what = "linked redraws a second, four panels at 1,400 × 900"
    return [
        Row(what, f"{ours:.1f}", f"the screen's own rate: {frames:.1f}", ours, "/s", at_least=50),
        Row("the same, every step by Plotly.animate", f"{slow:.1f}", f"{ours:.1f}", slow, "/s"),
        Row(
            "gliding at twice the speed, at 1,920 × 1,080: frames in which the line has moved",
            f"{glides:.1f}",
            f"the screen's own rate: {most:.1f}",
            glides / most,
            at_least=0.9,
        ),
        Row("the same, three st.plotly_chart", f"{ours:.1f}", f"{theirs:.1f}/s", ours / theirs),
    ]


def _play(browser: Browser, url: str, *, animate_only: bool) -> tuple[float, float]:
    with visitor(browser) as page:
        open_lab(page, url, "epochs=1000")
        if animate_only:
            page.evaluate(ANIMATE_ONLY)
        start_playing(page)
        counted = _count(page, OURS)
        if animate_only and page.evaluate("bench.animations") < 4 * counted[0] * SECONDS:
            raise RuntimeError("the player has found another way past Plotly.animate")
        return counted


def _glide(browser: Browser, url: str) -> tuple[float, float]:
    with visitor(browser) as page:
        page.set_viewport_size(ROOM)
        open_lab(page, url, SWINGING)
        page.locator(".lab-speed").select_option("2")
        page.get_by_role("button", name="Play", exact=True).click()
        return _count(page, GLIDING)


def start_playing(page: Page) -> None:
    """Play the whole run in 10 s."""
    page.locator(".lab-speed").select_option("run")
    page.get_by_role("button", name="Play", exact=True).click()


def _count(page: Page, shown: str) -> tuple[float, float]:
    """States shown and frames drawn a second, once it has got going."""
    page.evaluate(GOING, shown)
    states, frames = page.evaluate(COUNT, [shown, SECONDS])
    return states, frames
