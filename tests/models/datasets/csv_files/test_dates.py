"""Dates are read where one reading is possible; where there are two, a sentence says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.datasets.csv_files import DataError, read_table
from models.datasets.csv_files.cells.dates import readings
from models.datasets.csv_files.table import ColumnInfo
from tests.support.strategies import always_the_same

EPOCH = datetime(1970, 1, 1)
MOMENTS = st.datetimes(datetime(1000, 1, 1), datetime(3000, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0)
)
# How a moment is written → its days since 1970.
WRITTEN: dict[str, Callable[[datetime], datetime]] = {
    "%Y-%m-%d": lambda m: m.replace(hour=0, minute=0, second=0),
    "%Y/%m/%d": lambda m: m.replace(hour=0, minute=0, second=0),
    "%Y-%m-%d %H:%M": lambda m: m.replace(second=0),
    "%Y-%m-%dT%H:%M:%S": lambda m: m,
    "%Y-%m-%dT%H:%M:%SZ": lambda m: m,
    "%Y-%m-%d %H:%M:%S +02:00": lambda m: m - timedelta(hours=2),
    "%d.%m.%Y": lambda m: m.replace(hour=0, minute=0, second=0),
    "%d.%m.%Y %H:%M": lambda m: m.replace(second=0),
}


def days(moment: datetime) -> float:
    return (moment - EPOCH) / timedelta(days=1)


@pytest.mark.parametrize("form", WRITTEN)
@given(moment=MOMENTS)
@always_the_same
def test_a_date_of_one_reading_is_read_as_the_day_that_it_is(form: str, moment: datetime) -> None:
    text = moment.strftime(form.replace("%Y", f"{moment.year:04d}"))
    expected = days(WRITTEN[form](moment))
    assert list(readings(text)) == pytest.approx([expected, expected], abs=1e-9)


@given(moment=MOMENTS, sign=st.sampled_from("/-"))
@always_the_same
def test_of_day_and_month_both_readings_are_told_where_both_are_days(
    moment: datetime, sign: str
) -> None:
    text = f"{moment.day}{sign}{moment.month:02d}{sign}{moment.year:04d}"
    day_first, month_first = readings(text)
    day = moment.replace(hour=0, minute=0, second=0)
    assert day_first == days(day)
    if moment.day <= 12:
        assert month_first == days(day.replace(month=moment.day, day=moment.month))
    else:
        assert np.isnan(month_first)


def test_a_day_ends_at_24_o_clock_when_the_next_begins() -> None:
    assert readings("2024-01-31 24:00") == readings("2024-02-01") == readings("2024-02-01 00:00")


def test_a_zone_counts() -> None:
    for ahead in (-12, -5, 0, 5.5, 14):
        aware = datetime(2024, 3, 1, 12, tzinfo=timezone(timedelta(hours=ahead)))
        (found, _) = readings(aware.isoformat())
        assert found == pytest.approx(aware.timestamp() / 86_400, abs=1e-9)


@pytest.mark.parametrize(
    "text",
    ["2024-02-30", "31.02.2024", "2024-1", "24-01-01", "1.2.24", "2024-01-01 25:00", "12:30",
     "2024-01-01 24:59", "2024-01-01 24:00:01", "2024-01-01 12:00+99:99", "2024-01-01 12:00+15:00",
     "2024-01-01 12:00-01:60", "2024-01-01 12:00:61", "2024-01-01x", "0999-01-01", "2024-13-01", "",
     "2024-01-01" + " " * 60 + "x"],
)  # fmt: skip
def test_what_is_no_day_has_no_reading(text: str) -> None:
    assert np.isnan(readings(text)).all()


# ---- Columns of them


def column(name: str, *cells: str) -> ColumnInfo:
    """That of a table of these cells and a y."""
    rows = "".join(f"{cell};{i * i + 1}\n" for i, cell in enumerate(cells))
    table = read_table(f"{name};y\n{rows}".encode())
    (found,) = [info for info in table.columns if info.name == name]
    return found


@pytest.mark.parametrize(
    ("cells", "numbers", "unit"),
    [
        (("2024-01-01", "2024-02-01", "2024-03-01"), [0, 31, 60], "days since 2024-01-01"),
        (("31.12.2023", "01.01.2024", "05.01.2024"), [0, 1, 5], "days since 2023-12-31"),
        # One cell tells of all: there is no month 31, or 13.
        (("01/12/2023", "12/31/2023", "01/12/2023"), [0, 353, 0], "days since 2023-01-12"),
        (("13/01/2024", "01/02/2024", "02/02/2024"), [0, 19, 20], "days since 2024-01-13"),
        (("05/05/2024", "06/06/2024", "07/07/2024"), [0, 32, 63], "days since 2024-05-05"),
        (("2024-01-02", "", "2024-01-09"), [0, None, 7], "days since 2024-01-02"),
        (
            ("2024-01-01 10:00", "2024-01-01 11:30", "2024-01-01 22:00"),
            [0, 1.5, 12],
            "hours since 2024-01-01 10:00",
        ),
        (
            ("2024-01-01T10:00:00.5Z", "2024-01-01T10:00:01Z", "2024-01-01T10:01:00Z"),
            [0, 0.5, 59.5],
            "seconds since 2024-01-01 10:00:00.500",
        ),
    ],
)
def test_dates_are_numbers_since_the_first_of_them(
    cells: tuple[str, ...], numbers: list[float | None], unit: str
) -> None:
    found = column("when", *cells)
    assert found.problem == ""
    assert found.unit == unit
    expected = [np.nan if number is None else number for number in numbers]
    np.testing.assert_allclose(found.numbers, expected, atol=2e-6)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (("01/02/2024", "03/04/2024", "05/06/2024"), "day and month cannot be told apart"),
        (("13/01/2024", "01/14/2024", "02/02/2024"), "before the month and after it"),
        (("1.2.24", "2.3.24", "3.4.24"), "dates, not numbers"),
    ],
)
def test_dates_of_several_readings_are_left_out_with_a_word(
    cells: tuple[str, ...], said: str
) -> None:
    rows = "".join(f"{cell};{i};{i * i + 1}\n" for i, cell in enumerate(cells))
    table = read_table(f"when;x;y\n{rows}".encode())
    assert table.usable() == ("x", "y")
    assert said in table.columns[0].problem
    with pytest.raises(DataError, match="cannot be used"):
        table.dataset("y", ["when"])


def test_what_was_read_of_dates_is_told() -> None:
    table = read_table(b"when,y\n2024-01-01,1\n2024-02-30,2\n2024-03-01,4\n2024-03-02,5\n")
    assert "Column when: dates were read as days since 2024-01-01." in table.notes
    assert "Column when: 1 cell is no date, such as “2024-02-30” in row 3." in table.notes
    data = table.dataset()
    assert data.feature_units == ("days since 2024-01-01",)
    assert data.x[:, 0].tolist() == [0, 60, 61]


def test_a_date_is_a_feature_to_begin_with_only_where_there_is_no_other() -> None:
    dated = b"when,x,y\n2024-01-01,1,2\n2024-01-02,2,5\n2024-01-05,4,6\n"
    assert read_table(dated).default_features() == ("x",)
    last = b"x,y,when\n1,2,2024-01-01\n2,5,2024-01-02\n4,6,2024-01-05\n"
    assert read_table(last).default_target() == "y"
    alone = b"when,y\n2024-01-01,2\n2024-01-02,5\n2024-01-05,6\n"
    assert read_table(alone).default_features() == ("when",)


def test_unix_times_with_quoted_numbers_are_numbers() -> None:
    rows = b"time_ms,value\n1497870825385,'0.000002'\n1497870829744,'0.000026'\n"
    data = read_table(rows).dataset()
    assert data.x[:, 0].tolist() == [1497870825385, 1497870829744]
    assert data.y.tolist() == [0.000002, 0.000026]
