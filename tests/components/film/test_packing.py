"""A film is the run: strict bytes that say, read on their own, what the pictures say."""

import json
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from components.film.packing import pack, pack_run
from components.style import LIGHT
from components.views import presentation, tables
from components.views.panel import Column, Coordinates, Growing, Motion, Panel, Rows
from components.views.presentation import panels, series
from models.experiment import Experiment
from models.run import Run
from tests.support import figures
from tests.support.reading import Film, names_in, read_film, unpack
from tests.support.runs import CLASSIFICATIONS, EDGES, EXPERIMENTS, looked_at, run_of, trained
from tests.support.strategies import always_the_same, experiments, extremes

EVERY_RUN = pytest.mark.parametrize("name", [*EXPERIMENTS, *EDGES, *CLASSIFICATIONS])
EVERY_REGRESSION = pytest.mark.parametrize("name", [*EXPERIMENTS, *EDGES])


def assert_plays(told: Film, run: Run) -> None:
    """What is read from the film equals what the panels and tables say, at every step looked at."""
    assert told.head["steps"] == run.steps
    gaps = 0
    for panel, part in zip(panels(run), told.head["panels"], strict=True):
        assert part["name"] == panel.name
        gaps += assert_same_figure(told, part["figure"], panel)
        for motion, moves in zip(panel.motions, part["motions"], strict=True):
            assert (moves["trace"], moves["piece"]) == (panel.number_of(motion.trace), motion.piece)
            for axis in ("x", "y", "x_in_y_units"):
                assert_same(told, moves[axis], getattr(motion, axis), run)
    for table, part in zip(_tables(run), told.head["tables"], strict=True):
        for column, shown in zip(table.columns, part["columns"], strict=True):
            assert_same_column(told, shown, column, run)
    for name, values in series(run).items():
        np.testing.assert_array_equal(told.array(told.head["series"][name]), values)
    # NaN is the gap between the pieces of what stands still, and nothing else.
    assert np.isnan(told.numbers).sum() <= gaps
    assert not np.isinf(told.numbers).any()


def assert_same_figure(told: Film, figure: dict[str, Any], panel: Panel) -> int:
    """The figure, its arrays taken from the film's; returns how many gaps these have."""
    gaps = 0
    assert figure["layout"] == json.loads(panel.figure.to_json())["layout"]
    for part, trace in zip(figure["data"], panel.figure.data, strict=True):
        for name, value in part.items():
            if isinstance(value, dict) and "at" in value:
                np.testing.assert_array_equal(told.array(value), trace[name])
                gaps += np.isnan(told.array(value)).sum()
        assert set(part) == set(trace.to_plotly_json())
    return gaps


def assert_same(told: Film, part: Any, coordinates: Coordinates | None, run: Run) -> None:
    if coordinates is None:
        assert part is None
        return
    for step in looked_at(run):
        here, there = coordinates.at(step), told.at(part, step)
        size = np.abs(here).max(initial=0)
        np.testing.assert_allclose(there, here, rtol=1e-12, atol=1e-9 * size)


def assert_same_column(told: Film, part: Any, column: Column, run: Run) -> None:
    assert part["label"] == column.label
    match column.cells:
        case Coordinates():
            assert_same(told, part["moving"], column.cells, run)
        case np.ndarray():
            np.testing.assert_array_equal(told.array(part["numbers"]), column.cells)
        case _:
            assert part["texts"] == list(column.cells)


def _tables(run: Run) -> tuple[Any, ...]:
    return tuple(presentation.tables(run))


@pytest.mark.slow
@EVERY_RUN
def test_a_film_read_on_its_own_says_what_the_pictures_say(name: str) -> None:
    assert_plays(read_film(pack_run(run_of(name))), run_of(name))


@pytest.mark.slow
@given(experiments(epochs=st.integers(1, 300)))
@example(Experiment(epochs=5000))
@settings(always_the_same, max_examples=40)
def test_every_experiment_makes_a_film(experiment: Experiment) -> None:
    run = trained(experiment)
    assert_plays(read_film(pack_run(run)), run)


@pytest.mark.slow
@given(experiments(extremes, epochs=st.sampled_from([1, 2, 100])))
@settings(always_the_same, max_examples=40)
def test_the_most_extreme_experiments_make_films(experiment: Experiment) -> None:
    run = trained(experiment)
    assert_plays(read_film(pack_run(run)), run)


def test_a_film_of_a_thousand_steps_of_a_hundred_points_is_below_one_and_a_half_megabytes() -> None:
    for dataset in ("line", "hours"):
        run = trained(Experiment(dataset=dataset, samples=100, epochs=1000))
        assert run.steps == 1000
        assert len(pack_run(run)) < 1_500_000


def test_the_same_experiment_makes_the_same_bytes_and_another_one_another_name() -> None:
    same = [pack_run(trained(Experiment(samples=30, dataset="line"))) for _ in range(2)]
    assert same[0] == same[1]
    films = [pack_run(run_of(name)) for name in EXPERIMENTS]
    assert len({read_film(data).head["id"] for data in films}) == len(films)


def test_a_film_holds_no_number_that_is_not_finite() -> None:
    run = run_of("tutorial, converging")
    broken = run.params.copy()
    broken[3, 0] = np.nan
    with pytest.raises(ValueError, match="finite"):
        pack_run(Run(run.experiment, run.dataset, broken, run.gradients, run.train_loss, 1.0))


def test_what_json_cannot_say_is_not_packed() -> None:
    with pytest.raises(ValueError, match="JSON"):
        pack({"loss": float("inf")})


