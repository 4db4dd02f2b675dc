"""Level curves are where the loss has their level, and hold inside them all that is lower."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.datasets import Dataset, load
from models.experiment import Experiment
from models.theory import cross_entropy as theory
from models.theory.cross_entropy_contours import level_curves
from tests.support.strategies import always_the_same, experiments

hours = experiments(dataset=st.just("hours"), samples=st.integers(2, 80))
W_RANGE = (-6.0, 9.0)
SHARES = 3.0 ** -np.arange(6)


def levels_of(data: Dataset) -> np.ndarray:
    """Levels that a picture would have."""
    floor = theory.lowest_loss(data)
    return floor + (3.0 - floor) * SHARES


@given(hours)
@always_the_same
def test_level_curve_lies_at_its_level(experiment: Experiment) -> None:
    data = load(experiment)
    arcs = level_curves(data, levels_of(data), W_RANGE)
    assert arcs
    for level, arc in arcs:
        assert np.isfinite(arc).all()
        assert theory.loss_at(data, arc[:, 0], arc[:, 1]) == pytest.approx(level, rel=1e-4)
        assert (np.diff(arc[:, 0]) >= 0).all()
        assert (W_RANGE[0] <= arc[0, 0], arc[-1, 0] <= W_RANGE[1]) == (True, True)


@given(hours, st.floats(-6, 9), st.floats(-40, 40))
@always_the_same
def test_point_lies_between_a_levels_arcs_just_where_its_loss_is_lower(
    experiment: Experiment, w: float, b: float
) -> None:
    data = load(experiment)
    levels = levels_of(data)
    arcs = level_curves(data, levels, W_RANGE)
    here = theory.loss_at(data, np.array(w), np.array(b))
    both = data.y.min() != data.y.max()
    for level in levels:
        if abs(here - level) < 0.03 * level:
            continue  # too near to tell by arcs that are drawn straight between their points
        mine = [arc for at, arc in arcs if at == level and arc[0, 0] <= w <= arc[-1, 0]]
        sides = [np.interp(w, arc[:, 0], arc[:, 1]) for arc in mine]
        if both:
            inside = bool(sides) and min(sides) < b < max(sides)
        else:
            (edge,) = sides
            inside = b > edge if data.y[0] == 1 else b < edge
        assert inside == (here < level)


@pytest.mark.parametrize("samples", [50, 500])
def test_curves_around_the_optimum_are_closed(samples: int) -> None:
    data = load(Experiment(dataset="hours", samples=samples))
    best = theory.optimum(data)
    assert best is not None
    level = np.array([theory.lowest_loss(data) * 1.2])
    (_, upper), (_, lower) = level_curves(data, level, W_RANGE)
    assert upper[[0, -1]] == pytest.approx(lower[[0, -1]], abs=1e-3)
    assert lower[:, 1].min() < best[1] < upper[:, 1].max()
    assert upper[0, 0] < best[0] < upper[-1, 0]


def test_a_level_that_is_not_reached_has_no_curve() -> None:
    data = load(Experiment(dataset="hours"))
    assert level_curves(data, np.array([theory.lowest_loss(data) * 0.9]), W_RANGE) == []
