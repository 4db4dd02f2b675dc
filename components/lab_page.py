"""The lab, top to bottom: settings → data → run → film → player."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from components import data_section, faults, operation, own_data, player, settings, visit, words
from components.film import film
from components.giving_way import give_way
from components.inside import Inside, can_be_opened, shown
from components.inside import inside as look_inside
from models.dataset import Dataset
from models.experiment import Experiment
from models.training import BY_ROWS, train

SHOWN = "shown"  # in the session state: the film that is seen


# A bound in bytes, as one film is 0.1 MB and another 2 MB; 64 MB hold a class's experiments.
@st.cache_data(max_size="64MB", show_spinner=False)
def film_of(
    experiment: Experiment,
    _dataset: Dataset,
    fingerprint: str = "",
    inside: bool = False,
    learners: bool = False,
    plane: tuple[int, int] = (0, 1),
) -> bytes:
    """The experiment, trained on its data and packed for the player; remembered by its value.

    fingerprint: of a file of the visitor's, of which the experiment knows the name alone.
    inside: also with what happens within each step; learners: and by all learners.
    Raises ValueError, with a sentence for the visitor, where the data determine no line.
    """
    with operation.training(experiment.to_query()) as request:
        with operation.metrics.stage("train"):
            run = train(experiment, _dataset, shown(_dataset.n) if inside else 0, give_way)
        request.steps = run.steps

        def seen_inside() -> Inside:
            names = [name for name in BY_ROWS if learners and name != experiment.learner]
            with operation.metrics.stage("train"):
                others = [replace(experiment, learner=name) for name in names]
                beside = [train(other, _dataset, ask=give_way) for other in others]
            request.steps += sum(other.steps for other in beside)
            return look_inside(run, beside)

        within = None
        if inside and can_be_opened(run):
            within = faults.tried("inside", experiment, seen_inside, lambda: None)
        with operation.metrics.stage("figures"):
            return film(run, within, plane)


def show(menu: Callable[[], None]) -> None:
    """Draw the lab; the pictures, which the visitor waits for, go before the sidebar."""
    experiment = visit.experiment()
    problem, dataset = "", None
    try:
        dataset = own_data.dataset(experiment)
        st.session_state[SHOWN] = film_of(
            experiment, dataset, own_data.fingerprint(experiment), *visit.looks()
        )
    except ValueError as error:
        problem = str(error)
    except Exception as error:  # the pictures before, if there are some, stay
        faults.report("film", experiment, error)
        problem = words.FAULTS["film"]
    if SHOWN in st.session_state:
        with operation.metrics.stage("send"):
            player.show(
                st.session_state[SHOWN],
                visit.goto(),
                visit.on_rest,
                on_points=visit.on_points,
                heard=visit.heard(),
            )
    else:
        data_section.explain(problem, is_seen=False)
    settings.show(menu, dataset, problem if SHOWN in st.session_state else "")


def link() -> dict[str, str]:
    """The query of a link back to the lab as this visitor left it."""
    return visit.link()
