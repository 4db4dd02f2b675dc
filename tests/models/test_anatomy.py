"""The code that is shown is the code that ran, and its lit lines are those that ran."""

import inspect
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import torch

from models import anatomy, training
from models.anatomy import METHODS, PHASES, Listing, learner_listing, loop_listing
from models.training import LEARNERS

every_learner = pytest.mark.parametrize("name", LEARNERS)


def listings() -> list[tuple[Listing, Path]]:
    """Every listing, with the file that it is of."""
    found = [(loop_listing(), Path(inspect.getfile(training.fit)))]
    for learner in LEARNERS.values():
        found.append((learner_listing(learner), Path(inspect.getfile(learner))))
    return found


def test_the_shown_code_is_byte_for_byte_the_code_imported() -> None:
    for listing, path in listings():
        lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
        first = listing.first_line - 1
        shown = listing.text.splitlines(keepends=True)
        assert "".join(lines[first : first + len(shown)]) == listing.text


def test_a_learner_is_shown_whole() -> None:
    for listing, path in listings()[1:]:
        assert listing.text == path.read_text("utf-8")


def test_every_phase_has_its_lines_in_every_listing() -> None:
    for listing, _ in listings():
        assert set(listing.lines) == set(PHASES)
        last = listing.first_line + len(listing.text.splitlines())
        for numbers in listing.lines.values():
            assert numbers
            assert list(numbers) == sorted(numbers)
            assert all(listing.first_line <= number < last for number in numbers)


def test_the_loop_makes_the_five_calls_in_the_order_of_the_cards() -> None:
    lines = [loop_listing().lines[phase] for phase in PHASES]
    assert all(len(numbers) == 1 for numbers in lines)
    assert lines == sorted(lines)


def _lines_run(call: Callable[[], Any], path: str) -> set[int]:
    """The line numbers of a file that a call runs, as Python's own tracer tells them."""
    seen: set[int] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        if frame.f_code.co_filename != path:
            return None if event == "call" else trace
        if event == "line":
            seen.add(frame.f_lineno)
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return seen


@every_learner
def test_the_lit_lines_are_the_lines_that_run(name: str) -> None:
    """Each phase lights all that it runs of the learner's file, and nothing else of its methods."""
    learner = LEARNERS[name](torch.tensor([0.1]), torch.tensor([0.9]), 0.01)
    listing, path = learner_listing(LEARNERS[name]), inspect.getfile(LEARNERS[name])
    x, y = torch.arange(4.0)[:, None], torch.ones(4, 1)
    kept: dict[str, Any] = {}
    calls: dict[str, Callable[[], Any]] = {
        "zero_grad": learner.zero_grad,
        "forward": lambda: kept.update(prediction=learner(x)),
        "loss": lambda: kept.update(loss=learner.loss(kept["prediction"], y)),
        "backward": lambda: learner.backward(kept["loss"]),
        "step": learner.optimize,
    }
    for phase, call in calls.items():
        ran = _lines_run(call, path)
        if phase in listing.inherited:
            assert not ran, "nn.Module's own zero_grad is no line of this file"
        else:
            assert ran == set(listing.lines[phase])


def test_what_a_learner_does_not_write_is_said_to_be_inherited() -> None:
    for learner in LEARNERS.values():
        listing = learner_listing(learner)
        own = {phase for phase, method in METHODS.items() if method in vars(learner)}
        assert set(listing.inherited) == set(PHASES) - own
        for phase in listing.inherited:
            (number,) = listing.lines[phase]
            assert "nn.Module" in listing.text.splitlines()[number - listing.first_line]


def test_the_phases_are_named_as_the_loop_names_them() -> None:
    assert anatomy.PHASES == ("zero_grad", "forward", "loss", "backward", "step")
