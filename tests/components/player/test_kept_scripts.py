"""Plotly.js and the player travel once, compressed for whoever takes it, and are kept for good."""

import gzip
import hashlib
import http.client
import re
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import plotly
import pytest
import streamlit

from components import style
from components.player.served import PLOTLY, PLOTLY_NAME, SCRIPT, SCRIPT_NAME, STYLE, STYLE_NAME
from components.words import NO_CONNECTION, OFFLINE, PAGES
from tools.serve import Server

KEPT = {PLOTLY_NAME: PLOTLY.read_bytes(), SCRIPT_NAME: SCRIPT.encode(), STYLE_NAME: STYLE.encode()}
PLOTLY_VERSION = PLOTLY_NAME.removeprefix("plotly-basic-").removesuffix(".min.js")
PUBLISHED = "99784e3abfb07b142a15e521a439e6d9addceadb3f79553fd24c72774f0649ba"  # its SHA-256


def ask(server: Server, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """The answer to a request, and its body as it travelled."""
    place = urlsplit(server.url).netloc
    with closing(http.client.HTTPConnection(place, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer, answer.read()


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br, zstd", "br;q=1, gzip;q=0.5"])
def test_it_travels_compressed_to_whoever_takes_that(
    server: Server, accepted: str, name: str
) -> None:
    answer, body = ask(server, f"/{name}", **{"Accept-Encoding": accepted})
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == KEPT[name]
    assert len(body) < len(KEPT[name]) / 2.5


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("accepted", ["identity", "br", ""])
def test_it_travels_as_it_is_to_whoever_does_not(server: Server, accepted: str, name: str) -> None:
    answer, body = ask(server, f"/{name}", **{"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] is None
    assert body == KEPT[name]


@pytest.mark.parametrize("name", KEPT)
def test_it_is_kept_for_good_under_a_name_that_changes_with_it(server: Server, name: str) -> None:
    answer, body = ask(server, f"/{name}", **{"Accept-Encoding": "gzip"})
    version = hashlib.sha256(KEPT[name]).hexdigest()[:12]
    assert (PLOTLY_VERSION if name == PLOTLY_NAME else version) in name
    kept = answer.headers["Cache-Control"]
    assert "immutable" in kept
    assert "public" in kept
    assert int(kept.partition("max-age=")[2].partition(",")[0]) >= 31_536_000
    assert answer.headers["Vary"] == "Accept-Encoding"
    kind = "text/css" if name == STYLE_NAME else "text/javascript"
    assert answer.headers["Content-Type"].startswith(kind)
    assert int(answer.headers["Content-Length"]) == len(body)


@pytest.mark.parametrize("address", ["/", *(f"/{name}" for name in list(PAGES)[1:])])
def test_each_page_is_streamlits_own_and_asks_for_all_at_once(server: Server, address: str) -> None:
    answer, body = ask(server, address)
    page = body.decode("utf-8")
    tags = [tag for tag in re.findall(r"<script[^>]*></script>", page) if PLOTLY_NAME in tag]
    assert len(tags) == (address != "/modules"), "there, nothing is played"
    asks = "".join(tags)
    assert "async" in asks or not asks, "it would keep the page waiting"
    own = Path(streamlit.__file__).parent / "static" / "index.html"
    begins, ends = own.read_text("utf-8").split("</head>")
    assert page.startswith(begins)
    for sentence in (
        f'<div id="no-connection" role="alert" hidden>{NO_CONNECTION}</div>',
        f'<div id="offline" role="status" hidden>{OFFLINE}</div>',
    ):
        assert page.count(sentence) == 1
        page = page.replace(sentence, "")
    assert page.endswith(f"</head>{ends}")
    added = page.removeprefix(begins).removesuffix(f"</head>{ends}")
    for expected in (
        *tags,
        f"<style>{style.PAGE.read_text('utf-8')}</style>",
        f'<link rel="stylesheet" href="./{STYLE_NAME}">',
        f'<link rel="modulepreload" href="./{SCRIPT_NAME}">',
    ):
        assert added.count(expected) == 1
        added = added.replace(expected, "")
    assert added.startswith(f'<meta name="page" data-page="{address[1:]}"><script>{{')
    assert added.endswith("}</script>")
    assert "window.__streamlit = {" in added
    assert added.count("<script") == 1
    assert answer.headers["Cache-Control"] == "no-cache"


def test_plotly_is_the_published_file_of_the_version_that_the_python_package_has() -> None:
    """What Plotly's Python code checks is then what the browser draws."""
    assert hashlib.sha256(KEPT[PLOTLY_NAME]).hexdigest() == PUBLISHED
    own = KEPT[PLOTLY_NAME].decode("utf-8")
    installed = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_text("utf-8")
    assert f"(basic - minified) v{PLOTLY_VERSION}\n" in own[:200]
    assert f"plotly.js v{PLOTLY_VERSION}\n" in installed[:200]


def test_no_other_file_of_the_package_is_served(server: Server) -> None:
    for path in ("/plotly.min.js", "/plotly-7.0.0.min.js", f"/{PLOTLY_NAME}/../__init__.py"):
        answer, body = ask(server, path)
        assert answer.status >= 400
        assert KEPT[PLOTLY_NAME][:200] not in body
