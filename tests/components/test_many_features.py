"""Pictures of several features: each shows the run at every step, whatever the features are."""

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from components import figures, many_features, plane_figure, tables
from components.film import film, panels, readouts, series, show_of
from components.fit_figure import fit_of_powers
from components.many_parameters_figure import FEW, parameters
from components.panel import Coordinates, Growing, Panel, Rows
from components.style import LIGHT
from models import theory
from models.plane import Plane
from models.run import Run
from models.sampling import MOST, UP_TO
from tests.components.many import ONE_FEATURE, RUNS, cloud, learned, many, polynomial
from tests.components.reading import assert_plotly_accepts, drawn, filled, names_in, read_film
from tests.components.runs import looked_at
from tests.components.test_figures import assert_holds, motions
from tests.components.test_film import assert_plays

ALL = pytest.mark.parametrize("name", [*RUNS, *ONE_FEATURE])
POWERS = ["quadratic", "degree 7, standardised", "degree 7, raw"]
SEVERAL = pytest.mark.parametrize("name", [name for name in RUNS if name not in POWERS])
PLANES = pytest.mark.parametrize("name", list(RUNS))


def panel_of(run: Run, name: str, plane: tuple[int, int] = (0, 1)) -> Panel:
    return {panel.name: panel for panel in show_of(run, plane).panels(run)}[name]


# ---- What holds of every picture and of the film


@ALL
def test_plotly_itself_accepts_each_figure_as_it_is(name: str) -> None:
    for panel in panels(many(name)):
        assert_plotly_accepts(panel)


@ALL
def test_a_film_read_on_its_own_says_what_the_pictures_say(name: str) -> None:
    assert_plays(read_film(film(many(name))), many(name))


@ALL
def test_what_moves_moves_a_trace_of_its_own_and_is_finite_at_every_step(name: str) -> None:
    run = many(name)
    for panel in panels(run):
        traces = [motion.trace for motion in panel.motions]
        assert len(set(traces)) == len(traces)
        assert set(traces) <= set(range(len(panel.figure.data)))
        for motion in panel.motions:
            for step in looked_at(run):
                x, y = drawn(panel, motion, step)
                assert len(x) == len(y) > 0
                assert np.isfinite(x).all()
                assert np.isfinite(y).all()
                assert not motion.piece or len(x) % motion.piece == 0
        for axis in (panel.figure.layout.xaxis, panel.figure.layout.yaxis):
            assert np.isfinite(axis.range).all()
            assert axis.range[0] < axis.range[1]


@ALL
def test_titles_texts_and_readouts_name_only_what_the_film_knows(name: str) -> None:
    run = many(name)
    known = set(read_film(film(run)).head["series"]) | {"step"}
    asked = {readout.series for readout in readouts(run)}
    shown = show_of(run)
    for panel in shown.panels(run):
        asked |= set(names_of(panel.now)) | set(names_of(panel.alternative))
        assert names_of(panel.alternative), f"{panel.name}: says nothing of the step"
    for table in shown.tables(run):
        asked |= set(names_of(table.now))
        lengths = {
            len(c.cells.at(0) if isinstance(c.cells, Coordinates) else c.cells)
            for c in table.columns
        }
        assert len(lengths) == 1, table.name
    assert asked <= known


def names_of(template: str) -> list[str]:
    """The series that the player would look for in a template: \\w, then perhaps a style."""
    return [name for name in names_in(template) if name.isidentifier()]


@ALL
def test_a_steps_inside_is_offered_only_where_it_can_be_shown(name: str) -> None:
    run = many(name)
    can = run.experiment.learner != "by_moments"
    assert read_film(film(run)).head["can_open"] == can


@ALL
def test_a_picture_is_told_only_colours_that_there_are(name: str) -> None:
    head = read_film(film(many(name))).head
    told = [part["colour"] for part in head["readouts"] + head["panels"]]
    told += [key["colour"] for panel in head["panels"] for key in panel["keys"]]
    assert set(told) <= set(LIGHT)
    assert not [c for c in told if c.startswith("curve")], "the page has no class of that name"


