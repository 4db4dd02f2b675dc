"""No test passes over a part of the page that failed and said so instead of ending the run."""

import logging
from collections.abc import Iterator

import pytest

FAULTS_EXPECTED = "faults_expected"


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
