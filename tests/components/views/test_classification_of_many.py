"""Pictures, tables, cards and verdict of classes of several features say what the run says."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from components.film.packing import pack_run
from components.style import LIGHT
from components.views import class_tables, presentation
from components.views import labels as names
from components.views.inside.inside import inside
from components.views.panel import OFF_STAGE, Column, Coordinates, Motion, Panel, Rows
from components.views.presentation import panels, series
from components.views.sentences.classification_verdict import verdict
from components.views.surface.cross_entropy_landscapes import of_classes
from models.datasets import load
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from models.learners import BY_ROWS
from models.run import Run
from models.theory import cross_entropy as theory
from models.training import train
from tests.models.datasets.test_class_labels import ALL_FOUR, IRIS
from tests.support.figures import fit
from tests.support.many import HOSTILE, cloud
from tests.support.reading import (
    drawn,
    filled,
    moved,
    names_in,
    numbers_in,
    read_film,
    trace_of,
    written,
)
from tests.support.runs import looked_at

TWO = Experiment("classes", learning_rate=0.3, epochs=40)
FOUR = replace(IRIS, features=ALL_FOUR, learning_rate=1.0, epochs=40)


def test_the_lowest_point_that_is_said_is_where_torch_finds_it_at_each_step() -> None:
    """It was blended from that of two other steps: 0.7175 instead of 0.7083."""
    run = train(replace(TWO, learning_rate=0.2, epochs=100), load(TWO))
    told = presentation.series(run, (0, 1))
    x, y = (torch.tensor(values) for values in (run.dataset.x, run.dataset.y))
    for step in (0, 7, 50, 93):
        pair = torch.tensor(run.params[step, :2], requires_grad=True)
        bias = torch.tensor(run.params[step, 2])
        search = torch.optim.LBFGS([pair], max_iter=200, line_search_fn="strong_wolfe")

        def loss(bias: torch.Tensor = bias, pair: torch.Tensor = pair) -> torch.Tensor:
            pair.grad = None
            value = binary_cross_entropy_with_logits(x @ pair + bias, y)
            value.backward()
            return value

        search.step(loss)
        said = [told[f"lowest_{which}"][step] for which in ("first", "second")]
        np.testing.assert_allclose(said, pair.detach().numpy(), rtol=1e-4)


def halves(data: Dataset) -> Dataset:
    """The same rows, whose label says on which side of the median the target was."""
    return replace(data, y=(data.y > np.median(data.y)).astype(float), labels=("low", "high"))


def learned(data: Dataset, **more: Any) -> Run:
    usual: dict[str, Any] = {
        "learning_rate": 0.5,
        "epochs": 20,
        "precision": "float64",
        "start": "seeded",
    }
    return train(replace(Experiment("hours"), **usual | more), data)


RUNS = {
    "two clouds": lambda: train(TWO, load(TWO)),
    "two clouds, from zero": lambda: learned(
        load(TWO), start="typed", start_weight=0.0, start_bias=0.0
    ),
    "two clouds, apart": lambda: learned(load(replace(TWO, distance=40.0)), learning_rate=0.01),
    "two clouds, held out": lambda: learned(load(TWO), held_out=0.3, standardise=True),
    "two petals": lambda: train(replace(IRIS, epochs=40), load(IRIS)),
    "iris": lambda: train(FOUR, load(FOUR)),
    "iris, held out": lambda: train(replace(FOUR, held_out=0.3), load(FOUR)),
    "fifty features": lambda: learned(halves(cloud(150, 50))),
    "many rows": lambda: learned(halves(cloud(6000, 3)), held_out=0.4),
    "all equal": lambda: learned(replace(cloud(30, 3), y=np.ones(30))),
    "far from zero": lambda: learned(
        replace(load(TWO), x=1.7e9 + 1e4 * load(TWO).x), learning_rate=1e-6
    ),
    "hostile names": lambda: learned(
        replace(
            halves(cloud(30, 8, names=HOSTILE, feature_units=HOSTILE)),
            labels=HOSTILE[:2],
            target_name=HOSTILE[2],
        )
    ),
}
EVERY = pytest.mark.parametrize("name", RUNS)
OF_TWO = pytest.mark.parametrize("name", [name for name in RUNS if name.startswith("two")])
OF_MORE = pytest.mark.parametrize(
    "name", [name for name in RUNS if not name.startswith(("two", "far"))]
)


@cache
def run_of(name: str) -> Run:
    return RUNS[name]()


def asked_for(template: str) -> set[str]:
    """The names of the series that a template asks for; what a stranger wrote asks for none."""
    return {name for name in names_in(template) if not name.startswith("\u2060")}


def marks(panel: Panel, colour: str) -> list[int]:
    """The traces of that colour's marks."""
    return [
        i
        for i, trace in enumerate(panel.figure.data)
        if trace.mode == "markers" and trace.marker.color == LIGHT[colour]
    ]


