"""What lies under the path of training: level curves over two parameters, and two frames of them.

The whole: the level of the first loss as a closed curve. A run that converges never leaves it, so
it depends on the data and the start, and not on the learning rate. The near one holds the path.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from components.views.panel import Blend, Coordinates, Whole
from components.views.pictures.traces import framed
from components.views.surface.levels import Level, levels, places
from components.views.surface.map_corner import Shares, corner, covered
from components.views.surface.optimum import Range, seen, worth_seeing
from models import theory
from models.run import Run
from models.theory.bowl import Bowl, Box
from models.theory.least_squares_section import Plane

AWAY = 1e4  # frames: so far outside waits what is not shown
FURTHEST = 4  # widths of path and optimum: so far from them the plane's lowest point is shown
ALONG = 100  # points of a path, evenly along it, and its first states: kept clear of
FLAT = 1e-9  # of the loss of the best constant: a start that is no higher is at the lowest point
FLOW = np.append(np.inf, 2.0 ** np.arange(-4, 60))  # times at which the flow downhill is looked at


Frame = tuple[Range, Range]


@dataclass(frozen=True, eq=False)
class Curve:
    """A level and its closed curve at each step."""

    level: Level
    x: Coordinates
    y: Coordinates


@dataclass(frozen=True, eq=False)
class Labels:
    """Where the levels' numbers stand in a frame: a point a level, far outside where none is."""

    x: Coordinates
    y: Coordinates


@dataclass(frozen=True, eq=False)
class Landscape:
    """whole and near: the frames, and their labels; curves: the highest first.

    lowest: (T+1, 2), where in the plane the loss is lowest, or None where it is so nowhere, or
    where that point is the best one at every step. best: (2,), where the loss is lowest of all, or
    None; its name. hover: what is said of a curve, with its {level}. note: what is to be said.
    """

    whole: Frame
    near: Frame
    curves: Sequence[Curve]
    whole_labels: Labels
    near_labels: Labels
    lowest: np.ndarray | None
    best: np.ndarray | None
    name: str
    hover: str = "loss {level}"
    note: str = ""


def of_line(run: Run, also: Sequence[Run] = ()) -> Landscape:
    """That of the mean squared error over w and b: its curves stand still."""
    data = run.dataset
    best, floor, bowl = theory.ols(data), theory.least_squares_loss(data), theory.bowl(data)
    first = first_loss(run, floor)
    whole = around(best, bowl.extent(first - floor), run.params[:1])
    near = holding(np.vstack([*seen(run, also), best]))
    shown = levels(floor, first, 10 * _highest(bowl, whole, best))
    boxes = [_less(frame, best) for frame in (whole, near)]
    rings = [best + bowl.curve(level.loss - floor, boxes) for level in shown]
    return standing(run, (whole, near), shown, rings, best, "least squares")


def standing(
    run: Run,
    frames: tuple[Frame, Frame],
    shown: Sequence[Level],
    rings: Sequence[np.ndarray],
    best: np.ndarray | None,
    name: str,
    note: str = "",
) -> Landscape:
    """One whose curves, the rings of the levels, are the same at every step.

    Neither the start nor the best point, (2,) or None, is covered by a number; in the near frame
    none of the path is, and the map in its corner covers none.
    """
    kept = run.params[:1] if best is None else np.vstack([best, run.params[:1]])
    also = np.vstack([kept, taken(run.params, frames[1])])
    whole, near = (
        _still_labels(shown, rings, frame, points, run.steps)
        for frame, points in zip(frames, (kept, also), strict=True)
    )
    curves = [
        Curve(level, Whole(ring[:, 0], run.steps), Whole(ring[:, 1], run.steps))
        for level, ring in zip(shown, rings, strict=True)
    ]
    return Landscape(*frames, curves, whole, near, lowest=None, best=best, name=name, note=note)


