"""What a setting allows it writes as text that a link can hold, and reads again as it was."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.setting import Choice, Names, Number, Points, Setting, Switch, Text, is_plain, spelled
from models.several_numbers import Numbers
from tests.support.strategies import always_the_same

NUMBER, WHOLE = Number("Rate", low=-1e3, high=1e3), Number("Epochs", low=0, high=9, kind=int)
CHOICE = Choice("Start", options={"typed": "typed", "seeded": "from a seed"})
NAMES, POINTS, TEXT = Names("Features", most=4), Points("Points", most=5), Text("File")
NUMBERS = Numbers("Starts", low=-1e3, high=1e3, most=5)
plain = st.text(min_size=1, max_size=60).filter(is_plain)
coordinate = st.floats(-POINTS.bound, POINTS.bound)
VALUES: list[tuple[Setting, st.SearchStrategy[Any]]] = [
    (NUMBER, st.floats(-1e3, 1e3)),
    (WHOLE, st.integers(0, 9)),
    (NUMBERS, st.lists(st.floats(-1e3, 1e3), max_size=5).map(tuple)),
    (CHOICE, st.sampled_from(list(CHOICE.options))),
    (Switch("Standardise"), st.booleans()),
    (NAMES, st.lists(plain, max_size=4, unique=True).map(tuple)),
    (POINTS, st.lists(st.tuples(coordinate, coordinate), max_size=5).map(tuple)),
    (TEXT, plain),
]
ANY = pytest.mark.parametrize("setting", [setting for setting, _ in VALUES])


@pytest.mark.parametrize(("setting", "values"), VALUES)
@given(data=st.data())
@always_the_same
def test_a_value_is_read_as_it_was_written(
    setting: Setting, values: st.SearchStrategy[Any], data: st.DataObject
) -> None:
    value = data.draw(values)
    assert setting.check(value) == value
    travelled = dict(parse_qsl(urlencode({"k": setting.write(value)}), keep_blank_values=True))
    assert setting.read(travelled["k"]) == value


@pytest.mark.parametrize(
    ("bound", "text"),
    [
        (1e-6, "10⁻⁶"),
        (-1000, "−1000"),
        (0.5, "0.5"),
        (2.5e-7, "2.5·10⁻⁷"),
        (-1e9, "−1·10⁹"),
        (10, "10"),
    ],
)
def test_a_bound_is_spelled_as_the_page_writes_numbers(bound: float, text: str) -> None:
    assert spelled(bound) == text


@pytest.mark.parametrize(
    ("text", "value"), [("1e2", 100), ("7.0", 7), ("12", 12), (f"1{'0' * 17}3", 10**18 + 3)]
)
def test_a_whole_number_may_be_written_in_any_way(text: str, value: int) -> None:
    read = Number("Epochs", low=0, high=2e18, kind=int).read(text)
    assert (read, type(read)) == (value, int)


@pytest.mark.parametrize(
    ("text", "why"),
    [("2.5", "not a whole number"), ("1e-2", "not a whole number"), ("1e9", "between 0 and 9"),
     ("1e400", "between 0 and 9"), ("nan", "between 0 and 9"), ("ten", "not a whole number"),
     ("1" * 9000, "not a whole number|between 0 and 9")],
)  # fmt: skip
def test_what_is_no_whole_number_or_out_of_bounds_is_told_as_that(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^Epochs: .*({why})"):
        WHOLE.read(text)


def test_a_zero_has_no_sign() -> None:
    assert NUMBER.write(NUMBER.check(-0.0)) == "0.0"


@ANY
@given(text=st.text(max_size=30) | st.sampled_from(['"', '"a', "1,2;3", "1,nan", "1,2,3", "a,a"]))
@always_the_same
def test_any_text_is_a_value_or_refused_in_words(setting: Setting, text: str) -> None:
    try:
        value = setting.read(text)
    except ValueError as error:
        refused = str(error)
    else:
        assert setting.check(value) == value
        return
    assert refused.startswith(f"{setting.label}: ")


@ANY
@pytest.mark.parametrize("bad", [None, object(), [1], b"x", ("a", 1), ((1,),), ((1, 2, 3),), {}])
def test_what_is_of_another_kind_is_refused_in_words(setting: Setting, bad: Any) -> None:
    if (setting, bad) in ((POINTS, {}), (NUMBERS, [1])):
        return  # nothing at all is no points, and a list of numbers is numbers
    with pytest.raises(ValueError, match=f"^{setting.label}: "):
        setting.check(bad)


@pytest.mark.parametrize(
    ("setting", "bad", "why"),
    [
        (WHOLE, None, "type a whole number from 0 to 9"),
        (Number("Scale", low=-1, high=1e6), None, "type a number from −1 to 1000000"),
        (NAMES, ("a", "a"), "each column once"),
        (NAMES, tuple("abcde"), "at most 4"),
        (NAMES, ("a" * 61,), "1 to 60 characters"),
        (NAMES, ("a\u202eb",), "1 to 60 characters"),
        (POINTS, ((0, 0),) * 6, "at most 5"),
        (POINTS, ((0, 1e7),), "between"),
        (POINTS, ((0, float("nan")),), "between"),
        (TEXT, "a\nb", "one line"),
        (TEXT, "a" * 101, "at most 100"),
    ],
)
def test_a_bound_is_kept(setting: Setting, bad: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        setting.check(bad)


@pytest.mark.parametrize("text", ["1e-400", "-2.5E-330", f"0.{'0' * 330}1"])
def test_a_number_that_is_none_to_float64_is_refused_as_one_that_is_too_large(text: str) -> None:
    for setting, beside in ((NUMBER, ""), (Numbers("Starts"), "1;"), (POINTS, "1,")):
        with pytest.raises(ValueError, match="too near 0 to be told from it"):
            setting.read(beside + text)
        assert setting.read(beside + "5e-324") == setting.check(setting.read(beside + "5e-324"))
        setting.read(beside + "0e-400")


def test_points_are_short_in_a_link() -> None:
    assert POINTS.write(((1.0, 2.5), (-3.0, 4.0))) == "1,2.5;-3,4"
