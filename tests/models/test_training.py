"""Training does what the theory of descent says, ends where it must, and leaves nothing behind."""

import dataclasses
import math
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch import Tensor, nn

from models import training
from models.datasets import load
from models.datasets.dataset import Dataset
from models.experiment import DEFAULTS, NUMBERS, Experiment
from models.learners import BY_ROWS
from models.losses import LOSSES
from models.run import DIVERGENCE_FACTOR, Run
from models.theory import critical_learning_rate, eigenvalues, hessian, ols
from models.training import Recorder, TooLargeError, fit, start_parameters, train
from tests.support.strategies import PREPARED, always_the_same, experiments, extremes, modest_lines

every_learner = pytest.mark.parametrize("learner", BY_ROWS)


def run_of(experiment: Experiment) -> Run:
    return train(experiment, load(experiment))


def same(a: Run, b: Run) -> bool:
    """All that was recorded, to the last bit."""
    arrays = ("params", "gradients", "train_loss")
    return a.diverged_at == b.diverged_at and all(
        np.array_equal(getattr(a, name), getattr(b, name)) for name in arrays
    )


def leading_error(run: Run) -> np.ndarray:
    """(T+1,): the error along the eigenvector of the largest eigenvalue."""
    _, vectors = np.linalg.eigh(hessian(run.dataset))
    return (run.params - ols(run.dataset)) @ vectors[:, -1]


# --- The critical learning rate


