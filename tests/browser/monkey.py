"""A random visitor in a real browser: `make monkey SECONDS=600 SEED=7`.

Every action is a line of plain words, `click 310 204`, so that what went wrong can be read, and
done again: `python -m tests.browser.monkey --replay FILE`.
"""

from __future__ import annotations

import argparse
import random
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Dialog, Error, FilePayload, Locator, Page, sync_playwright

from components import words
from tests.browser import oracle
from tests.browser.conftest import DESK
from tests.browser.hostile import CANARY, hostile_csv, hostile_text
from tests.browser.tabs import watch
from tools import browser as chromium
from tools.serve import Server, serving

LOOK_EVERY = 5  # actions: then all is looked at
WAIT_MILLISECONDS = 60_000
SIZES = [(1400, 900), (1920, 1080), (390, 844), (800, 600)]
KEYS = [
    "Tab", "Tab", "Tab", "Shift+Tab", "Enter", "Space", "Escape", "ArrowLeft", "ArrowRight",
    "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "Delete", "Backspace", "+", "-",
    "[", "]", "n", "z", "0", "1", "5", ".", "Control+z", "Control+y", "Shift+ArrowRight",
]  # fmt: skip
NUMBERS = ["0", "1", "2", "3", "10", "50", "-1", "0.5", "0.03", "0.001", "-3.5", "500", "1e-3"]
NO_NUMBERS = ["", "abc", "1e400", "NaN", "-", "1e9", "-1e9", "007", "Infinity"]
QUERIES: list[dict[str, str]] = [
    {},
    {"dataset": "line", "learning_rate": "0.03", "step": "18"},
    {"dataset": "hours", "learning_rate": "0.5", "inside": "on"},
    {"dataset": "old_faithful", "standardise": "on", "held_out": "0.2"},
    {"dataset": "drawn", "points": "1,2;2,3.5;3,3"},
    {"dataset": "scales", "plane": "0,2"},
    {"learner": "by_hand", "inside": "on", "learners": "on", "step": "7", "phase": "loss"},
    {"learning_rate": "NaN", "epochs": "-5", "nonsense": "<b>"},
]
CSV = "hours,grade\n1,10\n2,12\n4,15\n5,19\n"

# All that can be used and is in sight: what it is, and the middle of it.
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
        const middle = [Math.round(x + width / 2), Math.round(y + height / 2)];
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

Action = tuple[str, ...]
Offered = tuple[str, int, int, int, int]


