"""Pictures, tables and verdict of a classification say what its run says."""

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from components.film.packing import pack_run
from components.style import LIGHT
from components.views import class_tables
from components.views.panel import OF_LOGIT, OFF_STAGE, Coordinates, Growing, Motion, Panel, Rows
from components.views.presentation import panels
from components.views.sentences.classification_verdict import verdict
from models.datasets import Dataset
from models.experiment import Experiment
from models.run import Run
from models.theory import cross_entropy as theory
from models.training import train
from tests.support.figures import fit
from tests.support.reading import cut_off, drawn, moved, numbers_in, read_film, trace_of, written
from tests.support.runs import CLASSIFICATIONS, HOURS, looked_at, run_of, trained

EVERY_RUN = pytest.mark.parametrize("name", CLASSIFICATIONS)
OVERLAPPING = ["hours, converging", "hours, swinging", "hours, from zero", "hours, from far"]
ENDLESS = ["hours, separable", "hours, all failed"]


def motion(panel: Panel, colour: str, mode: str) -> list[Motion]:
    """The motions of the traces of that colour and mode."""

    def fits(trace: Any) -> bool:
        part = trace.line if mode == "lines" else trace.marker
        return trace.mode == mode and part.color == LIGHT[colour]

    return [m for m in panel.motions if fits(trace_of(panel, m))]


def panel_of(run: Run, name: str) -> Panel:
    return next(panel for panel in panels(run) if panel.name == name)


def test_the_runs_of_these_tests_are_what_they_are_called() -> None:
    for name in CLASSIFICATIONS:
        best = theory.optimum(run_of(name).dataset)
        assert (best is None) == (name in ENDLESS)
    assert set(run_of("hours, all failed").dataset.y) == {0}
    assert not run_of("hours, from zero").params[0].any()
    rises = np.diff(run_of("hours, swinging").train_loss) > 0
    assert rises.sum() > 30


# ---- The fit


@EVERY_RUN
def test_the_curve_is_the_sigmoid_of_the_steps_line(name: str) -> None:
    run = run_of(name)
    panel = fit(run)
    (curve,) = motion(panel, "prediction", "lines")
    for step in looked_at(run):
        x, y = drawn(panel, curve, step)
        w, b = run.params[step]
        np.testing.assert_allclose(y, theory.sigmoid(w * x + b), rtol=1e-9, atol=1e-12)
        assert x[0] < run.dataset.x.min() < run.dataset.x.max() < x[-1]


@EVERY_RUN
def test_a_residual_joins_the_label_and_its_probability(name: str) -> None:
    run = run_of(name)
    panel = fit(run)
    (stems,) = motion(panel, "residual", "lines")
    assert stems.piece == 2
    for step in looked_at(run):
        x, y = (c.reshape(-1, 2) for c in drawn(panel, stems, step))
        np.testing.assert_array_equal(x, np.repeat(run.dataset.x, 2, axis=1))
        np.testing.assert_array_equal(y[:, 0], run.dataset.y)
        np.testing.assert_allclose(y[:, 1], run.predictions(step), rtol=1e-9, atol=1e-12)


@EVERY_RUN
def test_the_threshold_stands_where_the_curve_is_one_half(name: str) -> None:
    run = run_of(name)
    panel = fit(run)
    (line,) = motion(panel, "optimum", "lines")
    for step in looked_at(run):
        x, y = drawn(panel, line, step)
        w, b = run.params[step]
        assert x[0] == x[1]
        assert (y[0] < 0, y[1] > 1) == (True, True)
        if w == 0:
            assert x[0] == OFF_STAGE
        else:
            assert theory.sigmoid(w * x[0] + b) == pytest.approx(0.5, abs=1e-9)


@EVERY_RUN
def test_just_what_the_step_gets_wrong_is_marked_so(name: str) -> None:
    run = run_of(name)
    panel = fit(run)
    marks = motion(panel, "residual", "markers")
    for step in looked_at(run):
        marked = set()
        for mark in marks:
            x, y = drawn(panel, mark, step)
            assert set(y) <= {0.0, 1.0, OFF_STAGE}
            marked |= set(zip(x[y != OFF_STAGE], y[y != OFF_STAGE], strict=True))
        w, b = run.params[step]
        points = zip(run.dataset.x[:, 0], run.dataset.y, strict=True)
        wrong = {(x, y) for x, y in points if (w * x + b >= 0) != (y == 1)}
        assert marked == wrong
        assert len(wrong) == round((1 - run.accuracy[step]) * run.dataset.n)


