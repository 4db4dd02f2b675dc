"""What a visitor can do, each action a line of plain words: `click 310 204`, `paste "x y"`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Dialog, Locator, Page

from components import words
from tests.browser import oracle
from tests.browser.hostile import CANARY
from tests.browser.own_files import OwnFiles
from tests.browser.seen import Seen, at_rest
from tools.serve import Server

WAIT_MILLISECONDS = 60_000
Action = tuple[str, ...]


class Visitor:
    """Somebody at a page of their own, who does one thing after the other, and notes it."""

    def __init__(self, page: Page, server: Server, problems: list[str]) -> None:
        self.page, self.server, self.problems = page, server, problems
        self.actions: list[Action] = []
        self.begun = len(server.output())
        self.files = OwnFiles(page)
        page.add_init_script(CANARY)
        page.on("dialog", self._refuse_dialogue)
        page.set_default_timeout(WAIT_MILLISECONDS)

    def _refuse_dialogue(self, dialogue: Dialog) -> None:
        self.problems.append(f"a dialogue: {dialogue.message}")
        dialogue.dismiss()

    def perform(self, verb: str, *words_: str) -> Any:
        """Do one thing, and note it; returns what a look sees."""
        self.actions.append((verb, *words_))
        doing: dict[str, Callable[..., Any]] = {
            "open": self._open,
            "click": lambda x, y: self.page.mouse.click(int(x), int(y)),
            "double": lambda x, y: self.page.mouse.dblclick(int(x), int(y)),
            "triple": lambda x, y: self.page.mouse.click(int(x), int(y), click_count=3),
            "drag": self._drag,
            "wheel": self._wheel,
            "key": self.page.keyboard.press,
            "type": self.page.keyboard.type,
            "resize": lambda w, h: self.page.set_viewport_size({"width": int(w), "height": int(h)}),
            # Later: the page may be left by it, and the answer would be lost with it.
            "back": lambda: self.page.evaluate(
                "void setTimeout(() => navigation.canGoBack && history.back())"
            ),
            "forward": lambda: self.page.evaluate("void setTimeout(() => history.forward())"),
            "reload": self.page.reload,
            "upload": self.files.upload,
            "paste": self.files.paste,
            "edit": self.files.edit,
            "wait": lambda milliseconds: self.page.wait_for_timeout(int(milliseconds)),
            "lab": self._lab,
            "reset": self._reset,
            "look": self._look,
        }
        return doing[verb](*words_)

    def look(self) -> Seen:
        """All of the oracle; AssertionError with what is wrong, once the page has come to rest."""
        seen: Seen = self.perform("look")
        return seen

    def _look(self) -> Seen:
        seen = at_rest(self.page)
        # A page that is left ends its session; a file still on its way to that is refused.
        problems = [p for p in self.problems if not ("upload_file" in p and "400" in p)]
        wrong = [*problems, *oracle.wrong(seen, self.files.held(seen))]
        said = self.server.output()[self.begun :]
        if "Traceback" in said:
            wrong.append(f"the server says: {said[said.index('Traceback') :][:3000]}")
        assert not wrong, wrong
        return seen

    def _open(self, address: str) -> None:
        self.page.goto(self.server.url + address)

    def _drag(self, *places: str) -> None:
        x, y, to_x, to_y = map(int, places)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(to_x, to_y, steps=4)
        self.page.mouse.up()

    def _wheel(self, x: str, y: str, by: str) -> None:
        self.page.mouse.move(int(x), int(y))
        self.page.mouse.wheel(0, int(by))

    def _reset(self) -> None:
        """The lab's button, whatever lies over it."""
        self._click_at_once(self.page.locator(".st-key-reset button"))

    def _lab(self) -> None:
        """By the menu, whatever lies over it: within the session, as a new address would not."""
        self._click_at_once(self.page.get_by_role("link", name=words.PAGES["lab"], exact=True))

    def _click_at_once(self, found: Locator) -> None:
        # Nobody reaches what is behind a dialog: it is closed first.
        self.page.evaluate("document.querySelectorAll('dialog[open]').forEach((it) => it.close())")
        found.first.evaluate("element => element.click()")


def told(actions: Sequence[Action]) -> str:
    """The actions, a line each, of visible ASCII: a word is a JSON text where it has to be."""
    lines = ([_told(word) for word in action] for action in actions)
    return "\n".join(map(" ".join, lines))


def _told(word: str) -> str:
    return word if re.fullmatch(r"[!#-~]+", word) else json.dumps(word)


def read(text: str) -> list[Action]:
    """The actions that were told so."""
    lines = [re.findall(r'"(?:[^"\\]|\\.)*"|\S+', line) for line in text.split("\n")]
    return [
        tuple(json.loads(word) if word[0] == '"' else word for word in words_)
        for words_ in lines
        if words_
    ]
