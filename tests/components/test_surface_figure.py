"""The loss surface shows the path, the way downhill, and contours at their level."""

import numpy as np
import pytest

from components import figures
from components.panel import Growing, Panel
from components.style import LIGHT
from models import theory
from tests.components.motions import EVERY_RUN, THE_RUNS, axis_ranges, motions, positions
from tests.components.runs import (
    CONVERGING,
    run_of,
)


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