def test_runs_that_are_looked_at_get_some_labels_of_each_kind_wrong() -> None:
    """Else the test above would say little."""
    kinds = set()
    for name in CLASSIFICATIONS:
        run = run_of(name)
        for step in looked_at(run):
            predicted = run.params[step] @ run.dataset.design.T >= 0
            kinds |= set(run.dataset.y[predicted != (run.dataset.y == 1)])
    assert kinds == {0, 1}


@pytest.mark.parametrize("name", OVERLAPPING)
def test_the_dashed_curve_has_the_lowest_loss(name: str) -> None:
    run = run_of(name)
    dashed = [t for t in fit(run).figure.data if t.line.dash == "dash"]
    (curve,) = dashed
    w, b = theory.optimum(run.dataset)  # type: ignore[misc]  # these have one
    np.testing.assert_allclose(curve.y, theory.sigmoid(w * np.asarray(curve.x) + b), rtol=1e-9)


# ---- The other pictures


@EVERY_RUN
def test_the_surface_shows_a_lowest_point_only_where_there_is_one(name: str) -> None:
    run = run_of(name)
    panel = panel_of(run, "surface")
    crosses = [t for t in panel.figure.data if t.marker.symbol == "cross-thin"]
    best = theory.optimum(run.dataset)
    assert len(crosses) == (best is not None)
    assert ("lowest" in [key.label for key in panel.keys]) == (best is not None)
    assert ("There is no lowest point" in panel.alternative) == (best is None)
    for cross in crosses:
        np.testing.assert_array_equal([cross.x[0], cross.y[0]], best)


def named(panel: Panel, name: str) -> list[Motion]:
    return [m for m in panel.motions if trace_of(panel, m).name == name]


@EVERY_RUN
def test_levels_of_the_surface_lie_at_their_loss_and_are_seen(name: str) -> None:
    run = run_of(name)
    panel = panel_of(run, "surface")
    (x_low, x_high), (y_low, y_high) = (
        panel.figure.layout.xaxis.range,
        panel.figure.layout.yaxis.range,
    )
    seen = 0
    for curve in named(panel, "level"):
        w, b = drawn(panel, curve, 0)
        inside = (x_low <= w) & (w <= x_high) & (y_low <= b) & (b <= y_high)
        if np.ptp(w) < 0.02 * (x_high - x_low):
            continue  # a speck, in which nobody sees where it is
        level = trace_of(panel, curve).meta
        losses = theory.loss_at(run.dataset, w[inside], b[inside])
        assert losses == pytest.approx(np.full(inside.sum(), level), rel=1e-3)
        seen += inside.any()
    assert seen >= (4 if theory.optimum(run.dataset) is not None else 1)


@pytest.mark.parametrize("name", OVERLAPPING)
def test_the_whole_frame_holds_the_first_loss_and_nothing_of_the_rate(name: str) -> None:
    run = run_of(name)
    panel = panel_of(run, "surface")
    frame = np.array([panel.figure.layout.xaxis.range, panel.figure.layout.yaxis.range])
    (curve,) = [
        m
        for m in named(panel, "level")
        if trace_of(panel, m).meta == pytest.approx(run.train_loss[0], rel=1e-6)
    ]
    points = np.column_stack(drawn(panel, curve, 0))
    assert (frame[:, 0] < points).all()
    assert (points < frame[:, 1]).all()
    assert (np.ptp(points, axis=0) > 0.5 * np.ptp(frame, axis=1)).all()
    other = train(replace(run.experiment, learning_rate=1e-3, epochs=3), run.dataset)
    layout = panel_of(other, "surface").figure.layout
    assert [*layout.xaxis.range, *layout.yaxis.range] == list(frame.ravel())


@EVERY_RUN
def test_where_no_level_is_closed_the_picture_says_that_the_valley_goes_on(name: str) -> None:
    run = run_of(name)
    said = "the valley goes on" in panel_of(run, "surface").note
    assert said == (theory.optimum(run.dataset) is None)


