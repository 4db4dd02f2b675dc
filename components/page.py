"""The page, top to bottom: settings → run → film → player."""

import streamlit as st

from components import player, settings, words
from components.film import film
from models.datasets import load
from models.experiment import Experiment
from models.training import train


# A bound in bytes, as one film is 0.1 MB and another 2 MB; 64 MB hold a class's experiments.
@st.cache_data(max_size="64MB", show_spinner=False)
def film_of(experiment: Experiment) -> bytes:
    """The experiment, trained and packed for the player; remembered by its value."""
    return film(train(experiment, load(experiment)))


def main() -> None:
    """Draw the page once; Streamlit calls this again at each change of a setting."""
    st.set_page_config(words.TITLE, layout="wide", initial_sidebar_state=300)
    experiment = settings.experiment()
    player.show(film_of(experiment), settings.goto(), settings.on_rest)
    settings.show()


main()
