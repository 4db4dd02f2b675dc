"""What is shown of a run: each task has its own readouts, numbers, pictures, tables and verdict."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from components.views import held_out
from components.views.panel import Panel, Readout, Table
from components.views.sentences.verdict import Verdict
from models.run import Run


@dataclass(frozen=True)
class Show:
    """A task's part of a film. series: name → (T+1,), what titles and readouts may name.

    readouts: those of a run all of whose rows are seen; where some are held out, the loss on these
    joins them.
    """

    readouts: Sequence[Readout]
    series: Callable[[Run], dict[str, np.ndarray]]
    panels: Callable[[Run], Sequence[Panel]]
    tables: Callable[[Run], Sequence[Table]]
    verdict: Callable[[Run], Verdict]


# Those of a run of any task with one feature.
COMMON_READOUTS = (
    Readout("w", "w", "weight"),
    Readout("b", "b", "bias"),
    Readout("loss", "loss", "loss", "loss", "loss"),
    Readout("gradient_w", "∂L/∂w", "gradient", "backward", "gradient"),
    Readout("gradient_b", "∂L/∂b", "gradient", "backward", "gradient"),
)


def common_series(run: Run) -> dict[str, np.ndarray]:
    """The numbers that a run of any task has."""
    return {
        **held_out.series(run),
        "step": np.arange(len(run), dtype=np.float64),
        "w": run.params[:, 0],
        "b": run.params[:, 1],
        "loss": run.train_loss,
        "gradient_w": run.gradients[:, 0],
        "gradient_b": run.gradients[:, 1],
    }
