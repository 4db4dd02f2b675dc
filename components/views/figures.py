"""Run → Panel: the four linked pictures of one feature, each a figure and what of it moves."""

from __future__ import annotations

from collections.abc import Sequence

from components.views.panel import Panel
from components.views.pictures import loss as loss_figure
from components.views.pictures import parameters as parameters_figure
from components.views.pictures.fit_line import fit
from components.views.surface import surface as surface_figure
from components.views.surface.landscape import Landscape, of_line
from components.views.surface.optimum import Goal
from models import theory
from models.run import Run

__all__ = ["fit", "least_squares", "loss", "parameters", "surface"]


def least_squares(run: Run) -> Goal:
    """The goal of a regression."""
    return Goal(
        "least squares",
        theory.ols(run.dataset) if theory.is_unique(run.dataset) else None,
        theory.least_squares_loss(run.dataset),
    )


def loss(run: Run, also: Sequence[Run] = (), goal: Goal | None = None) -> Panel:
    """The loss at each step, and the goal's loss as a floor.

    also, here and below: runs on the same data that the picture's frame has room for too.
    goal: least squares, unless it is said.
    """
    return loss_figure.loss(run, also, goal=goal or least_squares(run))


def parameters(run: Run, also: Sequence[Run] = (), goal: Goal | None = None) -> Panel:
    """w and b against the step, and their values at the goal as targets."""
    return parameters_figure.parameters(run, also, goal=goal or least_squares(run))


def surface(run: Run, also: Sequence[Run] = (), land: Landscape | None = None) -> Panel:
    """Levels of the loss over (w, b), the path so far, and the step from here.

    land: that of the mean squared error, unless it is said.
    """
    return surface_figure.surface(run, (0, 1), land or of_line(run, also), ("w", "b"))
