"""What is drawn is trained and linked once it rests, where a line can be learned from it."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from components.lab.state import CONTROLS
from models.datasets import load
from models.datasets.dataset import Dataset
from models.experiment import POINTS, Experiment
from tests.support.lab import REPORTS, assert_shows, opened, put
from tests.support.linked import link


def test_drawing_begins_with_the_present_data_only_if_nothing_has_been_drawn() -> None:
    line = Experiment(dataset="line", samples=20, epochs=20)
    page = put(opened(line.to_query()), "dataset", "drawn")
    points = Experiment.from_query(link(page)).points
    np.testing.assert_array_equal(points, np.column_stack([load(line).x, load(line).y]))
    assert_shows(page, dataclasses.replace(line, dataset="drawn", points=points))
    put(page, "dataset", "tutorial")
    put(page, "dataset", "drawn")
    assert_shows(page, dataclasses.replace(line, dataset="drawn", points=points))


def test_data_that_are_more_than_can_be_drawn_leave_the_usual_points() -> None:
    many = Experiment(dataset="line", samples=POINTS.most + 1, epochs=20)
    page = put(opened(many.to_query()), "dataset", "drawn")
    assert_shows(page, dataclasses.replace(many, dataset="drawn"))


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e5])
def test_points_of_data_are_the_very_data_and_a_link_holds_them(scale: float) -> None:
    x, y = scale * np.array([0.123456789, 1, 9.87654321]), scale * np.array([-1, 1 / 3, -0.0])
    points = Dataset("some", x[:, None], y).as_points()
    np.testing.assert_array_equal(points, np.column_stack([x, y]))
    assert POINTS.read(POINTS.write(points)) == tuple(points)
    assert repr(points[2][1]) == "0.0"


DRAWS = {"dataset": "drawn", "points": "1,2;3,4"}
GOOD = [[0, 1], [2.5, -3.0], [4, 4]]


def reported(*reports: Any) -> AppTest:
    page = opened(DRAWS, script=REPORTS)
    for report in reports:
        page.session_state["player"] = {"points": report}
        page.run()
        assert not page.exception, page.exception
    return page


def test_what_is_drawn_is_in_the_link_once_it_rests() -> None:
    first = {"number": 1, "points": [[5, 5], [6, 7]], "resting": False}
    assert link(reported(first)) == DRAWS
    page = reported(first, {"number": 2, "points": GOOD, "resting": True})
    assert link(page) == {"dataset": "drawn", "points": "0,1;2.5,-3;4,4"}
    assert page.session_state[CONTROLS].heard == 2


def test_a_report_that_is_not_newer_changes_nothing() -> None:
    page = reported({"number": 7, "points": GOOD}, {"number": 7, "points": [[5, 5], [6, 7]]})
    assert link(page)["points"] == "0,1;2.5,-3;4,4"
    page = reported({"number": 7, "points": GOOD}, {"number": 3, "points": [[5, 5], [6, 7]]})
    assert link(page)["points"] == "0,1;2.5,-3;4,4"


@pytest.mark.parametrize(
    "points",
    [
        None,
        "1,2;3,4",
        "x" * 1_000_000,
        ["12", "34"],
        [["1", "2"], ["3", "4"]],
        {"a": 1},
        [],
        [[1, 1]],
        [[1, 1], [1, 5]],
        [[1, 1], [1 + 1e-12, 5]],
        [[0, 0], [1e-300, 1e6]],
        [[1, 1], [2]],
        [[1, 1], [2, 3, 4]],
        [[1, 1], [2, None]],
        [[1, 1], [2, True]],
        [[1, 1], [2, [3]]],
        [[1, 1], [2, float("nan")]],
        [[1, 1], [2, float("inf")]],
        [[1, 1], [2, 1e7]],
        [[1, 1], [10**400, 3]],
        [[i, i] for i in range(POINTS.most + 1)],
    ],
)
def test_points_that_cannot_be_used_leave_the_last_valid_ones(points: Any) -> None:
    page = reported({"number": 4, "points": points, "resting": True})
    assert link(page) == DRAWS
    assert page.session_state[CONTROLS].heard == 4, "the player is not told that it was heard"


@pytest.mark.parametrize(
    "report",
    [
        None, 3, "x", [], {}, {"points": GOOD}, {"number": "1", "points": GOOD},
        {"number": True, "points": GOOD}, {"number": 1.5, "points": GOOD},
        {"number": float("nan"), "points": GOOD}, {"number": -3, "points": GOOD},
    ],
)  # fmt: skip
def test_a_report_without_a_number_is_none(report: Any) -> None:
    assert link(reported(report)) == DRAWS


@pytest.mark.parametrize("text", ["1,2", "1,2;1,3", "0,0;1e-300,1"])
def test_a_link_with_points_that_are_no_line_says_so(text: str) -> None:
    page = opened({"dataset": "drawn", "points": text, "epochs": "20"})
    (said,) = page.warning
    assert "Points: " in said.value
    assert_shows(page, Experiment(dataset="drawn", epochs=20))
