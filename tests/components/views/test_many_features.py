"""Several features: each picture and the film are whole at every step, whatever they are."""

import re

import numpy as np
import pytest

from components.film.packing import pack_run
from components.player.served import STYLE
from components.style import LIGHT
from components.views import presentation
from components.views.panel import Coordinates
from components.views.presentation import panels, readouts
from models.experiment import Experiment
from tests.components.film.test_packing import assert_plays
from tests.support import figures
from tests.support.many import many
from tests.support.many_panels import ALL
from tests.support.reading import assert_plotly_accepts, drawn, names_in, read_film
from tests.support.runs import looked_at, trained


@pytest.mark.slow
@ALL
def test_plotly_itself_accepts_each_figure_as_it_is(name: str) -> None:
    for panel in panels(many(name)):
        assert_plotly_accepts(panel)


@pytest.mark.slow
@ALL
def test_a_film_read_on_its_own_says_what_the_pictures_say(name: str) -> None:
    assert_plays(read_film(pack_run(many(name))), many(name))


@ALL
def test_what_moves_moves_a_trace_of_its_own_and_is_finite_at_every_step(name: str) -> None:
    run = many(name)
    for panel in panels(run):
        traces = [panel.number_of(motion.trace) for motion in panel.motions]
        assert len(set(traces)) == len(traces)
        assert set(traces) <= set(range(len(panel.figure.data)))
        for motion in panel.motions:
            for step in looked_at(run):
                x, y = drawn(panel, motion, step)
                assert len(x) == len(y) > 0
                assert np.isfinite(x).all()
                assert np.isfinite(y).all()
                assert not motion.piece or len(x) % motion.piece == 0
        for axis in (panel.figure.layout.xaxis, panel.figure.layout.yaxis):
            assert np.isfinite(axis.range).all()
            assert axis.range[0] < axis.range[1]


@ALL
def test_titles_texts_and_readouts_name_only_what_the_film_knows(name: str) -> None:
    run = many(name)
    known = set(read_film(pack_run(run)).head["series"]) | {"step"}
    asked = {readout.series for readout in readouts(run)}
    for panel in panels(run):
        asked |= set(names_of(panel.now)) | set(names_of(panel.alternative))
        assert names_of(panel.alternative), f"{panel.name}: says nothing of the step"
    for table in presentation.tables(run):
        asked |= set(names_of(table.now))
        lengths = {
            len(c.cells.at(0) if isinstance(c.cells, Coordinates) else c.cells)
            for c in table.columns
        }
        assert len(lengths) == 1, table.name
    assert asked <= known


def names_of(template: str) -> list[str]:
    """The series that the player would look for in a template: \\w, then perhaps a style."""
    return [name for name in names_in(template) if name.isidentifier()]


@ALL
def test_a_steps_inside_is_offered_only_where_it_can_be_shown(name: str) -> None:
    run = many(name)
    can = run.experiment.learner != "by_moments"
    assert read_film(pack_run(run)).head["can_open"] == can


@ALL
def test_a_picture_is_told_only_colours_that_there_are(name: str) -> None:
    head = read_film(pack_run(many(name))).head
    told = [part["colour"] for part in head["readouts"] + head["panels"]]
    told += [key["colour"] for panel in head["panels"] for key in panel["keys"]]
    assert set(told) <= set(LIGHT)
    classes = set(re.findall(r"\.lab-ink-(\w+) \{", STYLE))
    assert set(told) <= classes, "the page has no class of that name"


def test_the_bar_and_the_parameters_say_how_many_weights_they_do_not_name() -> None:
    run = trained(Experiment("diabetes", standardise=True, epochs=2, learning_rate=0.1))
    said = [(readout.label, readout.after) for readout in readouts(run, (0, 4))][:3]
    assert said == [("w₁", ""), ("w₅", "… 8 more"), ("b", "")]
    assert (
        figures.many_parameters(run, (0, 4)).now
        == "w₁ = {theta_0}, w₅ = {theta_4}, …, b = {theta_10}"
    )
    assert [readout.after for readout in readouts(run, (10, 4))][:2] == ["", "… 9 more"]
    few = trained(Experiment("scales", epochs=2, learning_rate=0.001))
    assert not any(readout.after for readout in readouts(few))
