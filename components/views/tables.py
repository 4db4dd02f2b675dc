"""Run → Table: the numbers of a step, row by row, linked to the pictures."""

from collections.abc import Sequence

import numpy as np

from components.style import number, of_parameter, rounded, shortened
from components.views import held_out, labels
from components.views.panel import Blend, Column, Phase, Rows, Table
from components.views.sentences.terms import term_of
from components.views.shown_points import Points, points, with_ones
from models import theory
from models.losses import LOSSES
from models.run import Run
from models.theory.qr import triangle

MOST_FEATURES = 6  # columns of them
NBSP = "\N{NO-BREAK SPACE}"


def predictions(run: Run) -> Table:
    """The features, y, ŷ and ŷ − y of the observations shown, at the step that is looked at."""
    seen = points(run)
    ones = np.ones((len(run), 1))
    basis = with_ones(seen.x)
    computed = (
        Column(
            "prediction ŷ", Blend(run.params, basis), "prediction", digits=7, known_at="forward"
        ),
        Column(
            f"residual ŷ{NBSP}−{NBSP}y",
            Blend(np.hstack([run.params, ones]), np.vstack([basis, -seen.y])),
            "residual",
            known_at="forward",
        ),
    )
    now = "; ".join([_formula(run), *left_out(run, len(seen.y))])
    return of_predictions(run, seen, computed, now)


def of_predictions(run: Run, seen: Points, computed: Sequence[Column], now: str) -> Table:
    """The table of the observations shown; computed: what is seen of each at the step.

    Of several features, what is computed stands before them, and stays while these are scrolled.
    """
    data = run.dataset
    features = [
        Column(labels.feature(data, k), _told(run, seen.x[:, k]), "data")
        for k in range(min(data.x.shape[1], MOST_FEATURES))
    ]
    told = [Column(labels.target(data), seen.y, "data"), *computed]
    one = len(features) == 1
    columns = features + told if one else told + features
    return Table("predictions", "Predictions", columns, now, staying=1 if one else len(told))


def _told(run: Run, values: np.ndarray) -> np.ndarray:
    """(n,): a feature as it was brought, or, standardised, with as many digits as one reads."""
    if run.scaling is None:
        return values
    return np.array([rounded(value, 4) for value in values])


def _formula(run: Run) -> str:
    if run.dataset.x.shape[1] == 1:
        return "step {step}: ŷ = {theta_0} x {theta_1|signed}"
    return "step {step}"


def left_out(run: Run, shown: int) -> list[str]:
    """What the table does not hold of the data."""
    n, d = run.dataset.x.shape
    notes = [f"{MOST_FEATURES} of {d} features"] if d > MOST_FEATURES else []
    return [*notes, f"{shown:,} of {n:,} rows, outliers kept"] if shown < n else notes


def measures(run: Run) -> Table:
    """The parameters and how good they are, at this step and where the loss is lowest."""
    rows, best = parameter_rows(run), run.objective.minimum
    fits = _fits(run, best)
    fits += held_out.rows(run, best)
    symbols, formulas, values, optima = zip(*fits, strict=True)
    columns = columns_of_measures(
        run,
        [*(name for name, _ in rows), *symbols],
        [*(formula for _, formula in rows), *formulas],
        values,
    )
    if best is not None:
        known = np.array([*best, *optima])
        label = f"{run.objective.name.replace(' ', NBSP)} (theory)"
        columns.append(Column(label, known, "muted", term=term_of(run.objective.name)))
    return Table(
        name="measures",
        title=f"How good is the {_shape(run)}?",
        now="step {step}" + condition(run),
        columns=columns,
    )


