"""The plane of two of many parameters has the loss as its height, the path and the optimum."""

from dataclasses import replace

import numpy as np
import pytest

from components.film.packing import pack_run
from components.style import LIGHT
from components.views import presentation
from components.views.panel import Motion, Panel
from components.views.presentation import panels
from models import theory
from models.experiment import Experiment
from models.run import Run
from models.theory.least_squares_section import Plane
from tests.support import figures
from tests.support.many import many
from tests.support.many_panels import PLANES
from tests.support.reading import drawn, read_film, switch_of, trace_of
from tests.support.runs import looked_at, trained


def loss_of(run: Run, params: np.ndarray) -> float:
    return float(np.mean((run.dataset.x @ params[:-1] + params[-1] - run.dataset.y) ** 2))


def planes(run: Run) -> list[tuple[int, int]]:
    last = run.params.shape[1] - 1
    return [(0, 1), (last, 0), (last - 1, last)]


def named(panel: Panel, name: str) -> list[Motion]:
    return [m for m in panel.motions if trace_of(panel, m).name == name]


@pytest.mark.slow
@PLANES
def test_levels_lie_at_their_height_above_the_planes_lowest(name: str) -> None:
    """The oracle is the loss itself, of all rows, with the other parameters where they are."""
    run = many(name)
    for plane in planes(run):
        panel = figures.surface(run, plane)
        bowl = Plane.of(run.dataset, *plane)
        curves = named(panel, "level")
        assert len(curves) >= 5
        for step in looked_at(run):
            at = run.params[step].copy()
            at[list(plane)] = bowl.lowest(run.params)[step]
            lowest = loss_of(run, at)
            size = np.abs(run.dataset.design) @ np.abs(at)
            for curve in curves[:: 1 if len(run.params[0]) < 20 else 4]:
                height = trace_of(panel, curve).meta
                x, y = drawn(panel, curve, step)
                assert (x[0], y[0]) == (x[-1], y[-1])
                rounding = 1e-7 * (lowest + height) + 1e-13 * np.mean(size**2)
                for i in range(0, len(x), 37):
                    at[list(plane)] = x[i], y[i]
                    reach = np.mean((np.abs(run.dataset.design) @ np.abs(at)) ** 2)
                    slack = rounding + 1e-12 * reach
                    assert loss_of(run, at) == pytest.approx(lowest + height, abs=slack)


@pytest.mark.slow
@PLANES
def test_the_cross_is_where_the_plane_is_lowest(name: str) -> None:
    """There the loss does not fall in either parameter: differences of the loss say so."""
    run = many(name)
    for plane in planes(run):
        panel = figures.surface(run, plane)
        (cross,) = [
            motion
            for motion in panel.motions
            if trace_of(panel, motion).marker.symbol == "cross-thin"
        ]
        for step in looked_at(run):
            at = run.params[step].copy()
            at[list(plane)] = np.ravel(drawn(panel, cross, step))
            here = loss_of(run, at)
            scale = np.abs(at).max() + np.abs(run.params).max()
            for direction in ((1, 0), (0, 1), (1, 1), (1, -1)):
                for far in (1e-3, 1e-1):
                    there = at.copy()
                    there[list(plane)] += far * scale * np.array(direction)
                    back = at.copy()
                    back[list(plane)] -= far * scale * np.array(direction)
                    rise = min(loss_of(run, there), loss_of(run, back)) - here
                    reach = np.mean((np.abs(run.dataset.design) @ np.abs(there)) ** 2)
                    assert rise >= -1e-11 * reach


@pytest.mark.parametrize("name", ["three features", "ten features", "quadratic"])
def test_the_planes_height_has_the_hessians_block_as_its_curvature(name: str) -> None:
    run = many(name)
    hessian = 2 / run.dataset.n * run.dataset.design.T @ run.dataset.design
    for plane in planes(run):
        bowl = Plane.of(run.dataset, *plane)
        block = hessian[np.ix_(plane, plane)]
        for away in np.random.default_rng(0).normal(size=(5, 2)):
            assert bowl.bowl.height(away) == pytest.approx(away @ block @ away / 2)
        np.testing.assert_allclose(
            bowl.lowest_loss(run.params)[3],
            loss_of(run, with_two(run.params[3], plane, bowl.lowest(run.params)[3])),
        )


def with_two(params: np.ndarray, plane: tuple[int, int], values: np.ndarray) -> np.ndarray:
    params = params.copy()
    params[list(plane)] = values
    return params


