"""Run → Table: the numbers of a step, row by row, linked to the pictures."""

from collections.abc import Sequence

import numpy as np

from components import names
from components.panel import Blend, Column, Rows, Table
from components.points import points, with_ones
from components.style import number, shortened
from models import theory
from models.run import Run

MOST_FEATURES = 6  # columns of them: more would push the predictions out of sight
NBSP = "\N{NO-BREAK SPACE}"


def predictions(run: Run) -> Table:
    """The features, y, ŷ and ŷ − y of the observations shown, at the step that is looked at."""
    seen, data = points(run), run.dataset
    ones = np.ones((len(run), 1))
    basis = with_ones(seen.x)
    d = data.x.shape[1]
    return Table(
        name="predictions",
        title="Predictions",
        now="; ".join([_formula(run), *left_out(run, len(seen.y))]),
        columns=(
            *(
                Column(names.feature(data, k), seen.x[:, k], "data")
                for k in range(min(d, MOST_FEATURES))
            ),
            Column(names.target(data), seen.y, "data"),
            Column("prediction ŷ", Blend(run.params, basis), "prediction", digits=7),
            Column(
                f"residual ŷ{NBSP}−{NBSP}y",
                Blend(np.hstack([run.params, ones]), np.vstack([basis, -seen.y])),
                "residual",
            ),
        ),
    )


def _formula(run: Run) -> str:
    if run.dataset.x.shape[1] == 1:
        return "step {step}: ŷ = {w} x {b|signed}"
    return "step {step}"


def left_out(run: Run, shown: int) -> list[str]:
    """What the table does not hold of the data."""
    n, d = run.dataset.x.shape
    notes = [f"{MOST_FEATURES} of {d} features"] if d > MOST_FEATURES else []
    return [*notes, f"{shown:,} of {n:,} rows, outliers kept"] if shown < n else notes


def measures(run: Run) -> Table:
    """The parameters and how good they are, at this step and for least squares."""
    own = run.own_params if run.scaling else None
    rows = parameter_rows(run)
    floor = theory.least_squares_loss(run.dataset)
    fits = [
        ("L", "1/n · Σ (ŷ − y)²", run.train_loss, floor),
        ("RMSE", "√L", run.rmse, np.sqrt(floor)),
    ]
    if run.r_squared is not None:
        fits.append(("R²", "1 − L / Var(y)", run.r_squared, 1 - floor / np.var(run.dataset.y)))
    symbols, formulas, values, optima = zip(*fits, strict=True)
    columns = [
        Column("", [*(name for name, _ in rows), *symbols]),
        Column("formula", [*(formula for _, formula in rows), *formulas], "muted"),
        Column("this step", Rows(np.column_stack([run.params, *values])), "prediction"),
    ]
    if own is not None:
        columns.append(in_own_units(own, values))
    if theory.is_unique(run.dataset):
        best = np.array([*theory.ols(run.dataset), *optima])
        columns.append(Column(f"least{NBSP}squares (theory)", best, "muted"))
    return Table(
        name="measures",
        title=f"How good is the {_shape(run)}?",
        now="step {step}" + condition(run),
        columns=columns,
    )


def parameter_rows(run: Run) -> list[tuple[str, str]]:
    """Each parameter's name and what it is."""
    if run.dataset.x.shape[1] == 1:
        return [("w", "slope"), ("b", "intercept")]
    weights = zip(run.parameter_names, run.dataset.feature_names, strict=False)
    rows = [(symbol, f"of {shortened(name)}") for symbol, name in weights]
    return [*rows, ("b", "intercept")]


def in_own_units(own: np.ndarray, measures: Sequence[np.ndarray]) -> Column:
    """The same line for the features as they were brought, and measures (T+1,) of either."""
    return Column("in own units", Rows(np.column_stack([own, *measures])), "prediction")


def condition(run: Run) -> str:
    """What standardising did to the condition number of a regression, for a table's title."""
    if run.scaling is None:
        return ""
    before = theory.condition_number_in_own_units(run.dataset, run.scaling)
    after = theory.condition_number(run.dataset)
    return f"; standardising: κ {_finite(before)} → {_finite(after)}"


def _finite(value: float) -> str:
    return number(value) if np.isfinite(value) else "∞"


def _shape(run: Run) -> str:
    if names.power(run.dataset):
        return "curve"
    return "line" if run.dataset.x.shape[1] == 1 else "fit"
