"""All that least squares needs of data, read once: means, and the R of a QR of what is centred."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.dataset import Dataset
from models.remembered import remembered

# Numbers that are factored at once. Of more, OpenBLAS makes work for several threads, which wait
# for each other: where others compute too, it takes ten times as long.
BLOCK = 8000


@dataclass(frozen=True, eq=False)
class Triangle:
    """n; x̄ (d,) and ȳ; R (d + 1, d + 1) of [x − x̄, y − ȳ], upper, so that RᵀR is their product.

    n·d numbers are d² now, and no digit is lost: R has the singular values of what it stands for,
    while a product has their squares. away: (d,), how far from 0 the features are, or were before
    they were standardised: they are rounded as numbers so far away are.
    """

    n: int
    mean: np.ndarray
    y_mean: float
    r: np.ndarray
    away: np.ndarray

    @property
    def design(self) -> np.ndarray:
        """(d + 1, d + 1): S, which has the SᵀS of the design matrix [x, 1]."""
        d = len(self.mean)
        root = np.sqrt(self.n)
        upper = np.column_stack([self.r[:d, :d], np.zeros(d)])
        return np.vstack([upper, root * np.append(self.mean, 1)])

    def unscaled(self, mean: np.ndarray, deviation: np.ndarray) -> Triangle:
        """That of the features x·deviation + mean, both (d,)."""
        size = np.append(deviation, 1)
        own = self.mean * deviation + mean
        return Triangle(self.n, own, self.y_mean, self.r * size, np.abs(own))

    @property
    def is_unique(self) -> bool:
        """Whether no feature is a sum of those before it, to float64's rounding, in any units.

        A number far from 0 is itself rounded, and carries that into every sum that it is part of;
        but a first feature is as it was brought.
        """
        d = len(self.mean)
        features, eps = self.r[:d, :d], np.finfo(np.float64).eps
        size, left = np.linalg.norm(features, axis=0), np.abs(np.diag(features))
        far = np.sqrt(self.n) * self.away
        for k in range(d):
            rounding = self.n * size[k]
            if left[k] <= eps * rounding:
                return False
            shares = np.abs(np.linalg.solve(features[:k, :k], features[:k, k]))
            rounding += shares @ far[:k] + far[k] * (k > 0)
            if left[k] <= eps * rounding:
                return False
        return True

    @property
    def rounding(self) -> float:
        """How small, relative to the largest, what the features vary by may be from rounding."""
        d = len(self.mean)
        wide = np.linalg.norm(self.r[:, :d], axis=0)
        far = float((self.away / np.where(wide > 0, wide, np.inf)).max())
        return float(np.finfo(np.float64).eps * (max(self.n, d) + np.sqrt(self.n) * far))

    def solution(self) -> np.ndarray:
        """(d + 1,): weights and bias of the lowest loss; of several, those nearest to 0."""
        d = len(self.mean)
        features, target = self.r[:d, :d], self.r[:d, d]
        if self.is_unique:
            weights = np.linalg.solve(features, target)
        else:
            size = np.linalg.norm(features, axis=0)
            size[size == 0] = 1
            weights = np.linalg.lstsq(features / size, target, rcond=self.rounding)[0] / size
        return np.append(weights, self.y_mean - self.mean @ weights)


@remembered
def triangle(dataset: Dataset) -> Triangle:
    """The data's, by Householder's QR of blocks of rows and then of what is left of them."""
    mean = dataset.x.mean(axis=0)
    columns = np.column_stack([dataset.x, dataset.y])
    columns[:, :-1] -= mean
    rest = columns[:, :-1].mean(axis=0)  # what the first mean left by its own rounding
    columns[:, :-1] -= rest
    y_mean = float(dataset.y.mean())
    columns[:, -1] -= y_mean
    r = upper(columns)
    r.setflags(write=False)
    away = np.abs(mean) if dataset.offsets is None else np.abs(mean) + dataset.offsets
    return Triangle(dataset.n, mean + rest, y_mean, r, away)


def upper(columns: np.ndarray) -> np.ndarray:
    """(k, k): R of the QR of (n, k); rows of zeros where n is smaller than k."""
    n, k = columns.shape
    rows = max(2 * k, BLOCK // k)
    whole = n // rows * rows
    if n > rows:
        blocks = np.asarray(np.linalg.qr(columns[:whole].reshape(-1, rows, k), mode="r"))
        return upper(np.vstack([blocks.reshape(-1, k), columns[whole:]]))
    r = np.asarray(np.linalg.qr(columns, mode="r"))
    return np.vstack([r, np.zeros((k - len(r), k))]) if len(r) < k else r
