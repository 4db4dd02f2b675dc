"""Run → Panel: the levels of the loss over two parameters, the path of training, and its step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from components.style import (
    LEVEL_SHADE,
    LEVEL_SIZE,
    LIGHT,
    as_text,
    axis,
    in_template,
    layout,
    number,
    of_parameter,
)
from components.views import labels
from components.views.layers import (
    Layer,
    Look,
    Viewed,
    besides,
    hidden,
    laid,
    longest,
    moving,
    still,
)
from components.views.panel import Growing, Key, Panel, Rows, Switch, Trace, Watched
from components.views.pictures.leaving import Range, outside
from components.views.pictures.traces import RING, cross, dots, line
from components.views.sentences.terms import term_of
from components.views.surface.landscape import AWAY, Curve, Frame, Labels, Landscape, map_place
from models.run import Run

PATH_WIDTH = 0.75
PATH_LAST = 3  # steps of the path that are drawn strongly
DOTS = 100  # steps of the path that have their dot
FADED = 0.25  # opacity of the oldest of them
FADING = 30  # steps until then
TOO_SHORT = 11.0  # pixels of a small picture: less than an arrow's head
SHAFT = "99"  # opacity of an arrow's, in hexadecimal
SMALL = np.array([420.0, 250.0])
NOWHERE = [0.0, 0.002]  # of the picture: where a map is that is not shown
MAP_LEVELS = 5
SHOWS = "“path” shows more of it"
ON_MAP = {"xaxis": "x2", "yaxis": "y2"}
ARROW_HEAD = {
    "symbol": "arrow",
    "angleref": "previous",
    "size": [0, 14],
    "line": {"width": 0},
    "opacity": 1,
}

Plane = tuple[int, int]


# ---- The picture


def surface(viewed: Sequence[Viewed], plane: Plane, land: Landscape) -> Panel:
    """Shaded levels with their numbers, the path with a dot a step, and the step from here.

    plane: which two of the parameters; land: what lies under the present run.
    """
    run, names = viewed[0].run, _names(viewed[0].run, plane)
    present, axes = _Path.of(viewed[0], plane), _axes(run, plane, land)
    step, near_step = _step(present, land.whole), hidden(_step(present, land.near))
    numbers, near_numbers = (
        _numbers(land, land.whole_labels),
        hidden(_numbers(land, land.near_labels)),
    )
    near_map = hidden(_map(land, present.states))
    here = _here(present)
    layers = laid(
        _levels(land),
        _lines(present),
        _crosses(land, present.where, "optimum" if run.params.shape[1] == 2 else "muted"),
        _dots(present),
        _start(present.states),
        step,
        near_step,
        numbers,
        near_numbers,
        here,
        near_map,
        besides(viewed, axes, lambda each: _layer(_Path.of(each, plane), land)),
    ).held(longest(viewed))
    symbols = [run.parameter_names[i] for i in plane]
    return Panel(
        name="surface",
        title="Loss surface",
        picture=layers.on(axes),
        motions=layers.motions,
        now="{loss}",
        colour="loss",
        known_at="backward",
        alternative=_told(run, plane, land, names),
        note=_notes(_missing(land), land.note),
        leaves=_notes(
            *(outside(each.run.params[:, plane], land.whole, each.look.name) for each in viewed),
            _levels_leaving(land, land.whole),
        ),
        watched=(Watched(here.trace, "the path", "state"),),
        scales=(symbols[0], symbols[1]),
        keys=_keys(viewed, present, land),
        switches=(
            _switch(
                present.states,
                land,
                near=laid(near_step, near_numbers, near_map),
                whole=laid(step, numbers),
            ),
        ),
    )


def _layer(path: _Path, land: Landscape) -> Layer:
    """What is drawn of a run beside the present one, in the whole frame."""
    step = _step(path, land.whole) if path.viewed.has_gradient else Layer()
    return laid(_lines(path), _dots(path), step, _here(path))


def _keys(viewed: Sequence[Viewed], path: _Path, land: Landscape) -> list[Key]:
    is_short = any(path.is_short(frame).any() for frame in (land.whole, land.near))
    is_moving = land.lowest is not None
    is_line = viewed[0].run.params.shape[1] == 2
    return [
        Key("steps", "prediction", "steps"),
        Key("this step", "gradient", "arrow", "this_step"),
        *([Key("tiny step", "gradient", "ring", "tiny_step")] if is_short else []),
        *([Key("lowest here", "optimum", "cross", "lowest_here")] if is_moving else []),
        *([] if land.best is None else [_key_of_best(land, is_line)]),
        *(each.look.key("prediction") for each in viewed[1:]),
    ]


def _names(run: Run, plane: Plane) -> list[str]:
    """What the plane's two parameters are called on its axes."""
    if run.params.shape[1] == 2:
        return list(run.parameter_names)
    return [labels.parameter(run, i) for i in plane]


