"""Whatever the bytes are: a Dataset or a sentence, soon and in little memory, never a traceback."""

from __future__ import annotations

import csv
import io
import random
import re
import resource
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.datasets.csv_files import DataError, TableRead, from_csv, read_table
from models.datasets.csv_files.cells.numerals import read_cell
from models.datasets.csv_files.shapes import SHAPES
from tests.support.strategies import always_the_same

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
FILES = sorted((ROOT / "tests" / "data" / "csv").glob("*.csv"))
GOOD = [path.read_bytes() for path in FILES] + [
    b"n;x;y\na;1,5;2,5\nb;2,5;3,5\n",
    b'"x\n(cm)",y\r\n"1","2"\r\n2,4\r\n',
    b"My data\n\nx\ty\n1\t2\n2\t4\n",
    "x,y\n1\u202f000,−2\n2\xa0000,5%\n".encode(),
]
PIECES = [
    *(b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b'"', b'""', b"'", b" ", b"\0", b"#", b"%"),
    *(
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xa0",
        "−".encode(),
        "１".encode(),
        "키".encode(),
    ),
    *(b"NaN", b"inf", b"-", b"1e309", b"1e999999", b"9" * 400, b"1,000", b"1_0", b"True", b"x"),
    *(b"=1+1", b"sep=;\n", b"(cm),(kg)\n", b"2024-01-01", b"0x10", b"1.5.2", b"\x1a", b"\x85"),
]
NO_ROWS_OF_CELLS = {note for _, note in SHAPES}
BLOCKS, BLOCK = 9, 1000
DRAWN = 500
SECONDS, BYTES = 2, 500 * 2**20


def peak() -> int:
    """The most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def mutated(chance: random.Random) -> bytes:
    """A good file after a few byte flips, deletions, insertions and splices."""
    data = bytearray(chance.choice(GOOD))
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(data))
        until = at + chance.randint(0, 6)
        match chance.randrange(5):
            case 0 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                del data[at:until]
            case 2:
                data[at:at] = chance.choice(PIECES)
            case 3:
                other = chance.choice(GOOD)
                data[at:] = other[chance.randint(0, len(other)) :]
            case _:
                data[at:until] = bytes(data[at:until]) * chance.randint(2, 40)
    return bytes(data)


def is_read_or_refused(data: bytes, encoding: str = "auto") -> None:
    """Fails, and shows the bytes, where they make anything but data or a sentence."""
    start = time.process_time()
    try:
        dataset = from_csv(data, encoding=encoding)
    except DataError as error:
        sentence = str(error)
    except Exception as error:  # none may come: whatever it is, it is what is told
        raise AssertionError(f"{data!r} as {encoding} ends in {error!r}") from error
    else:
        sentence = f"{dataset.n} rows"
        assert dataset.n >= 2, data
        assert np.isfinite(dataset.design).all(), data
    assert len(sentence.splitlines()) == 1, data
    assert time.process_time() - start < SECONDS, data


def cells_of(data: bytes, table: TableRead) -> list[list[str]]:
    """Every row of the file, as the standard library splits it."""
    codec = {"utf-8": "utf-8-sig"}.get(table.encoding, table.encoding)
    text = io.StringIO(data.decode(codec), newline="")
    return list(csv.reader(text, delimiter=table.delimiter, skipinitialspace=True))


def folded(cell: str) -> str:
    """A word however it is spelled."""
    return " ".join(cell.split()).casefold()


def time_between(first: str, cell: str, unit: str) -> float:
    """In this unit; NaN where the cell is no date."""
    try:
        passed = datetime.fromisoformat(cell.strip()) - datetime.fromisoformat(first)
    except ValueError:
        return float("nan")
    return passed / timedelta(**{f"{unit}s": 1})


@pytest.mark.slow
def test_every_number_stands_in_the_row_and_column_that_are_said() -> None:
    chance = random.Random(-1)
    read = 0
    for data in (mutated(chance) for _ in range(BLOCK)):
        try:
            table = read_table(data)
        except DataError:
            continue
        if not NO_ROWS_OF_CELLS.isdisjoint(table.notes):  # held by the round trips of its shape
            continue
        rows = cells_of(data, table)
        word_of: dict[tuple[int, float], str] = {}
        for place, column in enumerate(table.columns):
            for row, number in zip(table.row_numbers, column.numbers, strict=True):
                cell = rows[row - 1][place] if place < len(rows[row - 1]) else ""
                spelled = read_cell(cell, table.decimal)[0]
                if since := re.fullmatch(r"(day|hour|second)s since (.+)", column.unit):
                    spelled = time_between(since[2], cell, since[1])
                if column.classes and not np.isnan(number):  # which of the two words it is
                    assert word_of.setdefault((place, number), folded(cell)) == folded(cell)
                    assert number in (0, 1)
                    continue
                assert number == spelled or (np.isnan(number) and not np.isfinite(spelled)), data
        read += 1
    assert read > BLOCK / 10


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(BLOCKS))
def test_mutated_files_are_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    before = peak()
    for _ in range(BLOCK):
        is_read_or_refused(mutated(chance))
    assert peak() - before < BYTES


@pytest.mark.slow
@given(
    st.binary(max_size=200) | st.text(max_size=100).map(str.encode),
    st.sampled_from(["auto", "utf-8", "utf-16", "cp949", "latin-1"]),
)
@settings(always_the_same, max_examples=DRAWN)
def test_any_bytes_are_read_or_refused(data: bytes, encoding: str) -> None:
    is_read_or_refused(data, encoding)


CELLS = st.text("0123456789.,-+eE %\"'_x\xa0−１", max_size=7) | st.sampled_from(
    [piece.decode() for piece in PIECES if piece.isascii()]
)


@pytest.mark.slow
@given(
    st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=8),
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
@settings(always_the_same, max_examples=DRAWN)
def test_any_grid_of_cells_is_read_or_refused(
    grid: list[list[str]], delimiter: str, line_end: str
) -> None:
    is_read_or_refused(line_end.join(map(delimiter.join, grid)).encode())


MILLION = """
import resource, time
import numpy as np
from models.datasets.csv_files import read_table

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

x = np.random.default_rng(0).normal(size=(1_000_000, 2))
data = b"x,y\\n" + b"".join(b"%a,%a\\n" % (a, b) for a, b in x.tolist())
before, start = peak(), time.process_time()
table = read_table(data)
print(time.process_time() - start, (peak() - before) / len(data))
assert all((c.numbers == x[:, k]).all() for k, c in enumerate(table.columns))
"""


@pytest.mark.slow
def test_million_rows_take_two_seconds_and_three_times_their_size_at_most() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MILLION], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, growth = map(float, done.stdout.split())
    assert seconds < SECONDS
    assert growth < 3


def test_there_are_ten_thousand_inputs() -> None:
    assert BLOCKS * BLOCK + 2 * DRAWN == 10_000