@pytest.mark.slow
@PLANES
def test_the_path_the_arrow_and_the_marker_are_those_of_the_two_parameters(name: str) -> None:
    run = many(name)
    for plane in planes(run):
        panel = figures.surface(run, plane)
        (path,), (marker,) = named(panel, "path"), named(panel, "here")
        for step in looked_at(run):
            here = run.params[step, list(plane)]
            after = here - run.experiment.learning_rate * run.gradients[step, list(plane)]
            if step < run.steps:
                after = run.params[step + 1, list(plane)]
            np.testing.assert_array_equal(np.ravel(drawn(panel, marker, step)), here)
            points = np.column_stack(drawn(panel, path, step))
            np.testing.assert_array_equal(points, run.params[: step + 1, list(plane)])
            for arrow, ring in zip(named(panel, "step"), named(panel, "short step"), strict=True):
                ends = np.column_stack(drawn(panel, arrow, step))
                (mark,) = np.column_stack(drawn(panel, ring, step))
                is_arrow = (ends == [here, after]).all()
                assert is_arrow or (mark == here).all()
                assert not (is_arrow and (mark == here).all() and (here != after).any())


@pytest.mark.slow
@PLANES
def test_the_whole_frame_is_the_same_at_another_rate(name: str) -> None:
    run = many(name)
    slower = replace(run, experiment=replace(run.experiment, learning_rate=1e-6))
    slower = replace(slower, params=np.repeat(run.params[:1], len(run), axis=0))
    for plane in planes(run):
        if Plane.of(run.dataset, *plane).is_valley:
            continue  # there the frame is that of the path
        pictures = [figures.surface(each, plane) for each in (run, slower)]
        ranges = [(p.figure.layout.xaxis.range, p.figure.layout.yaxis.range) for p in pictures]
        assert ranges[0] == ranges[1]


def test_every_cross_has_its_key() -> None:
    panel = figures.surface(many("three features"), (0, 1))
    crosses = {str(t.marker.color) for t in panel.figure.data if t.marker.symbol == "cross-thin"}
    assert crosses == {LIGHT[key.colour] for key in panel.keys if key.mark == "cross"}
    assert len(crosses) == 2


@pytest.mark.slow
@PLANES
def test_the_picture_holds_the_path_and_the_optimum_or_says_what_is_outside(name: str) -> None:
    run = many(name)
    for plane in planes(run):
        panel = figures.surface(run, plane)
        ranges = np.array([panel.figure.layout.xaxis.range, panel.figure.layout.yaxis.range])
        held = [run.params[0, list(plane)]]
        if "leaves" not in panel.leaves:
            held += list(run.params[:, list(plane)])
        for point in held:
            assert (ranges[:, 0] < point).all()
            assert (point < ranges[:, 1]).all()
        if theory.is_unique(run.dataset):
            best = theory.ols(run.dataset)[list(plane)]
            is_held = ((ranges[:, 0] < best) & (best < ranges[:, 1])).all()
            assert is_held != ("the cross of least squares is outside" in panel.note)
            assert is_held or name.startswith("degree 7"), "only where powers are nearly dependent"


@PLANES
def test_the_frame_of_the_path_always_holds_the_optimum(name: str) -> None:
    run = many(name)
    if not theory.is_unique(run.dataset):
        return
    for plane in planes(run):
        switch = switch_of(figures.surface(run, plane), "path")
        assert switch.layout_on is not None
        best = theory.ols(run.dataset)[list(plane)]
        for axis, value in zip(("xaxis", "yaxis"), best, strict=True):
            low, high = switch.layout_on[f"{axis}.range"]
            assert low < value < high


@PLANES
def test_some_levels_are_seen_at_the_last_step(name: str) -> None:
    run = many(name)
    if run.diverged_at is not None:
        return
    panel = figures.surface(run, (0, 1))
    layout = panel.figure.layout
    seen = 0
    for curve in named(panel, "level"):
        x, y = drawn(panel, curve, run.steps)
        inside = (layout.xaxis.range[0] <= x) & (x <= layout.xaxis.range[1])
        seen += (inside & (layout.yaxis.range[0] <= y) & (y <= layout.yaxis.range[1])).any()
    assert seen >= 5


def test_a_plane_that_the_run_does_not_have_is_the_first_one() -> None:
    run = many("three features")
    for wanted in ((0, 0), (-1, 2), (2, 4), (7, 9)):
        assert presentation.plane_of(run, wanted) == (0, 1)
        assert pack_run(run, plane=wanted) == pack_run(run)
    assert presentation.plane_of(run, (3, 1)) == (3, 1)
    told = read_film(pack_run(run, plane=(3, 1)))
    assert [r["label"] for r in told.head["readouts"][:2]] == ["b", "w₂"]


def test_of_a_valley_that_other_parameters_move_away_it_is_said_until_when_it_is_in_view() -> None:
    """Of data that are not standardised, one step at a usual rate is enough."""
    run = trained(Experiment(dataset="diabetes"))
    (surface,) = [panel for panel in panels(run) if panel.name == "surface"]
    said = "the valley moves as the other parameters change: it is in view at step 0 only"
    assert said in surface.leaves
    (path,) = surface.switches
    assert said in (path.note or "")
    near = trained(Experiment(dataset="diabetes", standardise=True))
    (surface,) = [panel for panel in panels(near) if panel.name == "surface"]
    assert "valley" not in surface.leaves
