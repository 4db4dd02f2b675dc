"""While one visitor's file is read, the others go on; and nobody reads for who has left."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

import pytest

from models.datasets.csv_files import LARGEST_FILE, DataError, read_table
from models.datasets.csv_files.cells.numerals import LONGEST, read_cell
from models.datasets.csv_files.delimiting import WIDEST
from models.datasets.csv_files.naming import distinct

# In which nobody else's Python runs: what a loop of so many rounds takes, in seconds of the
# processor. They are 0.3 s on the machine on which the bound was set; others differ by two.
LONGEST_HOLD = 7_500_000


def seconds(rounds: int) -> float:
    """What a loop of so many rounds takes here and now, reckoned from a tenth of them."""
    begin, total = time.process_time(), 0
    for i in range(rounds // 10):
        total += i
    return 10 * (time.process_time() - begin)


def assert_hold_is_short(work: Callable[[], object]) -> None:
    """What is held for long is so each time; on a busy machine the watcher, too, may wake late."""
    found = []
    for _ in range(3):
        bound = seconds(LONGEST_HOLD)
        found.append((longest_hold(work), bound))
        if found[-1][0] < bound:
            return
    raise AssertionError(f"held for so many seconds, of at most so many: {found}")


def longest_hold(work: Callable[[], object]) -> float:
    """For how long the interpreter's lock was kept, in seconds of this process's computing.

    A second thread wakes every millisecond; what the process computes until it can run again was
    done with the lock held, or, without any harm, without it. Other processes do not count.
    """
    longest, is_done = 0.0, threading.Event()

    def watch() -> None:
        nonlocal longest
        last = time.process_time()
        while not is_done.wait(0.001):
            now = time.process_time()
            longest, last = max(longest, now - last), now

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        work()
    except DataError:
        pass
    finally:
        is_done.set()
        watcher.join()
    return longest


def full(row: bytes, header: bytes = b"x,y\n") -> bytes:
    """So many rows as a file may have."""
    return header + row * ((LARGEST_FILE - len(header)) // len(row))


BITS = random.Random(0).choices("01", k=1024)
LARGE = {
    "numbers": lambda: full(b"1.25,2\n3,5.5\n"),
    "blanks": lambda: full(b" ", b""),
    "ends of lines": lambda: full(b"\n"),
    "quotation marks": lambda: full(b'"'),
    "a quotation mark that stays open": lambda: full(b"a\n", b'x,y\n"'),
    "Korean": lambda: full("1,2,김\n3,5,박이\n".encode("cp949"), "키,무게,이름\n".encode("cp949")),
    "no text at the end": lambda: full("김나라만세\n".encode("cp949"))[:-1] + b"\xff",
    "digits in long lines": lambda: full(b"1" * 65_000 + b"\n"),
    "long words": lambda: full(b"1,2," + b"ab " * 10_000 + b"\n3,7," + b"c" * 30_000 + b"\n"),
    "long numbers": lambda: full(b"1." + b"3" * 60_000 + b",2\n2,5\n"),
    "columns between spaces": lambda: full(b"1.25 2\n3 5.5\n", b"x y\n"),
    "rules between cells": lambda: full(b"|1|2|\n|3|5|\n", b"|x|y|\n|--|--|\n"),
    "many cells": lambda: full(b",".join([b"1"] * 9_000) + b"\n", b""),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", LARGE)
def test_reading_keeps_nobody_else_waiting(kind: str) -> None:
    data = LARGE[kind]()

    def read() -> object:
        stop = time.process_time() + 3  # a visitor who leaves then

        def ask() -> None:
            if time.process_time() > stop:
                raise DataError("left")

        return read_table(data, ask=ask)

    assert_hold_is_short(read)


HOSTILE = {
    "digits and a letter": b"x,y\n1,2\n2,3\n" + b"1" * 60_000 + b"x,3\n",
    "digits with a comma": b"x;y\n1,5;2\n2,5;3\n" + b"1" * 60_000 + b"x;3\n",
    "bits": b"k,x,y\n"
    + b"".join(b"%s,%d,%d\n" % ("".join(BITS).encode(), i, i * i) for i in range(500)),
    "equal names": b",".join([b"x"] * 9_999) + b"\n" + (b",".join([b"1"] * 9_999) + b"\n") * 3,
    "names that begin alike": b",".join([b"x" * 60 + b"%d" % (i // 2) for i in range(900)])
    + b"\n"
    + (b",".join([b"1"] * 900) + b"\n") * 3,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_is_read_at_once(kind: str) -> None:
    data = HOSTILE[kind]
    start = time.process_time()
    assert_hold_is_short(lambda: read_table(data))
    assert time.process_time() - start < 5


def test_a_cell_is_looked_at_up_to_a_bound_which_every_number_keeps() -> None:
    assert read_cell("1" * LONGEST)[0] == float("inf")
    assert read_cell("0." + "1" * (LONGEST - 2))[0] == pytest.approx(1 / 9, rel=1e-15)
    assert read_cell("1" * (LONGEST + 1))[1] == "words"


def test_work_for_distinct_names_grows_as_their_number_does() -> None:
    def seconds(count: int, kind: str) -> float:
        names = [kind.format(i // 2) for i in range(count)]
        best = float("inf")
        for _ in range(5):
            start = time.process_time()
            assert len(set(distinct(names))) == count
            best = min(best, time.process_time() - start)
        return best

    for kind in ("x", "", "x ({})", "x" * 56 + "{}"):
        assert seconds(8_000, kind) < 8 * seconds(2_000, kind) + 0.01


def test_columns_beyond_a_bound_are_refused_before_they_are_read() -> None:
    row = b",".join([b"1"] * (WIDEST + 1)) + b"\n"
    with pytest.raises(DataError, match=r"Row 1 has 10,001 cells, and at most 10,000 columns"):
        read_table(row * 3)


class Left(Exception):
    """The visitor is gone."""


@pytest.mark.parametrize("data", [full(b"1,2\n3,5\n"), full(b'"1",2\n"3",5\n')])
def test_reading_ends_where_it_is_told_to(data: bytes) -> None:
    asked = 0

    def ask() -> None:
        nonlocal asked
        asked += 1
        if asked > 60:  # pieces of the decoding are over then
            raise Left

    start = time.process_time()
    with pytest.raises(Left):
        read_table(data, ask=ask)
    assert time.process_time() - start < 2
