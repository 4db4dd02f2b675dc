"""What an nn.Module is: a layer by hand, its parameters, the structure, and the autograd graph."""

from collections.abc import Callable

import streamlit as st

from components import words
from components.lab.state import lab
from components.modules import graph, layer, parameters, structure
from components.modules import settings as modules_settings
from components.modules.settings import layer_example, state
from components.monitoring.error_boundary import contained
from components.session import notices
from models.modules.layer import LAYER_SETTINGS

# Title → its anchor, in the order of the page.
SECTIONS = {
    "A layer made by hand": "layer",
    "What is trained: parameters()": "parameters",
    "Who writes what: you or PyTorch": "structure",
    "The way back: the autograd graph": "graph",
}
link, leave = state.link, state.leave


def show(menu: Callable[[], None]) -> None:
    """Draw the page, top to bottom."""
    modules_settings.follow()
    with st.sidebar:
        menu()
        example = layer_example()
        st.markdown("\n".join(f"- [{title}](#{name})" for title, name in SECTIONS.items()))
        notices.show(
            state.dropped,
            state.from_page,
            problem=modules_settings.problem(*LAYER_SETTINGS),
        )
    sections = {
        "layer": lambda: layer.show(example),
        "parameters": lambda: parameters.show(example),
        "structure": structure.show,
        "graph": lambda: graph.show(lab.value, lab.view.step),
    }
    with st.container(key="modules"):
        with st.container(key="modules_why"):
            st.markdown(words.WHY_MODULES)
        for title, name in SECTIONS.items():
            st.header(title, anchor=name)
            with (
                st.container(key=f"modules_{name}"),
                contained(f"section {name}", lab.value, words.FAULTS["section"]),
            ):
                sections[name]()
    state.write()
