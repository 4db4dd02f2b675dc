"""What is told of the rows that are held out: their numbers, the bar's readouts, a table's rows."""

from __future__ import annotations

import numpy as np
import torch

from components.views.panel import Readout
from models.losses import LOSSES
from models.run import Run, accuracy
from models.setting import bound
from models.theory.cross_entropy import loss_of_logits
from models.theory.qr import Triangle

LARGEST = float(np.finfo(np.float32).max)  # what training may say of rows that are held out

# Besides the loss: R² says of a regression what the RMSE, in the table, says in units of y.
_OF_REGRESSION = Readout("validation_r_squared", "held-out R²", "optimum", "loss", "held_out")
_OF_CLASSES = Readout("validation_accuracy", "held-out accuracy", "prediction", "loss", "held_out")


def held_out_loss(run: Run) -> np.ndarray | None:
    """(T+1,): the loss on what is held out, which float32 may not hold where it diverges."""
    if run.validation_loss is None:
        return None
    return np.nan_to_num(run.validation_loss, nan=LARGEST, posinf=LARGEST)


def series(run: Run) -> dict[str, np.ndarray]:
    """The numbers that titles and readouts may name, each (T+1,); none where no row is held out.

    R² is missing where all that is held out has the same y: there is nothing to explain.
    """
    loss = held_out_loss(run)
    found = {
        "validation_loss": loss,
        **(
            {"validation_accuracy": run.held_out_accuracy}
            if run.task == "classification"
            else {
                "validation_rmse": run.held_out_rmse,
                "validation_r_squared": run.held_out_r_squared,
            }
        ),
    }
    return {name: values for name, values in found.items() if values is not None}


def readouts(run: Run) -> tuple[Readout, ...]:
    """Those of the bar; none where no row is held out."""
    if run.validation_loss is None:
        return ()
    more = _OF_CLASSES if run.task == "classification" else _OF_REGRESSION
    return Readout("validation_loss", "held-out loss", "loss", "loss", "held_out"), more


def _loss(run: Run, params: np.ndarray) -> float:
    """The run's loss on the rows that are held out, at any parameters (d + 1,)."""
    held, loss = run.held_out, bound(LOSSES[run.experiment.loss], run.experiment, "value")
    assert held is not None
    z = torch.tensor(held.x @ params[:-1] + params[-1])[:, None]
    return float(loss.value(z, torch.tensor(held.y)[:, None]))


def rows(run: Run, best: np.ndarray | None) -> list[tuple[str, str, np.ndarray, float]]:
    """For a table: symbol, formula, the number at each step (T+1,), and that of the best
    parameters (d + 1,), which knew nothing of these rows; NaN where there are none.
    """
    held, told = run.held_out, series(run)
    if held is None or not told:
        return []
    is_class = run.task == "classification"
    symbols = (
        {"validation_loss": "L, held out", "validation_accuracy": "accuracy, held out"}
        if is_class
        else {
            "validation_loss": "L, held out",
            "validation_rmse": "RMSE, held out",
            "validation_r_squared": "R², held out",
        }
    )
    optima = dict.fromkeys(symbols, np.nan)
    if best is not None and is_class:
        z = held.x @ best[:-1] + best[-1]
        optima["validation_loss"] = float(loss_of_logits(z, held.y))
        optima["validation_accuracy"] = float(accuracy(best[None], held.x, held.y)[0])
    elif best is not None:
        rmse = float(Triangle.of(held.x, held.y).rmse(best[None])[0])
        optima["validation_rmse"] = rmse
        optima["validation_loss"] = rmse**2 if run.experiment.loss == "mse" else _loss(run, best)
        if "validation_r_squared" in told:
            optima["validation_r_squared"] = 1 - (rmse / float(held.y.std())) ** 2
    return [
        (symbol, f"of {len(held.y):,} other rows", told[name], optima[name])
        for name, symbol in symbols.items()
        if name in told
    ]
