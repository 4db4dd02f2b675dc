"""A target of two values on the page: a number or a class, in the sidebar and in the link."""

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.film.packing import pack_run
from models.datasets import learned, load
from models.datasets.csv_files import read_table
from models.experiment import SETTINGS, Experiment
from models.training import train
from tests.components.session.test_uploaded_file import marked_up, shown_film, texts, upload
from tests.support.lab import opened
from tests.support.linked import link

HOSTILE = "<b>no</b> $x$"
ROWS = [
    (1.5, 7, 3, "yes"),
    (2, 8, 5, HOSTILE),
    (4, 6, 3, "yes"),
    (5, 9, 5, HOSTILE),
    (6, 2, 5, "yes"),
]
NUMBERS = "\n".join(["a,b,grade", *(f"{a},{b},{g}" for a, b, g, _ in ROWS)]).encode()
WORDS = "\n".join(["a,b,passed", *(f"{a},{b},{p}" for a, b, _, p in ROWS)]).encode()
OWN: dict[str, Any] = {"dataset": "own", "file": "grades.csv", "standardise": "on"}


def control(page: AppTest, setting: str) -> Any:
    """The segmented control of a setting, or None where it is not offered."""
    label = SETTINGS[setting].label
    return next((box for box in page.get("button_group") if box.proto.label == label), None)


def film_of(data: bytes, experiment: Experiment) -> bytes:
    wanted = (experiment.target or None, experiment.features or None)
    own = read_table(data).dataset(*wanted, name=experiment.file)
    return pack_run(train(experiment, learned(experiment, own)))


def experiment(**more: Any) -> Experiment:
    return Experiment.from_query(OWN | more)


def chosen(page: AppTest, label: str, value: str) -> AppTest:
    (box,) = [box for box in page.selectbox if box.label == SETTINGS[label].label]
    return box.set_value(value).run()


def test_a_target_of_two_numbers_is_a_number_until_it_is_asked_to_be_a_class() -> None:
    page = upload(opened(OWN), NUMBERS)
    assert shown_film(page) == film_of(NUMBERS, experiment())
    learn = control(page, "learn")
    assert learn is not None
    page = learn.set_value("class").run()
    assert shown_film(page) == film_of(NUMBERS, experiment(learn="class"))
    assert link(page) == experiment(learn="class").to_query()
    assert "The label 0 is 3, 1 is 5." in texts(page)
    again = upload(opened(link(page)), NUMBERS)
    assert link(again)["learn"] == "class"
    assert shown_film(again) == shown_film(page)


def test_another_target_is_a_number_again_and_offers_no_class() -> None:
    page = upload(opened(OWN), NUMBERS)
    page = control(page, "learn").set_value("class").run()
    page = chosen(page, "target", "a")
    assert control(page, "learn") is None
    assert "learn" not in link(page)
    assert not page.exception


def test_two_words_are_a_target_that_is_learned_as_a_class_at_once() -> None:
    page = upload(opened(OWN), WORDS)
    assert (
        f"passed, as a feature: its cells are words, {HOSTILE} and yes; it can be the target"
        in texts(page)
    )
    page = chosen(page, "target", "passed")
    told = experiment(learn="class", target="passed", features="a")
    assert link(page) == told.to_query()
    assert shown_film(page) == film_of(WORDS, told)
    assert f"The label 0 is {HOSTILE}, 1 is yes." in texts(page)
    for sign in ("<b>", "$x$"):
        assert sign not in marked_up(page)


def test_a_file_of_one_number_and_two_words_says_that_these_can_be_a_class() -> None:
    data = b"hours,passed\n1,no\n2,no\n3,yes\n4,no\n5,yes\n"
    page = upload(opened(OWN), data)
    assert "passed holds the words “no” and “yes”: learn a class" in texts(page)
    page = control(page, "learn").set_value("class").run()
    assert shown_film(page) == film_of(data, experiment(learn="class"))


def test_a_class_asked_of_a_target_of_many_values_is_refused_and_nothing_is_lost() -> None:
    data = b"a,b\n1,7\n2,8\n3,6\n4,9\n5,2\n"
    page = upload(opened(OWN | {"learn": "class", "epochs": "7"}), data)
    assert "b has 5 different values in the rows that are used, and classes need" in texts(page)
    assert link(page) == experiment(learn="class", epochs="7").to_query()
    page = control(page, "learn").set_value("number").run()
    assert shown_film(page) == film_of(data, experiment(epochs="7"))
    assert link(page) == experiment(epochs="7").to_query()


@pytest.mark.parametrize("query", [{"dataset": "tutorial"}, {"dataset": "diabetes"}])
def test_a_link_that_asks_for_a_class_of_other_data_says_so_and_keeps_the_rest(
    query: dict[str, str],
) -> None:
    page = opened(query | {"learn": "class", "epochs": "7"})
    assert link(page) == {k: v for k, v in query.items() if v != "tutorial"} | {"epochs": "7"}
    assert "Learn: " in marked_up(page)
    told = Experiment.from_query(query | {"epochs": "7"})
    assert shown_film(page) == pack_run(train(told, load(told)))


def test_a_classic_set_offers_a_class_where_its_target_has_two_values() -> None:
    told = Experiment(
        "diabetes", learn="class", target="sex", features=("bmi", "bp"), standardise=True
    )
    page = opened(told.to_query())
    assert shown_film(page) == pack_run(train(told, load(told)))
    assert control(page, "learn") is not None
    assert control(opened({"dataset": "diabetes"}), "learn") is None


def test_species_of_iris_are_a_class_whose_features_can_be_chosen_and_whose_target_cannot() -> None:
    told = Experiment("iris_species", standardise=True)
    page = opened(told.to_query())
    assert SETTINGS["target"].label not in [box.label for box in page.selectbox]
    (features,) = page.multiselect
    assert features.options == ["sepal_length", "sepal_width", "petal_length", "petal_width"]
    page = features.set_value(["sepal_length", "sepal_width", "petal_width"]).run()
    more = replace(told, features=("sepal_length", "sepal_width", "petal_width"))
    assert link(page) == more.to_query()
    assert shown_film(page) == pack_run(train(more, load(more)))
    assert "The label 0 is versicolor, 1 is virginica." in texts(page)
