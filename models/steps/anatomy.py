"""The anatomy of a step: its five calls, and the lines of the code that ran which make them."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import nn

from models.learners import Choices, learner_of
from models.losses import LOSSES
from models.optimizers import OPTIMIZERS, Descent
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


# What a learner calls besides its own methods, where it is one of our functions.
CALLS = {"forward": "activation", "loss": "criterion", "backward": "gradient"}


def learner_listings(chosen: Choices) -> list[Listing]:
    """What a learner is made of: its class, its own layers, and then the functions of the
    activation, the loss and the optimizer that it calls, or that bring PyTorch's own.

    A phase lights what it runs: the body of the learner's method, and of those functions.
    """
    made = learner_of(chosen, torch.zeros(1), torch.zeros(1))
    parts = [*made.modules(), *filter(None, [getattr(made, "descent", None)])]
    classes = [type(part) for part in parts if _is_ours(type(part))]
    lit = {
        cls: {phase: method for phase, method in _methods(cls, made).items() if method in vars(cls)}
        for cls in classes
    }
    written = {phase for methods in lit.values() for phase in methods}
    inherited = tuple(phase for phase in METHODS if phase not in written)
    listings = [
        _class_listing(cls, methods, inherited if i == 0 else ())
        for i, (cls, methods) in enumerate(lit.items())
    ]
    return listings + [_function_listing(*each) for each in _functions(made, chosen).items()]


def _methods(cls: type, made: Any) -> dict[str, str]:
    """Phase → the method of a class of ours that it runs: of a loss that is a module, forward."""
    if cls is Descent:
        return {"step": "change"}
    is_loss = type(getattr(made, "criterion", None)) is cls
    return {"loss": "forward"} if is_loss else METHODS


def _is_ours(thing: Any) -> bool:
    return bool(getattr(thing, "__module__", "").startswith("models."))


def _functions(made: Any, chosen: Choices) -> dict[Callable[..., Any], tuple[str, ...]]:
    """Our functions that the learner calls → in which phases; none of those that made a part."""
    phases: dict[Callable[..., Any], tuple[str, ...]] = {}
    found = {phase: getattr(made, name, None) for phase, name in CALLS.items()}
    found["step"] = getattr(getattr(made, "descent", None), "update", None)
    for phase, function_or_module in found.items():
        called: Any = _plain(function_or_module)
        running: list[Callable[..., Any]] = []
        if _is_ours(called) and inspect.isfunction(called):
            running = [called, *_called_by(called)]
        elif _is_ours(called) and isinstance(called, nn.Module):
            running = _called_by(type(called).forward)
        for function in running:
            phases[function] = (*phases.get(function, ()), phase)
    for part, option in (
        ("criterion", LOSSES[chosen.loss]),
        ("optimizer", OPTIMIZERS[chosen.optimizer]),
    ):
        maker: Any = _plain(option.module)
        is_made = hasattr(made, part) and not inspect.isroutine(getattr(made, part))
        if is_made and inspect.isfunction(maker):  # a class of ours is among the learner's own
            phases.setdefault(maker, ())
    return phases


def _plain(function: Any) -> Any:
    """A function without the settings that were put into it."""
    while isinstance(function, partial):
        function = function.func
    return function


def _called_by(function: Callable[..., Any]) -> list[Callable[..., Any]]:
    """Our functions that one of ours calls by name."""
    names = inspect.getclosurevars(function).globals.values()
    return [each for each in names if inspect.isfunction(each) and _is_ours(each)]


def _function_listing(function: Callable[..., Any], phases: tuple[str, ...]) -> Listing:
    text, first = _source(function)
    lines = tuple(first + number - 1 for number in _body(ast.parse(text), function.__name__))
    return Listing(function.__name__, text, first, dict.fromkeys(phases, lines))


def _class_listing(cls: type, methods: dict[str, str], inherited: tuple[str, ...]) -> Listing:
    text, first = _source(cls)
    (node,) = ast.parse(text).body
    lines = {
        phase: tuple(first + number - 1 for number in _body(node, method))
        for phase, method in methods.items()
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
