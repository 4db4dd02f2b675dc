"""A visitor's own files: how they are brought, and which of them the page's session still holds."""

from __future__ import annotations

import json
import math
from dataclasses import replace

from playwright.sync_api import FilePayload, Page, expect

from components import words
from components.lab.data_widgets import plain_name
from components.lab.row_editor import MOST_ROWS, columns_of
from models.datasets.csv_files import ENCODINGS, to_csv
from models.experiment import Experiment
from tests.browser.seen import Seen, at_rest
from tests.support import recomputed
from tests.support.recomputed import OwnFile

WORDS = words.DATA
UNKNOWN = 0  # the number of a file whose bytes nobody knows

# A session lasts as long as its document, and so the document remembers which file is held in it,
# by its number. Reset forgets it; what is pasted or edited by chance is one that nobody knows.
_REMEMBER = """([use, paste, unknown]) => {
    window.held = null;
    const holds = (number, isNow) => { if (isNow) { window.held = number; } };
    addEventListener('click', ({ target }) => {
        holds(null, target.closest?.('.st-key-reset button'));
        holds(unknown, target.closest?.('[role=dialog] button')?.textContent === use);
    }, true);
    addEventListener('input', ({ target }) => holds(unknown, target.ariaLabel === paste), true);
}"""


class OwnFiles:
    """The files of one visitor, who brings them one after the other.

    Each way to bring one does nothing where the page offers no place for it.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self._known = [OwnFile("", None)]  # the UNKNOWN one
        told = [WORDS["use"], WORDS["paste_label"], UNKNOWN]
        page.add_init_script(f"({_REMEMBER})({json.dumps(told)})")

    def held(self, seen: Seen) -> OwnFile | None:
        """The file that the session holds, to be read as the page says that it is read."""
        if seen["held"] is None:
            return None
        file = self._known[seen["held"]]
        for encoding, label in ENCODINGS.items():
            if label == seen["encoding"]:
                return replace(file, encoding=encoding)
        return replace(file, data=None)  # an encoding is just being typed

    def _hold(self, name: str, data: bytes) -> None:
        """The session holds this file from now on."""
        self._known.append(OwnFile(plain_name(name), data))
        self._hold_number(len(self._known) - 1)

    def _hold_number(self, number: int | None) -> None:
        self._page.evaluate("number => { window.held = number; }", number)

    def upload(self, name: str, text: str, encoding: str = "utf-8") -> None:
        """Choose a file with this text from one's computer."""
        data = text.encode(encoding)
        file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": data}
        self._alone()
        fields = self._page.locator("input[type=file]")
        if not fields.count():
            return
        with self._page.expect_response(lambda answer: "upload_file" in answer.url) as answer:
            fields.first.set_input_files(file)
        at_rest(self._page)
        if answer.value.ok:
            self._hold(name.replace('"', "%22"), data)  # so a browser sends it

    def paste(self, text: str) -> None:
        """Paste this text as a table."""
        self._alone()
        opener = self._page.get_by_role("button", name=WORDS["paste"], exact=True)
        field = self._page.get_by_label(WORDS["paste_label"])
        if not opener.count():
            return
        if not field.count():
            opener.evaluate("element => element.click()")
        field.fill(text)
        field.press("Control+Enter")
        self._page.keyboard.press("Escape")  # once the table is taken, its field may be gone
        at_rest(self._page)
        self._hold(WORDS["pasted"], text.encode())

    def edit(self, *words_: str) -> None:
        """Write numbers into cells of the data that are shown, and use the table that this makes.

        For each cell its row, its column and the number; any row below the last is one that is
        added. The table is a file that is held, unless its rows are points, which a link can hold.
        """
        before = self._alone()
        opener = self._page.get_by_role("button", name=WORDS["edit"], exact=True)
        if not opener.count():
            return
        data = recomputed.of_lab(before["query"], self.held(before)).data
        if data is None or data.n > MOST_ROWS:
            return
        opener.evaluate("element => element.click()")
        rows: dict[str, list[float]] = {n: list(cells) for n, cells in columns_of(data).items()}
        for row, column, number in zip(words_[::3], words_[1::3], words_[2::3], strict=True):
            self._write(rows, min(int(row), data.n), min(int(column), len(rows) - 1), number)
        at_rest(self._page)
        self._page.get_by_role("button", name=WORDS["use"], exact=True).click()
        self._used(rows, before)

    def _used(self, rows: dict[str, list[float]], before: Seen) -> None:
        after = at_rest(self._page)
        if after["query"].get("dataset") == "own":
            self._hold(WORDS["edited"], to_csv(rows))
            return
        self._hold_number(before["held"])
        experiment = Experiment.from_query(after["query"])
        assert experiment.dataset == "drawn", after["query"]
        assert experiment.points == tuple(zip(rows["x"], rows["y"], strict=True)), rows

    def _write(self, rows: dict[str, list[float]], row: int, column: int, number: str) -> None:
        """Into the table on the page, a canvas, by keyboard; and into the rows."""
        columns = list(rows.values())
        dialog = self._page.locator("[role=dialog]")  # the page may show another table behind it
        if row == len(columns[0]):
            dialog.locator("[aria-label='Add row']").evaluate("element => element.click()")
            for cells in columns:
                cells.append(math.nan)
        dialog.get_by_test_id("data-grid-canvas").focus()
        is_last = row == len(columns[0]) - 1
        down = ["Control+ArrowDown"] if is_last else ["ArrowDown"] * row
        for key in ("Control+Home", *down, *["ArrowRight"] * column):
            self._page.keyboard.press(key)
        cell = dialog.get_by_test_id(f"glide-cell-{column + 1}-{row}")
        expect(cell).to_have_attribute("aria-selected", "true")
        self._page.keyboard.press("Enter")
        field = self._page.locator("input.gdg-input")
        field.fill(number)
        field.press("Enter")
        expect(field).to_be_hidden()
        columns[column][row] = float(number)

    def _alone(self) -> Seen:
        """The page at rest, and without a dialog over it."""
        close = self._page.locator("[role=dialog] [aria-label=Close]")
        if close.count():
            close.first.evaluate("element => element.click()")
        return at_rest(self._page)
