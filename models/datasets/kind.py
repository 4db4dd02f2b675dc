"""What an entry of the registry of data says: how to make the data, and what they are good for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.datasets.dataset import Dataset
from models.setting import Option

# Settings that say what is learned of the data once they are made.
LEARNED = ("learn", "powers")


@dataclass(frozen=True, kw_only=True)
class DatasetKind(Option):
    """One entry: its data are made by `make`, of the values of its settings, by their names.

    good_for: what a lecturer chooses them for, in a line. group: where the gallery shows it,
    "Made", "Classic" or "Own". standardised: who chooses it begins with standardised features, as
    no usual learning rate is small enough without.
    task: "regression", or "classification" where the target is a label, 0 or 1; where "learn" is
    among the settings, a target of two values can be learned as either. needs_file: the
    data are in a file of the visitor's, which no experiment holds.
    """

    good_for: str
    make: Callable[..., Dataset]
    task: str = "regression"
    needs_file: bool = False
    group: str = "Made"
    standardised: bool = False

    @property
    def knobs(self) -> tuple[str, ...]:
        """The settings that `make` takes."""
        return tuple(name for name in self.settings if name not in LEARNED)
