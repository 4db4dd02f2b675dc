"""What happens in a run whose loss has no theory of its own here: what was seen, and no more."""

from __future__ import annotations

from components.style import number
from components.views.sentences.verdict import Piece, Verdict, pieces, stopped
from models.run import Run


def verdict(run: Run) -> Verdict:
    """Where the loss began and ended, and the lowest one that a search has found."""
    if run.diverged_at is not None:
        return Verdict("diverged", stopped(run), _found(run))
    first, last = (number(float(run.train_loss[step])) for step in (0, -1))
    steps = f"{run.steps:,} step" + ("" if run.steps == 1 else "s")
    return Verdict("calm", f"In {steps} the loss goes from {first} to {last}.", _found(run))


def _found(run: Run) -> tuple[Piece, ...]:
    if run.objective.minimum is None:
        return ()
    return pieces(f"The [lowest loss|lowest_loss], by search: {number(run.objective.lowest)}.")