def _fits(run: Run, best: np.ndarray | None) -> list[tuple[str, str, np.ndarray, float]]:
    """Symbol, formula, value at each step (T+1,), and that of the best parameters."""
    floor, variance = run.objective.lowest, np.var(run.dataset.y)
    if run.experiment.loss == "mse":
        squared, formulas = floor, ("1/n · Σ (ŷ − y)²", "√L", "1 − L / Var(y)")
    else:
        squared = np.nan if best is None else float(triangle(run.dataset).rmse(best[None])[0]) ** 2
        formulas = (
            LOSSES[run.experiment.loss].label,
            "√(1/n · Σ (ŷ − y)²)",
            "1 − Σ (ŷ − y)² / Σ (y − ȳ)²",
        )
    of_loss, of_rmse, of_r_squared = formulas
    fits = [
        ("L", of_loss, run.train_loss, floor),
        ("RMSE", of_rmse, run.rmse, np.sqrt(squared)),
    ]
    if run.r_squared is not None:
        fits.append(("R²", of_r_squared, run.r_squared, 1 - squared / variance))
    return fits


def parameter_rows(run: Run) -> list[tuple[str, str]]:
    """Each parameter's name and what it is."""
    if run.dataset.x.shape[1] == 1:
        return [("w", "slope"), ("b", "intercept")]
    weights = zip(run.parameter_names, run.dataset.feature_names, strict=False)
    rows = [(symbol, f"of {shortened(name)}") for symbol, name in weights]
    return [*rows, ("b", "intercept")]


def columns_of_measures(
    run: Run, symbols: Sequence[str], formulas: Sequence[str], measures: Sequence[np.ndarray]
) -> list[Column]:
    """Name, formula and value of each parameter, and of measures (T+1,); each in its colour.

    Where the features are standardised, also the same line for the features as they were brought.
    """
    parameters = parameter_colours(run)
    # "L, held out" has the colour of L.
    measured = [symbol.partition(",")[0] for symbol in symbols[len(parameters) :]]
    inks = [*parameters, *(MEASURE_COLOURS[symbol] for symbol in measured)]
    known_at: list[Phase] = ["step" for _ in parameters]
    known_at += ["loss" for _ in measures]

    def at_this_step(label: str, params: np.ndarray) -> Column:
        return Column(label, Rows(np.column_stack([params, *measures])), inks, known_at=known_at)

    own = [at_this_step("in own units", run.own_params)] if run.scaling else []
    return [
        Column("", symbols, inks, terms=_terms(run, symbols, len(parameters))),
        Column("formula", formulas, "muted"),
        at_this_step("this step", run.params),
        *own,
    ]


def _terms(run: Run, symbols: Sequence[str], parameters: int) -> list[str]:
    """What explains each symbol: that of a parameter is its own, that of a measure the field's."""
    loss = "loss" if run.task == "regression" else "cross_entropy"
    terms = {"L": loss, "RMSE": "rmse", "R²": "r_squared", "accuracy": "accuracy"}
    measured = [terms.get(symbol, "held_out") for symbol in symbols[parameters:]]
    return [*[""] * parameters, *measured]


# The colours that the bar above the pictures has for the same.
MEASURE_COLOURS = {"L": "loss", "RMSE": "residual", "R²": "optimum", "accuracy": "prediction"}


def parameter_colours(run: Run) -> list[str]:
    """The colour of each parameter in the pictures; the last is the bias's."""
    count = run.params.shape[1]
    return [of_parameter(i, count)[0] for i in range(count)]


def condition(run: Run) -> str:
    """What standardising did to the condition number of a regression, for a table's title."""
    if run.scaling is None:
        return ""
    before = theory.condition_number_in_own_units(run.dataset, run.scaling)
    after = theory.condition_number(run.dataset)
    return f"; standardising: {{kappa|term}} {_finite(before)} → {_finite(after)}"


def _finite(value: float) -> str:
    return number(value) if np.isfinite(value) else "∞"


def _shape(run: Run) -> str:
    if labels.power(run.dataset):
        return "curve"
    return "line" if run.dataset.x.shape[1] == 1 else "fit"
