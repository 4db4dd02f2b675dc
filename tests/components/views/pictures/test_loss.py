"""The loss shows every step's, on an axis that holds them and has ticks to read them by."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.views.panel import Growing
from components.views.pictures.loss import _log_ticks
from components.views.presentation import panels
from models import theory
from models.datasets import load
from models.experiment import Experiment
from tests.support import figures
from tests.support.motions import EVERY_RUN, OF_ANY_TASK, axis_ranges, motions, positions
from tests.support.reading import drawn, switch_of, trace_of
from tests.support.runs import EXPERIMENTS, LINE, run_of, trained


@EVERY_RUN
def test_the_loss_marker_stands_at_the_steps_loss(name: str) -> None:
    run = run_of(name)
    panel = figures.loss(run)
    (marker,) = motions(panel, "loss", "markers")
    low, high = axis_ranges(panel)[1]
    for step, points in positions(marker, panel, run):
        ((x, y),) = points
        assert x == step
        expected = run.train_loss[step]
        # A loss of 0 has no logarithm: it is below the picture.
        assert low < y == expected <= high if expected > 0 else 0 < y < low


@pytest.mark.slow
@OF_ANY_TASK
@pytest.mark.parametrize("panel_name", ["loss", "parameters", "surface"])
def test_a_curve_so_far_ends_at_the_present_marker(name: str, panel_name: str) -> None:
    """The curve begins at step 0, the path's strong end a few steps ago; both end here, but for a
    parameter's that is gone from the picture for good."""
    run = run_of(name)
    panel = {p.name: p for p in panels(run)}[panel_name]
    growing = [
        m for m in panel.motions if isinstance(m.y, Growing) and trace_of(panel, m).mode == "lines"
    ]
    assert growing
    low, high = axis_ranges(panel)[1]
    for motion in growing:
        colour = trace_of(panel, motion).line.color
        # The present one, on the loss surface in the map in its corner, too.
        markers = [
            m
            for m in panel.motions
            if not isinstance(m.y, Growing)
            and trace_of(panel, m).marker.color == colour
            and len(drawn(panel, m, 0)[0]) == 1
        ]
        assert markers
        for step, points in positions(motion, panel, run):
            for marker in markers:
                (end,) = np.column_stack(drawn(panel, marker, step))
                is_gone = panel_name == "parameters" and not (low <= end[1] <= high)
                assert is_gone or (points[-1] == end).all()
            assert len(points) <= step + 1
            if motion.y.last is None:  # type: ignore[union-attr]  # it is Growing, see above
                assert len(points) == step + 1


@EVERY_RUN
def test_both_axes_of_the_loss_hold_every_loss(name: str) -> None:
    run = run_of(name)
    switch = switch_of(figures.loss(run), "log_loss")
    assert switch.layout_on is not None
    assert switch.layout_off is not None
    low, high = switch.layout_off["yaxis.range"]
    assert low <= run.train_loss.min()
    assert run.train_loss.max() <= high
    low, high = switch.layout_on["yaxis.range"]
    positive = run.train_loss[run.train_loss > 0]
    assert all(low <= value <= high for value in np.log10(positive))


def test_a_loss_of_exactly_0_leaves_a_logarithmic_axis_with_a_word() -> None:
    """It was drawn at a third of the lowest other loss, 0.35 of a first loss of 1."""
    run = trained(
        Experiment(
            "drawn",
            points=((-1.0, -1.0), (1.0, 1.0)),
            start_weight=0.0,
            start_bias=0.0,
            learning_rate=0.5,
        )
    )
    assert run.train_loss[0] == 1
    assert not run.train_loss[1:].any()
    panel = figures.loss(run)
    (marker,) = motions(panel, "loss", "markers")
    low, _ = axis_ranges(panel)[1]
    assert dict(positions(marker, panel, run))[1][0, 1] < low
    switch = switch_of(panel, "log_loss")
    assert switch.note == "from step 1 on the loss is exactly 0: below any logarithmic axis"
    assert switch.layout_off is not None
    assert switch.layout_off["yaxis.range"][0] <= 0


@pytest.mark.parametrize("experiment", [LINE, Experiment(), Experiment("scales", epochs=30)])
def test_the_frame_is_the_same_at_every_rate_that_converges(experiment: Experiment) -> None:
    critical = theory.critical_learning_rate(load(experiment))
    frames = []
    for share in (0.01, 0.03, 0.1, 0.3, 0.6, 0.9, 0.99):
        panel = figures.loss(trained(replace(experiment, learning_rate=share * critical)))
        switch = switch_of(panel, "log_loss")
        assert switch.layout_off is not None
        frames.append((*panel.figure.layout.yaxis.range, *switch.layout_off["yaxis.range"]))
    assert len(set(frames)) == 1


def test_the_loss_axis_has_whole_decades_that_fit() -> None:
    for name in EXPERIMENTS:
        layout = figures.loss(run_of(name)).figure.layout.yaxis
        if layout.tickmode == "array":
            continue
        ticks = np.arange(np.ceil(layout.range[0]), layout.range[1], layout.dtick)
        assert layout.dtick == int(layout.dtick)
        assert len(ticks) <= 10


@given(st.floats(-12, 12), st.floats(0.05, 30))
def test_a_loss_axis_of_any_length_has_two_to_ten_ticks(low: float, length: float) -> None:
    high = low + length
    ticks, _ = _log_ticks([low, high])
    if ticks["tickmode"] == "array":
        values = np.log10(ticks["tickvals"])
        assert [float(text.replace("−", "-")) for text in ticks["ticktext"]] == pytest.approx(
            ticks["tickvals"]
        )
        assert all(low <= value <= high for value in values)
        count = float(len(values))
    elif isinstance(ticks["dtick"], str):
        count = (10**high - 10**low) / float(ticks["dtick"].removeprefix("L"))
    else:
        count = (high - low) / ticks["dtick"]
    assert 2 <= count <= 10
