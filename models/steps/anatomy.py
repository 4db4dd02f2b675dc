"""The anatomy of a step: its five calls, and the lines of the code that ran which make them."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

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
    lines: phase → the numbers of the lines that it runs, ascending, where it runs any.
    inherited: the phases that the learner does not spell out, as it has them from nn.Module; none
    of its lines runs then.
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


def learner_listings(learner: Callable[[Tensor, Tensor, float], Any]) -> list[Listing]:
    """The classes that a learner is made of, itself first: its bases, its own layers.

    A phase lights the body of the method that runs, and of those that it calls by super().
    """
    made = learner(torch.zeros(1), torch.zeros(1), 0.1)
    kinds = [type(module) for module in made.modules()]
    ours = [[c for c in kind.__mro__ if c.__module__.startswith("models.")] for kind in kinds]
    lit = {phase: [c for line in ours for c in _running(line, m)] for phase, m in METHODS.items()}
    inherited = tuple(phase for phase, classes in lit.items() if not classes)
    return [
        _class_listing(cls, lit, inherited if i == 0 else ())
        for i, cls in enumerate(dict.fromkeys(c for line in ours for c in line))
    ]


def _running(line: list[type], method: str) -> list[type]:
    """Of a class and its bases, those whose method runs when it is called."""
    running = []
    for cls in line:
        if method in vars(cls):
            running.append(cls)
            if f"super().{method}(" not in inspect.getsource(vars(cls)[method]):
                break
    return running


def _class_listing(cls: type, lit: dict[str, list[type]], inherited: tuple[str, ...]) -> Listing:
    text, first = _source(cls)
    (node,) = ast.parse(text).body
    lines = {
        phase: tuple(first + number - 1 for number in _body(node, METHODS[phase]))
        for phase, classes in lit.items()
        if cls in classes
    }
    return Listing(cls.__name__, text, first, lines, inherited)


def _source(thing: Any) -> tuple[str, int]:
    """What inspect.getsource gives, and the number of its first line."""
    _, first = inspect.getsourcelines(thing)
    return inspect.getsource(thing), max(first, 1)


def _body(node: ast.AST, method: str) -> tuple[int, ...]:
    """The lines of a class's method, counted from 1, without its head and docstring."""
    return tuple(
        number
        for function in ast.iter_child_nodes(node)
        if isinstance(function, ast.FunctionDef) and function.name == method
        for statement in function.body
        if not _is_text(statement)
        for number in range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
