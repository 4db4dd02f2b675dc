"""The gallery's pictures are those of the data, and what it says of them is true."""

import re

import numpy as np
import pytest

from components.lab.gallery import KEY, SCRIPT
from components.lab.thumbnails import FILE, HEIGHT, MOST_POINTS, PENCIL, WIDTH, of, thumbnail
from models import theory
from models.datasets import DATASETS, load, preprocessing
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from tests.support.lab import opened

WITH_DATA = [name for name, kind in DATASETS.items() if not kind.needs_file]
LONGEST = 90  # letters of what a set is good for


def first(name: str) -> Dataset:
    """The data as whoever chooses them first finds them."""
    return load(Experiment(dataset=name))


def dots(path: str) -> np.ndarray:
    """(k, 2): where the path's dots are."""
    return np.array(re.findall(r"M(\d+) (\d+)h0", path), dtype=float).reshape(-1, 2)


def bends(path: str) -> np.ndarray:
    return np.array(re.findall(r"[ML](-?\d+) (-?\d+)", path), dtype=float)


@pytest.mark.parametrize("name", WITH_DATA)
def test_a_picture_lies_in_its_box_and_fills_it(name: str) -> None:
    points = np.vstack([dots(path) for path in thumbnail(name).points])
    assert 2 <= len(points) <= MOST_POINTS
    assert (points > 0).all()
    assert (points < [WIDTH, HEIGHT]).all()
    # Of many points a sample: the ends of x and y are in it, those of what is predicted may not be.
    assert (np.ptp(points, axis=0) > 0.7 * np.array([WIDTH, HEIGHT])).all()


@pytest.mark.parametrize("name", WITH_DATA)
def test_a_picture_with_one_feature_shows_each_point_where_it_is(name: str) -> None:
    data = first(name)
    if data.x.shape[1] > 1 or data.n > MOST_POINTS:
        return
    shown = np.vstack([dots(path) for path in thumbnail(name).points])
    seen = np.column_stack([data.x[:, 0], -data.y])
    seen = (seen - seen.min(axis=0)) / np.ptp(seen, axis=0)
    drawn = (shown - shown.min(axis=0)) / np.ptp(shown, axis=0)
    far = np.abs(seen[:, None] - drawn[None]).max(axis=2)
    assert far.min(axis=1).max() < 0.02, "a point that is not drawn"
    assert far.min(axis=0).max() < 0.02, "a dot that is no point"


def test_the_line_in_a_picture_is_the_best_one() -> None:
    picture, data = thumbnail("outliers"), first("outliers")
    (left, right), points = bends(picture.fit), dots(picture.points[0])
    scale = np.ptp(points, axis=0) / [np.ptp(data.x), np.ptp(data.y)]
    slope = -(right - left)[1] / (right - left)[0] / (scale[1] / scale[0])
    assert slope == pytest.approx(np.polyfit(data.x[:, 0], data.y, 1)[0], rel=0.1)


def test_powers_of_x_are_a_curve_over_x() -> None:
    curve = bends(thumbnail("polynomial").fit)
    assert len(curve) > 10
    assert np.ptp(np.diff(curve[:, 1]) / np.diff(curve[:, 0])) > 1


def test_several_features_are_what_is_predicted_over_what_was_seen() -> None:
    (left, right), data = bends(thumbnail("diabetes").fit), first("diabetes")
    predicted = data.design @ np.linalg.lstsq(data.design, data.y, rcond=None)[0]
    assert right[0] - left[0] > 0.8 * WIDTH
    per_x, per_y = np.ptp(data.y) / (right - left)[0], np.ptp(predicted) / (HEIGHT - 12)
    assert -(right - left)[1] * per_y == pytest.approx((right - left)[0] * per_x, rel=0.05)


@pytest.mark.parametrize("name", [n for n in WITH_DATA if DATASETS[n].task == "classification"])
def test_each_class_has_its_own_points(name: str) -> None:
    zeros, ones = map(dots, thumbnail(name).points)
    assert min(len(zeros), len(ones)) > 5
    if name == "hours":
        assert set(zeros[:, 1]) != set(ones[:, 1])


