"""The player in a bare page: its files, a film, and a host that answers reports as the lab does.

What is claimed of the player alone is tested here: opening the page takes half of the computing of
the lab's, since no Streamlit is in it. That the lab is such a host, test_bare.py says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlencode, urlsplit

from components.film.cache import film_of
from components.film.packing import pack
from components.lab import link as address
from components.player.served import (
    PLACE,
    PLOTLY,
    PLOTLY_NAME,
    SCRIPT,
    SCRIPT_NAME,
    STYLE,
    STYLE_NAME,
)
from components.session.view import reported
from components.style import DARK, LIGHT
from components.words import HELP
from models.datasets import load
from tools.free_port import LOOPBACK, lent_port

SIDEBAR = 300  # pixels, which the lab's sidebar takes
FONT = "'Source Sans', sans-serif"


def _theme(colours: dict[str, str]) -> str:
    """What Streamlit tells its components of its theme, as far as the player asks for it."""
    told = {
        "text-color": colours["optimum"],
        "background-color": colours["paper"],
        "secondary-background-color": colours["paper"],
        "border-color": colours["grid"],
        "font": FONT,
        "code-font": "monospace",
    }
    return "".join(f"--st-{name}: {value};" for name, value in told.items())


PAGE = f"""<!doctype html>
<meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The player</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/{STYLE_NAME}">
<style>
  :root {{ {_theme(LIGHT)} }}
  @media (prefers-color-scheme: dark) {{ :root {{ {_theme(DARK)} }} }}
  body {{ margin: 0 1rem; background: var(--st-background-color); }}
  @media (min-width: 768px) {{ body {{ margin-left: {SIDEBAR + 16}px; }} }}
</style>
<script async src="/{PLOTLY_NAME}"></script>
<div id="place">{PLACE}</div>
<script type="module">
  import streamlit from '/{SCRIPT_NAME}';
  const parentElement = document.getElementById('place');
  const ask = async (path) => (await fetch(path)).arrayBuffer();
  let bytes = null;
  let answered = Promise.resolve();

  const show = () => streamlit({{ data: new Uint8Array(bytes), parentElement, setStateValue }});
  async function load() {{
    bytes = await ask('/film' + location.search);
    show();
  }}
  async function answer(name, value) {{
    const said = new URLSearchParams({{ search: location.search, name, value }});
    const query = new TextDecoder().decode(await ask('/reported?' + said));
    history.replaceState(null, '', query ? '?' + query : location.pathname);
    if (name === 'switches') await load(); // what is switched on may not be in the film yet
  }}
  function setStateValue(name, value) {{
    answered = answered.then(() => answer(name, JSON.stringify(value)));
  }}
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  load();
</script>
"""


def _film(query: str) -> bytes:
    """What the lab sends to the player where it was opened by this query."""
    experiment, view, _ = address.read(dict(parse_qsl(query)))
    goto = {"token": 1, "fresh": False, "step": view.step, "phase": view.phase}
    session = {
        "plotly": PLOTLY_NAME,
        "goto": goto | {"switches": dict(view.switches), "size": view.size},
        "heard": 0,
        "visit": "bare",
        "helps": list(HELP),
    }
    return pack(session, film_of(experiment, load(experiment), "", *view.looks()))


def _reported(query: str) -> bytes:
    """The query of the lab after a report."""
    said = dict(parse_qsl(query, keep_blank_values=True))
    experiment, view, _ = address.read(dict(parse_qsl(said["search"].removeprefix("?"))))
    value = json.loads(said["value"])
    after = reported(view, said["name"], value)
    return urlencode(experiment.to_query() | after.to_query()).encode()


class _Handler(BaseHTTPRequestHandler):
    """Answers for a browser that asks for nothing else."""

    def do_GET(self) -> None:
        path, query = urlsplit(self.path)[2:4]
        kind, body = {
            "/": ("text/html", PAGE.encode),
            "/film": ("application/octet-stream", lambda: _film(query)),
            "/reported": ("text/plain", lambda: _reported(query)),
            f"/{PLOTLY_NAME}": ("text/javascript", PLOTLY.read_bytes),
            f"/{SCRIPT_NAME}": ("text/javascript", SCRIPT.encode),
            f"/{STYLE_NAME}": ("text/css", STYLE.encode),
        }[path]
        is_file = path.endswith((".js", ".css"))
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Cache-Control", f"max-age={31536000 if is_file else 0}")
        self.end_headers()
        self.wfile.write(body())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bare_page() -> Iterator[str]:
    """Its address, as long as the block lasts; a query is one of the lab's."""
    with lent_port() as port, ThreadingHTTPServer((LOOPBACK, port), _Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{LOOPBACK}:{port}"
        server.shutdown()