@pytest.mark.slow
@every_learner
@pytest.mark.parametrize(
    "base",
    [
        Experiment(epochs=5000, precision="float64"),
        Experiment(dataset="line", x_min=-1.7, x_max=1.7, epochs=1000, precision="float64"),
    ],
)
def test_descent_reaches_least_squares_below_the_critical_rate_and_not_above(
    base: Experiment, learner: str
) -> None:
    data = load(base)
    critical = critical_learning_rate(data)
    at = [
        dataclasses.replace(base, learner=learner, learning_rate=factor * critical)
        for factor in (0.98, 1.02)
    ]
    below, above = (train(experiment, data) for experiment in at)
    assert below.diverged_at is None
    assert below.steps == base.epochs
    assert below.params[-1] == pytest.approx(ols(data), rel=1e-6)
    assert (np.diff(below.train_loss) < 1e-12).all()
    assert above.diverged_at is not None
    assert above.diverged_at < base.epochs
    assert above.train_loss[-1] > above.bound
    assert above.train_loss[above.steps // 2 :].argmin() == 0


@pytest.mark.slow
@given(modest_lines(epochs=st.just(40)), st.sampled_from([0.5, 0.98, 1.02, 1.5]))
@always_the_same
def test_error_along_the_leading_eigenvector_is_a_power(base: Experiment, factor: float) -> None:
    rate = factor * critical_learning_rate(load(base))
    run = run_of(dataclasses.replace(base, learning_rate=rate))
    error = leading_error(run)
    power = (1 - rate * eigenvalues(run.dataset)[-1]) ** np.arange(len(run)) * error[0]
    noise = 1e-10 * np.maximum.accumulate(np.abs(run.params).max(axis=1)) * len(run)
    assert (np.abs(error - power) <= noise + 1e-10 * np.abs(power)).all()
    if factor < 1:
        assert run.diverged_at is None


def test_at_exactly_the_best_rate_a_standardised_line_takes_one_step() -> None:
    x = load(Experiment()).x[:, 0]
    data = dataclasses.replace(load(Experiment()), x=((x - x.mean()) / x.std())[:, None])
    run = train(Experiment(learning_rate=0.5, precision="float64", epochs=1), data)
    assert run.params[1] == pytest.approx(ols(data), abs=1e-13)


# --- Divergence


def is_finite(run: Run) -> bool:
    arrays = (run.params, run.gradients, run.train_loss, run.rmse, run.predictions(-1))
    return all(np.isfinite(array).all() for array in arrays) and math.isfinite(run.bound)


def assert_ends_as_it_should(run: Run) -> None:
    criterion, y = LOSSES[run.experiment.loss].module(), torch.tensor(run.dataset.y)
    first_loss, reference = run.train_loss[0], criterion(torch.zeros_like(y), y).item()
    assert is_finite(run)
    assert run.bound == pytest.approx(DIVERGENCE_FACTOR * max(first_loss, reference), rel=1e-5)
    over = np.flatnonzero(run.train_loss > run.bound)
    if run.diverged_at is None:
        assert len(over) == 0
        assert run.steps == run.experiment.epochs
    else:
        # The step that left the bound is kept, unless float32 could not even hold its loss.
        kept = [run.diverged_at] if run.diverged_at == run.steps else []
        assert over.tolist() == kept
        assert run.diverged_at in (run.steps, run.steps + 1)
        assert run.steps <= run.experiment.epochs


short = st.integers(1, 80)
HIGHEST: dict[str, Any] = {name: number.high for name, number in NUMBERS.items()}


@pytest.mark.slow
@given(experiments(epochs=short, **PREPARED))
@always_the_same
def test_any_run_ends_and_is_finite(experiment: Experiment) -> None:
    assert_ends_as_it_should(run_of(experiment))


@pytest.mark.slow
@given(experiments(each=extremes, epochs=short, **PREPARED))
@always_the_same
def test_extreme_runs_end_and_are_finite(experiment: Experiment) -> None:
    assert_ends_as_it_should(run_of(experiment))


LARGEST: dict[str, Any] = HIGHEST | {
    "x_min": 999.0,
    "start_weight": -1000.0,
    "start_bias": -1000.0,
}


@every_learner
@pytest.mark.parametrize("dataset", ["tutorial", "line", "drawn"])
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_largest_numbers_of_all_diverge_at_once(learner: str, dataset: str, precision: str) -> None:
    run = run_of(Experiment(dataset=dataset, learner=learner, precision=precision, **LARGEST))
    assert_ends_as_it_should(run)
    assert run.diverged_at is not None
    assert run.diverged_at < 10


@pytest.mark.slow
@every_learner
@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("overlap", [0.0, 10.0])
def test_classification_never_diverges_as_its_gradient_is_bounded(
    learner: str, precision: str, overlap: float
) -> None:
    largest = LARGEST | {"overlap": overlap, "samples": 50, "epochs": 1000}
    run = run_of(Experiment(dataset="hours", learner=learner, precision=precision, **largest))
    assert_ends_as_it_should(run)
    assert run.diverged_at is None
    bound = np.abs(run.dataset.design).mean(axis=0)
    assert (np.abs(run.gradients) <= bound * (1 + 1e-6)).all()


def test_labels_must_be_zero_and_one() -> None:
    with pytest.raises(ValueError, match="label must be 0 or 1"):
        train(Experiment(dataset="hours"), load(Experiment()))


@every_learner
def test_start_at_zero_on_zeros_stays_there(learner: str) -> None:
    nothing: dict[str, Any] = {
        "slope": 0.0,
        "intercept": 0.0,
        "noise": 0.0,
        "start_weight": 0.0,
        "start_bias": 0.0,
    }
    run = run_of(Experiment(dataset="line", learner=learner, learning_rate=10.0, **nothing))
    assert run.diverged_at is None
    assert not run.params.any()


class Scripted:
    """A learner whose losses and gradients are known beforehand."""

    def __init__(self, losses: list[float], gradient: float = 1.0) -> None:
        self.losses = losses
        self.weight, self.bias = torch.zeros(1, 1), torch.zeros(1)
        self.gradient = gradient
        self.calls = ""

    def zero_grad(self) -> None:
        self.calls += "z"

    def __call__(self, x: Tensor) -> Tensor:
        self.calls += "f"
        return x

    def loss(self, prediction: Tensor, y: Tensor) -> Tensor:
        self.calls += "l"
        return torch.tensor(self.losses[self.calls.count("f") - 1])

    def backward(self, loss: Tensor) -> None:
        self.calls += "b"
        self.weight.grad = torch.full((1, 1), self.gradient)
        self.bias.grad = torch.full((1,), self.gradient)

    def optimize(self) -> None:
        self.calls += "o"


def scripted(losses: list[float], gradient: float = 1.0) -> tuple[Scripted, Recorder]:
    learner, y = Scripted(losses, gradient), torch.ones(2, 1)
    recorder = Recorder(learner, y)
    fit(learner, y, y, len(losses) - 1, recorder)
    return learner, recorder


def test_loop_makes_the_five_calls_in_their_order() -> None:
    learner, recorder = scripted([3.0, 2.0, 1.0])
    assert learner.calls == "zflbo" * 2 + "zflb"
    assert recorder.losses == [3, 2, 1]
    assert recorder.diverged_at is None


def test_step_over_the_bound_is_the_last_and_is_kept() -> None:
    learner, recorder = scripted([3.0, 3e9, 3.1e9, 1.0])
    assert recorder.bound == 3e9
    assert recorder.diverged_at == 2
    assert recorder.losses == pytest.approx([3, 3e9, 3.1e9])
    assert learner.calls.count("o") == 2


def test_bound_is_relative_to_predicting_zero_where_the_start_is_good() -> None:
    _, recorder = scripted([1e-6, 0.9e9, 1.1e9, 1.0])  # y is 1: predicting 0 has loss 1
    assert recorder.bound == 1e9
    assert recorder.diverged_at == 2


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_step_that_is_not_finite_is_left_out(bad: float) -> None:
    _, recorder = scripted([3.0, 2.0, bad, 1.0])
    assert recorder.diverged_at == 2
    assert recorder.losses == [3, 2]
    params, gradients = recorder.states()
    assert params.shape == gradients.shape == (2, 2)
    _, recorder = scripted([3.0, 2.0, 1e30, 1.0], gradient=bad)
    assert recorder.diverged_at == 2
    assert len(recorder.losses) == 2


# --- The start


def test_typed_start_is_what_was_typed() -> None:
    run = run_of(Experiment(start_weight=-3.5, start_bias=7.25))
    assert run.params[0].tolist() == [-3.5, 7.25]


@pytest.mark.parametrize("learner", BY_ROWS)
def test_each_weight_starts_where_it_was_typed_to_and_learns_as_pytorch_has_it(
    learner: str,
) -> None:
    starts = (0.5, -20.0, 300.0)
    experiment = Experiment(
        dataset="diabetes",
        features=("bmi", "bp", "ltg"),
        standardise=True,
        learner=learner,
        learning_rate=0.1,
        epochs=30,
        precision="float64",
        start_weights=starts,
        start_bias=7.0,
    )
    run = run_of(experiment)
    assert run.params[0].tolist() == [*starts, 7.0]
    model = nn.Linear(3, 1, dtype=torch.float64)
    model.load_state_dict({"weight": torch.tensor([starts]), "bias": torch.tensor([7.0])})
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    x, y = torch.tensor(run.dataset.x), torch.tensor(run.dataset.y)[:, None]
    for _ in range(30):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), y).backward()
        optimizer.step()
    assert run.params[-1] == pytest.approx([*model.weight[0].tolist(), model.bias.item()], rel=1e-9)


