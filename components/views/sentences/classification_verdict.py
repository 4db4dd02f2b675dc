"""What happens in the training of a classification, in a line; and what theory says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from components.style import number
from components.views.sentences import remedies
from components.views.sentences.remedies import Remedy
from components.views.sentences.spelling import times, told_apart
from components.views.sentences.verdict import FAR, SLOW, Verdict, each_step, pieces, stopped, takes
from components.words import PLAYER
from models.datasets.dataset import Dataset
from models.run import Run
from models.theory import cross_entropy as theory

AS_NEAR = 1e-7  # as the lowest point is known, and as float32 holds a rate


def verdict(run: Run) -> Verdict:
    """Where training leads on these data, below which rate it surely does, and what it did."""
    is_calm = run.diverged_at is None and standing(run) != "above"
    return Verdict(
        kind="calm" if is_calm else "diverged",
        text=_what_happens(run),
        theory=pieces(_theory(run), _this_run(run)),
        remedies=tuple(_remedies(run)),
    )


def standing(run: Run) -> Literal["none", "below", "at", "above"]:
    """Of the rate to the critical one at the lowest loss; "none" where there is no such point."""
    if theory.optimum(run.dataset) is None:
        return "none"
    over = run.experiment.learning_rate / theory.critical_learning_rate(run.dataset) - 1
    if abs(over) <= AS_NEAR:
        return "at"
    return "below" if over < 0 else "above"


def is_sure(run: Run) -> bool:
    """Whether the rate is one below which each step surely lowers the loss."""
    return run.experiment.learning_rate < theory.guaranteed_learning_rate(run.dataset)


def shape(run: Run) -> str:
    return "curve" if run.dataset.x.shape[1] == 1 else "fit"


# ---- What happens


def _what_happens(run: Run) -> str:
    data = run.dataset
    if run.diverged_at is not None:
        return stopped(run)
    if theory.grows_for_ever(data):
        goes = f"the loss goes to {number(theory.lowest_loss(data))}"
        return f"{in_words(data)}: the weights grow for ever, and {goes}.{_rose(run)}"
    if standing(run) == "none":
        return (
            "The features depend on each other: many weights give the same probabilities, "
            f"and the start decides which are found.{_rose(run)}"
        )
    if standing(run) == "above":
        return f"The {shape(run)} swings about the best one for ever, but cannot fly apart."
    if standing(run) == "at":
        return f"About the best {shape(run)} the steps swing to and fro, and gain hardly anything."
    if _halving(run) > SLOW * run.steps:
        return f"The steps bring the {shape(run)} closer, but slowly: {takes(_halving(run))}."
    if is_sure(run):
        return f"Each step brings the {shape(run)} closer: at this rate none makes it worse."
    return f"Near the best {shape(run)} each step brings it closer; far from it one may overshoot."


def _rose(run: Run) -> str:
    """How often this run's loss rose, where its rate does not rule that out."""
    rises = int((np.diff(run.train_loss) > 0).sum())
    if is_sure(run) or not rises:
        return ""
    return f" At this rate steps overshoot: the loss rose in {rises} of {run.steps}."


def in_words(dataset: Dataset) -> str:
    """What of the labels lets the weights grow for ever."""
    if dataset.x.shape[1] > 1:
        return _of_several_features(dataset)
    gap = theory.separating_gap(dataset)
    if gap is None:
        return "The labels overlap by so little that rounding hides it"
    if not np.isfinite(gap).all():
        return "All labels are equal"
    if gap[0] == gap[1]:
        return f"A threshold at {number(gap[0])} errs only right there"
    low, high = told_apart(*gap) if gap[0] > 0 else (number(gap[0]), number(gap[1]))
    return f"A threshold between {low} and {high} makes no error"


def _of_several_features(dataset: Dataset) -> str:
    if np.ptp(dataset.y) == 0:
        return "All labels are equal"
    what = "line" if dataset.x.shape[1] == 2 else "plane"
    if theory.is_separated(dataset):
        return f"A {what} divides the classes without an error"
    return f"A {what} divides the classes but for points right on it"


# ---- What theory says, and what this run did


def _theory(run: Run) -> str:
    """The critical rate, where there is one, and the sure one: each with what it is for."""
    rate, sure = run.experiment.learning_rate, theory.guaranteed_learning_rate(run.dataset)
    given, bound = told_apart(rate, sure)
    name = f"[8/λmax(XᵀX/n)|sure] = {bound}"
    if standing(run) == "none":
        said = f"[learning rate|learning_rate] {given} {'<' if rate < sure else '>'} {name}"
        return f"Theory: {said}{_surely(rate, sure)}."
    side = "below" if rate < sure else "above"
    return f"Theory: {_near_the_lowest(run)} From any start: {side} {name}{_surely(rate, sure)}."


def _surely(rate: float, sure: float) -> str:
    """What it means that a rate is below the sure one, or how far above it is."""
    if rate < sure:
        return ", so each step surely lowers the loss"
    many = "" if rate < 2 * sure else f", {times(rate / sure)} as large"
    return f"{many}, so a step may raise it"


def _near_the_lowest(run: Run) -> str:
    critical = theory.critical_learning_rate(run.dataset)
    given, found = told_apart(run.experiment.learning_rate, critical)
    rate = f"near the lowest loss [learning rate|learning_rate] {given}"
    limit = "[critical rate|critical_rate_here] 2/[λmax|lambda_max_here]"
    if standing(run) == "at":
        return f"{rate} = {limit}, as far as rounding tells."
    gain, sign = _gain(run), "<" if standing(run) == "below" else ">"
    return f"{rate} {sign} {limit} = {found}; {each_step(gain, _halving(run))}."


def _gain(run: Run) -> float:
    """1 − max |1 − ηλ| at the lowest loss."""
    values, rate = theory.eigenvalues(run.dataset), run.experiment.learning_rate
    return float(min(rate * values[0], 2 - rate * values[-1]))


def _halving(run: Run) -> float:
    gain = _gain(run)
    return float(np.log(2) / -np.log1p(-gain)) if 0 < gain < 1 else 0.0


def _this_run(run: Run) -> str:
    losses = f"[loss|cross_entropy] {number(run.train_loss[0])} → {number(run.train_loss[-1])}"
    return f"{PLAYER['this_run']} {losses}."


# ---- What would help


def _remedies(run: Run) -> Sequence[Remedy]:
    if run.diverged_at is not None:
        return [] if run.experiment.precision == "float64" else [remedies.use_float64()]
    if standing(run) == "below" and _halving(run) > SLOW * run.steps:
        return [*remedies.standardise(run), *_faster(run)]
    rises = (np.diff(run.train_loss) > 0).any()
    if standing(run) in ("at", "above") or (rises and not is_sure(run)):
        return remedies.set_sure_rate(run)
    return _faster(run) if standing(run) == "none" else []


def _faster(run: Run) -> Sequence[Remedy]:
    """A larger rate that surely lowers the loss at each step, where this one is far below it."""
    sure = theory.guaranteed_learning_rate(run.dataset)
    return remedies.set_sure_rate(run) if run.experiment.learning_rate < sure / FAR else []