def of_plane(run: Run, plane: tuple[int, int]) -> Landscape:
    """That of the mean squared error over two of many parameters: a bowl that moves as a whole."""
    shape = Plane.of(run.dataset, *plane)
    bowl, lowest, path = shape.bowl, shape.lowest(run.params), run.params[:, plane]
    here = path[0] - lowest[0]
    first = max(float(bowl.height(here)), FLAT * run.reference)
    best = theory.one_of_the_best(run.dataset)[list(plane)]
    goals = best[None] if theory.is_unique(run.dataset) else best[None][:0]
    near = ranges(run, path, lowest, goals)
    if shape.is_valley:
        whole, note = twice(near), VALLEY
    else:
        reach = bowl.extent(first)
        flow = _flow(run)[:, list(plane)]
        room = 2 * reach
        kept = np.clip(flow, lowest[0] - room, lowest[0] + room)
        in_the_end = [kept[0] - reach, kept[0] + reach]  # the same bowl, around the best point
        whole, note = around(lowest[0], reach, np.vstack([path[:1], kept, in_the_end])), ""
    shown = levels(0.0, first, 10 * _highest(bowl, whole, lowest[0]), "+")
    centres = lowest[: worth_seeing(run)]
    boxes = [_relative(frame, centres) for frame in (whole, near)]
    rings = [bowl.curve(level.loss, boxes) for level in shown]
    ones = np.ones(len(run))

    def moving(offsets: np.ndarray, axis: int) -> Blend:
        return Blend(np.column_stack([ones, lowest[:, axis]]), _around(offsets))

    def labels(frame: Frame, at: int, kept: np.ndarray) -> Labels:
        moved = centres[-1] - lowest[at]
        here = [lowest[at] + ring for ring in rings]
        kept = np.vstack([kept, lowest[at]])
        away = label_points(shown, here, frame, kept, moved) - lowest[at]
        return Labels(moving(away[:, 0], 0), moving(away[:, 1], 1))

    curves = [
        Curve(level, moving(ring[:, 0], 0), moving(ring[:, 1], 1))
        for level, ring in zip(shown, rings, strict=True)
    ]
    return Landscape(
        whole,
        near,
        curves,
        labels(whole, 0, path[:0]),
        labels(near, len(centres) // 2, taken(path, near)),
        lowest,
        best if len(goals) else None,
        "least squares",
        "{level} above the lowest loss here",
        note,
    )


VALLEY = "the valley goes on outside"


def first_loss(run: Run, floor: float) -> float:
    """The loss at the start, or a little more than the floor where it starts there."""
    return floor + max(float(run.train_loss[0]) - floor, FLAT * run.reference)


def around(centre: np.ndarray, reach: np.ndarray, points: np.ndarray) -> Frame:
    """The frame that holds what is within reach of the centre, both (2,), and points (k, 2)."""
    return holding(np.vstack([centre - reach, centre + reach, points]), 0.04)


def holding(points: np.ndarray, air: float = 0.12) -> Frame:
    """The frame that holds these points (k, 2), with round ends."""
    x, y = (framed(column.min(), column.max(), air) for column in points.T)
    return x, y


def twice(frame: Frame) -> Frame:
    """The frame and as much again."""
    x, y = ([low - (high - low) / 2, high + (high - low) / 2] for low, high in frame)
    return x, y


def ranges(run: Run, path: np.ndarray, lowest: np.ndarray, best: np.ndarray) -> Frame:
    """What holds the path, the least-squares point, and the lowest points that are not far off."""
    shown = worth_seeing(run)
    held = np.vstack([path[:shown], best])
    low, high = held.min(axis=0), held.max(axis=0)
    room = FURTHEST * np.where(high > low, high - low, np.abs(high))
    return holding(np.vstack([held, np.clip(lowest[:shown], low - room, high + room)]))


def _still_labels(
    shown: Sequence[Level],
    rings: Sequence[np.ndarray],
    frame: Frame,
    kept: np.ndarray,
    steps: int,
) -> Labels:
    """Where the numbers of such curves stand in the frame."""
    points = label_points(shown, rings, frame, kept)
    return Labels(Whole(points[:, 0], steps), Whole(points[:, 1], steps))


def map_place(path: np.ndarray, near: Frame) -> Shares:
    """Where in the near frame the small map of the whole lies, as ranges of shares of it."""
    low, high = np.array(near).T
    return corner((path - low) / (high - low))


def taken(path: np.ndarray, near: Frame) -> np.ndarray:
    """(k, 2): points along the path and all over the map, on which no number is to stand."""
    low, high = np.array(near).T
    shares = (path - low) / (high - low)
    way = np.append(0, np.cumsum(np.abs(np.diff(shares, axis=0)).sum(axis=1)))
    at = np.interp(np.linspace(0, way[-1], ALONG), way, np.arange(len(path)))
    along = np.column_stack([np.interp(at, np.arange(len(path)), column) for column in shares.T])
    points = np.vstack([along, shares[:ALONG]])
    points = points[((points >= 0) & (points <= 1)).all(axis=1)]
    return low + (high - low) * np.vstack([points, covered(corner(shares))])


def label_points(
    shown: Sequence[Level],
    rings: Sequence[np.ndarray],
    frame: Frame,
    kept: np.ndarray,
    moved: np.ndarray | None = None,
) -> np.ndarray:
    """(levels, 2): where each number stands in the frame. kept: (k, 2), what none may cover.

    moved: (2,), how far the curves will have gone at the end; best seen also there.
    """
    low, high = np.array(frame).T
    size = high - low
    chosen = places(
        [(ring - low) / size for ring in rings],
        [level.text for level in shown],
        (kept - low) / size,
        np.zeros(2) if moved is None else moved / size,
    )
    return np.array(
        [low - AWAY * size if i is None else ring[i] for i, ring in zip(chosen, rings, strict=True)]
    )


def _highest(bowl: Bowl, frame: Frame, centre: np.ndarray) -> float:
    """How high the loss is above its lowest in the frame's highest corner."""
    corners = np.array([[x, y] for x in frame[0] for y in frame[1]])
    return float(bowl.height(corners - centre).max())


def _less(frame: Frame, centre: np.ndarray) -> Box:
    low, high = np.array(frame).T
    return low - centre, high - centre


def _relative(frame: Frame, centres: np.ndarray) -> Box:
    """The frame as seen from all the centres (k, 2)."""
    low, high = np.array(frame).T
    return low - centres.max(axis=0), high - centres.min(axis=0)


def _around(offsets: np.ndarray) -> np.ndarray:
    """(2, k): a shape, and ones for where its centre is."""
    return np.vstack([offsets, np.ones_like(offsets)])


def _flow(run: Run) -> np.ndarray:
    """(k, d + 1): the way that ever smaller steps would take from the start, e^(−Ht) of the error.

    It depends on data and start alone; a run whose steps are small stays near it.
    """
    best = theory.one_of_the_best(run.dataset)
    values, vectors = np.linalg.eigh(theory.hessian(run.dataset))
    parts = vectors.T @ (run.params[0] - best)
    rates = np.maximum(values, 0) / max(values[-1], 1e-300)
    with np.errstate(invalid="ignore"):
        shares = np.exp(-np.where(rates > 0, np.multiply.outer(FLOW, rates), 0.0))
    return best + (shares * parts) @ vectors.T
