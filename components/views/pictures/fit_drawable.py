"""The picture in which the visitor draws: room around the points, and everything in motion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from components.views.panel import Drawing, Key, Motion, Panel, Trace, Whole
from components.views.pictures.traces import framed
from models.experiment import POINTS
from models.run import Run

SHEET = (-1.0, 11.0)  # what is seen of each axis before anything larger is drawn


def drawing(run: Run) -> tuple[bool, str]:
    """Whether the data can be drawn in their picture, and what to say where it should be so."""
    if run.experiment.dataset != "drawn":
        return False, ""
    if run.scaling or run.held_out:  # the points that are seen are not those that were drawn
        return False, "to draw, hold nothing out, and do not standardise"
    return True, ""


def sheet(values: np.ndarray) -> list[float]:
    """Room to draw: [0, 10] and some air, or as much more as the values need."""
    low, high = SHEET
    if low <= values.min() and values.max() <= high:
        return [low, high]
    return framed(min(low, values.min()), max(high, values.max()))


def to_be_drawn_in(panel: Panel, data: Trace, steps: int) -> Panel:
    """The same picture, its data motions: while they are drawn, its frame need not be."""
    moving = {id(motion.trace): motion for motion in panel.motions}
    return replace(
        panel,
        motions=[
            _all_moves(moving.get(id(trace), Motion(trace)), steps)
            for trace in panel.picture.traces
        ],
        # Two buttons more are there; a residual is what joins a point and the line.
        keys=(Key("least squares", "muted", "dash", "least_squares"),),
        draws=Drawing(data, POINTS.most, POINTS.bound),
    ).redrawn(_without_places)


def _all_moves(motion: Motion, steps: int) -> Motion:
    """The motion, and besides what else the trace has."""
    x, y = (np.asarray(motion.trace[name], dtype=np.float64) for name in ("x", "y"))
    return replace(
        motion,
        x=Whole(x, steps) if motion.x is None and len(x) else motion.x,
        y=Whole(y, steps) if motion.y is None and len(y) else motion.y,
    )


def _without_places(trace: Trace) -> Trace:
    return {name: value for name, value in trace.items() if name not in ("x", "y")}
