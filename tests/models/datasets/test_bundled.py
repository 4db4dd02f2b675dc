"""Classic data are those of the books, with names, units, sources, and columns to choose from."""

import dataclasses
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import theory
from models.datasets import DATASETS, DataError, Dataset, bundled, load
from models.experiment import SETTINGS, Experiment
from tests.support.strategies import always_the_same

ROOT = Path(__file__).parents[3]
CLASSIC = [name for name, kind in DATASETS.items() if kind.group == "Classic"]
WITH_COLUMNS = [name for name in CLASSIC if "target" in DATASETS[name].settings]
WITH_FILES = [name for name in CLASSIC if not bundled.ABOUT[name].file]


def chosen(name: str, **settings: Any) -> Dataset:
    return load(dataclasses.replace(Experiment(dataset=name), **settings))


def refusal(name: str, **settings: Any) -> str:
    with pytest.raises(DataError) as caught:
        chosen(name, **settings)
    return str(caught.value)


@pytest.mark.parametrize("quartet", [1, 2, 3, 4])
def test_the_four_of_anscombe_have_the_same_means_and_the_same_best_line(quartet: int) -> None:
    data = chosen("anscombe", quartet=quartet)
    assert (data.n, data.target_name, data.feature_names) == (11, f"y{quartet}", (f"x{quartet}",))
    assert data.x.mean() == 9
    assert data.x.var(ddof=1) == 11
    assert data.y.mean() == pytest.approx(7.5, abs=0.005)
    assert data.y.var(ddof=1) == pytest.approx(4.125, abs=0.005)
    assert theory.ols(data) == pytest.approx([0.5, 3.0], abs=0.003)
    assert np.corrcoef(data.x[:, 0], data.y)[0, 1] == pytest.approx(0.816, abs=0.001)


@pytest.mark.parametrize(
    ("name", "n", "line", "digits"),
    [
        ("faithful", 272, [10.73, 33.47], 0.005),
        ("galton", 928, [0.646, 23.94], 0.005),
        ("tips", 244, [0.1050, 0.9203], 0.00005),
        ("iris", 150, [0.4158, -0.3631], 0.00005),
        ("gapminder", 142, [0.000637, 59.57], 0.005),
    ],
)
def test_the_best_line_is_that_of_the_books(
    name: str, n: int, line: list[float], digits: float
) -> None:
    data = chosen(name)
    assert data.n == n
    assert theory.ols(data) == pytest.approx(line, abs=digits)


def test_diabetes_has_its_ten_features_as_measured() -> None:
    data = chosen("diabetes")
    assert data.x.shape == (442, 10)
    assert data.y.mean() == pytest.approx(152.133, abs=0.001)
    assert data.x.mean(axis=0)[:3] == pytest.approx([48.518, 1.468, 26.376], abs=0.001)
    assert 1 - theory.least_squares_loss(data) / data.y.var() == pytest.approx(0.5177, abs=1e-4)


def test_galton_found_that_children_are_nearer_the_mean_than_their_parents() -> None:
    data = chosen("galton")
    assert 0 < theory.ols(data)[0] < 1
    assert data.x.mean() == pytest.approx(data.y.mean(), abs=0.3)


def test_the_flowers_are_those_that_fisher_printed_and_not_the_copy_with_two_mistakes() -> None:
    flowers = bundled.table("iris").columns
    rows = [[float(column[row - 1]) for column in flowers.values()] for row in (35, 38)]
    assert rows == [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]


@pytest.mark.parametrize("name", CLASSIC)
def test_classic_data_have_source_licence_and_arrays_that_stay_as_they_are(name: str) -> None:
    data = chosen(name)
    assert data.source
    assert data.licence
    assert data.true_parameters is None
    assert bundled.table(name) is bundled.table(name)
    for array in (data.x, data.y, *bundled.table(name).columns.values()):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7


@pytest.mark.parametrize("name", CLASSIC)
def test_names_are_fit_for_a_link_and_each_column_varies(name: str) -> None:
    columns = bundled.columns_of(name)
    assert SETTINGS["features"].check(columns) == columns
    for column in columns:
        assert SETTINGS["target"].check(column) == column
    assert all(np.ptp(values) > 0 for values in bundled.table(name).columns.values())


def test_columns_are_in_the_order_of_the_file_and_without_those_of_text() -> None:
    assert bundled.columns_of("tips") == ("total_bill", "tip", "size")
    assert bundled.columns_of("gapminder") == ("lifeExp", "pop", "gdpPercap")
    assert bundled.columns_of("iris") == (
        "sepal_length", "sepal_width", "petal_length", "petal_width",
    )  # fmt: skip


