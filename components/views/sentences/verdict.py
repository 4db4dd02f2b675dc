"""What happens in a run, in a line for a beginner; what theory says of it, and the run itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch

from components.style import number
from components.views import labels
from components.views.sentences import remedies
from components.views.sentences.remedies import RATE, Remedy
from components.views.sentences.spelling import at_most, count, cut, factor, plain, told_apart
from components.words import PLAYER
from models import theory
from models.run import Run
from models.theory.outlook import Outlook, outlook, suggested
from models.theory.qr import triangle

SLOW = 2  # times the run's steps: an error that takes longer to halve is said to fall slowly
FAR = 3  # where the steps are slow, a rate is offered that is at least so many times as large
# Of the error across the valley a step loses less than this where it is seen to swing across it,
# and less than that where it hardly does anything else.
SWINGING, HARDLY_CLOSER = 0.6, 0.25
MARKED = re.compile(r"\[([^\[|\]]+)\|(\w+)\]")


@dataclass(frozen=True)
class Piece:
    """A part of a line; term: the name of what explains it (sentences/terms.py), or ""."""

    text: str
    term: str = ""


@dataclass(frozen=True)
class Verdict:
    """kind: "calm" or "diverged"; text: what happens, in a line. theory: the quieter line below it.
    remedies: what would help.
    """

    kind: str
    text: str
    theory: tuple[Piece, ...] = ()
    remedies: tuple[Remedy, ...] = ()

    @property
    def whole(self) -> str:
        """Both lines as one text."""
        return " ".join([self.text, "".join(piece.text for piece in self.theory)]).strip()


def pieces(*sentences: str) -> tuple[Piece, ...]:
    """The sentences, with terms that are written as [word|name of the term]."""
    found, line, end = [], " ".join(sentence for sentence in sentences if sentence), 0
    for marked in MARKED.finditer(line):
        found += [Piece(line[end : marked.start()]), Piece(marked[1], marked[2])]
        end = marked.end()
    return tuple(piece for piece in [*found, Piece(line[end:])] if piece.text)


def verdict(run: Run) -> Verdict:
    """What becomes of a regression: what is seen, what the long run holds, and what would help."""
    view = outlook(run.dataset, run.experiment.learning_rate, precision(run))
    is_calm = view.standing != "above" and run.diverged_at is None
    return Verdict(
        kind="calm" if is_calm else "diverged",
        text=_what_happens(run, view),
        theory=pieces(_long_run(run, view), _this_run(run, view)),
        remedies=tuple(_remedies(run, view)),
    )


def precision(run: Run) -> str:
    """What the run was computed in."""
    return "float64" if run.experiment.learner == "by_moments" else run.experiment.precision


def shape(run: Run) -> str:
    """What is fitted: a line, a curve, or what cannot be seen as either."""
    if labels.power(run.dataset):
        return "curve"
    return "line" if run.dataset.x.shape[1] == 1 else "fit"


# ---- What happens


def _what_happens(run: Run, view: Outlook) -> str:
    if run.diverged_at is not None:
        said = [stopped(run), _would_help(run, view)]
        if view.standing == "above":
            said.insert(1, "Each step overshoots the valley by more.")
        return " ".join(said).rstrip()
    if run.has_underflow:
        return (
            f"The residuals are so small that their squares are 0 in {precision(run)}: "
            "the loss shown is not theirs."
        )
    if _rests(run):
        return _at_rest(run, view)
    return {"below": _comes_closer, "at": _swings, "above": _goes_away}[view.standing](run, view)


def stopped(run: Run, loss: str = "the loss", name: str = "") -> str:
    """That the lab ends a run, at which step and why: true before it is played, and after.

    loss: what has grown, where there may be another; name: of the run, where it is not the only
    one.
    """
    assert run.diverged_at is not None
    who = f"With the {name}, the lab" if name else "The lab"
    where = f"{who} stops training at step {run.diverged_at}"
    if run.diverged_at == len(run):  # its numbers are no part of the run
        largest = number(torch.finfo(getattr(torch, precision(run))).max)
        return f"{where}: its numbers are beyond what {precision(run)} can hold, {largest}."
    return f"{where}: {loss} has grown more than a billionfold."


def _would_help(run: Run, view: Outlook) -> str:
    """Below which rate it would not have come to that."""
    if view.standing == "below":
        return ""
    return _below(run, view)


def _below(run: Run, view: Outlook) -> str:
    """Below which rate it comes closer, or that there is no such rate to be set."""
    if view.critical <= RATE.low:
        return f"Not even the lowest rate, {plain(RATE.low)}, is low enough for these data."
    limit = cut(view.critical, view.rate)
    return f"Below the critical rate of {limit} the {shape(run)} comes closer."


def _rests(run: Run) -> bool:
    """Whether the run began where the loss is lowest, and has stayed there."""
    return bool((theory.excess(run.dataset, run.params) <= _noise(run)).all())


def _lands(run: Run) -> bool:
    """Whether its first step led to where the loss is lowest, and it has stayed there."""
    away, noise = theory.excess(run.dataset, run.params), _noise(run)
    return len(run) > 1 and bool(away[0] > noise[0] and (away[1:] <= noise[1:]).all())


def _noise(run: Run) -> np.ndarray:
    """(T+1,): below which L − L* the rounding of the parameters hides it."""
    eps = torch.finfo(getattr(torch, precision(run))).eps
    reach = np.abs(triangle(run.dataset).design) @ np.abs(run.params).T
    return np.asarray((4 * eps) ** 2 * (reach**2).sum(axis=0) / run.dataset.n)


def _at_rest(run: Run, view: Outlook) -> str:
    best = f"It starts on the best {shape(run)}"
    if view.standing == "above":
        return f"{best} and stays there; from anywhere else this rate would make it fly apart."
    if view.standing == "at":
        return f"{best} and stays there; from anywhere else it would swing for ever."
    return f"{best}: nothing is left to learn."


def _comes_closer(run: Run, view: Outlook) -> str:
    what = shape(run)
    above = f"Above the critical rate of {cut(view.critical, view.rate)} it would fly apart."
    if _lands(run):
        lossy = f"rounding to {precision(run)}"
        return f"The first step leads to the best {what}: what is left is {lossy}. {above}"
    lost = _first_lost(run)
    if lost is not None:
        return f"{_as_far_as_rounding_lets(run, lost)} {above}"
    if view.halving > SLOW * run.steps and not _swings_on(run, view):
        slowly = f"slowly: {takes(view.halving)}. {above}"
        if _is_near_the_lowest(run):
            return f"By the end the loss is within 1 % of the lowest, but the rest goes {slowly}"
        return f"Each step brings the {what} closer, but {slowly}"
    if _lost_across(view) < SWINGING and _begins_to_swing(run):
        if _lost_across(view) < HARDLY_CLOSER:
            return f"The steps swing across the valley, each a little closer. {above}"
        return f"Each step swings across the valley and brings the {what} closer. {above}"
    return f"Each step brings the {what} closer. {above}"


def _is_near_the_lowest(run: Run) -> bool:
    """Whether the last loss is at most a hundredth above the lowest there is."""
    lowest = theory.least_squares_loss(run.dataset)
    return bool(theory.excess(run.dataset, run.params[-1:])[0] <= 0.01 * lowest)


def _ends_far_from_the_lowest(run: Run) -> bool:
    """Whether of what the loss is too high at first more than a thousandth is left, and that counts
    beside the lowest loss."""
    away = theory.excess(run.dataset, run.params[[0, -1]])
    return bool(away[1] > 1e-3 * away[0]) and not _is_near_the_lowest(run)


def _first_lost(run: Run) -> int | None:
    """The first step that brought the run no closer; below the critical rate rounding did that."""
    lost = np.flatnonzero(np.diff(theory.excess(run.dataset, run.params)) >= 0)
    return int(lost[0]) if len(lost) else None


def _as_far_as_rounding_lets(run: Run, lost: int) -> str:
    closer, lossy = f"Each step brings the {shape(run)} closer", f"rounding to {precision(run)}"
    is_moved = bool((run.params[lost:] != run.params[lost]).any())
    if is_moved and lost == 0:
        return (
            f"From the first step on, {lossy} decides whether one brings the {shape(run)} closer."
        )
    if is_moved:
        return f"{closer} until step {lost}; from there on {lossy} decides whether one does."
    if lost == 0:
        return f"The {shape(run)} stays: the steps are so short that {lossy} swallows them."
    return f"{closer} until step {lost}; from there on {lossy} swallows them, and it stays."


def _lost_across(view: Outlook) -> float:
    """What of the error is lost in the direction in which the loss curves most."""
    return 2 - view.rate * 2 / view.critical


def _swings_on(run: Run, view: Outlook) -> bool:
    """Whether it is the swing across the valley that takes longest to end."""
    across = _lost_across(view)
    return across < HARDLY_CLOSER and across <= view.gain and _begins_to_swing(run)


def _begins_to_swing(run: Run) -> bool:
    """Whether its first step led across the valley; one that began on its floor walks along it."""
    return len(run) > 1 and float(run.gradients[1] @ run.gradients[0]) < 0


def _swings(run: Run, view: Outlook) -> str:
    return f"At exactly this rate the {shape(run)} ends up swinging to and fro for ever."


def _goes_away(run: Run, view: Outlook) -> str:
    below = _below(run, view)
    away = theory.excess(run.dataset, run.params)
    if len(run) > 1 and away[-1] > away[-2]:
        return f"Each step now takes the {shape(run)} further away. {below}"
    return f"The loss has only fallen so far, but with more steps it would fly apart. {below}"


# ---- What theory says, and what this run did


def _long_run(run: Run, view: Outlook) -> str:
    """The rate beside the critical one, and what that means in the end."""
    given, found = told_apart(view.rate, view.critical)
    sign = {"below": "<", "at": "=", "above": ">"}[view.standing]
    critical = "[critical rate|critical_rate] 2/[λmax|lambda_max]"
    if view.standing == "at":
        found = given
    rates = f"[learning rate|learning_rate] {given} {sign} {critical} = {found}"
    if view.standing == "at":
        rates = f"[learning rate|learning_rate] {given} = {critical}, as far as rounding tells"
    many = "" if view.is_unique else f" {dependent(run)}"
    kappa = theory.condition_number(run.dataset)
    round_ = f"; [κ|kappa] = {number(kappa)}" if np.isfinite(kappa) else ""
    return f"Theory: {rates}; {each_step(view.gain, view.halving)}{round_}.{many}"


def takes(halving: float) -> str:
    """How long what is missing takes to halve, for a beginner."""
    return f"in the long run half of what is missing takes {count(halving)} steps"


def each_step(gain: float, halving: float) -> str:
    """What a step makes of the error in the end, as theory says it; gain: what it takes off it."""
    halves = f", [half|halving] in {count(halving)} steps" if 0 < gain < 0.5 else ""
    return f"in the long run [error|error] × [{factor(gain)}|error_factor] a step{halves}"


def dependent(run: Run) -> str:
    """That there is no unique solution."""
    return "The features depend on each other: many weights give the same predictions."


def _this_run(run: Run, view: Outlook) -> str:
    """What the run itself did: its losses; and where theory has these not fall, its last step."""
    losses = f"[loss|loss] {number(run.train_loss[0])} → {number(run.train_loss[-1])}"
    is_stopped = run.diverged_at is not None and run.diverged_at < len(run)
    if is_stopped:
        return f"{PLAYER['this_run']} {losses}, above the [bound|bound] {at_most(run.bound)}."
    away, noise = theory.excess(run.dataset, run.params), _noise(run)
    if view.standing == "below" or len(run) < 2 or (away[-2:] <= 100 * noise[-2:]).any():
        return f"{PLAYER['this_run']} {losses}."
    gain = 1 - float(np.sqrt(away[-1] / away[-2]))
    measured = factor(gain) if abs(gain) > 1e-6 else number(1.0)
    return f"{PLAYER['this_run']} {losses}, [error|error] × {measured} in its last step."


# ---- What would help


def _remedies(run: Run, view: Outlook) -> Sequence[Remedy]:
    if run.has_underflow or (run.diverged_at is not None and view.standing == "below"):
        return [] if precision(run) == "float64" else [remedies.use_float64()]
    if view.standing != "below":
        return [*remedies.standardise(run), *remedies.set_rate(run)]
    found: Sequence[Remedy] = []
    if _first_lost(run) == 0 and precision(run) == "float32":
        found = [remedies.use_float64()]
    elif _swings_on(run, view):
        found = [*remedies.standardise(run), *remedies.set_rate(run)]
    elif view.halving > SLOW * run.steps:
        found = [*remedies.standardise(run), *_faster(run, view)]
    elif _ends_far_from_the_lowest(run):
        found = _faster(run, view)
    return [] if found and _rests(run) else found


def _faster(run: Run, view: Outlook) -> Sequence[Remedy]:
    """A larger rate, where this one is far from what the data bear."""
    is_far = view.rate < suggested(run.dataset) / FAR
    return remedies.set_rate(run) if is_far else []
