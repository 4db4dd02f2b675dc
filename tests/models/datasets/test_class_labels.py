"""Two classes of any number of features: their labels, and the lowest loss where there is one."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from models.datasets import from_csv, learned, load
from models.datasets.class_labels import NoClassesError, as_classes, has_two_values
from models.datasets.csv_files import read_table
from models.datasets.dataset import Dataset
from models.experiment import Experiment, read_query
from models.learners import BY_ROWS
from models.theory import cross_entropy as theory
from models.training import train
from tests.support.cross_entropy import by_lbfgs, torch_loss
from tests.support.strategies import always_the_same

IRIS = Experiment("iris_species", standardise=True, precision="float64")
ALL_FOUR = ("sepal_length", "sepal_width", "petal_length", "petal_width")


@cache
def clouds(n: int, d: int, distance: float, seed: int = 0) -> Dataset:
    """Two clouds of n points together, so far from each other in d features of several scales."""
    rng = np.random.default_rng(seed)
    y = np.arange(n) % 2.0
    x = rng.normal(size=(n, d)) + distance * y[:, None] / np.sqrt(d)
    scale = 10.0 ** rng.integers(-3, 4, size=d)
    return Dataset("clouds", x * scale + 5 * scale, y, tuple(f"f{i}" for i in range(d)))


# ---- The lowest loss


@pytest.mark.parametrize("d", [2, 3, 10, 50])
def test_gradient_and_hessian_of_many_features_equal_those_of_torch(d: int) -> None:
    data = clouds(120, d, 1.0)
    theta = np.random.default_rng(d).normal(size=d + 1) / np.append(data.x.std(0), 1)
    at = torch.tensor(theta, requires_grad=True)
    (slope,) = torch.autograd.grad(torch_loss(at, data), at)
    np.testing.assert_allclose(theory.gradient(data, theta), slope, rtol=1e-8, atol=1e-12)
    bend = torch.autograd.functional.hessian(lambda t: torch_loss(t, data), at.detach())
    np.testing.assert_allclose(theory.hessian(data, theta), bend, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize(("d", "n"), [(2, 60), (3, 100), (10, 300), (50, 2000)])
def test_the_lowest_loss_of_many_features_is_where_lbfgs_of_torch_ends(d: int, n: int) -> None:
    data = clouds(n, d, 1.5)
    best = theory.optimum(data)
    assert best is not None
    assert not theory.grows_for_ever(data)
    found, loss = by_lbfgs(data)
    assert theory.lowest_loss(data) == pytest.approx(loss, rel=1e-10)
    scale = data.x.std(0)
    assert best[:-1] * scale == pytest.approx(found[:-1] * scale, rel=1e-4, abs=1e-5)
    even = np.abs(theory.gradient(data, best)) / np.append(np.abs(data.x).max(0), 1)
    assert even.max() < 1e-12


def test_iris_has_the_coefficients_that_r_gives() -> None:
    """glm(…, binomial) of versicolor against virginica, as printed in many a textbook."""
    data = load(replace(IRIS, standardise=False, features=ALL_FOUR))
    assert (data.n, data.y.sum(), data.labels) == (100, 50, ("versicolor", "virginica"))
    best = theory.optimum(data)
    assert best == pytest.approx([-2.465, -6.681, 9.429, 18.286, -42.638], abs=5e-4)
    assert 2 * data.n * theory.lowest_loss(data) == pytest.approx(11.899, abs=5e-4)


@pytest.mark.slow
@given(st.integers(2, 5), st.integers(6, 40), st.floats(0, 6), st.integers(0, 9999))
@always_the_same
def test_weights_grow_for_ever_just_where_lbfgs_finds_no_end(
    d: int, n: int, distance: float, seed: int
) -> None:
    data = clouds(n, d, round(distance, 1), seed)
    loss = by_lbfgs(data)[1]
    assert theory.is_separated(data) == (loss < 1e-6)
    assert theory.grows_for_ever(data) == theory.is_separated(data)
    assert (theory.optimum(data) is None) == theory.grows_for_ever(data)
    assert theory.lowest_loss(data) == pytest.approx(loss, abs=1e-6)


def test_classes_that_touch_on_the_line_alone_have_no_lowest_point_and_keep_a_loss() -> None:
    x = np.array([[0.0, 0], [1, 1], [2, 2], [2, 2], [0, -3], [5, -1], [-1, 2], [-4, 1]])
    data = Dataset("touching", x, np.array([0.0, 1, 0, 1, 1, 1, 0, 0]), ("a", "b"))
    assert theory.grows_for_ever(data)
    assert not theory.is_separated(data)
    assert theory.optimum(data) is None
    on_it = data.x[:, 0] == data.x[:, 1]
    left = replace(data, x=data.x[on_it], y=data.y[on_it])
    assert theory.lowest_loss(data) == pytest.approx(by_lbfgs(left)[1] * on_it.mean(), rel=1e-6)


def test_all_labels_equal_and_features_that_depend_on_each_other_have_no_optimum() -> None:
    data = clouds(30, 3, 1.0)
    equal = replace(data, y=np.ones(30))
    assert theory.grows_for_ever(equal)
    assert theory.lowest_loss(equal) == 0
    twice = replace(
        data, x=np.column_stack([data.x, 2 * data.x[:, 0]]), feature_names=("a", "b", "c", "d")
    )
    assert theory.optimum(twice) is None
    assert not theory.grows_for_ever(twice)
    assert theory.lowest_loss(twice) == pytest.approx(theory.lowest_loss(data), rel=1e-9)


def test_many_made_labels_have_the_weights_that_they_were_made_with() -> None:
    data = load(Experiment("classes", samples=500, distance=3.0))
    best = theory.optimum(data)
    assert best is not None
    assert data.true_parameters is not None
    spread = np.sqrt(np.diag(np.linalg.inv(500 * theory.hessian(data, best))))
    assert (np.abs(best - data.true_parameters) < 3.5 * spread).all()


# ---- Training


@pytest.mark.parametrize("d", [2, 10, 50])
@pytest.mark.parametrize("learner", BY_ROWS)
def test_learners_of_many_features_take_the_steps_of_torch(d: int, learner: str) -> None:
    experiment = replace(
        IRIS, learner=learner, epochs=5, learning_rate=0.5, start="seeded", held_out=0.25
    )
    run = train(experiment, clouds(80, d, 1.0))
    assert run.held_out is not None
    assert run.validation_loss is not None
    theta = torch.tensor(run.params[0])
    held = replace(run.dataset, x=run.held_out.x, y=run.held_out.y)
    for step in range(6):
        np.testing.assert_allclose(run.params[step], theta.detach(), rtol=1e-10, atol=1e-12)
        at = theta.clone().requires_grad_()
        loss = torch_loss(at, run.dataset)
        loss.backward()
        assert run.train_loss[step] == pytest.approx(loss.item(), rel=1e-12)
        assert run.validation_loss[step] == pytest.approx(torch_loss(theta, held).item())
        assert at.grad is not None
        theta = theta - 0.5 * at.grad


def test_accuracy_worked_out_in_blocks_is_the_share_that_is_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = train(replace(IRIS, learning_rate=1.0), load(IRIS))
    right = [((run.predictions(t) >= 0.5) == run.dataset.y).mean() for t in range(len(run))]
    monkeypatch.setattr("models.run.BLOCK", 1000)
    assert run.accuracy == pytest.approx(right)
    assert run.accuracy[-1] > 0.9


# ---- What is a class


@given(st.lists(st.sampled_from([-1.5, 3.0, 7.0, np.nan]), max_size=12))
@always_the_same
def test_two_values_are_two_values(values: list[float]) -> None:
    different = {value for value in values if not np.isnan(value)}
    assert has_two_values(np.array(values)) == (len(different) == 2)


def test_the_smaller_value_is_the_label_0_and_both_are_named() -> None:
    data = from_csv(b"x,grade\n1,5\n2,3\n3,5\n4,3\n")
    classes = as_classes(data)
    assert classes.y.tolist() == [1, 0, 1, 0]
    assert classes.labels == ("3", "5")
    assert np.array_equal(classes.x, data.x)


def test_a_target_that_is_no_two_classes_is_refused_in_a_sentence() -> None:
    experiment = Experiment("diabetes", learn="class")
    assert experiment.task == "classification"
    with pytest.raises(NoClassesError, match=r"^progression has 214 different values .* choose"):
        load(experiment)
    sex = replace(experiment, target="sex")
    assert set(load(sex).y) == {0, 1}
    assert load(sex).labels == ("1", "2")
    assert Experiment.from_query(sex.to_query()) == sex


@pytest.mark.parametrize("dataset", ["tutorial", "hours", "drawn", "norris"])
def test_a_link_that_asks_for_a_class_where_there_is_no_choice_is_told_so(dataset: str) -> None:
    experiment, dropped = read_query({"dataset": dataset, "learn": "class", "epochs": "7"})
    assert (experiment.learn, experiment.epochs) == ("number", 7)
    assert [part.key for part in dropped] == ["learn"]


@pytest.mark.parametrize(
    "rows",
    [
        b"hours,passed\n1,no\n2,yes\n3,yes\n",
        b"hours;passed\n1,5; no\n2; yes \n3,25;yes\n",
        b"passed,hours\nno,1\nyes,2\nyes,3\n,9\n",
    ],
)
def test_a_column_of_two_words_is_a_target_of_two_classes(rows: bytes) -> None:
    table = read_table(rows)
    assert table.of_classes() == ("passed",)
    assert table.usable() == ("hours",)
    assert (table.default_target(), table.default_features()) == ("passed", ("hours",))
    data = learned(Experiment("own", learn="class"), table.dataset())
    assert data.y.tolist() == [0, 1, 1]
    assert data.labels == ("no", "yes")
    with pytest.raises(NoClassesError, match="holds the words “no” and “yes”"):
        learned(Experiment("own"), table.dataset())


@pytest.mark.parametrize(
    "cells",
    ["yes no maybe", "yes no 1", "yes yes yes", "1.1.2020 no no", "10² 11² 11²", "1_0 2_0 1_0"],
)
def test_other_columns_of_words_are_no_classes(cells: str) -> None:
    rows = "".join(f"{i},{i * i},{cell}\n" for i, cell in enumerate(cells.split()))
    assert read_table(f"a,b,c\n{rows}".encode()).of_classes() == ()


def test_words_are_remembered_across_the_pieces_in_which_a_file_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("models.datasets.csv_files.columns.CHUNK", 8)
    cells = ["no", "", "", "", "", "", "yes", "no", "no", "", "yes"]
    rows = "".join(f"{i},{i * i % 7},{cell}\n" for i, cell in enumerate(cells))
    (column,) = (c for c in read_table(f"a,b,c\n{rows}".encode()).columns if c.classes)
    told = ["" if np.isnan(place) else column.classes[int(place)] for place in column.numbers]
    assert told == cells
