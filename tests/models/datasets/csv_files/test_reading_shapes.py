"""Tables that people have: lists in code, printed frames, totals below, years above; read right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.datasets.csv_files import DataError, read_table
from models.datasets.csv_files.table import TableRead
from tests.support.strategies import always_the_same

FILES = Path(__file__).parents[3] / "data" / "faults"


def table_of(text: str) -> TableRead:
    return read_table(text.encode())


def columns(table: TableRead) -> dict[str, list[float]]:
    """The numbers of the columns that have some."""
    return {c.name: c.numbers.tolist() for c in table.columns if np.isfinite(c.numbers).any()}


XY = {"x": [2.5, 5.1, 3.2, 8.5], "y": [21, 47, 27, 75]}
SALARY = {
    "certifications": [2, 3, 5, 6, 7, 9, 10, 14],
    "salary": [22000, 23000, 24000, 28000, 33000, 42000, 44000, 53000],
}
BROUGHT = {
    "python_two_lists.txt": XY,
    "markdown_table.md": XY,
    "pandas_print.txt": {"column 1": [0, 1, 2, 3], **XY},
    "transposed.csv": SALARY,
    "certifications_salary.csv": SALARY,
    "11_total_row.csv": {"Ads": [10, 20, 30, 40], "Sales": [100, 190, 310, 395]},
    "51_years_as_header.csv": {
        "2018": [82.9, 67, 51.6, 60.4],
        "2019": [83.1, 67.2, 51.7, 59.7],
        "2020": [83.2, 67.4, 51.8, 59.4],
    },
    "52_header_with_unquoted_commas.csv": {"time": [0, 1, 2, 3], "distance": [0, 2.1, 3.9, 6.2]},
    "constant_y.csv": {"x": [0, 1, 2], "y": [2, 2, 2]},
}


@pytest.mark.parametrize("name", BROUGHT)
def test_file_gives_the_columns_that_a_person_sees_in_it(name: str) -> None:
    assert columns(read_table((FILES / name).read_bytes())) == BROUGHT[name]


@pytest.mark.parametrize(
    "text", ["x: 1, 2, 3\ny: 2, 4, 7\n", "x:1;2;3\n\ny: 2;4;7", "x: 1\t2\t3\ny: 2\t4\t7"]
)
def test_rows_that_begin_with_a_name_and_a_colon_are_columns(text: str) -> None:
    assert columns(read_table(text.encode())) == {"x": [1, 2, 3], "y": [2, 4, 7]}


def test_a_time_of_day_is_no_name_of_a_row() -> None:
    table = read_table(b"08:15,1,2,4\n09:30,2,3,9\n")
    assert table.rows == 2


def test_points_possible_are_no_student() -> None:
    table = read_table((FILES / "05_lms_two_headers.csv").read_bytes())
    assert columns(table)["Final Exam (102)"][:3] == [81, 70, 93]
    assert table.summaries == (2,)
    assert table.default_features() == ("Quiz 1 (101)",), "not the students' numbers"


def test_columns_between_spaces_are_those_of_the_file() -> None:
    data = (FILES / "housing_ws.data").read_bytes()
    table = read_table(data)
    expected = np.array([list(map(float, line.split())) for line in data.splitlines()])
    np.testing.assert_array_equal(np.column_stack([c.numbers for c in table.columns]), expected)
    assert "Read as columns with spaces between them." in table.notes


@pytest.mark.parametrize("name", ["advertising_index_column.csv", "pandas_print.txt"])
def test_a_column_that_counts_the_rows_is_not_the_first_feature(name: str) -> None:
    table = read_table((FILES / name).read_bytes())
    assert table.default_features() == (table.columns[1].name,)
    assert table.columns[0].name in table.usable(), "it can still be chosen"


def test_a_column_that_counts_the_rows_is_the_feature_where_there_is_no_other() -> None:
    assert table_of("index,y\n0,2\n1,4\n2,7\n").default_features() == ("index",)


def test_years_have_their_units_and_names() -> None:
    table = read_table((FILES / "52_header_with_unquoted_commas.csv").read_bytes())
    assert [(column.name, column.unit) for column in table.columns] == [
        ("time", "s"),
        ("distance", "m"),
    ]


IN_CODE = {
    "X = np.array([[1],[2],[3]])\ny = np.array([2, 4, 5], dtype=float)\n": ("X", "y"),
    "x <- c(1, 2, 3)\ny <- c(2, 4, 5)\n": ("x", "y"),
    "x = (1, 2, 3)  # hours\ny = (2, 4, 5)\n": ("x", "y"),
    "a = torch.tensor([1., 2., 3.])\nb = torch.tensor([2., 4., 5.])\n": ("a", "b"),
    "[(1, 2), (2, 4), (3, 5)]": ("x", "y"),
    "points = [[1, 2], [2, 4], [3, 5]]": ("x", "y"),
    "[[1 2]\n [2 4]\n [3 5]]": ("x", "y"),
    "(1, 2)\n(2, 4)\n(3, 5)\n": ("x", "y"),
    "[1, 2, 3]\n[2, 4, 5]\n": ("x", "y"),
    "array([[1., 2.],\n       [2., 4.],\n       [3., 5.]])": ("x", "y"),
}


@pytest.mark.parametrize("text", IN_CODE)
def test_lists_of_a_program_are_columns(text: str) -> None:
    table = table_of(text)
    assert columns(table) == dict(zip(IN_CODE[text], ([1, 2, 3], [2, 4, 5]), strict=True))
    assert "Read as lists of numbers in a program" in table.notes[0]


def test_lists_that_are_not_equally_long_are_refused_with_their_lengths() -> None:
    with pytest.raises(DataError, match="The list x has 3 values, but y has 2"):
        table_of("x = [1, 2, 3]\ny = [4, 5]\n")


@pytest.mark.parametrize("text", ['[{"x": 1}, {"x": 2}]', "[[1, 2], [3, 4]", '[["a", {"b": 1}]]'])
def test_json_is_refused_still(text: str) -> None:
    with pytest.raises(DataError, match="JSON"):
        table_of(text)


RULED = """
+---+-----+
| x | y   |
+===+=====+
| 1 | 2   |
| 2 | 4   |
| 3 | 5   |
+---+-----+
"""
NIST = """Linear regression, some words
about it: y = b0 + b1*x, e

