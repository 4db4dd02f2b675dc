"""The loss over two of many parameters, the others where they are: a bowl that only moves.

L(θ) = L* + ‖S(θ − θ*)‖²/n, where SᵀS = XᵀX. With all but θᵢ and θⱼ held, this is a quadratic of
those two. Its curvature is the block of the Hessian H that belongs to them, the same wherever the
others are, while its lowest point moves with them, linearly. So its contours keep their shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.datasets.dataset import Dataset
from models.theory import least_squares
from models.theory.bowl import Bowl
from models.theory.qr import triangle

PLANE = (0, 1)  # the parameters that a loss of several is shown over, where none are chosen
FLAT = 1e-12  # relative: below it the bowl is a valley without a lowest point


@dataclass(frozen=True, eq=False)
class Plane:
    """first and second: the indices of θᵢ and θⱼ. S and θ* as above, L* its loss.

    q (d + 1, 2) and t (2, 2), upper: the QR of the two columns of S, the second one first. flat:
    how large, relative to the column, what is left of the first one may be from rounding.
    """

    first: int
    second: int
    n: int
    design: np.ndarray
    best: np.ndarray
    floor: float
    q: np.ndarray
    t: np.ndarray
    flat: float = FLAT

    @classmethod
    def of(cls, dataset: Dataset, first: int, second: int) -> Plane:
        """The plane of these two parameters of a data set."""
        design = triangle(dataset).design
        q, t = np.linalg.qr(design[:, [second, first]])
        best, floor = (
            least_squares.one_of_the_best(dataset),
            least_squares.least_squares_loss(dataset),
        )
        flat = max(FLAT, 4 * triangle(dataset).rounding)  # two columns, and the mean of each
        return cls(first, second, dataset.n, design, best, floor, q, t, flat)

    @property
    def is_valley(self) -> bool:
        """Whether the two parameters can make up for each other: no lowest point, but a line."""
        return bool(abs(self.t[1, 1]) <= self.flat * np.linalg.norm(self.t[:, 1]))

    def _others(self, params: np.ndarray) -> np.ndarray:
        """(T, d + 1): S(θ − θ*) with the two parameters at θ*."""
        away = params - self.best
        away[:, [self.first, self.second]] = 0
        return away @ self.design.T

    def lowest(self, params: np.ndarray) -> np.ndarray:
        """(T, 2): where in the plane the loss is lowest, at each of the params (T, d + 1).

        Of a valley's line, the point that the first parameter has come to.
        """
        along = self._others(params) @ self.q
        if self.is_valley:
            u = params[:, self.first] - self.best[self.first]
        else:
            u = -along[:, 1] / self.t[1, 1]
        v = -(along[:, 0] + self.t[0, 1] * u) / self.t[0, 0]
        return np.column_stack([u, v]) + self.best[[self.first, self.second]]

    def lowest_loss(self, params: np.ndarray) -> np.ndarray:
        """(T,): the loss there."""
        at = params.copy()
        at[:, [self.first, self.second]] = self.lowest(params)
        return self.floor + (((at - self.best) @ self.design.T) ** 2).sum(axis=1) / self.n

    @property
    def bowl(self) -> Bowl:
        """The loss over the two parameters about its lowest point; a valley is cut off far away."""
        (one, slant), (_, other) = self.t
        steep = max(abs(other), FLAT * np.linalg.norm(self.t[:, 1])) * np.sign(other or 1.0)
        root = np.sqrt(self.n)
        return Bowl(root * np.array([[1 / steep, 0.0], [-slant / (one * steep), 1 / one]]))
