"""Run → Table: the numbers of a classification's step, row by row, linked to the pictures."""

from __future__ import annotations

import numpy as np

from components.style import in_template
from components.views import held_out, labels
from components.views.panel import Blend, Column, Table, Through
from components.views.shown_points import points, with_ones
from components.views.tables import columns_of_measures, left_out, of_predictions, parameter_rows
from models.run import Run
from models.theory import cross_entropy as theory


def predictions(run: Run) -> Table:
    """The features, y, ŷ and the predicted label of the observations shown, at the step."""
    seen, data = points(run), run.dataset
    logits = Blend(run.params, with_ones(seen.x))
    d = data.x.shape[1]
    zero, one = (in_template(name) for name in labels.classes(data))
    notes = [
        "step {step}: ŷ = σ({theta_0} x {theta_1|signed})" if d == 1 else "step {step}",
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
    others = held_out.rows(run, best)
    rows += [(symbol, formula) for symbol, formula, *_ in others]
    symbols, formulas = zip(*rows, strict=True)
    values = (run.train_loss, run.accuracy, *(numbers for _, _, numbers, _ in others))
    columns = columns_of_measures(run, symbols, formulas, values)
    if best is not None:
        right = theory.accuracy(run.dataset, best)
        optima = np.array([*best, lowest, right, *(optimum for *_, optimum in others)])
        columns.append(
            Column("lowest\N{NO-BREAK SPACE}loss (theory)", optima, "muted", term="lowest_loss")
        )
    title = f"How good is the {'curve' if one else 'fit'}?"
    return Table("measures", title, columns, now="step {step}")
