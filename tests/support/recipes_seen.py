"""What the recipes of docs/extending.md add is seen where it should be: asked in the copy of the
tree in which they were followed, by `python -m tests.support.recipes_seen TITLE …`.

Prints a line of JSON: title → "", or what failed.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from components import words
from components.frame.pages import PAGES
from components.lab import gallery
from components.views import presentation
from components.views.layers import Viewed
from models.datasets import load
from models.experiment import Experiment
from models.learners import BY_ROWS
from models.mistakes import MISTAKES
from models.training import train
from tests.support import boards
from tests.support.lab import assert_shows, opened, put, widget
from tests.support.linked import link, opened_by, sent
from tests.support.reading import assert_plotly_accepts, read_film

ON_MISTAKES = """
from components.mistakes import page
page.show(lambda: None)
"""
ON_SQUARES = """
from components.squares import page
page.show(lambda: None)
"""


def opened_inside(**query: str) -> dict[str, Any]:
    """The head of the film that a link shows with what happens inside a step."""
    page = opened(query | {"inside": "on"})
    assert not page.exception, page.exception
    return read_film(sent(page)[1]).head


def lit(head: dict[str, Any], defines: str, phase: str) -> str:
    """Of the listing that begins so, the lines that a phase lights; AssertionError of none."""
    blocks = [block for code in head["inside"]["codes"] for block in code["blocks"]]
    for block in blocks:
        lines = ["".join(text for _, text in line) for line in block["lines"]]
        if lines[0].startswith(defines):
            numbers = block["lit"].get(phase, [])
            return "\n".join(lines[number - block["first_line"]] for number in numbers)
    raise AssertionError(f"{defines} is not listed")


def is_chosen_in_the_sidebar(name: str, option: str, label: str) -> None:
    """A visitor finds it in the sidebar; what is then trained, shown and linked is it."""
    page, chosen = opened(), Experiment.from_query({name: option})
    assert label in widget(page, name).options
    put(page, name, option)
    assert_shows(page, chosen)
    assert link(page) == {name: option}
    again = opened(link(page))
    assert_shows(again, chosen)
    assert widget(again, name).value == option


def is_the_same_by_all_learners(experiment: Experiment) -> None:
    """By hand, by parameter and by PyTorch's own the steps are the same."""
    experiment = replace(experiment, precision="float64")
    runs = [train(replace(experiment, learner=name), load(experiment)) for name in BY_ROWS]
    assert all(run.experiment.learner == name for run, name in zip(runs, BY_ROWS, strict=True))
    for other in runs[1:]:
        np.testing.assert_allclose(other.params, runs[0].params, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(other.train_loss, runs[0].train_loss, rtol=1e-9, atol=1e-12)


def a_data_set() -> None:
    is_chosen_in_the_sidebar("dataset", "wave", "Wave")
    assert '"Wave"' in gallery.SCRIPT
    page = put(opened({"dataset": "wave"}), "samples", 30)
    assert_shows(page, Experiment(dataset="wave", samples=30))
    experiment = Experiment(dataset="wave", noise=0.0)
    run = train(experiment, load(experiment))
    np.testing.assert_allclose(run.dataset.y, np.sin(run.dataset.x[:, 0]))
    head = opened_inside(dataset="wave")
    assert head["about"].startswith("Wave")
    assert "1/50" in json.dumps(head["inside"]["cards"])  # the rows are the new ones


def a_loss() -> None:
    is_chosen_in_the_sidebar("loss", "log_cosh", "log-cosh")
    experiment = Experiment(loss="log_cosh")
    is_the_same_by_all_learners(experiment)
    run = train(experiment, load(experiment))
    residual = run.params[0, 0] * run.dataset.x[:, 0] + run.params[0, 1] - run.dataset.y
    assert np.isclose(run.train_loss[0], np.log(np.cosh(residual)).mean(), rtol=1e-6)
    assert run.train_loss[-1] < run.train_loss[0]
    head = opened_inside(loss="log_cosh", learner="by_hand")
    (panel,) = [panel for panel in head["panels"] if panel["name"] == "loss"]
    assert "log-cosh" in panel["figure"]["layout"]["yaxis"]["title"]["text"]
    assert "log-cosh" in head["inside"]["cards"][2]["said"]
    assert "log1p" in lit(head, "def log_cosh(", "loss")
    assert "tanh" in lit(head, "def log_cosh_gradient(", "backward")
    head = opened_inside(loss="log_cosh")
    assert "return log_cosh(" in lit(head, "class LogCosh(", "loss")
    assert "log1p" in lit(head, "def log_cosh(", "loss")
    assert "log_cosh" not in Experiment(dataset="hours", loss="log_cosh").to_query().values()


def an_optimizer() -> None:
    is_chosen_in_the_sidebar("optimizer", "sign", "sign descent")
    experiment = Experiment(optimizer="sign")
    is_the_same_by_all_learners(experiment)
    run = train(experiment, load(experiment))
    np.testing.assert_allclose(np.abs(run.updates[:-1]), experiment.learning_rate, rtol=1e-4)
    head = opened_inside(optimizer="sign", learner="by_hand")
    assert "sgn" in head["inside"]["cards"][4]["rows"][0]["terms"][0]
    assert "gradient.sign()" in lit(head, "def sign_descent(", "step")
    lit(opened_inside(optimizer="sign"), "def sign_descent_of_torch(", "step")


def a_panel() -> None:
    for query in ({}, {"dataset": "scales"}, {"dataset": "hours", "learning_rate": "0.5"}):
        experiment = Experiment.from_query(query)
        page = opened(query)
        assert_shows(page, experiment)
        film = read_film(sent(page)[1])
        panel = film.head["panels"][-1]
        assert panel["title"] == "Gradient"
        run = train(experiment, load(experiment))
        length = np.linalg.norm(run.gradients, axis=1)
        for step in (0, run.steps):
            line, mark = (film.at(motion["y"], step) for motion in panel["motions"])
            assert line[-1] == mark[0] == length[step]
        assert_plotly_accepts(presentation.pictures([Viewed(run)])["gradient"]())
    assert opened_inside()["panels"][-1]["known_at"] == "backward"
    assert "Gradient" in words.HELP["Pictures"]


def a_mistake() -> None:
    assert list(MISTAKES)[-1] == "twice"
    page = opened_by({"mistake": "twice"}, ON_MISTAKES)
    assert not page.exception, page.exception
    assert "backward called twice" in page.radio[0].options
    assert link(page) == {"mistake": "twice"}
    assert sent(page)[1]
    assert "a second time" in boards.sentences(page)
    assert "loss.backward()" in "".join(boards.codes(page))
    found = opened_by({"find": "on", "place": str(len(MISTAKES))}, ON_MISTAKES)
    assert not found.exception, found.exception


def a_page() -> None:
    assert list(PAGES)[-1] == "squares"
    menu = opened()
    assert "Squares" in [entry.proto.label for entry in menu.get("page_link")]
    page = opened_by({"number": "5"}, ON_SQUARES)
    assert not page.exception, page.exception
    assert page.markdown[0].value == "5² = 25"
    page.number_input[0].set_value(7.0).run()
    assert page.markdown[0].value == "7² = 49"
    assert link(page) == {"number": "7.0"}
    unusable = opened_by({"number": "many", "size": "1.2"}, ON_SQUARES)
    assert words.DROPPED in unusable.warning[0].value
    assert link(unusable) == {"size": "1.2"}
    import app  # the server has an address for it

    assert "/squares" in [getattr(route, "path", "") for route in app.app._user_routes]


SEEN: dict[str, Callable[[], None]] = {
    "Add a data set": a_data_set,
    "Add a loss": a_loss,
    "Add an optimizer": an_optimizer,
    "Add a panel": a_panel,
    "Add a mistake": a_mistake,
    "Add a page": a_page,
}


def what_failed(title: str) -> str:
    """Nothing, or the traceback of what is not as it should be."""
    try:
        SEEN[title]()
    except Exception:
        return traceback.format_exc()
    return ""


if __name__ == "__main__":
    print(json.dumps({title: what_failed(title) for title in sys.argv[1:]}))
