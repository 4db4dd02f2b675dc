"""What a random visitor does next: anything at all, keys alone, or what would be an attack."""

from __future__ import annotations

import random
from collections.abc import Callable
from urllib.parse import urlencode

from tests.browser.conftest import DESK
from tests.browser.hostile import hostile_csv, hostile_text
from tests.browser.offered import Offered, offered
from tests.browser.own_tables import any_table
from tests.browser.visitor import Visitor

SIZES = [(1400, 900), (1920, 1080), (390, 844), (800, 600)]
KEYS = [
    "Tab", "Tab", "Tab", "Shift+Tab", "Enter", "Space", "Escape", "ArrowLeft", "ArrowRight",
    "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown", "Delete", "Backspace", "+", "-",
    "[", "]", "h", "?", "=", "n", "z", "0", "1", "5", ".", "Control+z", "Control+y",
    "Shift+ArrowRight",
]  # fmt: skip
NUMBERS = ["0", "1", "2", "3", "10", "50", "-1", "0.5", "0.03", "0.001", "-3.5", "500", "1e-3"]
NO_NUMBERS = ["", "abc", "1e400", "NaN", "-", "1e9", "-1e9", "007", "Infinity"]
QUERIES: list[dict[str, str]] = [
    {},
    {"dataset": "line", "learning_rate": "0.03", "step": "18"},
    {"dataset": "hours", "learning_rate": "0.5", "inside": "on"},
    {"dataset": "faithful", "standardise": "on", "held_out": "0.2"},
    {"dataset": "drawn", "points": "1,2;2,3.5;3,3"},
    {"dataset": "scales", "plane": "0,2"},
    {"dataset": "gapminder", "learning_rate": "0.1", "step": "7"},
    {"learner": "by_hand", "inside": "on", "learners": "on", "step": "7", "phase": "loss"},
    {"learning_rate": "NaN", "epochs": "-5", "nonsense": "<b>"},
]
OWN_QUERIES: list[dict[str, str]] = [
    {},
    {"standardise": "on", "learning_rate": "0.1", "held_out": "0.3", "step": "40"},
    {"learning_rate": "0.001", "learner": "by_moments", "step": "3"},
    {"standardise": "on", "learn": "class", "learning_rate": "0.5"},
    {"file": "grades.csv", "target": "grade", "features": "hours,sleep", "inside": "on"},
]
WHIMS = {
    "use": 60, "key": 12, "wheel": 8, "wait": 5, "resize": 3, "back": 2, "forward": 1, "reload": 2,
    "open": 3, "bring": 6, "edit": 4,
}  # fmt: skip


