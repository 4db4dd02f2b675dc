"""Which levels of the loss are drawn, how they are written, and where on their curves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from components.style import MINUS, number

MOST, MOST_HIGHER = 14, 4  # levels, and of these above the first loss
DEEPEST = 1e-7  # of the first loss's height: what is lower is not told apart in any picture
FINE = 1e-2  # of it: so far down there are two levels a decade, further down one
NEAR = 1.7  # times: a level that is so close to the first loss gives it its place
MOST_DIGITS = 5  # that a level is written with

# A picture on a small screen, in pixels; on a larger one both it and its letters are larger.
WIDTH, HEIGHT = 420, 250
LETTER, LINE = 7.0, 15.0
# Times as much of the smallest pictures is taken by a text: of three beside each other inside a
# step, and, across, of one on a phone. There, too, no text lies over another or over an edge.
IN_SMALLEST = np.array([3.1, 1.8])
ENOUGH = 26.0  # pixels: more room than this is as good as this
SPOT = 8.0  # pixels that are kept free to each side of a point that no text may cover
LEAST = 5.0  # pixels: between a label and another curve; with less it is left out
CANDIDATES, OBSTACLES = 24, 48  # points of a curve that are tried, and kept clear of


@dataclass(frozen=True)
class Level:
    """A loss, and how it is written."""

    loss: float
    text: str


def levels(floor: float, first: float, highest: float, sign: str = "") -> list[Level]:
    """The first loss and round ones, from the highest down towards the floor, which is no level.

    Round in the digits that tell them from the floor: 100, 10, 1 above 0, but 2900, 2870 above
    2859. sign: what is written before each.
    """
    height = first - floor
    found = [(first, number(first))]
    for power in range(_power(highest - floor), _power(height * DEEPEST) - 1, -1):
        unit = 10.0**power
        for times in (3, 1):
            if times == 3 and times * unit < FINE * height:
                continue
            level = round(floor / unit + times) * unit
            above = level - floor
            is_first = height / NEAR < above < height * NEAR
            if is_first or not 0 < above <= highest - floor or level > 10**MOST_DIGITS * unit:
                continue
            found.append((level, _written(level, unit)))
    higher = sorted(pair for pair in found if pair[0] > first)[:MOST_HIGHER]
    lower = sorted((pair for pair in found if pair[0] <= first), reverse=True)
    shown = [*higher[::-1], *lower][:MOST]
    return [Level(level, sign + text) for level, text in shown]


def _power(value: float) -> int:
    return int(np.floor(np.log10(max(value, 1e-300))))


def _written(level: float, unit: float) -> str:
    """The level in its digits, the last of which counts units."""
    if 1e-3 <= level < 1e5:
        return f"{level:.{max(0, -_power(unit * 1.5))}f}"
    mantissa, exponent = f"{level:.{max(0, _power(level * 1.01) - _power(unit * 1.5))}e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", MINUS)


def places(
    curves: list[np.ndarray], texts: list[str], taken: np.ndarray, moved: np.ndarray
) -> list[int | None]:
    """Of each curve (k, 2) the point at which its text stands; None where there is no room.

    In shares of the picture, from its lower left corner. There is room where other curves are far
    away, no other text is, and no edge, also in the smallest picture. taken: (m, 2), points that no
    text may cover. moved: (2,), how far all will have gone in the end, when the texts are best
    still in the picture.
    """
    lines = tuple(curve.tobytes() for curve in curves)
    return list(_places(lines, tuple(texts), taken.tobytes(), moved.tobytes()))


@lru_cache(maxsize=64)
def _places(
    lines: tuple[bytes, ...], texts: tuple[str, ...], covered: bytes, going: bytes
) -> tuple[int | None, ...]:
    """The same of arrays as bytes, remembered: the whole bowl's are those of the rate before."""
    curves = [np.frombuffer(line).reshape(-1, 2) for line in lines]
    taken, moved = np.frombuffer(covered).reshape(-1, 2), np.frombuffer(going)
    size = np.array([WIDTH, HEIGHT])
    halves = [np.array([len(text) * LETTER / 2 + 3, LINE / 2]) for text in texts]
    edges = [half * IN_SMALLEST for half in halves]
    pixels = [curve * size for curve in curves]
    inside = [
        np.flatnonzero(((edge < curve) & (curve < size - edge)).all(axis=1))
        for curve, edge in zip(pixels, edges, strict=True)
    ]
    tried = [_some(kept, curve, CANDIDATES) for kept, curve in zip(inside, pixels, strict=True)]
    clear = [curve[_some(_shown(curve, size), curve, OBSTACLES)] for curve in pixels]
    chosen: list[int | None] = [None] * len(curves)
    spots = taken * size
    held: list[tuple[np.ndarray, np.ndarray]] = []
    for i in _by_size(pixels, size):
        if not len(tried[i]):
            continue
        others = np.vstack([clear[j] for j in range(len(curves)) if j != i] or [np.empty((0, 2))])
        at = pixels[i][tried[i]]
        room = np.full(len(at), ENOUGH)
        if len(others):
            gaps = np.abs(at[:, None] - others) - halves[i]
            room = np.minimum(room, np.linalg.norm(np.maximum(gaps, 0), axis=2).min(axis=1))
        apart = (np.abs(at[:, None] - spots) - SPOT - halves[i]).max(axis=2)
        room = np.where(apart.min(axis=1, initial=ENOUGH) < 2, -1, room)
        for middle, half in held:
            apart = (np.abs(at - middle) - IN_SMALLEST * (half + halves[i])).max(axis=1)
            room = np.where(apart < 2, -1, room)
        then = at + moved * size
        stays = ((edges[i] < then) & (then < size - edges[i])).all(axis=1)
        best = int(np.argmax(room + 6 * at[:, 1] / HEIGHT + ENOUGH * (stays & (room >= LEAST))))
        if room[best] >= LEAST:
            chosen[i] = int(tried[i][best])
            held.append((at[best], halves[i]))
    return tuple(chosen)


def _by_size(pixels: list[np.ndarray], size: np.ndarray) -> list[int]:
    """The curves from the one that is seen most of, which has the most room, to the smallest."""
    seen = [np.ptp(curve.clip(0, size), axis=0).max() for curve in pixels]
    return sorted(range(len(pixels)), key=lambda i: -seen[i])


def _shown(curve: np.ndarray, size: np.ndarray) -> np.ndarray:
    return np.flatnonzero(((curve >= 0) & (curve <= size)).all(axis=1))


def _some(kept: np.ndarray, curve: np.ndarray, most: int) -> np.ndarray:
    """So many of the kept points, evenly along the curve."""
    if len(kept) <= most:
        return kept
    way = np.append(0, np.cumsum(np.abs(np.diff(curve[kept], axis=0)).sum(axis=1)))
    wanted = np.linspace(0, way[-1], most)
    return kept[np.unique(np.searchsorted(way, wanted).clip(0, len(kept) - 1))]
