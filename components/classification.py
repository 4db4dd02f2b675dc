"""Run → what is shown of a classification: its readouts, numbers, pictures, tables and verdict."""

from __future__ import annotations

import numpy as np

from components import classification_figures as pictures
from components import faults, figures, names
from components.class_landscapes import of_curve
from components.offset import readable
from components.panel import Blend, Column, Panel, Readout, Table, Through
from components.points import points, with_ones
from components.show import COMMON_READOUTS, Show, common_series
from components.style import in_template, number
from components.tables import columns_of_measures, left_out, of_predictions, parameter_rows
from components.verdict import Verdict
from models import logistic_theory as theory
from models.dataset import Dataset
from models.run import Run

READOUTS = (
    *COMMON_READOUTS,
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
        fit=lambda: readable(pictures.fit(run)),
        surface=lambda: readable(figures.surface(run, land=of_curve(run))),
        loss=lambda: readable(figures.loss(run, goal=goal)),
        parameters=lambda: readable(figures.parameters(run, goal=goal)),
    )


def predictions(run: Run) -> Table:
    """The features, y, ŷ and the predicted label of the observations shown, at the step."""
    seen, data = points(run), run.dataset
    logits = Blend(run.params, with_ones(seen.x))
    d = data.x.shape[1]
    zero, one = (in_template(name) for name in names.classes(data))
    notes = [
        "step {step}: ŷ = σ({w} x {b|signed})" if d == 1 else "step {step}",
        *([] if (zero, one) == ("0", "1") else [f"0 is {zero}, 1 is {one}"]),
        *left_out(run, len(seen.y)),
    ]
    probability, label = Through("sigmoid", logits), Through("predicted_label", logits)
    computed = (
        Column("probability ŷ", probability, "prediction", known_at="forward"),
        Column("predicted", label, "prediction", digits=1, known_at="forward"),
    )
    return of_predictions(run, seen, computed, "; ".join(notes))


def measures(run: Run) -> Table:
    """The parameters and how good they are, at this step and where the loss is lowest."""
    best, lowest = theory.optimum(run.dataset), theory.lowest_loss(run.dataset)
    one = run.dataset.x.shape[1] == 1
    rows = [("w", "weight"), ("b", "bias")] if one else parameter_rows(run)
    rows += [("L", "binary cross-entropy"), ("accuracy", "predicted right / n")]
    symbols, formulas = zip(*rows, strict=True)
    values = (run.train_loss, run.accuracy)
    columns = columns_of_measures(run, symbols, formulas, values)
    if best is not None:
        optima = np.array([*best, lowest, theory.accuracy(run.dataset, best)])
        columns.append(Column("lowest\N{NO-BREAK SPACE}loss (theory)", optima, "muted"))
    title = f"How good is the {'curve' if one else 'fit'}?"
    return Table("measures", title, columns, now="step {step}")


def verdict(run: Run) -> Verdict:
    """Where training leads on these data, and below which learning rate it surely does."""
    rate = run.experiment.learning_rate
    sure = f"sure below 8/λmax(XᵀX/n) = {number(theory.guaranteed_learning_rate(run.dataset))}"
    goes_to = f"the loss goes to {number(theory.lowest_loss(run.dataset))}"
    if theory.grows_for_ever(run.dataset):
        why = _in_words(run.dataset)
        return Verdict("calm", f"{why}: the weights grow for ever, and {goes_to}, {sure}.")
    if theory.optimum(run.dataset) is None:
        why = "The features depend on each other: many weights give the same probabilities"
        return Verdict("calm", f"{why}; {goes_to}, {sure}.")
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


def _in_words(dataset: Dataset) -> str:
    """What of the labels lets the weights grow for ever."""
    if dataset.x.shape[1] > 1:
        return _of_several_features(dataset)
    gap = theory.separating_gap(dataset)
    assert gap is not None
    if not np.isfinite(gap).all():
        return "All labels are equal"
    low, high = (number(end) for end in gap)
    if gap[0] == gap[1]:
        return f"A threshold at {low} errs only right there"
    return f"A threshold between {low} and {high} makes no error"


def _of_several_features(dataset: Dataset) -> str:
    if np.ptp(dataset.y) == 0:
        return "All labels are equal"
    what = "line" if dataset.x.shape[1] == 2 else "plane"
    if theory.is_separated(dataset):
        return f"A {what} divides the classes without an error"
    return f"A {what} divides the classes but for points right on it"


SHOW = Show(
    READOUTS,
    series,
    panels,
    tables=lambda run: faults.tables(
        run, predictions=lambda: predictions(run), measures=lambda: measures(run)
    ),
    verdict=verdict,
)
