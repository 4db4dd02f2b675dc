"""A data set is a value: what a learner is shown, with its names, its units and its source."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from models.setting import spelled

LARGEST = 1e150  # its square is the largest that sums of squares may hold
SMALLEST = 1e-150  # that differences may be, for the same reason


class DataError(ValueError):
    """What is wrong with data, where, and what to do, in a sentence for who brought them."""

    def as_part(self) -> str:
        """The same as a part of another sentence."""
        return str(self)[:1].lower() + str(self)[1:]


@dataclass(frozen=True, eq=False)
class Dataset:
    """n observations of d features and a target; the arrays cannot be written to.

    x: (n, d) float64. y: (n,) float64. Units are texts, "" where there are none; source says
    where the data come from, and licence under which terms. true_parameters: (d + 1,), the
    weights and then the bias that the data were made with, or None where nobody knows them.
    powers_of: the x whose powers the features are, "" otherwise. labels: what 0 and 1 of the target
    stand for, where they are two classes. offsets: (d,), how far from 0 the features were before
    they were standardised, in their present units: they are rounded as numbers so far from 0 are.
    Raises DataError when a value is not finite or too large to be squared, when values differ by
    too little to be squared, or a feature is constant (its weight could be anything); ValueError
    when the shapes do not fit.
    """

    name: str
    x: np.ndarray
    y: np.ndarray
    feature_names: tuple[str, ...] = ("x",)
    target_name: str = "y"
    source: str = ""
    true_parameters: np.ndarray | None = None
    feature_units: tuple[str, ...] = ()
    target_unit: str = ""
    licence: str = ""
    powers_of: str = ""
    labels: tuple[str, ...] = ()
    offsets: np.ndarray | None = None

    def __post_init__(self) -> None:
        x, y = _frozen(self.x), _frozen(self.y)
        if x.ndim != 2 or y.shape != (len(x),) or x.shape[1] != len(self.feature_names):
            raise ValueError(f"x {x.shape} and y {y.shape} are not n rows of the named features")
        if self.feature_units and len(self.feature_units) != x.shape[1]:
            raise ValueError("there is not one unit for each feature")
        if not (np.isfinite(x).all() and np.isfinite(y).all()):
            raise DataError("Data must be finite numbers")
        if len(x) < 2:
            raise DataError(f"{len(x)} row{'' if len(x) == 1 else 's'}: a line needs at least two")
        if max(np.abs(x).max(), np.abs(y).max()) > LARGEST:
            raise DataError(f"Values beyond ±{spelled(LARGEST)} are too large to be squared")
        for name, span in zip(self.feature_names, np.ptp(x, axis=0), strict=True):
            if span == 0:
                raise DataError(
                    f"All values of “{name}” are equal: its weight cannot be determined"
                )
            _require_squares(name, span)
        _require_squares(self.target_name, np.ptp(y))
        for name, array in (("x", x), ("y", y)):
            object.__setattr__(self, name, array)
        for name in ("true_parameters", "offsets"):
            known = getattr(self, name)
            object.__setattr__(self, name, None if known is None else _frozen(known))

    @property
    def n(self) -> int:
        """The number of observations."""
        return len(self.y)

    @property
    def design(self) -> np.ndarray:
        """(n, d + 1): the features, then a column of ones for the bias."""
        return np.column_stack([self.x, np.ones(self.n)])

    def as_points(self) -> list[tuple[float, ...]]:
        """Each row as (x, y), with all its digits: what is drawn is then the very same data.

        Raises DataError where a row has more than one feature, and so is no point.
        """
        if self.x.shape[1] != 1:
            raise DataError("Rows with more than one feature are no points")
        columns = (self.x[:, 0] + 0.0, self.y + 0.0)  # of −0 that makes 0
        return list(zip(*(column.tolist() for column in columns), strict=True))


def _require_squares(name: str, span: float) -> None:
    """Raises DataError where values differ, but the squares of their differences are 0."""
    if 0 < span < SMALLEST:
        raise DataError(
            f"Values of “{name}” differ by less than {spelled(SMALLEST)}, too little to be "
            "squared: use a smaller unit"
        )


def has_one_feature(dataset: Dataset) -> bool:
    """Whether all features are one, or the powers of one."""
    return dataset.x.shape[1] == 1 or bool(dataset.powers_of)


def _frozen(array: np.ndarray) -> np.ndarray:
    """The array as float64 that cannot be written to: itself where it is, else a copy."""
    if isinstance(array, np.ndarray) and array.dtype == np.float64 and _is_frozen(array):
        return array
    copy = np.array(array, dtype=np.float64)
    copy.setflags(write=False)
    return copy


def _is_frozen(array: np.ndarray) -> bool:
    """Whether nobody can write to the array, not even by one that it is a view of."""
    if array.flags.writeable:
        return False
    return array.base is None or (isinstance(array.base, np.ndarray) and _is_frozen(array.base))
