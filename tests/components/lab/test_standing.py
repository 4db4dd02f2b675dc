"""Where the visitor stands is in the link and in the player, and each follows the other."""

from typing import Any

import pytest

from components.lab.state import RATE_SLIDER
from components.session.view import View
from models.experiment import Experiment
from tests.support.lab import REPORTS, assert_shows, opened, put, widget
from tests.support.linked import Link, link, sent
from tests.support.reading import read_film


def test_a_links_step_and_switches_reach_the_player() -> None:
    page = opened({"step": "12", "squares": "on", "log_loss": "off"})
    assert_shows(page, Experiment(), View(12, {"squares": True, "log_loss": False}))
    goto = sent(page)[0]["goto"]
    assert goto["step"] == 12
    assert goto["switches"] == {"squares": True, "log_loss": False}


def test_a_link_into_a_step_brings_what_is_inside() -> None:
    for query, codes in (({"inside": "on"}, 2), ({"inside": "on", "learners": "on"}, 3)):
        page = opened({"step": "4", "phase": "loss", **query})
        assert not page.exception
        assert link(page) == {"step": "4", "phase": "loss", **query}
        session, sent_film = sent(page)
        assert session["goto"]["phase"] == "loss"
        assert len(read_film(sent_film).head["inside"]["codes"]) == codes
    assert read_film(sent(opened({"learners": "on"}))[1]).head["inside"] is None


def test_a_setting_that_changes_sends_the_player_nowhere() -> None:
    """Else the step, the zoom and the playing would not survive it."""
    page = opened({"step": "12"})
    before = sent(page)[0]["goto"]
    put(page, "learning_rate", 0.02)
    assert sent(page)[0]["goto"] == before


def test_another_link_in_the_same_session_sends_the_player_there() -> None:
    """What Back does."""
    page = put(opened({"step": "12"}), "epochs", 50)
    token = sent(page)[0]["goto"]["token"]
    page.query_params.clear()
    page.query_params["step"] = "30"
    page.query_params["learning_rate"] = "0.02"
    page.run()
    assert_shows(page, Experiment(learning_rate=0.02), View(30))
    assert widget(page, "epochs").value == 100
    assert widget(page, RATE_SLIDER).value == 0.02
    goto = sent(page)[0]["goto"]
    assert goto["step"] == 30
    assert goto["token"] != token


@pytest.mark.parametrize(
    ("report", "query"),
    [
        ({"step": 20}, {"step": "20"}),
        ({"step": 20, "switches": {"squares": True}}, {"step": "20", "squares": "on"}),
        ({"step": 0, "switches": {"log_loss": False}}, {"log_loss": "off"}),
        (
            {"step": 4, "phase": "step", "switches": {"inside": True}},
            {"step": "4", "phase": "step", "inside": "on"},
        ),
        ({"step": 4, "phase": "step"}, {"step": "4"}),
        ({"phase": ["step"], "switches": {"inside": True}}, {"step": "3", "inside": "on"}),
        ({"step": 10**9}, {"step": "5000"}),
        ({"step": -5}, {}),
        ({"step": None, "switches": None}, {"step": "3"}),
        ({"step": "x", "switches": "y"}, {"step": "3"}),
        ({"switches": {"<b>": True}}, {"step": "3"}),
    ],
)
def test_what_the_player_reports_is_in_the_link(report: dict[str, Any], query: Link) -> None:
    page = opened({"step": "3"}, script=REPORTS)
    page.session_state["player"] = report
    page.run()
    assert not page.exception, page.exception
    assert link(page) == query


@pytest.mark.parametrize(
    "experiment", [Experiment(learner="by_moments"), Experiment("diabetes", learner="by_moments")]
)
def test_where_nothing_is_to_be_seen_inside_a_step_the_pictures_are_there(
    experiment: Experiment,
) -> None:
    page = opened(experiment.to_query() | {"inside": "on"})
    assert_shows(page, experiment, View(switches={"inside": True}))
