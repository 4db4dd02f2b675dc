"""Run → Panel: the loss over two of many parameters, the others where they are at this step."""

from __future__ import annotations

from components.views import labels
from components.views.panel import Panel
from components.views.surface import surface as surface_figure
from components.views.surface.landscape import Landscape, of_plane
from models.run import Run


def surface(run: Run, plane: tuple[int, int], land: Landscape | None = None) -> Panel:
    """The plane's levels about its lowest point, the path so far, and the step from here.

    land: that of the mean squared error, unless it is said.
    """
    first, second = (labels.parameter(run, i) for i in plane)
    return surface_figure.surface(run, plane, land or of_plane(run, plane), (first, second))
