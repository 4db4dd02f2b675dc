"""The colours of the present theme, for what cannot take them from the page by itself."""

from typing import Any

import streamlit as st

from components.style import DARK, DIVERGING_DARK, DIVERGING_LIGHT, LIGHT


def is_dark() -> bool:
    """Whether the visitor's page is dark."""
    return st.context.theme.type == "dark"


def colours() -> dict[str, str]:
    """Meaning → colour, as it is on the visitor's page."""
    return DARK if is_dark() else LIGHT


def diverging() -> tuple[str, str, str]:
    """The colours of the least value, of 0, and of the greatest."""
    return DIVERGING_DARK if is_dark() else DIVERGING_LIGHT


def painted(value: Any) -> Any:
    """A layout or trace made in the light colours, in those of the visitor's page."""
    if isinstance(value, dict):
        return {name: painted(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [painted(part) for part in value]
    return _NAMESAKES.get(value, value) if is_dark() and isinstance(value, str) else value


_NAMESAKES = {colour: DARK[name] for name, colour in LIGHT.items()}
