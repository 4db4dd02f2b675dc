"""What is shown of a run: its numbers, pictures, tables and verdict, whatever it is a run of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from components.style import of_parameter
from components.views import class_tables, held_out, labels, missing
from components.views import tables as number_tables
from components.views.layers import Viewed
from components.views.panel import Panel, Readout, Table
from components.views.pictures import fit_classes, fit_line, fit_predicted, fit_sigmoid
from components.views.pictures.axis_offset import readable
from components.views.pictures.loss import loss
from components.views.pictures.many_parameters import more_weights
from components.views.pictures.many_parameters import parameters as many_parameters
from components.views.pictures.parameters import parameters
from components.views.sentences import classification_verdict, plain_verdict
from components.views.sentences import verdict as regression_verdict
from components.views.sentences.verdict import Verdict
from components.views.surface.landscapes import landscape
from components.views.surface.optimum import goal_of
from components.views.surface.surface import surface
from models.losses import LOSSES
from models.run import Run
from models.theory.least_squares_section import PLANE

Pair = tuple[int, int]

# How good a run is: a loss names those of its kind.
MEASURES: Mapping[str, Readout] = {
    "rmse": Readout("rmse", "RMSE", "residual", "loss", "rmse"),
    "r_squared": Readout("r_squared", "R²", "optimum", "loss", "r_squared"),
    "accuracy": Readout("accuracy", "accuracy", "prediction", "loss", "accuracy"),
}

# Task → the picture of the fit: of one feature, of powers of one, and of several.
FITS: Mapping[str, tuple[Callable[..., Panel], ...]] = {
    "regression": (fit_line.fit, fit_line.fit_of_powers, fit_predicted.fit),
    "classification": (fit_sigmoid.fit, fit_classes.fit, fit_classes.fit),
}
TABLES = {"regression": number_tables, "classification": class_tables}
VERDICTS = {"regression": regression_verdict, "classification": classification_verdict}


def has_one_feature(run: Run) -> bool:
    """Whether there are a weight and a bias, and no more."""
    return bool(run.params.shape[1] == 2)


def plane_of(run: Run, wanted: Pair) -> Pair:
    """Two different parameters of the run: the wanted ones where it has these, else the first."""
    count = run.params.shape[1]
    first, second = wanted
    is_there = 0 <= first < count and 0 <= second < count and first != second
    return (first, second) if is_there else PLANE


# ---- Numbers


def series(run: Run, plane: Pair = PLANE) -> dict[str, np.ndarray]:
    """The numbers that titles and readouts may name, each (T+1,).

    theta_0 … theta_d, the last of which is the bias; gradient_i of the plane's two; the loss, and
    what measures it, without R² where it has no value; and where in their plane the loss is
    lowest, lowest_first and lowest_second, where that moves.
    """
    plane = plane_of(run, plane)
    # Of one feature it stands still; and where its landscape fails, the numbers are still there.
    lowest = None if has_one_feature(run) else landscape(run, plane).lowest
    names = () if lowest is None else ("lowest_first", "lowest_second")
    found = {name: getattr(run, name) for name in LOSSES[run.experiment.loss].measures}
    return {
        **held_out.series(run),
        "step": np.arange(len(run), dtype=np.float64),
        **{f"theta_{i}": values for i, values in enumerate(run.params.T)},
        **{f"gradient_{i}": run.gradients[:, i] for i in plane},
        "loss": run.train_loss,
        **{name: values for name, values in found.items() if values is not None},
        **{name: lowest[:, i] for i, name in enumerate(names) if lowest is not None},
    }


def readouts(run: Run, plane: Pair = PLANE) -> tuple[Readout, ...]:
    """The numbers of the bar: parameters, the loss, and how good the run is; where rows are held
    out, also on these. Where there is room, with only a weight and a bias, their gradients."""
    plane = plane_of(run, plane)
    gradients = [
        Readout(f"gradient_{i}", f"∂L/∂{name}", "gradient", "backward", "gradient")
        for i, name in enumerate(run.parameter_names)
    ]
    return (
        *of_parameters(run, plane),
        Readout("loss", "loss", "loss", "loss", "loss"),
        *(gradients if has_one_feature(run) else ()),
        *(MEASURES[name] for name in LOSSES[run.experiment.loss].measures),
        *held_out.readouts(run),
    )


def of_parameters(run: Run, plane: Pair) -> tuple[Readout, ...]:
    """The plane's two parameters, how many weights there are besides, and the bias."""
    symbols, count = run.parameter_names, run.params.shape[1]
    shown = list(dict.fromkeys((*plane, count - 1)))
    last = max((i for i in plane if i != count - 1), key=plane.index)
    others = {last: more} if (more := more_weights(count, plane)) else {}
    return tuple(
        Readout(f"theta_{i}", symbols[i], of_parameter(i, count)[0], after=others.get(i, ""))
        for i in shown
    )


# ---- Pictures, tables, verdict


def fit(viewed: Sequence[Viewed]) -> Panel:
    """What is predicted: along x, where there is one, else against what was seen."""
    run = viewed[0].run
    of_one, of_powers, of_several = FITS[run.task]
    if has_one_feature(run):
        return of_one(viewed)
    return (of_powers if labels.power(run.dataset) else of_several)(viewed)


def pictures(viewed: Sequence[Viewed], plane: Pair = PLANE) -> dict[str, Callable[[], Panel]]:
    """Name → what makes the linked picture, in the order in which they are read.

    viewed: runs on the same data; the first is the present one.
    """
    run, *others = (each.run for each in viewed)
    plane, goal = plane_of(run, plane), goal_of(run)
    one = has_one_feature(run)
    return {
        "fit": lambda: readable(fit(viewed)),
        "surface": lambda: readable(surface(viewed, plane, landscape(run, plane, tuple(others)))),
        "loss": lambda: readable(loss(viewed, goal)),
        "parameters": lambda: readable(
            parameters(viewed, goal) if one else many_parameters(viewed, plane, goal)
        ),
    }


def panels(run: Run, plane: Pair = PLANE) -> tuple[Panel, ...]:
    """The linked pictures, in the order in which they are read; one that fails says so."""
    return missing.panels(run, **pictures([Viewed(run)], plane))


def tables(run: Run) -> tuple[Table, ...]:
    """What is predicted, and how good that is."""
    own = TABLES[run.task]
    return missing.tables(
        run, predictions=lambda: own.predictions(run), measures=lambda: own.measures(run)
    )


def verdict(run: Run) -> Verdict:
    """What happens in the run, and what theory says of it."""
    has_theory = LOSSES[run.experiment.loss].objective is not None
    return (VERDICTS[run.task] if has_theory else plain_verdict).verdict(run)
