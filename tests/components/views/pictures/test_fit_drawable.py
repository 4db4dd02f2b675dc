"""What is drawn by hand is one figure, in which all data move."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from components.style import LIGHT
from components.views.panel import Panel
from models.experiment import POINTS, Experiment
from models.run import Run
from tests.support import figures
from tests.support.motions import axis_ranges, motions, positions
from tests.support.reading import moved, trace_of
from tests.support.runs import run_of, trained
from tests.support.strategies import always_the_same


def drawn_fit(points: tuple[tuple[float, float], ...], **more: Any) -> tuple[Run, Panel]:
    run = trained(Experiment(dataset="drawn", points=points, epochs=20, **more))
    return run, figures.fit(run)


def test_what_is_drawn_is_the_data_and_all_of_it_moves() -> None:
    run, panel = drawn_fit(((1, 2), (4, 3), (9, 9.5)))
    assert panel.draws is not None
    assert (panel.draws.most, panel.draws.bound) == (POINTS.most, POINTS.bound)
    (data,) = [m for m in panel.motions if m.trace is panel.draws.trace]
    for _, points in positions(data, panel, run):
        np.testing.assert_array_equal(points, np.column_stack([run.dataset.x, run.dataset.y]))
    assert trace_of(panel, panel.draws).marker.color == LIGHT["data"]
    assert set(moved(panel)) == set(range(len(panel.figure.data)))


def test_other_points_on_the_same_sheet_are_the_same_figure() -> None:
    _, one = drawn_fit(((1, 2), (4, 3), (9, 9.5)))
    _, other = drawn_fit(((-0.5, 10.5), (11, 3)))
    assert one.figure == other.figure
    assert axis_ranges(one).tolist() == [[-1, 11], [-1, 11]]


@given(st.lists(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)), min_size=2, max_size=9))
@settings(always_the_same, max_examples=30)
def test_the_sheet_holds_what_is_drawn_and_the_line_crosses_it(points: Any) -> None:
    assume(np.ptp([x for x, _ in points]) > 1e-6)
    run, panel = drawn_fit(tuple(points), learner="by_moments", learning_rate=1e-6)
    for values, (low, high) in zip(
        (run.dataset.x[:, 0], run.dataset.y), axis_ranges(panel), strict=True
    ):
        assert low <= min(0, values.min())
        assert max(10, values.max()) <= high
    (line,) = motions(panel, "prediction", "lines")
    ends = line.x.at(0) if line.x else np.array([])
    (low, high), _ = axis_ranges(panel)
    assert ends[0] < low < high < ends[-1]


@pytest.mark.parametrize("more", [{"standardise": True}, {"held_out": 0.4}])
def test_data_that_are_seen_otherwise_than_drawn_are_not_drawn(more: dict[str, Any]) -> None:
    _, panel = drawn_fit(((1, 2), (4, 3), (6, 1), (9, 9.5)), **more)
    assert panel.draws is None
    assert "to draw" in panel.note


def test_data_of_other_kinds_are_not_drawn() -> None:
    panel = figures.fit(run_of("tutorial, converging"))
    assert panel.draws is None
    assert panel.note == ""