@EVERY_RUN
def test_path_and_step_are_those_of_the_run(name: str) -> None:
    run = run_of(name)
    panel = panel_of(run, "surface")
    paths = [m for m in panel.motions if isinstance(m.x, Growing)]
    assert paths
    for step in looked_at(run):
        for arrow, ring in zip(named(panel, "step"), named(panel, "short step"), strict=True):
            tail, tip = np.column_stack(drawn(panel, arrow, step))
            (mark,) = np.column_stack(drawn(panel, ring, step))
            assert (tail == run.params[step]).all() != (mark == run.params[step]).all()
            if (tail == run.params[step]).all() and step < run.steps:
                np.testing.assert_array_equal(tip, run.params[step + 1])
        for path in paths:
            np.testing.assert_array_equal(
                np.column_stack(drawn(panel, path, step))[-1], run.params[step]
            )


@EVERY_RUN
def test_the_loss_has_its_floor_and_readable_ticks(name: str) -> None:
    run = run_of(name)
    panel = panel_of(run, "loss")
    floor = theory.lowest_loss(run.dataset)
    assert written(floor) == numbers_in(panel.keys[0].label)[0]
    axis = panel.figure.layout.yaxis
    low, high = axis.range
    if axis.tickmode == "array":
        ticks = np.array(axis.tickvals)
        assert (low <= np.log10(ticks)).all()
        assert (np.log10(ticks) <= high).all()
    elif isinstance(axis.dtick, str):
        step = float(axis.dtick.removeprefix("L"))
        ticks = np.arange(np.ceil(10**low / step), 10**high / step + 1e-9)
    else:
        ticks = np.arange(np.ceil(low), high + 1e-9, axis.dtick)
    assert 1 <= len(ticks) <= 10


@EVERY_RUN
def test_parameters_have_targets_only_where_the_loss_has_a_lowest_point(name: str) -> None:
    run = run_of(name)
    panel = panel_of(run, "parameters")
    still = set(range(len(panel.figure.data))) - set(moved(panel))
    best = theory.optimum(run.dataset)
    targets = [panel.figure.data[i].y[0] for i in sorted(still)]
    assert targets == ([] if best is None else list(best))
    for colour, values in zip(("weight", "bias"), run.params.T, strict=True):
        (marker,) = motion(panel, colour, "markers")
        for step in looked_at(run):
            assert np.column_stack(drawn(panel, marker, step)).tolist() == [[step, values[step]]]


# ---- Tables


@EVERY_RUN
def test_the_table_of_predictions_is_that_of_the_step(name: str) -> None:
    run = run_of(name)
    x, y, probability, label = (c.cells for c in class_tables.predictions(run).columns)
    np.testing.assert_array_equal(np.asarray(x), run.dataset.x[:, 0])
    np.testing.assert_array_equal(np.asarray(y), run.dataset.y)
    assert isinstance(probability, Coordinates)
    assert isinstance(label, Coordinates)
    for step in looked_at(run):
        np.testing.assert_allclose(
            probability.at(step), run.predictions(step), rtol=1e-9, atol=1e-12
        )
        assert (label.at(step) == run.dataset.y).mean() == pytest.approx(run.accuracy[step])
        unsure = np.abs(probability.at(step) - 0.5) < 1e-12
        assert ((label.at(step) == (probability.at(step) > 0.5)) | unsure).all()


@EVERY_RUN
def test_the_measures_are_those_of_the_run_and_of_the_lowest_loss(name: str) -> None:
    run = run_of(name)
    columns = {column.label: column.cells for column in class_tables.measures(run).columns}
    symbols = list(cast("list[str]", columns[""]))
    assert symbols == ["w", "b", "L", "accuracy"]
    now = columns["this step"]
    assert isinstance(now, Rows)
    for step in looked_at(run):
        expected = [*run.params[step], run.train_loss[step], run.accuracy[step]]
        assert now.at(step) == pytest.approx(expected)
    best = theory.optimum(run.dataset)
    theirs = [np.asarray(cells) for label, cells in columns.items() if "theory" in label]
    assert len(theirs) == (best is not None)
    for optima in theirs:
        assert best is not None
        right = theory.accuracy(run.dataset, best)
        assert optima == pytest.approx([*best, theory.lowest_loss(run.dataset), right])


