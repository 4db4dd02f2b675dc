"""Any data as a table to be edited: rows added, changed, removed, or pasted from a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from components import words
from components.session import widget_guard
from models.datasets.csv_files import to_csv
from models.datasets.dataset import Dataset, has_one_feature
from models.experiment import SETTINGS

WORDS = words.DATA
MOST_ROWS = 2000  # more of them are better edited in a spreadsheet
EDITOR = "edited_rows"
OPEN, EDITION = "is_editing", "editor_edition"  # in the session state

Use = Callable[[str, bytes], None]  # take a file, by its name and bytes
Draw = Callable[[Sequence[tuple[float, float]]], None]  # take points


def button(dataset: Dataset, use: Use, draw: Draw) -> None:
    """A button that opens the table, which stays open whatever else runs the page meanwhile."""
    st.button(WORDS["edit"], help=WORDS["edit_help"], width="stretch", on_click=_set_open)
    if st.session_state.get(OPEN):
        _dialog(dataset, use, draw)


def _set_open() -> None:
    st.session_state[OPEN] = True


def close() -> None:
    """Whatever was edited and not used is forgotten."""
    st.session_state[OPEN] = False


@st.dialog(WORDS["edit"], width="large", on_dismiss=close)
def _dialog(dataset: Dataset, use: Use, draw: Draw) -> None:
    """The table, and two ways on from it: to the pictures, and to a file."""
    if dataset.n > MOST_ROWS:
        st.text(WORDS["too_many_to_edit"].format(rows=f"{dataset.n:,}", most=f"{MOST_ROWS:,}"))
        return
    columns = columns_of(dataset)
    edited = st.data_editor(
        pd.DataFrame(columns), key=_editor(), num_rows="dynamic", hide_index=True, height=420
    )
    if widget_guard.tell():  # what was refused stays with the editor: the next run makes another
        st.session_state[EDITION] = st.session_state.get(EDITION, 0) + 1
    rows = {name: list(edited[name]) for name in columns}
    take, keep = st.columns(2)
    if take.button(WORDS["use"], type="primary", width="stretch"):
        points = points_of(dataset, rows)
        if points is None:
            use(WORDS["edited"], to_csv(rows))
        else:
            draw(points)
        close()
        st.rerun()
    keep.download_button(
        WORDS["download"],
        lambda: to_csv(rows),
        file_name="regression-lab.csv",
        mime="text/csv",
        on_click="ignore",
        width="stretch",
    )


def _editor() -> str:
    """The present editor's key."""
    edition = st.session_state.get(EDITION, 0)
    return f"{EDITOR} {edition}" if edition else EDITOR


def columns_of(dataset: Dataset) -> dict[str, np.ndarray]:
    """Name → (n,) of each feature, but not of the powers of one, and then of the target."""
    d = 1 if has_one_feature(dataset) else dataset.x.shape[1]
    names = (*dataset.feature_names[:d], dataset.target_name)
    return dict(zip(names, [*dataset.x[:, :d].T, dataset.y], strict=True))


def points_of(
    dataset: Dataset, rows: dict[str, list[Any]]
) -> tuple[tuple[float, float], ...] | None:
    """The rows as drawn points, which a link can hold; None where they are no such points."""
    if dataset.feature_names != ("x",) or dataset.target_name != "y":
        return None
    try:
        points = SETTINGS["points"].check(zip(rows["x"], rows["y"], strict=True))
    except ValueError:  # too many, too large, or a cell that is empty
        return None
    return tuple(points)
