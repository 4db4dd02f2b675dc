"""Run → Panel: the levels of the loss over two parameters, the path of training, and its step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from components.style import LEVEL_SIZE, LIGHT, axis, in_template, layout, number, of_parameter
from components.views.layers import Layer, Viewed, besides, hidden, laid, longest, moving, still
from components.views.panel import Key, Panel, Rows, Switch, Watched
from components.views.pictures.leaving import outside
from components.views.pictures.traces import cross
from components.views.sentences.terms import term_of
from components.views.surface.landscape import Curve, Frame, Labels, Landscape, map_place
from components.views.surface.path import (
    Path,
    Plane,
    beside,
    here_on,
    names_of,
    so_far,
    start_of,
    step_on,
    trail,
)
from components.views.surface.small_map import (
    NOWHERE,
    filled,
    frame_on_map,
    map_at,
    map_axes,
    small_map,
)
from models.run import Run

SHOWS = "“path” shows more of it"


# ---- The picture


def surface(viewed: Sequence[Viewed], plane: Plane, land: Landscape) -> Panel:
    """Shaded levels with their numbers, the path with a dot a step, and the step from here.

    plane: which two of the parameters; land: what lies under the present run.
    """
    run, names = viewed[0].run, names_of(viewed[0].run, plane)
    present, axes = Path.of(viewed[0], plane), _axes(run, plane, land)
    step, near_step = step_on(present, land.whole), hidden(step_on(present, land.near))
    numbers, near_numbers = (
        _numbers(land, land.whole_labels),
        hidden(_numbers(land, land.near_labels)),
    )
    near_map = hidden(small_map(land, present.states))
    here = here_on(present)
    layers = laid(
        _levels(land),
        so_far(present),
        _crosses(land, present.where, "optimum" if run.params.shape[1] == 2 else "muted"),
        trail(present),
        start_of(present.states),
        step,
        near_step,
        numbers,
        near_numbers,
        here,
        near_map,
        besides(viewed, axes, lambda each: beside(Path.of(each, plane), land.whole)),
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


def _keys(viewed: Sequence[Viewed], path: Path, land: Landscape) -> list[Key]:
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


def _axes(run: Run, plane: Plane, land: Landscape) -> dict[str, Any]:
    x, y = (
        axis(name, of_parameter(i, run.params.shape[1])[0], range=ends)
        for name, i, ends in zip(names_of(run, plane), plane, land.whole, strict=True)
    )
    return (
        layout(x, y)
        | map_axes(land.whole)
        | {"uirevision": " ".join(run.parameter_names[i] for i in plane)}
        | {"plot_bgcolor": LIGHT["paper"] + "00"}  # else the map's own hides what is below it
    )


def _switch(path: np.ndarray, land: Landscape, near: Layer, whole: Layer) -> Switch:
    """From the whole to the near frame."""
    shows_more = _inside(path, land.near) > _inside(path, land.whole)
    at_the_map = map_at(map_place(path, land.near)) | frame_on_map(land)
    nowhere = map_at((NOWHERE, NOWHERE)) | {"shapes": []}
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
        trace = filled(1.5) | {"hoverinfo": "all", "hovertemplate": hover}
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
