"""The pages that there are, and what each has to be."""

from collections.abc import Callable
from typing import Protocol

from components.lab import page as lab
from components.mistakes import page as mistakes
from components.modules import page as modules


class Page(Protocol):
    """What the frame asks of a page: a module that has these three is one; link and leave come
    from its PageState. words.PAGES has what the menu calls it."""

    def show(self, menu: Callable[[], None]) -> None:
        """Draw the page; menu draws the way to the others, where the page has it."""

    def link(self) -> dict[str, str]:
        """The query of a link to the page as this visitor left it; empty before the first visit."""

    def leave(self) -> None:
        """The visitor goes to another page; also called of one that was left before it was seen."""


# Name → page. The name is the page's address; the first is where a visitor comes to.
PAGES: dict[str, Page] = {
    "lab": lab,
    "modules": modules,
    "mistakes": mistakes,
}
