"""The parameters' curves stand at the values of every step, beside those of least squares."""

from dataclasses import replace

import numpy as np

from components import figures
from components.film import panels
from components.style import LIGHT
from models import theory
from models.datasets import load
from models.experiment import Experiment
from tests.components.motions import EVERY_RUN, assert_holds, motions, positions
from tests.components.runs import (
    run_of,
    trained,
)


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


def test_the_frame_is_the_same_at_every_rate_up_to_the_critical_one() -> None:
    """So that two rates can be compared by eye; also after the same steps of several features."""
    for experiment in (Experiment(), Experiment("scales", epochs=30)):
        critical = theory.critical_learning_rate(load(experiment))
        frames = set()
        for share in (0.03, 0.3, 0.9, 0.999):
            run = trained(replace(experiment, learning_rate=share * critical))
            frames.add(tuple(panels(run)[3].figure.layout.yaxis.range))
            assert not panels(run)[3].note
        assert len(frames) == 1
