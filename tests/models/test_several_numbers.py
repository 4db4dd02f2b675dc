"""Several numbers in one text: read as typed, refused in words, never guessed at."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.several_numbers import Numbers
from tests.support.strategies import always_the_same

NUMBERS = Numbers("Start", low=-1000, high=1000, most=5)
SEVERAL = st.lists(st.floats(-1000, 1000), max_size=5).map(tuple)
BETWEEN = st.sampled_from([" ", ", ", ";", "; ", " ; ", ",\t", "\n", "  "])


@given(SEVERAL)
@always_the_same
def test_what_is_shown_in_the_field_reads_as_the_same_numbers(value: tuple[float, ...]) -> None:
    assert NUMBERS.read(NUMBERS.shown(value)) == value
    assert NUMBERS.check(NUMBERS.shown(value)) == value


@given(SEVERAL, BETWEEN, st.sampled_from(["", " ", ",", ";", ", "]), st.sampled_from("-−"))
@always_the_same
def test_spaces_semicolons_and_commas_with_a_space_stand_between_numbers(
    value: tuple[float, ...], between: str, end: str, minus: str
) -> None:
    text = between.join(map(repr, value)).replace("-", minus) + end
    assert NUMBERS.read(text) == value


def test_a_link_has_them_without_spaces() -> None:
    assert NUMBERS.write((0.1, 0.0, -2.0)) == "0.1;0;-2"
    assert NUMBERS.shown((0.1, 0.0, -2.0)) == "0.1, 0, -2"
    assert NUMBERS.write(NUMBERS.check((-0.0,))) == "0", "a zero has no sign"


@given(st.text(max_size=40) | st.text("0123456789.,;+-−eE \t", max_size=40))
@always_the_same
def test_any_text_is_numbers_within_bounds_or_refused_in_words(text: str) -> None:
    try:
        value = NUMBERS.read(text)
    except ValueError as error:
        said = str(error)
    else:
        assert all(-1000 <= number <= 1000 for number in value)
        assert NUMBERS.read(NUMBERS.write(value)) == value
        return
    # Nothing of a stranger's stands in the sentence but what numbers are made of.
    assert re.fullmatch(r"Start: [\w ,.…“”+−-]+", said, re.ASCII), said
    assert "\n" not in said
    quoted = re.search("“(.*)”", said)
    assert quoted is None or re.fullmatch(r"[0-9.,+…-]{1,12}", quoted[1])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0,1", "“0,1” may be one number or several"),  # 0.1 for some, 0 and 1 for others
        ("0,1; 0,5", "“0,1” may be one number or several"),
        ("1,000 2", "“1,000” may be one number or several"),
        ("0.1,0,-2", "“0.1,0,-2” may be one number or several"),
        ("1,2,3,4,5,6,7,8,9", "“1,2,3,4,5,6…” may be"),
        ("1, x, 3", "number 2 is not a number"),
        ("1, 1/2", "number 2 is not a number"),
        ("1, nan", "number 2 is not a number"),
        ("inf", "number 1 is not a number"),
        ("1_0", "number 1 is not a number"),
        ("١", "number 1 is not a number"),
        ("<b>1</b>", "number 1 is not a number"),
        ("0x10", "number 1 is not a number"),
        ("1, 2000", "number 2 must be between −1000 and 1000"),
        ("1e999", "number 1 must be between"),
        ("1, -2e-400", "number 2 is too near 0 to be told from it"),
        ("1 2 3 4 5 6", "at most 5 numbers"),
        ("0" * 5000, "too long for 5 numbers"),
    ],
)
def test_what_is_not_taken_is_said(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^Start: {re.escape(why)}"):
        NUMBERS.read(text)


@pytest.mark.parametrize("bad", [(True,), (None,), ("1",), (float("nan"),), (10**400,), ((1,),)])
def test_what_is_of_another_kind_is_refused_with_its_place(bad: tuple[object, ...]) -> None:
    with pytest.raises(ValueError, match=r"^Start: number 1 "):
        NUMBERS.check(bad)
