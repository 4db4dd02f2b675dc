"""The code that is shown is the code that ran, and its lit lines are those that ran."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, cast

import pytest
import torch

from models import training
from models.experiment import Experiment
from models.learners import BY_ROWS, LEARNERS, learner_of
from models.losses import LOSSES
from models.optimizers import OPTIMIZERS
from models.steps import anatomy
from models.steps.anatomy import METHODS, PHASES, Listing, learner_listings, loop_listing

DATA = {"regression": "line", "classification": "hours"}
# By moments, nothing is shown of a step.
ALL = [
    Experiment(dataset=DATA[LOSSES[loss].task], loss=loss, optimizer=optimizer, learner=learner)
    for loss in LOSSES
    for optimizer in OPTIMIZERS
    for learner in BY_ROWS
]
every_choice = pytest.mark.parametrize(
    "chosen", ALL, ids=lambda of: f"{of.learner}-{of.loss}-{of.optimizer}"
)


def _file_of(listing: Listing) -> str:
    """The file in which the class or function of a listing stands, at its line."""
    things = [
        getattr(module, listing.name, None)
        for name, module in sys.modules.items()
        if name.startswith("models.")
    ]
    (path,) = {
        inspect.getfile(thing)
        for thing in things
        if thing is not None and inspect.getsourcelines(thing)[1] == listing.first_line
    }
    return path


def listings() -> list[tuple[Listing, Path]]:
    """Every listing, with the file that it is of."""
    found = [(loop_listing(), Path(inspect.getfile(training.fit)))]
    for chosen in ALL:
        for listing in learner_listings(chosen):
            found.append((listing, Path(_file_of(listing))))
    return found


def test_the_shown_code_is_byte_for_byte_the_code_imported() -> None:
    for listing, path in listings():
        lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
        first = listing.first_line - 1
        shown = listing.text.splitlines(keepends=True)
        assert "".join(lines[first : first + len(shown)]) == listing.text


def test_a_learner_is_shown_whole_and_itself_first() -> None:
    for chosen in ALL:
        first, *others = learner_listings(chosen)
        assert first.text == inspect.getsource(LEARNERS[chosen.learner].make)
        names = [listing.name for listing in (first, *others)]
        assert len(set(names)) == len(names)


def test_every_phase_has_its_lines_in_every_learner_or_is_inherited() -> None:
    for group in [[loop_listing()], *map(learner_listings, ALL)]:
        written = set().union(*(listing.lines for listing in group))
        assert written == set(PHASES) - set(group[0].inherited)
        for listing in group:
            last = listing.first_line + len(listing.text.splitlines())
            for numbers in listing.lines.values():
                assert numbers
                assert list(numbers) == sorted(numbers)
                assert all(listing.first_line <= number < last for number in numbers)


def test_the_loop_makes_the_five_calls_in_the_order_of_the_cards() -> None:
    lines = [loop_listing().lines[phase] for phase in PHASES]
    assert all(len(numbers) == 1 for numbers in lines)
    assert lines == sorted(lines)


def _lines_run(call: Callable[[], Any], paths: set[str]) -> set[tuple[str, int]]:
    """The files and line numbers that a call runs, as Python's own tracer tells them."""
    seen: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename in paths and event == "line":
            seen.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return seen


@every_choice
def test_the_lit_lines_are_the_lines_that_run(chosen: Experiment) -> None:
    """Each phase lights what it runs of learner, loss and optimizer, and nothing else of them."""
    made = learner_of(chosen, torch.tensor([0.1]), torch.tensor([0.9]))
    group = [(listing, _file_of(listing)) for listing in learner_listings(chosen)]
    paths = {path for _, path in group}
    x, y = torch.arange(4.0)[:, None], torch.ones(4, 1)
    kept: dict[str, Any] = {}
    calls: dict[str, Callable[[], Any]] = {
        "zero_grad": made.zero_grad,
        "forward": lambda: kept.update(prediction=made(x)),
        "loss": lambda: kept.update(loss=made.loss(kept["prediction"], y)),
        "backward": lambda: made.backward(kept["loss"]),
        "step": made.optimize,
    }
    for phase, call in calls.items():
        ran = _lines_run(call, paths)
        assert ran == {(path, n) for of, path in group for n in of.lines.get(phase, ())}
        if phase in group[0][0].inherited:
            assert not ran, "nn.Module's own zero_grad is no line of ours"


def test_what_a_learner_does_not_write_is_said_to_be_inherited() -> None:
    for chosen in ALL:
        listing = learner_listings(chosen)[0]
        kind = cast(type, LEARNERS[chosen.learner].make)
        ours = [c for c in kind.__mro__ if c.__module__.startswith("models.")]
        own = {phase for phase, method in METHODS.items() if any(method in vars(c) for c in ours)}
        assert set(listing.inherited) == set(PHASES) - own


def test_the_phases_are_named_as_the_loop_names_them() -> None:
    assert anatomy.PHASES == ("zero_grad", "forward", "loss", "backward", "step")
