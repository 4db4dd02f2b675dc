"""The loss over two of many parameters: its curves lie at their levels, at every step of a run."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch

from models.datasets import load
from models.experiment import Experiment
from models.run import Run
from models.theory.cross_entropy_section import ANGLES, KEYS, MOST_ROWS, LogisticPlane
from models.training import train

FOUR = ("sepal_length", "sepal_width", "petal_length", "petal_width")
IRIS = Experiment("iris_species", features=FOUR, standardise=True, learning_rate=1.0, epochs=200)
RUNS = {
    "iris": (IRIS, (2, 3)),
    "iris, with the bias": (replace(IRIS, epochs=60), (0, 4)),
    "two features": (Experiment("classes", learning_rate=0.3), (0, 1)),
    "swinging": (Experiment("classes", learning_rate=7.0, precision="float64"), (0, 2)),
    "separable": (Experiment("classes", distance=30.0, learning_rate=0.1), (1, 2)),
}
EVERY = pytest.mark.parametrize("name", RUNS)


@cache
def run_of(name: str) -> tuple[Run, tuple[int, int], LogisticPlane]:
    experiment, plane = RUNS[name]
    run = train(experiment, load(experiment))
    return run, plane, LogisticPlane.of(run.dataset, run.params, plane)


def box(run: Run, plane: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    path = run.params[:, plane]
    low, high = path.min(axis=0), path.max(axis=0)
    return low - (high - low) / 4, high + (high - low) / 4


def loss_at(run: Run, step: int, plane: tuple[int, int], points: np.ndarray) -> np.ndarray:
    """(m,): torch's loss with the plane's two parameters at points (m, 2), at this step."""
    params = np.repeat(run.params[step][None], len(points), axis=0)
    params[:, plane] = points
    z = torch.tensor(run.dataset.design @ params.T)
    y = torch.tensor(run.dataset.y)[:, None].expand(z.shape)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none")
    return np.asarray(loss.mean(dim=0))


@EVERY
def test_every_step_is_a_blend_of_few_that_were_solved_for(name: str) -> None:
    run, plane, shape = run_of(name)
    assert shape.weights.shape == (len(run), len(shape.keys))
    assert len(shape.keys) <= KEYS
    assert (shape.weights >= 0).all()
    assert shape.weights.sum(axis=1) == pytest.approx(1)
    assert ((shape.weights > 0).sum(axis=1) <= 2).all()
    held = np.delete(run.params, plane, axis=1)
    away = np.abs(shape.weights @ held[shape.keys] - held).max(axis=0)
    assert (away <= 0.05 * np.ptp(held, axis=0) + 0.02).all()


@EVERY
def test_the_loss_is_that_of_torch_with_the_other_parameters_as_they_are(name: str) -> None:
    run, plane, shape = run_of(name)
    low, high = box(run, plane)
    points = np.random.default_rng(0).uniform(low, high, size=(5, 2))
    losses = shape.loss(np.repeat(points[None], len(shape.keys), axis=0))
    for key, found in zip(shape.keys, losses, strict=True):
        assert found == pytest.approx(loss_at(run, key, plane, points), rel=1e-9, abs=1e-12)


def rising(shape: LogisticPlane, low: np.ndarray, high: np.ndarray, levels: int) -> np.ndarray:
    """So many heights, up to that of the picture's highest corner."""
    corners = np.array([[x, y] for x in (low[0], high[0]) for y in (low[1], high[1])])
    rims = shape.loss(np.repeat(corners[None], len(shape.keys), axis=0))
    lowest = shape.loss(shape.centres((low, high))[:, None])
    return (rims - lowest).max() / 2.5 ** np.arange(levels)


