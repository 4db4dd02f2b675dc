"""Every one of many parameters has a curve, a marker and a target."""

import numpy as np
import pytest

from components.views.pictures.many_parameters import FEW
from models import theory
from tests.support import figures
from tests.support.many import RUNS, many
from tests.support.motions import assert_holds
from tests.support.reading import drawn, moved
from tests.support.runs import looked_at


@pytest.mark.parametrize("name", list(RUNS))
def test_every_parameter_has_a_curve_a_marker_and_a_name_of_its_own(name: str) -> None:
    run = many(name)
    panel = figures.many_parameters(run)
    named = [trace for trace in panel.figure.data if trace.showlegend]
    assert len(named) == run.params.shape[1]
    for symbol, trace in zip(run.parameter_names, named, strict=True):
        assert trace.name.split(" ")[0] == symbol
    looks = {(trace.line.color, trace.line.dash) for trace in named}
    assert len(looks) == len(named), "two curves look alike"
    by_trace = moved(panel)
    marks = [i for i, trace in enumerate(panel.figure.data) if trace.mode == "markers"]
    for values, mark in zip(run.params.T, marks, strict=True):
        for step in looked_at(run):
            ((x, y),) = np.column_stack(drawn(panel, by_trace[mark], step))
            assert (x, y) == (step, values[step])
    assert panel.figure.layout.legend.itemclick == "toggleothers"


@pytest.mark.parametrize("name", list(RUNS))
def test_targets_are_the_least_squares_values_of_few_parameters(name: str) -> None:
    run = many(name)
    panel = figures.many_parameters(run)
    still = set(range(len(panel.figure.data))) - set(moved(panel))
    targets = [panel.figure.data[i].y[0] for i in sorted(still)]
    if run.params.shape[1] <= FEW and theory.is_unique(run.dataset):
        np.testing.assert_array_equal(targets, theory.ols(run.dataset))
    else:
        assert not targets


@pytest.mark.parametrize("name", list(RUNS))
def test_the_frame_holds_every_parameters_curve_and_target(name: str) -> None:
    run = many(name)
    panel = figures.many_parameters(run)
    has_targets = "least squares" in {key.label for key in panel.keys}
    targets = [theory.ols(run.dataset)] if has_targets else []
    assert_holds(panel, run, *targets)


@pytest.mark.parametrize("name", list(RUNS))
def test_each_parameter_is_named_once_beside_and_above_the_curves(name: str) -> None:
    """Also b, where it has an axis of its own."""
    panel = figures.many_parameters(many(name))
    said = [trace.name for trace in panel.figure.data if trace.showlegend]
    said += [key.label for key in panel.keys]
    first = [text.replace(",", " ").split()[0] for text in said]
    assert len(set(first)) == len(first)
    has_own_axis = "yaxis2" in panel.picture.layout
    assert [text for text in said if "right axis" in text] == ["b (right axis)"] * has_own_axis
