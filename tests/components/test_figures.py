"""Every picture shows the run: what moves is where the numbers say, at every step."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from components import figures
from components.film import panels
from components.loss_figure import _log_ticks
from components.panel import Growing, Motion, Panel
from components.style import LIGHT
from models import theory
from models.experiment import POINTS, Experiment
from models.run import Run
from tests.components.reading import assert_plotly_accepts, drawn
from tests.components.runs import (
    CLASSIFICATIONS,
    CONVERGING,
    EDGES,
    EXPERIMENTS,
    looked_at,
    run_of,
    trained,
)
from tests.models.strategies import always_the_same

EVERY_RUN = pytest.mark.parametrize("name", [*EXPERIMENTS, *EDGES])
OF_ANY_TASK = pytest.mark.parametrize("name", [*EXPERIMENTS, *EDGES, *CLASSIFICATIONS])
THE_RUNS = pytest.mark.parametrize("name", list(EXPERIMENTS))


def motions(panel: Panel, colour: str, mode: str) -> list[Motion]:
    """The motions of the traces of that colour, told by one meaning, one colour; at least one."""

    def fits(trace: Any) -> bool:
        part = trace.line if mode == "lines" else trace.marker
        return mode in trace.mode and part.color == LIGHT[colour]

    found = [m for m in panel.motions if fits(panel.figure.data[m.trace])]
    assert found, f"{panel.name}: nothing of {colour} moves as {mode}"
    return found


def residual_motions(panel: Panel) -> tuple[Motion, Motion]:
    """The residuals' lines, and their squares."""
    lines, squares = sorted(motions(panel, "residual", "lines"), key=lambda m: m.piece)
    assert (lines.piece, squares.piece) == (2, 5)
    return lines, squares


def positions(motion: Motion, panel: Panel, run: Run) -> Iterator[tuple[int, np.ndarray]]:
    """Each step that is looked at, and the trace's points (k, 2) there."""
    for step in looked_at(run):
        yield step, np.column_stack(drawn(panel, motion, step))


def log_axis(panel: Panel) -> bool:
    return bool(panel.figure.layout.yaxis.type == "log")


def axis_ranges(panel: Panel) -> np.ndarray:
    """((x from, x to), (y from, y to)), in the data's own units."""
    layout = panel.figure.layout
    x, y = np.array(layout.xaxis.range, float), np.array(layout.yaxis.range, float)
    return np.array([x, 10**y if log_axis(panel) else y])


@pytest.mark.parametrize("dataset", ["tutorial", "line"])
def test_the_runs_of_these_tests_are_what_they_are_called(dataset: str) -> None:
    for fate, swings in (("converging", False), ("swinging", True)):
        run = run_of(f"{dataset}, {fate}")
        assert run.diverged_at is None
        assert (run.gradients[1] @ run.gradients[0] < 0) == swings
    assert run_of(f"{dataset}, diverged").diverged_at is not None


@OF_ANY_TASK
def test_plotly_itself_accepts_each_figure_as_it_is(name: str) -> None:
    for panel in panels(run_of(name)):
        assert_plotly_accepts(panel)


# ---- The fit


@EVERY_RUN
def test_the_drawn_line_is_that_of_the_step(name: str) -> None:
    run = run_of(name)
    panel = figures.fit(run)
    (line,) = motions(panel, "prediction", "lines")
    for step, ends in positions(line, panel, run):
        w, b = run.params[step]
        np.testing.assert_allclose(
            ends[:, 1], w * ends[:, 0] + b, rtol=1e-9, atol=1e-9 * np.abs(ends[:, 1]).max()
        )
        assert ends[0, 0] < run.dataset.x.min() < run.dataset.x.max() < ends[1, 0]


@EVERY_RUN
def test_a_prediction_lies_on_the_line_at_its_x(name: str) -> None:
    run = run_of(name)
    panel = figures.fit(run)
    (dots,) = motions(panel, "prediction", "markers")
    for step, points in positions(dots, panel, run):
        size = np.abs(run.predictions(step)).max()
        np.testing.assert_array_equal(points[:, 0], run.dataset.x[:, 0])
        np.testing.assert_allclose(points[:, 1], run.predictions(step), rtol=1e-9, atol=1e-9 * size)


