"""The fit shows the line, the predictions and the residuals of every step."""

import numpy as np

from models import theory
from tests.support import figures
from tests.support.motions import EVERY_RUN, axis_ranges, motions, positions, residual_motions
from tests.support.reading import drawn, moved, switch_of, trace_of
from tests.support.runs import looked_at, run_of


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
    switch = switch_of(panel, "squares")
    assert not switch.pressed
    (on,), (off,) = switch.shown_on, switch.shown_off
    assert on is squares.trace
    assert off is lines.trace
    assert trace_of(panel, squares).visible is False
    assert trace_of(panel, lines).visible is not False


@EVERY_RUN
def test_all_data_and_the_least_squares_line_are_in_the_picture(name: str) -> None:
    run = run_of(name)
    panel = figures.fit(run)
    (x_from, x_to), (y_from, y_to) = axis_ranges(panel)
    assert x_from < run.dataset.x.min()
    assert run.dataset.x.max() < x_to
    assert y_from < run.dataset.y.min()
    assert run.dataset.y.max() < y_to
    still = set(range(len(panel.figure.data))) - set(moved(panel))
    dashed = [panel.figure.data[i] for i in still if panel.figure.data[i].line.dash == "dash"]
    (best,) = dashed
    w, b = theory.ols(run.dataset)
    np.testing.assert_allclose(best.y, w * np.asarray(best.x) + b, rtol=1e-9)


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
