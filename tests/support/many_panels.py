"""The pictures of several features by their names, and for which runs they are looked at."""

from typing import Any

import pytest

from components.views import presentation
from components.views.panel import Panel
from models.run import Run
from tests.support.many import ONE_FEATURE, RUNS

ALL = pytest.mark.parametrize("name", [*RUNS, *ONE_FEATURE])
POWERS = ["quadratic", "degree 7, standardised", "degree 7, raw"]
SEVERAL = pytest.mark.parametrize("name", [name for name in RUNS if name not in POWERS])
PLANES = pytest.mark.parametrize("name", list(RUNS))


def panel_of(run: Run, name: str, plane: tuple[int, int] = (0, 1)) -> Panel:
    return {panel.name: panel for panel in presentation.panels(run, plane)}[name]


def hollow(panel: Panel) -> Any:
    (trace,) = [t for t in panel.figure.data if t.marker.symbol == "circle-open"]
    return trace
