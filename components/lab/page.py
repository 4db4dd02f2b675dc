"""The lab, top to bottom: settings → data → run → film → player."""

import time
from collections.abc import Callable
from functools import partial

import streamlit as st

from components import words
from components.film.cache import film_of, shared
from components.lab import data_widgets, precompute, row_editor, sidebar, state
from components.monitoring import faults, metrics
from components.monitoring.memory import is_short
from components.player import mount
from components.session import notices, uploaded_file
from components.views.sentences import handout, remedies
from models.datasets import DATASETS
from models.datasets.preprocessing import LeftRowsError
from models.training import TooLargeError

SHOWN = "shown"  # in the session state: the film that is seen

# For so many seconds nothing is sent after new pictures. Streamlit's page waits for 10 ms to draw
# together what comes together; without this the pictures would wait for the whole sidebar.
AHEAD_OF_SETTINGS = 0.02

link = state.lab.link


def show(menu: Callable[[], None]) -> None:
    """Draw the lab; the pictures, which the visitor waits for, go before the sidebar."""
    data_widgets.read_what_was_brought()
    experiment = state.experiment()
    if SHOWN not in st.session_state:
        precompute.opened.note(experiment, state.lab.view)
    problem, dataset, helps = "", None, []
    before = st.session_state.get(SHOWN)
    try:
        dataset = uploaded_file.dataset(experiment)
        film = film_of(
            experiment, dataset, uploaded_file.fingerprint(experiment), *state.lab.view.looks()
        )
        st.session_state[SHOWN] = shared(film)
    except TooLargeError as error:
        problem = str(error)
        helps = [remedies.use_float64()] if error.precision == "float32" else []
    except LeftRowsError as error:
        problem = str(error)
        helps = remedies.hold_out_others(dataset, experiment) if dataset else []
    except ValueError as error:
        problem = str(error)
    except Exception as error:  # the pictures before, if there are some, stay
        faults.report("film", experiment, error)
        problem = words.NO_MEMORY if is_short(error) else words.FAULTS["film"]
    buttons = [(each.label, partial(state.take, each.settings)) for each in helps]
    if SHOWN in st.session_state:
        with metrics.metrics.stage("send"):
            mount.show(
                st.session_state[SHOWN].film,
                state.goto(),
                state.on_rest,
                on_points=state.on_points,
                on_rate=state.on_rate,
                heard=state.controls().heard,
                on_remedy=state.on_remedy,
                settings=handout.settings_of(experiment, dataset),
            )
        if before not in (None, st.session_state[SHOWN]):
            time.sleep(AHEAD_OF_SETTINGS)
    else:
        notices.explain(words.DATA["nothing"], problem, buttons)
        if DATASETS[experiment.dataset].needs_file:  # it is pressed where it is asked for
            with st.container(key="choose_file"):
                data_widgets.choose_file()
    is_shown = SHOWN in st.session_state
    sidebar.show(menu, dataset, problem if is_shown else "", buttons, has_chooser=is_shown)


def leave() -> None:
    """The visitor goes to another page: nothing stays open here, and what was said is over."""
    row_editor.close()
    state.lab.leave()