# ---- The verdict


@EVERY_RUN
def test_every_verdict_says_below_which_rate_it_is_sure(name: str) -> None:
    run = run_of(name)
    found = numbers_in(verdict(run).whole)
    assert cut_off(theory.guaranteed_learning_rate(run.dataset)) in found


@pytest.mark.parametrize("name", OVERLAPPING)
def test_a_verdict_says_the_rate_and_whether_descent_can_come_to_rest(name: str) -> None:
    run = run_of(name)
    told = verdict(run)
    rate, critical = run.experiment.learning_rate, theory.critical_learning_rate(run.dataset)
    found = numbers_in(told.whole)
    assert written(rate) in found
    assert told.kind == ("calm" if rate < critical else "diverged")
    assert written(theory.error_factor(run.dataset, rate)) in found
    assert cut_off(critical) in found
    assert ("swings about the best one for ever, but cannot fly apart" in told.text) == (
        rate > critical
    )


def test_a_rate_between_the_guarantee_and_the_critical_one_is_not_said_to_converge() -> None:
    run = trained(Experiment(dataset="hours", learning_rate=1.0))
    told = verdict(run)
    assert told.kind == "calm"
    assert told.text.startswith("Near the best curve")
    assert "surely" not in told.whole
    assert cut_off(theory.critical_learning_rate(run.dataset)) in numbers_in(told.whole)


def test_the_page_says_that_separable_data_make_the_weights_grow_for_ever() -> None:
    run = run_of("hours, separable")
    told = verdict(run)
    assert "the weights grow for ever, and the loss goes to 0" in told.text
    gap = theory.separating_gap(run.dataset)
    assert gap is not None
    for end in gap:
        assert written(end) in numbers_in(told.text)
    assert "All labels are equal" in verdict(run_of("hours, all failed")).text


def test_one_feature_is_never_said_to_depend_on_another() -> None:
    x = np.array([0.1, 0.30000000000000004, 0.3, 0.5])
    data = Dataset("rounding", x[:, None], np.array([0.0, 0, 1, 1]))
    told = verdict(train(HOURS, data))
    assert "depend" not in told.whole
    assert "overlap by so little" in told.text


def test_labels_that_overlap_at_one_point_have_a_verdict_of_their_own() -> None:
    x = np.array([1.0, 2, 2, 2, 3, 4])[:, None]
    data = Dataset("touching", x, np.array([0.0, 0, 0, 1, 1, 1]))
    run = train(Experiment(dataset="hours"), data)
    told = verdict(run)
    assert "errs only right there: the weights grow for ever" in told.text
    assert written(theory.lowest_loss(data)) in numbers_in(told.text)
    assert panels(run)


# ---- What a logit is shown as


@pytest.mark.parametrize("name", OF_LOGIT)
def test_what_a_logit_is_shown_as_is_finite_for_any_logit(name: str) -> None:
    z = np.array([-1e300, -1e4, -1e-300, 0.0, 1e-300, 1e4, 1e300])
    assert np.isfinite(OF_LOGIT[name](z)).all()


def test_labels_that_are_held_out_are_hollow_and_their_loss_is_told() -> None:
    run = trained(Experiment(dataset="hours", held_out=0.3, standardise=True, learning_rate=0.5))
    assert run.held_out is not None
    panel = next(p for p in panels(run) if p.name == "fit")
    (hollow,) = [t for t in panel.figure.data if t.marker.symbol == "circle-open"]
    np.testing.assert_array_equal(hollow.x, run.held_out.x[:, 0])
    np.testing.assert_array_equal(hollow.y, run.held_out.y)
    assert panel.figure.layout.xaxis.range[0] < run.held_out.x.min()
    assert "○ 15 held out" in panel.now
    told = read_film(pack_run(run))
    assert "validation_loss" in [readout["series"] for readout in told.head["readouts"]]
    assert "held-out accuracy" in [readout["label"] for readout in told.head["readouts"]]
    assert run.held_out_accuracy is not None
    found = told.array(told.head["series"]["validation_accuracy"])
    np.testing.assert_array_equal(found, run.held_out_accuracy)
    symbols = list(cast("list[str]", class_tables.measures(run).columns[0].cells))
    assert symbols[-2:] == ["L, held out", "accuracy, held out"]
    (own,) = [c for c in class_tables.measures(run).columns if c.label == "in own units"]
    assert isinstance(own.cells, Rows)
    np.testing.assert_array_equal(own.cells.rows[:, :2], run.own_params)
    np.testing.assert_array_equal(own.cells.rows[:, 2], run.train_loss)


