"""An experiment is a value: every choice a person can make, with its bounds, in one dataclass."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.datasets import DATASETS
from models.learners import LEARNERS
from models.losses import LOSSES
from models.optimizers import OPTIMIZERS
from models.setting import (
    Choice,
    Names,
    Number,
    Option,
    Point,
    Points,
    Setting,
    Switch,
    Text,
    fitting,
)
from models.several_numbers import Numbers

LEARN = {"number": Option(label="a number"), "class": Option(label="a class")}
STARTS = {
    "typed": Option(label="typed", settings=("start_weight", "start_weights", "start_bias")),
    "seeded": Option(label="from a seed", settings=("start_seed",)),
}
PRECISIONS = {"float32": Option(label="float32"), "float64": Option(label="float64")}
REGISTRIES: dict[str, Mapping[str, Option]] = {
    "dataset": DATASETS,
    "learn": LEARN,
    "loss": LOSSES,
    "optimizer": OPTIMIZERS,
    "learner": LEARNERS,
    "precision": PRECISIONS,
    "start": STARTS,
}

# What a visitor who draws begins with.
DRAWN: tuple[Point, ...] = ((1, 2), (2, 3.5), (3, 3), (4, 5), (5, 4.5), (6, 6.5))
POINTS = Points("Points", "Drawn by hand, as x,y;x,y.")

START_WEIGHTS = Numbers(
    "Start w of each feature",
    "A number for each feature, such as 0.1, 0, -2. Empty: all begin at Start w.",
    low=-1000,
    high=1000,
)

# What of a table is learned, where the data leave a choice of it.
COLUMNS = ("target", "features", "learn", "powers")

# Below this, neighbouring samples of a line would be the same float32 number.
SMALLEST_X_SPAN = 1e-3


def _number(default: float, label: str, low: float, high: float, help: str = "") -> Any:
    setting = Number(label, help, low, high, type(default))
    return field(default=default, metadata={"setting": setting})


def _choice(default: str, label: str, options: Mapping[str, Option], help: str = "") -> Any:
    labels = {name: option.label for name, option in options.items()}
    return field(default=default, metadata={"setting": Choice(label, help, labels)})


def _setting(default: Any, setting: Setting) -> Any:
    return field(default=default, metadata={"setting": setting})


@dataclass(frozen=True)
class Experiment:
    """One training, completely described. `Experiment()` is the classic tutorial.

    The data decide the task, or whether there is a choice of it (learn), and each option which
    others it can go with: one that does not fit to those before it, in the order of REGISTRIES, is
    replaced by the default, or where that does not fit either, by the first that does.
    Raises ValueError, with a sentence for a person, where a value is out of its bounds.
    """

    dataset: str = _choice("tutorial", "Data", DATASETS)
    samples: int = _number(50, "Samples", 2, 500, "Never fewer than parameters.")
    slope: float = _number(2.0, "Slope", -100, 100)
    intercept: float = _number(1.0, "Intercept", -100, 100)
    noise: float = _number(1.0, "Noise", 0, 100, "Standard deviation of what is added to y.")
    x_min: float = _number(0.0, "x from", -1000, 1000)
    x_max: float = _number(10.0, "x to", -1000, 1000)
    overlap: float = _number(
        0.6, "Overlap", 0, 10, "How many hours luck is worth; with 0, a threshold separates all."
    )
    outlier_share: float = _number(
        0.1, "Share of outliers", 0, 0.5, "How many of the points are outliers."
    )
    outlier_size: float = _number(
        20.0, "Size of outliers", -1000, 1000, "What is added to the y of each outlier."
    )
    noise_growth: float = _number(
        5.0, "Growth of noise", 0, 100, "The noise at the last x, as a multiple of the first's."
    )
    curvature: float = _number(
        0.5, "Curvature", -10, 10, "Of the parabola that is added; 0 leaves the line."
    )
    distance: float = _number(
        6.0, "Distance", 0, 100, "In x, from one cluster's centre to the other's."
    )
    between_slope: float = _number(
        -1.0, "Slope between", -100, 100, "From one cluster's centre to the other's."
    )
    scale: float = _number(
        10.0, "Scale of x₂", 1, 1e6, "The second feature lies in 0 to here, the first in 0 to 1."
    )
    apart: float = _number(
        0.1, "Apart", 1e-4, 10, "How far x₂ strays from x₁, which itself strays by 1."
    )
    degree: int = _number(3, "Degree", 1, 9, "The highest power of x that is a feature.")
    quartet: int = _number(1, "Quartet", 1, 4, "Which of the four: all have the same best line.")
    data_seed: int = _number(0, "Data seed", 0, 999_999, "Another seed, another sample.")
    points: tuple[Point, ...] = _setting(DRAWN, POINTS)
    file: str = _setting("", Text("File", "The name of a file of one's own, which no link holds."))
    target: str = _setting("", Text("Target", "The column that is predicted.", longest=60))
    features: tuple[str, ...] = _setting((), Names("Features", "The columns to predict it from."))
    learn: str = _choice(
        "number", "Learn", LEARN, "Of a target with two different values: which of the two it is."
    )
    powers: int = _number(
        1,
        "Degree of x",
        1,
        9,
        "The highest power of a feature that is one, too, where it is alone.",
    )

    standardise: bool = _setting(
        False, Switch("Standardise", "Each feature minus its mean, over its standard deviation.")
    )
    held_out: float = _number(
        0.0, "Held out", 0.0, 0.5, "The share of rows that training does not see."
    )
    split_seed: int = _number(0, "Split seed", 0, 999_999, "Another seed, other rows held out.")

    learner: str = _choice(
        "by_autograd",
        "Learner",
        LEARNERS,
        "Ways to write the same regression; all take the same steps. By moments: from means and "
        "covariances instead of rows, always in float64.",
    )
    loss: str = _choice("mse", "Loss", LOSSES)
    optimizer: str = _choice("sgd", "Optimizer", OPTIMIZERS)
    learning_rate: float = _number(
        0.01, "Learning rate", 1e-6, 10.0, "η: how far one step goes along the gradient."
    )
    epochs: int = _number(
        100, "Epochs", 1, 5000, "How often all data are seen; here each epoch is one step."
    )
    precision: str = _choice("float32", "Precision", PRECISIONS, "What torch computes in.")

    start: str = _choice("typed", "Start point", STARTS)
    start_weight: float = _number(0.1, "Start w", -1000, 1000)
    start_weights: tuple[float, ...] = _setting((), START_WEIGHTS)
    start_bias: float = _number(0.98594, "Start b", -1000, 1000)
    start_seed: int = _number(0, "Start seed", 0, 999_999, "The same seed, the same start.")

    def __post_init__(self) -> None:
        for name, setting in SETTINGS.items():
            object.__setattr__(self, name, setting.check(getattr(self, name)))
        for name in COLUMNS:  # of what the data leave no choice of, no experiment says anything
            if name not in DATASETS[self.dataset].settings:
                object.__setattr__(self, name, DEFAULTS[name])
        for name in REGISTRIES:
            object.__setattr__(self, name, self._fitting(name, getattr(self, name)))
        if self.x_max - self.x_min < SMALLEST_X_SPAN:
            raise ValueError(f"x to must exceed x from by at least {SMALLEST_X_SPAN:g}")

    @property
    def task(self) -> str:
        """ "regression" or "classification", as the data or the choice of a class ask for."""
        return "classification" if self.learn == "class" else DATASETS[self.dataset].task

    @property
    def choices(self) -> dict[str, str]:
        """What is chosen of each registry, by name, and the task that it makes."""
        return {name: getattr(self, name) for name in REGISTRIES} | {"task": self.task}

    def options(self, name: str) -> list[str]:
        """What may be chosen of a registry beside the other choices."""
        return fitting(REGISTRIES[name], self.choices)

    def _fitting(self, name: str, wanted: str) -> str:
        """The wanted option where it fits, else the default, else the first that does."""
        fits = self.options(name)
        return next((option for option in (wanted, DEFAULTS[name]) if option in fits), fits[0])

    def to_query(self) -> dict[str, str]:
        """What a link carries: name → text of each value that is not its default.

        Where another choice leaves no room for the default, what stands in its place is usual.
        """
        usual = DEFAULTS | {name: self._fitting(name, DEFAULTS[name]) for name in REGISTRIES}
        return {
            name: setting.write(getattr(self, name))
            for name, setting in SETTINGS.items()
            if getattr(self, name) != usual[name]
        }

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Experiment:
        """The experiment that a link spells; `read_query` also says what was invalid in it."""
        return read_query(query)[0]


_FIELDS = dataclasses.fields(Experiment)
SETTINGS: dict[str, Setting] = {f.name: f.metadata["setting"] for f in _FIELDS}
NUMBERS = {name: setting for name, setting in SETTINGS.items() if isinstance(setting, Number)}
CHOICES = {name: setting for name, setting in SETTINGS.items() if isinstance(setting, Choice)}
DEFAULTS: dict[str, Any] = {f.name: f.default for f in _FIELDS}


def changed(before: Experiment, values: Mapping[str, Any]) -> tuple[Experiment, dict[str, str]]:
    """The experiment with other values; and name → why, in words, of each that cannot be taken.

    Such a setting stays as it was, and no other for its sake; but two ends of x that contradict
    each other stay both.
    """
    refused: dict[str, str] = {}
    for name, value in values.items():
        try:
            SETTINGS[name].check(value)
        except ValueError as error:
            refused[name] = str(error)
    taken = {name: value for name, value in values.items() if name not in refused}
    try:
        return dataclasses.replace(before, **taken), refused
    except ValueError as error:  # each value is fine by itself: x_min and x_max contradict
        ends = [name for name in ("x_max", "x_min") if name in taken]
        others = {name: value for name, value in taken.items() if name not in ends}
        return dataclasses.replace(before, **others), refused | {ends[0]: str(error)}


@dataclass(frozen=True)
class Dropped:
    """A part of a link that was not used, and why. `key` is the stranger's own text.

    label: what the page calls it, or "" where it is nothing of the page.
    """

    key: str
    reason: str
    label: str = ""


def dropped_setting(key: str, error: ValueError | str) -> Dropped:
    """A setting of a link that was not used; the error may begin with its label."""
    label = SETTINGS[key].label
    return Dropped(key, str(error).removeprefix(f"{label}: "), label)


def read_query(query: Mapping[str, str]) -> tuple[Experiment, tuple[Dropped, ...]]:
    """The experiment that a query spells, and what of the query was replaced by its default."""
    values: dict[str, Any] = {}
    dropped: list[Dropped] = []
    for key, text in query.items():
        if key not in SETTINGS:
            dropped.append(Dropped(str(key), "not a setting"))
            continue
        try:
            values[key] = _parse(key, text)
        except ValueError as error:
            dropped.append(dropped_setting(key, error))
    try:
        experiment = Experiment(**values)
    except ValueError as error:  # each value is fine by itself: x_min and x_max contradict
        dropped += [dropped_setting(key, error) for key in ("x_min", "x_max") if key in values]
        kept = {key: value for key, value in values.items() if key not in ("x_min", "x_max")}
        experiment = Experiment(**kept)
    for key, registry in REGISTRIES.items():
        if key not in COLUMNS and values.get(key, getattr(experiment, key)) != getattr(
            experiment, key
        ):
            why = registry[values[key]].unfit(experiment.choices)
            dropped.append(dropped_setting(key, why))
    for key in COLUMNS:
        if values.get(key, getattr(experiment, key)) != getattr(experiment, key):
            dropped.append(dropped_setting(key, "these data leave no choice of it"))
    return experiment, tuple(dropped)


def _parse(key: str, text: str) -> Any:
    """The value that a link's text stands for; ValueError, in words, where it stands for none."""
    if key in ("dataset", "target", "features") and not text:
        raise ValueError("nothing is named")
    return SETTINGS[key].read(text)
