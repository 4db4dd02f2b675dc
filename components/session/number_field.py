"""A field for a number: it takes whatever is one, as it is typed, and the setting judges it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from models.setting import Number

TYPICAL_STEP = 0.1  # of its keys and buttons, where the number need not be a whole one


def show(setting: Number, step: float = TYPICAL_STEP, **shared: Any) -> None:
    """The field; shared: what every widget is given. Its value may be one that the setting refuses.

    Streamlit's own field for whole numbers reads up to the first sign that is no digit, and so
    makes 1 of 1e3 and 12 of 12.5, unsaid: here each is read as a whole.
    """
    st.number_input(
        min_value=float(setting.low),
        max_value=float(setting.high),
        value=None,  # else an emptied field would hold the least number
        step=1.0 if setting.kind is int else step,
        format="%.8g",
        **shared,
    )
