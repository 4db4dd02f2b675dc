"""What is served: the page, the installed plotly's Plotly.js, and a warm-up before all visits."""

import gc
import gzip
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import plotly
import streamlit as st
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime

from components import operation, received, style, words
from components.film import film
from components.player import PLOTLY_NAME
from models.datasets import load
from models.experiment import Experiment
from models.training import train

PLOTLY_SOURCE = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
# The name carries the version, so what it names never changes.
FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}

_plain = PLOTLY_SOURCE.read_bytes()
_compressed = gzip.compress(_plain, mtime=0)


async def plotly_js(request: Request) -> Response:
    """The Plotly.js that fits the installed plotly, compressed once for all visitors."""
    headers = dict(FOR_GOOD)
    body = _plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = _compressed
    return Response(body, media_type="text/javascript; charset=utf-8", headers=headers)


# Streamlit's own first page, but it asks for Plotly.js at once; the player could do so only after
# the page's scripts, its connection and its first run, which is when the picture should be there.
# And it is told where its server is, which it would look for below the address of each page first.
_streamlit_page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
_first_page = _streamlit_page.replace(
    "</head>",
    f"<style>{style.PAGE.read_text('utf-8')}</style>"
    "<script>window.__streamlit = { BACKEND_BASE_URL: new URL('./', location.href).href,"
    # A server that is away is said in the header: a dialog would cover pictures that play on.
    " HOST_CONFIG: { blockErrorDialogs: true } }</script>"
    # One that has failed is gone, so that the player asks again instead of waiting for its end.
    f'<script async src="./{PLOTLY_NAME}" onerror="this.remove()"></script></head>',
    1,
)


async def first_page(request: Request) -> Response:
    """The page before its content."""
    return HTMLResponse(_first_page, headers={"Cache-Control": "no-cache"})


def need_no_disk() -> None:
    """Let torch start where nothing can be written: a disk that is full, or read-only.

    Its compiler, which the optimizers load and nobody here uses, makes a folder for what it would
    keep; a folder that is there already does as well.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(Path(__file__).parent))


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[None]:
    """Import torch and train once, so that the first visitor does not wait for it."""
    operation.log_to_standard_error()
    Runtime.instance().stats_mgr.register_provider(operation.metrics)
    need_no_disk()
    received.guard()
    experiment = Experiment()
    film(train(experiment, load(experiment)))
    gc.collect()
    gc.freeze()  # else each full collection walks all of torch, while every visitor waits
    yield


app = st.App(
    "components/page.py",
    routes=[
        Route("/", first_page),
        *(Route(f"/{name}", first_page) for name in list(words.PAGES)[1:]),
        Route(f"/{PLOTLY_NAME}", plotly_js),
    ],
    lifespan=warm_up,
)