def motions_of(panel: Panel, traces: list[int]) -> list[Motion]:
    return [motion for number, motion in moved(panel).items() if number in traces]


# ---- Everything is there, and Plotly and the player can draw it


@pytest.mark.slow
@EVERY
@pytest.mark.parametrize("plane", [(0, 1), (1, 2)])
def test_every_film_is_finite_and_names_only_numbers_that_it_has(
    name: str, plane: tuple[int, int]
) -> None:
    run = run_of(name)
    told = read_film(pack_run(run, plane=plane))
    assert np.isfinite(told.array({"at": 0, "shape": [len(told.numbers)]})).mean() > 0.9
    for panel in told.head["panels"]:
        for template in (panel["now"], panel["alternative"]):
            assert asked_for(template) <= set(told.head["series"]) | {"step"}
            if "hostile" not in name:
                assert filled(template, told, run.steps)
        for motion in panel["motions"]:
            for axis in ("x", "y", "x_in_y_units"):
                if motion[axis]:
                    assert np.isfinite(told.at(motion[axis], run.steps)).all()
    for readout in told.head["readouts"]:
        assert readout["series"] in told.head["series"]
    for panel in panels(run):
        as_checked = go.Figure(panel.figure.to_dict()).to_plotly_json()
        assert as_checked["layout"].keys() == panel.figure.to_plotly_json()["layout"].keys()


@EVERY
def test_numbers_of_the_bar_are_those_of_the_run(name: str) -> None:
    run = run_of(name)
    numbers = series(run)
    np.testing.assert_array_equal(numbers["theta_0"], run.params[:, 0])
    np.testing.assert_array_equal(numbers["loss"], run.train_loss)
    np.testing.assert_array_equal(numbers["accuracy"], run.accuracy)
    assert ("validation_loss" in numbers) == (run.validation_loss is not None)


# ---- Two features: their plane


@OF_TWO
def test_the_line_in_the_plane_is_where_the_probability_is_one_half(name: str) -> None:
    run = run_of(name)
    panel = fit(run)
    tenths, half = panel.motions[:2]
    assert tenths.piece == 2
    for step in looked_at(run):
        weights, bias = run.params[step, :2], run.params[step, 2]
        for motion, logits in ((half, [0, 0]), (tenths, [-np.log(9)] * 2 + [np.log(9)] * 2)):
            points = np.column_stack(drawn(panel, motion, step))
            if not weights.any():  # no line at all: out of sight
                assert (points < run.dataset.x.min(axis=0)).all()
                continue
            scale = np.abs(points @ np.diag(weights)).max()
            assert points @ weights + bias == pytest.approx(logits, abs=1e-9 * scale)
            assert np.linalg.norm(points[0] - points[1]) > np.ptp(run.dataset.x, axis=0).max()


@OF_TWO
def test_each_class_has_its_own_colour_and_mark_where_its_rows_are(name: str) -> None:
    run = run_of(name)
    panel = fit(run)
    symbols = set()
    for label, colour in enumerate(("data", "label_one")):
        first, *held = (panel.figure.data[i] for i in marks(panel, colour))
        points = np.column_stack([first.x, first.y])
        np.testing.assert_array_equal(points, run.dataset.x[run.dataset.y == label])
        symbols.add(first.marker.symbol)
        assert len(held) == (run.held_out is not None)
        for trace in held:
            assert run.held_out is not None
            assert trace.marker.symbol == f"{first.marker.symbol}-open"
            rows = run.held_out.x[run.held_out.y == label]
            np.testing.assert_array_equal(np.column_stack([trace.x, trace.y]), rows)
    assert len(symbols) == 2


@OF_TWO
def test_just_what_is_predicted_wrong_is_crossed_out_in_the_plane(name: str) -> None:
    run = run_of(name)
    panel = fit(run)
    found = motions_of(panel, marks(panel, "residual"))
    height = np.ptp(panel.figure.layout.yaxis.range)
    for step in looked_at(run):
        crossed = set()
        for motion in found:
            x, y = drawn(panel, motion, step)
            assert motion.x_in_y_units is not None
            away = motion.x_in_y_units.at(step)
            assert set(away) <= {0.0, OFF_STAGE * height}
            crossed |= set(zip(x[away == 0], y[away == 0], strict=True))
        predicted = run.dataset.design @ run.params[step] >= 0
        wrong = run.dataset.x[predicted != (run.dataset.y == 1)]
        assert crossed == set(map(tuple, wrong))


