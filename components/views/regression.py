"""How good a regression is, however many features it has: in the bar, the titles and the tables."""

from collections.abc import Sequence

import numpy as np

from components.monitoring import faults
from components.views import tables as tables_of
from components.views.panel import Readout, Table
from models.run import Run

READOUTS = (
    Readout("rmse", "RMSE", "residual", "loss", "rmse"),
    Readout("r_squared", "R²", "optimum", "loss", "r_squared"),
)


def series(run: Run) -> dict[str, np.ndarray]:
    """The numbers of the readouts, each (T+1,); without R² where it has no value."""
    numbers = {"rmse": run.rmse}
    return numbers if run.r_squared is None else numbers | {"r_squared": run.r_squared}


def tables(run: Run) -> Sequence[Table]:
    """What is predicted, and how good that is."""
    return faults.tables(
        run,
        predictions=lambda: tables_of.predictions(run),
        measures=lambda: tables_of.measures(run),
    )
