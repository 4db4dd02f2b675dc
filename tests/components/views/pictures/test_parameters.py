"""The parameters' curves stand at the values of every step, beside those of least squares."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from components.style import LIGHT
from components.views.panel import Panel
from components.views.presentation import panels
from models import theory
from models.datasets import load
from models.experiment import Experiment
from tests.support import figures
from tests.support.motions import EVERY_RUN, assert_holds, motions, positions
from tests.support.reading import drawn, trace_of
from tests.support.runs import HOURS, run_of, trained


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


@EVERY_RUN
def test_the_frame_holds_the_curves_of_the_parameters_and_their_targets(name: str) -> None:
    run = run_of(name)
    assert_holds(figures.parameters(run), run, theory.ols(run.dataset))


def frame(panel: Panel) -> tuple[float, ...]:
    """Of the numbers upwards, on the left, and where there are some on the right."""
    axes = [panel.picture.layout.get(name) for name in ("yaxis", "yaxis2")]
    return tuple(end for axis in axes if axis for end in axis["range"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "experiment", [HOURS, replace(HOURS, overlap=0.0), Experiment("iris_species")]
)
def test_the_frames_of_a_classification_are_few_at_rates_of_two_decades(
    experiment: Experiment,
) -> None:
    """Nobody knows beforehand where its steps lead: they are the same until a curve leaves them."""
    rates = np.geomspace(0.005, 0.5, 15)
    runs = [trained(replace(experiment, learning_rate=float(rate))) for rate in rates]
    for picture in (2, 3):
        frames = [frame(panels(run)[picture]) for run in runs]
        changes = sum(one != two for one, two in pairwise(frames))
        assert changes <= 8, frames


@pytest.mark.parametrize("experiment", [Experiment("galton"), Experiment("longley", epochs=60)])
def test_of_standardised_data_the_bias_has_an_axis_of_its_own_and_the_weights_fill_theirs(
    experiment: Experiment,
) -> None:
    run = trained(replace(experiment, standardise=True, learning_rate=0.1))
    panel = panels(run)[3]
    low, high = panel.figure.layout.yaxis.range
    assert np.ptp(run.params[:, :-1]) > 0.2 * (high - low)
    right = panel.figure.layout.yaxis2
    assert right.range[0] < run.params[:, -1].min() <= run.params[:, -1].max() < right.range[1]
    assert right.title.text == "b"
    assert right.title.font.color == LIGHT["bias"]
    on_it = {
        trace.marker.color or trace.line.color for trace in panel.figure.data if trace.yaxis == "y2"
    }
    assert on_it == {LIGHT["bias"]}


def test_where_both_are_seen_on_one_axis_there_is_one() -> None:
    for experiment in (Experiment(), Experiment("scales"), HOURS):
        assert "yaxis2" not in panels(trained(experiment))[3].picture.layout


def test_the_frame_is_the_same_at_every_rate_up_to_the_critical_one() -> None:
    """So that two rates can be compared by eye; also after the same steps of several features."""
    for experiment in (Experiment(), Experiment("scales", epochs=30)):
        critical = theory.critical_learning_rate(load(experiment))
        frames = set()
        for share in (0.03, 0.3, 0.9, 0.999):
            run = trained(replace(experiment, learning_rate=share * critical))
            frames.add(tuple(panels(run)[3].figure.layout.yaxis.range))
            assert not panels(run)[3].leaves
        assert len(frames) == 1


@pytest.mark.parametrize("name", ["galton", "faithful", "gapminder"])
def test_on_two_axes_neither_curve_covers_the_other_at_any_step(name: str) -> None:
    run = trained(Experiment(name, standardise=True, learning_rate=0.1))
    left, right = np.array(frame(panels(run)[3])).reshape(2, 2)
    w, b = (
        (values - low) / (high - low)
        for values, (low, high) in zip(run.params.T, (left, right), strict=True)
    )
    assert (np.abs(w - b) > 0.1).all()


@pytest.mark.parametrize(
    "experiment",
    [Experiment(learning_rate=0.03), Experiment("scales", learning_rate=0.026, epochs=200)],
)
def test_what_has_left_the_picture_for_good_does_not_swing_across_it(
    experiment: Experiment,
) -> None:
    run = trained(experiment)
    assert run.diverged_at is not None
    panel = panels(run)[3]
    low, high = panel.figure.layout.yaxis.range
    curves = [m for m in panel.motions if trace_of(panel, m).mode == "lines"]
    assert len(curves) == 2 * run.params.shape[1]
    for motion in curves:
        y = drawn(panel, motion, run.steps)[1]
        crossing = (np.minimum(y[1:], y[:-1]) < low) & (np.maximum(y[1:], y[:-1]) > high)
        (gone,) = np.nonzero(crossing)
        inside = np.flatnonzero((low <= y) & (y <= high)).max()
        assert gone.max(initial=0) <= inside + 1
    values = run.params[:, 0]
    assert (np.abs(np.diff(np.sign(values))).astype(bool).sum()) > 20, "it does swing"
