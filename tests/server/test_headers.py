"""Every answer carries the headers, an error's too; and the policy names what it allows."""

import http.client
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from components.player.served import PLOTLY_NAME, SCRIPT_NAME
from server.headers import (
    EMBED_IN,
    ORIGIN,
    PLACES,
    BadOrigin,
    embedding_sites,
    hashes,
    headers_for,
    in_frames,
    policy,
)
from tools.serve import ROOT, Server, serving

BREAKS = """
async def breaks(request: Request) -> Response:
    raise RuntimeError("told to nobody")


app = st.App("""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app, with one more address, at which it fails."""
    source = (ROOT / "app.py").read_text(encoding="utf-8")
    for ours, instead in {
        "\napp = st.App(": BREAKS,
        "routes=[": 'routes=[Route("/breaks", breaks),',
        '"components/frame/page.py"': repr(str(ROOT / "components" / "frame" / "page.py")),
    }.items():
        assert source.count(ours) == 1, ours
        source = source.replace(ours, instead)
    script = tmp_path_factory.mktemp("app") / "breaks.py"
    script.write_text(source, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        with serving(script) as running:
            yield running


def ask(
    served: Server, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    """The answer to a request, and its body as it travelled."""
    with closing(http.client.HTTPConnection(urlsplit(served.url).netloc, timeout=60)) as asking:
        asking.request(method, path, headers=headers)
        answer = asking.getresponse()
        return answer, answer.read()


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/", "GET", 200),
        ("/modules", "GET", 200),
        ("/an/unknown/address", "GET", 404),
        ("/_stcore/metrics%0a", "GET", 400),
        ("/favicon.png", "GET", 200),
        (f"/{PLOTLY_NAME}", "GET", 200),
        (f"/{SCRIPT_NAME}", "GET", 200),
        ("/_stcore/health", "GET", 200),
        ("/_stcore/host-config", "GET", 200),
        ("/media/nothing.csv", "GET", 404),
        ("/_stcore/upload_file/session/file", "PUT", 403),
        ("/modules", "POST", 405),
        ("/../etc/passwd", "GET", 400),
        ("/breaks", "GET", 500),
    ],
)
def test_every_answer_has_the_headers(served: Server, path: str, method: str, status: int) -> None:
    answer, body = ask(served, path, method)
    assert answer.status == status
    assert answer.headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert answer.headers.get_all("Referrer-Policy") == ["same-origin"]
    assert answer.headers.get_all("X-Frame-Options") == ["DENY"]
    (said,) = answer.headers.get_all("Content-Security-Policy") or []
    assert "frame-ancestors 'none'" in said
    for policy_of in ("Opener", "Resource"):
        assert answer.headers.get_all(f"Cross-Origin-{policy_of}-Policy") == ["same-origin"]
    assert "Strict-Transport-Security" not in answer.headers  # it came by HTTP
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert b"told to nobody" not in body


def test_what_streamlit_compresses_still_is(served: Server) -> None:
    answer, _ = ask(served, "/_stcore/agent/openapi.json", **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", [f"/{PLOTLY_NAME}", "/_stcore/agent/openapi.json"])
def test_what_refuses_gzip_does_not_get_it(served: Server, path: str) -> None:
    answer, _ = ask(served, path, **{"Accept-Encoding": "br, gzip;q=0"})
    assert "Content-Encoding" not in answer.headers
    answer, _ = ask(served, path, **{"Accept-Encoding": "br, gzip;q=0.5"})
    assert answer.headers["Content-Encoding"] == "gzip"


def test_who_came_by_https_is_told_to_come_so_again(served: Server) -> None:
    answer, _ = ask(served, "/", **{"X-Forwarded-Proto": "https"})
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("cookie", "sent"),
    [
        ("a=b; Path=/; SameSite=None; Secure", "a=b; Path=/; SameSite=None; Secure; Partitioned"),
        ("a=b; SameSite=None; Secure; Partitioned", "a=b; SameSite=None; Secure; Partitioned"),
        ("a=b; Path=/; SameSite=Lax", "a=b; Path=/; SameSite=Lax"),
        ("a=SameSite=None; SameSite=Lax; Secure", "a=SameSite=None; SameSite=Lax; Secure"),
    ],
)
def test_a_cookie_that_travels_in_frames_is_kept_there_by_strict_browsers_too(
    cookie: str, sent: str
) -> None:
    assert in_frames(cookie) == sent


def test_no_site_may_steer_the_page(served: Server) -> None:
    _, body = ask(served, "/_stcore/host-config")
    assert b'"allowedOrigins":[]' in body


def test_the_policy_allows_the_inline_scripts_of_the_page_and_no_other() -> None:
    page = "<script>\n  let a = 1\n</script><script>b()</script><script src=c.js></script>"
    # openssl dgst -sha256 -binary | base64
    assert hashes(page) == [
        "'sha256-Cx4O+IadEsAjQ8qwm6BS4yBJmS8VtjUrAgabyTk27KQ='",
        "'sha256-cf242PFc/kb7xD0Qzhsmd9vvRkc+cWFmbi+k+YvtdKc='",
    ]
    scripts = policy(page, ()).partition("script-src ")[2].partition(";")[0]
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts
    assert all(digest in scripts for digest in hashes(page))


def test_embedding_is_allowed_to_the_sites_that_the_environment_names() -> None:
    sites = embedding_sites({EMBED_IN: " https://moodle.example.org  http://127.0.0.1:8000 "})
    assert sites == ("https://moodle.example.org", "http://127.0.0.1:8000")
    headers = headers_for("", sites)
    said = headers["Content-Security-Policy"]
    assert said.endswith("frame-ancestors https://moodle.example.org http://127.0.0.1:8000")
    assert "X-Frame-Options" not in headers
    assert embedding_sites({}) == ()


@pytest.mark.parametrize(
    ("said", "sites"),
    [
        ("community-cloud", ("https://*.streamlit.app",)),
        ("hugging-face", ("https://huggingface.co",)),
        (
            "hugging-face,https://moodle.example.org, community-cloud\n",
            ("https://huggingface.co", "https://moodle.example.org", "https://*.streamlit.app"),
        ),
        ("hugging-face https://huggingface.co", ("https://huggingface.co",)),
        (" , ", ()),
    ],
)
def test_places_that_frame_what_they_host_have_names_beside_addresses(
    said: str, sites: tuple[str, ...]
) -> None:
    assert embedding_sites({EMBED_IN: said}) == sites


def test_a_place_has_origins_that_could_be_written_themselves() -> None:
    for origins in PLACES.values():
        assert embedding_sites({EMBED_IN: " ".join(origins)}) == origins
    assert not [name for name in PLACES if ORIGIN.fullmatch(name)]


@pytest.mark.parametrize(
    "wrong",
    [
        "moodle.example.org",
        "https://a.org/path",
        "*",
        "https://*",
        "'self'; script-src *",
        "a,b",
        "hugging-face;https://a.org",
        "Community-Cloud",
        "moodle",
    ],
)
def test_what_is_no_origin_is_refused_with_a_sentence(wrong: str) -> None:
    with pytest.raises(BadOrigin, match="which is no origin: write https://moodle") as refused:
        embedding_sites({EMBED_IN: wrong})
    assert all(name in str(refused.value) for name in PLACES)
