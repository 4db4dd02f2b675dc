"""The structure: what of a learner one writes by hand, and what PyTorch gives."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

from torch import nn

from components.player import board
from components.player.board import Box, Codes, Fold, Line, Table, Text, Title, line
from components.views.inside import listing
from components.views.inside.listing import Block
from models.learners.by_autograd import ByAutograd
from models.learners.by_hand import ByHand
from models.learners.by_parameter import ByParameter, Layer

BOARD = "structure_board"


@dataclass(frozen=True)
class Part:
    """How one learner does one part of its work.

    given: what of PyTorch's own does it, as the learner's code has it; "" where it is by hand.
    code: (class, name of its method) of what does it; none where there is nothing to do.
    """

    given: str
    code: tuple[tuple[type, str], ...] = ()


LEARNER_CLASSES: tuple[Any, ...] = (ByHand, ByParameter, ByAutograd)

# Part → for each learner, in their order, who does it.
PARTS: dict[str, tuple[Part, Part, Part]] = {
    "__init__": (
        Part("nn.Parameter", ((ByHand, "__init__"),)),
        Part("nn.Parameter", ((Layer, "__init__"), (ByParameter, "__init__"))),
        Part("nn.Linear", ((ByAutograd, "__init__"),)),
    ),
    "forward": (
        Part("", ((ByHand, "forward"),)),
        Part("", ((Layer, "forward"), (ByParameter, "forward"))),
        Part("nn.Linear", ((ByAutograd, "forward"),)),
    ),
    "activation": (Part(""), Part(""), Part("")),
    "loss": (
        Part("", ((ByHand, "loss"),)),
        Part("", ((ByParameter, "loss"),)),
        Part("nn.MSELoss", ((ByAutograd, "loss"),)),
    ),
    "backward": (
        Part("", ((ByHand, "backward"),)),
        Part("loss.backward()", ((ByParameter, "backward"),)),
        Part("loss.backward()", ((ByAutograd, "backward"),)),
    ),
    "optimize": (
        Part("", ((ByHand, "optimize"),)),
        Part("", ((ByParameter, "optimize"),)),
        Part("torch.optim.SGD", ((ByAutograd, "optimize"),)),
    ),
}

WHAT_IT_IS = {
    "__init__": "What the module holds. [nn.Parameter|parameter] makes a tensor one of "
    "`parameters()`.",
    "forward": "From x to the prediction ŷ.",
    "activation": "None, in all three: a line is its own answer, the identity. "
    "It would stand at the end of `forward`, as `torch.sigmoid` does in logistic regression.",
    "loss": "One number that says how wrong ŷ is.",
    "backward": "The [gradient|gradient] of the [loss|loss] into each [.grad|grad].",
    "optimize": "One step of each parameter against its [gradient|gradient].",
}

INTRODUCTION = (
    "Three classes learn the same line, and more and more of it is PyTorch's. **by hand**: every "
    "formula is written out. **by parameter**: the layer, the loss and the update are written out, "
    "and [autograd|autograd] finds the gradient. **by autograd**: layer, loss and "
    "[optimizer|optimizer] are PyTorch's own."
)
BY_HAND, NOTHING = "written out", "nothing to do"


def show() -> None:
    """An overview, then each part with the code of the three learners side by side."""
    parts: list[object] = [Text(line(INTRODUCTION)), _overview()]
    for name, row in PARTS.items():
        if any(part.code for part in row):
            what = WHAT_IT_IS[name].partition(". ")[0].rstrip(".")
            parts += [Title(line(f"`{name}`: {what[0].lower()}{what[1:]}")), _side_by_side(row)]
    board.show(BOARD, [*parts, Fold("The three classes, whole", (_whole(),))])


def _overview() -> Table:
    head = ["", *(f"**{learner.label}**" for learner in LEARNER_CLASSES), "what it is"]
    return Table(
        "Who does which part",
        tuple(map(line, head)),
        tuple(
            tuple(map(line, (f"`{name}`", *map(who, parts), WHAT_IT_IS[name])))
            for name, parts in PARTS.items()
        ),
    )


def who(part: Part) -> str:
    """Whether it is written out, or the part of PyTorch that does it."""
    if not part.code:
        return NOTHING
    return f"PyTorch: `{part.given}`" if part.given else BY_HAND


def _side_by_side(parts: tuple[Part, ...]) -> Codes:
    return Codes(
        tuple(
            (_heading(learner.label, part), tuple(boxes(part)))
            for learner, part in zip(LEARNER_CLASSES, parts, strict=True)
        )
    )


def _heading(label: str, part: Part) -> Line:
    return line(f"**{label}**: {who(part)}")


def boxes(part: Part) -> list[Box]:
    """A box for each class that does the part: its line `class …:`, and below it the method."""
    return [
        Box(
            f"class {cls.__name__}, {method}",
            (_class_line(cls), listing.source(getattr(cls, method))),
        )
        for cls, method in part.code
    ]


def _class_line(cls: type) -> Block:
    return listing.source(cls, lines=1)


def source(part: Part) -> str:
    """The code that does a part, as it stands in the learner's file."""
    return "\n".join(inspect.getsource(getattr(cls, method)) for cls, method in part.code)


def _whole() -> Codes:
    """The three classes, and the layer that one is made with, as they stand in their files."""
    return Codes(
        tuple(
            (line(f"**{learner.label}**"), tuple(_box(cls) for cls in classes_of(learner)))
            for learner in LEARNER_CLASSES
        )
    )


def _box(cls: type) -> Box:
    return Box(f"class {cls.__name__}", (listing.source(cls),))


def classes_of(learner: type[nn.Module]) -> list[type]:
    """A learner's class, and before it the layer that it is made with."""
    return [Layer, learner] if learner is ByParameter else [learner]


def whole(learner: type[nn.Module]) -> str:
    """The same as text."""
    return "\n\n".join(inspect.getsource(one) for one in classes_of(learner))
