"""The gallery: all data sets as small pictures, which a button beside the choice of data opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from components.lab.thumbnails import HEIGHT, WIDTH, thumbnail
from components.player.bundle import named, script
from components.style import DARK, LIGHT, scale
from components.words import GALLERY as WORDS
from models.datasets import DATASETS

KEY = "gallery"  # in the session state: {"picked": {"number": 1, "dataset": "iris"}}

_HERE = Path(__file__).parent

_PICTURED = {
    "words": WORDS,
    "colours": {"light": LIGHT, "dark": DARK},
    "box": [WIDTH, HEIGHT],
    "style": f"{scale()}\n{(_HERE / 'gallery.css').read_text('utf-8')}",
    "sets": [
        {"name": name, "label": kind.label, "group": kind.group, "good_for": kind.good_for}
        | asdict(thumbnail(name))
        for name, kind in DATASETS.items()
    ],
}
# One file, which a browser asks for when the button is pointed at, and then keeps.
ENTRY = _HERE / "gallery.js"
SCRIPT = script(ENTRY, GALLERY=_PICTURED)
SCRIPT_NAME = named("gallery", SCRIPT, "js")  # app.py serves it

# What stands on the page before that: the button, and that the field beside it opens the same.
# Streamlit calls it again at each choice, and may make it anew: the last one made is present.
_OPENER = f"""
const address = new URL('{SCRIPT_NAME}', document.baseURI).href;
const FIELD = '[class*="st-key-dataset"] .stSelectbox [role=group]';
let now = null;
const load = () => import(address);
const open = (event) => load().then((gallery) => gallery.open(now, event));
const opens = {{
  pointerover: load, focusin: load, pointerdown: null, mousedown: null, click: open, keydown: open,
}};
for (const [kind, answer] of Object.entries(opens)) {{
  document.addEventListener(kind, (event) => {{
    if (!now?.button.isConnected || !event.target.closest?.(FIELD)) return;
    const isTyped = kind === 'keydown' && !event.key.match(/^Arrow(Up|Down)$/);
    if (isTyped || (kind === 'keydown' && event.target.ariaExpanded === 'true')) return;
    if (answer !== load) {{
      event.preventDefault();
      event.stopPropagation();
    }}
    answer?.(event);
  }}, true);
}}
export default function gallery({{ data, parentElement, setStateValue }}) {{
  const button = parentElement.querySelector('button');
  const pick = (dataset) => setStateValue('picked', {{ number: Date.now(), dataset }});
  now = {{ button, shown: data.shown, pick }};
  button.onpointerenter = button.onfocus = load;
  button.onclick = open;
}}
"""

_mount = st.components.v2.component(
    "regression_lab.gallery",
    html=f'<button type="button" class="gallery-button" aria-haspopup="dialog">{WORDS["open"]}'
    "</button>",
    js=_OPENER,
    isolate_styles=False,
)


def show(shown: str, on_pick: Callable[[str], None]) -> None:
    """The button; shown: the name of the set that is chosen now. on_pick is told another one's."""

    def picked() -> None:
        reported = st.session_state[KEY].get("picked")
        name = reported.get("dataset") if isinstance(reported, dict) else None
        on_pick(name if isinstance(name, str) and name in DATASETS else shown)

    _mount(key=KEY, data={"shown": shown}, on_picked_change=picked)
