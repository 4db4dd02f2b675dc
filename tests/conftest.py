"""A server for a worker: it takes seconds to start, and every test may ask it."""

from collections.abc import Iterator

import pytest

from tools.serve import Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The app, served: `server.url`, `server.output()`."""
    with serving() as running:
        yield running
