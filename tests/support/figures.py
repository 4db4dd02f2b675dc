"""The pictures of runs by their names, with what the lab has them made of, before their axes are
made easy to read. The first run is the present one."""

from collections.abc import Sequence

from components.views import presentation
from components.views.layers import Look, Style, Viewed
from components.views.panel import Panel
from components.views.pictures.loss import loss as loss_of
from components.views.pictures.many_parameters import parameters as many_parameters_of
from components.views.pictures.parameters import parameters as parameters_of
from components.views.surface.landscapes import landscape
from components.views.surface.optimum import goal_of
from components.views.surface.surface import surface as surface_of
from models.run import Run

MEANINGS = ("prediction", "gradient", "loss", "weight", "bias")


def viewed(*runs: Run) -> list[Viewed]:
    """The runs, all but the present one with a look of their own: run 1, run 2."""
    looks = (
        Look(f"run {i}", f"r{i}.", {name: Style(name, "dot", "star") for name in MEANINGS})
        for i in range(1, len(runs))
    )
    return [
        Viewed(runs[0]),
        *(Viewed(run, look) for run, look in zip(runs[1:], looks, strict=True)),
    ]


def fit(*runs: Run) -> Panel:
    """What is predicted."""
    return presentation.fit(viewed(*runs))


def surface(run: Run, plane: tuple[int, int] = (0, 1), others: Sequence[Run] = ()) -> Panel:
    """The loss over two parameters."""
    return surface_of_viewed(viewed(run, *others), plane)


def surface_of_viewed(shown: Sequence[Viewed], plane: tuple[int, int] = (0, 1)) -> Panel:
    """The same of runs with looks of their own."""
    run, *others = (each.run for each in shown)
    return surface_of(shown, plane, landscape(run, plane, tuple(others)))


def loss(*runs: Run) -> Panel:
    """The loss at each step."""
    return loss_of(viewed(*runs), goal_of(runs[0]))


def parameters(*runs: Run) -> Panel:
    """A weight and the bias at each step."""
    return parameters_of(viewed(*runs), goal_of(runs[0]))


def many_parameters(run: Run, plane: tuple[int, int] = (0, 1)) -> Panel:
    """Many parameters at each step."""
    return many_parameters_of(viewed(run), plane, goal_of(run))
