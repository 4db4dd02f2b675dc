"""The colours of the present theme, and their change, for what has neither from the page itself."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from components.style import DARK, DIVERGING_DARK, DIVERGING_LIGHT, LIGHT

# Streamlit calls it at first, and again when the theme changes.
_WATCH = """
const papers = new WeakMap();

export default function watch({ parentElement, setStateValue }) {
  const paper = getComputedStyle(parentElement).getPropertyValue('--st-background-color');
  const before = papers.get(parentElement) ?? paper;
  papers.set(parentElement, paper);
  if (paper !== before) setStateValue('paper', paper);
}
"""
_watch = st.components.v2.component("regression_lab.theme", js=_WATCH, isolate_styles=False)


def follow(on_change: Callable[[], None]) -> None:
    """Have the script run again when the page turns dark or light; Streamlit itself does not.

    on_change is called before that run.
    """
    _watch(key="theme", on_paper_change=on_change)


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