@pytest.mark.parametrize("starts", [(), (1.0,), (1.0, 2.0), (1.0, 2.0, 3.0, 4.0)])
def test_where_there_is_not_one_start_for_each_weight_all_begin_alike(
    starts: tuple[float, ...],
) -> None:
    experiment = Experiment(start_weight=-3.5, start_weights=starts)
    assert start_parameters(experiment, 3)[0].tolist() == [-3.5] * 3
    given_ = start_parameters(Experiment(start_weights=starts), len(starts))[0]
    assert tuple(given_.tolist()) == starts


def test_a_start_from_a_seed_asks_for_no_typed_one() -> None:
    seeded = Experiment(start="seeded", start_weights=(1.0, 2.0))
    plain = Experiment(start="seeded")
    assert torch.equal(start_parameters(seeded, 2)[0], start_parameters(plain, 2)[0])


@given(st.integers(0, 999_999), st.integers(1, 9))
@always_the_same
def test_seeded_start_lies_within_the_law_of_linear(seed: int, features: int) -> None:
    experiment = Experiment(start="seeded", start_seed=seed)
    weight, bias = start_parameters(experiment, features)
    again = start_parameters(experiment, features)
    assert weight.shape == (features,)
    assert bias.shape == (1,)
    assert torch.equal(weight, again[0])
    assert torch.equal(bias, again[1])
    assert torch.cat([weight, bias]).abs().max() <= 1 / math.sqrt(features)


def test_seeded_starts_differ_and_fill_their_range() -> None:
    starts = [start_parameters(Experiment(start="seeded", start_seed=s), 1) for s in range(400)]
    drawn = np.array([[w.item(), b.item()] for w, b in starts])
    assert len(np.unique(drawn)) == 800
    assert np.abs(drawn.mean(axis=0)).max() < 4 / math.sqrt(3 * 400)
    assert drawn.min() < -0.98
    assert drawn.max() > 0.98


