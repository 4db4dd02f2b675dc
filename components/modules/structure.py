"""The structure: what of a learner one writes by hand, and what PyTorch gives."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from components.player import board
from components.player.board import Box, Codes, Fold, Line, Table, Text, Title, line
from components.views.inside import listing
from components.views.inside.listing import Block
from models.experiment import Experiment
from models.learners import BY_ROWS
from models.learners.by_autograd import ByAutograd
from models.learners.by_hand import ByHand
from models.learners.by_parameter import ByParameter, Layer
from models.losses import LOSSES
from models.optimizers import OPTIMIZERS, Descent
from models.steps.anatomy import Listing, learner_listings

BOARD = "structure_board"


# What the page Modules is about: what the lab begins with.
TUTORIAL = Experiment()
LOSS, OPTIMIZER = LOSSES[TUTORIAL.loss], OPTIMIZERS[TUTORIAL.optimizer]


@dataclass(frozen=True)
class Part:
    """How one learner does one part of its work.

    given: what of PyTorch's own does it, as the learner's code has it; "" where it is by hand.
    code: (class, name of its method) of what does it; none where there is nothing to do.
    functions: what these call of the loss and the optimizer, or what brings PyTorch's own.
    """

    given: str
    code: tuple[tuple[type, str], ...] = ()
    functions: tuple[Callable[..., Any], ...] = ()


# Part → for each learner, in the order of BY_ROWS, who does it.
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
        Part("", ((ByHand, "loss"),), (LOSS.value,)),
        Part("", ((ByParameter, "loss"),), (LOSS.value,)),
        Part(LOSS.name_in_torch, ((ByAutograd, "loss"),), (LOSS.module,)),
    ),
    "backward": (
        Part("", ((ByHand, "backward"),), (LOSS.gradient,)),
        Part("loss.backward()", ((ByParameter, "backward"),)),
        Part("loss.backward()", ((ByAutograd, "backward"),)),
    ),
    "optimize": (
        Part("", ((ByHand, "optimize"), (Descent, "change")), (OPTIMIZER.update,)),
        Part("", ((ByParameter, "optimize"), (Descent, "change")), (OPTIMIZER.update,)),
        Part(OPTIMIZER.name_in_torch, ((ByAutograd, "optimize"),), (OPTIMIZER.module,)),
    ),
}

WHAT_IT_IS = {
    "__init__": "What the module holds. [nn.Parameter|parameter] makes a tensor one of "
    "`parameters()`.",
    "forward": "From x to the prediction ŷ.",
    "activation": "The identity, in all three: a line is its own answer. "
    "It stands at the end of `forward`, where in logistic regression the sigmoid does.",
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
    head = ["", *(f"**{kind.label}**" for kind in BY_ROWS.values()), "what it is"]
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
            (_heading(kind.label, part), tuple(boxes(part)))
            for kind, part in zip(BY_ROWS.values(), parts, strict=True)
        )
    )


def _heading(label: str, part: Part) -> Line:
    return line(f"**{label}**: {who(part)}")


def boxes(part: Part) -> list[Box]:
    """A box for each class that does the part, its line `class …:` and below it the method; and
    one for each function that this calls."""
    methods = [
        Box(
            f"class {cls.__name__}, {method}",
            (_class_line(cls), listing.source(getattr(cls, method))),
        )
        for cls, method in part.code
    ]
    return methods + [Box(of.__name__, (listing.source(of),)) for of in part.functions]


def _class_line(cls: type) -> Block:
    return listing.source(cls, lines=1)


def source(part: Part) -> str:
    """The code that does a part, as it stands in its files."""
    methods = [getattr(cls, method) for cls, method in part.code]
    return "\n".join(map(inspect.getsource, (*methods, *part.functions)))


def _whole() -> Codes:
    """All that each learner is made of, as it stands in its files."""
    return Codes(
        tuple(
            (line(f"**{kind.label}**"), tuple(map(_box, listings_of(name))))
            for name, kind in BY_ROWS.items()
        )
    )


def _box(of: Listing) -> Box:
    return Box(of.name, (Block(of.first_line, listing.coloured(of.text), {}),))


def listings_of(learner: str) -> list[Listing]:
    """A learner's classes, and the functions of the loss and the optimizer that it calls."""
    return learner_listings(replace(TUTORIAL, learner=learner))


def whole(learner: str) -> str:
    """The same as text."""
    return "\n\n".join(of.text for of in listings_of(learner))