@given(st.dictionaries(st.text(), st.text()), st.binary())
@settings(always_the_same, max_examples=40)
def test_what_is_packed_is_unpacked(head: dict[str, str], body: bytes) -> None:
    assert unpack(pack(head, body)) == (head, body)


def test_an_array_that_is_used_twice_travels_once() -> None:
    told = read_film(pack_run(run_of("tutorial, converging")))
    numbers = told.head["series"]
    fit, surface = (
        next(part for part in told.head["panels"] if part["name"] == name)
        for name in ("loss", "surface")
    )
    assert any(m["y"].get("growing") == numbers["loss"] for m in fit["motions"])
    assert any(m["x"].get("growing") == numbers["theta_0"] for m in surface["motions"])


@EVERY_RUN
def test_titles_and_text_alternatives_name_only_what_the_film_knows(name: str) -> None:
    run = run_of(name)
    known = set(read_film(pack_run(run)).head["series"])
    for panel in panels(run):
        for template in (panel.now, panel.alternative):
            assert set(names_in(template)) <= known, template
            assert "{}" not in template
        assert names_in(panel.alternative), f"{panel.name}: says nothing of the step"
    for table in _tables(run):
        assert set(names_in(table.now)) <= known


@pytest.mark.parametrize("name", CLASSIFICATIONS)
def test_every_readout_of_a_classification_is_a_series(name: str) -> None:
    run = run_of(name)
    assert {readout.series for readout in presentation.readouts(run)} <= set(series(run))


@EVERY_REGRESSION
def test_a_readout_is_a_series_or_is_known_to_be_missing(name: str) -> None:
    run = run_of(name)
    missing = {readout.series for readout in presentation.readouts(run)} - set(series(run))
    assert missing == (set() if np.ptp(run.dataset.y) else {"r_squared"})


@pytest.mark.parametrize("name", ["line, converging", "hours, converging"])
def test_every_colour_that_the_player_is_told_is_one_of_ours(name: str) -> None:
    head = read_film(pack_run(run_of(name))).head
    told = [part["colour"] for part in head["readouts"] + head["panels"]]
    told += [key["colour"] for panel in head["panels"] for key in panel["keys"]]
    for column in (column for table in head["tables"] for column in table["columns"]):
        of = column["colour"]
        told += [of] if isinstance(of, str) else of
    assert set(told) <= set(LIGHT)


@EVERY_RUN
def test_every_switch_shows_and_hides_what_is_there(name: str) -> None:
    for panel in panels(run_of(name)):
        traces = set(range(len(panel.figure.data)))
        for switch in panel.switches:
            assert {panel.number_of(t) for t in (*switch.shown_on, *switch.shown_off)} <= traces


@pytest.mark.parametrize("name", ["tutorial, converging", "hours, converging"])
def test_panels_and_tables_have_names_of_their_own(name: str) -> None:
    head = read_film(pack_run(run_of(name))).head
    names = [part["name"] for part in head["panels"] + head["tables"]]
    assert len(set(names)) == len(names)
    assert {"fit", "loss", "parameters", "surface", "predictions", "measures"} <= set(names)


def test_the_prediction_table_says_what_was_seen_predicted_and_missed() -> None:
    run = run_of("line, swinging")
    x, y, predicted, residual = (column.cells for column in tables.predictions(run).columns)
    np.testing.assert_array_equal(np.asarray(x), run.dataset.x[:, 0])
    np.testing.assert_array_equal(np.asarray(y), run.dataset.y)
    assert isinstance(predicted, Coordinates)
    assert isinstance(residual, Coordinates)
    for step in looked_at(run):
        row = run[step]
        np.testing.assert_allclose(predicted.at(step), row.predictions, rtol=1e-12)
        np.testing.assert_allclose(residual.at(step), row.residuals, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["tutorial, converging", "line, diverged", "constant y"])
def test_the_measures_are_those_of_the_run(name: str) -> None:
    run = run_of(name)
    columns = {column.label: column.cells for column in tables.measures(run).columns}
    symbols = list(cast("list[str]", columns[""]))
    now = columns["this step"]
    assert isinstance(now, Rows)
    for step in looked_at(run):
        shown = dict(zip(symbols, now.at(step), strict=True))
        loss = float(np.mean((run.predictions(step) - run.dataset.y) ** 2))
        assert shown["w"], shown["b"] == tuple(run.params[step])
        assert shown["L"] == pytest.approx(loss, rel=1e-4, abs=1e-9)
        assert shown["RMSE"] == pytest.approx(np.sqrt(loss), rel=1e-4, abs=1e-4)
        if "R²" in shown:
            assert shown["R²"] == pytest.approx(1 - loss / np.var(run.dataset.y), rel=1e-4)
    assert ("R²" in symbols) == (name != "constant y")


def test_the_player_is_told_of_a_kind_of_motion_only_where_it_knows_it() -> None:
    """A new kind of coordinates must be given to coordinates.js, and is an error until it is."""

    class Unheard(Coordinates):
        def __len__(self) -> int:
            return 101

        def at(self, step: int) -> np.ndarray:
            return np.zeros(1)

    run = run_of("tutorial, converging")
    panel = figures.loss(run)
    unheard = Motion(panel.picture.traces[0], y=Unheard())
    strange = Panel("x", "X", panel.picture, (unheard,), "", "loss", "")
    from components.film import packing as module

    with pytest.raises(TypeError, match="Unheard"):
        module._panel(strange, module._Pool())


def test_a_growing_curve_in_full_repeats_its_present_point() -> None:
    full = np.asarray(Growing(np.array([3.0, 1.0, 2.0])))
    np.testing.assert_array_equal(full, [[3, 3, 3], [3, 1, 1], [3, 1, 2]])
