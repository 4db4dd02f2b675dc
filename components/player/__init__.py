"""The linked player: mounts the component, and says where it came to rest."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import plotly
import streamlit as st

from components.film import pack
from components.words import PLAYER

KEY = "player"  # in the session state: {"step": 12, "switches": {"squares": True}}
PLOTLY_NAME = f"plotly-{plotly.__version__}.min.js"  # app.py serves it under this name

_HERE = Path(__file__).parent
# One module of several files: a component's script cannot import its neighbours.
SCRIPT = "\n".join(
    (_HERE / name).read_text("utf-8")
    for name in (
        "film.js",
        "trace.js",
        "elements.js",
        "panels.js",
        "tables.js",
        "keys.js",
        "points.js",
        "sheet.js",
        "drawing.js",
        "inside.js",
        "moments.js",
        "player.js",
        "streamlit.js",
    )
)

_mount = st.components.v2.component(
    "regression_lab.player",
    html=f'<section class="lab" data-testid="player" aria-label="{PLAYER["player"]}"></section>',
    css=(_HERE / "player.css").read_text("utf-8"),
    js=SCRIPT,
    isolate_styles=False,  # Plotly puts its stylesheet into the page's head
)


def show(
    film: bytes,
    goto: dict[str, Any],
    on_rest: Callable[[str], None],
    key: str = KEY,
    on_points: Callable[[], None] = lambda: None,
    heard: int = 0,
) -> None:
    """Show the film. Each new goto["token"] sends the player to goto's step and switches.

    on_rest is called when the visitor has come to rest at a "step" or within it, at a "phase", or
    has turned one of the "switches", with the name of that; what is reported is in the session
    state under the key, which a page has for itself. Under the other names may still stand what
    was reported before the page sent the player elsewhere.
    on_points is called while the visitor draws: "points" is then a number that counts the
    reports, the points, and whether they are at rest. heard: the last number that the film knows
    of; until it is that of the last report, the player shows its own points.
    """
    session = {"plotly": PLOTLY_NAME, "words": PLAYER, "goto": goto, "heard": heard}
    _mount(
        key=key,
        data=pack(session, film),
        on_step_change=partial(on_rest, "step"),
        on_switches_change=partial(on_rest, "switches"),
        on_phase_change=partial(on_rest, "phase"),
        on_points_change=on_points,
    )
