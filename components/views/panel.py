"""A panel: a picture, and what of it moves with the step. The player knows nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from components.style import NOTED

if TYPE_CHECKING:
    import plotly.graph_objects as go

# What Plotly draws as one, in the form in which its JavaScript reads it; arrays may be NumPy's.
# Whatever speaks of a trace holds this very dict: its number is given where the player is told.
Trace = dict[str, Any]

# The calls of a step, in their order (models/steps/anatomy.py): when something of it becomes known.
Phase = Literal["zero_grad", "forward", "loss", "backward", "step"]


class Coordinates:
    """One coordinate of a trace at each of T + 1 steps: in full, an array (T+1, k)."""

    def __len__(self) -> int:
        """T + 1."""
        raise NotImplementedError

    def at(self, step: int) -> np.ndarray:
        """(k,): the coordinate of the trace's points at this step."""
        raise NotImplementedError

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return np.array([self.at(step) for step in range(len(self))], dtype=dtype)


@dataclass(frozen=True, eq=False)
class Rows(Coordinates):
    """Every step's coordinates, as they are: (T+1, k)."""

    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def at(self, step: int) -> np.ndarray:
        return self.rows[step]


@dataclass(frozen=True, eq=False)
class Blend(Coordinates):
    """weights (T+1, r) @ basis (r, k): what is linear in few numbers a step travels as those.

    A line at 500 points over 5,000 steps is 10 MB in full, and 0.1 MB as w, b and the points.
    """

    weights: np.ndarray
    basis: np.ndarray

    def __len__(self) -> int:
        return len(self.weights)

    def at(self, step: int) -> np.ndarray:
        return self.weights[step] @ self.basis


OFF_STAGE = -1e6  # far outside every picture of labels: where a mark waits that is not shown

# What a logit z is shown as; player/film/of_logit.js has the same.
OF_LOGIT: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "sigmoid": lambda z: np.exp(-np.logaddexp(0, -z)),
    "predicted_label": lambda z: np.where(z >= 0, 1.0, 0.0),
    "wrongly_one": lambda z: np.where(z >= 0, 0.0, OFF_STAGE),  # of labels that are 0
    "wrongly_zero": lambda z: np.where(z >= 0, OFF_STAGE, 1.0),  # of labels that are 1
    # The probability, of those that are wrong alone; and what to add where they stand.
    "sigmoid_of_wrong_zero": lambda z: np.where(z >= 0, np.exp(-np.logaddexp(0, -z)), OFF_STAGE),
    "sigmoid_of_wrong_one": lambda z: np.where(z >= 0, OFF_STAGE, np.exp(-np.logaddexp(0, -z))),
    "away_from_zero": lambda z: np.where(z >= 0, 0.0, OFF_STAGE),
    "away_from_one": lambda z: np.where(z >= 0, OFF_STAGE, 0.0),
}


@dataclass(frozen=True, eq=False)
class Through(Coordinates):
    """A function of OF_LOGIT, in so many units, of logits that are a Blend: only these travel."""

    function: str
    logits: Blend
    unit: float = 1.0

    def __len__(self) -> int:
        return len(self.logits)

    def at(self, step: int) -> np.ndarray:
        return self.unit * OF_LOGIT[self.function](self.logits.at(step))


@dataclass(frozen=True, eq=False)
class Growing(Coordinates):
    """A curve so far: the first step + 1 of the values (T+1,), or the `last` few of those.

    is_full: also where there are not so many yet, by repeating the first one: marks of which there
    is always the same number. In full, each row is filled up by repeating its present point, which
    draws the same.
    """

    values: np.ndarray
    last: int | None = None
    is_full: bool = False

    def __len__(self) -> int:
        return len(self.values)

    def at(self, step: int) -> np.ndarray:
        start = 0 if self.last is None else max(0, step + 1 - self.last)
        so_far = self.values[start : step + 1]
        if not self.is_full or self.last is None:
            return so_far
        return np.pad(so_far, (self.last - len(so_far), 0), "edge")

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        width = len(self) if self.last is None else min(self.last, len(self))
        rows = [np.pad(self.at(s), (0, width - len(self.at(s))), "edge") for s in range(len(self))]
        return np.array(rows, dtype=dtype)


