"""Data are what the experiment says, the same each time, and never unfit to learn from."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.datasets import DATASETS, DataError, Dataset, load
from models.experiment import DEFAULTS, SETTINGS, Experiment
from models.setting import Choice, Number, Points, Switch
from models.several_numbers import Numbers
from tests.support.strategies import always_the_same, experiments, extremes

X = np.array([[0.0], [1.0], [2.0]])
Y = np.array([1.0, 3.0, 5.0])


def line(**settings: Any) -> Dataset:
    return load(dataclasses.replace(Experiment(dataset="line"), **settings))


def same(a: Dataset, b: Dataset) -> bool:
    return np.array_equal(a.x, b.x) and np.array_equal(a.y, b.y)


def test_tutorial_is_eleven_points_on_a_line() -> None:
    data = load(Experiment())
    assert data.x.tolist() == [[x] for x in range(11)]
    assert data.y.tolist() == [2 * x + 1 for x in range(11)]
    assert data.true_parameters is not None
    assert data.true_parameters.tolist() == [2, 1]


@given(experiments())
@always_the_same
def test_every_experiment_has_data(experiment: Experiment) -> None:
    data = load(experiment)
    assert data.n == len(data.x) == len(data.y) >= 2
    assert np.isfinite(data.x).all()
    assert np.isfinite(data.y).all()
    assert np.ptp(data.x.astype(np.float32)) > 0  # also in what torch computes in


@given(experiments(each=extremes))
@always_the_same
def test_same_experiment_has_same_data(experiment: Experiment) -> None:
    assert same(load(experiment), load(experiment))


def others(key: str) -> list[Any]:
    """Values of a setting that are not its default, and with which there are data."""
    if key == "learn":
        return []  # a class, which needs a target of two values
    match SETTINGS[key]:
        case Choice(options=options):
            return [option for option in options if option != DEFAULTS[key]]
        case Number(high=high):
            return [min(DEFAULTS[key] + 1, high)]
        case Switch():
            return [not DEFAULTS[key]]
        case Points():
            return [((0, 1), (1, 0))]
        case Numbers():
            return [(1.0, 2.0)]
    return []  # columns and files: of these data sets only


@pytest.mark.parametrize("name", [name for name, kind in DATASETS.items() if not kind.needs_file])
def test_data_depend_on_the_settings_they_name_and_on_no_other(name: str) -> None:
    assert set(DATASETS[name].settings) <= set(SETTINGS)
    base = Experiment(dataset=name)
    for key in SETTINGS:
        if key == "dataset":
            continue
        for other in others(key):
            changed = load(dataclasses.replace(base, **{key: other}))
            assert same(load(base), changed) is (key not in DATASETS[name].settings), key


@given(experiments(dataset=st.just("line"), noise=st.just(0.0)))
@always_the_same
def test_line_without_noise_is_exactly_a_line(experiment: Experiment) -> None:
    data = load(experiment)
    assert np.array_equal(data.y, experiment.slope * data.x[:, 0] + experiment.intercept)


@given(experiments(dataset=st.just("line")))
@always_the_same
def test_line_is_evenly_spaced_from_end_to_end(experiment: Experiment) -> None:
    x = load(experiment).x[:, 0]
    assert len(x) == experiment.samples
    assert (x[0], x[-1]) == (experiment.x_min, experiment.x_max)
    gap = (experiment.x_max - experiment.x_min) / (experiment.samples - 1)
    assert np.allclose(np.diff(x), gap, rtol=0, atol=1e-12)
    assert np.diff(x).min() > 0


def test_noise_has_its_standard_deviation() -> None:
    data = line(samples=500, noise=3.0)
    noise = data.y - (2 * data.x[:, 0] + 1)
    assert abs(noise.mean()) < 4 * 3 / math.sqrt(500)
    assert abs(noise.std() - 3) < 4 * 3 / math.sqrt(2 * 500)
    assert np.allclose(line(samples=500, noise=6.0).y - data.y, noise, atol=1e-12)


def test_each_seed_is_another_sample() -> None:
    samples = [line(data_seed=seed).y for seed in range(5)]
    assert len({y.tobytes() for y in samples}) == 5


def test_arrays_cannot_be_written_to() -> None:
    for data in (load(Experiment()), line()):
        assert data.true_parameters is not None
        for array in (data.x, data.y, data.true_parameters):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 7


def test_dataset_keeps_its_own_copy() -> None:
    x, y = X.copy(), Y.copy()
    data = Dataset("mine", x, y)
    x[0], y[0] = 7, 7
    assert (data.x[0, 0], data.y[0]) == (0, 1)


def test_design_is_the_features_and_a_column_of_ones() -> None:
    assert Dataset("mine", X, Y).design.tolist() == [[0, 1], [1, 1], [2, 1]]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_dataset_refuses_what_is_not_finite(bad: float) -> None:
    for x, y in ((np.where(X == 1, bad, X), Y), (X, np.where(Y == 3, bad, Y))):
        with pytest.raises(ValueError, match="finite"):
            Dataset("mine", x, y)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        (X[:, 0], Y),
        (X, Y[:, None]),
        (X, Y[:2]),
        (X[None], Y),
        (np.hstack([X, X**2]), Y),
        (X[:, :0], Y),
    ],
)
def test_dataset_refuses_shapes_that_do_not_fit(x: np.ndarray, y: np.ndarray) -> None:
    with pytest.raises(ValueError, match="rows of the named features"):
        Dataset("mine", x, y)


def test_dataset_refuses_a_constant_feature() -> None:
    two = np.hstack([X, np.full_like(X, 7)])
    for x, names, name in ((0 * X, ("x",), "x"), (two, ("x", "z"), "z")):
        with pytest.raises(DataError, match=f"All values of “{name}” are equal: its weight cannot"):
            Dataset("mine", x, Y, feature_names=names)


def test_dataset_refuses_one_row_and_what_cannot_be_squared() -> None:
    with pytest.raises(DataError, match="1 row: a line needs at least two"):
        Dataset("mine", X[:1], Y[:1])
    for x, y in ((X * 1e160, Y), (X, Y * 1e160)):
        with pytest.raises(DataError, match="to be squared"):
            Dataset("mine", x, y)


@pytest.mark.parametrize("column", ["x", "y"])
def test_values_whose_differences_have_no_squares_are_refused_in_a_sentence(column: str) -> None:
    values = {"x": np.array([1.0, 2.0, 4.0]), "y": np.array([1.0, 3.0, 5.0])}
    for size, is_taken in ((1e-149, True), (1e-151, False), (1e-300, False)):
        tried = values | {column: size * values[column]}
        if is_taken:
            Dataset("tiny", tried["x"][:, None], tried["y"])
            continue
        with pytest.raises(DataError, match=f"Values of “{column}” differ by less than 10⁻¹⁵⁰"):
            Dataset("tiny", tried["x"][:, None], tried["y"])