# ---- The fit


@SEVERAL
def test_a_prediction_stands_above_what_was_seen(name: str) -> None:
    run = many(name)
    panel = many_features.fit(run)
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
    panel = many_features.fit(run)
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
    panel = many_features.fit(run)
    (segments,) = motions(panel, "residual", "lines")
    for step in looked_at(run):
        x, y = (c.reshape(-1, 2) for c in drawn(panel, segments, step))
        np.testing.assert_array_equal(x, np.column_stack([run.dataset.y] * 2))
        np.testing.assert_array_equal(y[:, 0], run.dataset.y)
        np.testing.assert_allclose(y[:, 1], run.predictions(step), rtol=1e-9)


@pytest.mark.parametrize("name", POWERS)
def test_the_curve_is_the_polynomial_of_the_step_over_x_itself(name: str) -> None:
    run = many(name)
    panel = fit_of_powers(run)
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
    (best,) = [t for t in fit_of_powers(run).figure.data if t.line.dash == "dash"]
    x = np.linspace(-1.5, 2, 60)
    expected = np.polyval(np.polyfit(x, np.sin(2 * x), 7), best.x)
    np.testing.assert_allclose(best.y, expected, atol=1e-7)


# ---- What is held out


def hollow(panel: Panel) -> Any:
    (trace,) = [t for t in panel.figure.data if t.marker.symbol == "circle-open"]
    return trace


def test_points_that_are_held_out_are_hollow_and_stand_still_over_x() -> None:
    for name in ("line, held out", "degree 7, standardised"):
        run = many(name)
        assert run.held_out is not None
        assert run.whole is not None
        panel = panel_of(run, "fit")
        trace = hollow(panel)
        own_x = run.whole.x[run.held_out.rows, 0]
        np.testing.assert_allclose(trace.x, own_x, atol=1e-12)
        np.testing.assert_array_equal(trace.y, run.whole.y[run.held_out.rows])
        assert f"○ {len(run.held_out.y)} held out" in panel.now


def test_of_several_features_also_their_predictions_are_hollow_and_move() -> None:
    run = many("held out, standardised")
    assert run.held_out is not None
    assert run.whole is not None
    panel = many_features.fit(run)
    index = [t.marker.symbol for t in panel.figure.data].index("circle-open")
    (motion,) = [m for m in panel.motions if m.trace == index]
    for step in looked_at(run):
        x, y = drawn(panel, motion, step)
        rows = run.held_out.rows
        *weights, bias = run.own_params[step]
        np.testing.assert_array_equal(x, run.whole.y[rows])
        np.testing.assert_allclose(y, run.whole.x[rows] @ weights + bias, rtol=1e-9)


@pytest.mark.parametrize("name", ["held out", "line, held out", "degree 7, standardised"])
def test_the_loss_of_what_is_held_out_is_dashed_and_told(name: str) -> None:
    run = many(name)
    panel = figures.loss(run)
    assert run.validation_loss is not None
    dashed = {i for i, trace in enumerate(panel.figure.data) if trace.line.dash == "dot"}
    (growing,) = [m for m in panel.motions if m.trace in dashed and isinstance(m.y, Growing)]
    told = read_film(film(run))
    assert "validation_loss" in [r["series"] for r in told.head["readouts"]]
    for step in looked_at(run):
        _, y = drawn(panel, growing, step)
        np.testing.assert_array_equal(y, run.validation_loss[: step + 1])
    low, high = 10.0 ** np.array(panel.figure.layout.yaxis.range)
    assert low < run.validation_loss.min()
    assert run.validation_loss.max() < high
    assert "held out" in filled(panel.now, told, 0)
    assert [key.label for key in panel.keys].count("held out") == 1
    r_squared = series(run)["r_squared"]
    np.testing.assert_allclose(r_squared, 1 - run.train_loss / np.var(run.dataset.y))


