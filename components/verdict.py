"""What became of a run, in one sentence: converging, swinging, or diverged, and why."""

from dataclasses import dataclass

import numpy as np

from components.style import number
from models import theory
from models.run import Run


@dataclass(frozen=True)
class Verdict:
    """kind: "calm" or "diverged"; text: the sentence."""

    kind: str
    text: str


def verdict(run: Run) -> Verdict:
    """The learning rate beside the data's critical rate, and what that did to this run."""
    rate = run.experiment.learning_rate
    critical = theory.critical_learning_rate(run.dataset)
    factor = theory.error_factor(run.dataset, rate)
    rates = f"learning rate {rate:g}, critical 2/λmax = {number(critical)}"
    if not theory.is_unique(run.dataset):
        return _of_many_solutions(run, rates, rate < critical)
    if rate < critical and run.diverged_at is None:
        long_run = f"In the long run, each step: error × {factor:.6g}."
        return Verdict("calm", f"Theory: converges, {rates}. {long_run}")
    return Verdict("diverged", f"{_began(run)}: {rates}. Each step: error × {_growth(run)}.")


def _began(run: Run) -> str:
    """What a run does that does not converge."""
    if run.diverged_at is not None:
        return f"Diverged at step {run.diverged_at}, loss over {number(run.bound)}"
    critical = theory.critical_learning_rate(run.dataset)
    return "Diverging" if run.experiment.learning_rate > critical else "Swings for ever"


def _of_many_solutions(run: Run, rates: str, is_below: bool) -> Verdict:
    """The same where least squares has no unique solution."""
    why = "The features depend on each other: many weights give the same predictions"
    if is_below and run.diverged_at is None:
        where = "it is the start that decides which are found"
        return Verdict("calm", f"Theory: the loss converges, {rates}. {why}, and {where}.")
    return Verdict("diverged", f"{_began(run)}: {rates}. {why}.")


def _growth(run: Run) -> str:
    """By what the error was multiplied each step: in theory, and in the run's last step."""
    predicted = number(theory.error_factor(run.dataset, run.experiment.learning_rate))
    excess = run.train_loss - theory.least_squares_loss(run.dataset)
    if len(run) < 2 or min(excess[-2:]) <= 0:
        return predicted
    measured = number(float(np.sqrt(excess[-1] / excess[-2])))
    return f"{measured} (theory {predicted})"
