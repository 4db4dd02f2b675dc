"""All that least squares needs of data, read once: means, and the R of a QR of what is centred."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.datasets.dataset import Dataset
from models.memo import remembered

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

    @classmethod
    def of(cls, x: np.ndarray, y: np.ndarray, offsets: np.ndarray | None = None) -> Triangle:
        """That of x (n, d) and y (n,), by Householder's QR of blocks and of what is left of them.

        offsets: (d,), how far from 0 the features were before they were moved, if they were.
        """
        mean = x.mean(axis=0)
        columns = np.column_stack([x, y])
        columns[:, :-1] -= mean
        rest = columns[:, :-1].mean(axis=0)  # what the first mean left by its own rounding
        columns[:, :-1] -= rest
        y_mean = float(y.mean())
        columns[:, -1] -= y_mean
        r = upper(columns)
        r.setflags(write=False)
        away = np.abs(mean) if offsets is None else np.abs(mean) + offsets
        return cls(len(y), mean + rest, y_mean, r, away)

    def rmse(self, params: np.ndarray) -> np.ndarray:
        """(T,): √(1/n · Σ (ŷ − y)²) of each of the parameters (T, d + 1), in float64.

        As a norm, whose squares neither overflow nor vanish.
        """
        weights, bias = params[:, :-1], params[:, -1:]
        turned = weights @ self.r[:, :-1].T - self.r[:, -1]
        level = np.sqrt(self.n) * (weights @ self.mean[:, None] + bias - self.y_mean)
        residuals = np.hstack([turned, level])
        size = np.abs(residuals).max(axis=1, keepdims=True)
        size[size == 0] = 1
        root = np.sqrt(((residuals / size) ** 2).sum(axis=1))
        return np.asarray(size[:, 0] * root / np.sqrt(self.n))

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
        return np.append(weights, self._bias(weights))

    def _bias(self, weights: np.ndarray) -> float:
        """ȳ − x̄·w; exactly 0 where what is left of them is float64's own rounding."""
        bias = float(self.y_mean - self.mean @ weights)
        terms = abs(self.y_mean) + np.abs(self.mean) @ np.abs(weights)
        return bias if abs(bias) > 8 * np.finfo(np.float64).eps * terms else 0.0


@remembered
def triangle(dataset: Dataset) -> Triangle:
    """The data's."""
    return Triangle.of(dataset.x, dataset.y, dataset.offsets)


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
