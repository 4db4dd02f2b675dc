"""A quadratic loss over two parameters: a bowl, whose level curves are ellipses of one shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BEGIN = 64  # points, evenly round an ellipse, from which on it is drawn more finely
CLOSE = 1 / 1500  # of a frame: so near to the ellipse its chords are, where they are seen
MOST_HALVINGS = 40
MOST_POINTS = 2000

Box = tuple[np.ndarray, np.ndarray]  # (2,) and (2,): the lower and the upper ends


@dataclass(frozen=True, eq=False)
class Bowl:
    """Its height above the lowest point is |M⁻¹·away|², so far away from that.

    shape: (2, 2), M, lower triangular. The curve at height h is √h · M·(cos φ, sin φ).
    """

    shape: np.ndarray

    def height(self, away: np.ndarray) -> np.ndarray:
        """(…): how high the loss is above its lowest, so far away (…, 2)."""
        (a, _), (c, d) = self.shape
        first = away[..., 0] / a
        return first**2 + ((away[..., 1] - c * first) / d) ** 2

    def extent(self, height: float) -> np.ndarray:
        """(2,): how far the curve at this height reaches from its centre along either axis."""
        return np.sqrt(height) * np.linalg.norm(self.shape, axis=1)

    def curve(self, height: float, boxes: list[Box]) -> np.ndarray:
        """(k, 2): the closed curve at this height, about (0, 0), the first point again at its end.

        Smooth wherever it passes one of the boxes, however little of it that is.
        """
        axes = np.sqrt(height) * self.shape.T
        sizes = [high - low for low, high in boxes]

        def at(angles: np.ndarray) -> np.ndarray:
            return np.column_stack([np.cos(angles), np.sin(angles)]) @ axes

        angles = np.linspace(0, 2 * np.pi, BEGIN + 1)
        for _ in range(MOST_HALVINGS):
            ends, halves = at(angles), (angles[:-1] + angles[1:]) / 2
            middles = at(halves)
            off = np.abs(middles - (ends[:-1] + ends[1:]) / 2)
            corners = np.stack([ends[:-1], ends[1:], middles])
            least, most = corners.min(axis=0), corners.max(axis=0)
            coarse = np.zeros(len(halves), dtype=bool)
            for (low, high), size in zip(boxes, sizes, strict=True):
                passes = ((least < high + size / 4) & (most > low - size / 4)).all(axis=1)
                coarse |= passes & (off > CLOSE * size).any(axis=1)
            if not coarse.any() or len(angles) > MOST_POINTS:
                break
            angles = np.sort(np.append(angles, halves[coarse]))
        curve = at(angles)
        curve[-1] = curve[0]
        return curve
