"""The linked player: mounts the component, and says where it came to rest."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import Any

import streamlit as st

from components import style
from components.film.packing import pack
from components.session.view import SIZES
from components.views.sentences.terms import TERMS
from components.words import HELP, PLAYER

VISIT = "visit"  # in the session state: a name for it, by which the player tells it from others
KEY = "player"  # in the session state: {"step": 12, "switches": {"squares": True}}

# What the player says, and how it explains the field's terms.
WORDS = PLAYER | {"terms": {name: asdict(term) for name, term in TERMS.items()}}

COLOURS = {"light": style.LIGHT, "dark": style.DARK}

_HERE = Path(__file__).parent


def _only(pattern: str) -> Path:
    """The one file of ours with such a name. Raises FileNotFoundError where there is none."""
    for found in _HERE.glob(pattern):
        return found
    raise FileNotFoundError(
        f"components/player/{pattern} is missing, which is part of the repository"
    )


def _constants(**values: Any) -> str:
    """JavaScript that gives these names their values."""
    return "".join(
        f"const {name} = {json.dumps(value, ensure_ascii=False)};\n"
        for name, value in values.items()
    )


# Plotly.js without the kinds of traces that no panel has, a quarter of the whole; app.py serves it
# under this name. No Python package brings it.
PLOTLY = _only("vendor/plotly-basic-*.min.js")
PLOTLY_NAME = PLOTLY.name
# One module of several files, so that it is one request; with words and colours, which stand still.
SCRIPT = _constants(
    WORDS=WORDS,
    COLOURS=COLOURS,
    DIVERGING=style.DIVERGING,
    SIZES=[f"{size:g}" for size in SIZES],
) + "\n".join(
    (_HERE / name).read_text("utf-8")
    for name in (
        "film.js",
        "trace.js",
        "elements.js",
        "panels.js",
        "tables.js",
        "terms.js",
        "verdict.js",
        "keys.js",
        "points.js",
        "sheet.js",
        "drawing_surface.js",
        "drawing_changes.js",
        "drawing_pointer.js",
        "drawing_keys.js",
        "drawing.js",
        "scale.js",
        "figure.js",
        "toolbar.js",
        "held.js",
        "in_sight.js",
        "picture.js",
        "pictures.js",
        "inside.js",
        "room.js",
        "moments.js",
        "clock.js",
        "switches.js",
        "help.js",
        "controls.js",
        "readouts.js",
        "about.js",
        "voice.js",
        "dragged.js",
        "reload.js",
        "visit.js",
        "handout.js",
        "theme.js",
        "player.js",
        "streamlit.js",
        "board_matrices.js",
        "board_curves.js",
        "board_graph.js",
        "board.js",
    )
)

# That of the page Modules is among them, so that it has its layout before it is filled.
SHEETS = ("player.css", "board.css", "../modules/modules.css", "handout.css")
STYLE = "\n".join([style.scale(), *((_HERE / name).read_text("utf-8") for name in SHEETS)])
# What a page holds of it before there is a film.
PLACE = (
    '<div class="lab-place"><section class="lab" data-testid="player"'
    f' aria-label="{PLAYER["player"]}"></section></div>'
)


def named(of: str, text: str, ending: str) -> str:
    """A name that is another one as soon as the text is, so that browsers may keep it for good."""
    return f"{of}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.{ending}"


# app.py serves them, too.
SCRIPT_NAME, STYLE_NAME = named("player", SCRIPT, "js"), named("player", STYLE, "css")

# What a component is made of travels with each change of its data; so this is all there is of it.
# Streamlit gives the text an address of its own, from which only a whole address leads back.
_LOADER = f"""
const address = new URL('{SCRIPT_NAME}', document.baseURI).href;
const {{ default: streamlit }} = await import(address);
export default streamlit;
"""

_mount = st.components.v2.component(
    "regression_lab.player",
    html=PLACE,
    js=_LOADER,
    isolate_styles=False,  # Plotly puts its stylesheet into the page's head
)


def show(
    film: bytes,
    goto: dict[str, Any],
    on_rest: Callable[[str], None],
    key: str = KEY,
    on_points: Callable[[], None] = lambda: None,
    on_rate: Callable[[], None] = lambda: None,
    heard: int = 0,
    on_remedy: Callable[[], None] = lambda: None,
    settings: Sequence[tuple[str, str]] = (),
    helps: Sequence[str] = tuple(HELP),
) -> None:
    """Show the film. Each new goto["token"] sends the player to goto's step and switches.

    on_rest is called when the visitor has come to rest at a "step" or within it, at a "phase", or
    has turned one of the "switches", or set the "size", with the name of that; what is reported is
    in the session state under the key, which a page has for itself. Under the other names may still
    stand what was reported before the page sent the player elsewhere.
    on_points is called while the visitor draws: "points" is then a number that counts the
    reports, the points, and whether they are at rest. heard: the last number that the film knows
    of; until it is that of the last report, the player shows its own points.
    on_remedy is called when the visitor asks for what would help: "remedy" is then a number, which
    tells one asking from the next, and the settings as a link has them.

    on_rate is called while the slider of the learning rate, which is not the player's, is dragged:
    "rate" is then how the rate is spelled that it passes, and whether it is still held.
    settings: label and value of each choice that made the film, for who prints the page.
    helps: the parts of the help that are about this page.

    A player that was there before this session, whose server was away for too long or was started
    anew, stays where the visitor is, and then reports all of it.
    """
    visit = st.session_state.setdefault(VISIT, token_hex(8))
    session = {
        "plotly": PLOTLY_NAME,
        "goto": goto,
        "heard": heard,
        "visit": visit,
        "settings": list(settings),
        "helps": list(helps),
    }

    def on_return() -> None:
        for name in ("step", "switches", "phase", "size"):
            on_rest(name)
        on_points()

    _mount(
        key=key,
        data=pack(session, film),
        on_step_change=partial(on_rest, "step"),
        on_switches_change=partial(on_rest, "switches"),
        on_phase_change=partial(on_rest, "phase"),
        on_size_change=partial(on_rest, "size"),
        on_points_change=on_points,
        on_rate_change=on_rate,
        on_remedy_change=on_remedy,
        on_visit_change=on_return,
    )
