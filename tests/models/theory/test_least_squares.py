"""Theory is held against NIST, against torch, against differences, and against what runs do."""

import csv
import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models import theory
from models.datasets import Dataset, load
from models.datasets.preprocessing import prepare
from models.experiment import Experiment
from models.theory import cross_entropy
from models.theory.cross_entropy_minimum import lowest
from models.theory.least_squares_section import Plane
from models.training import train
from tests.support.strategies import ONE_FEATURE, always_the_same, experiments, modest_lines

NIST = Path(__file__).parents[2] / "reference" / "nist"
TUTORIAL = load(Experiment())


def certified(name: str, powers: int) -> tuple[Dataset, np.ndarray]:
    """A NIST set with features x, x², … and its certified weights and then bias."""
    facts = json.loads((NIST / f"{name}.json").read_text(encoding="utf-8"))
    with (NIST / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = [(float(row["x"]), float(row["y"])) for row in csv.DictReader(file)]
    assert len(rows) == facts["n"]
    x, y = np.array(rows).T
    features = np.column_stack([x**power for power in range(1, powers + 1)])
    bias, *weights = (float(text) for text in facts["certified"]["coefficients"].values())
    names = tuple(f"x^{power}" for power in range(1, powers + 1))
    return Dataset(name, features, y, names), np.array([*weights, bias])


@pytest.mark.parametrize(("name", "powers", "digits"), [("Norris", 1, 11), ("Wampler1", 5, 8)])
def test_least_squares_has_the_digits_that_nist_certifies(
    name: str, powers: int, digits: int
) -> None:
    data, expected = certified(name, powers)
    log_relative_error = -np.log10(np.abs(theory.ols(data) - expected) / np.abs(expected) + 1e-16)
    assert log_relative_error.min() >= digits


def test_least_squares_loss_is_that_of_nist() -> None:
    facts = json.loads((NIST / "Norris.json").read_text(encoding="utf-8"))["certified"]
    data, _ = certified("Norris", 1)
    expected = float(facts["residual"]["ss"]) / data.n
    assert theory.least_squares_loss(data) == pytest.approx(expected, rel=1e-11)


@given(experiments(dataset=st.just("line"), noise=st.just(0.0)))
@always_the_same
def test_least_squares_finds_the_line_that_was_drawn(experiment: Experiment) -> None:
    data = load(experiment)
    w, b = theory.ols(data)
    x = data.x[:, 0]
    # y is rounded: that moves w by its rounding over the width of x, and b by x̄ times as much.
    slack = 1e-14 * max(np.abs(data.y).max(), np.abs(experiment.slope * x).max(), 1e-300)
    w_slack = slack / x.std() + 1e-14 * abs(experiment.slope) * np.abs(x).max() / x.std()
    assert abs(w - experiment.slope) <= w_slack
    assert abs(b - experiment.intercept) <= 4 * (slack + w_slack * np.abs(x).max())


@given(experiments(dataset=st.just("line"), noise=st.just(0.0)))
@always_the_same
def test_least_squares_loss_of_a_line_is_nothing_but_rounding(experiment: Experiment) -> None:
    data = load(experiment)
    terms = abs(experiment.slope) * np.abs(data.x).max() + abs(experiment.intercept)
    assert theory.least_squares_loss(data) <= (1e-12 * terms) ** 2


@pytest.mark.parametrize("slope", [2.0, 0.1, -99.7, 0.0])
@pytest.mark.parametrize("samples", [2, 50, 500])
def test_least_squares_loss_of_an_everyday_line_is_zero(slope: float, samples: int) -> None:
    line = Experiment(dataset="line", slope=slope, noise=0.0, samples=samples)
    assert theory.least_squares_loss(load(line)) == 0


@given(modest_lines(learning_rate=st.floats(1e-3, 1)))
@always_the_same
def test_no_run_gets_below_least_squares(experiment: Experiment) -> None:
    data = load(experiment)
    run = train(experiment, data)
    assert run.train_loss.min() >= theory.least_squares_loss(run.dataset) * (1 - 1e-12)


@given(modest_lines())
@always_the_same
def test_least_squares_residuals_are_orthogonal_to_the_features(experiment: Experiment) -> None:
    data = load(experiment)
    residual = data.design @ theory.ols(data) - data.y
    assert data.design.T @ residual == pytest.approx(np.zeros(2), abs=1e-8)


def test_least_squares_refuses_features_that_depend_on_each_other() -> None:
    x = np.arange(5.0)[:, None]
    for other in (2 * x + 1, x + 1e-16):
        data = Dataset("twice", np.hstack([x, other]), x[:, 0], ("x", "z"))
        with pytest.raises(ValueError, match="depend on each other"):
            theory.ols(data)


def torch_loss(theta: torch.Tensor, data: Dataset) -> torch.Tensor:
    prediction = torch.tensor(data.x) @ theta[:-1] + theta[-1]
    return torch.nn.functional.mse_loss(prediction, torch.tensor(data.y))


@given(modest_lines())
@always_the_same
def test_hessian_equals_that_of_torch(experiment: Experiment) -> None:
    data = load(experiment)
    at = torch.tensor([experiment.start_weight, experiment.start_bias], dtype=torch.float64)
    expected = torch.autograd.functional.hessian(lambda theta: torch_loss(theta, data), at)
    assert theory.hessian(data) == pytest.approx(expected.numpy(), rel=1e-11, abs=1e-11)


@given(modest_lines())
@always_the_same
def test_hessian_equals_second_differences(experiment: Experiment) -> None:
    data = load(experiment)
    w, b = theory.ols(data)

    def loss(dw: int, db: int) -> float:
        return float(np.mean((data.x[:, 0] * (w + dw) + b + db - data.y) ** 2))

    ww, bb = loss(1, 0) - 2 * loss(0, 0) + loss(-1, 0), loss(0, 1) - 2 * loss(0, 0) + loss(0, -1)
    wb = (loss(1, 1) - loss(1, -1) - loss(-1, 1) + loss(-1, -1)) / 4
    expected = np.array([[ww, wb], [wb, bb]])
    assert theory.hessian(data) == pytest.approx(expected, rel=1e-8, abs=1e-8)


def test_tutorial_has_the_figures_of_the_books() -> None:
    assert theory.eigenvalues(TUTORIAL) == pytest.approx([0.55991, 71.44009], abs=5e-6)
    assert theory.critical_learning_rate(TUTORIAL) == pytest.approx(0.0279955, abs=5e-8)
    assert theory.best_learning_rate(TUTORIAL) == pytest.approx(1 / 36, rel=1e-12)
    assert theory.condition_number(TUTORIAL) == pytest.approx(127.6, abs=0.05)
    assert theory.ols(TUTORIAL) == pytest.approx([2, 1], rel=1e-13)
    assert theory.least_squares_loss(TUTORIAL) == pytest.approx(0, abs=0)


@given(experiments(dataset=st.sampled_from(ONE_FEATURE)))
@always_the_same
def test_eigenvalues_have_their_closed_form(experiment: Experiment) -> None:
    data = load(experiment)
    x = data.x[:, 0]
    m2, mean = np.mean(x**2), x.mean()
    largest = m2 + 1 + math.sqrt((m2 - 1) ** 2 + 4 * mean**2)
    smallest = 4 * x.var() / largest  # det H: the difference would lose its digits
    low, high = theory.eigenvalues(data)
    assert high == pytest.approx(largest, rel=1e-12)
    assert low == pytest.approx(smallest, rel=1e-12, abs=4 * np.finfo(float).eps * largest)
    assert theory.critical_learning_rate(data) == pytest.approx(2 / largest, rel=1e-12)
    assert theory.best_learning_rate(data) == pytest.approx(1 / (m2 + 1), rel=1e-12)


@given(modest_lines())
@always_the_same
def test_condition_number_is_that_of_the_data_squared(experiment: Experiment) -> None:
    data = load(experiment)
    expected = np.linalg.cond(data.design) ** 2
    assert theory.condition_number(data) == pytest.approx(expected, rel=1e-9)


@given(experiments())
@always_the_same
def test_condition_number_is_at_least_one(experiment: Experiment) -> None:
    assert theory.condition_number(load(experiment)) >= 1


@given(modest_lines(), st.floats(1e-6, 10))
@always_the_same
def test_error_factor_is_one_at_the_critical_rate_and_least_at_the_best(
    experiment: Experiment, other: float
) -> None:
    data = load(experiment)
    critical, best = theory.critical_learning_rate(data), theory.best_learning_rate(data)
    kappa = theory.condition_number(data)
    assert theory.error_factor(data, critical) == pytest.approx(1, rel=1e-12)
    assert theory.error_factor(data, best) == pytest.approx((kappa - 1) / (kappa + 1), abs=1e-12)
    assert theory.error_factor(data, best) <= theory.error_factor(data, other) + 1e-12
    assert (theory.error_factor(data, other) < 1) is (other < critical)


@pytest.mark.parametrize("fraction", [0.3, 0.9, 1.02])
def test_error_factor_is_what_a_run_does_in_the_long_run(fraction: float) -> None:
    rate = fraction * theory.critical_learning_rate(TUTORIAL)
    run = train(Experiment(learning_rate=rate, precision="float64", epochs=250), TUTORIAL)
    size = np.linalg.norm(run.params - theory.ols(TUTORIAL), axis=1)
    assert size[-1] / size[-2] == pytest.approx(theory.error_factor(TUTORIAL, rate), rel=1e-4)


@given(modest_lines(), st.floats(-50, 50), st.floats(-50, 50))
@always_the_same
def test_loss_of_a_line_is_its_mean_squared_residual(
    experiment: Experiment, weight: float, bias: float
) -> None:
    data = load(experiment)
    expected = np.mean((weight * data.x[:, 0] + bias - data.y) ** 2)
    found = theory.loss_at(data, np.array(weight), np.array(bias))
    assert found == pytest.approx(expected, rel=1e-10)


@given(
    experiments(dataset=st.sampled_from(ONE_FEATURE)),
    st.floats(-1000, 1000),
    st.floats(-1000, 1000),
)
@always_the_same
def test_no_line_is_better_than_least_squares(
    experiment: Experiment, weight: float, bias: float
) -> None:
    data = load(experiment)
    best = theory.least_squares_loss(data)
    assert theory.loss_at(data, np.array(weight), np.array(bias)) >= best >= 0
    w, b = theory.ols(data)
    assert theory.loss_at(data, w, b) == best


def test_loss_broadcasts_weights_against_biases() -> None:
    surface = theory.loss_at(TUTORIAL, np.linspace(0, 4, 5), np.linspace(-1, 3, 7)[:, None])
    assert surface.shape == (7, 5)
    assert surface[3, 2] == pytest.approx(0, abs=1e-25)
    assert surface[0, 0] == pytest.approx(np.mean((-1 - TUTORIAL.y) ** 2))


def test_loss_keeps_its_digits_far_from_the_origin() -> None:
    x = 1e6 + np.arange(5.0)
    data = Dataset("far", x[:, None], 3 * (x - 1e6) + np.array([0.5, -1, 1, -1, 0.5]))
    w, b = theory.ols(data)
    expected = theory.least_squares_loss(data) + x.var() * 0.25  # w + ½, turned about the mean
    assert theory.loss_at(data, w + 0.5, b - 0.5 * x.mean()) == pytest.approx(expected, rel=1e-6)


@given(
    modest_lines(),
    st.floats(1e-3, 1e6),
    st.floats(-2, 2),
    st.floats(1e-4, 3),
)
@always_the_same
def test_level_curve_is_closed_where_the_loss_is_the_level_and_smooth_where_it_is_seen(
    experiment: Experiment, height: float, place: float, share: float
) -> None:
    data = load(experiment)
    bowl, best = theory.bowl(data), theory.ols(data)
    reach = bowl.extent(height)
    low, high = (place - share) * reach, (place + share) * reach
    curve = bowl.curve(height, [(low, high)])
    np.testing.assert_array_equal(curve[0], curve[-1])
    w, b = (best + curve).T
    level = theory.least_squares_loss(data) + height
    assert theory.loss_at(data, w, b) == pytest.approx(np.full(w.shape, level), rel=1e-9)
    assert bowl.height(curve) == pytest.approx(np.full(w.shape, height), rel=1e-9)
    assert np.abs(curve).max(axis=0) == pytest.approx(reach, rel=2e-3)
    middles = (curve[1:] + curve[:-1]) / 2
    seen = ((low < middles) & (middles < high)).all(axis=1)
    scale = np.sqrt(height / np.maximum(bowl.height(middles), 1e-300))
    off = np.abs(middles * (scale - 1)[:, None])
    assert (off[seen] <= (high - low) / 700).all()


def test_hessian_does_not_depend_on_the_target() -> None:
    other = dataclasses.replace(TUTORIAL, y=TUTORIAL.y**2)
    assert np.array_equal(theory.hessian(other), theory.hessian(TUTORIAL))


def of_features(d: int, n: int = 400, seed: int = 0) -> Dataset:
    """d features of very different sizes, far from 0, and a target that is not quite linear."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, d)) * 10.0 ** rng.integers(-3, 4, size=d) + rng.normal(size=d)
    return Dataset("many", x, np.cos(x).sum(axis=1), tuple(f"x{i}" for i in range(d)))


@pytest.mark.parametrize("d", [1, 2, 10, 50])
@pytest.mark.parametrize("n", [60, 1024, 5000])
def test_theory_of_many_features_is_what_lapack_finds_in_all_rows(d: int, n: int) -> None:
    data = of_features(d, n)
    scale = np.append(data.x.std(axis=0), 1)
    solution, *_ = np.linalg.lstsq(data.design / scale, data.y, rcond=1e-15)
    assert theory.ols(data) * scale == pytest.approx(solution, rel=1e-8, abs=1e-10)
    residual = data.design @ theory.ols(data) - data.y
    assert theory.least_squares_loss(data) == pytest.approx(np.mean(residual**2), rel=1e-9)
    hessian = 2 / n * data.design.T @ data.design
    assert theory.hessian(data) == pytest.approx(hessian, rel=1e-9, abs=1e-9 * hessian.max())
    singular = np.linalg.svd(data.design, compute_uv=False)[::-1]
    assert np.sqrt(theory.eigenvalues(data) * n / 2) == pytest.approx(
        singular, rel=1e-10, abs=1e-12 * singular.max()
    )


def test_features_of_any_size_are_told_from_ones_that_depend_on_each_other() -> None:
    rng = np.random.default_rng(1)
    for far in (0.0, 1.7e3):
        x = rng.normal(size=(200, 2)) * [1e-9, 1e9] + far * np.array([1e-9, 1e9])
        assert theory.is_unique(Dataset("own", x, x[:, 0], ("x", "z")))
        twice = np.column_stack([x, x[:, 0] * 1e12 - x[:, 1] * 3])
        data = Dataset("twice", twice, x[:, 0], ("x", "z", "both"))
        assert not theory.is_unique(data)
        assert theory.condition_number(data) == np.inf
        assert theory.least_squares_loss(data) <= 1e-20 * np.var(data.y)


def test_more_features_than_rows_have_no_unique_solution_but_a_lowest_loss() -> None:
    data = of_features(10, n=5)
    assert not theory.is_unique(data)
    assert theory.least_squares_loss(data) < 1e-20
    with pytest.raises(ValueError, match="depend on each other"):
        theory.ols(data)


def dependent(columns: str, far: float, seed: int = 0, n: int = 60) -> Dataset:
    """Features of which one is the sum of two others, all with two decimals, so far from 0."""
    rng = np.random.default_rng(seed)
    a, b = far + rng.normal(size=(2, n)).round(2).cumsum(axis=0)
    made = {"a": a.round(2), "b": b.round(2), "c": (a.round(2) + b.round(2)).round(2)}
    made["d"] = made["a"] + rng.normal(size=n).round(2)
    x = np.column_stack([made[name] for name in columns])
    return Dataset("dependent", x, made["a"] - 2 * made["b"], tuple(columns))


STANDARDISED = Experiment(standardise=True)


@pytest.mark.parametrize("far", [0.0, 3.0, 1e2, 1e4, 1e6, 1.7e9])
@pytest.mark.parametrize("columns", ["abc", "cab", "acb", "dabc"])
@pytest.mark.parametrize("seed", range(3))
def test_sums_of_other_features_are_found_however_far_from_0_also_standardised(
    columns: str, far: float, seed: int
) -> None:
    raw = dependent(columns, far, seed)
    seen = prepare(raw, STANDARDISED).training
    assert not theory.is_unique(raw)
    assert not theory.is_unique(seen)
    deviation = raw.x.std(axis=0)
    assert np.abs(theory.one_of_the_best(seen)[:-1]).max() <= 3 * np.abs(deviation).max()


@pytest.mark.parametrize("far", [0.0, 3.0, 1e2, 1e4, 1e6, 1.7e9])
@pytest.mark.parametrize("columns", ["ab", "adb", "bda"])
def test_features_that_are_no_sums_are_not_taken_for_some(columns: str, far: float) -> None:
    raw = dependent(columns, far)
    assert theory.is_unique(raw)
    assert theory.is_unique(prepare(raw, STANDARDISED).training)


def test_start_duration_and_end_in_seconds_since_1970_depend_on_each_other() -> None:
    rng = np.random.default_rng(0)
    start = 1.7e9 + np.sort(rng.uniform(0, 9e4, 40)).round(2)
    duration = rng.uniform(10, 900, 40).round(2)
    for columns in ((start, duration, start + duration), (start + duration, start, duration)):
        raw = Dataset("log", np.column_stack(columns), duration, ("x", "y", "z"))
        assert not theory.is_unique(raw)
        assert not theory.is_unique(prepare(raw, STANDARDISED).training)


def test_weights_that_stand_for_each_other_far_from_0_are_a_valley_also_standardised() -> None:
    a = 1.7e9 + np.random.default_rng(0).normal(size=40).round(2)
    raw = Dataset("twice", np.column_stack([a, 3 * a]), a, ("a", "b"))
    assert Plane.of(prepare(raw, STANDARDISED).training, 0, 1).is_valley
    labels = dataclasses.replace(raw, y=(np.arange(40) % 3 == 0).astype(float))
    seen = prepare(labels, STANDARDISED).training
    assert cross_entropy.optimum(seen) is None
    assert not cross_entropy.grows_for_ever(seen)
    found = lowest(seen).parameters
    assert found is not None
    assert np.abs(found).max() < 10


def test_a_line_through_the_origin_has_a_bias_of_0_and_not_of_rounding() -> None:
    for parts in (60, 7, 11, 49, 1e9):
        x = np.arange(1, 7)[:, None] / parts
        assert theory.ols(Dataset("exact", x, np.arange(1, 7) * 100.0))[-1] == 0
        x64 = np.arange(1, 9)[:, None] * 0.1
        far = Dataset("not 0", x64, x64[:, 0] * 3 + 1e-9)
        assert theory.ols(far)[-1] == pytest.approx(1e-9, rel=1e-5)
