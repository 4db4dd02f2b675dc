"""The walk: every page, data set and usual state, at every size, the sidebar open and folded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from models.datasets import DATASETS
from tests.browser.lab import READY_MILLISECONDS
from tests.browser.legible import (
    LEAST_SIZE,
    PROJECTOR,
    Finding,
    settle,
    unpressable,
    unreadable,
)

# A projector, a laptop, an old projector, a projector at 200 %, a narrow window, a phone on its
# side, a phone, a small phone.
SIZES = (
    (1920, 1080), (1400, 900), (1024, 768), (960, 540),
    (800, 768), (844, 390), (390, 844), (360, 640),
)  # fmt: skip
SHEET = 768  # below this width Streamlit's sidebar lies over the page, and is folded by itself
# Each size with the sidebar open, where there is room for it, and folded.
VIEWS = tuple(
    (size, is_open)
    for size in SIZES
    for is_open in ((True, False) if size[0] > SHEET else (False,))
)


@dataclass(frozen=True)
class Place:
    """A page in a state: its name, the page's path, and its query."""

    name: str
    path: str
    query: str

    @property
    def url(self) -> str:
        """Below the server's address."""
        return f"/{self.path}?{self.query}"


def _lab(name: str, query: str) -> Place:
    return Place(name, "", query)


# A rate at which something is seen of each kind of data; where none is named, the usual one.
_RATES = {
    "hours": "0.5", "classes": "0.2", "iris_species": "0.5", "diabetes": "0.1", "longley": "0.1",
    "galton": "0.1", "gapminder": "0.1", "tips": "0.1", "norris": "0.1",
}  # fmt: skip


def _of(dataset: str) -> str:
    rate = _RATES.get(dataset)
    return f"dataset={dataset}" + (f"&learning_rate={rate}" if rate else "") + "&step=20"


TWENTY = "learning_rate=0.027&step=20"
PHASES = ("zero_grad", "forward", "loss", "backward", "step")
EVERYTHING = (
    _lab("first sight", ""),
    _lab("after 20 steps", TWENTY),
    _lab("critical", "learning_rate=0.028&step=20"),
    _lab("diverged", "learning_rate=0.03&step=79"),
    _lab("squares, linear loss", f"{TWENTY}&squares=on&log_loss=off"),
    *(_lab(f"data: {name}", _of(name)) for name in DATASETS if name != "tutorial"),
    _lab("diverged: diabetes", "dataset=diabetes&learning_rate=1&step=20"),
    _lab("diverged: raw longley", "dataset=longley&standardise=off&learning_rate=0.01&step=3"),
    _lab("held out", "dataset=galton&standardise=on&held_out=0.2&learning_rate=0.1&step=20"),
    _lab("bad link", "learning_rate=many&epochs=-3&dataset=line&points=x"),
    *(_lab(f"inside: {phase}", f"{TWENTY}&inside=on&phase={phase}") for phase in PHASES),
    _lab("inside: three learners", f"{TWENTY}&inside=on&phase=backward&learners=on"),
    _lab("inside: ten weights", f"{_of('diabetes')}&inside=on&phase=backward"),
    _lab("inside: a class", f"{_of('hours')}&inside=on&phase=loss"),
    Place("modules", "modules", ""),
    Place("modules: a class", "modules", "dataset=hours&learning_rate=0.5&backward=true"),
    Place("mistakes", "mistakes", ""),
    Place("mistakes: to be found", "mistakes", "find=on"),
)
# What each run of the tests walks: places in which nothing may be found. Each is seen in a third of
# the views, and any three that follow one another in all of them.
USUAL = (
    "first sight", "data: scales", "data: own", "modules", "mistakes", "diverged",
    "inside: backward",
)  # fmt: skip


def open_place(page: Page, server_url: str, place: Place) -> None:
    """Open it, and wait until it stands."""
    page.goto(server_url + place.url)
    page.wait_for_function(
        """() => document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'
            && document.querySelector('.stMain')?.innerText.trim()
            && !document.querySelector('[data-testid="stSkeleton"]')
            && [...document.querySelectorAll('[data-testid="player"]')]
                .every((player) => player.dataset.ready === 'true')""",
        timeout=READY_MILLISECONDS,
    )
    settle(page)


def views(page: Page, every: int = 1, first: int = 0) -> Iterator[tuple[str, float]]:
    """The open page at each size, with the sidebar as it comes and the other way round.

    Gives each one's name, and the least size of a text there. every, first: of those, from this one
    on, only each second, third, ….
    """
    for (width, height), is_open in VIEWS[first % every :: every]:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("(width) => innerWidth === width", arg=width)
        least = LEAST_SIZE["projector" if width >= PROJECTOR else "usual"]
        turn_sidebar(page, is_open)
        settle(page)
        yield f"{width} × {height}, sidebar {'open' if is_open else 'folded'}", least


# Pressed again where another width has folded it, or opened it, a moment after it was pressed.
_TURN = """(isOpen) => {
    const sidebar = document.querySelector('.stSidebar');
    const button = isOpen ? '[data-testid="stExpandSidebarButton"]'
        : '[data-testid="stSidebarCollapseButton"] button';
    if ((sidebar.dataset.collapsed !== 'true') !== isOpen) document.querySelector(button)?.click();
    else return (sidebar.getBoundingClientRect().right > 0) === isOpen;
    return false;
}"""


def turn_sidebar(page: Page, is_open: bool) -> None:
    """Open or fold the sidebar, whichever it is not."""
    page.wait_for_function(_TURN, arg=is_open, polling=300)


def seen_wrong(page: Page, least: float) -> list[Finding]:
    """What cannot be read or pressed on the page as it is now, from its top to its end."""
    found = unreadable(page, least)
    for _ in range(6):
        if not _scrolled(page):
            break
        found += [finding for finding in unreadable(page, least) if finding.kind == "over"]
    _to_the_top(page)
    return list(dict.fromkeys(found + unpressable(page)))


def _scrolled(page: Page) -> bool:
    """Scroll on by three quarters of the window; whether that was possible."""
    moved: bool = page.evaluate(
        """() => {
            const main = document.querySelector('.stMain');
            const before = main.scrollTop;
            main.scrollBy({ top: 0.75 * innerHeight, behavior: 'instant' });
            return main.scrollTop > before + 1;
        }"""
    )
    return moved


def _to_the_top(page: Page) -> None:
    page.evaluate(
        "() => document.querySelector('.stMain').scrollTo({ top: 0, behavior: 'instant' })"
    )