@EVERY
@pytest.mark.parametrize("share", [1.0, 0.3])
def test_contours_lie_at_their_height_above_the_floor(name: str, share: float) -> None:
    """At the steps that were solved for; wherever they are within the picture.

    Also where the lowest point is outside, and where the floor is no loss of the picture.
    """
    run, plane, shape = run_of(name)
    low, high = box(run, plane)
    high = low + share * (high - low)
    lowest, is_found = shape.lowest((low, high))
    floor = shape.loss(lowest[:, None])[:, 0] if is_found else np.zeros(len(shape.keys))
    heights = rising(shape, low, high, 6) + (0 if is_found else shape.loss(lowest[:, None]).max())
    curves = shape.contours((low, high), heights, floor)
    assert curves.shape == (len(shape.keys), 6, ANGLES + 1, 2)
    assert np.isfinite(curves).all()
    np.testing.assert_array_equal(curves[:, :, 0], curves[:, :, -1])
    seen = 0
    for key, least, curve in zip(shape.keys, floor, curves, strict=True):
        for height, points in zip(heights, curve, strict=True):
            if not np.ptp(points, axis=0).any():
                continue  # a level that is nowhere in the picture
            inside = ((low <= points) & (points <= high)).all(axis=1)
            above = loss_at(run, key, plane, points[inside]) - least
            seen += inside.sum()
            assert above == pytest.approx(height, rel=0.02, abs=0.02 * heights[-1] + 1e-9)
    assert seen > 100


@EVERY
def test_between_them_the_contours_are_where_they_belong_but_for_what_nobody_sees(
    name: str,
) -> None:
    """A hundredth of the picture, at most, in the direction in which the loss rises."""
    run, plane, shape = run_of(name)
    low, high = box(run, plane)
    centres = shape.centres((low, high))
    heights = rising(shape, low, high, 4)
    curves = shape.contours((low, high), heights, shape.loss(centres[:, None])[:, 0])
    for step in range(0, len(run), 9):
        blended = np.einsum("k,klai->lai", shape.weights[step], curves)
        floor = loss_at(run, step, plane, shape.weights[step][None] @ centres)
        for height, points in zip(heights, blended, strict=True):
            inside = ((low <= points) & (points <= high)).all(axis=1)
            points = points[inside]
            rise = np.linalg.norm(
                [
                    loss_at(run, step, plane, points + shift)
                    - loss_at(run, step, plane, points - shift)
                    for shift in np.diag((high - low) / 200)
                ],
                axis=0,
            )  # across a hundredth of the picture
            away = np.abs(loss_at(run, step, plane, points) - floor - height)
            assert (away <= 1.5 * rise + 1e-6).all()


@EVERY
def test_the_lowest_point_of_the_plane_has_no_slope(name: str) -> None:
    run, plane, shape = run_of(name)
    low, high = box(run, plane)
    lowest, is_found = shape.lowest((low, high))
    assert is_found is (name != "separable")
    if is_found:
        small = np.diag(high - low) * 1e-3
        for key, point in zip(shape.keys, lowest, strict=True):
            around = loss_at(run, key, plane, np.vstack([point, point + small, point - small]))
            assert (around[0] <= around[1:] + 1e-12).all()


@EVERY
def test_the_lowest_point_of_the_picture_is_lower_than_any_other_of_it(name: str) -> None:
    run, plane, shape = run_of(name)
    path = run.params[:, plane]
    low, high = path.min(axis=0), path.mean(axis=0)  # often without the lowest point itself
    grid = np.stack(np.meshgrid(*np.linspace(low, high, 31).T), axis=-1).reshape(-1, 2)
    for key, centre in zip(shape.keys, shape.centres((low, high)), strict=True):
        assert (low - 1e-9 <= centre).all()
        assert (centre <= high + 1e-9).all()
        found = loss_at(run, key, plane, centre[None])[0]
        assert found <= loss_at(run, key, plane, grid).min() + 1e-7


def test_of_many_rows_so_many_are_looked_at() -> None:
    run, plane, _ = run_of("two features")
    data = replace(run.dataset, x=np.tile(run.dataset.x, (40, 1)), y=np.tile(run.dataset.y, 40))
    shape = LogisticPlane.of(data, run.params, plane)
    assert (len(shape.sign), shape.rows) == (MOST_ROWS, 2000)
