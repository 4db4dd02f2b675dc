"""Every picture shows the run: what moves has a row for every step, and is finite."""

import re
from itertools import pairwise

import numpy as np
import pytest

from components.views.panel import Growing
from components.views.presentation import panels
from tests.support.motions import OF_ANY_TASK
from tests.support.reading import assert_plotly_accepts, drawn, moved
from tests.support.runs import looked_at, run_of


@pytest.mark.parametrize("dataset", ["tutorial", "line"])
def test_the_runs_of_these_tests_are_what_they_are_called(dataset: str) -> None:
    for fate, swings in (("converging", False), ("swinging", True)):
        run = run_of(f"{dataset}, {fate}")
        assert run.diverged_at is None
        assert (run.gradients[1] @ run.gradients[0] < 0) == swings
    assert run_of(f"{dataset}, diverged").diverged_at is not None


@pytest.mark.slow
@OF_ANY_TASK
def test_plotly_itself_accepts_each_figure_as_it_is(name: str) -> None:
    for panel in panels(run_of(name)):
        assert_plotly_accepts(panel)


@OF_ANY_TASK
def test_a_number_that_is_pointed_at_has_no_zeros_that_nobody_wrote(name: str) -> None:
    """Plotly fills "8.97" up to "8.9700000" where it is asked for 8 digits, but for the "~"."""
    for panel in panels(run_of(name)):
        for trace in panel.figure.data:
            told = getattr(trace, "hovertemplate", None) or ""
            assert not re.search(r":\.\d+g", told), f"{panel.name}: {told}"


@OF_ANY_TASK
def test_every_motion_has_a_row_for_every_step(name: str) -> None:
    run = run_of(name)
    for panel in panels(run):
        for motion in panel.motions:
            assert motion.coordinates, f"{panel.name}: a motion in which nothing moves"
            for coordinates in motion.coordinates:
                assert len(coordinates) == len(run)
                full = np.asarray(coordinates)
                assert full.shape[0] == len(run)
                assert np.isfinite(full).all()


@OF_ANY_TASK
def test_no_motion_moves_a_trace_that_is_not_there_or_moves_one_twice(name: str) -> None:
    for panel in panels(run_of(name)):
        traces = [panel.number_of(motion.trace) for motion in panel.motions]
        assert len(set(traces)) == len(traces)
        assert set(traces) <= set(range(len(panel.figure.data)))


@OF_ANY_TASK
def test_x_and_y_of_a_motion_have_as_many_points_at_every_step(name: str) -> None:
    run = run_of(name)
    for panel in panels(run):
        for motion in panel.motions:
            for step in looked_at(run):
                x, y = drawn(panel, motion, step)
                assert len(x) == len(y) > 0
                if motion.piece:
                    assert len(x) % motion.piece == 0


@OF_ANY_TASK
def test_every_number_of_a_figure_is_finite(name: str) -> None:
    for panel in panels(run_of(name)):
        moving = moved(panel)
        for index, trace in enumerate(panel.figure.data):
            for values in (trace.x, trace.y, trace.customdata):
                numbers = np.array([] if values is None else values, dtype=np.float64)
                assert not np.isinf(numbers).any(), panel.name
                # The gaps between pieces; what moves is told its pieces in another way.
                assert index not in moving or not np.isnan(numbers).any(), panel.name
        ranges = [panel.figure.layout.xaxis.range, panel.figure.layout.yaxis.range]
        ranges += [
            layout[name]
            for switch in panel.switches
            for layout in (switch.layout_on or {}, switch.layout_off or {})
            for name in layout
            if name.endswith(".range")
        ]
        for low, high in ranges:
            assert np.isfinite([low, high]).all()
            assert low < high


def test_steps_of_a_growing_curve_only_ever_add() -> None:
    curve = Growing(np.array([3.0, 1.0, 2.0, 5.0]))
    for shorter, longer in pairwise(curve.at(step) for step in range(4)):
        np.testing.assert_array_equal(longer[:-1], shorter)
    last_two = Growing(curve.values, last=2)
    assert [list(last_two.at(step)) for step in range(4)] == [[3], [3, 1], [1, 2], [2, 5]]
