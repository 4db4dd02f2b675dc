"""What a picture is laid together from: what stands in it once, and a layer a run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from components.style import LIGHT
from components.views.panel import (
    Blend,
    Coordinates,
    Growing,
    Key,
    Mark,
    Motion,
    Picture,
    Rows,
    Through,
    Trace,
    Whole,
)
from components.views.pictures.leaving import until_gone, within
from components.views.pictures.traces import dots, line
from models.run import Run

# ---- Runs, and what they look like


@dataclass(frozen=True)
class Style:
    """How something of a run is drawn: its colour, the dash of its lines, the symbol of its marks,
    and what stands for both in a caption."""

    colour: str
    dash: str
    symbol: str
    mark: Mark = "line"


@dataclass(frozen=True)
class Look:
    """What tells the traces of a run from those of another in the same picture.

    name: what the run is called, "" where it is the present one, which needs none; prefix: what the
    names of its series begin with. styles: by meaning, the name of a colour ("prediction"); what is
    not among them, and all of the present run, looks as in a picture of one run.
    """

    name: str = ""
    prefix: str = ""
    styles: Mapping[str, Style] = field(default_factory=dict)

    def colour(self, meaning: str) -> str:
        """The name of the colour that the meaning has."""
        return self.styles[meaning].colour if meaning in self.styles else meaning

    def ink(self, meaning: str) -> str:
        """That colour."""
        return LIGHT[self.colour(meaning)]

    def line(self, meaning: str, x: Any = (), y: Any = (), **more: Any) -> Trace:
        """traces.line, as it looks here."""
        if meaning in self.styles:
            more["dash"] = self.styles[meaning].dash
        return line(self.colour(meaning), x, y, **self._told(more))

    def dots(self, meaning: str, x: Any = (), y: Any = (), **more: Any) -> Trace:
        """traces.dots, as they look here."""
        if meaning in self.styles:
            more["symbol"] = self.styles[meaning].symbol
        return dots(self.colour(meaning), x, y, **self._told(more))

    def key(self, meaning: str, label: str = "{name}") -> Key:
        """The caption's word for it, with the run's {name}."""
        style = self.styles[meaning]
        return Key(label.format(name=self.name), style.colour, style.mark)

    def _told(self, more: dict[str, Any]) -> dict[str, Any]:
        """What pointing at a trace says, and of which run."""
        if not (self.name and "hovertemplate" in more):
            return more
        return more | {"hovertemplate": f"with the {self.name}<br>{more['hovertemplate']}"}


PLAIN = Look()


@dataclass(frozen=True, eq=False)
class Viewed:
    """A run in a picture, and its look. Of several the first is the present one.

    has_gradient: there was one at each of its steps. has_next: where a step from the last state
    would lead is known.
    """

    run: Run
    look: Look = PLAIN
    has_gradient: bool = True
    has_next: bool = True


def longest(viewed: Sequence[Viewed]) -> int:
    """How many steps the longest run has."""
    return max(each.run.steps for each in viewed)


# ---- Layers


@dataclass(frozen=True, eq=False)
class Layer:
    """Traces, each over those before it, and what of them moves."""

    traces: tuple[Trace, ...] = ()
    motions: tuple[Motion, ...] = ()

    @property
    def trace(self) -> Trace:
        """Its trace, where it has one."""
        (trace,) = self.traces
        return trace

    def on(self, layout: dict[str, Any]) -> Picture:
        """The picture of these traces."""
        return Picture(self.traces, layout)

    def until_gone(self, layout: dict[str, Any]) -> Layer:
        """The layer whose curves end where they have left the layout's axes for good."""
        return replace(self, motions=tuple(_until_gone(m, layout) for m in self.motions))

    def held(self, steps: int) -> Layer:
        """The layer of a shorter run for so many steps: over, it stays at its last state."""
        return replace(self, motions=tuple(_held_motion(m, steps) for m in self.motions))


def still(*traces: Trace) -> Layer:
    """Traces that stay as they are."""
    return Layer(traces)


def moving(trace: Trace, **moves: Any) -> Layer:
    """A trace, and what Motion is told of it."""
    return Layer((trace,), (Motion(trace, **moves),))


def hidden(layer: Layer) -> Layer:
    """The layer, not seen until a switch shows it."""
    new = {id(trace): trace | {"visible": False} for trace in layer.traces}
    motions = (replace(motion, trace=new[id(motion.trace)]) for motion in layer.motions)
    return Layer(tuple(new.values()), tuple(motions))


def laid(*layers: Layer) -> Layer:
    """The layers as one, each over those before it."""
    return Layer(
        tuple(trace for layer in layers for trace in layer.traces),
        tuple(motion for layer in layers for motion in layer.motions),
    )


def besides(
    viewed: Sequence[Viewed], layout: dict[str, Any], layer: Callable[[Viewed], Layer]
) -> Layer:
    """The layers of all runs but the present one, whose curves may leave the picture."""
    return laid(*(layer(each).until_gone(layout) for each in viewed[1:]))


def _until_gone(motion: Motion, layout: dict[str, Any]) -> Motion:
    x, y = motion.x, motion.y
    if not (isinstance(x, Growing | Whole) and isinstance(y, Growing | Whole)):
        return motion
    axes = [layout[f"{a}axis{motion.trace.get(f'{a}axis', a)[1:]}"] for a in "xy"]
    drawn = until_gone(within(x.values, axes[0]) & within(y.values, axes[1]))
    return replace(motion, x=_only(x, drawn), y=_only(y, drawn))


def _only(curve: Growing | Whole, drawn: np.ndarray) -> Growing | Whole:
    """The curve of these of its states, (T+1,) of them, the last ones all the same."""
    if isinstance(curve, Whole):
        return Whole(curve.values[: drawn[-1] + 1], curve.steps)
    return replace(curve, values=curve.values[drawn])


def _held_motion(motion: Motion, steps: int) -> Motion:
    x, y, more = (
        None if each is None else _held(each, steps)
        for each in (motion.x, motion.y, motion.x_in_y_units)
    )
    return replace(motion, x=x, y=y, x_in_y_units=more)


def _held(coordinates: Coordinates, steps: int) -> Coordinates:
    if len(coordinates) > steps:
        return coordinates
    match coordinates:
        case Rows(rows):
            return Rows(stays(rows, steps))
        case Blend(weights, basis):
            return Blend(stays(weights, steps), basis)
        case Through(function, Blend(weights, basis), unit):
            return Through(function, Blend(stays(weights, steps), basis), unit)
        case Growing(values, last, is_full):
            return Growing(stays(values, steps), last, is_full)
        case Whole(values):
            return Whole(values, steps)
    raise TypeError(f"no way to hold {type(coordinates).__name__}")


def stays(states: np.ndarray, steps: int) -> np.ndarray:
    """(steps + 1, …): the state at each step, from the last one on always that."""
    return states[np.minimum(np.arange(steps + 1), len(states) - 1)]
