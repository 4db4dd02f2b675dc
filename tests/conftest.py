"""A server for a worker; and no test passes over a part of the page that failed and said so."""

import logging
from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from tests import turns
from tools.serve import Server, serving

# What helpers assert is told as fully as what tests assert.
pytest.register_assert_rewrite("tests.browser", "tests.components", "tests.models")

FAULTS_EXPECTED = "faults_expected"

# Each run of an AppTest looks through all installed packages for components; once is enough.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", default=turns.ALL, help="slow tests: the number of a turn, or all")


def pytest_report_header(config: pytest.Config) -> str:
    return turns.told(turns.chosen(config.getoption("slow")))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Slow ones, those alone whose turn it is. Types, which nothing can divide, begin first."""
    items[:], left = turns.split(items, turns.chosen(config.getoption("slow")))
    config.hook.pytest_deselected(items=left)
    items.sort(key=lambda item: item.path.name != "test_check.py")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The app, served: `server.url`, `server.output()`. No part of any page may fail."""
    with serving() as running:
        yield running
        assert '"event": "fault"' not in running.output()


@pytest.fixture(autouse=True)
def no_traceback(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does to the server of its worker, nothing there fails unforeseen."""
    if "server" not in request.fixturenames:
        yield
        return
    running: Server = request.getfixturevalue("server")
    before = len(running.output())
    yield
    assert "Traceback" not in running.output()[before:], running.output()[before:]


@pytest.fixture(autouse=True)
def faults_logged(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """What was logged as a fault in this process; must be nothing, unless marked otherwise."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    listener = Listener(logging.ERROR)
    log = logging.getLogger("regression_lab")
    log.addHandler(listener)
    yield said
    log.removeHandler(listener)
    if request.node.get_closest_marker(FAULTS_EXPECTED) is None:
        assert said == []
