"""A part of the page in a `with` block: its failure is said there, and the rest goes on."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from components import words
from components.monitoring import faults
from components.monitoring.ended_runs import unsaid_where_ended
from components.monitoring.memory import is_short
from models.experiment import Experiment


@contextmanager
def contained(
    part: str, experiment: Experiment | None = None, instead: str = words.FAULTS["widgets"]
) -> Iterator[None]:
    """Draw a part of the page; the experiment is what the log says of its failure.

    instead: what the visitor reads in its place.
    """
    try:
        with unsaid_where_ended():
            yield
    except Exception as error:  # not Streamlit's own way to end a run, which is no Exception
        faults.report(part, experiment, error)
        st.error(words.NO_MEMORY if is_short(error) else instead)
