"""What is drawn of a run over the loss surface: its path, where it is, and the step from there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from components.style import LIGHT, as_text
from components.views import labels
from components.views.layers import Layer, Look, Viewed, laid, moving, still
from components.views.panel import Growing, Rows, Trace
from components.views.pictures.traces import RING, dots
from components.views.surface.landscape import AWAY, Frame
from models.run import Run

PATH_WIDTH = 0.75
PATH_LAST = 3  # steps of the path that are drawn strongly
DOTS = 100  # steps of the path that have their dot
FADED = 0.25  # opacity of the oldest of them
FADING = 30  # steps until then
TOO_SHORT = 11.0  # pixels of a small picture: less than an arrow's head
SHAFT = "99"  # opacity of an arrow's, in hexadecimal
SMALL = np.array([420.0, 250.0])
ARROW_HEAD = {
    "symbol": "arrow",
    "angleref": "previous",
    "size": [0, 14],
    "line": {"width": 0},
    "opacity": 1,
}

Plane = tuple[int, int]


def names_of(run: Run, plane: Plane) -> list[str]:
    """What the plane's two parameters are called on its axes."""
    if run.params.shape[1] == 2:
        return list(run.parameter_names)
    return [labels.parameter(run, i) for i in plane]


@dataclass(frozen=True, eq=False)
class Path:
    """The states (T+1, 2) of a run in the plane, the steps from each of them, (T+1, 2, 2), and what
    pointing at one says."""

    viewed: Viewed
    states: np.ndarray
    steps: np.ndarray
    where: str

    @classmethod
    def of(cls, viewed: Viewed, plane: Plane) -> Path:
        """That of a run."""
        run = viewed.run
        x, y = (as_text(name) for name in names_of(run, plane))
        where = f"{x} %{{x:.8~g}}<br>{y} %{{y:.8~g}}<extra></extra>"
        return cls(viewed, run.params[:, plane], step_from_each(run, plane), where)

    @property
    def look(self) -> Look:
        """The run's."""
        return self.viewed.look

    def is_short(self, frame: Frame) -> np.ndarray:
        """(T+1,): whether the step is too short to be seen in the frame as an arrow."""
        low, high = np.array(frame).T
        return np.asarray(
            np.linalg.norm(np.ptp(self.steps, axis=1) / (high - low) * SMALL, axis=1) < TOO_SHORT
        )


def beside(path: Path, frame: Frame) -> Layer:
    """What is drawn of a run beside the present one, in one frame."""
    step = step_on(path, frame) if path.viewed.has_gradient else Layer()
    return laid(so_far(path), trail(path), step, here_on(path))


def so_far(path: Path) -> Layer:
    """The whole path, and its last steps drawn strongly: so thin that steps that swing to and fro
    are told apart.
    """
    (x, y), look = path.states.T, path.look
    hover = {"hoverinfo": "all", "hovertemplate": "step %{pointNumber}<br>" + path.where}
    whole = look.line("prediction", width=PATH_WIDTH, opacity=0.6, name="path", **hover)
    last = look.line("prediction", width=1.5, name="last steps")
    return laid(
        moving(whole, x=Growing(x), y=Growing(y)),
        moving(last, x=Growing(x, PATH_LAST), y=Growing(y, PATH_LAST)),
    )


def trail(path: Path) -> Layer:
    """A dot at each step, older ones faded: under the arrow, which is shorter than many of them."""
    x, y = path.states.T
    count = min(DOTS, len(path.states))
    ages = np.arange(count)[::-1]
    marks = path.look.dots("prediction", size=7, hoverinfo="skip", name="dots")
    marks["marker"]["line"] = {"width": 1, "color": LIGHT["paper"]}
    marks["marker"]["opacity"] = [round(float(v), 3) for v in np.maximum(FADED, 1 - ages / FADING)]
    return moving(marks, x=Growing(x, count, True), y=Growing(y, count, True))


def start_of(path: np.ndarray) -> Layer:
    """Where training began: a dot that stays, however many steps follow."""
    mark = dots("prediction", size=9, hoverinfo="skip", name="start")
    mark["marker"]["line"] = {"width": 1.5, "color": LIGHT["paper"]}
    return still(mark | {"x": path[:1, 0], "y": path[:1, 1]})


def here_on(path: Path) -> Layer:
    """Where training is now, and where the arrow begins: over all."""
    mark = path.look.dots("prediction", size=12, hoverinfo="skip", name="here")
    return moving(mark, x=Rows(path.states[:, :1]), y=Rows(path.states[:, 1:]))


def step_on(path: Path, frame: Frame) -> Layer:
    """The present step as an arrow of its true length; where that cannot be seen, as a ring.

    One sees through the shaft: a step may cross all of the picture. Where nobody knows a step from
    the last state, both wait outside there.
    """
    low, high = np.array(frame).T
    is_short, away = path.is_short(frame), low - AWAY * (high - low)
    long = np.where(is_short[:, None, None], away, path.steps)
    short = np.where(is_short[:, None], path.states, away)
    if not path.viewed.has_next:
        long[-1] = short[-1] = away
    seen: dict[str, Any] = {"known_at": "backward", "seen_in": ("backward", "step")}
    return laid(
        moving(_arrow(path.look), x=Rows(long[..., 0]), y=Rows(long[..., 1]), **seen),
        moving(_ring(path.look), x=Rows(short[:, :1]), y=Rows(short[:, 1:]), **seen),
    )


def _arrow(look: Look) -> Trace:
    head = ARROW_HEAD | {"color": look.ink("gradient")}
    shaft = look.line("gradient", width=4, mode="lines+markers", name="step", marker=head)
    shaft["line"]["color"] += SHAFT
    return shaft


def _ring(look: Look) -> Trace:
    ring = look.dots(
        "gradient", size=RING, symbol="circle-open", hoverinfo="skip", name="short step"
    )
    ring["marker"]["line"] = {"width": 2.5, "color": LIGHT["gradient"]}
    return ring


def step_from_each(run: Run, plane: Plane) -> np.ndarray:
    """(T+1, 2, 2): each state of two parameters, and the one that the step from there led to.

    From the last state no step was taken: where the next one would lead.
    """
    path, gradients = run.params[:, plane], run.gradients[:, plane]
    after = path[-1] - run.experiment.learning_rate * gradients[-1]
    return np.stack([path, np.vstack([path[1:], after])], axis=1)