Data:   y          x
            .1           .2
         338.8        337.4
         118.1        118.2
"""


def test_tables_as_programs_print_them() -> None:
    assert columns(table_of(RULED)) == {"x": [1, 2, 3], "y": [2, 4, 5]}
    assert columns(table_of(" x | y \n---+---\n 1 | 2\n 2 | 4\n(2 rows)\n"))["x"][:2] == [1, 2]
    assert columns(table_of(NIST)) == {"y": [0.1, 338.8, 118.1], "x": [0.2, 337.4, 118.2]}
    quoted = '18.0  8  "chevrolet malibu"\n15.5  6  "buick skylark"\n16  4  "ford"\n'
    assert columns(table_of(quoted)) == {"x1": [18, 15.5, 16], "x2": [8, 6, 4]}


FINITE = st.floats(-1e150, 1e150)
ROWS = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.tuples(*[FINITE] * width), min_size=width + 1, max_size=12)
)
NAMES = ("alpha", "beta", "gamma", "delta")


def written(rows: list[tuple[float, ...]], shape: str) -> str:
    """The rows as people write them: with names, in one of the shapes."""
    width = len(rows[0])
    names, lists = NAMES[:width], [list(column) for column in zip(*rows, strict=True)]
    frame = pd.DataFrame(rows, columns=list(names))
    match shape:
        case "lists":
            return "\n".join(f"{n} = {c!r}" for n, c in zip(names, lists, strict=True))
        case "tuples":
            return "\n".join(f"{n} = {tuple(c)!r}" for n, c in zip(names, lists, strict=True))
        case "vectors":
            return "\n".join(
                f"{n} <- c({', '.join(map(repr, c))})" for n, c in zip(names, lists, strict=True)
            )
        case "arrays":
            return "\n".join(
                f"{n} = np.array({c!r}, dtype=float)" for n, c in zip(names, lists, strict=True)
            )
        case "markdown":
            lines = [names, ["---"] * width, *[map(repr, row) for row in rows]]
            return "\n".join("| " + " | ".join(line) + " |" for line in lines)
        case "frame":
            return frame.to_string(float_format=lambda number: repr(float(number)))
        case "spaces":
            return "\n".join("  ".join(line) for line in [names, *[map(repr, r) for r in rows]])
        case _:  # on its side
            return "\n".join(
                ",".join([n, *map(repr, c)]) for n, c in zip(names, lists, strict=True)
            )


@given(ROWS, st.sampled_from(["lists", "tuples", "vectors", "arrays", "markdown", "frame"]))
@always_the_same
def test_a_table_in_any_shape_is_the_same_table(rows: list[tuple[float, ...]], shape: str) -> None:
    is_read_back(rows, shape)


@given(ROWS, st.sampled_from(["spaces", "sideways"]))
@always_the_same
def test_a_table_between_spaces_or_on_its_side_is_the_same_table(
    rows: list[tuple[float, ...]], shape: str
) -> None:
    is_read_back([*rows, *[tuple(float(k) for k in range(len(rows[0])))] * 3], shape)


def is_read_back(rows: list[tuple[float, ...]], shape: str) -> None:
    rows = [*rows, tuple(k + 0.5 for k in range(len(rows[0]))), tuple(-1.5 for _ in rows[0])]
    table = table_of(written(rows, shape))
    read = [c.numbers for c in table.columns if c.name in NAMES]
    np.testing.assert_array_equal(np.column_stack(read), np.array(rows))


SUMMED = {
    "city,x,y\na,1,2\nb,2,4\nc,3,9\nTotal,6,15\n": (5,),
    "city,x,y\na,1,2\nb,2,4\nc,3,9\n\nMean:,2,5\n": (6,),
    "city,x,y\na,1,2\nb,2,4\nTotal north,3,6\nc,3,9\nd,4,1\nSubtotal,7,10\nGrand total,10,16\n": (
        4,
        7,
        8,
    ),
    "city,x,y\na,1,2\nb,2,4\nc,3,9\nsum,6,15\nmax,3,9\n": (5, 6),
    "who,x,y\nAnn,1,2\nBob,2,4\nMax,2,4\nTotal,7,9\n": (),  # people and a company
    "who,x,y\n평균,2,3\na,1,2\nb,3,4\n": (2,),
}


@pytest.mark.parametrize("text", SUMMED)
def test_rows_that_sum_up_others_are_left_out_and_told_and_can_be_taken_back(text: str) -> None:
    table = table_of(text)
    assert table.summaries == SUMMED[text]
    whole = read_table(text.encode(), with_summaries=True)
    assert whole.summaries == ()
    assert whole.rows == table.rows + len(SUMMED[text])
    assert set(table.row_numbers) == set(whole.row_numbers) - set(SUMMED[text])
    if SUMMED[text]:
        assert any("left out" in note for note in table.notes)


@pytest.mark.slow
def test_a_total_among_very_many_rows_is_a_row() -> None:
    rows = "".join(f"a{i},{i},{i * i}\n" for i in range(300_000))
    assert table_of(f"who,x,y\n{rows}Total,1,2\n").summaries == ()


def test_a_level_target_is_learned_and_said() -> None:
    table = read_table((FILES / "constant_y.csv").read_bytes())
    assert (table.default_target(), table.default_features()) == ("y", ("x",))
    assert table.dataset().y.tolist() == [2, 2, 2]
    assert "All values of y are equal: the best line is level" in table.notes[-1]


def test_bytes_that_no_text_has_are_no_text_in_an_unknown_encoding() -> None:
    noise = np.random.default_rng(0).integers(1, 256, 2000, dtype=np.uint8).tobytes()
    with pytest.raises(DataError, match="The file is no text"):
        read_table(noise)


WITH_UNITS = {
    "salary_money.csv": {"YearsExperience": "", "Salary": "$"},
    "units_in_cells.csv": {"mileage": "km", "price": "EUR"},
    "timestamps_ms.csv": {"time_ms": "", "value": ""},
}


@pytest.mark.parametrize("name", WITH_UNITS)
def test_units_in_cells_are_those_of_the_column(name: str) -> None:
    table = read_table((FILES / name).read_bytes())
    assert {column.name: column.unit for column in table.columns} == WITH_UNITS[name]
    assert table.usable() == tuple(WITH_UNITS[name])
    assert np.isfinite(table.dataset().design).all()


def test_money_and_kilometres_are_their_numbers() -> None:
    money = read_table((FILES / "salary_money.csv").read_bytes()).dataset()
    assert money.y.tolist() == [39343, 46205, 37731, 43525, 39891]
    assert money.target_unit == "$"
    assert columns(read_table((FILES / "units_in_cells.csv").read_bytes())) == {
        "mileage": [50000, 80000, 120000],
        "price": [12500, 9900, 7200],
    }


def test_words_however_they_are_spelled_are_two_classes() -> None:
    table = table_of("x,passed\n1,yes\n2,no\n3,No\n4,YES\n5,Yes\n")
    (passed,) = (column for column in table.columns if column.classes)
    assert passed.classes == ("no", "yes")
    assert passed.numbers.tolist() == [1, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1,234,567", "234.567", "345 678", "456789"], [1234567, None, 345678, 456789]),
        # Where another cell has a fraction, a point is a decimal sign.
        (["1,234.5", "234.567", "345 678"], [1234.5, 234.567, 345678]),
        (["1,234,567", "234.56", "234.567"], [1234567, 234.56, 234.567]),
        # Without groups of three, it is nothing else.
        (["1234567", "234.567", "1.125"], [1234567, 234.567, 1.125]),
        (["1,234,567", "234.567.890", "1"], [1234567, None, 1]),
    ],
)
def test_a_point_among_thousands_separators_is_read_where_one_reading_is_possible(
    cells: list[str], numbers: list[float | None]
) -> None:
    rows = "".join(f'"{cell}",{i * i}\n' for i, cell in enumerate(cells))
    table = table_of("people,y\n" + rows)
    expected = [np.nan if number is None else number for number in numbers]
    np.testing.assert_array_equal(table.columns[0].numbers, expected)
    has_doubt = any("or thousands written like" in note for note in table.notes)
    assert has_doubt == ("234.567" in cells and None in numbers)


def test_the_mixed_styles_of_a_file_are_not_read_a_thousandfold_wrong() -> None:
    table = read_table((FILES / "64_mixed_thousands_styles.csv").read_bytes())
    assert columns(table)["inhabitants"][0::2] == [1234567, 345678]
    assert np.isnan(columns(table)["inhabitants"][1])
    note = "Column inhabitants: 1 cell is left out, which may be a decimal number, or thousands"
    assert any(text.startswith(note) for text in table.notes)
