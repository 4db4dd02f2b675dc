"""Run → what is shown of a classification of several features."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from components import classification, faults, figures, plane_figure
from components.classes_figure import fit
from components.classification_figures import lowest_loss
from components.goal import worth_seeing
from components.many_features import Pair, of_parameters, plane_of, series_of_parameters
from components.many_parameters_figure import parameters
from components.offset import readable
from components.panel import Blend, Panel, Readout
from components.plane_figure import Landscape, ranges
from components.show import Show
from models import logistic_theory as theory
from models.logistic_plane import ANGLES, LogisticPlane
from models.run import Run

LEVELS = 8


def show(run: Run, plane: Pair) -> Show:
    """All of it, with two parameters (their places in the run's parameters) for the surface."""
    plane = plane_of(run, plane)
    land = cache(lambda: valley(run, plane))
    return Show(
        (
            *of_parameters(run, plane),
            Readout("loss", "loss", "loss", "loss"),
            Readout("accuracy", "accuracy", "prediction", "loss"),
        ),
        series=lambda run: (
            series_of_parameters(run, plane, land().lowest) | {"accuracy": run.accuracy}
        ),
        panels=lambda run: panels(run, plane, land),
        tables=classification.SHOW.tables,
        verdict=classification.verdict,
    )


def panels(run: Run, plane: Pair, land: Callable[[], Landscape]) -> tuple[Panel, ...]:
    """The linked pictures, in the order in which they are read."""
    goal = lowest_loss(run)
    return faults.panels(
        run,
        fit=lambda: readable(fit(run)),
        surface=lambda: readable(plane_figure.surface(run, plane, land())),
        loss=lambda: readable(figures.loss(run, goal=goal)),
        parameters=lambda: readable(parameters(run, plane, goal)),
    )


def valley(run: Run, plane: Pair) -> Landscape:
    """That of the binary cross-entropy: solved for at some steps, blended in between."""
    data, path = run.dataset, run.params[:, plane]
    best = theory.optimum(data)
    best = None if best is None else best[list(plane)]
    goals = path[:0] if best is None else best[None]
    held = np.vstack([path[: worth_seeing(run)], goals])
    low, high = held.min(axis=0), held.max(axis=0)
    wide = np.where(high > low, high - low, np.maximum(np.abs(high), 1e-9))
    shape = LogisticPlane.of(data, run.params, plane)
    keys, is_found = shape.lowest((low - wide / 8, high + wide / 8))
    near = ((keys > low - wide / 2) & (keys < high + wide / 2)).all(axis=1)
    shown = keys[near] if is_found and near.any() else held
    x_range, y_range = ranges(run, path, np.clip(shown, low - wide / 2, high + wide / 2), goals)
    box = np.array([x_range, y_range]).T
    curves, heights = shape.contours((box[0], box[1]), LEVELS)
    x, y = (Blend(shape.weights, curves[..., i].reshape(len(shape.keys), -1)) for i in (0, 1))
    told = np.repeat(heights, ANGLES + 1).reshape(LEVELS, -1)
    levels = np.column_stack([told, np.full(LEVELS, np.nan)]).ravel()
    rows = len(shape.sign)
    return Landscape(
        x_range,
        y_range,
        x,
        y,
        ANGLES + 1,
        levels,
        shape.weights @ keys if is_found else None,
        best,
        "lowest loss",
        f"contours of {rows:,} of {data.n:,} rows" if rows < data.n else "",
    )