def test_a_loss_that_float32_cannot_hold_is_still_a_film() -> None:
    run = many("line, held out")
    assert run.validation_loss is not None
    broken = run.validation_loss.copy()
    broken[-2:] = np.inf, np.nan
    read_film(film(replace(run, validation_loss=broken)))


# ---- The parameters


@pytest.mark.parametrize("name", list(RUNS))
def test_every_parameter_has_a_curve_a_marker_and_a_name_of_its_own(name: str) -> None:
    run = many(name)
    panel = parameters(run, (0, 1))
    named = [trace for trace in panel.figure.data if trace.showlegend]
    assert len(named) == run.params.shape[1]
    for symbol, trace in zip(run.parameter_names, named, strict=True):
        assert trace.name.split(" ")[0] == symbol
    looks = {(trace.line.color, trace.line.dash) for trace in named}
    assert len(looks) == len(named), "two curves look alike"
    by_trace = {motion.trace: motion for motion in panel.motions}
    marks = [i for i, trace in enumerate(panel.figure.data) if trace.mode == "markers"]
    for values, mark in zip(run.params.T, marks, strict=True):
        for step in looked_at(run):
            ((x, y),) = np.column_stack(drawn(panel, by_trace[mark], step))
            assert (x, y) == (step, values[step])
    assert panel.figure.layout.legend.itemclick == "toggleothers"


@pytest.mark.parametrize("name", list(RUNS))
def test_targets_are_the_least_squares_values_of_few_parameters(name: str) -> None:
    run = many(name)
    panel = parameters(run, (0, 1))
    still = set(range(len(panel.figure.data))) - {m.trace for m in panel.motions}
    targets = [panel.figure.data[i].y[0] for i in sorted(still)]
    if run.params.shape[1] <= FEW and theory.is_unique(run.dataset):
        np.testing.assert_array_equal(targets, theory.ols(run.dataset))
    else:
        assert not targets


@pytest.mark.parametrize("name", list(RUNS))
def test_the_frame_holds_every_parameters_curve_and_target(name: str) -> None:
    run = many(name)
    panel = parameters(run, (0, 1))
    targets = [theory.ols(run.dataset)] if panel.keys else []
    assert_holds(panel, run, *targets)


# ---- The plane


def loss_of(run: Run, params: np.ndarray) -> float:
    return float(np.mean((run.dataset.x @ params[:-1] + params[-1] - run.dataset.y) ** 2))


def planes(run: Run) -> list[tuple[int, int]]:
    last = run.params.shape[1] - 1
    return [(0, 1), (last, 0), (last - 1, last)]


@PLANES
def test_contours_lie_at_their_height_above_the_planes_lowest(name: str) -> None:
    """The oracle is the loss itself, of all rows, with the other parameters where they are."""
    run = many(name)
    for plane in planes(run):
        panel = plane_figure.surface(run, plane)
        contour = panel.motions[0]
        levels = np.asarray(panel.figure.data[contour.trace].customdata)
        levels = levels.reshape(-1, contour.piece + 1)[:, :-1].ravel()
        bowl = Plane.of(run.dataset, *plane)
        for step in looked_at(run):
            x, y = drawn(panel, contour, step)
            assert len(x) == len(levels)
            at = run.params[step].copy()
            at[list(plane)] = bowl.lowest(run.params)[step]
            lowest = loss_of(run, at)
            size = np.abs(run.dataset.design) @ np.abs(at)
            rounding = 1e-7 * (lowest + levels) + 1e-13 * np.mean(size**2)
            for i in range(0, len(x), 37):
                at[list(plane)] = x[i], y[i]
                reach = np.mean((np.abs(run.dataset.design) @ np.abs(at)) ** 2)
                slack = rounding[i] + 1e-12 * reach
                assert loss_of(run, at) == pytest.approx(lowest + levels[i], abs=slack)


