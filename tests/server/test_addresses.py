"""Addresses: a page at its own, at every other a way back; and all of it below a base path."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest

from components import words
from components.player.served import PLOTLY_NAME, SCRIPT_NAME, STYLE_NAME
from tests.server.test_headers import ask
from tools.serve import Server, serving

BASE = "/course/lab"


@pytest.fixture(scope="module")
def below() -> Iterator[Server]:
    """A server all of whose addresses are below another."""
    options: dict[str, Any] = {"server.baseUrlPath": BASE.strip("/")}
    with serving(**options) as running:
        yield running


@pytest.mark.parametrize(
    "path", ["/foo", "/foo/bar", "/static/js/nothing.js", "/index.html", "/modules/x", "/Modules"]
)
def test_where_no_page_is_one_says_so_and_leads_to_the_lab(server: Server, path: str) -> None:
    answer, body = ask(server, path)
    assert answer.status == 404
    assert words.MISSING in body.decode()
    (back,) = re.findall(r'<a href="([^"]+)">', body.decode())
    assert urljoin(server.url + path, back) == f"{server.url}/"
    assert ask(server, path, "HEAD")[0].status == 404


def test_a_file_that_is_there_is_still_sent(server: Server) -> None:
    _, page = ask(server, "/")
    (script,) = re.findall(r'<script type="module"[^>]* src="\./([^"]+)"', page.decode())
    answer, _ = ask(server, f"/{script}")
    assert answer.status == 200
    assert "javascript" in answer.headers["Content-Type"]


def test_the_first_pages_name_leads_to_it_with_its_link(server: Server) -> None:
    answer, _ = ask(server, "/lab?step=3&dataset=line")
    assert answer.status == 307
    there = urljoin(f"{server.url}/lab", answer.headers["Location"])
    assert there == f"{server.url}/?step=3&dataset=line"


@pytest.mark.parametrize("path", ["/_stcore/metrics%0a", "/%00", "/modules%0d%0aX:y", "/%1b[2J"])
def test_an_address_with_signs_that_nobody_sees_is_none(server: Server, path: str) -> None:
    answer, body = ask(server, path)
    assert answer.status == 400
    assert b"# EOF" not in body


def test_below_a_base_path_there_is_all_that_a_page_asks_for(below: Server) -> None:
    for name in (PLOTLY_NAME, SCRIPT_NAME, STYLE_NAME, "", "modules", "mistakes"):
        assert ask(below, f"{BASE}/{name}")[0].status == 200, name
    answer, body = ask(below, f"{BASE}/foo/bar")
    assert answer.status == 404
    (back,) = re.findall(r'<a href="([^"]+)">', body.decode())
    assert urljoin(f"{below.url}{BASE}/foo/bar", back) == f"{below.url}{BASE}/"


@pytest.mark.parametrize("path", [BASE, "/", f"{BASE}/lab"])
def test_other_spellings_of_the_base_path_lead_to_it(below: Server, path: str) -> None:
    answer, _ = ask(below, f"{path}?step=3")
    assert answer.status == 307
    assert urljoin(below.url + path, answer.headers["Location"]) == f"{below.url}{BASE}/?step=3"
