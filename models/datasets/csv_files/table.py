"""What was understood of a file: its columns, and the data sets that can be made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.datasets.csv_files.remarks import CONSTANT, listed, rows_left_out
from models.datasets.dataset import DataError, Dataset


@dataclass(frozen=True, eq=False)
class ColumnInfo:
    """A column: numbers is (n_rows,) float64, NaN where a cell is no finite number.

    problem: "" where the column can be used, else why not: "words", "all values are equal", …
    classes: of a column of two different words, these; it can then be a target that is learned as a
    class, and numbers says by 0 and 1 which of the two a cell is.
    counts_rows: it says which row is which, by a number or a date, and so is nothing that anybody
    would begin with.
    """

    name: str
    problem: str
    unit: str
    numbers: np.ndarray
    classes: tuple[str, ...] = ()
    counts_rows: bool = False


@dataclass(frozen=True, eq=False)
class TableRead:
    """What was understood of a file: two columns at least can be used, or one and one of two words.

    rows: the number of rows of data. notes: sentences about what was repaired, renamed or left
    out. digest: SHA-256 of the bytes, hexadecimal. row_numbers: (rows,), where in the file each
    row is, counted from 1. summaries: the rows in the file that sum up others, and are left out.
    """

    columns: tuple[ColumnInfo, ...]
    encoding: str
    delimiter: str
    decimal: str
    has_header: bool
    rows: int
    notes: tuple[str, ...]
    digest: str
    row_numbers: np.ndarray
    summaries: tuple[int, ...] = ()

    def usable(self) -> tuple[str, ...]:
        """The names of the columns that can be used."""
        return tuple(column.name for column in self.columns if not column.problem)

    def of_classes(self) -> tuple[str, ...]:
        """The names of the columns of two words, which can be learned as classes alone."""
        return tuple(column.name for column in self.columns if column.classes)

    def constant(self) -> tuple[str, ...]:
        """The names of the columns whose values are all equal, which can be targets alone."""
        return tuple(column.name for column in self.columns if column.problem == CONSTANT)

    def default_target(self) -> str:
        """The usable column that is called y or target, else the last one that counts no rows.

        Where there is only one, which has to be the feature, the last one of two words, or else
        the last one, all whose values are equal.
        """
        usable = self.usable()
        if len(usable) < 2:
            usable = self.of_classes() or self.constant()
        named = (name for name in usable if name.lower() in ("y", "target"))
        counting = self._counting()
        others = [name for name in usable if name not in counting] or list(usable)
        return next(named, others[-1])

    def default_features(self) -> tuple[str, ...]:
        """The first usable column that is not the default target."""
        return self._first_features(self.default_target())

    def _first_features(self, target: str) -> tuple[str, ...]:
        """The first usable column that is not the target, one that counts the rows the last."""
        counting = self._counting()
        free = [name for name in self.usable() if name != target]
        return tuple(sorted(free, key=lambda name: name in counting)[:1])

    def _counting(self) -> set[str]:
        return {column.name for column in self.columns if column.counts_rows}

    def dropped(
        self, target: str | None = None, features: Sequence[str] | None = None
    ) -> tuple[int, str]:
        """How many rows lack a number in a chosen column, and a sentence which and why."""
        target, features = self._chosen(target, features)
        names = [*features, target]
        missing = np.column_stack([np.isnan(column) for column in self._numbers(target, features)])
        return int(missing.any(axis=1).sum()), rows_left_out(names, missing, self.row_numbers)

    def dataset(
        self, target: str | None = None, features: Sequence[str] | None = None, name: str = ""
    ) -> Dataset:
        """The chosen columns, without the rows in which one of them has no finite number.

        Raises DataError where a column cannot be used, or too few rows are left.
        """
        target, features = self._chosen(target, features)
        columns = self._numbers(target, features)
        is_whole = ~np.any([np.isnan(column) for column in columns], axis=0)
        if not is_whole.all():
            columns = [column[is_whole] for column in columns]
        self._refuse(columns, target, features)
        *of_features, y = columns
        units = {column.name: column.unit for column in self.columns}
        classes = {column.name: column.classes for column in self.columns}
        return Dataset(
            name or "CSV file",
            # One column need not be copied.
            of_features[0][:, None] if len(of_features) == 1 else np.column_stack(of_features),
            y,
            tuple(features),
            target,
            f"a CSV file of {self.rows:,} rows, SHA-256 {self.digest[:12]}…",
            feature_units=tuple(units[feature] for feature in features),
            target_unit=units[target],
            labels=classes[target],
        )

    def _refuse(self, columns: list[np.ndarray], target: str, features: Sequence[str]) -> None:
        """DataError where the rows that are left determine no line; the target's column is last."""
        if len(columns[-1]) < 2:
            left_out = self.dropped(target, features)[1].removesuffix(".")
            raise DataError(
                "Too few rows have a number in every chosen column: fill in the cells, or choose "
                f"other columns ({left_out})"
            )
        for feature, column in zip(features, columns[:-1], strict=True):
            if np.ptp(column) == 0:
                left_out = self.dropped(target, features)[1].removesuffix(".")
                why = f" ({left_out})" if left_out else ""
                raise DataError(
                    f"All values of {feature} are equal in the rows that can be used, so that no "
                    f"weight of it can be determined: choose another feature{why}"
                )

    def _chosen(
        self, target: str | None, features: Sequence[str] | None
    ) -> tuple[str, tuple[str, ...]]:
        """Target and features with what nobody chose filled in."""
        if target is None:
            free = [name for name in self.usable() if name not in (features or ())]
            if len(self.usable()) < 2:
                free = list(self.of_classes() or self.constant())
            if not free:
                raise DataError("No column is left to be the target: choose fewer features")
            default = self.default_target()
            target = default if default in free else free[-1]
        if features is None:
            features = self._first_features(target)
        return target, tuple(features)

    def _numbers(self, target: str, features: Sequence[str]) -> list[np.ndarray]:
        """Each (rows,): the chosen columns, the target last. DataError for a bad choice."""
        names = [*features, target]
        if not features:
            raise DataError("Choose at least one feature")
        if len(set(names)) < len(names):
            raise DataError("Choose each column only once, as a feature or as the target")
        columns = {column.name: column for column in self.columns}
        for name in names:
            if name not in columns:
                raise DataError(f"There is no column {name}: choose from {listed(self.usable())}")
            problem = columns[name].problem
            is_target = name == target and (problem == CONSTANT or columns[name].classes)
            if problem and not is_target:
                raise DataError(f"Column {name} cannot be used ({problem}): choose another")
        return [columns[name].numbers for name in names]
