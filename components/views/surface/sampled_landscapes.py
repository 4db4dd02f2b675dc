"""What lies under the path of any loss: level curves found by asking for its values, on rays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from components.views.panel import Blend
from components.views.surface.cross_entropy_landscapes import in_contours, of_rows
from components.views.surface.landscape import (
    VALLEY,
    Curve,
    Frame,
    Labels,
    Landscape,
    around,
    holding,
    label_points,
    ranges,
    standing,
    taken,
    twice,
)
from components.views.surface.levels import Level, levels
from components.views.surface.optimum import seen, worth_seeing
from models.run import Run
from models.theory.sampled import Sampled

KEYS = 6  # states, at most, at which curves are looked for; in between they are blended
RAYS = 90
DOUBLINGS, HALVINGS = 60, 22
FLAT = 1e-9  # of the loss of the best constant: a start that is no higher is at the lowest point
HERE = "{level} above the lowest loss here"


def of_one_feature(run: Run, also: Sequence[Run] = ()) -> Landscape:
    """That over w and b: its curves stand still."""
    objective, of = _sampled(run)
    best, floor = objective.minimum, objective.lowest
    near = holding(np.vstack([*seen(run, also), *([] if best is None else [best])]))
    if best is None:
        return standing(run, (twice(near), near), [], [], None, objective.name, VALLEY)
    start = run.params[:1]
    first = max(float(objective.loss(start)[0]), floor + FLAT * run.reference)
    edge = _rings(objective, best, [first])[0]
    whole = around(best, np.zeros(2), np.vstack([edge, start]))
    highest = float(objective.loss(_corners(whole)).max())
    shown = levels(floor, first, floor + 3 * (highest - floor))
    rings = _rings(objective, best, [level.loss for level in shown])
    return standing(run, (whole, near), shown, list(rings), best, objective.name, of)


def of_several(run: Run, plane: tuple[int, int]) -> Landscape:
    """That over two of many parameters, the others where they are at each step."""
    objective, of = _sampled(run)
    path, best = run.params[:, plane], objective.minimum
    goals = path[:0] if best is None else best[None, list(plane)]
    keys, weights = _keys(run)
    parts = [objective.in_plane(run.params[key], plane) for key in keys]
    lowest = weights @ np.array([part.found for part in parts])
    near = ranges(run, path, lowest, goals)
    floor = parts[0].lowest
    first = max(float(parts[0].loss(path[:1])[0]) - floor, FLAT * run.reference)
    edge = _rings(parts[0], parts[0].found, [floor + first])[0]
    whole = around(parts[0].found, np.zeros(2), np.vstack([edge, path[:1], goals]))
    highest = float(parts[0].loss(_corners(whole)).max()) - floor
    shown = levels(0.0, first, 3 * highest, "+")
    rings = np.stack(
        [_rings(part, part.found, [part.lowest + level.loss for level in shown]) for part in parts],
        axis=1,
    )
    return Landscape(
        whole,
        near,
        [Curve(level, *_blended(weights, ring)) for level, ring in zip(shown, rings, strict=True)],
        _labels(weights, shown, rings, whole, 0, path[:1]),
        _labels(weights, shown, rings, near, len(keys) // 2, taken(path, near)),
        lowest,
        goals[0] if len(goals) else None,
        objective.name,
        HERE,
        of,
    )


def _sampled(run: Run) -> tuple[Sampled, str]:
    """The run's loss on so many rows as a picture has time for, and what is said where that is
    not all of them."""
    data, objective = in_contours(run.dataset), run.objective
    assert isinstance(objective, Sampled)
    return replace(objective, dataset=data), of_rows(data.n, run.dataset.n)


def _rings(part: Sampled, inside: np.ndarray, heights: Sequence[float]) -> np.ndarray:
    """(levels, k, 2): where the loss has these values, on rays from a point inside, evenly as it
    bends there: closed curves, if it has one valley and no other."""
    values, vectors = np.linalg.eigh(part.curvature(inside))
    values = np.maximum(values, 1e-12 * values[-1] + 1e-300)
    angle = 2 * np.pi * np.arange(RAYS) / RAYS
    rays = np.column_stack([np.cos(angle), np.sin(angle)]) @ (vectors / np.sqrt(values)).T
    wanted = np.repeat(np.array(heights)[:, None], RAYS, axis=1)

    def below(radius: np.ndarray) -> np.ndarray:
        points = inside + radius[..., None] * rays
        return np.asarray(part.loss(points.reshape(-1, 2)).reshape(radius.shape) < wanted)

    near, far = np.zeros_like(wanted), np.full_like(wanted, 1e-3)
    for _ in range(DOUBLINGS):
        is_below = below(far)
        if not is_below.any():
            break
        near, far = np.where(is_below, far, near), np.where(is_below, 2 * far, far)
    for _ in range(HALVINGS):
        middle = (near + far) / 2
        is_below = below(middle)
        near, far = np.where(is_below, middle, near), np.where(is_below, far, middle)
    rings = inside + near[..., None] * rays
    return np.concatenate([rings, rings[:, :1]], axis=1)


def _keys(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """(K,): states that lie more densely at the beginning, where most happens; (T+1, K): of which
    of them each state is a blend."""
    last = worth_seeing(run) - 1
    keys = np.unique(np.geomspace(1, last + 1, KEYS).round().astype(int) - 1)
    at = np.minimum(np.arange(len(run)), last)
    weights = np.array([np.interp(at, keys, row) for row in np.eye(len(keys))]).T
    return keys, weights


def _blended(weights: np.ndarray, points: np.ndarray) -> tuple[Blend, Blend]:
    """x and y of points (K, k, 2), blended at each step."""
    return Blend(weights, points[..., 0]), Blend(weights, points[..., 1])


def _labels(
    weights: np.ndarray,
    shown: Sequence[Level],
    rings: np.ndarray,
    frame: Frame,
    key: int,
    kept: np.ndarray,
) -> Labels:
    """Where the levels' numbers stand in a frame: each goes with its curve."""
    at = label_points(shown, list(rings[:, key]), frame, kept)
    points = np.empty((rings.shape[1], len(shown), 2))
    for i, (point, ring) in enumerate(zip(at, rings, strict=True)):
        (same,) = np.nonzero((ring[key] == point).all(axis=1))
        points[:, i] = ring[:, same[0]] if len(same) else point
    return Labels(*_blended(weights, points))


def _corners(frame: Frame) -> np.ndarray:
    return np.array([[x, y] for x in frame[0] for y in frame[1]])