class Whims:
    """Those of one visitor; the same seed has the same ones on the same page."""

    def __init__(self, visitor: Visitor, seed: int) -> None:
        self._visitor, self._random = visitor, random.Random(seed)
        self._perform = visitor.perform

    def anything(self) -> None:
        """Use something that is in sight; or scroll, resize, go, reload, press a key, wait, bring
        a file, edit a table.
        """
        choice = self._random.choice
        kind = self._random.choices(list(WHIMS), list(WHIMS.values()))[0]
        match kind:
            case "use":
                self._use()
            case "key":
                self.key()
            case "wheel":
                self._somewhere("wheel", str(choice([-800, -300, 300, 800])))
            case "wait":
                self._perform("wait", str(self._random.randint(50, 900)))
            case "resize":
                self._perform("resize", *map(str, choice(SIZES)))
            case "open":
                page = choice(["/", "/", "/", "/modules", "/mistakes"])
                self._perform("open", f"{page}?{urlencode(choice(QUERIES))}")
            case "bring":
                self._bring()
            case "edit":
                self._edit()
            case _:
                self._perform(kind)

    def key(self) -> None:
        """One key, wherever the focus is."""
        self._perform("key", self._random.choice(KEYS))

    def hostile(self) -> None:
        """Write what would be a program into whatever takes text: a field, an address, a file."""
        choice = self._random.choice
        kinds = {"field": 50, "open": 20, "upload": 20, "paste": 8, "edit": 6, "use": 10}
        kind = self._random.choices(list(kinds), list(kinds.values()))[0]
        text = hostile_text(self._random)
        fields = [o for o in offered(self._visitor.page) if o.kind in ("text", "number")]
        if kind == "open":
            page = choice(["/", "/modules", "/mistakes"])
            known = choice(["dataset", "file", "target", "features", "points", "step"])
            query = {known: text, text: text} | choice([{}, {"dataset": "own"}])
            self._perform("open", f"{page}?{urlencode(query)}")
        elif kind == "upload":
            self._perform("open", "/?dataset=own")
            name = choice(["grades.csv", f"{hostile_text(self._random)}.csv"])
            self._perform("upload", name, hostile_csv(self._random))
        elif kind == "paste":
            self._perform("paste", hostile_csv(self._random))
        elif kind == "edit":
            self._edit()
        elif kind == "field" and fields:
            self._write(choice(fields), text, choice(["Enter", "Tab", "Control+Enter"]))
        else:
            self._use()

    def _bring(self) -> None:
        """A file or a paste, where there is a place for it, or at an address where there is one."""
        if self._random.random() < 0.6:
            query = {"dataset": "own"} | self._random.choice(OWN_QUERIES)
            self._perform("open", f"/?{urlencode(query)}")
        table = any_table(self._random)
        if self._random.random() < 0.3:
            self._perform("paste", table)
        else:
            name = self._random.choice(["grades.csv", "grades.csv", "größe.tsv"])
            encoding = self._random.choice(["utf-8", "utf-8", "utf-16", "cp1252"])
            self._perform("upload", name, table, encoding)

    def _edit(self) -> None:
        """One cell, or a row of two more."""
        row, numbers = self._random.choice(["0", "2", "9999"]), ["7", "-3.5", "0.25", "1200"]
        cells = [(row, column, self._random.choice(numbers)) for column in ("0", "1")]
        which = cells if row == "9999" else [self._random.choice(cells)]
        self._perform("edit", *(word for cell in which for word in cell))

    def _use(self) -> None:
        every = offered(self._visitor.page)
        if not every:
            return
        kinds = sorted({one.kind for one in every})
        kind = self._random.choice([*kinds, "button"])
        it = self._random.choice([one for one in every if one.kind == kind] or every)
        place = str(it.x), str(it.y)
        match kind:
            case "number" | "text":
                texts = NUMBERS if self._random.random() < 0.8 else NO_NUMBERS
                text = self._random.choice(texts)
                self._write(it, text, self._random.choice(["Enter", "Tab", "Escape"]))
            case "picture" | "slider":
                verb = self._random.choice(["drag", "click", "double"])
                self._perform(verb, *self._within(it), *(self._within(it) * (verb == "drag")))
            case "select":
                self._perform("click", *place)
                for _ in range(self._random.randint(1, 3)):
                    self._perform("key", self._random.choice(["ArrowDown", "ArrowUp"]))
                self._perform("key", "Enter")
            case _:
                self._perform("click", *place)

    def _write(self, it: Offered, text: str, key: str) -> None:
        """Instead of what is in a field; the key ends it."""
        self._perform("triple", str(it.x), str(it.y))
        self._perform("type", text)
        self._perform("key", key)

    def _within(self, it: Offered) -> list[str]:
        """A place in it."""
        share = self._random.uniform
        x, y = it.x + share(-0.5, 0.5) * it.width, it.y + share(-0.5, 0.5) * it.height
        return [str(round(x)), str(round(y))]

    def _somewhere(self, verb: str, *more: str) -> None:
        size = self._visitor.page.viewport_size or DESK
        x, y = (self._random.randrange(size[side]) for side in ("width", "height"))
        self._perform(verb, str(x), str(y), *more)


VISITORS: dict[str, Callable[[Whims], Callable[[], None]]] = {
    "anything": lambda whims: whims.anything,
    "keyboard": lambda whims: whims.key,
    "hostile": lambda whims: whims.hostile,
}
