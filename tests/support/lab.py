"""The lab without a browser: opened by a link, its settings put, and what it then shows."""

from functools import cache
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from components.film.packing import pack_run
from components.session.view import View
from models.datasets import DATASETS
from models.experiment import CHOICES, NUMBERS, Experiment
from tests.support.linked import Link, link, opened_by, sent
from tests.support.runs import trained

PAGE = Path(__file__).parents[2] / "components" / "frame" / "page.py"
# The player's report reaches the script by a callback, before the script; only a browser does it.
REPORTS = """
import streamlit as st
from components.lab import sidebar, state
from components.player import mount

if mount.KEY in st.session_state:
    for name in ("step", "switches", "phase"):
        state.on_rest(name)
    if "points" in st.session_state[mount.KEY]:
        state.on_points()
    if "remedy" in st.session_state[mount.KEY]:
        state.on_remedy()
state.experiment()
sidebar.show(lambda: None)
"""
WITHOUT_FILE = [name for name, kind in DATASETS.items() if not kind.needs_file]


def opened(query: Link | None = None, script: str = PAGE.read_text(encoding="utf-8")) -> AppTest:
    """The page, as a link opens it."""
    return opened_by(query, script)


@cache
def film_of(experiment: Experiment) -> bytes:
    return pack_run(trained(experiment))


def assert_shows(page: AppTest, experiment: Experiment, view: View | None = None) -> None:
    """No exception; exactly this experiment's film; and the link that spells it."""
    assert not page.exception, page.exception
    assert sent(page)[1] == film_of(experiment)
    assert link(page) == experiment.to_query() | (view or View()).to_query()


def widget(page: AppTest, name: str) -> Any:
    """The sidebar's widget of this name, in whichever edition."""
    kinds = (
        page.selectbox, page.button_group, page.number_input, page.select_slider, page.toggle,
        page.text_input,
    )  # fmt: skip
    (found,) = [w for kind in kinds for w in kind if w.key and w.key.partition(" ")[0] == name]
    return found


def put(page: AppTest, name: str, value: Any) -> AppTest:
    """Set a setting's widget, and run."""
    return widget(page, name).set_value(value).run()


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


def is_shown(page: AppTest, name: str) -> bool:
    return any(widget.key == name for widget in page.number_input)


def knobs_of(dataset: str) -> list[str]:
    """The numbers and choices that the sidebar offers for these data, whatever the target is.

    "learn" is offered where it has two values: test_own_classes.py asks about it.
    """
    knobs = [name for name in DATASETS[dataset].settings if name in NUMBERS or name in CHOICES]
    return [name for name in knobs if name != "learn"]


def widgets_of(start: str) -> list[str]:
    """The settings that the sidebar offers whatever the data are."""
    of_start = ["start_weight", "start_bias"] if start == "typed" else ["start_seed"]
    prepared = ["standardise", "held_out"]
    return [*prepared, "learning_rate", "epochs", "learner", "precision", *of_start]
