"""Made data follow the laws that their docstrings state, at every setting of their knobs."""

import dataclasses
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import theory
from models.datasets import DATASETS, Dataset, load
from models.experiment import SETTINGS, Experiment
from tests.support.strategies import always_the_same, experiments, extremes

MADE = [name for name, kind in DATASETS.items() if kind.group == "Made"]


def made(name: str, **settings: Any) -> Dataset:
    return load(dataclasses.replace(Experiment(dataset=name), **settings))


@given(experiments(each=extremes, dataset=st.sampled_from(MADE)))
@always_the_same
def test_a_solution_exists_and_float32_tells_the_values_of_each_feature_apart(
    experiment: Experiment,
) -> None:
    data = load(experiment)
    assert np.isfinite(theory.ols(data)).all()
    assert (np.ptp(data.x.astype(np.float32), axis=0) > 0).all()
    assert data.n > data.x.shape[1]


@given(experiments(dataset=st.sampled_from(MADE)))
@always_the_same
def test_there_are_as_many_samples_as_asked_for_or_as_parameters(experiment: Experiment) -> None:
    data = load(experiment)
    if "samples" in DATASETS[experiment.dataset].settings:
        assert data.n == max(experiment.samples, data.x.shape[1] + 1)


@given(
    experiments(
        dataset=st.sampled_from(MADE),
        # Of values that differ by 1e-176 the squares are 0.
        slope=st.floats(-10, 10).map(lambda slope: round(slope, 6)),
        noise=st.just(0.0),
        outlier_share=st.just(0.0),
        scale=st.floats(1, 1e3),
        x_min=st.floats(-10, 0),
        x_max=st.floats(1, 10),
    )
)
@always_the_same
def test_without_chance_least_squares_finds_the_true_parameters(experiment: Experiment) -> None:
    data = load(experiment)
    if data.true_parameters is not None and experiment.task == "regression":
        assert theory.ols(data) == pytest.approx(data.true_parameters, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "neutral"),
    [
        ("outliers", {"outlier_share": 0.0}),
        ("fan", {"noise_growth": 1.0}),
        ("curve", {"curvature": 0.0}),
    ],
)
def test_the_line_is_what_is_left_when_the_knob_does_nothing(
    name: str, neutral: dict[str, Any]
) -> None:
    for seed in range(5):
        plain, changed = (made(n, **neutral, data_seed=seed) for n in ("line", name))
        assert np.array_equal(plain.x, changed.x)
        assert np.array_equal(plain.y, changed.y)


@given(experiments(dataset=st.just("outliers"), outlier_size=st.floats(1, 1000)))
@always_the_same
def test_a_share_of_the_points_are_outliers_and_all_are_as_large(experiment: Experiment) -> None:
    moved = load(experiment).y - load(dataclasses.replace(experiment, dataset="line")).y
    is_outlier = moved > 0.5
    assert is_outlier.sum() == round(experiment.outlier_share * experiment.samples)
    assert moved[is_outlier] == pytest.approx(experiment.outlier_size, rel=1e-9)
    assert (moved[~is_outlier] == 0).all()


def test_another_seed_makes_other_points_outliers() -> None:
    plain = made("line", noise=0.0).y
    chosen = {
        tuple(np.flatnonzero(made("outliers", noise=0.0, data_seed=seed).y - plain))
        for seed in range(5)
    }
    assert len(chosen) == 5


@given(experiments(dataset=st.just("fan"), noise=st.floats(0.1, 100)))
@always_the_same
def test_noise_grows_evenly_from_once_to_its_growth(experiment: Experiment) -> None:
    settings: dict[str, Any] = {"slope": 0.0, "intercept": 0.0}
    fan = load(dataclasses.replace(experiment, **settings)).y
    line = load(dataclasses.replace(experiment, dataset="line", **settings)).y
    x = np.linspace(0, 1, experiment.samples)
    assert fan == pytest.approx(line * (1 + (experiment.noise_growth - 1) * x), abs=1e-9)


@pytest.mark.parametrize("curvature", [-3.0, 0.5, 10.0])
def test_the_best_line_of_a_curve_keeps_the_slope_and_leaves_a_parabola(curvature: float) -> None:
    data = made("curve", curvature=curvature, noise=0.0)
    w, b = theory.ols(data)
    assert w == pytest.approx(2, abs=1e-9)
    residual = data.y - (w * data.x[:, 0] + b)
    step = data.x[1, 0] - data.x[0, 0]
    assert np.diff(residual, n=2) == pytest.approx(2 * curvature * step**2, abs=1e-9)
    assert data.true_parameters is None


