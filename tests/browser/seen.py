"""What is seen of the page, all of it at one moment, once it has come to rest."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Error, Page

from components import words
from tests.browser import rows_and_cards

SETTLE_MILLISECONDS = 90_000  # training of 5,000 epochs on a machine that others use, too
STILL_MILLISECONDS = 700  # longer than the player waits before it reports a step

# Reads all at once: the player shows one step at one moment. window.held is set by own_files.py.
_SEEN = """() => {
    const root = document.querySelector('[data-testid="player"]');
    const text = (element) => element?.textContent ?? '';
    const app = document.querySelector('[data-testid="stApp"]');
    const inside = root?.classList.contains('lab-inside');
    const named = (list) => Object.fromEntries(list);
    return {
        path: location.pathname.replaceAll('/', ''),
        query: named(new URLSearchParams(location.search)),
        connection: app?.getAttribute('data-test-connection-state') ?? '',
        script: app?.getAttribute('data-test-script-state') ?? '',
        exceptions: [...document.querySelectorAll('[data-testid="stException"]')].map(text),
        alerts: [...document.querySelectorAll('[data-testid="stAlert"]')].map(text),
        sidebar: text(document.querySelector('[data-testid="stSidebarUserContent"]')),
        words: text(document.querySelector('[data-testid="stMain"]')),
        tables: [...document.querySelectorAll('.lab-told-table')].map((table) =>
            [...table.rows].map((row) => [...row.cells].map(text))),
        fields: named([...document.querySelectorAll('input[type=number]')]
            .filter((field) => field !== document.activeElement && field.ariaInvalid !== 'true')
            .map((field) => [field.ariaLabel, field.value])),
        slider: document.querySelector('.stSidebar input[type=range]')?.ariaValueText ?? '',
        ...(ROWS_AND_CARDS)(document),
        held: window.held ?? null,
        encoding: document.querySelector('.st-key-own_encoding input')?.value,
        player: root && {
            film: root.dataset.film, ready: root.dataset.ready, step: root.dataset.step,
            phase: inside ? root.querySelector('[aria-current=step]')?.dataset.phase : null,
            speed: root.querySelector('.lab-speed')?.value,
            pressed: [...root.querySelectorAll('[aria-pressed=true]')].map(text),
            ranges: named([...root.querySelectorAll('.lab-panels figure')].map((figure) => {
                const { xaxis, yaxis } = figure.querySelector('.lab-plot')._fullLayout ?? {};
                return [figure.dataset.panel, [xaxis, yaxis].map((axis) => axis?.range)];
            })),
            of: text(root.querySelector('.lab-counter .lab-of:nth-child(3)')),
            verdict: text(root.querySelector('.lab-verdict')),
            readouts: named([...root.querySelectorAll('[data-series]')].map((cell) =>
                [cell.dataset.series, text(cell)])),
            now: named([...root.querySelectorAll('.lab-panels figure')].map((figure) =>
                [figure.dataset.panel, text(figure.querySelector('.lab-now'))])),
            said: named([...root.querySelectorAll('.lab-panels figure')].map((figure) =>
                [figure.dataset.panel, figure.querySelector('[role=img]')?.ariaLabel])),
        },
    };
}"""

_SEEN = _SEEN.replace("ROWS_AND_CARDS", rows_and_cards.SEEN)
Seen = dict[str, Any]


def glance(page: Page) -> Seen:
    """What is seen now, of a page that has come to rest."""
    seen: Seen = page.evaluate(_SEEN)
    return seen


def settled(page: Page, patience: float = SETTLE_MILLISECONDS) -> Seen:
    """What is seen once nothing has changed for a while, and the server has no more to say.

    TimeoutError, with what is seen, where that never comes.
    """
    before, still, waited = None, 0, 0
    while True:
        try:
            seen = glance(page)
        except Error:  # the page was just being left
            seen = {"script": "", "connection": ""}
        is_idle = seen["script"] == "notRunning" and seen["connection"] == "CONNECTED"
        still = still + 100 if seen == before and is_idle and _is_drawn(seen) else 0
        if still >= STILL_MILLISECONDS:
            return seen
        before, waited = seen, waited + 100
        if waited > patience:
            raise TimeoutError(f"the page does not come to rest: {seen}")
        page.wait_for_timeout(100)


def at_rest(page: Page) -> Seen:
    """The same, of a page whose player plays no more."""
    for _ in range(SETTLE_MILLISECONDS // 100):
        try:
            page.evaluate(
                "name => document.querySelector(`.lab [aria-label=${name}]`)?.click()",
                words.PLAYER["pause"],
            )
        except Error:  # the page was just being left
            page.wait_for_timeout(100)
        else:
            break
    return settled(page)


def _is_drawn(seen: Seen) -> bool:
    """Whether the menu stands, and the page's tables or player, or the words why there is none."""
    if seen["player"] is not None:
        return bool(seen["player"]["ready"] == "true")
    # Streamlit loads the script that draws a table when the first one has arrived.
    is_there = (
        seen["tables"] if seen["path"] == "modules" else words.DATA["nothing"] in seen["words"]
    )
    return bool(is_there) and words.TAGLINE in seen["sidebar"]
