"""Experiments for property tests, drawn from the settings' own bounds: a new field joins itself."""

from typing import Any

from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st

from models.datasets import DATASETS, load
from models.experiment import DEFAULTS, SETTINGS, SMALLEST_X_SPAN, Experiment
from models.learners import BY_ROWS
from models.setting import Choice, Number, Switch
from models.several_numbers import Numbers

Values = st.SearchStrategy[Any]

WITHOUT_FILE = [name for name, kind in DATASETS.items() if not kind.needs_file]
ONE_FEATURE = [name for name in WITHOUT_FILE if len(load(Experiment(name)).feature_names) == 1]

SMALLEST_MADE = (
    1e-140  # of which differences have squares: models.datasets.dataset.SMALLEST and some room
)

# The same examples at each run and on each machine: a failure can be repeated by anyone.
always_the_same = settings(
    max_examples=50,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def floats(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers of this range, 0 among them; but none so small that data made of it are refused."""
    return st.floats(low, high).map(lambda value: value if abs(value) > SMALLEST_MADE else 0.0)


def values(name: str) -> Values:
    """Every value that a setting allows."""
    if name == "dataset":  # a file is in no experiment
        return st.sampled_from(WITHOUT_FILE)
    if name == "learn":  # a class asks for a target of two values, which none of these has
        return st.just("number")
    match SETTINGS[name]:
        case Choice(options=options):
            return st.sampled_from(list(options))
        case Switch():
            return st.booleans()
        case Number(low=low, high=high, kind=kind):
            return st.integers(int(low), int(high)) if kind is int else floats(low, high)
        case Numbers(low=low, high=high):  # as many as there are features, and not
            return st.lists(floats(low, high), max_size=4).map(tuple)
    return st.just(DEFAULTS[name])  # whose values are not valid with every data set


def extremes(name: str) -> Values:
    """The two ends of a number's range and its default; each option of a choice."""
    match SETTINGS[name]:
        case Number(low=low, high=high, kind=kind):
            return st.sampled_from([kind(low), kind(high), DEFAULTS[name]])
    return values(name)


# Training then sees what load() gives, row by row. PREPARED undoes it.
AS_THEY_ARE: dict[str, Values] = {
    "standardise": st.just(False),
    "held_out": st.just(0.0),
    "learner": st.sampled_from(list(BY_ROWS)),
}
# Not Anscombe's quartet: of its fourth set, the one point that makes a line may be held out.
PREPARED: dict[str, Values] = {name: values(name) for name in AS_THEY_ARE} | {
    "dataset": values("dataset").filter(lambda name: name != "anscombe")
}


@st.composite
def experiments(draw: st.DrawFn, each: Any = values, **given: Values) -> Experiment:
    """Any valid experiment on data as they are; `given` replaces the strategy of a field."""
    given = AS_THEY_ARE | given
    drawn = {name: draw(given.get(name, each(name))) for name in SETTINGS}
    drawn["x_min"], drawn["x_max"] = sorted((drawn["x_min"], drawn["x_max"]))
    assume(drawn["x_max"] - drawn["x_min"] >= SMALLEST_X_SPAN)
    return Experiment(**drawn)


def modest_lines(**given: Values) -> st.SearchStrategy[Experiment]:
    """Lines as a lesson has them: |x| ≤ 10 with some width, noise to see, float64; least squares by
    gradient descent."""
    modest: dict[str, Values] = {
        "dataset": st.just("line"),
        "loss": st.just("mse"),
        "optimizer": st.just("sgd"),
        "x_min": st.floats(-10, 1),
        "x_max": st.floats(2, 10),
        "samples": st.integers(3, 60),
        "noise": st.floats(0.1, 10),
        "epochs": st.integers(1, 60),
        "precision": st.just("float64"),
        "start_weight": st.floats(-10, 10),
        "start_bias": st.floats(-10, 10),
    }
    return experiments(**(modest | given))