def test_the_slope_within_clusters_is_one_thing_and_the_slope_between_them_another() -> None:
    data = made("clusters", samples=500, noise=0.1, distance=20.0, slope=2.0, between_slope=-1.0)
    halves = [Dataset("half", data.x[half::2], data.y[half::2]) for half in (0, 1)]
    for half in halves:
        assert theory.ols(half)[0] == pytest.approx(2, abs=0.05)
    (x0, y0), (x1, y1) = ((half.x.mean(), half.y.mean()) for half in halves)
    assert x1 - x0 == pytest.approx(20, abs=0.3)
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-1, abs=0.05)
    assert -1 < theory.ols(data)[0] < -0.9


def test_clusters_without_a_distance_are_one_cloud_with_its_slope() -> None:
    data = made("clusters", samples=500, noise=0.0, distance=0.0)
    assert theory.ols(data) == pytest.approx([2, 1], abs=1e-9)


@given(experiments(dataset=st.just("scales"), samples=st.integers(50, 500)))
@always_the_same
def test_the_second_feature_has_its_scale_and_both_matter_as_much(experiment: Experiment) -> None:
    data = load(experiment)
    for feature, scale in zip(data.x.T, (1, experiment.scale), strict=True):
        assert 0 <= feature.min() < 0.2 * scale
        assert 0.8 * scale < feature.max() <= scale
    assert data.true_parameters is not None
    first, second, _ = data.true_parameters
    assert second * experiment.scale == pytest.approx(first, rel=1e-12)


def test_the_condition_grows_as_the_scale_does() -> None:
    numbers = [theory.condition_number(made("scales", scale=s)) for s in (1.0, 1e2, 1e4, 1e6)]
    assert all(after > 100 * before for before, after in pairwise(numbers))


@pytest.mark.parametrize("apart", [1e-4, 0.1, 1.0])
def test_almost_collinear_features_differ_by_what_they_are_told(apart: float) -> None:
    data = made("collinear", samples=500, apart=apart)
    assert np.std(data.x[:, 1] - data.x[:, 0]) == pytest.approx(apart, rel=0.1)
    expected = 1 / np.sqrt(1 + apart**2)
    assert np.corrcoef(data.x.T)[0, 1] == pytest.approx(expected, abs=0.1 * apart**2 + 1e-12)


def test_the_nearer_the_features_the_less_their_weights_are_known_and_their_sum_is() -> None:
    near, far = (
        np.array([theory.ols(made("collinear", apart=a, data_seed=s)) for s in range(20)])
        for a in (1e-3, 1.0)
    )
    assert near[:, 0].std() > 100 * far[:, 0].std()
    assert (near[:, 0] + near[:, 1]).mean() == pytest.approx(2, abs=0.2)
    assert (near[:, 0] + near[:, 1]).std() < 0.5


@given(experiments(dataset=st.just("polynomial")))
@always_the_same
def test_the_features_of_a_polynomial_are_the_powers_of_its_x(experiment: Experiment) -> None:
    data = load(experiment)
    assert data.powers_of == "x" == data.feature_names[0]
    x = data.x[:, 0]
    assert (x[0], x[-1]) == (-1, 1)
    assert np.diff(x) == pytest.approx(2 / (data.n - 1))
    for power in range(1, experiment.degree + 1):
        assert data.x[:, power - 1] == pytest.approx(x**power)


def test_the_powers_have_names_up_to_the_ninth() -> None:
    names = ("x", "x²", "x³", "x⁴", "x⁵", "x⁶", "x⁷", "x⁸", "x⁹")
    for degree in range(1, 10):
        assert made("polynomial", degree=degree).feature_names == names[:degree]


def test_no_other_made_data_are_powers() -> None:
    assert [name for name in MADE if made(name).powers_of] == ["polynomial"]


def test_a_higher_degree_never_fits_worse_and_the_wave_is_odd() -> None:
    losses = [theory.least_squares_loss(made("polynomial", degree=d)) for d in range(1, 10)]
    assert all(after <= before for before, after in pairwise(losses))
    clean = theory.ols(made("polynomial", degree=9, noise=0.0))
    assert clean[1:8:2] == pytest.approx(np.zeros(4), abs=1e-9)
    assert clean[-1] == pytest.approx(1)


def test_descent_at_the_usual_rate_converges_on_made_data_as_they_come() -> None:
    rate = Experiment().learning_rate
    regressions = [name for name in MADE if DATASETS[name].task == "regression"]
    assert all(rate < theory.critical_learning_rate(made(name)) for name in regressions)


@pytest.mark.parametrize("name", MADE)
def test_made_data_have_no_source_and_knobs_that_exist(name: str) -> None:
    assert made(name).source == made(name).licence == ""
    assert set(DATASETS[name].settings) <= set(SETTINGS)