@EVERY_RUN
def test_a_residual_joins_what_was_seen_and_what_was_predicted(name: str) -> None:
    run = run_of(name)
    panel = figures.fit(run)
    lines, _ = residual_motions(panel)
    for step, points in positions(lines, panel, run):
        pieces = points.reshape(run.dataset.n, 2, 2)
        size = np.abs(run.predictions(step)).max()
        np.testing.assert_array_equal(pieces[:, 0, 0], run.dataset.x[:, 0])
        np.testing.assert_array_equal(pieces[:, 1, 0], run.dataset.x[:, 0])
        np.testing.assert_array_equal(pieces[:, 0, 1], run.dataset.y)
        np.testing.assert_allclose(
            pieces[:, 1, 1], run.predictions(step), rtol=1e-9, atol=1e-9 * size
        )


@EVERY_RUN
def test_a_square_has_the_residual_as_its_side(name: str) -> None:
    run = run_of(name)
    panel = figures.fit(run)
    _, squares = residual_motions(panel)
    assert squares.x_in_y_units is not None
    for step in looked_at(run):
        residual = run.predictions(step) - run.dataset.y
        x, y = (c.reshape(run.dataset.n, 5) for c in drawn(panel, squares, step))
        width = squares.x_in_y_units.at(step).reshape(run.dataset.n, 5)
        corners = np.array([[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]])
        size = np.abs(run.predictions(step)).max() + np.abs(run.dataset.y).max()
        np.testing.assert_array_equal(x, np.repeat(run.dataset.x, 5, axis=1))
        np.testing.assert_allclose(
            y - run.dataset.y[:, None], residual[:, None] * corners[:, 1], atol=1e-9 * size
        )
        np.testing.assert_allclose(width, residual[:, None] * corners[:, 0], atol=1e-9 * size)


@EVERY_RUN
def test_squares_hide_at_first_and_take_the_place_of_the_residual_lines(name: str) -> None:
    panel = figures.fit(run_of(name))
    lines, squares = residual_motions(panel)
    (switch,) = panel.switches
    assert switch.name == "squares"
    assert not switch.pressed
    assert (switch.shown_on, switch.shown_off) == ((squares.trace,), (lines.trace,))
    assert panel.figure.data[squares.trace].visible is False
    assert panel.figure.data[lines.trace].visible is not False


@EVERY_RUN
def test_all_data_and_the_least_squares_line_are_in_the_picture(name: str) -> None:
    run = run_of(name)
    panel = figures.fit(run)
    (x_from, x_to), (y_from, y_to) = axis_ranges(panel)
    assert x_from < run.dataset.x.min()
    assert run.dataset.x.max() < x_to
    assert y_from < run.dataset.y.min()
    assert run.dataset.y.max() < y_to
    still = set(range(len(panel.figure.data))) - {m.trace for m in panel.motions}
    dashed = [panel.figure.data[i] for i in still if panel.figure.data[i].line.dash == "dash"]
    (best,) = dashed
    w, b = theory.ols(run.dataset)
    np.testing.assert_allclose(best.y, w * np.asarray(best.x) + b, rtol=1e-9)


# ---- The loss


@EVERY_RUN
def test_the_loss_marker_stands_at_the_steps_loss(name: str) -> None:
    run = run_of(name)
    panel = figures.loss(run)
    (marker,) = motions(panel, "loss", "markers")
    lowest = axis_ranges(panel)[1, 0]
    for step, points in positions(marker, panel, run):
        ((x, y),) = points
        assert x == step
        expected = run.train_loss[step]
        # A loss of 0 has no logarithm: it stands below all others instead.
        assert y == expected if expected > 0 else 0 < y <= max(run.train_loss[0], 1.0)
        assert lowest < y <= axis_ranges(panel)[1, 1]


@OF_ANY_TASK
@pytest.mark.parametrize("panel_name", ["loss", "parameters", "surface"])
def test_a_curve_so_far_ends_at_the_present_marker(name: str, panel_name: str) -> None:
    """The curve begins at step 0, the path's strong end a few steps ago; both end here."""
    run = run_of(name)
    panel = {p.name: p for p in panels(run)}[panel_name]
    growing = [m for m in panel.motions if isinstance(m.y, Growing)]
    assert growing
    for motion in growing:
        colour = panel.figure.data[motion.trace].line.color
        (marker,) = [
            m
            for m in panel.motions
            if not isinstance(m.y, Growing) and panel.figure.data[m.trace].marker.color == colour
        ]
        for step, points in positions(motion, panel, run):
            end = np.column_stack(drawn(panel, marker, step))[-1]
            np.testing.assert_array_equal(points[-1], end)
            assert len(points) <= step + 1
            if motion.y.last is None:  # type: ignore[union-attr]  # it is Growing, see above
                assert len(points) == step + 1


# ---- The parameters


