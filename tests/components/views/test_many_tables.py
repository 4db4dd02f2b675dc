"""Tables of several features tell the run's measures, and how many of many points they show."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from components.film.packing import pack_run
from components.style import CURVES
from components.views import presentation, tables
from components.views.panel import Coordinates, Rows
from components.views.shown_points import points
from models import theory
from models.experiment import Experiment
from models.sampling import MOST, UP_TO
from tests.support import figures
from tests.support.many import cloud, learned, many
from tests.support.many_panels import ALL, hollow, panel_of
from tests.support.motions import motions
from tests.support.reading import drawn
from tests.support.runs import looked_at, trained


@ALL
def test_the_measures_are_those_of_the_run_and_name_every_parameter(name: str) -> None:
    run = many(name)
    columns = {column.label: column.cells for column in tables.measures(run).columns}
    symbols = list(cast("list[str]", columns[""]))
    assert symbols[: run.params.shape[1]] == list(run.parameter_names)
    now = columns["this step"]
    assert isinstance(now, Rows)
    for step in looked_at(run):
        shown = dict(zip(symbols, now.at(step), strict=True))
        assert [shown[s] for s in run.parameter_names] == list(run.params[step])
        assert shown["L"] == run.train_loss[step]
    best = columns.get("least\N{NO-BREAK SPACE}squares (theory)")
    assert (best is not None) == theory.is_unique(run.dataset)


@pytest.mark.parametrize("name", ["standardised", "line, standardised", "degree 7, standardised"])
def test_of_standardised_features_the_coefficients_are_told_in_both_units(name: str) -> None:
    run = many(name)
    assert run.whole is not None
    table = tables.measures(run)
    columns = {column.label: column.cells for column in table.columns}
    own = columns["in own units"]
    assert isinstance(own, Rows)
    kept = np.ones(run.whole.n, dtype=bool)
    if run.held_out is not None:
        kept[run.held_out.rows] = False
    design = run.whole.design[kept]
    for step in looked_at(run):
        line = own.at(step)[: run.params.shape[1]]
        loss = float(np.mean((design @ line - run.whole.y[kept]) ** 2))
        assert loss == pytest.approx(run.train_loss[step], rel=1e-6)
    before = np.linalg.cond(design) ** 2
    after = np.linalg.cond(run.dataset.design) ** 2
    from components.style import number

    assert f"{{kappa|term}} {number(before)} → {number(after)}" in table.now


def test_of_many_features_the_table_of_predictions_shows_six_and_says_so() -> None:
    run = many("ten features")
    table = tables.predictions(run)
    assert len(table.columns) == 6 + 3
    assert "6 of 10 features" in table.now
    predicted, residual = table.columns[1].cells, table.columns[2].cells
    assert isinstance(predicted, Coordinates)
    assert isinstance(residual, Coordinates)
    for step in looked_at(run):
        np.testing.assert_allclose(predicted.at(step), run.predictions(step))
        np.testing.assert_allclose(residual.at(step), run[step].residuals, atol=1e-12)


def test_what_is_computed_stays_in_sight_before_many_features_and_after_one() -> None:
    table = tables.predictions(many("ten features"))
    told = table.columns[: table.staying]
    assert [column.label.split()[0] for column in told[1:]] == ["prediction", "residual"]
    (one, *others) = tables.predictions(learned(cloud(20, 1), epochs=3)).columns
    assert [one.label, *(c.label.split()[0] for c in others[1:])] == [
        "f0", "prediction", "residual",
    ]  # fmt: skip


def test_measures_have_the_colours_that_pictures_and_bar_have() -> None:
    run = many("ten features")
    symbol = tables.measures(run).columns[0]
    inks = dict(zip(cast(list[str], symbol.cells), symbol.colour, strict=True))
    assert inks["w₁"] == CURVES[0]
    assert inks["w₂"] == CURVES[1]
    readouts = {readout.label: readout.colour for readout in presentation.readouts(run, (0, 1))}
    assert {inks[name] == readouts[name] for name in ("RMSE", "R²")} == {True}
    assert (inks["L"], inks["b"]) == (readouts["loss"], "bias")


def test_features_are_told_with_their_units() -> None:
    run = learned(
        replace(
            cloud(20, 2),
            feature_names=("age", "weight"),
            feature_units=("years", "kg"),
            target_name="pressure",
            target_unit="mmHg",
        ),
        epochs=3,
    )
    labels = [column.label for column in tables.predictions(run).columns]
    assert labels[0] == "pressure (mmHg)"
    assert labels[-2:] == ["age (years)", "weight (kg)"]
    assert "pressure (mmHg)" in figures.fit(run).figure.layout.xaxis.title.text
    assert figures.surface(run, (0, 2)).figure.layout.xaxis.title.text == "w₁ (age)"


@pytest.mark.parametrize("d", [1, 3])
def test_a_film_of_many_points_is_about_as_large_as_one_of_two_thousand(d: int) -> None:
    few, lots = (len(pack_run(learned(cloud(n, d), epochs=10))) for n in (UP_TO, 100_000))
    assert lots < 1.2 * few
    panel = panel_of(learned(cloud(100_000, d), epochs=2), "fit")
    assert "1,000 of 100,000 points, outliers kept" in panel.note


def test_the_sample_is_shown_alike_in_picture_and_table() -> None:
    run = many("many points")
    assert run.held_out is not None
    panel, table = panel_of(run, "fit"), tables.predictions(run)
    dots = motions(panel, "prediction", "markers")[0]
    x, y = drawn(panel, dots, run.steps)
    np.testing.assert_array_equal(x, table.columns[0].cells)
    np.testing.assert_allclose(y, np.asarray(table.columns[1].cells)[-1])
    assert len(x) == MOST
    assert len(hollow(panel).x if hollow(panel).x is not None else ()) <= MOST
    assert "1,000 of 6,300 points" in panel.note
    assert "1,000 of 2,700 that are held out" in panel.note
    assert "1,000 of 6,300 rows" in table.now


def test_standardised_features_have_four_digits_and_those_as_they_were_brought_all() -> None:
    for standardise in (True, False):
        run = trained(Experiment("diabetes", standardise=standardise, learning_rate=1e-5))
        feature = next(c for c in tables.predictions(run).columns if c.label.startswith("bmi"))
        told = np.asarray(feature.cells)
        as_they_are = points(run).x[:, 2]
        if standardise:
            np.testing.assert_allclose(told, as_they_are, rtol=5.1e-4)
            assert all(float(f"{value:.4g}") == value for value in told)
        else:
            np.testing.assert_array_equal(told, as_they_are)
