"""The powers of a feature of one's own file: its degree, as of made data."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import NumberInput

from components.film.packing import pack_run
from models.datasets import learned
from models.datasets.csv_files import read_table
from models.datasets.dataset import DataError, has_one_feature
from models.experiment import Experiment, read_query
from models.training import train
from tests.components.session.test_uploaded_file import texts, upload
from tests.support.lab import opened
from tests.support.linked import link, sent

TABLE = b"time (s),height,mass\n0,0,1\n1,15.1,2\n2,20.2,2\n3,15.3,5\n4,0.4,3\n"
OWN = {"dataset": "own", "file": "a.csv", "standardise": "on", "target": "height"}


def degree(page: AppTest) -> NumberInput:
    """The field of the degree."""
    (field,) = [field for field in page.number_input if field.label == "Degree of x"]
    return field


def brought(query: dict[str, str]) -> AppTest:
    return upload(opened(query), TABLE, "a.csv")


def test_a_curve_is_learned_from_the_powers_of_the_one_feature() -> None:
    page = brought(OWN)
    degree(page).set_value(2).run()
    assert not page.exception
    assert link(page) == OWN | {"powers": "2"}
    asked = Experiment(dataset="own", file="a.csv", target="height", standardise=True, powers=2)
    data = learned(asked, read_table(TABLE).dataset("height", None, "a.csv"))
    assert data.powers_of == "time (s)"
    assert data.feature_names == ("time (s)", "time (s)²")
    np.testing.assert_array_equal(data.x[:, 1], data.x[:, 0] ** 2)
    assert sent(page)[1] == pack_run(train(asked, data))


def test_a_link_with_a_degree_is_followed() -> None:
    page = brought(OWN | {"powers": "3"})
    assert degree(page).value == 3
    assert link(page) == OWN | {"powers": "3"}


def test_several_features_have_no_powers_and_no_field_for_them() -> None:
    page = brought(OWN | {"powers": "2", "features": "time (s),mass"})
    assert not page.exception
    assert not [field for field in page.number_input if field.label == "Degree of x"]
    asked = Experiment(dataset="own", file="a.csv", powers=2)
    data = learned(asked, read_table(TABLE).dataset("height", ("time (s)", "mass")))
    assert not has_one_feature(data)
    assert data.feature_names == ("time (s)", "mass")


def test_only_a_file_has_the_choice() -> None:
    asked, dropped = read_query({"dataset": "gapminder", "powers": "2"})
    assert asked.powers == 1
    assert [(part.key, part.reason) for part in dropped] == [
        ("powers", "these data leave no choice of it")
    ]


def test_powers_that_no_number_holds_are_refused_in_a_sentence() -> None:
    rows = b"x,y\n1e20,1\n2e20,2\n3e20,4\n"
    with pytest.raises(DataError, match="too large to be squared"):
        learned(Experiment(dataset="own", file="a.csv", powers=9), read_table(rows).dataset())
    page = upload(opened(OWN | {"powers": "9", "target": "y"}), rows, "a.csv")
    assert not page.exception
    assert "too large to be squared" in texts(page)


def test_who_edits_a_polynomial_edits_x_and_keeps_its_degree() -> None:
    page = opened({"dataset": "polynomial", "degree": "4"})
    (button,) = [button for button in page.button if button.label == "Edit rows"]
    page = button.click().run()
    (use,) = [button for button in page.button if button.label == "Use these rows"]
    page = use.click().run()
    assert not page.exception
    assert link(page)["powers"] == "4"