@EVERY_RUN
def test_each_parameters_marker_stands_at_its_value(name: str) -> None:
    run = run_of(name)
    panel = figures.parameters(run)
    for colour, values in zip(("weight", "bias"), run.params.T, strict=True):
        (marker,) = motions(panel, colour, "markers")
        for step, points in positions(marker, panel, run):
            np.testing.assert_array_equal(points, [[step, values[step]]])


@EVERY_RUN
def test_each_parameters_target_is_its_least_squares_value(name: str) -> None:
    run = run_of(name)
    panel = figures.parameters(run)
    for colour, target in zip(("weight", "bias"), theory.ols(run.dataset), strict=True):
        (line,) = [
            trace
            for trace in panel.figure.data
            if trace.line.color == LIGHT[colour] and trace.line.dash not in (None, "solid")
        ]
        np.testing.assert_array_equal(line.y, [target] * 2)


def assert_holds(panel: Panel, run: Run, *targets: np.ndarray) -> None:
    """Each step is in the frame, and every value up to where the note says that one leaves it."""
    (first, last), (low, high) = axis_ranges(panel)
    assert first < 0 < run.steps < last
    curves = run.params[:1] if panel.note else run.params
    for values in (curves, *targets):
        assert low < values.min() <= values.max() < high


@EVERY_RUN
def test_the_frame_holds_the_curves_of_the_parameters_and_their_targets(name: str) -> None:
    run = run_of(name)
    assert_holds(figures.parameters(run), run, theory.ols(run.dataset))


# ---- The loss surface


@EVERY_RUN
def test_the_path_ends_at_the_steps_parameters(name: str) -> None:
    run = run_of(name)
    panel = figures.surface(run)
    paths = [m for m in panel.motions if isinstance(m.x, Growing)]
    assert any(m.x.last is None for m in paths if isinstance(m.x, Growing)), "no whole path"
    for path in paths:
        for step, points in positions(path, panel, run):
            np.testing.assert_array_equal(points, run.params[step + 1 - len(points) : step + 1])


@EVERY_RUN
def test_the_arrow_starts_at_the_parameters_and_points_downhill(name: str) -> None:
    run = run_of(name)
    panel = figures.surface(run)
    (arrow,) = motions(panel, "gradient", "lines")
    for step, (tail, tip) in positions(arrow, panel, run):
        np.testing.assert_array_equal(tail, run.params[step])
        downhill = -run.gradients[step]
        way = tip - tail
        if not downhill.any():
            assert not way.any()
            continue
        # Of the gradient's direction, and in its sense, to the rounding of where it stands.
        share = (way @ downhill) / (downhill @ downhill)
        assert share > 0
        rounding = 4 * np.finfo(float).eps * np.abs(tip).max()
        np.testing.assert_allclose(way, share * downhill, rtol=1e-9, atol=rounding)
        # And seen: a twentieth of the picture at least, an update's own length where that is more.
        seen = np.linalg.norm(way / np.ptp(axis_ranges(panel), axis=1))
        assert seen > 0.05
        assert share >= run.experiment.learning_rate * (1 - 1e-6) or seen > 0.05


@pytest.mark.parametrize("name", CONVERGING)
def test_the_surface_holds_the_whole_path_and_the_optimum(name: str) -> None:
    run = run_of(name)
    low, high = axis_ranges(figures.surface(run)).T
    for points in (run.params, theory.ols(run.dataset)[None]):
        assert (low < points).all()
        assert (points < high).all()


@EVERY_RUN
def test_the_surface_always_holds_the_start_and_the_optimum(name: str) -> None:
    run = run_of(name)
    panel = figures.surface(run)
    low, high = axis_ranges(panel).T
    for point in (run.params[0], theory.ols(run.dataset)):
        assert (low < point).all()
        assert (point < high).all()
    leaves = ((run.params < low) | (run.params > high)).any()
    assert leaves == bool(panel.note), "a path that leaves the picture must be said, none other"


def contours(panel: Panel) -> tuple[np.ndarray, np.ndarray]:
    """The contours' points (k, 2) and the level that each is said to be at (k,)."""
    (trace,) = [
        t for t in panel.figure.data if t.line.color == LIGHT["loss"] and t.customdata is not None
    ]
    table = np.column_stack([trace.x, trace.y, trace.customdata]).astype(np.float64)
    gaps = np.isnan(table)
    assert (gaps.all(axis=1) == gaps.any(axis=1)).all(), "a gap in one coordinate only"
    table = table[~gaps.any(axis=1)]
    return table[:, :2], table[:, 2]


