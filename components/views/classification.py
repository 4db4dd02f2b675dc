"""Run → what is shown of a classification: its readouts, numbers, pictures, tables and verdict."""

from __future__ import annotations

import numpy as np

from components.monitoring import faults
from components.style import in_template
from components.views import figures, held_out, labels
from components.views.panel import Blend, Column, Panel, Readout, Table, Through
from components.views.pictures import fit_sigmoid as pictures
from components.views.pictures.axis_offset import readable
from components.views.presentation import COMMON_READOUTS, Show, common_series
from components.views.sentences.classification_verdict import verdict
from components.views.shown_points import points, with_ones
from components.views.surface.class_landscapes import of_curve
from components.views.tables import columns_of_measures, left_out, of_predictions, parameter_rows
from models.run import Run
from models.theory import cross_entropy as theory

READOUTS = (
    *COMMON_READOUTS,
    Readout("accuracy", "accuracy", "prediction", "loss", "accuracy"),
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
    zero, one = (in_template(name) for name in labels.classes(data))
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


SHOW = Show(
    READOUTS,
    series,
    panels,
    tables=lambda run: faults.tables(
        run, predictions=lambda: predictions(run), measures=lambda: measures(run)
    ),
    verdict=verdict,
)
