"""What a browser gets of the player: one script, one style sheet, Plotly.js, and its place."""

from dataclasses import asdict
from pathlib import Path

from components import style
from components.player.bundle import named, script
from components.views.sentences.terms import TERMS
from components.words import PLAYER

FOLDER = Path(__file__).parent


def _only(pattern: str) -> Path:
    """The one file of ours with such a name. Raises FileNotFoundError where there is none."""
    for found in FOLDER.glob(pattern):
        return found
    raise FileNotFoundError(
        f"components/player/{pattern} is missing, which is part of the repository"
    )


# Plotly.js without the kinds of traces that no panel has, a quarter of the whole; app.py serves it
# under this name. No Python package brings it.
PLOTLY = _only("vendor/plotly-basic-*.min.js")
PLOTLY_NAME = PLOTLY.name

# What the script imports from given.js. Words are what the player says, and how it explains the
# field's terms.
GIVEN = {
    "WORDS": PLAYER | {"terms": {name: asdict(term) for name, term in TERMS.items()}},
    "COLOURS": {"light": style.LIGHT, "dark": style.DARK},
    "DIVERGING": style.DIVERGING,
    "SIZES": [f"{size:g}" for size in style.SIZES],
}
# One script, so that it is one request; with words and colours, which stand still.
ENTRIES = (FOLDER / "hosts" / "streamlit.js", FOLDER / "hosts" / "streamlit_board.js")
SCRIPT = script(*ENTRIES, **GIVEN)

# That of the page Modules is among them, so that it has its layout before it is filled.
SHEETS = (
    "player.css",
    "boards/board.css",
    "../modules/modules.css",
    "print/handout.css",
    "hosts/streamlit.css",
)
STYLE = "\n".join([style.scale(), *((FOLDER / name).read_text("utf-8") for name in SHEETS)])
# What a page holds of it before there is a film.
PLACE = (
    '<div class="lab-place"><section class="lab" data-testid="player"'
    f' aria-label="{PLAYER["player"]}"></section></div>'
)

# app.py serves them, too.
SCRIPT_NAME, STYLE_NAME = named("player", SCRIPT, "js"), named("player", STYLE, "css")
