"""The pictures of a run by their names, with what the lab has them made of, before their axes are
made easy to read."""

from collections.abc import Sequence

from components.views import presentation
from components.views.panel import Panel
from components.views.pictures.loss import loss as loss_of
from components.views.pictures.many_parameters import parameters as many_parameters_of
from components.views.pictures.parameters import parameters as parameters_of
from components.views.surface.landscapes import landscape
from components.views.surface.optimum import goal_of
from components.views.surface.surface import surface as surface_of
from models.run import Run


def fit(run: Run, also: Sequence[Run] = ()) -> Panel:
    """What is predicted."""
    return presentation.fit(run, also)


def surface(run: Run, plane: tuple[int, int] = (0, 1), also: Sequence[Run] = ()) -> Panel:
    """The loss over two parameters."""
    return surface_of(run, plane, landscape(run, plane, tuple(also)))


def loss(run: Run, also: Sequence[Run] = ()) -> Panel:
    """The loss at each step."""
    return loss_of(run, also, goal=goal_of(run))


def parameters(run: Run, also: Sequence[Run] = ()) -> Panel:
    """A weight and the bias at each step."""
    return parameters_of(run, also, goal=goal_of(run))


def many_parameters(run: Run, plane: tuple[int, int] = (0, 1)) -> Panel:
    """Many parameters at each step."""
    return many_parameters_of(run, plane, goal_of(run))
