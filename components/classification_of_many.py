"""Run → what is shown of a classification of several features."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from components import classification, faults, figures, plane_figure
from components.class_landscapes import of_classes
from components.classes_figure import fit
from components.classification_figures import lowest_loss
from components.classification_verdict import verdict
from components.landscape import Landscape
from components.many_features import Pair, of_parameters, plane_of, series_of_parameters
from components.many_parameters_figure import parameters
from components.offset import readable
from components.panel import Panel, Readout
from components.show import Show
from models.run import Run


def show(run: Run, plane: Pair) -> Show:
    """All of it, with two parameters (their places in the run's parameters) for the surface."""
    plane = plane_of(run, plane)
    land = cache(lambda: of_classes(run, plane))
    return Show(
        (
            *of_parameters(run, plane),
            Readout("loss", "loss", "loss", "loss", "loss"),
            Readout("accuracy", "accuracy", "prediction", "loss", "accuracy"),
        ),
        series=lambda run: (
            series_of_parameters(run, plane, land().lowest) | {"accuracy": run.accuracy}
        ),
        panels=lambda run: panels(run, plane, land),
        tables=classification.SHOW.tables,
        verdict=verdict,
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
