"""The lab, top to bottom: settings → run → film → player."""

from collections.abc import Callable

import streamlit as st

from components import player, settings
from components.film import film
from models.datasets import load
from models.experiment import Experiment
from models.training import train


# A bound in bytes, as one film is 0.1 MB and another 2 MB; 64 MB hold a class's experiments.
@st.cache_data(max_size="64MB", show_spinner=False)
def film_of(experiment: Experiment) -> bytes:
    """The experiment, trained and packed for the player; remembered by its value."""
    return film(train(experiment, load(experiment)))


def show(menu: Callable[[], None]) -> None:
    """Draw the lab; the pictures, which the visitor waits for, go before the sidebar."""
    experiment = settings.experiment()
    player.show(film_of(experiment), settings.goto(), settings.on_rest)
    settings.show(menu)


def link() -> dict[str, str]:
    """The query of a link back to the lab as this visitor left it."""
    return settings.link()