@PLANES
def test_the_cross_is_where_the_plane_is_lowest(name: str) -> None:
    """There the loss does not fall in either parameter: differences of the loss say so."""
    run = many(name)
    for plane in planes(run):
        panel = plane_figure.surface(run, plane)
        (cross,) = [motion for motion in panel.motions if motion.trace == 3]
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
            assert bowl.height(*away) == pytest.approx(away @ block @ away / 2)
        np.testing.assert_allclose(
            bowl.lowest_loss(run.params)[3],
            loss_of(run, with_two(run.params[3], plane, bowl.lowest(run.params)[3])),
        )


def with_two(params: np.ndarray, plane: tuple[int, int], values: np.ndarray) -> np.ndarray:
    params = params.copy()
    params[list(plane)] = values
    return params


@PLANES
def test_the_path_the_arrow_and_the_marker_are_those_of_the_two_parameters(name: str) -> None:
    run = many(name)
    for plane in planes(run):
        panel = plane_figure.surface(run, plane)
        *_, path, recent, arrow, marker = panel.motions
        for step in looked_at(run):
            here = run.params[step, list(plane)]
            np.testing.assert_array_equal(np.ravel(drawn(panel, marker, step)), here)
            points = np.column_stack(drawn(panel, path, step))
            np.testing.assert_array_equal(points, run.params[: step + 1, list(plane)])
            np.testing.assert_array_equal(np.column_stack(drawn(panel, recent, step))[-1], here)
            tail, tip = np.column_stack(drawn(panel, arrow, step))
            np.testing.assert_array_equal(tail, here)
            downhill = -run.gradients[step, list(plane)]
            assert (tip - tail) @ downhill >= 0


@PLANES
def test_the_picture_holds_the_path_and_the_optimum(name: str) -> None:
    run = many(name)
    for plane in planes(run):
        panel = plane_figure.surface(run, plane)
        ranges = np.array([panel.figure.layout.xaxis.range, panel.figure.layout.yaxis.range])
        held = [run.params[0, list(plane)]]
        if not panel.note:
            held += list(run.params[:, list(plane)])
        if theory.is_unique(run.dataset):
            held.append(theory.ols(run.dataset)[list(plane)])
        for point in held:
            assert (ranges[:, 0] < point).all()
            assert (point < ranges[:, 1]).all()


@PLANES
def test_some_contours_are_seen_at_the_last_step(name: str) -> None:
    run = many(name)
    if run.diverged_at is not None:
        return
    panel = plane_figure.surface(run, (0, 1))
    contour = panel.motions[0]
    x, y = drawn(panel, contour, run.steps)
    (x_low, x_high), (y_low, y_high) = (
        panel.figure.layout.xaxis.range,
        panel.figure.layout.yaxis.range,
    )
    inside = (x_low <= x) & (x <= x_high) & (y_low <= y) & (y <= y_high)
    assert inside.reshape(-1, contour.piece).any(axis=1).sum() >= 6


def test_a_plane_that_the_run_does_not_have_is_the_first_one() -> None:
    run = many("three features")
    for wanted in ((0, 0), (-1, 2), (2, 4), (7, 9)):
        assert many_features.plane_of(run, wanted) == (0, 1)
        assert film(run, plane=wanted) == film(run)
    assert many_features.plane_of(run, (3, 1)) == (3, 1)
    told = read_film(film(run, plane=(3, 1)))
    assert [r["label"] for r in told.head["readouts"][:2]] == ["b", "w₂"]


# ---- The tables


@ALL
def test_the_measures_are_those_of_the_run_and_name_every_parameter(name: str) -> None:
    run = many(name)
    columns = {column.label: column.cells for column in tables.measures(run).columns}
    symbols = list(cast("list[str]", columns[""]))
    assert symbols[: run.params.shape[1]] == list(run.parameter_names)
    now = columns["this step"]
    assert isinstance(now, Rows)
    for step in looked_at(run):
        shown = dict(zip(symbols, now.at(step), strict=True))
        assert [shown[s] for s in run.parameter_names] == list(run.params[step])
        assert shown["L"] == run.train_loss[step]
    best = columns.get("least\N{NO-BREAK SPACE}squares (theory)")
    assert (best is not None) == theory.is_unique(run.dataset)


