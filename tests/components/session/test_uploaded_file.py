"""A visitor's own file on the page: brought, understood, chosen from, edited, asked for again."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import words
from components.film.packing import pack_run
from components.lab import data_widgets, row_editor
from components.lab.data_widgets import plain_name
from models.datasets import DATASETS, from_csv, learned, load
from models.datasets.bundled import columns_of
from models.datasets.csv_files import read_table, to_csv
from models.datasets.dataset import Dataset
from models.experiment import SETTINGS, Experiment
from models.training import train
from tests.support.lab import opened, put
from tests.support.linked import link, players, sent
from tests.support.strategies import always_the_same

WORDS = words.DATA
HOSTILE = "<b>x</b> $y$ :red[z] {w} =1+1"
GRADES = f"hours;{HOSTILE};name\n1,5;10;Ann\n2,5;12;Bob\n;11;Cy\n4;20,25;Di\n".encode()
OWN: dict[str, Any] = {"dataset": "own", "file": "grades.csv"}


def upload(page: AppTest, data: bytes, name: str = "grades.csv") -> AppTest:
    """Choose a file in the sidebar."""
    (uploader,) = page.file_uploader
    return uploader.set_value((name, data, "text/csv")).run()


def texts(page: AppTest) -> str:
    """What is shown as text, in which nothing is markup."""
    return "\n".join(element.value for element in page.text)


def marked_up(page: AppTest) -> str:
    """What is shown as Markdown."""
    kinds = (page.markdown, page.caption, page.warning, page.error, page.info)
    return "\n".join(element.value for kind in kinds for element in kind)


def shown_film(page: AppTest) -> bytes:
    assert not page.exception, page.exception
    return sent(page)[1]


def film_of(data: bytes, experiment: Experiment, **chosen: Any) -> bytes:
    own = read_table(data).dataset(name=experiment.file, **chosen)
    return pack_run(train(experiment, own))


def test_a_link_to_a_file_asks_for_it_by_its_name() -> None:
    page = opened(OWN)
    assert not page.exception
    assert "grades.csv" in texts(page)
    assert not players(page)
    assert link(page) == OWN


def test_an_uploaded_file_is_trained_on_and_what_was_understood_is_said() -> None:
    page = upload(opened(OWN), GRADES)
    assert shown_film(page) == film_of(GRADES, Experiment(**OWN))
    assert link(page) == OWN
    said = texts(page)
    assert "semicolons between columns, “,” as decimal sign, with a header" in said
    assert "3 of 4 rows are used." in said
    assert "name: " in said, "the column that cannot be used, with the reason"
    assert f"up to {50} MB" in page.file_uploader[0].label


def test_how_much_of_a_file_is_left_out_is_said_beside_the_file_where_anything_is() -> None:
    page = upload(opened(OWN), GRADES)
    said = WORDS["left_out"].format(parts="1 of 4 rows, 1 of 3 columns")
    captions = [caption.value for caption in page.caption]
    assert captions.count(said) == 1
    whole = upload(opened(OWN), b"x,y\n1,2\n2,3\n3,5\n")
    begin = WORDS["left_out"].partition("{parts}")[0]
    assert not [caption for caption in whole.caption if caption.value.startswith(begin)]


def test_columns_that_cannot_be_chosen_stand_below_those_that_can_each_with_its_reason() -> None:
    words_in = [f"w{i}" for i in range(8)]
    header = ";".join(["x", *words_in, "same", "y"])
    rows = [";".join([str(i), *("abcdefgh"), "7", str(i * i)]) for i in range(4)]
    page = upload(opened(OWN), "\n".join([header, *rows]).encode())
    assert page.multiselect[0].options == ["x"]
    listed = [line for element in page.text for line in element.value.split("\n")]
    for name in words_in:
        assert listed.count(f"{name}: words") == 1
    assert listed.count("same: all values are equal") == 1
    (more,) = [box for box in page.expander if box.label == "3 more"]
    assert more.text[0].value.split("\n")[-1] == "same: all values are equal"
    assert list(page.dataframe[0].value) == ["x", "y"], "the preview"


def test_a_strangers_words_are_never_markup() -> None:
    page = upload(opened(OWN), GRADES)
    for sign in ("<b>", "$y$", ":red[", "{w}"):
        assert sign not in marked_up(page)


def test_columns_are_chosen_by_name_and_go_into_the_link() -> None:
    page = upload(opened(OWN), GRADES)
    (target,) = [box for box in page.selectbox if box.label == SETTINGS["target"].label]
    assert target.options == ["hours", HOSTILE]
    assert target.value == HOSTILE
    page = target.set_value("hours").run()
    chosen = Experiment(**OWN, target="hours", features=(HOSTILE,))
    assert shown_film(page) == film_of(GRADES, chosen, target="hours", features=(HOSTILE,))
    assert link(page) == chosen.to_query()


def test_the_last_feature_cannot_be_taken_away() -> None:
    page = upload(opened(OWN), GRADES)
    (features,) = page.multiselect
    page = features.set_value([]).run()
    assert not page.exception
    assert page.multiselect[0].value == ["hours"]


def test_who_chooses_an_own_file_is_asked_for_it_in_one_sentence() -> None:
    page = opened({"epochs": "20"})
    before = shown_film(page)
    put(page, "dataset", "own")
    assert shown_film(page) == before
    (said,) = page.warning
    assert said.value == f"Choose a file, or paste a table. {WORDS['awaited']}"
    assert texts(page) == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "empty"), (b"\x89PNG\r\n\x1a\n", "picture"), (b"a,b\nx,y\nz,w\n", "two columns")],
)
def test_a_file_that_cannot_be_read_says_so_and_the_pictures_stay(data: bytes, said: str) -> None:
    page = upload(opened(OWN), GRADES)
    before = shown_film(page)
    page = upload(page, data)
    assert shown_film(page) == before
    assert said in texts(page)
    assert WORDS["still"] in marked_up(page)
    assert shown_film(upload(page, GRADES)) == before


def test_a_pasted_table_is_a_file_too() -> None:
    page = opened({"dataset": "own"})
    (area,) = page.text_area
    page = area.set_value("x\ty\n1\t2\n2\t3\n3\t5\n").run()
    assert shown_film(page) == film_of(
        b"x\ty\n1\t2\n2\t3\n3\t5\n", Experiment(dataset="own", file=WORDS["pasted"])
    )


def test_a_total_is_left_out_until_it_is_taken_back() -> None:
    total = b"month,x,y\na,1,2\nb,2,4\nc,3,9\nTotal,6,15\n"
    page = upload(opened(OWN), total)
    assert "3 of 3 rows are used." in texts(page)
    assert "Row 5 (“Total”) sums up others, and is left out." in texts(page)
    without = shown_film(page)
    (switch,) = [box for box in page.toggle if box.label == WORDS["summaries"]]
    page = switch.set_value(True).run()
    assert "4 of 4 rows are used." in texts(page)
    assert shown_film(page) != without
    (switch,) = [box for box in page.toggle if box.label == WORDS["summaries"]]
    assert shown_film(switch.set_value(False).run()) == without


def test_a_level_target_is_learned_from_a_file() -> None:
    level = b"x,y\n0,2\n1,2\n2,2\n"
    page = upload(opened(OWN), level)
    assert shown_film(page) == film_of(level, Experiment(**OWN))
    assert "All values of y are equal: the best line is level" in texts(page)
    (target,) = [box for box in page.selectbox if box.label == SETTINGS["target"].label]
    assert target.value == "y"


def test_another_encoding_reads_the_same_bytes_anew() -> None:
    data = "temp\xb0;y\n1;2\n2;4\n3;5\n".encode("latin-1")
    page = upload(opened(OWN), data)
    assert not players(page)
    assert "encoding" in texts(page).lower()
    (encoding,) = [box for box in page.selectbox if box.label == WORDS["encoding"]]
    page = encoding.set_value("latin-1").run()
    expected = train(Experiment(**OWN), from_csv(data, encoding="latin-1"))
    assert shown_film(page) == pack_run(expected)
    assert page.multiselect[0].value == ["temp\xb0"]


NAMED = Experiment(**OWN, target="a", features=("b", "c"), learn="class", held_out=0.2, epochs=7)
MORE = b"a,b,c,d\n1,4,7,2\n0,5,8,4\n1,6,1,3\n0,2,2,9\n"


def test_columns_that_a_link_names_stay_when_its_file_is_brought() -> None:
    """As after a restart of the server, which forgets the file and asks for it."""
    page = upload(opened(NAMED.to_query()), MORE)
    assert link(page) == NAMED.to_query()
    own = read_table(MORE).dataset("a", ("b", "c"), OWN["file"])
    assert shown_film(page) == pack_run(train(NAMED, learned(NAMED, own)))


def test_columns_stay_with_a_file_of_another_name_that_has_them() -> None:
    page = upload(opened(NAMED.to_query()), MORE)
    page = upload(page, MORE + b"1,9,9,9\n", "corrected.csv")
    assert link(page) == NAMED.to_query() | {"file": "corrected.csv"}
    assert not page.exception


@pytest.mark.parametrize("other", [b"a,b\n1,4\n0,5\n1,6\n", b"a,b,c\n1,4,x\n0,5,y\n1,6,z\n"])
def test_columns_that_the_file_does_not_have_or_that_cannot_be_used_are_proposed(
    other: bytes,
) -> None:
    page = upload(opened(NAMED.to_query()), other)
    told = Experiment(**OWN, held_out=0.2, epochs=7)
    assert link(page) == told.to_query()
    assert shown_film(page) == film_of(other, told)


@pytest.mark.parametrize("unreadable", [b"", b"temp\xb0;c;a;b\n1;3;0;4\n2;4;1;6\n3;7;1;5\n"])
def test_columns_outlive_a_file_that_cannot_be_read_and_another_encoding(
    unreadable: bytes,
) -> None:
    page = upload(opened(NAMED.to_query()), unreadable)
    assert link(page) == NAMED.to_query()
    if unreadable:
        (encoding,) = [box for box in page.selectbox if box.label == WORDS["encoding"]]
        page = encoding.set_value("latin-1").run()
        assert shown_film(page)
    else:
        page = upload(page, MORE)
    assert link(page) == NAMED.to_query()


def test_columns_stay_where_their_target_is_no_class_any_more_and_the_page_says_so() -> None:
    page = upload(opened(NAMED.to_query()), MORE + b"2,9,9,9\n")
    assert link(page) == NAMED.to_query()
    assert "a has 3 different values" in texts(page)


def test_classic_columns_are_chosen_the_same_way() -> None:
    page = opened({"dataset": "iris"})
    (target,) = [box for box in page.selectbox if box.label == SETTINGS["target"].label]
    assert tuple(target.options) == columns_of("iris")
    page = target.set_value(columns_of("iris")[0]).run()
    assert not page.exception
    assert link(page)["target"] == columns_of("iris")[0]


def test_another_data_set_forgets_columns_but_not_the_file() -> None:
    page = upload(opened(OWN), GRADES)
    before = shown_film(page)
    page = put(page, "dataset", "iris")
    assert not page.exception
    page = put(page, "dataset", "own")
    page = put(page, "standardise", False)
    assert shown_film(page) == before


def test_many_rows_make_the_page_propose_moments_and_a_press_takes_them() -> None:
    rows = np.arange(data_widgets.MANY_ROWS)
    data = b"x,y\n" + "\n".join(f"{i},{2 * i}" for i in rows).encode()
    page = upload(opened({**OWN, "epochs": "1", "standardise": "on"}), data)
    assert "learner" not in link(page), "nothing is switched unasked"
    (button,) = [b for b in page.button if b.label == WORDS["by_moments"]]
    page = button.click().run()
    assert link(page)["learner"] == "by_moments"
    assert not [b for b in page.button if b.label == WORDS["by_moments"]]


@given(st.text(max_size=300))
@always_the_same
def test_any_file_name_can_be_held_by_an_experiment(name: str) -> None:
    assert Experiment(file=plain_name(name)).file == plain_name(name) != ""


# ---- Edited rows


@pytest.mark.parametrize("name", [n for n, kind in DATASETS.items() if not kind.needs_file])
def test_every_data_set_can_be_edited_and_comes_back_as_it_was(name: str) -> None:
    data = load(Experiment(dataset=name))
    columns = row_editor.columns_of(data)
    *features, target = columns
    # Of powers only what they are powers of is edited: they follow by the degree.
    degree = data.x.shape[1] if data.powers_of else 1
    assert target == data.target_name
    read = from_csv(to_csv(columns), target, features)
    again = learned(Experiment(dataset="own", powers=degree), read)
    assert again.feature_names == data.feature_names
    assert np.array_equal(again.x, data.x)
    assert np.array_equal(again.y, data.y)


@pytest.mark.parametrize(
    ("rows", "points"),
    [
        ({"x": [1.0, 2.0], "y": [3.0, 4.0]}, ((1.0, 3.0), (2.0, 4.0))),
        ({"x": [1.0, None], "y": [3.0, 4.0]}, None),
        ({"x": list(range(61)), "y": list(range(61))}, None),
        ({"x": [1e9, 2.0], "y": [3.0, 4.0]}, None),
    ],
)
def test_rows_are_drawn_points_where_a_link_can_hold_them(
    rows: dict[str, Sequence[Any]], points: Any
) -> None:
    data = Dataset("two", np.array([[0.0], [1.0]]), np.array([0.0, 1.0]))
    assert row_editor.points_of(data, {k: list(v) for k, v in rows.items()}) == points


def test_rows_of_other_names_are_no_points() -> None:
    data = Dataset("two", np.array([[0.0], [1.0]]), np.array([0.0, 1.0]), ("hours",))
    assert row_editor.points_of(data, {"hours": [0.0, 1.0], "y": [0.0, 1.0]}) is None