@dataclass(frozen=True, eq=False)
class Whole(Coordinates):
    """A curve of this run that is seen whole at every step: the same values (k,) throughout.

    As a motion, not as part of the figure, so that another run in the same frame is the same
    figure, which the player need not have drawn anew.
    """

    values: np.ndarray
    steps: int

    def __len__(self) -> int:
        return self.steps + 1

    def at(self, step: int) -> np.ndarray:
        return self.values


@dataclass(frozen=True, eq=False)
class Motion:
    """What moves of one trace. A coordinate that is None stays as the figure has it.

    piece: the trace is drawn as separate pieces of this many points (0: as one).
    x_in_y_units: is added to x, measured in units of y, so that a square is one on the screen.
    known_at: the phase that moves it, for who looks inside a step: what follows from the
    parameters moves when these do. seen_in: the phases in which it is seen, if not in all.
    """

    trace: Trace
    x: Coordinates | None = None
    y: Coordinates | None = None
    x_in_y_units: Coordinates | None = None
    piece: int = 0
    known_at: Phase = "step"
    seen_in: tuple[Phase, ...] = ()

    @property
    def coordinates(self) -> tuple[Coordinates, ...]:
        """Those that move."""
        return tuple(c for c in (self.x, self.y, self.x_in_y_units) if c is not None)


# What player/pictures/marks.js can draw beside a word.
Mark = Literal[
    "line",
    "dash",
    "shortdash_circle",
    "dashdot_square",
    "line_diamond",
    "diamonds",
    "dotted",
    "dot",
    "square",
    "cross",
    "times",
    "steps",
    "ring",
    "arrow",
]


@dataclass(frozen=True)
class Key:
    """A word of a panel's caption, beside the mark that it names.

    term: what explains the word (sentences/terms.py), "" where nothing needs to.
    """

    label: str
    colour: str
    mark: Mark
    term: str = ""


@dataclass(frozen=True, eq=False)
class Switch:
    """A button in a panel's caption; its name is its key in the URL (SWITCHES in session/view.py).

    Pressed or not, it shows and hides traces, and changes the layout: attribute → value.
    reframes: its two layouts show different places, so that a zoom in one means nothing in the
    other. note: what is said then instead of the panel's note. shows: what is said behind what
    leaves the panel's own frame, where pressing the switch would show more of it.
    """

    name: str
    label: str
    pressed: bool
    shown_on: tuple[Trace, ...] = ()
    shown_off: tuple[Trace, ...] = ()
    layout_on: Mapping[str, Any] | None = None
    layout_off: Mapping[str, Any] | None = None
    reframes: bool = False
    note: str | None = None
    shows: str = ""


@dataclass(frozen=True, eq=False)
class Watched:
    """A trace that must be seen: where it is not, the player says so, and where it is.

    along: what of it is compared with the picture. "x": over how much of the width a curve is
    seen; "any": whether anything of a line is; "points": how many of the points are; "state":
    whether the marker of each state is, which is asked while the axes are held; "corners": whether
    all of its pieces are, where they are shown. name: how the sentence begins, "the line is"; of
    states, what leaves, "w". unit: what is measured upwards, where that is worth saying. Of
    several, the first that is out of sight is spoken of, but of all states that are.
    """

    trace: Trace
    name: str
    along: Literal["x", "any", "points", "state", "corners"]
    unit: str = ""


@dataclass(frozen=True, eq=False)
class Drawing:
    """What the visitor may draw: the points of a trace, at most so many, within ±bound."""

    trace: Trace
    most: int
    bound: float


@dataclass(frozen=True, eq=False)
class Picture:
    """Traces, each over those before it, and Plotly's layout.

    Not Plotly's Figure: to make one and to take it apart again is what a visitor would wait for.
    """

    traces: Sequence[Trace]
    layout: dict[str, Any]


