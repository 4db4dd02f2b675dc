"""The room for visitors' own tables: what is taken comes back, and who finds none is told."""

from __future__ import annotations

import gc

import pytest
import streamlit as st

from components import words
from components.monitoring import upload_budget
from components.monitoring.upload_budget import Room
from components.session import uploaded_file

TABLE = b"x,y\n1,2\n2,4\n3,7\n"
MEGABYTE = 2**20


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Room:
    """Room for a table of a few rows, and a visitor who has no other."""
    made = Room(200)
    monkeypatch.setattr(uploaded_file, "room", made)
    monkeypatch.setattr(st, "session_state", {})
    return made


def test_a_table_takes_its_bytes_and_its_numbers_and_gives_them_back_with_itself(
    narrow: Room,
) -> None:
    own = uploaded_file.bring("a.csv", TABLE)
    assert own.table is not None
    # Two columns of float64, and where each row is.
    assert narrow.held() == len(TABLE) + 2 * 3 * 8 + own.table.row_numbers.nbytes
    del own
    uploaded_file.forget()
    gc.collect()
    assert narrow.held() == 0


def test_who_finds_no_room_is_told_and_nothing_is_held(narrow: Room) -> None:
    narrow.take(150)
    own = uploaded_file.bring("a.csv", TABLE)
    assert (own.problem, own.data, own.table) == (words.NO_ROOM, b"", None)
    assert narrow.free() == 50


def test_a_large_file_is_not_even_read_where_there_is_no_room(narrow: Room) -> None:
    own = uploaded_file.bring("a.csv", TABLE * (5 * MEGABYTE // len(TABLE)))
    assert own.problem == words.NO_ROOM


def test_what_others_hold_counts_too() -> None:
    mine = Room(10)
    mine.also(lambda: 7)
    assert not mine.take(4)
    assert mine.take(3)
    assert mine.free() == 0


def test_the_environment_says_how_much_there_is() -> None:
    assert upload_budget.of({}).most == upload_budget.USUAL * MEGABYTE
    assert upload_budget.of({upload_budget.MOST: "64"}).most == 64 * MEGABYTE
    for wrong in ("0", "-1", "1.5", "much"):
        with pytest.raises(ValueError, match="no whole number of megabytes"):
            upload_budget.of({upload_budget.MOST: wrong})
