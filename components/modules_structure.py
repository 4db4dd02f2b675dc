"""The structure: what of a learner one writes by hand, and what PyTorch gives."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st
from torch import nn

from models.by_autograd import ByAutograd
from models.by_hand import ByHand
from models.by_parameter import ByParameter, Layer


@dataclass(frozen=True)
class Part:
    """How one learner does one part of its work.

    given: what of PyTorch's own does it, as the learner's code has it; "" where it is by hand.
    code: the functions that do it; none where there is nothing to do.
    """

    given: str
    code: tuple[Callable[..., Any], ...] = ()


LEARNER_CLASSES: tuple[Any, ...] = (ByHand, ByParameter, ByAutograd)

# Part → for each learner, in their order, who does it.
PARTS: dict[str, tuple[Part, Part, Part]] = {
    "__init__": (
        Part("nn.Parameter", (ByHand.__init__,)),
        Part("nn.Parameter", (Layer.__init__, ByParameter.__init__)),
        Part("nn.Linear", (ByAutograd.__init__,)),
    ),
    "forward": (
        Part("", (ByHand.forward,)),
        Part("", (Layer.forward, ByParameter.forward)),
        Part("nn.Linear", (ByAutograd.forward,)),
    ),
    "activation": (Part(""), Part(""), Part("")),
    "loss": (
        Part("", (ByHand.loss,)),
        Part("", (ByParameter.loss,)),
        Part("nn.MSELoss", (ByAutograd.loss,)),
    ),
    "backward": (
        Part("", (ByHand.backward,)),
        Part("loss.backward()", (ByParameter.backward,)),
        Part("loss.backward()", (ByAutograd.backward,)),
    ),
    "optimize": (
        Part("", (ByHand.optimize,)),
        Part("", (ByParameter.optimize,)),
        Part("torch.optim.SGD", (ByAutograd.optimize,)),
    ),
}

WHAT_IT_IS = {
    "__init__": "What the module holds. `nn.Parameter` makes a tensor one of `parameters()`.",
    "forward": "From x to the prediction ŷ.",
    "activation": "None, in all three: a line is its own answer, the identity. "
    "It would stand at the end of `forward`, as `torch.sigmoid` does in logistic regression.",
    "loss": "One number that says how wrong ŷ is.",
    "backward": "The gradient of the loss into each `.grad`.",
    "optimize": "One step of each parameter against its gradient.",
}

BY_HAND, NOTHING = "by hand", "nothing to do"


def show() -> None:
    """An overview, then each part with the code of the three learners side by side."""
    st.table([_row(name, parts) for name, parts in PARTS.items()], hide_index=True)
    with st.container(key="modules_code"):
        for name, parts in PARTS.items():
            if any(part.code for part in parts):
                st.subheader(f"`{name}`", anchor=False)
                _side_by_side(parts)
    with st.expander("The three classes, whole"):
        for tab, learner in zip(
            st.tabs([learner.label for learner in LEARNER_CLASSES]), LEARNER_CLASSES, strict=True
        ):
            with tab:
                st.code(whole(learner), wrap_lines=True)


def _row(name: str, parts: tuple[Part, ...]) -> dict[str, str]:
    cells = {learner.label: who(part) for learner, part in zip(LEARNER_CLASSES, parts, strict=True)}
    return {"": f"**`{name}`**", **cells, "what it is": WHAT_IT_IS[name]}


def who(part: Part) -> str:
    """By hand, or the part of PyTorch that does it."""
    if not part.code:
        return NOTHING
    return f"PyTorch: `{part.given}`" if part.given else f"**{BY_HAND}**"


def _side_by_side(parts: tuple[Part, ...]) -> None:
    for place, learner, part in zip(st.columns(3), LEARNER_CLASSES, parts, strict=True):
        with place:
            st.markdown(f"{learner.label} · {who(part)}")
            st.code(source(part), wrap_lines=True)


def source(part: Part) -> str:
    """The code that does a part, as it stands in the learner's file."""
    return "\n".join(textwrap.dedent(inspect.getsource(function)) for function in part.code)


def whole(learner: type[nn.Module]) -> str:
    """A learner's class, and the layer it is made with, as they stand in its file."""
    classes = [Layer, learner] if learner is ByParameter else [learner]
    return "\n\n".join(inspect.getsource(one) for one in classes)
