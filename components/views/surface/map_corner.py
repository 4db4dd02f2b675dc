"""Where the small map of the whole lies in the path's own frame: in the corner with least of it."""

from __future__ import annotations

import numpy as np

MAP_SIZE, MAP_EDGE = (0.24, 0.3), 0.012  # of the map and around it, in shares of the picture
COVERED = (8, 7)  # points across and down of what the map covers

Shares = tuple[list[float], list[float]]


def corner(shares: np.ndarray) -> Shares:
    """The corner in which the path, (k, 2) in shares of the frame, has been least: its two ranges.

    Where the path has been in none of them, the upper left one.
    """
    ends = [([1 - size - MAP_EDGE, 1 - MAP_EDGE], [MAP_EDGE, MAP_EDGE + size]) for size in MAP_SIZE]
    corners = [(x, y) for y in ends[1] for x in ends[0]]

    def seen_in(one: Shares) -> int:
        (a, b), (c, d) = one
        inside = (a <= shares[:, 0]) & (shares[:, 0] <= b) & (c <= shares[:, 1])
        return int((inside & (shares[:, 1] <= d)).sum())

    return min(corners, key=seen_in)


def covered(place: Shares) -> np.ndarray:
    """(k, 2): points all over the map's place, its edges included, in shares of the frame."""
    x, y = (
        np.linspace(max(low - MAP_EDGE, 0), min(high + MAP_EDGE, 1), count)
        for (low, high), count in zip(place, COVERED, strict=True)
    )
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
