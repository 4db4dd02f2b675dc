"""Streamlit's own first page with what ours needs in it from the first paint on."""

from html import escape
from pathlib import Path

import streamlit as st

from components import style, words
from components.player.bundle import script
from components.player.served import PLOTLY_NAME, SCRIPT_NAME, STYLE_NAME

WITHOUT_PLAYER = ("modules",)  # the last part of the address of a page on which nothing is played
IN_THE_WAY = ("NO_CONNECTION", "NO_WEBSOCKET", "SERVER_AWAY")  # of a first connection

GIVEN = {
    name: word
    for name, word in vars(words).items()
    if name.startswith("NOT_TAKEN") or name in IN_THE_WAY
}
ENTRIES = tuple(Path(__file__).with_name(name) for name in ("first_page.js", "history.js"))
_SCRIPT = script(*ENTRIES, **GIVEN)


def first_page(page: str) -> str:
    """The page before its content; `page` is the last part of its address, "" at the root.

    It asks for the player, and where that plays for Plotly.js, at once; else that would be after
    the page's scripts, its connection and its first run, when the picture should be there.
    """
    streamlit_page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    head = (
        f"<style>{style.PAGE.read_text('utf-8')}</style>"
        f'<meta name="page" data-page="{escape(page)}"><script>{{\n{_SCRIPT}}}</script>'
        f'<link rel="stylesheet" href="./{STYLE_NAME}">'
        f'<link rel="modulepreload" href="./{SCRIPT_NAME}">'
    )
    if page not in WITHOUT_PLAYER:
        head += f'<script async src="./{PLOTLY_NAME}"></script>'
    body = (
        f'<div id="no-connection" role="alert" hidden>{escape(words.NO_CONNECTION)}</div>'
        f'<div id="offline" role="status" hidden>{escape(words.OFFLINE)}</div>'
    )
    return streamlit_page.replace("</head>", f"{head}</head>", 1).replace(
        '<div id="root">', f'{body}<div id="root">', 1
    )


def missing_page(depth: int) -> str:
    """What stands where there is no page; depth: of the address below the lab's own."""
    up = "../" * (depth - 1) or "./"
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(words.MISSING)} · {escape(words.TITLE)}</title>"
        "<style>html { color-scheme: light dark } "
        "body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34em; margin: 15vh auto; "
        "padding: 0 1rem }</style></head>"
        f"<body><h1>{escape(words.MISSING)}</h1><p>{escape(words.MISSING_WHY)}</p>"
        f'<p><a href="{up}">{escape(words.MISSING_BACK)}</a></p></body></html>'
    )
