"""The lab, top to bottom: settings → run → film → player."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from components import player, settings
from components.film import film
from components.inside import inside as look_inside
from components.inside import shown
from models.datasets import load
from models.experiment import Experiment
from models.training import BY_ROWS, train


# A bound in bytes, as one film is 0.1 MB and another 2 MB; 64 MB hold a class's experiments.
@st.cache_data(max_size="64MB", show_spinner=False)
def film_of(experiment: Experiment, inside: bool = False, learners: bool = False) -> bytes:
    """The experiment, trained and packed for the player; remembered by its value.

    inside: also with what happens within each step; learners: and by all learners.
    """
    dataset = load(experiment)
    if not inside:
        return film(train(experiment, dataset))
    run = train(experiment, dataset, shown(dataset.n))
    others = [replace(experiment, learner=name) for name in BY_ROWS if name != experiment.learner]
    return film(run, look_inside(run, [train(other, dataset) for other in others if learners]))


def show(menu: Callable[[], None]) -> None:
    """Draw the lab; the pictures, which the visitor waits for, go before the sidebar."""
    experiment = settings.experiment()
    player.show(
        film_of(experiment, *settings.looks_inside()),
        settings.goto(),
        settings.on_rest,
        on_points=settings.on_points,
        heard=settings.heard(),
    )
    settings.show(menu)


def link() -> dict[str, str]:
    """The query of a link back to the lab as this visitor left it."""
    return settings.link()