def _axes(run: Run, plane: Plane, land: Landscape) -> dict[str, Any]:
    x, y = (
        axis(name, of_parameter(i, run.params.shape[1])[0], range=ends)
        for name, i, ends in zip(_names(run, plane), plane, land.whole, strict=True)
    )
    return (
        layout(x, y)
        | _map_axes(land.whole)
        | {"uirevision": " ".join(run.parameter_names[i] for i in plane)}
        | {"plot_bgcolor": LIGHT["paper"] + "00"}  # else the map's own hides what is below it
    )


def _switch(path: np.ndarray, land: Landscape, near: Layer, whole: Layer) -> Switch:
    """From the whole to the near frame."""
    shows_more = _inside(path, land.near) > _inside(path, land.whole)
    at_the_map = _map_place(map_place(path, land.near)) | _frame_on_map(land)
    nowhere = _map_place((NOWHERE, NOWHERE)) | {"shapes": []}
    return Switch(
        "path",
        "path",
        False,
        shown_on=near.traces,
        shown_off=whole.traces,
        layout_on=_ranges(land.near) | at_the_map,
        layout_off=_ranges(land.whole) | nowhere,
        reframes=True,
        note=_notes(outside(path, land.near), _levels_leaving(land, land.near)),
        shows=SHOWS if shows_more else "",
    )


def _key_of_best(land: Landscape, is_lowest: bool) -> Key:
    """That of the best parameters; of two, they are the lowest point of the picture."""
    term = term_of(land.name)
    if is_lowest:
        return Key("lowest", "optimum", "cross", term)
    return Key(land.name, "muted", "cross", term)


def _missing(land: Landscape) -> str:
    """What is said where the whole frame, which is the bowl's, does not reach the lowest loss."""
    low, high = np.array(land.whole).T
    if land.best is None or ((low <= land.best) & (land.best <= high)).all():
        return ""
    return f"the cross of {land.name} is outside this picture"


def _levels_leaving(land: Landscape, frame: Frame) -> str:
    """What is said where the levels, which move with the other parameters, leave the frame."""
    if land.lowest is None or not land.curves:
        return ""
    low, high = np.array(frame).T

    def is_seen(step: int) -> bool:
        for curve in land.curves:
            points = np.column_stack([curve.x.at(step), curve.y.at(step)])
            if ((low <= points) & (points <= high)).all(axis=1).any():
                return True
        return False

    seen, unseen = 0, len(land.lowest) - 1
    if is_seen(unseen) or not is_seen(seen):
        return ""
    while unseen - seen > 1:
        middle = (seen + unseen) // 2
        seen, unseen = (middle, unseen) if is_seen(middle) else (seen, middle)
    when = f"up to step {seen}" if seen else "at step 0 only"
    return f"the valley moves as the other parameters change: it is in view {when}"


def _inside(path: np.ndarray, frame: Frame) -> int:
    """How many states of the path (T+1, 2) are in the frame."""
    low, high = np.array(frame).T
    return int(((low <= path) & (path <= high)).all(axis=1).sum())