def test_other_data_have_no_columns_to_choose_from() -> None:
    for name in set(DATASETS) - set(CLASSIC):
        assert bundled.columns_of(name) == ()
    assert bundled.columns_of("../data/tips") == ()
    for name in ("line", "../data/tips"):
        with pytest.raises(KeyError):
            bundled.table(name)


def test_units_go_with_their_columns() -> None:
    data = chosen("tips", target="size", features=("tip", "total_bill"))
    assert (data.target_unit, data.feature_units) == ("people", ("$", "$"))
    assert chosen("faithful").target_unit == "min"
    assert chosen("galton").feature_units == ("in",)
    assert chosen("diabetes").feature_units[:4] == ("years", "", "kg/m²", "")


def test_whoever_has_more_than_two_columns_lets_choose_among_them() -> None:
    more = [name for name in CLASSIC if len(bundled.columns_of(name)) > 2]
    assert [name for name in more if name not in ("anscombe", "iris_species")] == WITH_COLUMNS
    assert WITH_COLUMNS == ["gapminder", "tips", "iris", "diabetes", "longley"]


@st.composite
def choices(draw: st.DrawFn) -> Experiment:
    """A classic set with any target and any other columns as features."""
    name = draw(st.sampled_from(WITH_COLUMNS))
    columns = draw(st.permutations(bundled.columns_of(name)))
    most = min(len(columns), 1 + draw(st.integers(1, len(columns))))
    return Experiment(dataset=name, target=columns[0], features=tuple(columns[1:most]))


@given(choices())
@always_the_same
def test_any_target_can_be_predicted_from_any_other_columns(experiment: Experiment) -> None:
    data = load(experiment)
    columns = bundled.table(experiment.dataset).columns
    assert (data.target_name, data.feature_names) == (experiment.target, experiment.features)
    assert (data.target_name, data.feature_names) == bundled.chosen_columns(
        experiment.dataset, experiment.target, experiment.features, experiment.quartet
    )
    assert np.array_equal(data.y, columns[experiment.target])
    for values, name in zip(data.x.T, experiment.features, strict=True):
        assert np.array_equal(values, columns[name])
    assert np.isfinite(theory.ols(data)).all()


@pytest.mark.parametrize("name", CLASSIC)
def test_the_columns_in_force_are_those_of_the_data(name: str) -> None:
    data = chosen(name)
    in_force = bundled.chosen_columns(name)
    assert in_force == (data.target_name, data.feature_names)
    assert {in_force[0], *in_force[1]} <= set(bundled.columns_of(name))


def test_a_target_alone_leaves_the_other_usual_features() -> None:
    assert chosen("diabetes", target="bmi").feature_names == (
        "age", "sex", "bp", "tc", "ldl", "hdl", "tch", "ltg", "glu",
    )  # fmt: skip
    assert chosen("tips", target="size").feature_names == ("total_bill",)


def test_the_only_usual_feature_as_the_target_changes_places_with_it() -> None:
    assert chosen("tips", target="total_bill").feature_names == ("tip",)
    assert chosen("iris", target="petal_length").feature_names == ("petal_width",)


@pytest.mark.parametrize(
    "settings", [{"target": "day"}, {"features": ("tip%",)}, {"features": ("size", "sex")}]
)
def test_a_name_that_is_no_column_of_numbers_is_told_with_those_that_are(
    settings: dict[str, Any],
) -> None:
    sentence = refusal("tips", **settings)
    assert sentence.startswith("Tips: “")
    assert sentence.endswith("is no column of numbers; there are total_bill, tip, size")


def test_a_target_among_the_features_is_refused() -> None:
    for settings in (
        {"target": "size", "features": ("size",)},
        {"features": ("total_bill", "tip")},
    ):
        assert "cannot be predicted from itself" in refusal("tips", **settings)


def test_the_list_of_files_says_what_the_app_says() -> None:
    readme = (bundled.DATA / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in readme if ".csv |" in line]
    expected = []
    for name in WITH_FILES:
        about = bundled.ABOUT[name]
        data, others = chosen(name), len(bundled.columns_of(name)) - 1
        size = f"{data.n} × {1 if name == 'anscombe' else others}"
        expected.append([f"{name}.csv", size, about.source, about.licence])
    assert [[file, size, source, licence] for file, _, size, source, licence in rows] == expected
    files = sorted(path.stem for path in bundled.DATA.glob("*.csv"))
    assert files == sorted(WITH_FILES)
    assert sorted(bundled.ABOUT) == sorted(CLASSIC)
    assert {about.file for about in bundled.ABOUT.values()} - {""} <= set(files)


def test_the_files_are_found_from_any_folder(tmp_path: Path) -> None:
    program = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from models.datasets import bundled
print(*[len(bundled.table(name).columns) for name in bundled.ABOUT])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.split() == [str(len(bundled.columns_of(name))) for name in bundled.ABOUT]
