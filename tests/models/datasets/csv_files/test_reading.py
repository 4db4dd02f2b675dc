"""A CSV is read right, or refused with a sentence: each kind of file, and what it must give."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.datasets.csv_files import ENCODINGS, DataError, from_csv, read_table, to_csv
from models.datasets.csv_files.cells.numerals import read_cell
from models.datasets.csv_files.decoding import LONGEST_LINE
from tests.support.strategies import always_the_same

FINITE = st.floats(-1e150, 1e150)
FILES = Path(__file__).parents[3] / "data" / "csv"
MADE_HERE = {  # a megabyte that says nothing is not worth keeping
    "51_long_header.csv": b"x" * 1_000_000 + b",y\n1,2\n2,3\n",
    "57_wide_10k.csv": b",".join(b"c%d" % place for place in range(10_000))
    + b"\n"
    + b"\n".join([b",".join([b"1"] * 10_000)] * 3),
}


def file(name: str) -> bytes:
    """The bytes of a hostile file."""
    return MADE_HERE.get(name) or (FILES / name).read_bytes()


def refusal(data: bytes, encoding: str = "auto") -> str:
    """The sentence with which the bytes are refused."""
    with pytest.raises(DataError) as caught:
        read_table(data, encoding).dataset()
    return str(caught.value)


def numbers(data: bytes) -> list[list[float]]:
    """The rows of the default data set: feature, target."""
    dataset = from_csv(data)
    return [*map(list, zip(dataset.x[:, 0].tolist(), dataset.y.tolist(), strict=True))]


LARGE_WHOLE = "Column x: whole numbers of 16 digits or more may be rounded"


@dataclass(frozen=True)
class Expected:
    """What a file is: rows of the named columns, with notes that say so; or a refusal."""

    rows: list[list[float]] | None = None
    names: tuple[str, ...] = ("x", "y")
    notes: tuple[str, ...] = ()
    refusal: str = ""


EXPECTED = {
    "01_plain_utf8.csv": Expected([[1, 2.1], [2, 3.9], [3, 6.2], [4, 8.1]]),
    "03_utf16le_bom.csv": Expected([[1, 2.1], [2, 3.9], [3, 6.2], [4, 8.1]]),
    "05_cp949_korean.csv": Expected(
        [[170, 65], [175, 70], [160, 55]], ("키", "몸무게"), ("Read as Korean (CP949)",)
    ),
    "07_latin1_degree.csv": Expected(refusal="Row 1 holds a letter (byte 0xB0) that is neither"),
    "09_semicolon_decimal_comma.csv": Expected(
        [[1.5, 2.25], [2.5, 4.75], [3.1, 6.2]], notes=("The decimal sign is a comma",)
    ),
    "11_thousands_quoted.csv": Expected(
        [[1000, 2000], [2500, 5100]],
        notes=(
            "Column x: 2 cells are repaired; “1,000” in row 2 was read without its thousands",
            "Column y: 2 cells are repaired",
        ),
    ),
    "13_no_header.csv": Expected([[1, 2], [2, 4], [3, 6]], notes=("No header: the columns",)),
    "15_blank_names.csv": Expected(
        [[1, 3], [4, 6]], ("x1", "x2", "y"), ("No header: the columns were called x1, x2 and y.",)
    ),
    "17_constant_x.csv": Expected(refusal="only y is one (x: all values are equal)"),
    "19_nan_inf_tokens.csv": Expected(refusal="8 of 8 rows are left out"),
    "21_two_rows_vertical.csv": Expected(refusal="only y is one (x: all values are equal)"),
    "23_huge_1e308.csv": Expected(refusal="x: values beyond ±10¹⁵⁰"),
    "25_dates.csv": Expected(
        [[0, 1], [31, 2]],
        ("date", "y"),
        ("Column date: dates were read as days since 2024-01-01.",),
    ),
    "27_bool.csv": Expected([[1, 1], [0, 0]], notes=("“True” in row 2 was read as a number",)),
    "29_empty.csv": Expected(refusal="The file is empty"),
    "31_whitespace_only.csv": Expected(refusal="The file is empty"),
    "33_ragged_short.csv": Expected(
        [[1, 2], [5, 6]], ("x", "y", "z"), ("Column y: 1 cell is blank",)
    ),
    "35_unbalanced_quote.csv": Expected(refusal="Row 2 opens a quotation mark that is never"),
    "37_binary_png.csv": Expected(refusal="The file is a picture (PNG)"),
    "39_formula_header.csv": Expected([[1, 2], [3, 4]], ("=1+1", "@y")),
    "41_markdown_latex_header.csv": Expected(
        [[1, 2], [2, 4]], ("**x** $\\frac{a}{b}$ :red[hi]", "y")
    ),
    "43_comment_preamble.csv": Expected(
        [[1, 2], [3, 4]], notes=("Rows 1 to 2 above the table (“# exported by X”) were skipped.",)
    ),
    "45_units_row.csv": Expected([[1, 2], [3, 4]], notes=("Row 2 was read as the units",)),
    "47_fullwidth_digits.csv": Expected(
        [[1, 2], [3, 4]],
        notes=("“１” in row 2 was read as the number that it looks like", "Column y: 2 cells"),
    ),
    "49_leading_spaces.csv": Expected([[1, 2], [2, 4]]),
    "51_long_header.csv": Expected(refusal="Row 1 is longer than 64 kB"),
    "53_underscore.csv": Expected(
        [[1000, 1], [2000, 2]], notes=("“1_000” in row 2 was read without its thousands",)
    ),
    "55_excel_sep_line.csv": Expected([[1, 2], [3, 4]]),
    "57_wide_10k.csv": Expected(refusal="c0: all values are equal"),
    "59_html_page.csv": Expected(refusal="The file is a web page"),
    "61_control_chars.csv": Expected(
        [[1, 2], [2, 3]], ("x", "y[31m"), ("Column names were shortened, or freed of",)
    ),
    "63_offset_big.csv": Expected([[1_700_000_000 + i, 2 * i] for i in range(50)]),
}


def test_every_hostile_file_is_in_the_table() -> None:
    assert {path.name for path in FILES.glob("*.csv")} | MADE_HERE.keys() == EXPECTED.keys()
    assert len(EXPECTED) == 32


@pytest.mark.parametrize("name", [name for name, e in EXPECTED.items() if e.rows])
def test_file_that_is_understood_gives_its_numbers_and_says_what_was_done(name: str) -> None:
    expected = EXPECTED[name]
    table = read_table(file(name))
    assert numbers(file(name)) == expected.rows
    assert tuple(column.name for column in table.columns) == expected.names
    assert len(table.notes) == len(expected.notes), table.notes
    for note, fragment in zip(table.notes, expected.notes, strict=True):
        assert fragment in note
    assert table.digest == hashlib.sha256(file(name)).hexdigest()


@pytest.mark.parametrize("name", [name for name, e in EXPECTED.items() if e.refusal])
def test_file_that_is_refused_is_so_in_one_sentence(name: str) -> None:
    sentence = refusal(file(name))
    assert EXPECTED[name].refusal in sentence
    assert "\n" not in sentence
    assert len(sentence) < 320


READ = {
    # delimiters and decimal signs
    b"1,5;2,25\n2,5;4,75\n": [[1.5, 2.25], [2.5, 4.75]],
    b"a,b\n1,5\n2,7\n": [[1, 5], [2, 7]],
    b"x\ty\n1,5\t2\n2,5\t3\n": [[1.5, 2], [2.5, 3]],
    b"x|y\n1|2\n2|3\n": [[1, 2], [2, 3]],
    b'x,y\n"1,5","2,25"\n"2,5","4,75"\n': [[1.5, 2.25], [2.5, 4.75]],
    b"n;x;y\na;1,5;2,5\nb;2,5;3,5\n": [[1.5, 2.5], [2.5, 3.5]],
    b"x;y\n1.000,5;2\n2.000,5;4\n": [[1000.5, 2], [2000.5, 4]],
    b"x;y\n1'000;2\n2'000;3\n": [[1000, 2], [2000, 3]],
    b'sep=,\nx;z,y\n"1","2"\n2,4\n': [[1, 2], [2, 4]],
    # lines, headers, units
    b"x,y\r1,2\r2,4\r": [[1, 2], [2, 4]],
    b"x,y\r\n1,2\r\n2,4": [[1, 2], [2, 4]],
    b'"x\n(cm)",y\n1,2\n2,4\n': [[1, 2], [2, 4]],
    b"My data\n\nx,y\n1,2\n2,4\n": [[1, 2], [2, 4]],
    b"My data,\n,\nx,y\n1,2\n2,4\n": [[1, 2], [2, 4]],
    b"height,weight\ncm,kg\n1,2\n2,4\n": [[1, 2], [2, 4]],
    b"city,x,y\nSeoul,NA,NA\nBusan,1,2\nJeju,2,5\n": [[1, 2], [2, 5]],
    b"x,2020\n1,2\n2,4\n3,5\n": [[1, 2], [2, 4], [3, 5]],
    # cells
    b"x,y\n1,2,\n3,4,\n": [[1, 2], [3, 4]],
    b"x,y\n" + b"1,2\n" * 300 + b"3,4,\n": [[1, 2]] * 300 + [[3, 4]],
    b'x, y\n1, "1,000"\n2, "2,000"\n': [[1, 1000], [2, 2000]],
    b'x,y\n"0,500",2\n"0,250",4\n': [[0.5, 2], [0.25, 4]],
    b"x,y\n1,2\n\n2,4\n,\n3,5\n": [[1, 2], [2, 4], [3, 5]],
    b"x,y\n1,2\nabc,4\n3,5\n4,\n": [[1, 2], [3, 5]],
    b"x,y\n1,2\nx,y\n3,4\n": [[1, 2], [3, 4]],
    b"x,y\n1e309,1\n2,2\n3,4\n": [[2, 2], [3, 4]],
    b"x,y\nTrue,1\n,2\nfalse,3\n": [[1, 1], [0, 3]],
    "x,y\n−1,2\n−2,5\n".encode(): [[-1, 2], [-2, 5]],
    "x,y\n1\u202f000,2\n2\xa0000,5\n".encode(): [[1000, 2], [2000, 5]],
    "x,y\n٣,1\n٤,2\n".encode(): [[3, 1], [4, 2]],
    b"x,y\n50%,1\n60%,2\n": [[50, 1], [60, 2]],
    b"runner,5 km,10 km\nAnn,12,30\nBob,15,41\n": [[12, 30], [15, 41]],
    b"5 kg;2 m\n6 kg;3 m\nNA;4 m\n": [[5, 2], [6, 3]],
    b"{x},[y]\n1,2\n2,4\n": [[1, 2], [2, 4]],
    b"<script>alert(1)</script>,y\n1,2\n2,4\n": [[1, 2], [2, 4]],
    b"\xef\xbb\xbfx,y\n1,2\n2,4\n": [[1, 2], [2, 4]],
    b"\xfe\xff" + "x,y\n1,2\n2,4\n".encode("utf-16-be"): [[1, 2], [2, 4]],
}


SPELLED = {  # text, decimal sign → number
    ("1,000,000.5", "."): 1e6 + 0.5,
    ("1.000.000,5", ","): 1e6 + 0.5,
    ("-1 000", "."): -1000,
    ("+.5E-3", "."): 5e-4,
    ("5.", "."): 5,
    (",5", ","): 0.5,
    ("−１，０００", "."): -1000,
    ("TRUE", "."): 1,
    ("5 kg", "."): 5,
    ("$39,343.00", "."): 39343,
    ("-$5", "."): -5,
    ("€ -5", "."): -5,
    ("50 000 km", "."): 50000,
    ("12.5%", "."): 12.5,
    ("21,5 °C", ","): 21.5,
    ("'-0.000007'", "."): -7e-6,
    ("-Infinity", "."): -math.inf,
    ("1e999", "."): math.inf,
    ("1e-999", "."): math.nan,
    ("0e-999", "."): 0,
    ("5e-324 kg", "."): 5e-324,
    **dict.fromkeys(
        [(text, ".") for text in ("1,5", "0,500", "1,0000", "12,34,567", "1,000 000", "1.5.2")],
        math.nan,
    ),
    **dict.fromkeys(
        [
            (text, ".")
            for text in (
                "",
                "-",
                "NaN",
                "0x10",
                "1e",
                "e5",
                "10²",
                "½",
                "5 parsecs",
                "5kg5",
                "3d",
                "1__0",
            )
        ],
        math.nan,
    ),
    **dict.fromkeys([(text, ",") for text in ("1.5", "1.5,2", "0.500")], math.nan),
}


@pytest.mark.parametrize(("text", "decimal"), SPELLED)
def test_cell_is_the_number_that_it_spells_or_none(text: str, decimal: str) -> None:
    np.testing.assert_equal(read_cell(f" {text}\xa0", decimal)[0], SPELLED[text, decimal])


def test_column_is_one_of_numbers_when_at_least_half_of_it_are() -> None:
    table = read_table(b"w,x,y\n1,1,2\na,2,4\nb,4,oops\nNA,3,7\n")
    assert table.columns[0].problem == "words"
    assert table.usable() == ("x", "y")


@pytest.mark.parametrize("data", READ)
def test_table_is_read_as_a_person_would(data: bytes) -> None:
    assert numbers(data) == READ[data]


REFUSED = {
    b"x,y\n1,2,3\n4,5,6\n": "Row 2 has 3 cells, but the header in row 1 has 2 names",
    b"x,y\n1,2\n3,4,5\n6,7\n": "Row 3 has 3 cells, but the table has 2 columns",
    b"x,y\n" + b"1,2\n" * 1000 + b"3,4,5\n7,8\n": "Row 1002 has 3 cells",
    b"x,y\n" + b"1,2\n" * 1000 + b"3,4,,,\n7,8\n": "Row 1002 ends with blank cells",
    b"x,y\n" + b"1,2\n" * 1000 + b'3,"4\n7,8\n': "Row 1002 opens a quotation mark",
    b"x,y\n" + b"1,2\n" * 300 + b'1,"2"5\n2,4\n': "Row 302 has text behind a closing",
    b'x,y\n1,"2"5\n2,4\n': "Row 2 has text behind a closing quotation mark",
    b'x,y\n"' + b"a\n" * 100_000 + b'",2\n': "Row 2 opens a quotation mark",
    b"x,y\n": "has a header but no rows",
    b"x,y\n1,2\n": "only one row",
    b"x,y\nNA,NA\n,\n": "no row of data with values",
    b"x\n1\n2\n": "the table is a single column",
    b"a,b\nfoo,bar\nbaz,qux\n": "a: words and b: words",
    b"x,y\n5,1\n5,2\n": "only y is one (x: all values are equal)",
    b"x,y\n50-55%,1\n60-65%,2\n": "x: percent signs",
    "x,y\n$5,1\n€6,2\n".encode(): "x: more than one unit: $ and €",
    "x,y\n10²,2\n11²,5\n".encode(): "x: words",  # NFKC would make 102 of it
    b"x,y\n1,1e151\n2,1\n": "y: values beyond ±10¹⁵⁰, too large to be squared, the first in row 2",
    b"x,y\n1,2\n2,\x004\n": "Row 3 holds a character that no text has (NUL)",
    "x,y\n1,2\n2,4\n".encode("utf-16-le"): "looks like UTF-16, but does not say so",
    "x,y\n1,2\n2,4\n".encode("utf-16-be"): "looks like UTF-16, but does not say so",
    "temp (°C),y\n1,2\n".encode("latin-1"): "choose the encoding",  # CP949 makes 캜 of it
    "größe,y\n1,2\n".encode("latin-1"): "choose the encoding",
    b"\xef\xbb\xbf": "The file is empty",
    b'[{"x": 1}]': "The file is JSON",
    b'{"x": [1]}': "The file is JSON",
    b"PK\x03\x04": "an Excel workbook",
    b"\x1f\x8b\x08": "compressed by gzip",
    b"\x80\x04\x95": "a Python pickle",
    b"%PDF-1.7": "a PDF document",
    b"1," * LONGEST_LINE: "Row 1 is longer than 64 kB",
    b"1,2\n" * 20_000 + b"1," * LONGEST_LINE: "Row 20001 is longer than 64 kB",
}


@pytest.mark.parametrize("data", REFUSED, ids=lambda data: repr(data[:24]))
def test_what_is_no_table_is_refused_with_the_place_and_the_reason(data: bytes) -> None:
    assert REFUSED[data] in refusal(data)


SMALL = ["0", "0.0", "-0e-500", "5e-324", "1e-310", "1e-100", "7", "1.5", "0.1"]
NEAR_ZERO = "Column x: 1 cell is too near 0 to be told from it, such as “1e-400” in row 3."
NOTED = {
    b"x;y\n1.500;2.500\n2.000;3.250\n": "“1.500” was read as 1.5; if it is meant with a decimal",
    b"x;y\n1,500;2,500\n2,000;3,250\n": "“1,500” was read as 1.5; if it is meant with a decimal",
    b"x,y\n9007199254740993,1\n9007199254740995,2\n": LARGE_WHOLE,
    b"x,y\n9007199254740993,1\n,2\n3,4\n": LARGE_WHOLE,
    b"x,y\n123456789012345678901234567890,1\n3,2\n": LARGE_WHOLE,
    b"x,x,x (2),\n1,2,3,4\n2,4,5,7\n": "were made distinct: x (3) and column 4.",
    b"x,2020\n1,2\n2,4\n3,5\n": "Row 1 was read as the header, though “2020” is a number.",
    b"x,y\n1,2\n\n2,4\n": "1 row without any value",
    b"city,x,y\nSeoul,NA,NA\nBusan,1,2\nJeju,2,5\n": "Column x: 1 cell is blank or marked",
    b"x,y\n1,2\ninf,3\n4,5\n": "Column x: 1 cell is infinite, or too large to be computed with",
    b"x,y\n1,2\n1e-400,3\n4,5\n": NEAR_ZERO,
    b"x;y\n1,5;2\n-1,0E-0999;3\n4;5\n": "too near 0 to be told from it, such as “-1,0E-0999” in",
    b"x,y\n1,2\n0." + b"0" * 330 + b"1,3\n4,5\n": "Column x: 1 cell is too near 0 to be told",
    b"x,y\n1 km,2\n1e-400 km,3\n4 km,5\n": "Column x: 1 cell is too near 0",
    b"x,y\n1,2\nabc,3\n4,5\n": "Column x: 1 cell is no number, such as “abc” in row 3.",
}


@pytest.mark.parametrize("data", NOTED)
def test_doubt_and_repair_are_never_silent(data: bytes) -> None:
    assert any(NOTED[data] in note for note in read_table(data).notes), read_table(data).notes


def test_a_number_that_float64_cannot_tell_from_0_is_left_out_and_no_other() -> None:
    rows = "".join(f"{text},{place}\n" for place, text in enumerate(["1e-400"] * 9 + SMALL))
    for wide in ("", ",a" * 150):  # of which only some columns are read
        body = rows.replace("\n", f"{wide}\n")
        column, *_ = read_table(f"x,y{wide}\n{body}".encode()).columns
        np.testing.assert_array_equal(column.numbers, [math.nan] * 9 + [float(s) for s in SMALL])


def test_plain_numbers_need_no_note() -> None:
    assert read_table(b"x,y\n1.234,5.678\n2.345,6.789\n").notes == ()


def test_columns_that_cannot_be_used_say_why() -> None:
    data = b"day,who,c,n,x,y\n01/02/2024,Kim,5,,1,2\n03/04/2024,Lee,5,NA,2,4\n"
    table = read_table(data)
    assert {column.name: column.problem for column in table.columns} == {
        "day": "dates whose day and month cannot be told apart: write 2024-01-31",
        "who": "words",
        "c": "all values are equal",
        "n": "no numbers",
        "x": "",
        "y": "",
    }
    assert table.usable() == ("x", "y")
    for name in ("day", "who", "n", "nobody"):
        with pytest.raises(DataError, match=name):
            table.dataset("y", [name])


@pytest.mark.parametrize(
    ("header", "target", "features"),
    [
        (b"y,a,b", "y", ("a",)),
        (b"a,Target,b", "Target", ("a",)),
        (b"a,b,c", "c", ("a",)),
    ],
)
def test_target_is_the_column_called_so_or_else_the_last(
    header: bytes, target: str, features: tuple[str, ...]
) -> None:
    table = read_table(header + b"\n1,2,3\n2,4,7\n")
    assert (table.default_target(), table.default_features()) == (target, features)
    dataset = table.dataset()
    assert (dataset.target_name, dataset.feature_names) == (target, features)


def test_chosen_columns_are_the_data_set_and_rows_with_gaps_are_counted() -> None:
    table = read_table(b"a,b,c\n(cm),(s),(kg)\n1,2,3\n2,,7\n3,5,\n4,7,9\n")
    dataset = table.dataset("a", ["b", "c"], "mine")
    assert dataset.x.tolist() == [[2, 3], [7, 9]]
    assert dataset.y.tolist() == [1, 4]
    assert (dataset.name, dataset.feature_units, dataset.target_unit) == ("mine", ("s", "kg"), "cm")
    sentence = "2 of 4 rows are left out, where b or c has no finite number: rows 4 and 5."
    assert table.dropped("a", ["b", "c"]) == (2, sentence)
    assert table.dropped("a", ["b"])[0] == 1
    assert table.rows == 4


def test_constant_target_may_be_chosen_and_a_constant_feature_may_not() -> None:
    table = read_table(b"a,b,c\n1,5,2\n2,5,7\n")
    assert table.dataset("b", ["a"]).y.tolist() == [5, 5]
    with pytest.raises(DataError, match="Column b cannot be used"):
        table.dataset("a", ["b"])


@pytest.mark.parametrize(("target", "features"), [("a", ["a"]), ("a", ["b", "b"]), ("a", [])])
def test_choice_of_columns_that_makes_no_sense_is_refused(target: str, features: list[str]) -> None:
    with pytest.raises(DataError, match="Choose"):
        read_table(b"a,b\n1,5\n2,7\n").dataset(target, features)


def test_feature_that_is_constant_where_others_have_numbers_is_refused() -> None:
    assert "All values of x are equal in the rows" in refusal(b"x,y\n1,2\n1,3\n2,\n")


def test_encoding_can_be_chosen_and_a_mark_overrules_the_choice() -> None:
    latin = "temp (°C),y\n1,2\n2,3\n".encode("latin-1")
    for encoding in ("latin-1", "cp1252"):
        assert read_table(latin, encoding).columns[0].name == "temp (°C)"
    unmarked = "x,y\n1,2\n2,4\n"
    for codec in ("utf-16-le", "utf-16-be"):
        assert read_table(unmarked.encode(codec), "utf-16").usable() == ("x", "y")
    marked = read_table(unmarked.encode("utf-8-sig"), "latin-1")
    assert (marked.encoding, marked.usable()) == ("utf-8", ("x", "y"))
    assert "The file says itself" in marked.notes[0]
    assert "Row 1 is not UTF-8" in refusal(latin, "utf-8")
    assert all(name in refusal(latin, "klingon") for name in ENCODINGS)


def test_names_lose_what_cannot_be_seen_and_nothing_else() -> None:
    header = "a\u202eb\u200bc,  y \t z ,{<b>}$x^2$," + "n" * 80
    names = read_table(header.encode() + b"\n1,2,3,4\n2,3,4,6\n").usable()
    assert names == ("abc", "y z", "{<b>}$x^2$", "n" * 59 + "…")


def test_only_the_first_fifty_of_very_many_columns_are_read() -> None:
    header = ",".join(f"c{place}" for place in range(300))
    rows = [",".join(["5"] * 100 + [str(row + place) for place in range(200)]) for row in range(3)]
    table = read_table("\n".join([header, *rows]).encode())
    assert table.usable() == tuple(f"c{place}" for place in range(100, 150))
    assert "300 columns: 50 of them were read, the first with numbers." in table.notes


def test_size_is_capped_and_the_cap_can_be_raised() -> None:
    data = b"x,y\n1,2\n2,4\n"
    assert from_csv(data, largest=len(data)).n == 2
    with pytest.raises(DataError, match="12 bytes, and at most 11"):
        from_csv(data, largest=len(data) - 1)


@pytest.mark.slow
def test_rows_of_a_long_file_keep_their_places() -> None:
    rows = [f"{number},{2 * number}" for number in range(450_000)]
    rows[123_456] = "oops,1"
    rows[400_000] = ""
    table = read_table("\n".join(["x,y", *rows]).encode())
    assert table.rows == len(table.row_numbers) == 449_999
    assert "“oops” in row 123458" in "".join(table.notes)
    x = table.columns[0].numbers
    kept = np.isfinite(x)
    assert kept.sum() == 449_998
    np.testing.assert_array_equal(x[kept], table.row_numbers[kept] - 2)


@given(
    st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=20),
    st.sampled_from([tuple(signs) for signs in (",.", ";.", ";,", "\t.", "\t,", "|.", "|,")]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp949"]),
    st.sampled_from(["", '"', " "]),
    st.booleans(),
)
@always_the_same
def test_table_is_the_same_in_every_dialect(
    rows: list[tuple[float, float]],
    signs: tuple[str, str],
    line_end: str,
    encoding: str,
    around: str,
    header: bool,
) -> None:
    delimiter, decimal = signs
    rows = [(0.5, 1.5), *rows, (2.5, 0.25)]  # so that 1,500 can only be one and a half
    lines = [
        delimiter.join(around + repr(cell).replace(".", decimal) + around for cell in row)
        for row in rows
    ]
    text = line_end.join(["키" + delimiter + "무게"] * header + lines)
    table = read_table(text.encode(encoding))
    assert (table.delimiter, table.decimal, table.has_header) == (delimiter, decimal, header)
    assert table.usable() == (("키", "무게") if header else ("x", "y"))
    read = np.column_stack([column.numbers for column in table.columns])
    assert bits(read) == bits(np.array(rows))


def bits(values: np.ndarray) -> bytes:
    return values.astype(np.float64).tobytes()


TABLES = st.lists(st.tuples(FINITE, FINITE), min_size=2, max_size=30).filter(
    lambda rows: all(len(set(column)) > 1 for column in zip(*rows, strict=True))
)
PLAIN_NAMES = st.text(st.characters(categories=["L"]), min_size=1, max_size=20).filter(
    lambda name: name.lower() not in ("true", "false", "na", "nan", "null", "none", "nil", "inf")
)


@given(TABLES, st.lists(PLAIN_NAMES, min_size=2, max_size=2, unique=True))
@always_the_same
def test_what_is_written_is_read_bit_for_bit(
    rows: list[tuple[float, float]], names: list[str]
) -> None:
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    table = read_table(to_csv(dict(zip(names, columns, strict=True))))
    assert table.usable() == tuple(names)
    for column, read in zip(columns, table.columns, strict=True):
        assert bits(column) == bits(read.numbers)


@given(st.lists(st.text(max_size=6) | st.sampled_from(["=1+1", "@x", "\t=1", "-2"]), min_size=1))
@always_the_same
def test_no_written_text_is_a_formula(texts: list[str]) -> None:
    written = to_csv({"=header": texts}).decode()
    cells = [cell for row in csv.reader(io.StringIO(written, newline="")) for cell in row]
    assert cells[0] == "'=header"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


def test_written_numbers_stay_numbers() -> None:
    columns: dict[str, list[Any]] = {
        "x": [-1, 2.5, np.float64(-0.1), np.int64(2**60)],
        "y": [math.nan, -1e300, 0, True],
    }
    assert to_csv(columns) == b"x,y\n-1,\n2.5,-1e+300\n-0.1,0\n1152921504606846976,True\n"
