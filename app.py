"""What is served: the page, the scripts it asks for, and a warm-up before all visits."""

import asyncio
import gc
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from streamlit.runtime import Runtime

from server.start import said_in_a_sentence

with said_in_a_sentence():
    from components import words
    from components.film.packing import pack_run
    from components.frame.first_page import first_page, missing_page
    from components.lab import gallery
    from components.monitoring import log, metrics
    from components.monitoring.memory import give_back
    from components.monitoring.upload_budget import room
    from components.player.mount import PLOTLY, PLOTLY_NAME, SCRIPT, SCRIPT_NAME, STYLE, STYLE_NAME
    from components.session import upload_refusals, widget_guard
    from models.datasets import load
    from models.experiment import Experiment
    from models.training import train
    from server import connections, links, pace
    from server.addresses import Addresses
    from server.headers import Headers, embedding_sites, headers_for
    from server.isolation import ask_nobody, keep_uploads_in_memory, offer_nothing
    from server.limits import allow_many_connections, need_no_disk
    from server.uploads import Uploads, free_in_time

FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}


# Below which all addresses are, "/course/lab" or "".
_base = "/" + stripped if (stripped := str(st.get_option("server.baseUrlPath")).strip("/")) else ""


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

    return Route(f"{_base}/{name}", answer)


_root, *_others = words.PAGES  # the first page's name is no address: it is at the root
_pages = {name: first_page(name) for name in ("", *_others)}
_headers = headers_for("".join(_pages.values()), embedding_sites())


def shown(name: str) -> Route:
    """A page before its content."""

    async def answer(request: Request) -> Response:
        return HTMLResponse(_pages[name], headers={"Cache-Control": "no-cache"})

    return Route(f"{_base}/{name}", answer)


def leading(address: str, there: str) -> Route:
    """Another spelling of an address leads there; relative, as a proxy may take a prefix away."""

    async def answer(request: Request) -> Response:
        query = request.url.query
        return RedirectResponse(f"{there}?{query}" if query else there, 307)

    return Route(address, answer)


async def failed(request: Request, error: Exception) -> Response:
    """What is said where an answer failed; the log has the rest."""
    return PlainTextResponse("The server failed; try again.", 500, _headers)


@asynccontextmanager
async def warm_up(_: st.App) -> AsyncIterator[None]:
    """Import torch and train once, so that the first visitor does not wait for it."""
    allow_many_connections()
    log.to_standard_error()
    Runtime.instance().stats_mgr.register_provider(metrics.metrics)
    need_no_disk()
    widget_guard.guard()
    experiment = Experiment()
    pack_run(train(experiment, load(experiment)))
    gc.collect()
    gc.freeze()  # else each full collection walks all of torch, while every visitor waits
    from components.lab import precompute  # its cache asks for the runtime, which is there only now

    working = [asyncio.create_task(precompute.work()), asyncio.create_task(free_in_time(give_back))]
    yield
    for task in working:
        task.cancel()


app = st.App(
    "components/frame/page.py",
    routes=[
        *map(shown, _pages),
        leading(f"{_base}/favicon.ico", "./favicon.png"),  # where a page says nothing of an icon
        leading(f"{_base}/{_root}", "./"),
        *(
            [leading(_base, f"{_base.rpartition('/')[2]}/"), leading("/", f".{_base}/")]
            if _base
            else []
        ),
        for_good(PLOTLY_NAME, "javascript", PLOTLY.read_bytes()),
        for_good(SCRIPT_NAME, "javascript", SCRIPT.encode()),
        for_good(STYLE_NAME, "css", STYLE.encode()),
        for_good(gallery.SCRIPT_NAME, "javascript", gallery.SCRIPT.encode()),
    ],
    lifespan=warm_up,
    middleware=[
        Middleware(Headers, headers=_headers),
        Middleware(Addresses, pages=_pages, base=_base, missing=missing_page),
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
links.tell_of_long_ones()
ask_nobody()
offer_nothing()
keep_uploads_in_memory(st.get_option("server.maxUploadSize"))
