"""What is offered on the page: all that can be used and is in sight, as a visitor sees it."""

from __future__ import annotations

from typing import NamedTuple

from playwright.sync_api import Error, Page


class Offered(NamedTuple):
    """What it is, its middle, and its size in pixels."""

    kind: str
    x: int
    y: int
    width: int
    height: int


_OFFERED = """() => {
    const SELECTOR = 'button, a[href], input, textarea, select, summary, label, [role=combobox],'
        + '[role=slider], [role=option], [role=tab], [role=menuitem], .nsewdrag, .lab-surface';
    // Nothing that leaves the page, stops it, opens a browser's dialogue, or asks for a screen.
    const LEFT_OUT = /Print|Record|Report|Get help|Made with|^Stop/;
    const offered = [];
    for (const element of document.querySelectorAll(SELECTOR)) {
        if (element.host && element.host !== location.host) continue;
        if (LEFT_OUT.test(element.textContent) || element.type === 'file') continue;
        const { x, y, width, height } = element.getBoundingClientRect();
        // + 0: a rounded -0 is 0, of which Python makes no other text.
        const middle = [Math.round(x + width / 2) + 0, Math.round(y + height / 2) + 0];
        const seen = document.elementFromPoint(...middle);
        if (!width || !height || !seen) continue;
        if (!element.contains(seen) && !seen.contains(element)) continue;
        const kind = element.matches('.nsewdrag, .lab-surface') ? 'picture'
            : element.matches('input[type=number]') ? 'number'
            : element.matches('textarea, input[type=text], input:not([type])') ? 'text'
            : element.matches('select') ? 'select'
            : element.matches('[role=slider], input[type=range]') ? 'slider' : 'button';
        offered.push([kind, ...middle, Math.round(width), Math.round(height)]);
    }
    return offered;
}"""


def offered(page: Page) -> list[Offered]:
    """All of it; nothing of a page that is just being left."""
    try:
        return [Offered(*one) for one in page.evaluate(_OFFERED)]
    except Error:
        return []
