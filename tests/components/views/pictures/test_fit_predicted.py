"""Of several features, a prediction stands above what was seen; of powers, the curve over x."""

import numpy as np
import pytest

from models.sampling import MOST, UP_TO
from tests.support import figures
from tests.support.many import learned, many, polynomial
from tests.support.many_panels import POWERS, SEVERAL, panel_of
from tests.support.motions import motions
from tests.support.reading import drawn
from tests.support.runs import looked_at


@SEVERAL
def test_a_prediction_stands_above_what_was_seen(name: str) -> None:
    run = many(name)
    panel = figures.fit(run)
    dots = motions(panel, "prediction", "markers")[0]
    for step in looked_at(run):
        x, y = drawn(panel, dots, step)
        expected = run.predictions(step)
        assert len(x) == (run.dataset.n if run.dataset.n <= UP_TO else MOST)
        if run.dataset.n <= UP_TO:
            np.testing.assert_array_equal(x, run.dataset.y)
            size = np.abs(expected).max()
            np.testing.assert_allclose(y, expected, rtol=1e-9, atol=1e-9 * size)


@SEVERAL
def test_the_diagonal_is_where_both_are_the_same_and_holds_all_data(name: str) -> None:
    run = many(name)
    panel = figures.fit(run)
    diagonal = panel.figure.data[0]
    np.testing.assert_array_equal(diagonal.x, diagonal.y)
    low, high = panel.figure.layout.xaxis.range
    assert low < run.dataset.y.min()
    assert run.dataset.y.max() < high
    if run.held_out is not None:
        assert low < run.held_out.y.min()
        assert run.held_out.y.max() < high


@pytest.mark.parametrize("name", ["three features", "held out", "standardised"])
def test_a_residual_joins_the_diagonal_and_the_prediction(name: str) -> None:
    run = many(name)
    panel = figures.fit(run)
    (segments,) = motions(panel, "residual", "lines")
    for step in looked_at(run):
        x, y = (c.reshape(-1, 2) for c in drawn(panel, segments, step))
        np.testing.assert_array_equal(x, np.column_stack([run.dataset.y] * 2))
        np.testing.assert_array_equal(y[:, 0], run.dataset.y)
        np.testing.assert_allclose(y[:, 1], run.predictions(step), rtol=1e-9)


@pytest.mark.parametrize("name", POWERS)
def test_the_curve_is_the_polynomial_of_the_step_over_x_itself(name: str) -> None:
    run = many(name)
    panel = figures.fit(run)
    (curve,) = motions(panel, "prediction", "lines")
    x_low, x_high = panel.figure.layout.xaxis.range
    for step in looked_at(run):
        x, y = drawn(panel, curve, step)
        assert len(x) == 200
        assert (x[0], x[-1]) == pytest.approx((x_low, x_high))
        *weights, bias = run.own_params[step]
        expected = np.polynomial.Polynomial([bias, *weights])(x)
        np.testing.assert_allclose(y, expected, rtol=1e-6, atol=1e-6 * np.abs(expected).max())
        at_points = motions(panel, "prediction", "markers")[0]
        dots_x, dots_y = drawn(panel, at_points, step)
        own = np.polynomial.Polynomial([bias, *weights])(dots_x)
        np.testing.assert_allclose(dots_y, own, rtol=1e-6, atol=1e-6 * np.abs(own).max())


def test_the_dashed_curve_of_powers_is_that_of_least_squares() -> None:
    run = many("degree 7, raw")
    (best,) = [t for t in figures.fit(run).figure.data if t.line.dash == "dash"]
    x = np.linspace(-1.5, 2, 60)
    expected = np.polyval(np.polyfit(x, np.sin(2 * x), 7), best.x)
    np.testing.assert_allclose(best.y, expected, atol=1e-7)


def test_a_polynomial_of_degree_one_is_a_line() -> None:
    run = learned(polynomial(1))
    assert panel_of(run, "fit").now == figures.fit(run).now


@SEVERAL
def test_after_the_step_the_points_of_before_it_stay_and_the_title_speaks_of_them(
    name: str,
) -> None:
    panel = figures.fit(many(name))
    for of_points in motions(panel, "prediction", "markers"):
        assert (of_points.known_at, of_points.seen_in) == ("forward", ())
    assert panel.known_at == "loss"  # as the readout of the same number has it
