"""Where descent on the mean squared error leads in the long run: the rate beside the critical one.

Along eigenvector i of the Hessian the error is multiplied by 1 − ηλᵢ each step. What decides is how
far 2 − ηλmax and ηλmin are above 0; both are known to a rounding only, and so is "exactly at".
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import numpy as np

from models.datasets.dataset import Dataset
from models.memo import remembered
from models.theory import least_squares
from models.theory.qr import triangle

EPS = float(np.finfo(np.float64).eps)
Standing = Literal["below", "at", "above"]


@dataclass(frozen=True)
class Outlook:
    """rate: η. critical: 2/λmax. standing: of the rate to it, where "at" is as near as rounding can
    tell. gain: 1 − max |1 − ηλ|, what of the error is lost at each step in the long run: below 0
    where it grows, and 0 at the critical rate. is_unique: there is one lowest point; else λ goes
    over those directions alone in which the loss curves.
    """

    rate: float
    critical: float
    standing: Standing
    gain: float
    is_unique: bool

    @property
    def halving(self) -> float:
        """In how many steps the error halves, or doubles where it grows; ∞ at the critical rate."""
        if self.gain == 0:
            return math.inf
        return abs(math.log(2) / math.log1p(-self.gain)) if self.gain < 1 else 0.0


def outlook(dataset: Dataset, rate: float, precision: str = "float64") -> Outlook:
    """That of a rate on these data, as training sees them."""
    values = curvatures(dataset)
    least, largest = float(values[0]), float(values[-1])
    over = rate * largest / 2 - 1
    gain = min(rate * least, 2 - rate * largest)
    standing: Standing = "below" if over < 0 else "above"
    if abs(over) <= rounding(dataset, precision):
        standing, gain = "at", 0.0
    return Outlook(rate, 2 / largest, standing, gain, least_squares.is_unique(dataset))


@remembered
def curvatures(dataset: Dataset) -> np.ndarray:
    """(k,): the Hessian's eigenvalues, ascending, without those that are 0 but for rounding."""
    values, tri = least_squares.eigenvalues(dataset), triangle(dataset)
    if least_squares.is_unique(dataset):
        return values
    # Of dependent features as many directions are flat as the features' own matrix has; scaled, it
    # shows them whatever the units.
    d = len(tri.mean)
    size = np.linalg.norm(tri.r[:d, :d], axis=0)
    lengths = np.linalg.svd(tri.r[:d, :d] / np.where(size > 0, size, 1), compute_uv=False)
    flat = int((lengths <= 4 * tri.rounding * lengths[0]).sum()) or 1
    kept = values[flat:]
    return kept[kept > 0]


def rounding(dataset: Dataset, precision: str = "float64") -> float:
    """How far λmax may be off, relative to it: in float64, or of the rate as it is trained with.

    Each reflection of the QR, and each number of the data, is rounded; standardised ones as
    numbers as far from 0 as they were. float32 also rounds the rate itself.
    """
    tri = triangle(dataset)
    away = 0.0 if dataset.offsets is None else float(dataset.offsets.max())
    allowance = EPS * (16 * math.sqrt(tri.n) * (len(tri.mean) + 1) + 8 * away)
    return allowance + (float(np.finfo(np.float32).eps) if precision == "float32" else 0.0)


def suggested(dataset: Dataset) -> float:
    """A rate that learns well: the best one, unless that is so near the critical that it swings."""
    values = curvatures(dataset)
    best = 2 / float(values[0] + values[-1])
    return modest(best, 2 / float(values[-1]))


def modest(best: float, critical: float) -> float:
    """A rate of two digits, not above the best one and clear of the critical one."""
    return rounded_down(min(best, 0.95 * critical) * (1 + 1e-9), 2)  # 0.5 − 1e−16 is 0.5


def rounded_down(value: float, digits: int) -> float:
    """The largest number of so many digits that is not above this positive one."""
    return _rounded(value, digits, math.floor)


def rounded_up(value: float, digits: int) -> float:
    """The smallest number of so many digits that is not below this positive one."""
    return _rounded(value, digits, math.ceil)


def _rounded(value: float, digits: int, whole: Callable[[Decimal], int]) -> float:
    exact = Decimal(value)
    unit = Decimal(10) ** (exact.adjusted() - digits + 1)
    return float(whole(exact / unit) * unit)