def test_some_of_each_class_are_wrong_at_some_step_that_is_looked_at() -> None:
    """Else the test above would say little."""
    kinds = set()
    for name in RUNS:
        run = run_of(name)
        for step in looked_at(run):
            predicted = run.dataset.design @ run.params[step] >= 0
            kinds |= set(run.dataset.y[predicted != (run.dataset.y == 1)])
    assert kinds == {0, 1}


# ---- More features: a strip for each label


@OF_MORE
def test_in_its_strip_each_row_stands_at_its_probability(name: str) -> None:
    run = run_of(name)
    panel = fit(run)
    shown = 0
    for label, colour in enumerate(("data", "label_one")):
        for motion in motions_of(panel, marks(panel, colour)):
            trace = trace_of(panel, motion)
            assert (np.abs(np.asarray(trace.x) - label) <= 0.3 + 1e-9).all()
            is_held = trace.marker.symbol.endswith("-open")
            for step in looked_at(run):
                x, y = drawn(panel, motion, step)
                if len(run.dataset.y) > 2000:
                    assert ((y >= 0) & (y <= 1)).all()
                elif is_held:
                    assert run.held_out is not None
                    rows = run.held_out.x[run.held_out.y == label]
                    z = rows @ run.params[step, :-1] + run.params[step, -1]
                    assert y == pytest.approx(theory.sigmoid(z), rel=1e-9)
                else:
                    assert y == pytest.approx(run.predictions(step)[run.dataset.y == label])
            shown += 0 if is_held else len(x)
    assert shown == (run.dataset.n if run.dataset.n <= 2000 else 1000)


@OF_MORE
def test_just_what_is_on_the_wrong_side_of_one_half_is_crossed_out(name: str) -> None:
    run = run_of(name)
    panel = fit(run)
    if run.dataset.n > 2000:
        assert "outliers kept" in panel.note
        return
    for step in looked_at(run):
        crossed = []
        for motion in motions_of(panel, marks(panel, "residual")):
            y = drawn(panel, motion, step)[1]
            crossed += list(y[y != OFF_STAGE])
        predicted = run.predictions(step)
        wrong = predicted[(predicted >= 0.5) != (run.dataset.y == 1)]
        assert sorted(crossed) == pytest.approx(sorted(wrong))


def test_rows_of_a_strip_stand_in_the_same_place_each_time() -> None:
    one, other = fit(run_of("iris")), fit(train(FOUR, load(FOUR)))
    for a, b in zip(one.figure.data, other.figure.data, strict=True):
        np.testing.assert_array_equal(a.x, b.x)


def test_classes_are_named_wherever_they_are_seen() -> None:
    for name in ("iris", "two petals"):
        panel = fit(run_of(name))
        assert [key.label for key in panel.keys[:2]] == ["versicolor", "virginica"]
    assert fit(run_of("iris")).figure.layout.xaxis.ticktext == ("0: versicolor", "1: virginica")
    assert "0 is versicolor, 1 is virginica" in class_tables.predictions(run_of("iris")).now
    assert names.labelled(load(FOUR)) == "species: 0 is versicolor, 1 is virginica"


def test_names_of_strangers_are_shown_as_the_text_that_they_are() -> None:
    panel = fit(run_of("hostile names"))
    for trace in panel.figure.data:
        assert "<b>" not in (trace.hovertemplate or "")
    assert all("<b>" not in text for text in panel.figure.layout.xaxis.ticktext)
    told = read_film(pack_run(run_of("hostile names")))
    for table in told.head["tables"]:
        assert asked_for(table["now"]) <= set(told.head["series"]) | {"step"}


# ---- The other pictures


@pytest.mark.slow
@EVERY
def test_the_surface_and_the_parameters_have_a_goal_only_where_there_is_one(name: str) -> None:
    run = run_of(name)
    _, surface, loss, parameters = panels(run)
    best = theory.optimum(run.dataset)
    dashed = [t for t in parameters.figure.data if t.line.dash == "dash" and t.opacity == 0.8]
    is_few = run.params.shape[1] <= 6
    assert [t.y[0] for t in dashed] == ([] if best is None or not is_few else list(best))
    crosses = [
        t
        for t in surface.figure.data
        if t.marker.symbol == "cross-thin" and t.marker.color == LIGHT["muted"]
    ]
    assert len(crosses) == (best is not None)
    assert ("lowest loss" in [key.label for key in surface.keys]) == (best is not None)
    assert numbers_in(loss.keys[-1].label)[0] == written(theory.lowest_loss(run.dataset))
    assert set(moved(surface)) <= set(range(len(surface.figure.data)))
    for motion in surface.motions:
        if trace_of(surface, motion).name == "here":
            for step in looked_at(run):
                assert motion.x is not None
                assert motion.x.at(step)[-1] == pytest.approx(
                    run.params[step, 0] - _offset(surface), rel=1e-12, abs=1e-300
                )


