"""Two replicas behind the proxy of deploy/haproxy.cfg, one of which is killed: `make cluster`.

`python -m benchmarks.cluster [sessions [browsers]]`; 200 and 3 where nothing is said.
"""

from __future__ import annotations

import os
import secrets
import signal
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import median
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from playwright.sync_api import Browser, Page, WebSocket

from benchmarks import transfer
from benchmarks.browsers import browsing, visitor
from benchmarks.load import coming, heard, ready
from benchmarks.row import COLUMNS, Row, table
from benchmarks.students import Class
from components import words
from tests.browser.lab import go_to, readouts, step_of, type_number, wait_until_ready
from tools import proxy
from tools.serve import Server

SESSIONS, BROWSERS = 200, 3
LANDED_SECONDS = 10.0
FIRST_VISIT = 3.5  # megabytes
QUERY = "learning_rate=0.02&epochs=60"
STEP = 20
GUESTS = "benchmarks.guests"
SECRET = "STREAMLIT_SERVER_COOKIE_SECRET"


@dataclass
class Arrival:
    """A browser's page, what it showed, and when it heard from a server anew."""

    page: Page
    replica: str
    before: dict[str, str] = field(default_factory=dict)
    heard: float | None = None
    problems: list[str] = field(default_factory=list)

    def listen(self) -> None:
        """From now on, note the first word of a new connection."""

        def connected(socket: WebSocket) -> None:
            socket.on("framereceived", lambda _: self._hear())

        self.page.on("websocket", connected)

    def _hear(self) -> None:
        self.heard = self.heard or time.monotonic()


def measure(sessions: int = SESSIONS, browsers: int = BROWSERS) -> list[Row]:
    """Rows for a first visit's transfer, for one replica beside two, and for the death of one.

    Raises ProxyMissing where there is no HAProxy, and none can be installed.
    """
    proxy.ensure()
    os.environ.setdefault(SECRET, secrets.token_hex())  # one for all replicas
    with ExitStack() as running:
        replicas = [running.enter_context(ready()) for _ in range(2)]
        browser = running.enter_context(browsing())
        with proxy.proxying([port(replicas[0])]) as url:
            travels = transfer.rows(browser, url, "behind the proxy", bound=FIRST_VISIT)
            one = _class(url, sessions)
        with proxy.proxying([port(replica) for replica in replicas]) as url:
            two = _class(url, sessions)
            death = _death(replicas, browser, url, sessions, browsers)
    return [*travels, *_waits(sessions, one, two), *death]


def port(server: Server) -> int:
    """Where a replica listens."""
    found = urlsplit(server.url).port
    assert found is not None
    return found


def _class(url: str, sessions: int) -> dict[str, Any]:
    with coming(Class(url, sessions, 5, think_seconds=5, changes=4), GUESTS) as process:
        heard(process)
        return heard(process)


def _waits(sessions: int, one: dict[str, Any], two: dict[str, Any]) -> list[Row]:
    p95 = [float(np.quantile(seen["answers"], 0.95)) for seen in (one, two)]
    p50 = [median(seen["answers"]) for seen in (one, two)]
    errors = one["errors"] + two["errors"]
    return [
        Row(
            f"{sessions} sessions, 5 s of thought, two replicas: p95 of a change",
            f"p95 {p95[1]:.2f} s, p50 {p50[1]:.2f} s",
            f"one replica: p95 {p95[0]:.2f} s, p50 {p50[0]:.2f} s",
            p95[1] / p95[0],
        ),
        Row("errors in both", "; ".join(errors[:3]), "", len(errors), "", 0),
    ]


def _death(
    replicas: list[Server], browser: Browser, url: str, sessions: int, browsers: int
) -> list[Row]:
    """Kill the first replica while everybody works."""
    with ExitStack() as open_ones:
        guests = open_ones.enter_context(
            coming(Class(url, sessions, 5, think_seconds=5, changes=4, seed=1), GUESTS)
        )
        heard(guests)  # all have joined
        arrivals = [_arrive(open_ones, browser, url) for _ in range(browsers)]
        for arrival in arrivals:
            arrival.listen()
        killed = time.monotonic()
        os.kill(replicas[0].pid, signal.SIGKILL)
        # Which of them have to move nobody says: all are given the time that one may take.
        while time.monotonic() < killed + LANDED_SECONDS:
            for arrival in arrivals:
                arrival.page.wait_for_timeout(100)  # lets it hear
        moved = [arrival for arrival in arrivals if arrival.heard is not None]
        for arrival in arrivals:
            _look(arrival)
        heard(guests)
        assert guests.stdin is not None
        guests.stdin.close()
        end = heard(guests)
    landings: list[float] = end["landings"]
    browser_seconds = [arrival.heard - killed for arrival in moved if arrival.heard]
    problems = [problem for arrival in arrivals for problem in arrival.problems]
    return [
        Row(
            f"one of two replicas killed: the last of {len(landings)} sessions has its experiment "
            "again",
            f"median {median(landings):.2f} s" if landings else "nobody had to land",
            f"{sessions} sessions in all",
            max(landings, default=float("inf")),
            "s",
            at_most=LANDED_SECONDS,
        ),
        Row(
            f"the last of {len(moved)} browsers is connected again",
            f"{browsers} browsers, at step {STEP} before and after",
            "",
            max(browser_seconds, default=float("nan")),
            "s",
            at_most=LANDED_SECONDS if moved else None,
        ),
        Row("errors in sessions", "; ".join(end["errors"][:3]), "", len(end["errors"]), "", 0),
        Row("errors in browsers", "; ".join(problems[:3]), "", len(problems), "", 0),
    ]


def _arrive(open_ones: ExitStack, browser: Browser, url: str) -> Arrival:
    """A browser at a step of an experiment of its own."""
    page = open_ones.enter_context(visitor(browser))
    page.goto(f"{url}/?{QUERY}")
    wait_until_ready(page)
    go_to(page, STEP)
    page.wait_for_function(f"() => location.search.includes('step={STEP}')")
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    arrival = Arrival(page, cookies["LAB"], readouts(page))
    page.on("pageerror", lambda error: arrival.problems.append(str(error)))
    return arrival


def _look(arrival: Arrival) -> None:
    """Hold the page against what it was; then change it, to see that somebody answers."""
    page = arrival.page
    wait_until_ready(page)
    if step_of(page) != STEP or readouts(page) != arrival.before:
        arrival.problems.append(f"step {step_of(page)}, {readouts(page)}: not as it was")
    if page.get_by_test_id("stException").count():
        arrival.problems.append("an exception is shown")
    type_number(page, words.EXACT_RATE, 0.015)


def main() -> int:
    """Print the table; 0 when every bound holds, 1 when not, 2 where there is no proxy."""
    try:
        rows = measure(*map(int, sys.argv[1:]))
    except proxy.ProxyMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    print(table(COLUMNS, [row.cells() for row in rows]))
    return 1 if any(row.holds is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
