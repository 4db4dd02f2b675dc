"""What of a page cannot be read or pressed: asked of the browser, in geometry, not in pixels."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

# A text that is smaller is a finding; the exponents and indices of a formula are as much smaller as
# type usually makes them.
LEAST_SIZE = {"usual": 12.0, "projector": 15.0}  # CSS pixels
PROJECTOR = 1900  # from this width of the window on
INDEX = 0.66  # of the size of what it belongs to


_QUESTIONS = Path(__file__).with_suffix(".js").read_text("utf-8")


def _ask(page: Page, question: str, **of: Any) -> Any:
    """What the page answers to a question of legible.js."""
    return page.evaluate(f"(of) => {{ {_QUESTIONS} return {question}(of) }}", of)


@dataclass(frozen=True)
class Finding:
    """Something that a visitor cannot read or press. kind: cut, outside, small, over, covered."""

    kind: str
    text: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: “{self.text}” in {self.where}, {self.detail}"


def settle(page: Page) -> None:
    """Wait until the page has taken its size."""
    for _ in range(2):  # the second time, what the first frame brought
        page.wait_for_function(f"() => {{ {_QUESTIONS} return isSettled() }}")
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")


def unreadable(page: Page, least: float) -> list[Finding]:
    """Texts that are cut, outside the window, over one another or below `least` CSS pixels.

    What lies over another text is looked for where the page stands now: a text that is scrolled
    below something opaque is hidden, and that is no finding.
    """
    settle(page)
    return _findings(_ask(page, "unreadable", least=least, index=INDEX))


def unpressable(page: Page) -> list[Finding]:
    """Controls that something else lies over, or that no scrolling brings into the window."""
    settle(page)
    return _findings(_ask(page, "unpressable"))


def _findings(found: list[dict[str, Any]]) -> list[Finding]:
    """Each once: the same text may stand in several places."""
    return list(dict.fromkeys(Finding(**one) for one in found))
