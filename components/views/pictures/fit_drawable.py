"""The picture in which the visitor draws: room around the points, and everything in motion."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from components.views.panel import Drawing, Key, Motion, Panel, Picture, Whole
from components.views.pictures.traces import framed
from models.experiment import POINTS
from models.run import Run

DATA = 5  # the trace of the data in the picture Fit
SHEET = (-1.0, 11.0)  # what is seen of each axis before anything larger is drawn


def drawing(run: Run) -> tuple[Drawing | None, str]:
    """What can be drawn in the picture of the data, and what to say where it should be possible."""
    if run.experiment.dataset != "drawn":
        return None, ""
    if run.scaling or run.held_out:  # the points that are seen are not those that were drawn
        return None, "to draw, hold nothing out, and do not standardise"
    return Drawing(DATA, POINTS.most, POINTS.bound), ""


def sheet(values: np.ndarray) -> list[float]:
    """Room to draw: [0, 10] and some air, or as much more as the values need."""
    low, high = SHEET
    if low <= values.min() and values.max() <= high:
        return [low, high]
    return framed(min(low, values.min()), max(high, values.max()))


def to_be_drawn_in(panel: Panel, draws: Drawing, steps: int) -> Panel:
    """The same picture, its data motions: while they are drawn, its frame need not be."""
    motions = {motion.trace: motion for motion in panel.motions}
    traces = [dict(trace) for trace in panel.picture.traces]
    for i, trace in enumerate(traces):
        motion = motions.get(i, Motion(i))
        x, y = (np.asarray(trace.pop(name), dtype=np.float64) for name in ("x", "y"))
        if motion.x is None and len(x):
            motion = replace(motion, x=Whole(x, steps))
        if motion.y is None and len(y):
            motion = replace(motion, y=Whole(y, steps))
        motions[i] = motion
    return replace(
        panel,
        picture=Picture(traces, panel.picture.layout),
        motions=[motions[i] for i in sorted(motions)],
        # Two buttons more are there; a residual is what joins a point and the line.
        keys=(Key("least squares", "muted", "dash", "least_squares"),),
        draws=draws,
    )
