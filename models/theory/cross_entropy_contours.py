"""Level curves of the binary cross-entropy over (w, b): solved for, not searched on a grid.

At a given w the loss is convex in b, with its lowest point in a valley m(w). A level curve is one
arc above that valley and one below it; they meet in tips, where the valley itself has the level.
A grid would show steps wherever the valley is narrower than its cells.
"""

import numpy as np

from models.datasets.dataset import Dataset
from models.theory.cross_entropy import optimum

COLUMNS = 65  # places at which the valley is measured, to find the tips and to start from
STEPS = 60  # at most; about eight are needed
CLOSE = 1e-9  # of the level: a thousandth of what a screen can show


class Columns:
    """The loss as a function of b at k values of w, side by side; all arrays are (k,)."""

    def __init__(self, dataset: Dataset, w: np.ndarray) -> None:
        self.x, self.y = dataset.x[:, 0], dataset.y
        self.sign = 1 - 2 * self.y
        self.slopes = np.multiply.outer(w, self.x)
        self.ones = float(self.y.mean())
        self.zeros = 1 - self.ones

    def loss(self, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """L(w, b), and what it is made of: (k, n), each observation's ∂L/∂z times n."""
        against = self.sign * (self.slopes + b[:, None])
        small = np.exp(-np.abs(against))
        loss = (np.maximum(against, 0) + np.log1p(small)).mean(axis=1)
        return loss, self.sign * np.where(against >= 0, 1, small) / (1 + small)

    def valley(self, guess: np.ndarray | None = None) -> np.ndarray:
        """m(w): where as many labels of 1 are expected as there are; both labels must occur."""
        odds = np.log(self.ones / self.zeros)
        low, high = odds - self.slopes.max(axis=1), odds - self.slopes.min(axis=1)
        b = (low + high) / 2 if guess is None else np.clip(guess, low, high)
        for _ in range(STEPS):
            errors = self.loss(b)[1]
            slope, curvature = errors.mean(axis=1), (np.abs(errors) * (1 - np.abs(errors))).mean(1)
            low, high = np.where(slope < 0, b, low), np.where(slope < 0, high, b)
            newton = b - slope / np.maximum(curvature, 1e-300)
            inside = (low <= newton) & (newton <= high)
            before, b = b, np.where(inside, newton, (low + high) / 2)
            if np.abs(b - before).max(initial=0) <= CLOSE:
                break
        return b

    def crossing(self, inside: np.ndarray, level: np.ndarray, side: int) -> np.ndarray:
        """The b above (side 1) or below (side −1) one `inside`, at which the loss is the level.

        Newton's method on the loss where it is too high, which on a convex curve never passes the
        goal, and on its logarithm where it is too low; halving where the loss is flat in between.
        """
        reached = self.loss(inside)[0] < level  # else it is a tip, up to rounding
        near, far = self._bracket(inside, level, side)
        b = near
        for _ in range(STEPS):
            loss, errors = self.loss(b)
            high = loss > level
            near, far = np.where(high, near, b), np.where(high, b, far)
            step = np.where(high, level - loss, loss * np.log(level / np.maximum(loss, 1e-300)))
            slope = side * errors.mean(axis=1)
            newton = b + side * step / np.maximum(slope, 1e-300)
            between = (np.minimum(near, far) <= newton) & (newton <= np.maximum(near, far))
            b = np.where(between, newton, (near + far) / 2)
            if (np.abs(step) <= CLOSE * level)[reached].all():
                break
        return np.where(reached, b, inside)

    def _bracket(
        self, inside: np.ndarray, level: np.ndarray, side: int
    ) -> tuple[np.ndarray, np.ndarray]:
        """A b on that side at which the loss is at most the level, and one at which it is more.

        Above the valley the loss is between what the worst of the labels 0 costs alone, and what
        is there plus as much for each of them; below it, the labels 1. It curves by at most ¼.
        """
        share, them = (self.zeros, self.y == 0) if side > 0 else (self.ones, self.y == 1)
        worst = (side * self.slopes[:, them]).max(axis=1)
        loss, errors = self.loss(inside)
        height, slope = np.maximum(level - loss, 1e-300), side * errors.mean(axis=1)
        curved = 4 * (np.sqrt(slope**2 + height / 2) - slope)  # slope·t + t²/8 = height
        near = np.maximum(_logit_that_costs(height / share) - worst, side * inside + curved)
        far = np.maximum(_logit_that_costs(level * len(self.y)) - worst, near)
        return side * near, side * far


def _logit_that_costs(loss: np.ndarray) -> np.ndarray:
    """z with log(1 + e^z) = loss."""
    return np.where(loss > 30, loss, np.log(np.expm1(np.minimum(loss, 30))))


def level_curves(
    dataset: Dataset, levels: np.ndarray, w_range: tuple[float, float], points: int = 48
) -> list[tuple[float, np.ndarray]]:
    """Arcs (points, 2) of (w, b) within a range of w, each with its level; levels must be above 0.

    Two arcs a level that is reached there, above and below the valley; where all labels are equal
    there is no valley, and one arc.
    """
    if dataset.y.min() == dataset.y.max():
        return _arcs_on_one_side(dataset, levels, w_range, points)
    levels, ends, known = _tips(dataset, levels, w_range)
    if not len(levels):
        return []
    # Close together near the tips, where the arcs turn round.
    share = (1 - np.cos(np.linspace(0, np.pi, points))) / 2
    w = ends[:, :1] + share * np.diff(ends)
    columns = Columns(dataset, w.ravel())
    valley = columns.valley(np.interp(w.ravel(), *known))
    return [arc for side in (1, -1) for arc in _arcs(columns, w, valley, levels, side)]


def _arcs(
    columns: Columns, w: np.ndarray, valley: np.ndarray, levels: np.ndarray, side: int
) -> list[tuple[float, np.ndarray]]:
    """For each level, with its row of w, the arc on one side of the valley."""
    b = columns.crossing(valley, np.repeat(levels, w.shape[1]), side).reshape(w.shape)
    return [(float(at), np.column_stack(arc)) for at, *arc in zip(levels, w, b, strict=True)]


def _arcs_on_one_side(
    dataset: Dataset, levels: np.ndarray, w_range: tuple[float, float], points: int
) -> list[tuple[float, np.ndarray]]:
    """The arcs of data whose labels are all equal; the loss falls for ever on one side of each."""
    w = np.tile(np.linspace(*w_range, points), (len(levels), 1))
    columns = Columns(dataset, w.ravel())
    half = np.log(np.repeat(levels, points) / 2)  # each observation's loss is at most e to this
    if columns.zeros:
        return _arcs(columns, w, half - columns.slopes.max(axis=1), levels, 1)
    return _arcs(columns, w, -half - columns.slopes.min(axis=1), levels, -1)


def _tips(
    dataset: Dataset, levels: np.ndarray, w_range: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """The levels that are reached within the range, (k, 2) from which w to which, and the valley.

    A tip's w solves g(w) = level for g(w) = L(w, m(w)), which is convex too and has the slope
    ∂L/∂w; where the range ends before, its end is the tip.
    """
    best = optimum(dataset)
    w = np.linspace(*w_range, COLUMNS)
    if best is not None and w_range[0] < best[0] < w_range[1]:
        w = np.sort(np.append(w, best[0]))
    columns = Columns(dataset, w)
    valley = columns.valley()
    floor = columns.loss(valley)[0]
    lowest = int(floor.argmin())
    levels = levels[levels > floor[lowest]]
    # A root of the height is nearly straight in w, so that a tip is well guessed between columns.
    root, wanted = np.sqrt(floor - floor[lowest]), np.sqrt(levels - floor[lowest])
    left = np.interp(wanted, root[lowest::-1], w[lowest::-1])
    right = np.interp(wanted, root[lowest:], w[lowest:])
    tips, level = np.concatenate([left, right]), np.tile(levels, 2)
    within = np.concatenate([wanted < root[0], wanted < root[-1]])
    for _ in range(3):
        columns = Columns(dataset, tips)
        loss, errors = columns.loss(columns.valley(np.interp(tips, w, valley)))
        slope = errors @ columns.x / dataset.n
        tips = np.clip(
            tips + np.where(within, (level - loss) / np.where(within, slope, 1), 0), *w_range
        )
    return levels, tips.reshape(2, -1).T, (w, valley)
