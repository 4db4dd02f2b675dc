"""What moves in a picture of one feature, by its colour; and the runs that are looked at."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from components.style import LIGHT
from components.views.panel import Motion, Panel
from models.run import Run
from tests.support.reading import drawn, trace_of
from tests.support.runs import CLASSIFICATIONS, EDGES, EXPERIMENTS, looked_at

EVERY_RUN = pytest.mark.parametrize("name", [*EXPERIMENTS, *EDGES])
OF_ANY_TASK = pytest.mark.parametrize("name", [*EXPERIMENTS, *EDGES, *CLASSIFICATIONS])
THE_RUNS = pytest.mark.parametrize("name", list(EXPERIMENTS))


def motions(panel: Panel, colour: str, mode: str) -> list[Motion]:
    """The motions of the traces of that colour, told by one meaning, one colour; at least one."""

    def fits(trace: Any) -> bool:
        part = trace.line if mode == "lines" else trace.marker
        return mode in trace.mode and part.color == LIGHT[colour]

    found = [m for m in panel.motions if fits(trace_of(panel, m))]
    assert found, f"{panel.name}: nothing of {colour} moves as {mode}"
    return found


def residual_motions(panel: Panel) -> tuple[Motion, Motion]:
    """The residuals' lines, and their squares."""
    lines, squares = sorted(motions(panel, "residual", "lines"), key=lambda m: m.piece)
    assert (lines.piece, squares.piece) == (2, 5)
    return lines, squares


def positions(motion: Motion, panel: Panel, run: Run) -> Iterator[tuple[int, np.ndarray]]:
    """Each step that is looked at, and the trace's points (k, 2) there."""
    for step in looked_at(run):
        yield step, np.column_stack(drawn(panel, motion, step))


def log_axis(panel: Panel) -> bool:
    return bool(panel.figure.layout.yaxis.type == "log")


def axis_ranges(panel: Panel) -> np.ndarray:
    """((x from, x to), (y from, y to)), in the data's own units."""
    layout = panel.figure.layout
    x, y = np.array(layout.xaxis.range, float), np.array(layout.yaxis.range, float)
    return np.array([x, 10**y if log_axis(panel) else y])


def assert_holds(panel: Panel, run: Run, *targets: np.ndarray) -> None:
    """Each step is in the frame, and every value up to where the note says that one leaves it."""
    (first, last), _ = axis_ranges(panel)
    assert first < 0 < run.steps < last
    layout = panel.picture.layout
    axes = [layout["yaxis"]] * (run.params.shape[1] - 1) + [layout.get("yaxis2", layout["yaxis"])]
    low, high = np.array([axis["range"] for axis in axes]).T
    curves = run.params[:1] if panel.leaves else run.params
    for values in (curves, *targets):
        assert (low < values).all()
        assert (values < high).all()
