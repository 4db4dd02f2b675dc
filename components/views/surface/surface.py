"""Run → Panel: the levels of the loss over two parameters, the path of training, and its step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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
from components.views.panel import Growing, Key, Motion, Panel, Picture, Rows, Switch, Watched
from components.views.pictures.traces import RING, cross, dots, line
from components.views.sentences.terms import term_of
from components.views.surface.landscape import AWAY, Frame, Labels, Landscape, map_place
from components.views.surface.optimum import Range, outside
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
    "color": LIGHT["gradient"],
    "opacity": 1,
}


@dataclass
class _Drawn:
    """Traces and their motions, in the order in which they are laid over each other.

    whole and near: the numbers of those that only the one or the other frame shows; here: that of
    the present point.
    """

    traces: list[dict[str, Any]] = field(default_factory=list)
    motions: list[Motion] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    near: list[int] = field(default_factory=list)
    here: int = 0

    def add(self, trace: dict[str, Any], frame: str = "", **moves: Any) -> None:
        """A trace, seen in both frames or in one, and how it moves."""
        number = len(self.traces)
        if frame:
            getattr(self, frame).append(number)
        self.traces.append(trace | {"visible": False} if frame == "near" else trace)
        if moves:
            self.motions.append(Motion(number, **moves))


def surface(run: Run, plane: tuple[int, int], land: Landscape) -> Panel:
    """Shaded levels with their numbers, the path with a dot a step, and the step from here.

    plane: which two of the run's parameters.
    """
    one = run.params.shape[1] == 2
    names = run.parameter_names if one else [labels.parameter(run, i) for i in plane]
    path = run.params[:, plane]
    x_text, y_text = (as_text(name) for name in names)
    where = f"{x_text} %{{x:.8~g}}<br>{y_text} %{{y:.8~g}}<extra></extra>"
    drawn = _Drawn()
    _levels(drawn, land)
    _lines(drawn, path, where)
    _crosses(drawn, land, where, "optimum" if one else "muted")
    _dots(drawn, path)
    _start(drawn, path)
    is_short = _step(drawn, step_from_each(run, plane), land)
    _numbers(drawn, land)
    _here(drawn, path)
    _map(drawn, land, path)
    ranges = [_ranges(frame) for frame in (land.whole, land.near)]
    symbols = [run.parameter_names[i] for i in plane]
    count = run.params.shape[1]
    x_axis, y_axis = (
        axis(name, of_parameter(i, count)[0], range=ends)
        for name, i, ends in zip(names, plane, land.whole, strict=True)
    )
    is_moving = land.lowest is not None
    return Panel(
        name="surface",
        title="Loss surface",
        picture=Picture(
            drawn.traces,
            layout(x_axis, y_axis)
            | _map_axes(land.whole)
            | {"uirevision": " ".join(symbols)}
            | {"plot_bgcolor": LIGHT["paper"] + "00"},  # else the map's own hides what is below it
        ),
        motions=drawn.motions,
        now="{loss}",
        colour="loss",
        known_at="backward",
        alternative=_told(run, plane, land, names),
        note=_notes(_missing(land), land.note),
        leaves=_notes(outside(path, land.whole), _levels_leaving(land, land.whole)),
        watched=(Watched(drawn.here, "the path", "state"),),
        scales=(symbols[0], symbols[1]),
        keys=(
            Key("steps", "prediction", "steps"),
            Key("this step", "gradient", "arrow", "this_step"),
            *([Key("tiny step", "gradient", "ring", "tiny_step")] if is_short else []),
            *([Key("lowest here", "optimum", "cross", "lowest_here")] if is_moving else []),
            *([] if land.best is None else [_key_of_best(land, one)]),
        ),
        switches=(
            Switch(
                "path",
                "path",
                False,
                shown_on=tuple(drawn.near),
                shown_off=tuple(drawn.whole),
                layout_on=ranges[1] | _map_place(map_place(path, land.near)) | _frame_on_map(land),
                layout_off=ranges[0] | _map_place((NOWHERE, NOWHERE)) | {"shapes": []},
                reframes=True,
                note=_notes(outside(path, land.near), _levels_leaving(land, land.near)),
                shows=SHOWS if _inside(path, land.near) > _inside(path, land.whole) else "",
            ),
        ),
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


def _levels(drawn: _Drawn, land: Landscape) -> None:
    """A filled curve a level, each over the one before: darkest where the loss is lowest."""
    for curve in land.curves:
        told = land.hover.format(level=curve.level.text)
        trace = _filled(1.5) | {"hoverinfo": "all", "hovertemplate": f"{told}<extra></extra>"}
        drawn.add(trace | {"name": "level", "meta": curve.level.loss}, x=curve.x, y=curve.y)


def _numbers(drawn: _Drawn, land: Landscape) -> None:
    """How high each level is, over path and arrow: no line runs through a number."""
    frames: Mapping[str, Labels] = {"whole": land.whole_labels, "near": land.near_labels}
    for name, at in frames.items():
        trace = {
            "type": "scatter",
            "mode": "text",
            "name": "numbers",
            "text": [curve.level.text for curve in land.curves],
            "textfont": {"color": LIGHT["loss"], "size": LEVEL_SIZE},
            "hoverinfo": "skip",
        }
        drawn.add(trace, name, x=at.x, y=at.y)


def _filled(width: float) -> dict[str, Any]:
    """What closes around a level."""
    return line("loss", width=width, fill="toself", fillcolor=LIGHT["loss"] + LEVEL_SHADE)


def _crosses(drawn: _Drawn, land: Landscape, where: str, colour: str) -> None:
    """Where the loss is lowest of all, and where it is with the other parameters as they are."""
    if land.best is not None:
        drawn.add(cross(colour, land.best) | {"hovertemplate": f"{land.name}<br>{where}"})
    if land.lowest is not None:
        told = {"hovertemplate": "lowest with the others as they are<br>" + where}
        x, y = (Rows(land.lowest[:, i : i + 1]) for i in (0, 1))
        drawn.add(cross("optimum", land.lowest[0]) | told, x=x, y=y)


def _lines(drawn: _Drawn, path: np.ndarray, where: str) -> None:
    """The whole path, and its last steps drawn strongly: so thin that steps that swing to and fro
    are told apart.
    """
    x, y = path.T
    hover = {"hoverinfo": "all", "hovertemplate": "step %{pointNumber}<br>" + where}
    drawn.add(
        line("prediction", width=PATH_WIDTH, opacity=0.6, name="path") | hover,
        x=Growing(x),
        y=Growing(y),
    )
    last = line("prediction", width=1.5, name="last steps")
    drawn.add(last, x=Growing(x, PATH_LAST), y=Growing(y, PATH_LAST))


def _dots(drawn: _Drawn, path: np.ndarray) -> None:
    """A dot at each step, older ones faded: under the arrow, which is shorter than many of them."""
    x, y = path.T
    count = min(DOTS, len(path))
    ages = np.arange(count)[::-1]
    marks = dots("prediction", size=7, hoverinfo="skip", name="dots")
    marks["marker"]["line"] = {"width": 1, "color": LIGHT["paper"]}
    marks["marker"]["opacity"] = [round(float(v), 3) for v in np.maximum(FADED, 1 - ages / FADING)]
    drawn.add(marks, x=Growing(x, count, True), y=Growing(y, count, True))


def _start(drawn: _Drawn, path: np.ndarray) -> None:
    """Where training began: a dot that stays, however many steps follow."""
    start = dots("prediction", size=9, hoverinfo="skip", name="start")
    start["marker"]["line"] = {"width": 1.5, "color": LIGHT["paper"]}
    drawn.add(start | {"x": path[:1, 0], "y": path[:1, 1]})


def _here(drawn: _Drawn, path: np.ndarray) -> None:
    """Where training is now, and where the arrow begins: over all."""
    drawn.here = len(drawn.traces)
    here = dots("prediction", size=12, hoverinfo="skip", name="here")
    drawn.add(here, x=Rows(path[:, :1]), y=Rows(path[:, 1:]))


def _step(drawn: _Drawn, arrow: np.ndarray, land: Landscape) -> bool:
    """The present step as an arrow of its true length; where that cannot be seen, as a ring.

    One sees through the shaft: a step may cross all of the picture. Returns whether some step is so
    short in the whole frame.
    """
    path = arrow[:, 0]
    seen = {"known_at": "backward", "seen_in": ("backward", "step")}
    any_short = False
    for name, frame in (("whole", land.whole), ("near", land.near)):
        low, high = np.array(frame).T
        size = high - low
        is_short = np.linalg.norm(np.ptp(arrow, axis=1) / size * SMALL, axis=1) < TOO_SHORT
        away = low - AWAY * size
        long = np.where(is_short[:, None, None], away, arrow)
        short = np.where(is_short[:, None], path, away)
        shaft = line("gradient", width=4, mode="lines+markers", name="step", marker=ARROW_HEAD)
        shaft["line"]["color"] += SHAFT
        drawn.add(shaft, name, x=Rows(long[..., 0]), y=Rows(long[..., 1]), **seen)
        ring = dots(
            "gradient", size=RING, symbol="circle-open", hoverinfo="skip", name="short step"
        )
        ring["marker"]["line"] = {"width": 2.5, "color": LIGHT["gradient"]}
        drawn.add(ring, name, x=Rows(short[:, :1]), y=Rows(short[:, 1:]), **seen)
        any_short |= bool(is_short.any())
    return any_short


def step_from_each(run: Run, plane: tuple[int, int]) -> np.ndarray:
    """(T+1, 2, 2): each state of two parameters, and the one that the step from there led to.

    From the last state no step was taken: where the next one would lead.
    """
    path, gradients = run.params[:, plane], run.gradients[:, plane]
    after = path[-1] - run.experiment.learning_rate * gradients[-1]
    return np.stack([path, np.vstack([path[1:], after])], axis=1)


def _map(drawn: _Drawn, land: Landscape, path: np.ndarray) -> None:
    """The whole, small, in the corner of the near frame: its levels, and the present point."""
    paper = line("muted", *_round(*land.whole[0], *land.whole[1]))
    drawn.add(paper | {"fill": "toself", "fillcolor": LIGHT["paper"]} | ON_MAP, "near")
    on_it = [curve for curve in land.curves if _is_on_map(curve.x, land.whole[0])][-MAP_LEVELS:]
    for curve in on_it:
        drawn.add(_filled(1) | ON_MAP, "near", x=curve.x, y=curve.y)
    at_x, at_y = (Rows(path[:, i : i + 1]) for i in (0, 1))
    drawn.add(dots("prediction", size=6, hoverinfo="skip") | ON_MAP, "near", x=at_x, y=at_y)


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


def _told(run: Run, plane: tuple[int, int], land: Landscape, names: Sequence[str]) -> str:
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