@dataclass(frozen=True, eq=False)
class Panel:
    """A linked picture. `now` and `alternative` hold {names} of the film's series, and `now` words
    that explain themselves, such as {r_squared|term}.

    now: what the title says of this step, in the colour of what it speaks of, with its numbers in
    the inks of their series where these have their own, and known_at the phase that tells it;
    alternative: what a screen reader says of the picture.
    draws: what the visitor adds, moves and removes in it; that trace has a motion, with Whole x
    and y. None: the picture is only looked at. scales: what the two axes are of, where the picture
    is to say how differently they are drawn. note: what is to be said of the picture; leaves: what
    of it leaves its own frame. watched: what must be seen of it.
    """

    name: str
    title: str
    picture: Picture
    motions: Sequence[Motion]
    now: str
    colour: str
    alternative: str
    note: str = ""
    keys: Sequence[Key] = ()
    switches: Sequence[Switch] = ()
    known_at: Phase = "step"
    draws: Drawing | None = None
    scales: tuple[str, str] | None = None
    leaves: str = ""
    inks: Mapping[str, str] = field(default_factory=dict)
    watched: Sequence[Watched] = ()

    @property
    def with_room(self) -> Picture:
        """The picture, with a line above its axes where something is or may be said there."""
        notes = (self.note, self.leaves, *(switch.note for switch in self.switches))
        if not (any(notes) or self.scales or self.draws):
            return self.picture
        layout = self.picture.layout
        return replace(self.picture, layout=layout | {"margin": layout["margin"] | {"t": NOTED}})

    @cached_property
    def _numbers(self) -> dict[int, int]:
        numbers = {id(trace): number for number, trace in enumerate(self.picture.traces)}
        if len(numbers) < len(self.picture.traces):
            raise ValueError(f"a trace is twice in the picture {self.name}")
        return numbers

    def number_of(self, trace: Trace) -> int:
        """Which of the picture's traces this very one is, from 0: as the player knows it."""
        if id(trace) not in self._numbers:
            raise ValueError(f"the picture {self.name} has no such trace")
        return self._numbers[id(trace)]

    def redrawn(
        self, change: Callable[[Trace], Trace], layout: dict[str, Any] | None = None
    ) -> Panel:
        """The panel with each trace changed for all that speak of it; a new trace each."""
        new = {id(trace): change(trace) for trace in self.picture.traces}

        def each(traces: Sequence[Trace]) -> tuple[Trace, ...]:
            return tuple(new[id(trace)] for trace in traces)

        return replace(
            self,
            picture=Picture(each(self.picture.traces), layout or self.picture.layout),
            motions=[replace(motion, trace=new[id(motion.trace)]) for motion in self.motions],
            watched=[replace(watched, trace=new[id(watched.trace)]) for watched in self.watched],
            switches=[
                replace(switch, shown_on=each(switch.shown_on), shown_off=each(switch.shown_off))
                for switch in self.switches
            ],
            draws=self.draws and replace(self.draws, trace=new[id(self.draws.trace)]),
        )

    @cached_property
    def figure(self) -> go.Figure:
        """The picture as Plotly's own object, for a notebook; the tests have Plotly check it."""
        import plotly.graph_objects as go  # no visitor needs it, and it takes a second to load

        picture = self.with_room
        return go.Figure(list(picture.traces), picture.layout, _validate=False)


@dataclass(frozen=True)
class Readout:
    """A number of the bar above the pictures: a series, its symbol and its colour.

    known_at: the phase of a step at which the number is known. term: what explains the symbol
    (sentences/terms.py), "" where nothing needs to. run: of which run it speaks, where there are
    two; the numbers of each stand in a row, which begins with its name. after: what is said behind
    the number, such as how many more there are.
    """

    series: str
    label: str
    colour: str
    known_at: Phase = "step"
    term: str = ""
    run: str = ""
    after: str = ""


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table: fixed texts, fixed numbers, or coordinates that move with the step.

    colour: of all its cells, or of each. digits: significant ones of the numbers that move; fixed
    numbers show what they have. known_at: the phase of a step that tells them, or each of them.
    term: what explains the label; terms: what explains each of the texts, "" where nothing does.
    """

    label: str
    cells: Sequence[str] | np.ndarray | Coordinates
    colour: str | Sequence[str] = "optimum"
    digits: int = 4
    known_at: Phase | Sequence[Phase] = "step"
    term: str = ""
    terms: Sequence[str] = ()

    @property
    def inks(self) -> set[str]:
        """The colours that it has."""
        return {self.colour} if isinstance(self.colour, str) else set(self.colour)


@dataclass(frozen=True, eq=False)
class Table:
    """A linked table; its columns are of one length. `now` as in Panel.

    staying: so many of its first columns stay in sight where there is no room for all.
    """

    name: str
    title: str
    columns: Sequence[Column]
    now: str = ""
    staying: int = 1
