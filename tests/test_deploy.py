"""What deploy/ says agrees with the app: its files, its port, its health, its secret."""

import ast
import os
import re
from contextlib import closing
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from streamlit.web.server.starlette.starlette_routes import ROUTE_METRICS

from components.monitoring import upload_budget
from server.headers import EMBED_IN, PLACES
from tests.test_project import imports_of, sources
from tools import proxy
from tools.serve import ROOT, Server

DEPLOY = ROOT / "deploy"
HEALTH = "/_stcore/health"
METRICS = f"/{ROUTE_METRICS}"
SECRET = "STREAMLIT_SERVER_COOKIE_SECRET"
PORT = 8501
LAB = "regression-lab"  # what the manifest calls all that it makes of it

DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
GUIDE = (DEPLOY / "README.md").read_text(encoding="utf-8")
PROXY = (DEPLOY / "haproxy.cfg").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
MANIFESTS: dict[tuple[str, str], Any] = {
    (made["kind"], made["metadata"]["name"]): made
    for made in yaml.safe_load_all((DEPLOY / "kubernetes.yaml").read_text(encoding="utf-8"))
}

# What the app reads as the address of its metrics, and what only looks like it.
SPELLINGS = [METRICS, f"{METRICS}?a=b", METRICS.replace("s", "%73"), "/_stcore%2Fmetrics"]
ODD = [f"{METRICS}%0a", f"{METRICS}%0d%0a", f"{METRICS}%00"]  # which a proxy may let through
OTHERS = [
    f"/modules{METRICS}",
    f"{METRICS}/",
    "/_stcore/./metrics",
    f"/x/..{METRICS}",
    f"/{METRICS}",
]

HAPROXY = pytest.mark.skipif(
    proxy.find() is None, reason="HAProxy is not installed: `make cluster` says how"
)


def copied() -> set[str]:
    """What the image holds of the repository."""
    lines = re.findall(r"^COPY (?!--from)(.+) \S+$", DOCKERFILE, re.MULTILINE)
    return {name for line in lines for name in line.split()}


def test_the_image_holds_what_the_app_imports_and_what_it_copies_is_let_through() -> None:
    ours = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    waiting, needed = [ROOT / "app.py"], set[str]()
    while waiting:
        found = {name for name in imports_of(waiting.pop()) if name in ours} - needed
        needed |= found
        waiting += [path for name in found for path in sources(f"{name}/**/*.py")]
    assert needed >= {"components", "models", "server"}
    assert needed | {"app.py", ".streamlit", "requirements.lock", "tools/install.py"} <= copied()
    let_through = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    assert copied() == let_through
    assert all((ROOT / name).exists() for name in copied())


