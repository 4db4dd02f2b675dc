"""Run → Table: the numbers of a step, row by row, linked to the pictures."""

import numpy as np

from components.panel import Blend, Column, Rows, Table
from models import theory
from models.run import Run


def predictions(run: Run) -> Table:
    """x, y, ŷ and ŷ − y of every observation at the step that is looked at."""
    x, y = run.dataset.x[:, 0], run.dataset.y
    ones = np.ones((len(run), 1))
    lines = np.vstack([x, np.ones_like(x)])
    residuals = np.vstack([lines, -y])
    return Table(
        name="predictions",
        title="Predictions",
        now="step {step}: ŷ = {w} x {b|signed}",
        columns=(
            Column(run.dataset.feature_names[0], x, "data"),
            Column(run.dataset.target_name, y, "data"),
            Column("prediction ŷ", Blend(run.params, lines), "prediction", digits=7),
            Column(
                "residual ŷ\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}y",
                Blend(np.hstack([run.params, ones]), residuals),
                "residual",
            ),
        ),
    )


def measures(run: Run) -> Table:
    """The parameters and how good they are, at this step and for least squares."""
    best = theory.ols(run.dataset)
    floor = theory.least_squares_loss(run.dataset)
    rows = [
        ("w", "slope", run.params[:, 0], best[0]),
        ("b", "intercept", run.params[:, 1], best[1]),
        ("L", "1/n · Σ (ŷ − y)²", run.train_loss, floor),
        ("RMSE", "√L", run.rmse, np.sqrt(floor)),
    ]
    if run.r_squared is not None:
        rows.append(("R²", "1 − L / Var(y)", run.r_squared, 1 - floor / np.var(run.dataset.y)))
    names, formulas, values, optima = zip(*rows, strict=True)
    return Table(
        name="measures",
        title="How good is the line?",
        now="step {step}",
        columns=(
            Column("", names),
            Column("formula", formulas, "muted"),
            Column("this step", Rows(np.column_stack(values)), "prediction"),
            Column("least\N{NO-BREAK SPACE}squares (theory)", np.array(optima), "muted"),
        ),
    )