@given(experiments(epochs=st.just(1)))
@always_the_same
def test_every_learner_starts_at_the_same_point(experiment: Experiment) -> None:
    runs = [run_of(dataclasses.replace(experiment, learner=name)) for name in BY_ROWS]
    assert len({run.params[0].tobytes() for run in runs}) == 1


# --- Nothing is left behind, and nobody is disturbed


@given(experiments(epochs=st.integers(1, 30)))
@always_the_same
def test_same_experiment_gives_the_same_run(experiment: Experiment) -> None:
    assert same(run_of(experiment), run_of(experiment))


@every_learner
@pytest.mark.parametrize("start", ["typed", "seeded"])
def test_training_draws_from_no_shared_generator(learner: str, start: str) -> None:

    def numpy_state() -> bytes:
        return np.random.get_state(legacy=False)["state"]["key"].tobytes()

    before = torch.get_rng_state(), numpy_state(), random.getstate()
    run_of(Experiment(dataset="line", learner=learner, start=start))
    assert torch.equal(torch.get_rng_state(), before[0])
    assert numpy_state() == before[1]
    assert random.getstate() == before[2]


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_torch_gets_its_threads_back(threads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    at_first = torch.get_num_threads()

    def fails(*_: object) -> None:
        assert torch.get_num_threads() == 1
        raise KeyError("fit")

    try:
        torch.set_num_threads(threads)
        run_of(Experiment())
        assert torch.get_num_threads() == threads
        monkeypatch.setattr(training, "fit", fails)
        with pytest.raises(KeyError):
            run_of(Experiment())
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(at_first)


def test_runs_side_by_side_equal_runs_alone() -> None:
    wanted = [
        Experiment(dataset="line", learner=name, start_seed=seed, start="seeded", samples=500)
        for name in BY_ROWS
        for seed in range(4)
    ]
    alone = [run_of(experiment) for experiment in wanted]
    barrier = threading.Barrier(4)

    def together(experiment: Experiment) -> Run:
        barrier.wait(timeout=30)
        return run_of(experiment)

    with ThreadPoolExecutor(4) as pool:
        beside = list(pool.map(together, wanted))
    assert all(same(a, b) for a, b in zip(alone, beside, strict=True))


@given(experiments(epochs=st.just(3)))
@example(Experiment())
@always_the_same
def test_run_keeps_what_it_came_from(experiment: Experiment) -> None:
    data = load(experiment)
    run = train(experiment, data)
    assert run.experiment is experiment
    assert run.dataset is run.whole is data
    assert (run.validation_loss, run.held_out, run.scaling) == (None, None, None)


def test_defaults_are_a_short_training() -> None:
    assert DEFAULTS["epochs"] == run_of(Experiment()).steps == 100


def planets(power: float) -> Dataset:
    """Radii in km, and masses of such a size."""
    radius = np.array([2439.7, 6051.8, 6371.0, 3389.5, 69911, 58232, 25362, 24622])
    return Dataset("planets", radius[:, None], 10.0**power * radius**2)


@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("learner", ["by_hand", "by_parameter", "by_autograd"])
def test_values_whose_loss_float32_cannot_hold_are_refused_with_what_helps(
    learner: str, standardise: bool
) -> None:
    experiment = Experiment(learner=learner, standardise=standardise, learning_rate=0.1)
    for power in (17, 25, 60):
        with pytest.raises(TooLargeError, match=r"too large for float32.*float64") as refused:
            train(experiment, planets(power))
        assert refused.value.precision == "float32"
        assert "3.4e38" in str(refused.value)
        wider = train(dataclasses.replace(experiment, precision="float64"), planets(power))
        assert np.isfinite(wider.train_loss).all()


def test_a_gradient_that_float32_cannot_hold_ends_a_run_and_is_no_part_of_it() -> None:
    x = np.array([[1e20], [2e20], [4e20]])
    data = Dataset("steep", x, np.array([1e18, -1e18, 1e18]))
    experiment = Experiment(start_weight=0.0, start_bias=0.0, learning_rate=1e-6)
    try:
        run = train(experiment, data)
    except TooLargeError:
        return
    assert run.diverged_at is not None
    for array in (run.params, run.gradients, run.train_loss):
        assert np.isfinite(array).all()
        assert len(array) == len(run)