def _notes(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _ranges(frame: Frame) -> dict[str, Any]:
    return {"xaxis.range": frame[0], "yaxis.range": frame[1]}


# ---- What lies under the paths


def _levels(land: Landscape) -> Layer:
    """A filled curve a level, each over the one before: darkest where the loss is lowest."""

    def level(curve: Curve) -> Layer:
        hover = f"{land.hover.format(level=curve.level.text)}<extra></extra>"
        trace = _filled(1.5) | {"hoverinfo": "all", "hovertemplate": hover}
        return moving(trace | {"name": "level", "meta": curve.level.loss}, x=curve.x, y=curve.y)

    return laid(*map(level, land.curves))


def _numbers(land: Landscape, at: Labels) -> Layer:
    """How high each level is, over path and arrow: no line runs through a number."""
    trace = {
        "type": "scatter",
        "mode": "text",
        "name": "numbers",
        "text": [curve.level.text for curve in land.curves],
        "textfont": {"color": LIGHT["loss"], "size": LEVEL_SIZE},
        "hoverinfo": "skip",
    }
    return moving(trace, x=at.x, y=at.y)


def _filled(width: float) -> dict[str, Any]:
    """What closes around a level."""
    return line("loss", width=width, fill="toself", fillcolor=LIGHT["loss"] + LEVEL_SHADE)


def _crosses(land: Landscape, where: str, colour: str) -> Layer:
    """Where the loss is lowest of all, and where it is with the other parameters as they are."""
    found = []
    if land.best is not None:
        told = {"hovertemplate": f"{land.name}<br>{where}"}
        found.append(still(cross(colour, land.best) | told))
    if land.lowest is not None:
        told = {"hovertemplate": "lowest with the others as they are<br>" + where}
        x, y = (Rows(land.lowest[:, i : i + 1]) for i in (0, 1))
        found.append(moving(cross("optimum", land.lowest[0]) | told, x=x, y=y))
    return laid(*found)


# ---- A path, and the step from where it is


@dataclass(frozen=True, eq=False)
class _Path:
    """The states (T+1, 2) of a run in the plane, the steps from each of them, (T+1, 2, 2), and what
    pointing at one says."""

    viewed: Viewed
    states: np.ndarray
    steps: np.ndarray
    where: str

    @classmethod
    def of(cls, viewed: Viewed, plane: Plane) -> _Path:
        """That of a run."""
        run = viewed.run
        x, y = (as_text(name) for name in _names(run, plane))
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


def _lines(path: _Path) -> Layer:
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


def _dots(path: _Path) -> Layer:
    """A dot at each step, older ones faded: under the arrow, which is shorter than many of them."""
    x, y = path.states.T
    count = min(DOTS, len(path.states))
    ages = np.arange(count)[::-1]
    marks = path.look.dots("prediction", size=7, hoverinfo="skip", name="dots")
    marks["marker"]["line"] = {"width": 1, "color": LIGHT["paper"]}
    marks["marker"]["opacity"] = [round(float(v), 3) for v in np.maximum(FADED, 1 - ages / FADING)]
    return moving(marks, x=Growing(x, count, True), y=Growing(y, count, True))


def _start(path: np.ndarray) -> Layer:
    """Where training began: a dot that stays, however many steps follow."""
    start = dots("prediction", size=9, hoverinfo="skip", name="start")
    start["marker"]["line"] = {"width": 1.5, "color": LIGHT["paper"]}
    return still(start | {"x": path[:1, 0], "y": path[:1, 1]})


def _here(path: _Path) -> Layer:
    """Where training is now, and where the arrow begins: over all."""
    here = path.look.dots("prediction", size=12, hoverinfo="skip", name="here")
    return moving(here, x=Rows(path.states[:, :1]), y=Rows(path.states[:, 1:]))


def _step(path: _Path, frame: Frame) -> Layer:
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


# ---- The map


def _map(land: Landscape, path: np.ndarray) -> Layer:
    """The whole, small, in the corner of the near frame: its levels, and the present point."""
    paper = line("muted", *_round(*land.whole[0], *land.whole[1]))
    on_it = [curve for curve in land.curves if _is_on_map(curve.x, land.whole[0])][-MAP_LEVELS:]
    at_x, at_y = (Rows(path[:, i : i + 1]) for i in (0, 1))
    return laid(
        still(paper | {"fill": "toself", "fillcolor": LIGHT["paper"]} | ON_MAP),
        *(moving(_filled(1) | ON_MAP, x=curve.x, y=curve.y) for curve in on_it),
        moving(dots("prediction", size=6, hoverinfo="skip") | ON_MAP, x=at_x, y=at_y),
    )


def _frame_on_map(land: Landscape) -> dict[str, Any]:
    """Plotly's attributes of where the near frame is on the map: part of it, so that it is held
    when it is."""
    (x0, x1), (y0, y1) = (
        _at_least(near, whole) for near, whole in zip(land.near, land.whole, strict=True)
    )
    frame = {"color": LIGHT["prediction"], "width": 2}
    place = {"x0": x0, "x1": x1, "y0": y0, "y1": y1, "xref": "x2", "yref": "y2"}
    return {"shapes": [{"type": "rect", "line": frame, **place}]}


def _round(left: float, right: float, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    """x and y of a rectangle's corners."""
    return np.array([left, right, right, left, left]), np.array([low, low, high, high, low])


def _is_on_map(x: Any, whole: Range) -> bool:
    """Whether a curve is large enough to be seen on the map."""
    return bool(np.ptp(x.at(0)) > 0.06 * (whole[1] - whole[0]))


def _at_least(near: Range, whole: Range) -> tuple[float, float]:
    """The range, or as much around its middle as can be seen on the map."""
    middle, half = (near[0] + near[1]) / 2, (near[1] - near[0]) / 2
    half = max(half, 0.025 * (whole[1] - whole[0]))
    return middle - half, middle + half


def _map_axes(whole: Frame) -> dict[str, Any]:
    """Those of the map, which is nowhere until the switch gives it a place."""
    hidden = {"domain": NOWHERE, "visible": False, "fixedrange": True}
    return {
        "xaxis2": hidden | {"anchor": "y2", "range": whole[0]},
        "yaxis2": hidden | {"anchor": "x2", "range": whole[1]},
    }


def _map_place(domains: tuple[list[float], list[float]]) -> dict[str, Any]:
    """Plotly's attributes of where the map is, as a switch sets them."""
    return {"xaxis2.domain": domains[0], "yaxis2.domain": domains[1]}


# ---- In words


def _told(run: Run, plane: Plane, land: Landscape, names: Sequence[str]) -> str:
    """The picture, for who cannot see it."""
    if run.params.shape[1] == 2:
        lowest = "There is no lowest point."
        if land.best is not None:
            w, b = (number(value) for value in land.best)
            lowest = f"The lowest point is at w {w}, b {b}."
        return (
            "Levels of the loss over w and b, and the path of training: at step {step} it is "
            "at w {theta_0}, b {theta_1}, where the gradient is {gradient_0} in w and {gradient_1} "
            "in b. " + lowest
        )
    first, second = plane
    x, y = (in_template(name) for name in names)
    lowest = "With the others as they are, the loss has no lowest point."
    if land.lowest is not None:
        lowest = (
            "With the others as they are, the loss is lowest at {lowest_first}, {lowest_second}."
        )
    return (
        f"Levels of the loss over {x} and {y}, the other parameters as they "
        f"are at step {{step}}, and the path of training: it is at {x} "
        f"{{theta_{first}}}, {y} {{theta_{second}}}, where the gradient is "
        f"{{gradient_{first}}} and {{gradient_{second}}}. {lowest}"
    )