@pytest.mark.parametrize("name", ["standardised", "line, standardised", "degree 7, standardised"])
def test_of_standardised_features_the_coefficients_are_told_in_both_units(name: str) -> None:
    run = many(name)
    assert run.whole is not None
    table = tables.measures(run)
    columns = {column.label: column.cells for column in table.columns}
    own = columns["in own units"]
    assert isinstance(own, Rows)
    kept = np.ones(run.whole.n, dtype=bool)
    if run.held_out is not None:
        kept[run.held_out.rows] = False
    design = run.whole.design[kept]
    for step in looked_at(run):
        line = own.at(step)[: run.params.shape[1]]
        loss = float(np.mean((design @ line - run.whole.y[kept]) ** 2))
        assert loss == pytest.approx(run.train_loss[step], rel=1e-6)
    before = np.linalg.cond(design) ** 2
    after = np.linalg.cond(run.dataset.design) ** 2
    from components.style import number

    assert f"κ {number(before)} → {number(after)}" in table.now


def test_of_many_features_the_table_of_predictions_shows_six_and_says_so() -> None:
    run = many("ten features")
    table = tables.predictions(run)
    assert len(table.columns) == 6 + 3
    assert "6 of 10 features" in table.now
    predicted, residual = table.columns[-2].cells, table.columns[-1].cells
    assert isinstance(predicted, Coordinates)
    assert isinstance(residual, Coordinates)
    for step in looked_at(run):
        np.testing.assert_allclose(predicted.at(step), run.predictions(step))
        np.testing.assert_allclose(residual.at(step), run[step].residuals, atol=1e-12)


def test_features_are_told_with_their_units() -> None:
    run = learned(
        replace(
            cloud(20, 2),
            feature_names=("age", "weight"),
            feature_units=("years", "kg"),
            target_name="pressure",
            target_unit="mmHg",
        ),
        epochs=3,
    )
    labels = [column.label for column in tables.predictions(run).columns]
    assert labels[:3] == ["age (years)", "weight (kg)", "pressure (mmHg)"]
    assert "pressure (mmHg)" in many_features.fit(run).figure.layout.xaxis.title.text
    assert plane_figure.surface(run, (0, 2)).figure.layout.xaxis.title.text == "w₁ (age)"


# ---- Many points


@pytest.mark.parametrize("d", [1, 3])
def test_a_film_of_many_points_is_about_as_large_as_one_of_two_thousand(d: int) -> None:
    few, lots = (len(film(learned(cloud(n, d), epochs=10))) for n in (UP_TO, 100_000))
    assert lots < 1.2 * few
    panel = panel_of(learned(cloud(100_000, d), epochs=2), "fit")
    assert "1,000 of 100,000 points, outliers kept" in panel.note


def test_the_sample_is_shown_alike_in_picture_and_table() -> None:
    run = many("many points")
    assert run.held_out is not None
    panel, table = panel_of(run, "fit"), tables.predictions(run)
    dots = motions(panel, "prediction", "markers")[0]
    x, y = drawn(panel, dots, run.steps)
    np.testing.assert_array_equal(x, table.columns[3].cells)
    np.testing.assert_allclose(y, np.asarray(table.columns[4].cells)[-1])
    assert len(x) == MOST
    assert len(hollow(panel).x if hollow(panel).x is not None else ()) <= MOST
    assert "1,000 of 6,300 points" in panel.note
    assert "1,000 of 2,700 that are held out" in panel.note
    assert "1,000 of 6,300 rows" in table.now


def test_a_polynomial_of_degree_one_is_a_line() -> None:
    run = learned(polynomial(1))
    assert panel_of(run, "fit").now == figures.fit(run).now
