"""Times are read as hours, minutes or seconds where one reading is possible, with a word."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.datasets.csv_files import DataError, read_table
from models.datasets.csv_files.cells.times import readings
from tests.support.strategies import always_the_same

FORMS = ["%H:%M:%S", "%I:%M:%S %p", "%I:%M %p", "%I:%M%p", "%H:%M"]


@pytest.mark.parametrize("form", FORMS)
@given(moment=st.times())
@always_the_same
def test_a_time_of_day_is_its_seconds_since_midnight(form: str, moment: time) -> None:
    kept = moment.replace(microsecond=0, second=moment.second if "%S" in form else 0)
    day = datetime(2024, 1, 31)
    expected = (datetime.combine(day, kept) - day) / timedelta(seconds=1)
    hours_first, minutes_first = readings(kept.strftime(form))
    assert hours_first == expected
    assert minutes_first == (expected / 60 if form == "%H:%M" else expected)


@pytest.mark.parametrize(
    "text", ["8:60", "8:30:61", "13:00 pm", "0:10 am", "8", "8:3", "8:30x", "-8:30", "٨:٣٠", ""]
)
def test_what_is_no_time_has_no_reading(text: str) -> None:
    assert np.isnan(readings(text)).all()


def table_of(*cells: str) -> bytes:
    rows = "".join(f"{cell};{i};{i * i + 1}\n" for i, cell in enumerate(cells))
    return f"when;x;y\n{rows}".encode()


@pytest.mark.parametrize(
    ("cells", "numbers", "unit", "how"),
    [
        (("08:30", "09:15", "14:00"), [8.5, 9.25, 14], "hours", "8:30 as 8.5"),
        (("08:30", "08:41", "9:02"), [510, 521, 542], "minutes", "8:30 as 510"),
        (("8:30 AM", "12:15 pm", "3:00 p.m."), [8.5, 12.25, 15], "hours", "8:30 as 8.5"),
        (("36:30:00", "", "40:00:00"), [36.5, None, 40], "hours", "8:30 as 8.5"),
        (("0:03:10", "0:03:25.5", "0:04:00"), [190, 205.5, 240], "seconds", "0:01:30 as 90"),
    ],
)
def test_times_are_numbers_with_their_unit_in_the_name_of_the_axis(
    cells: tuple[str, ...], numbers: list[float | None], unit: str, how: str
) -> None:
    table = read_table(table_of(*cells))
    found = table.columns[0]
    assert (found.problem, found.unit) == ("", unit)
    expected = [np.nan if number is None else number for number in numbers]
    np.testing.assert_allclose(found.numbers, expected)
    assert f"Column when: times were read as {unit}, {how}." in table.notes
    assert table.dataset("y", ["when"]).feature_units == (unit,)


def test_times_that_may_be_minutes_and_seconds_are_left_out_with_a_word() -> None:
    table = read_table(table_of("08:30", "75:20", "80:00"))
    assert table.usable() == ("x", "y")
    assert table.columns[0].problem == (
        "times that may be hours and minutes, or minutes and seconds, as “75:20” in row 3 is no "
        "time of a day: write 8:30:00 or 0:08:30"
    )
    with pytest.raises(DataError, match="cannot be used"):
        table.dataset("y", ["when"])


def test_what_is_no_time_among_times_is_told() -> None:
    table = read_table(table_of("08:30", "08:75", "2024-01-31", "14:00"))
    assert "Column when: 2 cells are no time, such as “08:75” in row 3." in table.notes
    np.testing.assert_equal(table.columns[0].numbers, [8.5, np.nan, np.nan, 14])


def test_the_first_cell_that_makes_times_ambiguous_is_named() -> None:
    table = read_table(table_of("08:30", "09:99", "", "14:00", "24:01", "75:20"))
    assert "as “24:01” in row 6 is no time of a day" in table.columns[0].problem


@pytest.mark.parametrize("other", ["late", "9", "–", "08:99"])
@pytest.mark.parametrize("share", [1, 2])
def test_what_is_said_of_times_among_others_never_speaks_of_dates(other: str, share: int) -> None:
    cells = ["08:30", "09:15", "14:00", "15:45"]
    cells[1 : 1 + share] = [other] * share
    table = read_table(table_of(*cells))
    said = [*table.notes, table.columns[0].problem]
    assert other == "9" or any("time" in sentence for sentence in said)
    assert not any("date" in sentence or "2024" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("cells", "row"),
    [
        (("23:50", "00:10", "00:30"), 3),
        (("22:00:00", "23:30:00", "", "00:15:00", "01:00:00"), 5),
        (("11:50 pm", "late", "12:10 am", "1:00 am"), 4),
        (("08:30", "12:00", "07:15", "14:00"), None),
        (("36:30:00", "2:00:00", "40:00:00"), None),  # these are no times of a day
        (("00:10", "00:30", "23:50"), None),
    ],
)
def test_times_that_fall_from_late_to_early_are_said_to_be_each_of_its_own_day(
    cells: tuple[str, ...], row: int | None
) -> None:
    table = read_table(table_of(*cells))
    said = [note for note in table.notes if "midnight" in note]
    assert len(said) == (row is not None)
    assert all(f"in row {row} an early time follows a late one" in note for note in said)


@pytest.mark.parametrize("word", ["true", "TRUE", "True"])
@pytest.mark.parametrize("cells", [("{}", "false", "{}"), ("{}", "", "false")])
def test_true_and_false_are_shown_as_they_are_written(word: str, cells: tuple[str, ...]) -> None:
    table = read_table(table_of(*(cell.format(word) for cell in cells)))
    (said,) = [note for note in table.notes if "was read as a number" in note]
    assert f"“{word}” in row 2 was read as a number: true as 1, false as 0" in said
