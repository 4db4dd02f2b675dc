"""The anatomy of a step: its five calls, and the lines of the code that ran which make them."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.training import fit

# The five calls of a step, in their order, each with the learner's method behind it.
METHODS = {
    "zero_grad": "zero_grad",
    "forward": "forward",
    "loss": "loss",
    "backward": "backward",
    "step": "optimize",
}
PHASES = tuple(METHODS)


@dataclass(frozen=True)
class Listing:
    """Source code as it ran, and where in it the phases are.

    text: what inspect.getsource gives. first_line: the number of its first line in its file.
    lines: phase → the numbers of the lines that it runs, ascending. inherited: the phases that
    the code does not spell out, as it has them from nn.Module; their line is its class line.
    """

    name: str
    text: str
    first_line: int
    lines: dict[str, tuple[int, ...]]
    inherited: tuple[str, ...] = ()


def loop_listing() -> Listing:
    """The training loop that every learner went through."""
    text, first = _source(fit)
    calls: dict[str, tuple[int, ...]] = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and (phase := _phase_called(node)):
            calls[phase] = (first + node.lineno - 1,)
    return Listing("the training loop", text, first, calls)


def _phase_called(call: ast.Call) -> str | None:
    """The phase that a call on the learner begins: learner(x) is forward."""
    match call.func:
        case ast.Name(id="learner"):
            return "forward"
        case ast.Attribute(value=ast.Name(id="learner"), attr=method):
            return next((phase for phase, name in METHODS.items() if name == method), None)
    return None


def learner_listing(learner: Callable[..., Any]) -> Listing:
    """The whole file of a learner, and in it the bodies of its five methods."""
    module = inspect.getmodule(learner)
    text, first = _source(module)
    classes = [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]
    lines = {phase: _bodies(classes, method) for phase, method in METHODS.items()}
    inherited = tuple(phase for phase, found in lines.items() if not found)
    own = next(node for node in classes if node.name == getattr(learner, "__name__", ""))
    for phase in inherited:
        lines[phase] = (own.lineno,)
    label = getattr(learner, "label", "")
    return Listing(label, text, first, lines, inherited)


def _source(thing: Any) -> tuple[str, int]:
    """What inspect.getsource gives, and the number of its first line."""
    _, first = inspect.getsourcelines(thing)
    return inspect.getsource(thing), max(first, 1)


def _bodies(classes: list[ast.ClassDef], method: str) -> tuple[int, ...]:
    """The lines of all methods of this name, without their heads and docstrings."""
    return tuple(
        number
        for node in classes
        for function in node.body
        if isinstance(function, ast.FunctionDef) and function.name == method
        for statement in function.body
        if not _is_text(statement)
        for number in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
