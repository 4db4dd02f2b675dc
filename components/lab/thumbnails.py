"""Small pictures of data sets, for the gallery: a fair sample of the points, and what fits best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models import theory
from models.datasets import DATASETS, load
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from models.sampling import fair_sample

WIDTH, HEIGHT = 96, 64  # of the box that a picture is drawn in
MARGIN = 6  # that its points keep from the edge of the box
MOST_POINTS = 60
BENDS = 24  # of the best fit, where it is a curve

# What stands for data that nobody has yet: a sheet with an arrow into it; and for those that are
# drawn, beside them, a pencil.
FILE = "M34 10h20l10 10v34h-30zM54 10v10h10M49 26v18M42 37l7 7 7-7"
PENCIL = "M70 50l3-10 14-14 7 7-14 14zM83 30l7 7"


@dataclass(frozen=True)
class Thumbnail:
    """What is drawn: paths as SVG writes them, in a box of WIDTH × HEIGHT.

    points: one for each class, where there are classes, each point a line of no length. fit: what
    least squares predicts, or "". sign: what says whose the data are, or "".
    """

    points: tuple[str, ...] = ()
    fit: str = ""
    sign: str = ""


def thumbnail(name: str) -> Thumbnail:
    """The data of that name, as whoever chooses them first finds them."""
    kind = DATASETS[name]
    if kind.needs_file:
        return Thumbnail(sign=FILE)
    return of(
        load(Experiment(dataset=name)), kind.task, PENCIL if "points" in kind.settings else ""
    )


def of(dataset: Dataset, task: str, sign: str = "") -> Thumbnail:
    """The picture that the lab shows of them: y over x, or over the powers of x; what is predicted
    over what was seen, where there are several features; the plane of the first two, of classes."""
    rows = fair_sample(dataset, MOST_POINTS)
    if task == "classification":
        up = dataset.x[:, 1] if dataset.x.shape[1] > 1 else dataset.y
        placed = _placed(dataset.x[:, 0], up)
        labels = dataset.y[rows]
        return Thumbnail(tuple(_dots(placed[rows][labels == label]) for label in (0, 1)), "", sign)
    predicted = dataset.design @ theory.one_of_the_best(dataset)
    if dataset.x.shape[1] > 1 and not dataset.powers_of:
        across, up, fit = dataset.y, predicted, dataset.y
    else:
        across, up, fit = dataset.x[:, 0], dataset.y, predicted
    curve = np.argsort(across)
    bends = BENDS if dataset.powers_of else 2
    curve = curve[np.linspace(0, len(curve) - 1, bends).round().astype(int)]
    return Thumbnail(
        (_dots(_placed(across, up)[rows]),), _line(_placed(across, up, fit)[curve]), sign
    )


def _placed(across: np.ndarray, up: np.ndarray, also: np.ndarray | None = None) -> np.ndarray:
    """(n, 2): pixels of the points in the box; also: of these heights instead, in their frame."""
    columns = ((across, across, WIDTH), (up, up if also is None else also, HEIGHT))
    pixels = []
    for frame, values, size in columns:
        span = np.ptp(frame) or 1.0
        pixels.append(MARGIN + (values - frame.min()) / span * (size - 2 * MARGIN))
    return np.column_stack([pixels[0], HEIGHT - pixels[1]]).round().astype(int)


def _dots(pixels: np.ndarray) -> str:
    """Each pixel once, however many points lie there."""
    return "".join(f"M{x} {y}h0" for x, y in np.unique(pixels, axis=0).tolist())


def _line(pixels: np.ndarray) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in pixels.tolist())