@EVERY_RUN
def test_contours_lie_at_their_level(name: str) -> None:
    """To a thousandth of the picture: the loss differs by no more than it does over that way."""
    run = run_of(name)
    panel = figures.surface(run)
    points, levels = contours(panel)
    actual = theory.loss_at(run.dataset, points[:, 0], points[:, 1])
    slope = (points - theory.ols(run.dataset)) @ theory.hessian(run.dataset)
    a_pixel = 1e-3 * np.linalg.norm(slope * np.ptp(axis_ranges(panel), axis=1), axis=1)
    assert (np.abs(actual - levels) <= a_pixel + 1e-5 * levels).all()
    assert len(set(levels)) >= 8


@THE_RUNS
def test_contours_are_seen_in_the_picture(name: str) -> None:
    panel = figures.surface(run_of(name))
    points, levels = contours(panel)
    low, high = axis_ranges(panel).T
    inside = ((low <= points) & (points <= high)).all(axis=1)
    assert len(set(levels[inside])) >= 5


# ---- What holds of every panel


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
        traces = [motion.trace for motion in panel.motions]
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
        moving = {motion.trace for motion in panel.motions}
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


@EVERY_RUN
def test_both_axes_of_the_loss_hold_every_loss(name: str) -> None:
    run = run_of(name)
    (switch,) = figures.loss(run).switches
    assert switch.layout_on is not None
    assert switch.layout_off is not None
    low, high = switch.layout_off["yaxis.range"]
    assert low <= run.train_loss.min()
    assert run.train_loss.max() <= high
    low, high = switch.layout_on["yaxis.range"]
    positive = run.train_loss[run.train_loss > 0]
    assert all(low <= value <= high for value in np.log10(positive))


def test_a_square_grows_towards_where_the_line_is() -> None:
    """To the right of its point where the line is above it, to the left where it is below."""
    run = run_of("line, converging")
    panel = figures.fit(run)
    _, squares = residual_motions(panel)
    assert squares.x_in_y_units is not None
    residual = run.predictions(0) - run.dataset.y
    widths = squares.x_in_y_units.at(0).reshape(-1, 5)
    assert (residual < 0).any()
    assert (np.sign(widths[:, 2]) == np.sign(residual)).all()


def test_the_loss_axis_has_whole_decades_that_fit() -> None:
    for name in EXPERIMENTS:
        layout = figures.loss(run_of(name)).figure.layout.yaxis
        if layout.tickmode == "array":
            continue
        ticks = np.arange(np.ceil(layout.range[0]), layout.range[1], layout.dtick)
        assert layout.dtick == int(layout.dtick)
        assert len(ticks) <= 10


@given(st.floats(-12, 12), st.floats(0.05, 30))
def test_a_loss_axis_of_any_length_has_two_to_ten_ticks(low: float, length: float) -> None:
    high = low + length
    ticks, _ = _log_ticks([low, high])
    if ticks["tickmode"] == "array":
        values = np.log10(ticks["tickvals"])
        assert [float(text.replace("−", "-")) for text in ticks["ticktext"]] == pytest.approx(
            ticks["tickvals"]
        )
        assert all(low <= value <= high for value in values)
        count = float(len(values))
    elif isinstance(ticks["dtick"], str):
        count = (10**high - 10**low) / float(ticks["dtick"].removeprefix("L"))
    else:
        count = (high - low) / ticks["dtick"]
    assert 2 <= count <= 10


def test_steps_of_a_growing_curve_only_ever_add() -> None:
    curve = Growing(np.array([3.0, 1.0, 2.0, 5.0]))
    for shorter, longer in pairwise(curve.at(step) for step in range(4)):
        np.testing.assert_array_equal(longer[:-1], shorter)
    last_two = Growing(curve.values, last=2)
    assert [list(last_two.at(step)) for step in range(4)] == [[3], [3, 1], [1, 2], [2, 5]]


# ---- What is drawn by hand


def drawn_fit(points: tuple[tuple[float, float], ...], **more: Any) -> tuple[Run, Panel]:
    run = trained(Experiment(dataset="drawn", points=points, epochs=20, **more))
    return run, figures.fit(run)


def test_what_is_drawn_is_the_data_and_all_of_it_moves() -> None:
    run, panel = drawn_fit(((1, 2), (4, 3), (9, 9.5)))
    assert panel.draws is not None
    assert (panel.draws.most, panel.draws.bound) == (POINTS.most, POINTS.bound)
    (data,) = [m for m in panel.motions if m.trace == panel.draws.trace]
    for _, points in positions(data, panel, run):
        np.testing.assert_array_equal(points, np.column_stack([run.dataset.x, run.dataset.y]))
    assert panel.figure.data[panel.draws.trace].marker.color == LIGHT["data"]
    assert {m.trace for m in panel.motions} == set(range(len(panel.figure.data)))


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