def test_the_image_runs_the_app_as_nobody_special() -> None:
    (command,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert ast.literal_eval(command)[:3] == ["streamlit", "run", "app.py"]
    assert ["--server.port", str(PORT)] == ast.literal_eval(command)[5:7]
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    assert f"EXPOSE {PORT}" in DOCKERFILE
    assert f"127.0.0.1:{PORT}{HEALTH}" in DOCKERFILE
    # The Python that the project is checked for.
    assert set(re.findall(r"FROM python:([\d.]+)-slim", DOCKERFILE)) == {"3.11"}


def test_compose_gives_all_replicas_one_secret_and_nothing_to_write_on() -> None:
    lab, before = COMPOSE["services"]["lab"], COMPOSE["services"]["proxy"]
    assert lab["environment"][SECRET].startswith("${LAB_SECRET:?")
    assert lab["read_only"] is before["read_only"] is True
    assert (DEPLOY / lab["build"]["context"] / lab["build"]["dockerfile"]).is_file()
    assert (DEPLOY / before["volumes"][0].partition(":")[0]).is_file()
    assert "ports" not in lab, "a replica is reached through the proxy only"
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert lab["networks"] == ["inside"]
    for name in re.findall(r'"\$\{(\w+)\}"', PROXY):
        assert name in before["environment"] or name.startswith("LAB_PORT_")


def test_kubernetes_agrees_and_keeps_a_visitor_by_cookie() -> None:
    pod = MANIFESTS["Deployment", LAB]["spec"]["template"]["spec"]
    (lab,) = pod["containers"]
    assert lab["ports"] == [{"containerPort": PORT}]
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert lab[probe]["httpGet"] == {"path": HEALTH, "port": PORT}
    assert [variable["name"] for variable in lab["env"]] == [SECRET, upload_budget.MOST]
    assert lab["securityContext"]["readOnlyRootFilesystem"] is True
    assert f"USER {pod['securityContext']['runAsUser']}:" in DOCKERFILE
    (service_port,) = MANIFESTS["Service", LAB]["spec"]["ports"]
    assert service_port["targetPort"] == PORT
    notes = MANIFESTS["Ingress", LAB]["metadata"]["annotations"]
    said = {name.rpartition("/")[2]: value for name, value in notes.items()}
    assert (said["affinity"], said["session-cookie-name"]) == ("cookie", "LAB")
    # In a frame of another site a browser sends no other, and keeps this one with HTTPS only.
    assert said["session-cookie-samesite"] == "None"
    (https,) = MANIFESTS["Ingress", LAB]["spec"]["tls"]
    (rule,) = MANIFESTS["Ingress", LAB]["spec"]["rules"]
    assert https["hosts"] == [rule["host"]]
    assert MANIFESTS["NetworkPolicy", LAB]["spec"]["egress"] == []


def test_a_replica_may_take_so_much_memory_and_visitors_files_a_part_of_it() -> None:
    pod = MANIFESTS["Deployment", LAB]["spec"]["template"]["spec"]
    (lab,) = pod["containers"]
    replica = COMPOSE["services"]["lab"]
    assert lab["resources"]["limits"]["memory"] == "4Gi"
    assert replica["mem_limit"].endswith(":-4g}")
    (files,) = [
        variable["value"] for variable in lab["env"] if variable["name"] == upload_budget.MOST
    ]
    assert replica["environment"][upload_budget.MOST] == f"${{{upload_budget.MOST}:-{files}}}"
    assert int(files) == upload_budget.USUAL <= 4096 / 4
    assert "mem_limit" in COMPOSE["services"]["proxy"]


def test_the_ingress_sends_who_asks_for_the_metrics_to_nobody() -> None:
    (rule,) = MANIFESTS["Ingress", LAB]["spec"]["rules"]
    closed, rest = rule["http"]["paths"]
    assert (closed["path"], closed["pathType"]) == (METRICS, "Exact")
    assert (rest["path"], rest["pathType"]) == ("/", "Prefix")
    assert rest["backend"]["service"]["name"] == LAB
    nobody = closed["backend"]["service"]["name"]
    assert "selector" not in MANIFESTS["Service", nobody]["spec"]
    assert not {kind for kind, name in MANIFESTS if "Endpoint" in kind}
    # Who scrapes inside of the cluster asks the pods.
    assert MANIFESTS["NetworkPolicy", LAB]["spec"]["ingress"] == [{"ports": [{"port": PORT}]}]


def asked(url: str, path: str) -> tuple[int, bool]:
    """The status of the answer, and whether it tells metrics."""
    with closing(HTTPConnection(urlsplit(url).netloc, timeout=60)) as asking:
        asking.request("GET", path)
        answer = asking.getresponse()
        return answer.status, answer.read().endswith(b"# EOF\n")


def section(title: str) -> str:
    """What the guide says below a heading, up to the next one."""
    (found,) = re.findall(rf"^## {title}\n(.*?)^## ", GUIDE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize(
    ("title", "place"),
    [
        ("Streamlit Community Cloud", "community-cloud"),
        ("A Docker Space of Hugging Face", "hugging-face"),
    ],
)
def test_a_place_where_nobody_tried_it_is_told_of_so_and_by_its_name(
    title: str, place: str
) -> None:
    assert section(title).startswith("\n**Not tried there.**")
    assert re.search(rf'{EMBED_IN}\W+"?{place}\b', section(title))
    assert place in PLACES


def test_what_a_space_is_told_is_true_of_the_image() -> None:
    told = section("A Docker Space of Hugging Face")
    (front,) = re.findall(r"```yaml\n---\n(.*?)---\n```", told, re.DOTALL)
    matter = yaml.safe_load(front)
    assert (matter["sdk"], matter["app_port"], matter["license"]) == ("docker", PORT, "mit")
    (brought,) = re.findall(r"^cp -r (.*) \"\$SPACE\"$", told, re.MULTILINE)
    assert {name.partition("/")[0] for name in copied()} | {".dockerignore"} == set(brought.split())


def test_what_community_cloud_is_told_to_install_is_what_is_pinned() -> None:
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    (torch,) = [line for line in pins if line.startswith("torch==")]
    (page,) = re.findall(r"^ARG PYTORCH=(\S+)$", DOCKERFILE, re.MULTILINE)
    told = section("Streamlit Community Cloud")
    assert f"```\n--find-links {page}\n{torch}+cpu\n```" in told


def test_the_app_tells_its_metrics_at_one_address_however_that_is_encoded(server: Server) -> None:
    """The ingress closes this one; nginx compares it decoded, as the app does."""
    for path in SPELLINGS:
        assert asked(server.url, path) == (200, True), path
    for path in [*OTHERS, *ODD]:
        assert not asked(server.url, path)[1], path


@HAPROXY
def test_the_proxy_lets_no_spelling_of_that_address_through(server: Server) -> None:
    port = urlsplit(server.url).port
    assert port is not None
    with proxy.proxying([port]) as url:
        for path in [*SPELLINGS, *ODD]:
            status, is_told = asked(url, path)
            assert (status in (400, 404), is_told) == (True, False), path


def test_the_proxy_asks_for_health_and_keeps_a_visitor_by_cookie() -> None:
    assert f"option httpchk GET {HEALTH}" in PROXY
    assert f"lab:{PORT}" in PROXY
    assert len(re.findall(r"^ +cookie LAB insert", PROXY, re.MULTILINE)) == 2
    assert "balance source" not in PROXY


@pytest.mark.parametrize("ports", [{}, {"LAB_PORT_1": "8501", "LAB_PORT_2": "8502"}])
@pytest.mark.parametrize("https", [{}, {"LAB_HTTPS": "1"}])
@HAPROXY
def test_haproxy_understands_its_configuration(
    ports: dict[str, str], https: dict[str, str]
) -> None:
    environment = {"LAB_BIND": "127.0.0.1:8080", "LAB_COOKIE_KEY": "secret", **ports, **https}
    assert proxy.check(**environment) == ""
    assert "LAB_COOKIE_KEY" not in os.environ