def test_a_file_that_nobody_has_yet_and_what_is_drawn_have_a_sign() -> None:
    assert thumbnail("own") == type(thumbnail("own"))(sign=FILE)
    assert thumbnail("drawn").sign == PENCIL
    assert {thumbnail(name).sign for name in WITH_DATA if name != "drawn"} == {""}


def test_data_without_spread_have_a_picture() -> None:
    flat = Dataset("flat", np.array([[1.0], [2.0]]), np.array([3.0, 3.0]))
    assert len(dots(of(flat, "regression").points[0])) == 2


@pytest.mark.parametrize("name", DATASETS)
def test_each_set_says_in_a_line_what_it_is_good_for(name: str) -> None:
    good_for = DATASETS[name].good_for
    assert 20 < len(good_for) <= LONGEST
    assert good_for[0].isupper()
    assert good_for.endswith(".")


def slope(x: np.ndarray, y: np.ndarray) -> float:
    return float(np.polyfit(x, y, 1)[0])


def test_what_is_said_of_a_set_is_so() -> None:
    """Of the sets whose line names what can be worked out."""
    assert first("tutorial").n == 11
    assert np.ptp(first("tutorial").y - 2 * first("tutorial").x[:, 0]) == 0

    groups = first("clusters")
    x, y = groups.x[:, 0], groups.y
    assert slope(x, y) < 0 < min(slope(x[i::2], y[i::2]) for i in (0, 1))

    raw = first("scales")
    wide = theory.condition_number(raw)
    standardised = preprocessing.prepare(
        raw, Experiment(dataset="scales", standardise=True)
    ).training
    assert theory.condition_number(standardised) < wide / 20
    alike = first("collinear")
    spread = preprocessing.prepare(
        alike, Experiment(dataset="collinear", standardise=True)
    ).training
    assert theory.condition_number(spread) > theory.condition_number(alike) / 3 > 50

    best = [np.polyfit(d.x[:, 0], d.y, 1) for d in quartet()]
    assert np.ptp(best, axis=0).max() < 0.01
    assert np.corrcoef(first("faithful").x[:, 0], first("faithful").y)[0, 1] > 0.9
    assert 0 < slope(first("galton").x[:, 0], first("galton").y) < 1
    tips = first("tips")
    errors = np.abs(tips.y - np.polyval(np.polyfit(tips.x[:, 0], tips.y, 1), tips.x[:, 0]))
    assert slope(tips.x[:, 0], errors) > 0
    life = first("gapminder")
    poor = life.x[:, 0] < np.median(life.x)
    assert slope(life.x[poor, 0], life.y[poor]) > 5 * slope(life.x[~poor, 0], life.y[~poor])
    assert np.corrcoef(first("iris").x[:, 0], first("iris").y)[0, 1] > 0.95
    assert first("diabetes").x.shape == (442, 10)
    assert np.abs(np.triu(np.corrcoef(first("diabetes").x.T), 1)).max() > 0.85
    assert np.corrcoef(first("norris").x[:, 0], first("norris").y)[0, 1] > 0.9999
    years = first("longley")
    rises = np.corrcoef(np.column_stack([years.x, years.y]).T)[-1, :-1]
    assert (rises > 0.9).sum() > len(rises) / 2


def quartet() -> list[Dataset]:
    return [load(Experiment(dataset="anscombe", quartet=i)) for i in (1, 2, 3, 4)]


def test_all_pictures_are_one_small_file() -> None:
    assert len(SCRIPT.encode()) < 50_000
    assert all(f'"name": "{name}"' in SCRIPT for name in DATASETS)


def test_on_the_first_page_the_gallery_is_a_button_and_what_opens_it() -> None:
    page = opened()
    (button,) = [c for c in page.get("bidi_component") if c.proto.component_name.endswith(KEY)]
    assert button.proto.ByteSize() < 2000
    assert thumbnail("iris").points[0][:20] not in str(button.proto)
