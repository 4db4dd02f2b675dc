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
    rates = f"learning rate {rate:g}; critical for these data, 2/λmax: {number(critical)}"
    if run.diverged_at is not None:
        return Verdict(
            "diverged",
            f"Diverged: training ended at step {run.diverged_at}, where the loss passed "
            f"{number(run.bound)}, a thousand million times its start. {rates.capitalize()}. {_growth(run)}.",
        )
    if rate > critical:
        return Verdict("diverged", f"Diverging: {rates}. {_growth(run)}.")
    factor = theory.error_factor(run.dataset, rate)
    return Verdict(
        "calm",
        f"Theory: converges. {rates.capitalize()}. In the long run a step multiplies the error "
        f"by {factor:.6g}.",
    )


def _growth(run: Run) -> str:
    """By what the error was multiplied each step: as theory has it, and as it was at the end."""
    predicted = number(theory.error_factor(run.dataset, run.experiment.learning_rate))
    excess = run.train_loss - theory.least_squares_loss(run.dataset)
    if len(run) < 2 or min(excess[-2:]) <= 0:
        return f"Each step multiplies the error by {predicted}, |1 − ηλmax|"
    measured = number(float(np.sqrt(excess[-1] / excess[-2])))
    return f"Each step multiplies the error by |1 − ηλmax| = {predicted}; the last one: {measured}"
