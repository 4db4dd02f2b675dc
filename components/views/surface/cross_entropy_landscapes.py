"""What lies under the path of a classification: level curves of the binary cross-entropy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from components.views.panel import Blend
from components.views.surface.landscape import (
    AWAY,
    VALLEY,
    Curve,
    Frame,
    Labels,
    Landscape,
    around,
    first_loss,
    holding,
    label_points,
    ranges,
    standing,
    taken,
    twice,
)
from components.views.surface.levels import Level, levels
from components.views.surface.optimum import seen, worth_seeing
from models.datasets.dataset import Dataset
from models.run import Run
from models.sampling import by_chance
from models.theory import cross_entropy as theory
from models.theory.cross_entropy_contours import level_curves
from models.theory.cross_entropy_section import LogisticPlane

ARC_POINTS = 64
RAYS = 180
LABEL_AIR = 0.07  # of the frame: half a number's height, and some more
MOST_IN_CONTOURS = 1000  # rows
LOWER = 1e-9  # of the start's loss: what is not lower than by so much has the start as its lowest


def of_curve(run: Run, also: tuple[Run, ...] = ()) -> Landscape:
    """That over w and b of one feature: its curves stand still."""
    data, best = in_contours(run.dataset), theory.optimum(run.dataset)
    floor, start = theory.lowest_loss(run.dataset), run.params[0]
    goals = np.empty((0, 2)) if best is None else best[None]
    near = holding(np.vstack([*seen(run, also), goals]))
    first = first_loss(run, floor)

    def loss(points: np.ndarray) -> np.ndarray:
        return theory.loss_at(data, points[:, 0], points[:, 1])

    whole, note = twice(near), VALLEY
    if best is not None:
        edge = on_level(loss, best, theory.hessian(data, best), first)
        whole, note = around(best, np.zeros(2), np.vstack([edge, start])), ""
    highest = float(loss(_corners(whole)).max())
    shown = levels(floor, first, floor + 3 * (highest - floor))
    low, high = np.array([whole, near])[:, 0].T
    reach = min(low), max(high)
    span = reach[1] - reach[0]
    arcs = level_curves(
        data,
        np.array([level.loss for level in shown]),
        (reach[0] - span, reach[1] + span),
        ARC_POINTS,
    )
    rings, reached = [], []
    for level in shown:
        mine = [arc for at, arc in arcs if at == level.loss]
        if mine:
            reached.append(level)
            rings.append(_closed(mine, data, whole))
    note = "; ".join(part for part in (note, of_rows(data.n, run.dataset.n)) if part)
    return standing(run, (whole, near), reached, rings, best, "lowest loss", note)


def in_contours(dataset: Dataset) -> Dataset:
    """The rows of which the contours are: all of few, of many so many by chance."""
    if dataset.n <= MOST_IN_CONTOURS:
        return dataset
    rows = by_chance(dataset.n, MOST_IN_CONTOURS)
    return replace(dataset, x=dataset.x[rows], y=dataset.y[rows])


def of_rows(some: int, every: int) -> str:
    """What is said where the levels are not those of every row."""
    return f"levels of {some:,} of {every:,} rows" if some < every else ""


def _closed(arcs: list[np.ndarray], data: Dataset, whole: Frame) -> np.ndarray:
    """(k, 2): the arcs above and below the valley as one curve; of one arc, with its lower side."""
    if len(arcs) == 2:
        upper, lower = sorted(arcs, key=lambda arc: -arc[:, 1].mean())
        ring = np.vstack([upper, lower[::-1]])
    else:
        (arc,) = arcs
        far = AWAY * (whole[1][1] - whole[1][0]) * (1 if data.y[0] == 1 else -1)
        ring = np.vstack([arc, [arc[-1, 0], far], [arc[0, 0], far]])
    return np.vstack([ring, ring[:1]])


def of_classes(run: Run, plane: tuple[int, int]) -> Landscape:
    """That over two of many parameters: solved for at some steps, blended in between.

    Levels are heights above the lowest loss here, or, where there is no lowest point, losses.
    """
    data, path = run.dataset, run.params[:, plane]
    best = theory.optimum(data)
    best = None if best is None else best[list(plane)]
    goals = path[:0] if best is None else best[None]
    held = np.vstack([path[: worth_seeing(run)], goals])
    low, high = held.min(axis=0), held.max(axis=0)
    wide = np.where(high > low, high - low, np.maximum(np.abs(high), 1e-9))
    shape = LogisticPlane.of(data, run.params, plane)
    keys, is_found = shape.lowest((low - wide / 8, high + wide / 8))
    close = ((keys > low - wide / 2) & (keys < high + wide / 2)).all(axis=1)
    shown = keys[close] if is_found and close.any() else held
    near = ranges(run, path, np.clip(shown, low - wide / 2, high + wide / 2), goals)
    whole, note = twice(near), VALLEY
    floor = np.zeros(len(shape.keys))
    at_start = shape.at(0)
    first = float(at_start.loss(path[None, :1])[0, 0])
    if is_found:
        floor = shape.loss(keys[:, None])[:, 0]
        first = max(first - floor[0], LOWER * first)
        edge = on_level(
            lambda points: at_start.loss(points[None])[0],
            keys[0],
            at_start.curvature(keys[:1])[0],
            floor[0] + first,
        )
        reach = 2 * (edge.max(axis=0) - edge.min(axis=0))
        kept = np.clip(goals, edge.min(axis=0) - reach, edge.max(axis=0) + reach)
        whole, note = around(keys[0], np.zeros(2), np.vstack([edge, path[:1], kept])), ""
    highest = 3 * float((at_start.loss(_corners(whole)[None])[0] - floor[0]).max())
    rungs = levels(0.0, first, highest, "+" if is_found else "")
    low, high = np.array([whole, near]).transpose(2, 0, 1)
    heights = np.array([rung.loss for rung in rungs])
    curves = shape.contours((low.min(axis=0), high.max(axis=0)), heights, floor)

    def blended(points: np.ndarray) -> list[Blend]:
        return [Blend(shape.weights, points[..., axis]) for axis in (0, 1)]

    def labels(frame: Frame, key: int, clear: np.ndarray) -> Labels:
        kept = np.vstack([path[:1], keys[key : key + 1], clear])
        return Labels(*blended(_numbers_at(rungs, curves, frame, key, kept)))

    return Landscape(
        whole,
        near,
        [Curve(rung, *blended(curves[:, i])) for i, rung in enumerate(rungs)],
        labels(whole, 0, path[:0]),
        labels(near, len(shape.keys) // 2, taken(path, near)),
        LogisticPlane.lowest_of_each(data, run.params, plane, shape.weights @ keys)
        if is_found
        else None,
        best,
        "lowest loss",
        "{level} above the lowest loss here" if is_found else "loss {level}",
        "; ".join(part for part in (note, of_rows(len(shape.sign), data.n)) if part),
    )


def _numbers_at(
    rungs: Sequence[Level], curves: np.ndarray, frame: Frame, key: int, kept: np.ndarray
) -> np.ndarray:
    """(K, levels, 2): where the levels' numbers stand on the curves (K, levels, k, 2), chosen at
    one of the keys; far outside where a curve has gone."""
    rings = [curve[key] for curve in curves.swapaxes(0, 1)]
    size = np.ptp(np.array(frame), axis=1)
    staying = [
        _staying(curve, ring, frame)
        for curve, ring in zip(curves.swapaxes(0, 1), rings, strict=True)
    ]
    at = label_points(rungs, staying, frame, kept)
    points = np.empty((len(curves), len(rungs), 2))
    for i, (point, ring) in enumerate(zip(at, rings, strict=True)):
        (same,) = np.nonzero((ring == point).all(axis=1))
        points[:, i] = curves[:, i, same[0]] if len(same) else point
        gone = np.ptp(curves[:, i], axis=1).max(axis=1) == 0
        points[gone, i] = np.array(frame)[:, 0] - AWAY * size
    return points


def _staying(curve: np.ndarray, ring: np.ndarray, frame: Frame) -> np.ndarray:
    """(k, 2): of a ring those points of which all the curve's (keys, k, 2) are well in the frame.

    The others are far away; if there would be no point left, none is.
    """
    low, high = np.array(frame).T
    air = LABEL_AIR * (high - low)
    stays = ((curve > low + air) & (curve < high - air)).all(axis=(0, 2))
    return np.where(stays[:, None] | ~stays.any(), ring, low - AWAY * (high - low))


def on_level(
    loss: Callable[[np.ndarray], np.ndarray], inside: np.ndarray, bend: np.ndarray, level: float
) -> np.ndarray:
    """(RAYS, 2): where a convex loss has a level, on rays from a point inside, evenly as it bends.

    bend: (2, 2), its curvature there.
    """
    values, vectors = np.linalg.eigh(bend)
    values = np.maximum(values, 1e-12 * values[-1] + 1e-300)
    angle = 2 * np.pi * np.arange(RAYS) / RAYS
    circle = np.column_stack([np.cos(angle), np.sin(angle)])
    rays = circle @ (vectors / np.sqrt(values)).T
    near, far = np.zeros(RAYS), np.full(RAYS, 1e-3)
    for _ in range(60):
        below = loss(inside + far[:, None] * rays) < level
        if not below.any():
            break
        near, far = np.where(below, far, near), np.where(below, 2 * far, far)
    for _ in range(30):
        middle = (near + far) / 2
        below = loss(inside + middle[:, None] * rays) < level
        near, far = np.where(below, middle, near), np.where(below, far, middle)
    return inside + near[:, None] * rays


def _corners(frame: Frame) -> np.ndarray:
    return np.array([[x, y] for x in frame[0] for y in frame[1]])
