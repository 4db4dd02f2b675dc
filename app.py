"""What is served: the page, the scripts it asks for, and a warm-up before all visits."""

import asyncio
import gc
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime

from components import operation, received, style, upload_refusals, words
from components.film import film
from components.memory import give_back
from components.player import PLOTLY, PLOTLY_NAME, SCRIPT, SCRIPT_NAME, STYLE, STYLE_NAME
from components.room import room
from models.datasets import load
from models.experiment import Experiment
from models.training import train
from server import connections, pace
from server.headers import Headers, embedding_sites, headers_for
from server.isolation import ask_nobody, keep_uploads_in_memory
from server.limits import allow_many_connections, need_no_disk
from server.uploads import Uploads, free_in_time

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


def for_good(name: str, kind: str, body: bytes) -> Route:
    """What browsers may keep: the name is another one as soon as the body is.

    It is compressed once for all visitors.
    """
    compressed = gzip.compress(body, mtime=0)

    async def answer(request: Request) -> Response:
        is_taken = "gzip" in request.headers.get("accept-encoding", "")
        encoding = {"Content-Encoding": "gzip"} if is_taken else {}
        return Response(
            compressed if is_taken else body,
            media_type=f"text/{kind}; charset=utf-8",
            headers=FOR_GOOD | encoding,
        )

    return Route(f"/{name}", answer)


# Streamlit's own first page, but it asks for the player and Plotly.js at once; else that would be
# after the page's scripts, its connection and its first run, when the picture should be there.
# And it is told where its server is, which it would look for below the address of each page first.
_streamlit_page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
_first_page = _streamlit_page.replace(
    "</head>",
    f"<style>{style.PAGE.read_text('utf-8')}</style>"
    "<script>window.__streamlit = { BACKEND_BASE_URL: new URL('./', location.href).href,"
    # A server that is away is said in the header: a dialog would cover pictures that play on.
    " HOST_CONFIG: { blockErrorDialogs: true } };"
    # Escape leaves a number field as it is, where Streamlit would empty it.
    " addEventListener('keydown', (key) => { if (key.key === 'Escape'"
    " && key.target.type === 'number') key.stopImmediatePropagation() }, true);"
    # One that has failed is gone, so that the player asks again instead of waiting for its end.
    " addEventListener('error', ({ target }) => { if (target.async) target.remove() }, true)"
    "</script>"
    f'<link rel="stylesheet" href="./{STYLE_NAME}">'
    f'<link rel="modulepreload" href="./{SCRIPT_NAME}">'
    f'<script async src="./{PLOTLY_NAME}"></script></head>',
    1,
)
_headers = headers_for(_first_page, embedding_sites())


async def first_page(request: Request) -> Response:
    """The page before its content."""
    return HTMLResponse(_first_page, headers={"Cache-Control": "no-cache"})


async def failed(request: Request, error: Exception) -> Response:
    """What is said where an answer failed; the log has the rest."""
    return PlainTextResponse("The server failed; try again.", 500, _headers)


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[None]:
    """Import torch and train once, so that the first visitor does not wait for it."""
    allow_many_connections()
    operation.log_to_standard_error()
    Runtime.instance().stats_mgr.register_provider(operation.metrics)
    need_no_disk()
    received.guard()
    experiment = Experiment()
    film(train(experiment, load(experiment)))
    gc.collect()
    gc.freeze()  # else each full collection walks all of torch, while every visitor waits
    from components import ahead  # its cache asks for the runtime, which is there only now

    working = [asyncio.create_task(ahead.work()), asyncio.create_task(free_in_time(give_back))]
    yield
    for task in working:
        task.cancel()


app = st.App(
    "components/page.py",
    routes=[
        Route("/", first_page),
        *(Route(f"/{name}", first_page) for name in list(words.PAGES)[1:]),
        for_good(PLOTLY_NAME, "javascript", PLOTLY.read_bytes()),
        for_good(SCRIPT_NAME, "javascript", SCRIPT.encode()),
        for_good(STYLE_NAME, "css", STYLE.encode()),
    ],
    lifespan=warm_up,
    middleware=[
        Middleware(Headers, headers=_headers),
        Middleware(pace.Pace),
        Middleware(
            Uploads,
            room=room,
            largest_megabytes=st.get_option("server.maxUploadSize"),
            refused=upload_refusals.note,
        ),
    ],
    # The one answer that is made outside of all middleware.
    exception_handlers={Exception: failed},
)
connections.bound()
pace.answer_pages_only()
ask_nobody()
keep_uploads_in_memory(st.get_option("server.maxUploadSize"))
