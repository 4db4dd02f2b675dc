"""The binary cross-entropy over two of many parameters, the others where they are at each step.

Its shape changes with the others, so level curves are solved for at a few of a run's states, and
blended in between: of a curve about its lowest point, each point moves along as these do. As the
loss is convex, each level curve is met once by every ray from a point inside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from models.datasets.dataset import Dataset
from models.sampling import by_chance
from models.theory.qr import triangle

KEYS = 14  # states, at most, at which curves are solved for
CLOSE = 0.01  # logits (RMS): states whose other parameters differ by less share their curves
MOST_ROWS = 600  # of more, so many by chance say how the loss lies in a picture
ANGLES = 60
RADII = 10  # at which the loss along a ray is measured, before one step of Newton's method
NEWTON_STEPS, HALVINGS = 40, 8
POLISHING = 4  # steps of Newton's method from a blend, which is near the lowest point
MOST_STATES = 300  # at which the lowest point is solved for

Box = tuple[np.ndarray, np.ndarray]  # (2,) and (2,): the lower and the upper ends


@dataclass(frozen=True, eq=False)
class LogisticPlane:
    """keys: (K,), which states; weights (T+1, K): of which keys each state is a blend.

    columns: (n, 2), what the plane's two parameters are multiplied by, others: (K, n), the logits
    of the other parameters at the keys, sign: (n,), 1 for the label 0 and −1 for 1. rows: of how
    many they are n, by chance.
    """

    keys: np.ndarray
    weights: np.ndarray
    columns: np.ndarray
    others: np.ndarray
    sign: np.ndarray
    rows: int

    @classmethod
    def of(cls, dataset: Dataset, params: np.ndarray, plane: tuple[int, int]) -> LogisticPlane:
        """The plane of these two parameters, for a run's params (T+1, d + 1)."""
        held = params.copy()
        held[:, list(plane)] = 0
        keys, weights = _blend(held @ triangle(dataset).design.T / np.sqrt(dataset.n))
        return cls._at(dataset, held, plane, keys, weights)

    @classmethod
    def _at(
        cls,
        dataset: Dataset,
        held: np.ndarray,
        plane: tuple[int, int],
        keys: np.ndarray,
        weights: np.ndarray,
    ) -> LogisticPlane:
        """held: (T+1, d + 1), the run's parameters, with 0 for the plane's two."""
        some = by_chance(dataset.n, MOST_ROWS)
        design = np.column_stack([dataset.x[some], np.ones(len(some))])
        sign = 1 - 2 * dataset.y[some]
        return cls(keys, weights, design[:, list(plane)], held[keys] @ design.T, sign, dataset.n)

    def loss(self, points: np.ndarray) -> np.ndarray:
        """(K, m): the loss at points (K, m, 2) of the plane, at each key."""
        return self._loss(self._against(points))[0]

    @staticmethod
    def _loss(against: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(K, m): the loss, and (K, m, n): ŷ or 1 − ŷ, what each label is missed by."""
        small = np.exp(-np.abs(against))
        loss = (np.maximum(against, 0) + np.log1p(small)).mean(axis=-1)
        return loss, np.where(against >= 0, 1, small) / (1 + small)

    def _against(self, points: np.ndarray) -> np.ndarray:
        """(K, m, n): how far each logit is on the wrong side of 0."""
        return self.sign * (points @ self.columns.T + self.others[:, None])

    def _slope(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(K, m, 2) and (K, m, 2, 2): gradient and Hessian."""
        share, n = self._loss(self._against(points))[1], len(self.sign)
        bend = (share * (1 - share))[..., None] * self.columns
        return (self.sign * share) @ self.columns / n, np.swapaxes(bend, -1, -2) @ self.columns / n

    def lowest(self, box: Box) -> tuple[np.ndarray, bool]:
        """(K, 2): where the loss is lowest at each key, and whether all of these were found.

        Looked for from the middle of the box, up to ten times its size away.
        """
        low, high = box
        size = high - low
        at = np.broadcast_to((low + high) / 2, (len(self.keys), 2))[:, None]
        found = np.zeros(len(self.keys), dtype=bool)
        for _ in range(NEWTON_STEPS):
            slope, bend = self._slope(at)
            even = bend * np.multiply.outer(size, size)  # in units of the box
            flat = 1e-14 * np.trace(even, axis1=-2, axis2=-1) + 1e-300
            flat = flat + 1e-9 * np.abs(slope * size).max(axis=-1)  # where nothing curves
            even = even + flat[..., None, None] * np.eye(2)
            step = np.linalg.solve(even, (slope * size)[..., None])[..., 0]
            step *= np.minimum(1, 2 / np.maximum(np.abs(step).max(-1, keepdims=True), 1e-300))
            found = np.abs(step).max(axis=(1, 2)) < 1e-6
            here, length = self.loss(at), np.ones((len(self.keys), 1))
            for _ in range(HALVINGS):
                worse = self.loss(at - length[..., None] * step * size) > here * (1 + 1e-12)
                if not worse.any():
                    break
                length = np.where(worse, length / 2, length)
            at = np.clip(at - length[..., None] * step * size, low - 10 * size, high + 10 * size)
            if found.all():
                break
        return at[:, 0], bool(found.all())

    @classmethod
    def lowest_of_each(
        cls, dataset: Dataset, params: np.ndarray, plane: tuple[int, int], near: np.ndarray
    ) -> np.ndarray:
        """(T+1, 2): where the loss is lowest at each state, from points near it (T+1, 2).

        Of a long run solved for at so many states, and in between on the way from one to the next.
        """
        states = _some_states(len(params))
        held = params.copy()
        held[:, list(plane)] = 0
        each = cls._at(dataset, held, plane, states, np.empty((0, 0)))
        at = near[states][:, None]
        for _ in range(POLISHING):
            slope, bend = each._slope(at)
            with np.errstate(all="ignore"):
                step = np.linalg.pinv(bend, hermitian=True) @ slope[..., None]
            moved = at - step[..., 0]
            better = each.loss(moved) <= each.loss(at)
            at = np.where(better[..., None], moved, at)
        steps = np.arange(len(params))
        return np.column_stack([np.interp(steps, states, at[:, 0, i]) for i in (0, 1)])

    def centres(self, box: Box) -> np.ndarray:
        """(K, 2): where in the box the loss is lowest."""
        low, high = box
        lowest, _ = self.lowest(box)
        outside = np.any((lowest < low) | (lowest > high), axis=1)
        if not outside.any():
            return lowest
        edges = np.stack([self._on_edge(box, axis, end) for axis in (0, 1) for end in box], axis=1)
        best = edges[np.arange(len(edges)), self.loss(edges).argmin(axis=1)]
        return np.where(outside[:, None], best, lowest)

    def _on_edge(self, box: Box, fixed: int, end: np.ndarray) -> np.ndarray:
        """(K, 2): the lowest point of one edge of the box, by halving."""
        moving = 1 - fixed
        low = np.full(len(self.keys), box[0][moving])
        high = np.full(len(self.keys), box[1][moving])
        at = np.empty((len(self.keys), 1, 2))
        at[..., fixed] = end[fixed]
        for _ in range(24):
            at[..., moving] = ((low + high) / 2)[:, None]
            rises = self._slope(at)[0][:, 0, moving] > 0
            low, high = (
                np.where(rises, low, at[:, 0, moving]),
                np.where(rises, at[:, 0, moving], high),
            )
        return at[:, 0]

    def at(self, key: int) -> LogisticPlane:
        """The plane at one of the keys alone."""
        one = slice(key, key + 1)
        return replace(self, keys=self.keys[one], others=self.others[one])

    def curvature(self, points: np.ndarray) -> np.ndarray:
        """(K, 2, 2): the Hessian at a point (K, 2) for each key."""
        return self._slope(points[:, None])[1][:, 0]

    def contours(self, box: Box, heights: np.ndarray, floor: np.ndarray) -> np.ndarray:
        """(K, levels, ANGLES + 1, 2): closed curves about the lowest point within the box.

        heights: (levels,), how far above the floor (K,), a loss for each key, they are. Where a
        level is reached beyond three times the box only, its curve ends there; where it is reached
        nowhere in the box, it is a point.
        """
        low, high = box
        centre = self.centres(box)[:, None]
        lowest = self.loss(centre)
        above = np.maximum(heights - (lowest - floor[:, None]), 0)  # (K, levels)
        rays = self._rays(centre, high - low)
        away = np.where(rays > 0, 2 * high - low - centre, 2 * low - high - centre)
        with np.errstate(divide="ignore", invalid="ignore"):
            furthest = np.nanmin(np.where(rays == 0, np.inf, away / rays), axis=-1)  # (K, A)
        radii = self._radii(centre, lowest, rays, furthest, above)  # (K, levels, A)
        curves = centre[:, None] + radii[..., None] * rays[:, None]
        return np.concatenate([curves, curves[:, :, :1]], axis=2)

    def _rays(self, centre: np.ndarray, size: np.ndarray) -> np.ndarray:
        """(K, ANGLES, 2): directions that are evenly spread on the ellipse of the curvature."""
        bend = self._slope(centre)[1][:, 0] * np.multiply.outer(size, size)
        values, vectors = np.linalg.eigh(bend)
        values = np.maximum(values, 1e-6 * values[:, 1:] + 1e-300)
        root = (vectors / np.sqrt(values[:, None])) @ np.swapaxes(vectors, -1, -2)
        root /= np.linalg.norm(root, axis=(1, 2), keepdims=True)
        angle = 2 * np.pi * np.arange(ANGLES) / ANGLES
        circle = np.column_stack([np.cos(angle), np.sin(angle)])
        return circle @ root * size

    def _radii(
        self,
        centre: np.ndarray,
        floor: np.ndarray,
        rays: np.ndarray,
        furthest: np.ndarray,
        heights: np.ndarray,
    ) -> np.ndarray:
        """(K, levels, ANGLES): how far along each ray each height (K, levels) is reached."""
        shares = (np.arange(RADII + 1) / RADII) ** 1.5
        measured = np.empty((*furthest.shape, RADII + 1))
        for k, share in enumerate(shares):
            at = centre + (share * furthest)[..., None] * rays
            measured[..., k] = np.maximum(self.loss(at) - floor, 0)
        # A root of the height is nearly straight along a ray.
        root = np.maximum.accumulate(np.sqrt(measured), axis=-1)[:, None]
        wanted = np.sqrt(heights)[:, :, None, None]
        upper = np.clip((root < wanted).sum(axis=-1), 1, RADII)
        roots = np.broadcast_to(root, (*upper.shape, RADII + 1))
        ends = [np.take_along_axis(roots, (upper + i)[..., None], -1)[..., 0] for i in (-1, 0)]
        span = np.maximum(ends[1] - ends[0], 1e-300)
        between = np.clip((wanted[..., 0] - ends[0]) / span, 0, 1)
        share = shares[upper - 1] + between * (shares[upper] - shares[upper - 1])
        radii = share * furthest[:, None]
        for i in range(heights.shape[1]):  # one step of Newton's method
            loss, share = self._loss(self._against(centre + radii[:, i, :, None] * rays))
            slope = ((self.sign * share) @ self.columns / len(self.sign) * rays).sum(axis=-1)
            miss = loss - floor - heights[:, i : i + 1]
            corrected = radii[:, i] - miss / np.where(slope > 0, slope, np.inf)
            low, high = (shares[upper[:, i] + j] * furthest for j in (-1, 0))
            radii[:, i] = np.clip(corrected, low, high)
        return np.where(heights[..., None] > 0, radii, 0)


def _some_states(count: int) -> np.ndarray:
    """Of so many states all, or some: closer together at the beginning, where steps are long."""
    if count <= MOST_STATES:
        return np.arange(count)
    evenly = np.linspace(0, count - 1, MOST_STATES // 2)
    at_first = np.geomspace(1, count - 1, MOST_STATES // 2)
    return np.unique(np.round(np.concatenate([evenly, at_first])).astype(int))


def _blend(states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Which of the states (T+1, k) are keys, and (T+1, K): each state as a blend of two of them.

    The keys are those that are furthest from all keys before; a state lies at, or near, the line
    between the two that come nearest to it.
    """
    keys = [0]
    distance = np.linalg.norm(states - states[0], axis=1)
    while len(keys) < KEYS and distance.max() > CLOSE:
        keys.append(int(distance.argmax()))
        distance = np.minimum(distance, np.linalg.norm(states - states[keys[-1]], axis=1))
    at = states[keys]
    weights = np.zeros((len(states), len(keys)))
    for t, state in enumerate(states):
        one = int(np.linalg.norm(at - state, axis=1).argmin())
        towards = at - at[one]
        length = np.maximum((towards**2).sum(axis=1), 1e-300)
        share = np.clip(towards @ (state - at[one]) / length, 0, 1)
        other = int(np.linalg.norm(at[one] + share[:, None] * towards - state, axis=1).argmin())
        weights[t, other] += share[other]
        weights[t, one] += 1 - share[other]
    return np.array(keys), weights
