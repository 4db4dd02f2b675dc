"""What is held out is not seen, what is standardised is led back, and neither changes the truth."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models import theory
from models.datasets import load
from models.datasets.dataset import DataError, Dataset
from models.datasets.preprocessing import LeftRowsError, prepare, rows_held_out, scaling_of
from models.experiment import Experiment
from models.learners import BY_ROWS
from models.training import train
from tests.support.strategies import always_the_same, modest_lines

CERTIFIED = Path(__file__).parents[2] / "reference" / "nist"
shares, seeds = st.floats(0, 0.5), st.integers(0, 99)


@given(st.integers(2, 300), shares, seeds)
@always_the_same
def test_rows_are_held_out_once_each_and_two_are_left(n: int, share: float, seed: int) -> None:
    rows = rows_held_out(n, share, seed)
    assert len(rows) == max(0, min(round(share * n), n - 2))
    assert len(set(rows.tolist())) == len(rows)
    assert set(rows.tolist()) <= set(range(n))
    assert np.array_equal(rows, rows_held_out(n, share, seed))


def test_another_seed_holds_out_other_rows() -> None:
    assert rows_held_out(100, 0.3, 0).tolist() != rows_held_out(100, 0.3, 1).tolist()


@given(modest_lines(held_out=shares, split_seed=seeds, standardise=st.booleans()))
@always_the_same
def test_training_and_held_out_rows_are_all_rows(experiment: Experiment) -> None:
    data = load(experiment)
    prepared = prepare(data, experiment)
    rows = np.array([], dtype=int) if prepared.held_out is None else prepared.held_out.rows
    kept = np.delete(np.arange(data.n), rows)
    assert np.array_equal(prepared.training.y, data.y[kept])
    x = data.x
    if experiment.standardise:
        x = (x - x[kept].mean(axis=0)) / x[kept].std(axis=0)
    np.testing.assert_allclose(prepared.training.x, x[kept], rtol=1e-9, atol=1e-12)
    if prepared.held_out is not None:
        np.testing.assert_allclose(prepared.held_out.x, x[rows], rtol=1e-9, atol=1e-12)
        assert np.array_equal(prepared.held_out.y, data.y[rows])


def test_data_that_are_to_stay_as_they_are_stay_the_same_object() -> None:
    experiment = Experiment()
    data = load(experiment)
    assert prepare(data, experiment).training is data


@given(modest_lines(standardise=st.just(True)))
@always_the_same
def test_standardised_features_have_mean_0_deviation_1_and_a_round_bowl(e: Experiment) -> None:
    seen = prepare(load(e), e).training
    np.testing.assert_allclose(seen.x.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(seen.x.std(axis=0), 1, rtol=1e-12)
    assert theory.condition_number(seen) == pytest.approx(1)


@given(modest_lines(standardise=st.booleans(), held_out=shares))
@always_the_same
def test_both_sets_of_coefficients_predict_the_same(experiment: Experiment) -> None:
    run = train(experiment, load(experiment))
    assert run.whole is not None
    kept = np.arange(run.whole.n)
    if run.held_out is not None:
        kept = np.delete(kept, run.held_out.rows)
    for step in (0, run.steps):
        own = run.whole.design[kept] @ run.own_params[step]
        np.testing.assert_allclose(own, run.predictions(step), rtol=1e-9, atol=1e-9)


@given(modest_lines(standardise=st.just(True), held_out=st.just(0.0)))
@always_the_same
def test_the_truth_and_the_best_line_are_led_back_too(experiment: Experiment) -> None:
    data = load(experiment)
    prepared = prepare(data, experiment)
    assert prepared.scaling is not None
    true, own_true = prepared.training.true_parameters, data.true_parameters
    assert true is not None
    assert own_true is not None
    for seen, own in ((true, own_true), (theory.ols(prepared.training), theory.ols(data))):
        np.testing.assert_allclose(prepared.scaling.in_own_units(seen), own, rtol=1e-9, atol=1e-9)


@pytest.mark.slow
@pytest.mark.parametrize("learner", BY_ROWS)
@given(e=modest_lines(held_out=st.floats(0.1, 0.5), precision=st.just("float64")))
@always_the_same
def test_validation_loss_is_that_of_the_rows_that_are_held_out(learner: str, e: Experiment) -> None:
    run = train(dataclasses.replace(e, learner=learner), load(e))
    held = run.held_out
    if held is None:
        assert run.validation_loss is None
        return
    assert run.validation_loss is not None
    assert run.validation_loss.shape == run.train_loss.shape
    predictions = run.params[:, :1] * held.x[:, 0] + run.params[:, 1:]
    expected = ((predictions - held.y) ** 2).mean(axis=1)
    np.testing.assert_allclose(run.validation_loss, expected, rtol=1e-9)


def test_held_out_rows_do_not_change_the_steps() -> None:
    e = Experiment(dataset="line", held_out=0.4, epochs=20)
    kept = prepare(load(e), e).training
    alone = train(dataclasses.replace(e, held_out=0.0), kept)
    assert np.array_equal(train(e, load(e)).params, alone.params)


def test_of_rows_that_are_left_and_determine_no_line_it_is_said_that_they_are_those() -> None:
    """Of the fourth quartet one x is another; a split may leave it to the rows held out."""
    e = Experiment(dataset="anscombe", quartet=4, held_out=0.3)
    seeds = range(40)
    left = {seed: 19 in np.delete(load(e).x, rows_held_out(11, 0.3, seed)) for seed in seeds}
    assert set(left.values()) == {True, False}
    for seed, determines in left.items():
        split = dataclasses.replace(e, split_seed=seed)
        if determines:
            prepare(load(split), split)
            continue
        with pytest.raises(LeftRowsError, match=r"^Of the rows .* all values of “x4” are equal"):
            prepare(load(split), split)


def test_a_feature_that_hardly_varies_is_refused_by_name() -> None:
    data = Dataset("thin", np.array([[0.0], [1.5e-150]]), np.array([0.0, 1.0]), ("width",))
    with pytest.raises(DataError, match="“width” varies too little"):
        scaling_of(data)


def test_features_whose_mean_float64_cannot_hold_are_standardised_all_the_same() -> None:
    x = np.array([[1e17], [1e17 + 16], [1e17 + 64]])  # float64 holds every sixteenth of these
    data = Dataset("far", x, np.array([1.0, 2.0, 4.0]), ("x",))
    z = scaling_of(data).standardised(x)[:, 0]
    assert abs(z.mean()) < 1e-15
    assert z.std() == pytest.approx(1, rel=1e-14)


def test_rate_one_half_reaches_least_squares_of_standardised_data_in_one_step() -> None:
    e = Experiment(
        dataset="line", standardise=True, learning_rate=0.5, epochs=1, precision="float64"
    )
    run = train(e, load(e))
    np.testing.assert_allclose(run.own_params[1], theory.ols(load(e)), rtol=1e-12)


def certified(name: str) -> tuple[Dataset, list[float]]:
    """A set of NIST and its certified coefficients, the constant last as our bias is."""
    rows = np.loadtxt(CERTIFIED / f"{name}.csv", delimiter=",", skiprows=1)
    said: dict[str, Any] = json.loads((CERTIFIED / f"{name}.json").read_text())
    head = (CERTIFIED / f"{name}.csv").read_text().splitlines()[0].split(",")
    y, x = rows[:, head.index("y")], rows[:, head.index("x")]
    coefficients = said["certified"]["coefficients"]
    return Dataset(name, x[:, None], y), [float(coefficients[b]) for b in ("B1", "B0")]


def test_descent_on_standardised_norris_reaches_the_certified_line_to_11_digits() -> None:
    data, coefficients = certified("Norris")
    experiment = Experiment(standardise=True, learning_rate=0.25, epochs=100, precision="float64")
    run = train(experiment, data)
    found = run.own_params[-1]
    digits = -np.log10(np.abs(found - coefficients) / np.abs(coefficients))
    assert digits.min() >= 11


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_large_offset_is_no_matter_once_standardised(precision: str) -> None:
    x = 1.7e9 + np.arange(20.0)
    data = Dataset("seconds", x[:, None], 3 * (x - 1.7e9) + 1)
    run = train(Experiment(standardise=True, learning_rate=0.25, precision=precision), data)
    assert run.own_params[-1, 0] == pytest.approx(3, rel=1e-5)
    assert torch.isfinite(torch.from_numpy(run.own_params)).all()
