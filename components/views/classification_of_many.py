"""Run → what is shown of a classification of several features."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from components.monitoring import faults
from components.views import classification, figures
from components.views.many_features import Pair, of_parameters, plane_of, series_of_parameters
from components.views.panel import Panel, Readout
from components.views.pictures.axis_offset import readable
from components.views.pictures.fit_classes import fit
from components.views.pictures.fit_sigmoid import lowest_loss
from components.views.pictures.many_parameters import parameters
from components.views.presentation import Show
from components.views.sentences.classification_verdict import verdict
from components.views.surface import plane as plane_figure
from components.views.surface.class_landscapes import of_classes
from components.views.surface.landscape import Landscape
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