def _offset(panel: Panel) -> float:
    """What is taken from an axis far from 0, as its title says it."""
    _, minus, rest = str(panel.figure.layout.xaxis.title.text).partition(" − ")
    return float(rest) if minus else 0.0


def test_contours_of_a_sample_of_the_rows_say_so() -> None:
    surface = panels(run_of("many rows"))[1]
    assert "levels of 600 of 3,600 rows" in surface.note


# ---- Tables, verdict, cards


@EVERY
def test_tables_hold_the_run_at_the_step(name: str) -> None:
    run = run_of(name)
    predictions, measures = presentation.tables(run)
    columns: dict[str, Column] = {column.label: column for column in predictions.columns}
    probability, label = columns["probability ŷ"].cells, columns["predicted"].cells
    assert isinstance(probability, Coordinates)
    assert isinstance(label, Coordinates)
    now = next(column for column in measures.columns if column.label == "this step").cells
    assert isinstance(now, Rows)
    for step in looked_at(run):
        if run.dataset.n <= 2000:
            assert probability.at(step) == pytest.approx(run.predictions(step), rel=1e-6)
            right = (label.at(step) == run.dataset.y).mean()
            assert right == pytest.approx(run.accuracy[step])
        expected = [*run.params[step], run.train_loss[step], run.accuracy[step]]
        if run.validation_loss is not None and run.held_out_accuracy is not None:
            expected += [run.validation_loss[step], run.held_out_accuracy[step]]
        assert now.at(step) == pytest.approx(expected)
    theirs = [c for c in measures.columns if "theory" in c.label]
    assert len(theirs) == (theory.optimum(run.dataset) is not None)


def test_a_verdict_says_what_divides_the_classes_and_that_the_weights_grow() -> None:
    for name, words in {
        "two clouds, apart": "A line divides the classes without an error",
        "fifty features": "A plane divides the classes without an error",
        "all equal": "All labels are equal",
    }.items():
        told = verdict(run_of(name)).text
        assert told.startswith(f"{words}: the weights grow for ever, and the loss goes to 0.")
    assert "in the long run error ×" in verdict(run_of("iris")).whole
    data = load(TWO)
    twice = replace(data, x=np.column_stack([data.x, data.x.sum(1)]), feature_names=("a", "b", "c"))
    assert "depend on each other" in verdict(learned(twice)).text


def test_cards_of_several_features_have_the_sigmoid_and_the_logarithms() -> None:
    run = train(FOUR, load(FOUR), 12)
    others = [
        train(replace(FOUR, learner=name), load(FOUR)) for name in BY_ROWS if name != FOUR.learner
    ]
    opened = inside(run, others)
    told = read_film(pack_run(run, opened))
    _, forward, loss, backward, step = opened.cards
    for t in looked_at(run)[:-1]:
        line, _, probability = filled(forward.rows[0].terms[0], told, t).rpartition(" = ")
        assert "σ(" in line
        assert numbers_in(probability)[0] == written(run.predictions(t)[0])
        assert numbers_in(filled(loss.rows[0].result, told, t))[0] == written(run.train_loss[t])
        named = [[row for row in card.rows if row.result] for card in (backward, step)]
        for place, (row, updated) in enumerate(zip(*named, strict=True)):
            found = numbers_in(filled(row.result, told, t))[-1]
            assert found == written(run.gradients[t, place])
            after = numbers_in(filled(updated.result, told, t))[-1]
            assert after == written(run.params[t + 1, place])
    assert "log" in loss.rows[0].terms[1]
    assert len(opened.codes) == 3
    assert opened.series["difference"].max() < 1e-9


@pytest.mark.parametrize("shown", ["whole", "near"])
def test_a_levels_number_that_goes_along_stays_in_the_picture(shown: str) -> None:
    run = train(e := Experiment(dataset="classes", learning_rate=0.2, epochs=400), load(e))
    land = of_classes(run, (0, 1))
    frame, labels = {
        "whole": (land.whole, land.whole_labels),
        "near": (land.near, land.near_labels),
    }[shown]
    low, high = np.array(frame).T
    places = np.array([[labels.x.at(step), labels.y.at(step)] for step in range(len(run))])
    shares = (places - low[:, None]) / (high - low)[:, None]
    is_there = np.abs(shares[0] - 0.5).max(axis=0) < 0.5
    assert is_there.any()
    went = np.ptp(shares[:, :, is_there], axis=0).max()
    assert went > 0.02, "none of them moves: nothing is tried here"
    kept = shares[:, 1, is_there]
    assert kept.min() > 0.03, "cut at the lower edge"
    assert kept.max() < 0.97, "cut at the upper edge"
