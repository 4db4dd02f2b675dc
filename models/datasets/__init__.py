"""The registry of data: where what a learner is shown comes from."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from models.datasets.bundled import BUNDLED
from models.datasets.class_labels import as_classes, as_number
from models.datasets.csv_files import from_csv
from models.datasets.dataset import DataError, Dataset
from models.datasets.kind import DatasetKind
from models.datasets.synthetic import SYNTHETIC, with_powers
from models.setting import Point

__all__ = ["DATASETS", "DataError", "Dataset", "DatasetKind", "from_csv", "learned", "load"]


SMALLEST_SPAN = 1e-9  # of the x of drawn points; of a smaller one, squares leave float64's range


def _drawn(points: tuple[Point, ...]) -> Dataset:
    """The points themselves. Raises DataError where they determine no line."""
    drawn = np.array(points, dtype=np.float64).reshape(-1, 2)
    if len(drawn) > 1 and 0 < np.ptp(drawn[:, 0]) < SMALLEST_SPAN:
        raise DataError(f"All x are within {SMALLEST_SPAN:g}: no line can be told from another")
    return Dataset("Drawn", drawn[:, :1], drawn[:, 1], source="drawn by hand")


def _own(file: str, **_: Any) -> Dataset:
    """None: the file itself is in no experiment. csv_files.from_csv makes them of it."""
    if not file:
        raise DataError("Choose a file, or paste a table")
    raise DataError(
        f"This page does not have the file {file}, which neither a link nor a reload "
        "brings along: choose it from your computer"
    )


# In the order of the selector and of the gallery.
OWN = {
    "drawn": DatasetKind(
        label="Drawn by hand",
        good_for="Any question from the room: put points where you like, and the line follows.",
        make=_drawn,
        settings=("points",),
        group="Own",
    ),
    "own": DatasetKind(
        label="Your own file",
        good_for="A table of yours, chosen or pasted: say what is predicted, and from which "
        "columns.",
        make=_own,
        settings=("file", "target", "features", "learn", "powers"),
        needs_file=True,
        group="Own",
        standardised=True,
    ),
}
DATASETS = SYNTHETIC | BUNDLED | OWN


class Choices(Protocol):
    """What data are chosen, and what is learned of them; besides, a value of each knob by name."""

    @property
    def dataset(self) -> str: ...
    @property
    def learn(self) -> str: ...
    @property
    def powers(self) -> int: ...
    @property
    def task(self) -> str: ...


def load(chosen: Choices) -> Dataset:
    """The data of these choices, an Experiment's, the same at each call.

    Raises DataError where there are none.
    """
    kind = DATASETS[chosen.dataset]
    return learned(chosen, kind.make(**{knob: getattr(chosen, knob) for knob in kind.knobs}))


def learned(chosen: Choices, dataset: Dataset) -> Dataset:
    """The data as they are learned from: with two classes where a class is asked for, and with the
    powers of a single feature that are asked for.

    Raises NoClassesError where the target is no two classes, or is words and not learned as such.
    """
    if chosen.powers > 1 and dataset.x.shape[1] == 1:
        dataset = with_powers(dataset, chosen.powers)
    if chosen.learn == "class":
        return as_classes(dataset)
    return dataset if chosen.task == "classification" else as_number(dataset)
