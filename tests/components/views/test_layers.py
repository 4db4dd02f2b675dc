"""A picture of several runs: a layer each, over what stands once, held to the longest one's end."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from components.film.packing import _panel, _Pool
from components.style import LIGHT
from components.views.layers import Viewed, besides, laid, moving, still
from components.views.panel import Growing, Motion, Panel, Rows, Whole
from components.views.pictures.traces import line
from models.experiment import Experiment
from models.run import Run
from tests.support import figures
from tests.support.reading import drawn, moved, trace_of
from tests.support.runs import run_of, trained

LONG = Experiment(learning_rate=0.01, epochs=40)
MIDDLE, SHORT = replace(LONG, epochs=25), replace(LONG, learning_rate=0.005, epochs=8)
# Picture → how many traces a run has besides what stands there once.
LAYERS = {"fit": 2, "surface": 6, "loss": 3, "parameters": 6}


def runs(*experiments: Experiment) -> list[Run]:
    return [trained(experiment) for experiment in experiments]


def picture(name: str, *shown: Run) -> Panel:
    if name == "surface":
        return figures.surface(shown[0], others=shown[1:])
    panel: Panel = getattr(figures, name)(*shown)
    return panel


def layer(panel: Panel, name: str, alone: int, place: int) -> list[Motion]:
    """The motions of the place-th of the other runs, from 0."""
    first = alone + place * LAYERS[name]
    return [moved(panel)[number] for number in range(first, first + LAYERS[name])]


@pytest.mark.parametrize("name", LAYERS)
def test_a_picture_of_three_runs_has_three_layers(name: str) -> None:
    shown = runs(LONG, MIDDLE, SHORT)
    alone, panel = picture(name, shown[0]), picture(name, *shown)
    before = len(alone.picture.traces)
    assert len(panel.picture.traces) == before + 2 * LAYERS[name]
    assert [t["mode"] for t in panel.picture.traces[:before]] == [
        t["mode"] for t in alone.picture.traces
    ]
    for place in (0, 1):
        for motion in layer(panel, name, before, place):
            told = trace_of(panel, motion).hovertemplate
            assert told is None or told.startswith(f"with the run {place + 1}<br>")


@pytest.mark.parametrize("name", LAYERS)
def test_numbers_are_given_out_without_gaps_where_the_player_is_told(name: str) -> None:
    panel = picture(name, *runs(LONG, MIDDLE, SHORT))
    numbers = [panel.number_of(trace) for trace in panel.picture.traces]
    assert numbers == list(range(len(panel.picture.traces)))
    packed: dict[str, Any] = _panel(panel, _Pool())
    asked = [motion["trace"] for motion in packed["motions"]]
    asked += [watched["trace"] for watched in packed["watched"]]
    for switch in packed["switches"]:
        asked += [*switch["shown_on"], *switch["shown_off"]]
    assert set(asked) <= set(numbers)
    for told, motion in zip(packed["motions"], panel.motions, strict=True):
        assert panel.picture.traces[told["trace"]] is motion.trace


@pytest.mark.parametrize("name", LAYERS)
def test_the_layer_of_a_shorter_run_stays_at_its_last_state(name: str) -> None:
    """Also where that is the present run."""
    for shown in (runs(LONG, MIDDLE, SHORT), runs(SHORT, LONG, MIDDLE)):
        panel = picture(name, *shown)
        for motion in panel.motions:
            assert {len(each) for each in motion.coordinates} == {LONG.epochs + 1}
        before = len(picture(name, shown[0]).picture.traces)
        for place, run in enumerate(shown[1:]):
            for motion in layer(panel, name, before, place):
                held = [drawn(panel, motion, step) for step in (run.steps, LONG.epochs)]
                for one, two in zip(*held, strict=True):
                    assert one[-1] == two[-1]


def test_each_run_is_where_it_was() -> None:
    shown = runs(LONG, MIDDLE, SHORT)
    panel = figures.fit(*shown)
    before = len(figures.fit(shown[0]).picture.traces)
    for place, run in enumerate(shown[1:]):
        curve, _ = layer(panel, "fit", before, place)
        for step in (0, 5, run.steps):
            x, y = drawn(panel, curve, step)
            w, b = run.params[step]
            np.testing.assert_allclose(y, w * x + b, rtol=1e-9)


def test_all_runs_have_room_and_are_said_in_the_caption() -> None:
    shown = runs(SHORT, LONG)
    for name in ("loss", "parameters"):
        panel = picture(name, *shown)
        low, high = panel.picture.layout["xaxis"]["range"]
        assert low < 0 < LONG.epochs < high
    for name in LAYERS:
        assert picture(name, *shown).keys[-1].label.endswith("run 1")


def test_a_run_whose_gradients_were_not_there_has_no_arrow() -> None:
    shown = figures.viewed(*runs(LONG, MIDDLE))
    blind = [shown[0], replace(shown[1], has_gradient=False)]
    names = [
        [trace.get("name") for trace in figures.surface_of_viewed(each).picture.traces]
        for each in (shown, blind)
    ]
    assert names[0].count("step") - names[1].count("step") == 1
    assert names[0].count("short step") - names[1].count("short step") == 1


def test_a_curve_beside_the_present_one_ends_where_it_has_left_for_good() -> None:
    values = np.array([0.0, 5.0, 0.5, 7.0, -7.0, 7.0])
    steps = np.arange(6.0)
    layout = {"xaxis": {"range": [-1, 9]}, "yaxis": {"range": [0, 1]}}
    whole = moving(line("loss"), x=Whole(steps, 5), y=Whole(values, 5))
    growing = moving(line("loss"), x=Growing(steps), y=Growing(values))
    mark = moving(line("loss"), x=Rows(steps[:, None]), y=Rows(values[:, None]))
    shown = [Viewed(run_of("tutorial, converging"))] * 2
    one, two, three = besides(shown, layout, lambda _: laid(whole, growing, mark)).motions
    assert one.y is not None
    assert two.y is not None
    assert list(one.y.at(0)) == [0, 5, 0.5, 7]
    assert list(two.y.at(5)) == [0, 5, 0.5, 7, 7, 7]
    assert three.y is mark.motions[0].y


def test_what_speaks_of_a_trace_means_this_very_one() -> None:
    """Two traces that are equal have numbers of their own; one that is elsewhere has none."""
    one, two = line("loss"), line("loss")
    panel = Panel("x", "X", laid(still(one), moving(two)).on({}), (), "", "loss", "")
    assert (panel.number_of(one), panel.number_of(two)) == (0, 1)
    with pytest.raises(ValueError, match="no such trace"):
        panel.number_of(line("loss"))
    twice = Panel("x", "X", still(one, one).on({}), (), "", "loss", "")
    with pytest.raises(ValueError, match="twice"):
        twice.number_of(one)


def test_a_changed_trace_is_changed_for_all_that_speak_of_it() -> None:
    before = figures.fit(run_of("tutorial, converging"))
    after = before.redrawn(lambda trace: trace | {"opacity": 0.5})
    for motion in after.motions:
        assert trace_of(after, motion).opacity == 0.5
    for old, new in zip(before.watched, after.watched, strict=True):
        assert before.number_of(old.trace) == after.number_of(new.trace)
    (switch,) = after.switches
    assert {after.number_of(trace) for trace in (*switch.shown_on, *switch.shown_off)} == {1, 2}
    assert trace_of(before, before.motions[0]).line.color == LIGHT["residual"]
