"""What an nn.Module is: a layer by hand, its parameters, the structure, and the autograd graph."""

from collections.abc import Callable

import streamlit as st

from components import (
    modules_graph,
    modules_layer,
    modules_parameters,
    modules_settings,
    modules_structure,
    notices,
    words,
)
from components.contained import contained
from components.modules_settings import layer_example, leave, link
from components.visit import present
from models.layer import LAYER_SETTINGS

__all__ = ["leave", "link", "show"]

# Title → its anchor, in the order of the page.
SECTIONS = {
    "A layer made by hand": "layer",
    "What is trained: parameters()": "parameters",
    "Who writes what: you or PyTorch": "structure",
    "The way back: the autograd graph": "graph",
}


def show(menu: Callable[[], None]) -> None:
    """Draw the page, top to bottom."""
    modules_settings.follow()
    experiment, step = present()
    with st.sidebar:
        menu()
        example = layer_example()
        st.markdown("\n".join(f"- [{title}](#{name})" for title, name in SECTIONS.items()))
        notices.show(
            modules_settings.dropped(),
            modules_settings.from_page,
            problem=modules_settings.problem(*LAYER_SETTINGS),
        )
    sections = {
        "layer": lambda: modules_layer.show(example),
        "parameters": lambda: modules_parameters.show(example),
        "structure": modules_structure.show,
        "graph": lambda: modules_graph.show(experiment, step),
    }
    with st.container(key="modules"):
        with st.container(key="modules_why"):
            st.markdown(words.WHY_MODULES)
        for title, name in SECTIONS.items():
            st.header(title, anchor=name)
            with (
                st.container(key=f"modules_{name}"),
                contained(f"section {name}", experiment, words.FAULTS["section"]),
            ):
                sections[name]()
    modules_settings.write_address()
