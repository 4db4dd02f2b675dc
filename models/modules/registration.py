"""How a module holds a tensor, and what follows: who is in parameters(), and who learns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from models.datasets import load
from models.experiment import Experiment
from models.modules.layer import HandMadeLayer
from models.optimizers import OPTIMIZERS


def parameter(layer: nn.Module, name: str) -> None:
    """As the layer made it: nn.Parameter."""
    setattr(layer, name, nn.Parameter(getattr(layer, name).detach()))


def frozen(layer: nn.Module, name: str) -> None:
    """Still an nn.Parameter, but autograd keeps no gradient for it."""
    getattr(layer, name).requires_grad_(False)


def tensor(layer: nn.Module, name: str) -> None:
    """A plain tensor attribute: the module does not know it."""
    value = getattr(layer, name).detach()
    delattr(layer, name)
    setattr(layer, name, value)


def buffer(layer: nn.Module, name: str) -> None:
    """Saved and moved with the module, but not trained."""
    value = getattr(layer, name).detach()
    delattr(layer, name)
    layer.register_buffer(name, value)


# Name → what makes a layer hold its attribute in this way.
HOLDINGS: dict[str, Callable[[nn.Module, str], None]] = {
    "parameter": parameter,
    "frozen": frozen,
    "tensor": tensor,
    "buffer": buffer,
}


def hold(layer: HandMadeLayer, weight: str, bias: str) -> HandMadeLayer:
    """The same layer, its weight and (if it has one) its bias held in these ways.

    Raises ValueError where there is no such way.
    """
    for name, way in (("weight", weight), ("bias", bias)):
        if way not in HOLDINGS:
            raise ValueError(f"{name}: choose one of {', '.join(HOLDINGS)}")
        if getattr(layer, name) is not None:
            HOLDINGS[way](layer, name)
    return layer


@dataclass(frozen=True, eq=False)
class ParameterRow:
    """What one turn of `for i, p in enumerate(layer.parameters())` meets."""

    index: int
    name: str
    shape: tuple[int, ...]
    count: int
    requires_grad: bool
    is_leaf: bool
    gradient: Tensor | None


def parameter_rows(layer: nn.Module) -> list[ParameterRow]:
    """The loop, turn by turn; the name is the one that named_parameters() gives this object."""
    names = {id(p): name for name, p in layer.named_parameters()}
    return [
        ParameterRow(i, names[id(p)], tuple(p.shape), p.numel(), p.requires_grad, p.is_leaf, p.grad)
        for i, p in enumerate(layer.parameters())
    ]


@dataclass(frozen=True)
class Membership:
    """Which of the module's lists hold one of its tensors."""

    name: str
    kind: str
    in_parameters: bool
    in_buffers: bool
    in_state_dict: bool


def memberships(layer: HandMadeLayer) -> list[Membership]:
    """One for the weight, and one for the bias if there is one."""
    return [
        Membership(
            name=name,
            kind=type(getattr(layer, name)).__name__,
            in_parameters=name in dict(layer.named_parameters()),
            in_buffers=name in dict(layer.named_buffers()),
            in_state_dict=name in layer.state_dict(),
        )
        for name in ("weight", "bias")
        if getattr(layer, name) is not None
    ]


def backward_through(layer: HandMadeLayer, x: Tensor) -> str:
    """One forward and backward of mean(output²); "" or, where PyTorch refuses, its sentence."""
    try:
        layer(x).square().mean().backward()
    except RuntimeError as error:
        return str(error)
    return ""


@dataclass(frozen=True, eq=False)
class HeldRun:
    """A training of the tutorial's line: weight, bias and loss, each (T+1,) float64.

    refusal: PyTorch's sentence where it would not train; then T is 0.
    """

    weight: np.ndarray
    bias: np.ndarray
    loss: np.ndarray
    refusal: str = ""


def train_held(weight: str, bias: str, steps: int = 60) -> HeldRun:
    """The tutorial's first steps by a 1 → 1 layer that holds its tensors in these ways."""
    experiment = Experiment()
    data = load(experiment)
    x = torch.tensor(data.x, dtype=torch.float32)
    y = torch.tensor(data.y, dtype=torch.float32).reshape(-1, 1)
    layer = hold(_tutorial_layer(experiment), weight, bias)
    states = [_state(layer, x, y)]
    refusal = ""
    try:
        optimizer = OPTIMIZERS[experiment.optimizer].module(
            layer.parameters(), experiment.learning_rate
        )
        for _ in range(steps):
            optimizer.zero_grad()
            _loss(layer, x, y).backward()
            optimizer.step()
            states.append(_state(layer, x, y))
    except (ValueError, RuntimeError) as error:
        refusal = str(error)
    weights, biases, losses = np.array(states).T
    return HeldRun(weights, biases, losses, refusal)


def _tutorial_layer(experiment: Experiment) -> HandMadeLayer:
    layer = HandMadeLayer(1, 1, True, torch.Generator())
    start = {"weight": [[experiment.start_weight]], "bias": [experiment.start_bias]}
    layer.load_state_dict({name: torch.tensor(value) for name, value in start.items()})
    return layer


def _loss(layer: HandMadeLayer, x: Tensor, y: Tensor) -> Tensor:
    return (layer(x) - y).square().mean()


@torch.no_grad()
def _state(layer: HandMadeLayer, x: Tensor, y: Tensor) -> tuple[float, float, float]:
    weight, bias = (getattr(layer, name).item() for name in ("weight", "bias"))
    return weight, bias, _loss(layer, x, y).item()
