"""What is held out is hollow, and its loss is dashed and told."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest

from components.film.packing import pack_run
from components.views import tables
from components.views.panel import Coordinates, Growing
from components.views.presentation import series
from models import theory
from tests.support import figures
from tests.support.many import many
from tests.support.many_panels import hollow, panel_of
from tests.support.reading import drawn, filled, moved, read_film
from tests.support.runs import looked_at


def test_points_that_are_held_out_are_hollow_and_stand_still_over_x() -> None:
    for name in ("line, held out", "degree 7, standardised"):
        run = many(name)
        assert run.held_out is not None
        assert run.whole is not None
        panel = panel_of(run, "fit")
        trace = hollow(panel)
        own_x = run.whole.x[run.held_out.rows, 0]
        np.testing.assert_allclose(trace.x, own_x, atol=1e-12)
        np.testing.assert_array_equal(trace.y, run.whole.y[run.held_out.rows])
        assert f"○ {len(run.held_out.y)} held out" in panel.now


def test_of_several_features_also_their_predictions_are_hollow_and_move() -> None:
    run = many("held out, standardised")
    assert run.held_out is not None
    assert run.whole is not None
    panel = figures.fit(run)
    index = [t.marker.symbol for t in panel.figure.data].index("circle-open")
    motion = moved(panel)[index]
    for step in looked_at(run):
        x, y = drawn(panel, motion, step)
        rows = run.held_out.rows
        *weights, bias = run.own_params[step]
        np.testing.assert_array_equal(x, run.whole.y[rows])
        np.testing.assert_allclose(y, run.whole.x[rows] @ weights + bias, rtol=1e-9)


@pytest.mark.parametrize("name", ["held out", "line, held out", "degree 7, standardised"])
def test_the_loss_of_what_is_held_out_is_dashed_and_told(name: str) -> None:
    run = many(name)
    panel = figures.loss(run)
    assert run.validation_loss is not None
    dashed = {i for i, trace in enumerate(panel.figure.data) if trace.line.dash == "dot"}
    (growing,) = [m for i, m in moved(panel).items() if i in dashed and isinstance(m.y, Growing)]
    told = read_film(pack_run(run))
    assert "validation_loss" in [r["series"] for r in told.head["readouts"]]
    for step in looked_at(run):
        _, y = drawn(panel, growing, step)
        np.testing.assert_array_equal(y, run.validation_loss[: step + 1])
    low, high = 10.0 ** np.array(panel.figure.layout.yaxis.range)
    assert low < run.validation_loss.min()
    assert run.validation_loss.max() < high
    assert "held out" in filled(panel.now, told, 0)
    assert [key.label for key in panel.keys].count("held out") == 1
    r_squared = series(run)["r_squared"]
    np.testing.assert_allclose(r_squared, 1 - run.train_loss / np.var(run.dataset.y))


def test_a_loss_that_float32_cannot_hold_is_still_a_film() -> None:
    run = many("line, held out")
    assert run.validation_loss is not None
    broken = run.validation_loss.copy()
    broken[-2:] = np.inf, np.nan
    read_film(pack_run(replace(run, validation_loss=broken)))


@pytest.mark.parametrize("name", ["held out", "line, held out", "degree 7, standardised"])
def test_what_is_held_out_has_its_r_squared_in_the_bar_and_its_rmse_in_the_table(name: str) -> None:
    run = many(name)
    told = read_film(pack_run(run))
    assert "held-out R²" in [readout["label"] for readout in told.head["readouts"]]
    held, numbers = run.held_out, told.head["series"]
    assert held is not None
    table = tables.measures(run)
    symbols, now = cast("list[str]", table.columns[0].cells), table.columns[2].cells
    (best,) = [np.asarray(c.cells) for c in table.columns if "theory" in c.label]
    assert isinstance(now, Coordinates)
    for step in looked_at(run):
        residuals = held.x @ run.params[step, :-1] + run.params[step, -1] - held.y
        explained = 1 - np.mean(residuals**2) / np.var(held.y)
        found = told.array(numbers["validation_r_squared"])[step]
        assert found == pytest.approx(explained, rel=1e-6, abs=1e-9)
        assert now.at(step)[symbols.index("R², held out")] == found
        rmse = now.at(step)[symbols.index("RMSE, held out")]
        assert rmse == pytest.approx(np.sqrt(np.mean(residuals**2)), rel=1e-6)
    optimum = theory.ols(run.dataset)
    residuals = held.x @ optimum[:-1] + optimum[-1] - held.y
    assert best[symbols.index("RMSE, held out")] == pytest.approx(np.sqrt(np.mean(residuals**2)))
