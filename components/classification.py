"""Run → what is shown of a classification: its readouts, numbers, pictures, tables and verdict."""

from __future__ import annotations

import numpy as np

from components import classification_figures as pictures
from components import faults, figures, names
from components.panel import Blend, Column, Panel, Readout, Rows, Table, Through
from components.show import Show, common_series
from components.style import number
from components.tables import in_own_units
from components.verdict import Verdict
from models import logistic_theory as theory
from models.run import Run

READOUTS = (
    Readout("w", "w", "weight"),
    Readout("b", "b", "bias"),
    Readout("loss", "loss", "loss", "loss"),
    Readout("gradient_w", "∂L/∂w", "gradient", "backward"),
    Readout("gradient_b", "∂L/∂b", "gradient", "backward"),
    Readout("accuracy", "accuracy", "prediction", "loss"),
)


def series(run: Run) -> dict[str, np.ndarray]:
    """The numbers that titles and readouts may name, each (T+1,)."""
    return common_series(run) | {"accuracy": run.accuracy}


def panels(run: Run) -> tuple[Panel, ...]:
    """The linked pictures, in the order in which they are read."""
    goal = pictures.lowest_loss(run)
    return faults.panels(
        run,
        fit=lambda: pictures.fit(run),
        surface=lambda: figures.surface(run, goal=goal),
        loss=lambda: figures.loss(run, goal=goal),
        parameters=lambda: figures.parameters(run, goal=goal),
    )


def predictions(run: Run) -> Table:
    """x, y, ŷ, the predicted label and ŷ − y of every observation at the step looked at."""
    x, y = run.dataset.x[:, 0], run.dataset.y
    logits = Blend(run.params, np.vstack([x, np.ones_like(x)]))
    return Table(
        name="predictions",
        title="Predictions",
        now="step {step}: ŷ = σ({w} x {b|signed})",
        columns=(
            Column(names.feature(run.dataset, 0), x, "data"),
            Column(names.target(run.dataset), y, "data"),
            Column("probability ŷ", Through("sigmoid", logits), "prediction"),
            Column("predicted", Through("predicted_label", logits), "prediction", digits=1),
        ),
    )


def measures(run: Run) -> Table:
    """The parameters and how good they are, at this step and where the loss is lowest."""
    best, lowest = theory.optimum(run.dataset), theory.lowest_loss(run.dataset)
    rows = [
        ("w", "weight", run.params[:, 0]),
        ("b", "bias", run.params[:, 1]),
        ("L", "binary cross-entropy", run.train_loss),
        ("accuracy", "predicted right / n", run.accuracy),
    ]
    names, formulas, values = zip(*rows, strict=True)
    columns = [
        Column("", names),
        Column("formula", formulas, "muted"),
        Column("this step", Rows(np.column_stack(values)), "prediction"),
    ]
    if run.scaling is not None:
        columns.append(in_own_units(run.own_params, values[2:]))
    if best is not None:
        optima = np.array([*best, lowest, theory.accuracy(run.dataset, best)])
        columns.append(Column("lowest\N{NO-BREAK SPACE}loss (theory)", optima, "muted"))
    return Table("measures", "How good is the curve?", columns, now="step {step}")


def verdict(run: Run) -> Verdict:
    """Where training leads on these data, and below which learning rate it surely does."""
    rate, gap = run.experiment.learning_rate, theory.separating_gap(run.dataset)
    sure = f"sure below 8/λmax(XᵀX/n) = {number(theory.guaranteed_learning_rate(run.dataset))}"
    if gap is not None:
        goes_to = f"the loss goes to {number(theory.lowest_loss(run.dataset))}"
        return Verdict(
            "calm", f"{_in_words(gap)}: the weights grow for ever, and {goes_to}, {sure}."
        )
    critical = f"critical 2/λmax = {number(theory.critical_learning_rate(run.dataset))}"
    if rate >= theory.critical_learning_rate(run.dataset):
        swings = "Swings for ever, but cannot blow up"
        return Verdict(
            "diverged", f"{swings}: learning rate {rate:g}, {critical} at the lowest loss, {sure}."
        )
    factor = f"error × {theory.error_factor(run.dataset, rate):.6g}"
    if rate < theory.guaranteed_learning_rate(run.dataset):
        long_run = f"In the long run, each step: {factor}."
        return Verdict("calm", f"Theory: converges, learning rate {rate:g}, {sure}. {long_run}")
    near = f"Near the lowest loss, {critical}, each step: {factor}."
    return Verdict("calm", f"Learning rate {rate:g}, {sure}. {near}")


def _in_words(gap: tuple[float, float]) -> str:
    """What of the labels lets the weights grow for ever."""
    if not np.isfinite(gap).all():
        return "All labels are equal"
    low, high = (number(end) for end in gap)
    if gap[0] == gap[1]:
        return f"A threshold at {low} errs only right there"
    return f"A threshold between {low} and {high} makes no error"


SHOW = Show(
    READOUTS,
    series,
    panels,
    tables=lambda run: faults.tables(
        run, predictions=lambda: predictions(run), measures=lambda: measures(run)
    ),
    verdict=verdict,
)
