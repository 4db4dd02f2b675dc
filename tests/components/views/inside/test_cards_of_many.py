"""The cards of several features: every number put in is that of numpy, recomputed from the data."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.views.inside.cards import FIRST_WEIGHTS, MOST_WEIGHTS
from components.views.inside.inside import inside, shown
from models.datasets import DATASETS, load
from models.experiment import Experiment
from models.learners import BY_ROWS
from models.run import Run
from models.training import train
from tests.components.views.inside.test_cards import (
    card,
    result,
    roundings,
    steps,
    told_of,
    value_of,
)
from tests.support.reading import filled, numbers_in, written
from tests.support.strategies import ONE_FEATURE, always_the_same, experiments

MANY = [name for name, kind in DATASETS.items() if name not in ONE_FEATURE and not kind.needs_file]
some = experiments(
    dataset=st.sampled_from(MANY),
    degree=st.integers(2, 9),
    epochs=st.integers(1, 20),
    standardise=st.booleans(),
    learning_rate=st.floats(1e-4, 0.3),
    loss=st.sampled_from(["mse", "bce"]),
    optimizer=st.just("sgd"),
)


def as_written(value: float, slack: float) -> Any:
    """A number of four digits; below 1e-3 two are written, and a share of such a sum has fewer."""
    return pytest.approx(value, rel=2e-3 if abs(value) >= 1e-3 else 0.1, abs=slack)


def run_of(experiment: Experiment) -> Run:
    dataset = load(experiment)
    return train(experiment, dataset, shown(dataset.n))


@pytest.mark.slow
@given(some)
@settings(always_the_same, max_examples=25)
def test_the_numbers_put_in_come_to_what_numpy_makes_of_the_data(experiment: Experiment) -> None:
    run = run_of(experiment)
    told = told_of(run)
    x, y, n, d = run.dataset.x, run.dataset.y, run.dataset.n, run.dataset.x.shape[1]
    weights = d if d <= MOST_WEIGHTS else FIRST_WEIGHTS
    for step in steps(run):
        residual = run.predictions(step) - y
        slope = 2 if run.task == "regression" else 1
        expected = slope / n * np.append(x.T @ residual, residual.sum())
        off = (1e-3 if experiment.precision == "float32" else 1e-9) * np.abs(x).max()
        slack = off * (np.abs(residual).max() + np.abs(y).max())
        rows = numbered(card(told, "backward"))
        assert len(rows) == weights + 1
        for j, row in zip([*range(weights), d], rows, strict=True):
            (claimed,) = numbers_in(filled(row["result"], told, step))[-1:]
            assert claimed == as_written(expected[j], slack)
            text = filled("".join(row["terms"]), told, step)
            last = text.rpartition(" = ")[2]
            assert value_of(last) == as_written(claimed, 1e-12)
        for j, row in zip([*range(weights), d], numbered(card(told, "step")), strict=True):
            text = filled("".join(row["terms"]), told, step)
            (claimed,) = numbers_in(filled(row["result"], told, step))[-1:]
            assert value_of(text) == pytest.approx(claimed, abs=roundings(text))
            assert claimed == as_written(run.params[step + 1, j], 1e-9)


def numbered(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a card that end in a number: the one that names the others does not."""
    return [row for row in told["rows"] if row["result"]]


def test_a_prediction_of_two_features_is_the_sum_that_stands_there() -> None:
    run = run_of(Experiment("scales", samples=8, epochs=3, learning_rate=1e-3))
    told = told_of(run)
    for term in card(told, "forward")["rows"][0]["terms"]:
        text = filled(term, told, 2).partition(" = ")[2]
        line, _, prediction = text.rpartition(" = ")
        assert value_of(line) == pytest.approx(value_of(prediction), abs=roundings(line))


def test_of_many_weights_the_first_are_shown_and_an_ellipsis() -> None:
    run = run_of(Experiment("diabetes", standardise=True, epochs=2, learning_rate=0.1))
    told = told_of(run)
    assert "…" in card(told, "backward")["gradients"][0]
    assert numbers_in(result(told, "step", 0, 0))[-1] == written(run.params[1, 0])
    for phase in ("backward", "step"):
        at_once = [row for row in numbered(card(told, phase)) if not row["more"]]
        assert len(at_once) == FIRST_WEIGHTS + 1
        assert len(numbered(card(told, phase))) == 10 + 1, "the others can be asked for"
        (rest,) = (row for row in card(told, phase)["rows"] if not row["result"])
        assert rest["terms"] == ["and 7 more, by the same formula: w₄ … w₁₀"]


@pytest.mark.parametrize("dataset", MANY)
def test_each_step_of_many_features_opens_with_all_learners_beside(dataset: str) -> None:
    base = Experiment(dataset, standardise=True, epochs=3)
    runs = [
        train(Experiment(dataset, standardise=True, epochs=3, learner=learner), load(base))
        for learner in BY_ROWS
        if learner != base.learner
    ]
    opened = inside(run_of(base), runs)
    assert len(opened.codes) == len(BY_ROWS)
    assert opened.series["difference"][-1] < 1e-3 * np.abs(runs[0].params).max()