class Monkey:
    """A visitor who does anything: `act()` once, or for a while; `look()` at what must hold."""

    def __init__(self, page: Page, server: Server, seed: int, problems: list[str]) -> None:
        self.page, self.server, self.problems = page, server, problems
        self.random = random.Random(seed)
        self.actions: list[Action] = []
        page.add_init_script(CANARY)
        page.on("dialog", self._refuse_dialogue)
        page.set_default_timeout(WAIT_MILLISECONDS)

    def _refuse_dialogue(self, dialogue: Dialog) -> None:
        self.problems.append(f"a dialogue: {dialogue.message}")
        dialogue.dismiss()

    # ---- One action

    def perform(self, verb: str, *words_: str) -> None:
        """Do one thing, and note it."""
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
            "back": lambda: self.page.evaluate("navigation.canGoBack && history.back()"),
            "forward": lambda: self.page.evaluate("history.forward()"),
            "reload": self.page.reload,
            "upload": self._upload,
            "wait": lambda milliseconds: self.page.wait_for_timeout(int(milliseconds)),
            "pause": self._pause,
            "lab": self._lab,
            "reset": self._reset,
        }
        doing[verb](*words_)

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

    def _upload(self, name: str, text: str) -> None:
        file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
        fields = self.page.locator("input[type=file]")
        if fields.count():
            with self.page.expect_response(lambda answer: "upload_file" in answer.url):
                fields.first.set_input_files(file)

    def _pause(self) -> None:
        self.page.evaluate(
            "name => document.querySelector(`.lab [aria-label=${name}]`)?.click()",
            words.PLAYER["pause"],
        )

    def _reset(self) -> None:
        """The lab's button, whatever lies over it."""
        self._click_at_once(self.page.locator(".st-key-reset button"))

    def _lab(self) -> None:
        """By the menu, whatever lies over it: within the session, as a new address would not."""
        self._click_at_once(self.page.get_by_role("link", name=words.PAGES["lab"], exact=True))

    def _click_at_once(self, found: Locator) -> None:
        found.first.evaluate("element => element.click()")

    # ---- What to do

    def anything(self) -> None:
        """Use something that is in sight; or scroll, resize, go, reload, press a key, wait."""
        kind = self.random.choices(
            [
                "use",
                "key",
                "wheel",
                "wait",
                "resize",
                "back",
                "forward",
                "reload",
                "open",
                "upload",
            ],
            [60, 12, 8, 5, 3, 2, 1, 2, 3, 2],
        )[0]
        match kind:
            case "use":
                self._use()
            case "key":
                self.key()
            case "wheel":
                self._somewhere("wheel", str(self.random.choice([-800, -300, 300, 800])))
            case "wait":
                self.perform("wait", str(self.random.randint(50, 900)))
            case "resize":
                self.perform("resize", *map(str, self.random.choice(SIZES)))
            case "open":
                page = self.random.choice(["/", "/", "/", "/modules", "/mistakes"])
                self.perform("open", f"{page}?{urlencode(self.random.choice(QUERIES))}")
            case "upload":
                self.perform("upload", "grades.csv", CSV)
            case _:
                self.perform(kind)

    def key(self) -> None:
        """One key, wherever the focus is."""
        self.perform("key", self.random.choice(KEYS))

    def hostile(self) -> None:
        """Write what would be a program into whatever takes text: a field, an address, a file."""
        kind = self.random.choices(["field", "open", "upload", "use"], [50, 20, 20, 10])[0]
        text = hostile_text(self.random)
        fields = [o for o in self._offered() if o[0] in ("text", "number")]
        if kind == "open":
            page = self.random.choice(["/", "/modules", "/mistakes"])
            known = self.random.choice(["dataset", "file", "target", "features", "points", "step"])
            query = {known: text, text: text} | self.random.choice([{}, {"dataset": "own"}])
            self.perform("open", f"{page}?{urlencode(query)}")
        elif kind == "upload":
            self.perform("open", "/?dataset=own")
            oracle.settled(self.page)
            name = self.random.choice(["grades.csv", f"{hostile_text(self.random)}.csv"])
            self.perform("upload", name, hostile_csv(self.random))
            oracle.settled(self.page)
        elif kind == "field" and fields:
            _, x, y, *_ = self.random.choice(fields)
            self.perform("triple", str(x), str(y))
            self.perform("type", text)
            self.perform("key", self.random.choice(["Enter", "Tab", "Control+Enter"]))
        else:
            self._use()

    def _use(self) -> None:
        offered = self._offered()
        if not offered:
            return
        kinds = sorted({one[0] for one in offered})
        kind = self.random.choice([*kinds, "button"])
        matching = [one for one in offered if one[0] == kind] or offered
        _, x, y, width, height = self.random.choice(matching)
        match kind:
            case "number" | "text":
                self.perform("triple", str(x), str(y))
                texts = NUMBERS if self.random.random() < 0.8 else NO_NUMBERS
                self.perform("type", self.random.choice(texts))
                self.perform("key", self.random.choice(["Enter", "Tab", "Escape"]))
            case "picture" | "slider":
                one, other = (
                    [str(round(x + self.random.uniform(-0.5, 0.5) * width)),
                     str(round(y + self.random.uniform(-0.5, 0.5) * height))]
                    for _ in range(2)
                )  # fmt: skip
                verb = self.random.choice(["drag", "click", "double"])
                self.perform(verb, *one, *(other if verb == "drag" else []))
            case "select":
                self.perform("click", str(x), str(y))
                for _ in range(self.random.randint(1, 3)):
                    self.perform("key", self.random.choice(["ArrowDown", "ArrowUp"]))
                self.perform("key", "Enter")
            case _:
                self.perform("click", str(x), str(y))

    def _somewhere(self, verb: str, *more: str) -> None:
        size = self.page.viewport_size or DESK
        x, y = (self.random.randrange(size[side]) for side in ("width", "height"))
        self.perform(verb, str(x), str(y), *more)

    def _offered(self) -> list[Offered]:
        try:
            found: list[Offered] = self.page.evaluate(_OFFERED)
        except Error:  # the page is just being left
            return []
        return found

    # ---- What must hold

    def look(self) -> oracle.Seen:
        """All of the oracle; AssertionError with what is wrong, once the page has come to rest."""
        self.perform("pause")
        seen = oracle.settled(self.page)
        # A page that is left ends its session; a file still on its way to that is refused.
        problems = [p for p in self.problems if not ("upload_file" in p and "400" in p)]
        wrong = [*problems, *oracle.wrong(seen)]
        if "Traceback" in self.server.output():
            wrong.append(f"the server says: {self.server.output()[-3000:]}")
        assert not wrong, wrong
        return seen

    def go_wild(self, seconds: float, act: Callable[[], None]) -> None:
        """Act for so long, and look every few actions, and at the end."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for _ in range(LOOK_EVERY):
                act()
            self.look()

    def told(self) -> str:
        """The actions, a line each: what --replay reads."""
        return "\n".join(map(shlex.join, self.actions))


VISITORS: dict[str, Callable[[Monkey], Callable[[], None]]] = {
    "anything": lambda monkey: monkey.anything,
    "keyboard": lambda monkey: monkey.key,
    "hostile": lambda monkey: monkey.hostile,
}


def run(
    page: Page, server: Server, problems: list[str], visitor: str, seed: int, seconds: float
) -> None:
    """Let a monkey loose on a fresh page; AssertionError, with seed and actions, if it fails."""
    print(f"monkey: {visitor}, seed {seed}, {seconds:g} s")
    monkey = Monkey(page, server, seed, problems)
    try:
        monkey.perform("open", "/")
        fresh = monkey.look()
        monkey.go_wild(seconds, VISITORS[visitor](monkey))
        assert_fresh_after_reset(monkey, fresh)
    except (AssertionError, Error, TimeoutError) as failure:
        raise AssertionError(
            f"seed {seed}, {visitor}, after {len(monkey.actions)} actions at "
            f"{oracle.address_of(page.url)}: {failure}\nActions:\n{monkey.told()}"
        ) from failure
    print(f"monkey: {visitor}, seed {seed}: {len(monkey.actions)} actions, all well")


def assert_fresh_after_reset(monkey: Monkey, fresh: oracle.Seen) -> None:
    """After Reset, the lab is the page that a new visitor finds."""
    monkey.perform("resize", *map(str, (DESK["width"], DESK["height"])))
    if not monkey.page.locator(".st-key-reset button").count():
        monkey.perform("lab")
        monkey.look()
    monkey.perform("reset")
    seen = monkey.look()
    # Which rows are in sight, and so have their numbers, depends on where one has scrolled.
    same = [name for name in fresh if name not in ("words", "rows")]
    differences = [name for name in same if seen[name] != fresh[name]]
    assert not differences, [(name, seen[name], fresh[name]) for name in differences]


def replay(monkey: Monkey, lines: Sequence[str]) -> None:
    """Do the same again, with time for the page to answer between."""
    for line in lines:
        monkey.perform(*shlex.split(line))
        monkey.page.wait_for_timeout(100)
    monkey.look()


def main() -> None:
    """Runs one visitor for a while, or replays one's actions; ends with 1 where something fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.monkey", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--visitor", choices=sorted(VISITORS), default="anything")
    parser.add_argument("--replay", type=Path, help="a file of actions, one a line")
    asked = parser.parse_args()
    with serving() as server, sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(chromium.ensure()), args=chromium.FLAGS
        )
        try:
            problems: list[str] = []
            page = launched.new_page(viewport=DESK)
            watch(page, problems)
            if asked.replay:
                lines = [line for line in asked.replay.read_text().splitlines() if line.strip()]
                replay(Monkey(page, server, asked.seed, problems), lines)
            else:
                run(page, server, problems, asked.visitor, asked.seed, asked.seconds)
        except AssertionError as failure:
            sys.exit(str(failure))
        finally:
            launched.close()


if __name__ == "__main__":
    main()