def test_a_step_is_said_to_lower_the_loss_surely_only_below_the_guarantee() -> None:
    for rate in (0.05, 0.5, 1.0, 2.0, 6.0):
        run = trained(Experiment(dataset="hours", learning_rate=rate, precision="float64"))
        told, sure = (
            verdict(run),
            theory.guaranteed_learning_rate(run.dataset),
        )
        assert ("surely lowers the loss" in told.whole) == (rate < sure)
        if rate < sure:
            assert (np.diff(run.train_loss) <= 0).all()


def test_a_rate_far_above_the_guarantee_is_said_beside_it_and_how_often_the_loss_rose() -> None:
    experiment = Experiment(dataset="classes", distance=30.0, learning_rate=0.2)
    run = trained(experiment)
    told, sure = verdict(run), theory.guaranteed_learning_rate(run.dataset)
    assert written(0.2) in numbers_in(told.whole)
    assert written(sure) in numbers_in(told.whole)
    assert "12 times as large" in told.whole
    wild = trained(Experiment(dataset="hours", overlap=0.0, learning_rate=10.0))
    rises = int((np.diff(wild.train_loss) > 0).sum())
    assert (f"the loss rose in {rises} of {wild.steps}" in verdict(wild).text) == (rises > 0)


def test_an_error_of_classes_that_falls_slowly_halves_in_so_many_steps() -> None:
    run = trained(Experiment(dataset="hours", learning_rate=1e-4))
    told = verdict(run)
    gain = 1 - theory.error_factor(run.dataset, 1e-4)
    assert "million steps" in told.text
    assert "error × 1." not in told.whole
    found = [n for n in numbers_in(told.whole) if 0.99 < n < 1]
    assert 1 - found[0] == pytest.approx(gain, rel=0.1)
    assert len(told.remedies) == 2
    for remedy in told.remedies:
        better = trained(Experiment.from_query(run.experiment.to_query() | remedy.settings))
        assert better.train_loss[-1] < run.train_loss[-1]


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(dataset="hours", overlap=0.0),
        Experiment(dataset="classes", distance=30.0),
        Experiment(dataset="iris_species", standardise=True),
    ],
    ids=lambda experiment: experiment.dataset,
)
def test_a_rate_far_below_the_sure_one_has_a_button_for_one_that_learns_sooner(
    experiment: Experiment,
) -> None:
    slow = replace(experiment, learning_rate=1e-3)
    sure = theory.guaranteed_learning_rate(trained(slow).dataset)
    (remedy,) = verdict(trained(slow)).remedies
    better = Experiment.from_query(slow.to_query() | remedy.settings)
    assert slow.learning_rate < better.learning_rate < sure
    assert trained(better).train_loss[-1] < trained(slow).train_loss[-1]
    assert verdict(trained(replace(experiment, learning_rate=sure / 2))).remedies == ()


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(dataset="iris_species", learning_rate=1.0),
        Experiment(dataset="hours", learning_rate=2.0, epochs=30),
        Experiment(dataset="classes", learning_rate=4.0, epochs=10),
    ],
    ids=lambda experiment: experiment.dataset,
)
def test_where_steps_overshoot_and_yet_are_slow_no_slower_rate_is_offered(
    experiment: Experiment,
) -> None:
    run = trained(experiment)
    assert (np.diff(run.train_loss) > 0).any()
    told = verdict(run)
    assert "but slowly" in told.text
    (remedy,) = told.remedies
    after = Experiment.from_query(experiment.to_query() | remedy.settings)
    assert after.learning_rate >= experiment.learning_rate
