"""The body of a table is columns of numbers: the plain ones by pandas, the others cell by cell."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from models.datasets.csv_files.cells import dates, times
from models.datasets.csv_files.cells.numerals import (
    DATE,
    GROUPED,
    INFINITE,
    MISSING,
    NUMBERS,
    PLAIN,
    TIME,
    UNIT,
    WORD,
    is_three_behind,
    read_cell,
    unit_in,
)
from models.datasets.csv_files.delimiting import check_records, checked_records
from models.datasets.csv_files.layout import Layout
from models.datasets.csv_files.summary_words import sums_up
from models.datasets.csv_files.transcoding import Ask
from models.datasets.dataset import DataError
from models.vanishing import may_vanish

CHUNK = 400_000  # cells that are held as text at a time
MOST_LABELS = 100  # of each chunk
EXACT = 2**53  # the largest up to which float64 holds every whole number

NO_MOMENT = (*dates.NOWHERE, *dates.NOWHERE)
# Of what looks like a date or a time: no day, no time, and no time of a day.
NO_DAY, NO_TIME, NO_TIME_OF_DAY = "no date", "no time", "no time of a day"
NO_TEXT = ""  # of a cell that is a gap
A_NUMBER_PERHAPS = re.compile(r"\A\W*\d")  # 10², 2_0: no words, and no numbers either


@dataclass
class Column:
    """A column as it was read: NaN where no number is, ±inf where one is beyond float64.

    kinds: how many cells are of each kind, as `read_cell` calls them. first: for each kind that
    is not plain, and for what is no date or time, the first row that has it, and the text there.
    words: the different words of the
    column, each with its place; None once there are more than two. labels: some
    of the rows that are said to sum up others, with the words that say so. units: those that stand
    in cells. moments: (n, 4), what dates.readings and times.readings say of each cell; None once
    there are neither.
    perhaps_grouped: which cells have three digits behind the decimal sign, as of thousands;
    has_fractions: others have not.
    """

    parts: list[np.ndarray] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)
    first: dict[str, tuple[int, str]] = field(default_factory=dict)
    rounded: bool = False  # whether a whole number is too large to be exact
    words: dict[str, float] | None = field(default_factory=dict)
    places: list[np.ndarray] = field(default_factory=list)
    labels: dict[int, str] = field(default_factory=dict)
    units: set[str] = field(default_factory=set)
    moments: list[np.ndarray] | None = field(default_factory=list)
    perhaps_grouped: list[np.ndarray] = field(default_factory=list)
    has_fractions: bool = False

    @cached_property
    def dated(self) -> dates.Told | None:
        """What the column says where most of it are dates or times, once all of it is read."""
        said = self.kinds.total() - self.kinds[MISSING]
        if not self.moments or 2 * (self.kinds[DATE] + self.kinds[TIME]) <= said:
            return None
        moments = np.concatenate(self.moments)
        days, seconds = moments[:, :2], moments[:, 2:]
        if self.kinds[DATE] >= self.kinds[TIME]:
            return dates.told(days)
        return times.told(seconds, self.first.get(NO_TIME_OF_DAY))

    @property
    def numbers(self) -> np.ndarray:
        """(n,) float64, NaN where what a cell says is in doubt."""
        if not self.parts:
            return np.empty(0)
        return np.where(self.in_doubt, np.nan, np.concatenate(self.parts))

    @property
    def in_doubt(self) -> np.ndarray:
        """(n,) bool: 234.567 among whole numbers that are written as 1,234,567."""
        cells = np.concatenate(self.perhaps_grouped)
        return cells & (self.kinds[GROUPED] > 0 and not self.has_fractions)

    def two_words(self) -> tuple[tuple[str, str], np.ndarray] | None:
        """Where all cells are one of two words, or missing: these in the order of the alphabet,
        and (n,) which of them each is, 0 or 1, NaN where it is missing."""
        if self.words is None or len(self.words) != 2:
            return None
        first, second = sorted(self.words, key=lambda word: (word.casefold(), word))
        places = np.concatenate(self.places)
        return (first, second), places if self.words[first] == 0 else 1 - places

    def _add_words(self, texts: Sequence[str], known: dict[str, tuple[float, str]]) -> None:
        """Remember which word each cell is, as long as there are two of them at most."""
        if self.words is None:
            return
        place: dict[str, float] = {}
        for text, (_, kind) in known.items():
            if len(self.words) > 2:
                break
            if kind == WORD:
                word = self._as_before(" ".join(text.split()))
                place[text] = self.words.setdefault(word, float(len(self.words)))
        misspelled = any(A_NUMBER_PERHAPS.match(word) for word in self.words)
        others = {kind for _, kind in known.values()} - {WORD, MISSING}
        if len(self.words) > 2 or others or misspelled:
            self._forget_words()
        else:
            self.places.append(np.array([place.get(text, np.nan) for text in texts]))

    def _add_moments(
        self, texts: Sequence[str], known: dict[str, tuple[float, str]], rows: np.ndarray
    ) -> None:
        """Remember which moment each cell may be, as long as there are dates or times."""
        kinds = {kind for _, kind in known.values()}
        if self.moments is None or not kinds & {DATE, TIME, MISSING} or kinds & NUMBERS:
            self.moments = None
            return
        looks = {text for text, (_, kind) in known.items() if kind in (DATE, TIME)}
        found = {text: (*dates.readings(text), *times.readings(text)) for text in looks}
        said = np.array([found.get(text, NO_MOMENT) for text in texts]).reshape(-1, 4)
        self.moments.append(said)
        looking = np.array([text in looks for text in texts], dtype=bool)
        is_none = np.isnan(said)
        for kind, cells in {
            NO_DAY: is_none[:, :2].all(axis=1),
            NO_TIME: is_none[:, 2:].all(axis=1),
            NO_TIME_OF_DAY: is_none[:, 2] & ~is_none[:, 3],
        }.items():
            self._note_first(kind, looking & cells, rows, texts)

    def _note_first(
        self, kind: str, cells: np.ndarray, rows: np.ndarray, texts: Sequence[str]
    ) -> None:
        """Remember the first of these cells, if there are some and none was before."""
        if cells.any():
            place = int(cells.argmax())
            self.first.setdefault(kind, (int(rows[place]), texts[place]))

    def _as_before(self, word: str) -> str:
        """The word as it was spelled first: yes, Yes and YES are one."""
        same = (known for known in self.words or () if known.casefold() == word.casefold())
        return next(same, word)

    def _forget_words(self) -> None:
        self.words = None
        self.places.clear()

    def add(self, cells: Any, rows: np.ndarray, decimal: str) -> None:
        """Read a pandas Series of cells, which stand in these rows of the file."""
        if cells.dtype.kind in "iuf":
            self._add_plain(cells.to_numpy(), rows)
        else:
            texts = cells.astype(object).where(cells.notna(), "").tolist()
            self._add_text(list(map(str, texts)), rows, decimal)

    def _add_plain(self, numbers: np.ndarray, rows: np.ndarray) -> None:
        whole = numbers.dtype.kind in "iu"
        numbers = numbers.astype(np.float64)
        self.rounded |= _rounded(numbers, whole)
        for kind, found in ((MISSING, np.isnan(numbers)), (INFINITE, np.isinf(numbers))):
            self.kinds[kind] += int(found.sum())
            if found.any():
                place = int(found.argmax())
                self.first.setdefault(kind, (int(rows[place]), f"{numbers[place]:g}"))
        self.kinds[PLAIN] += int(np.isfinite(numbers).sum())
        self.perhaps_grouped.append(np.zeros(len(numbers), dtype=bool))
        self.has_fractions |= bool((numbers[np.isfinite(numbers)] % 1 != 0).any())
        if not np.isnan(numbers).all():
            self._forget_words()
            self.moments = None
        else:  # nothing but gaps so far
            if self.words is not None:
                self.places.append(numbers)
            self._add_moments([NO_TEXT] * len(numbers), {NO_TEXT: (np.nan, MISSING)}, rows)
        self.parts.append(numbers)

    def _add_text(self, texts: Sequence[str], rows: np.ndarray, decimal: str) -> None:
        known = {text: read_cell(text, decimal) for text in dict.fromkeys(texts)}
        kinds = [known[text][1] for text in texts]
        self.kinds += Counter(kinds)
        self._add_words(texts, known)
        self._add_moments(texts, known, rows)
        for kind in set(kinds):
            place = kinds.index(kind)
            self.first.setdefault(kind, (int(rows[place]), texts[place]))
        self.units |= {unit_in(text) for text, (_, kind) in known.items() if kind == UNIT}
        if said := {text for text, (_, kind) in known.items() if kind == WORD and sums_up(text)}:
            found = (place for place, text in enumerate(texts) if text in said)
            self.labels |= {int(rows[place]): texts[place] for place in islice(found, MOST_LABELS)}
        numbers = np.array([known[text][0] for text in texts])
        self.rounded |= any(
            text.strip("+- ").isdecimal() and abs(number) >= EXACT
            for text, (number, _) in known.items()
        )
        self.parts.append(numbers)
        self._add_groups(texts, known, decimal)

    def _add_groups(
        self, texts: Sequence[str], known: dict[str, tuple[float, str]], decimal: str
    ) -> None:
        """Remember which cells may be thousands, and whether any other has a fraction."""
        perhaps = {text for text in known if is_three_behind(text, decimal)}
        self.perhaps_grouped.append(np.array([text in perhaps for text in texts], dtype=bool))
        self.has_fractions |= any(
            math.isfinite(number) and number % 1 != 0 and text not in perhaps
            for text, (number, _) in known.items()
        )


def _rounded(numbers: np.ndarray, whole: bool) -> bool:
    """Whether digits of whole numbers were lost; with gaps among them, pandas makes them floats."""
    finite = numbers[np.isfinite(numbers)]
    if not len(finite) or not EXACT <= np.abs(finite).max() < 2**64:
        return False
    return whole or (len(finite) < len(numbers) and bool((finite % 1 == 0).all()))


def read_columns(
    utf8: bytes, layout: Layout, places: Sequence[int], ask: Ask = lambda: None
) -> tuple[np.ndarray, list[Column]]:
    """The number of each row of data in the file, and the columns at these places.

    Rows that are blank are left out. Raises DataError where the table is not in order.
    """
    rows: list[np.ndarray] = []
    columns = [Column() for _ in places]
    is_wide = len(places) < layout.width
    if not is_wide and utf8.find(b'"', layout.body[0].start) >= 0:
        check_records(utf8, layout, ask)
    chunks = _picked(utf8, layout, places) if is_wide else _chunks(utf8, layout, ask)
    for chunk in chunks:
        filled = chunk[chunk.notna().any(axis=1)]
        rows.append((filled.index.to_numpy() + layout.body[0].number).astype(np.int32))
        for place, column in zip(places, columns, strict=True):
            ask()
            column.add(_as_written(filled[place], layout, place), rows[-1], layout.decimal)
    return np.concatenate(rows), columns


def _as_written(cells: Any, layout: Layout, place: int) -> Any:
    """The cells; where pandas made one and the same of true and TRUE, as the first of them is."""
    said = cells.first_valid_index()
    if said is None or not isinstance(cells[said], bool | np.bool_):
        return cells
    texts = [text.strip() for text in layout.column(place)]
    spelled = {text.lower(): text for text in reversed(texts)}
    return cells.map(lambda cell: spelled.get(f"{cell}".lower(), f"{cell}"), na_action="ignore")


def _chunks(utf8: bytes, layout: Layout, ask: Ask) -> Iterator[Any]:
    """Frames of so many rows: numbers where a column has only plain ones, texts elsewhere.

    One column more is asked for than there are: a late row may end with a delimiter, and what a
    row that is too long has there is noticed.
    """
    width = layout.widest
    file = io.BytesIO(utf8)
    file.seek(layout.body[0].start)
    try:
        yield from _checked(
            pd.read_csv(
                file,
                sep=layout.delimiter,
                decimal=layout.decimal,
                header=None,
                names=range(width + 1),
                index_col=False,
                skipinitialspace=True,
                skip_blank_lines=False,
                low_memory=False,
                # As numbers, pandas would make 0 of 1e-400.
                dtype=object if may_vanish(utf8, ask) else None,
                chunksize=max(1, CHUNK // width),
            ),
            layout.width,
        )
    except (pd.errors.ParserError, OverflowError) as error:
        if "out of memory" in str(error):  # pandas' way to say so
            raise MemoryError from error
        check_records(utf8, layout, ask)
        raise DataError(
            "The rows do not all have the same cells: save the table as “CSV UTF-8” from a "
            "spreadsheet, and choose that"
        ) from None


def _picked(utf8: bytes, layout: Layout, places: Sequence[int]) -> Iterator[Any]:
    """Frames of the texts at these places: pandas would make all of very many columns at once."""
    first = layout.body[0]
    found = checked_records(utf8, layout)
    while rows := list(islice(found, max(1, CHUNK // layout.width))):
        numbers = [record.number - first.number for record in rows]
        yield pd.DataFrame(
            {place: [record.written(place) for record in rows] for place in places},
            index=numbers,
            dtype=object,
        )


def _checked(chunks: Any, width: int) -> Iterator[Any]:
    """The chunks; ParserError where a row has anything behind so many columns."""
    for chunk in chunks:
        if chunk.iloc[:, width:].notna().any(axis=None):
            raise pd.errors.ParserError("a row has too many cells")
        yield chunk
