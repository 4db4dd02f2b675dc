"""A class on one server: how long students wait, and what they cost in computing and memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any
from urllib.request import ProxyHandler, build_opener

import numpy as np
import psutil
from playwright.sync_api import Page

from benchmarks.browsers import browsing, visitor
from benchmarks.row import Row
from benchmarks.students import Class
from components.monitoring import metrics
from tests.browser.lab import button, player, wait_until_ready
from tools.serve import Server, serving, serving_within

MEGABYTE = 2**20
OTHER = "dataset=line&noise=2.0"  # as the log spells it
LONG = "dataset=line&samples=500&epochs=5000"
BROWSERS = 10
BATCHES, BATCH = 10, 50
READY_SECONDS = 120  # more than a busy machine takes


@dataclass
class Seen:
    """What a class saw, and what the server spent on it."""

    joins: list[float]
    answers: list[float]
    errors: list[str]
    join_cpu: float  # seconds of the server's computing, until all had joined
    work_cpu: float  # and from then until all were done
    work_seconds: float
    megabytes: float  # by which the server's memory has grown

    def share(self, q: float) -> float:
        """Seconds within which this share of the answers came."""
        return float(np.quantile(self.answers, q)) if self.answers else float("inf")

    def told(self) -> str:
        """All of it in one line."""
        p50, p95, p99 = (self.share(q) for q in (0.5, 0.95, 0.99))
        return (
            f"p50 {p50:.2f}, p95 {p95:.2f}, p99 {p99:.2f} s; "
            f"server at {100 * self.work_cpu / self.work_seconds:.0f} % of a core, "
            f"{1000 * self.work_cpu / max(len(self.answers), 1):.0f} ms a change; "
            f"load average {os.getloadavg()[0]:.1f}"
        )


def measure() -> list[Row]:
    """Rows for joining, thinking, memory, long trainings, browsers, and batches that go."""
    with ready() as server:
        one = attend(server, Class(server.url, 1, think_seconds=0.5, changes=20, typed=True))
        cached = -cached_megabytes(server)
        hundred = attend(server, Class(server.url, 100, 1, think_seconds=5, changes=8, seed=1))
        cached += cached_megabytes(server)
    with ready() as server:
        attend(server, Class(server.url, 1, think_seconds=0.1, changes=5))
        three = attend(server, Class(server.url, 300, 5, think_seconds=15, changes=4, seed=2))
    with serving() as server:
        attend(server, Class(server.url, 1, think_seconds=0.1, changes=5))
        unready = attend(
            server, Class(server.url, 100, 1, think_seconds=5, changes=8, query=OTHER, seed=3)
        )
        new = attend(
            server, Class(server.url, 100, 5, think_seconds=15, changes=3, typed=True, seed=4)
        )
    with ready() as server:
        attend(server, Class(server.url, 1, think_seconds=0, changes=1, query=OTHER))
        wait_until_ready_for(OTHER, server)
        opened = attend(
            server, Class(server.url, 100, 1, think_seconds=5, changes=8, query=OTHER, seed=3)
        )
    cores = f"{os.cpu_count()} cores shared with the driver"
    alone = f"one student alone: joins in {one.joins[0]:.2f} s, then p50 {one.share(0.5):.2f} s"
    return [
        Row(
            f"100 students join within 1 s, {cores}: the last first picture's data",
            f"median {median(hundred.joins):.2f} s, {1000 * hundred.join_cpu / 100:.0f} ms of "
            "computing each",
            alone,
            max(hundred.joins),
            "s",
            at_most=8,
        ),
        _answers("100 students, 5 s of thought, slider: p95", hundred, alone, 0.5),
        _answers("300 students, 15 s of thought, slider: p95", three, alone, 1),
        _answers(f"100 students, 5 s of thought, ?{OTHER}, not ready: p95", unready, alone, None),
        _answers("the same, when one visitor has opened that link before: p95", opened, alone, 0.5),
        _answers("100 students, 15 s of thought, rates nobody tried: p95", new, alone, None),
        Row(
            "memory a live session, 100 students who have worked",
            f"{hundred.megabytes:.0f} MB in all, of which in the cache of all {cached:.0f} MB",
            "without the cache",
            (hundred.megabytes - cached) / 100,
            "MB",
            at_most=0.5,
        ),
        _errors(one, hundred, three, unready, new, opened),
        _beside_long_training(),
        _browsers(),
        _batches(),
    ]


@contextmanager
def ready() -> Iterator[Server]:
    """A server that has been up for a while: the first page's slider rates are worked out."""
    with serving_within(["env", "REGRESSION_LAB_AHEAD=?"]) as server:
        wait_until_ready_for("", server)
        yield server


def wait_until_ready_for(query: str, server: Server) -> None:
    """Until the server has said that it is: RuntimeError where it does not."""
    end = time.monotonic() + READY_SECONDS
    while f'"event": "ahead", "link": "?{query}"' not in server.output():
        if time.monotonic() > end:
            raise RuntimeError(f"not ready after {READY_SECONDS} s: {server.output()}")
        time.sleep(0.2)  # the log is all that tells, and reading it costs the server nothing


def _answers(what: str, seen: Seen, alone: str, bound: float | None) -> Row:
    return Row(what, seen.told(), alone, seen.share(0.95), "s", at_most=bound)


def _errors(*all_seen: Seen) -> Row:
    errors = [error for seen in all_seen for error in seen.errors]
    answers = sum(len(seen.answers) for seen in all_seen)
    return Row(
        "errors in all of these", "; ".join(errors[:3]), f"{answers} answers", len(errors), "", 0
    )


@contextmanager
def coming(plan: Class, who: str = "benchmarks.students") -> Iterator[subprocess.Popen[str]]:
    """The class, in a process of its own, which ends with the block."""
    command = [sys.executable, "-m", who, json.dumps(asdict(plan))]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.close()  # it goes
            process.stdout.read()  # its last words, for whom nobody has asked


def attend(server: Server, plan: Class) -> Seen:
    """Have a class come and work; what it saw."""
    before, memory = cpu_seconds(server), resident(server)
    with coming(plan) as process:
        joined, joined_cpu, begin = heard(process), cpu_seconds(server), time.monotonic()
        if not joined["joins"]:
            raise RuntimeError(f"nobody of {plan} has joined: {joined['errors'][:3]}")
        done = heard(process)
        return Seen(
            joined["joins"],
            done["answers"],
            done["errors"],
            joined_cpu - before,
            cpu_seconds(server) - joined_cpu,
            time.monotonic() - begin,
            (resident(server) - memory) / MEGABYTE,
        )


def heard(process: subprocess.Popen[str]) -> dict[str, Any]:
    """The next line of a class."""
    assert process.stdout is not None
    told: dict[str, Any] = json.loads(process.stdout.readline())
    return told


def cpu_seconds(server: Server) -> float:
    """What the server has computed so far."""
    spent = psutil.Process(server.pid).cpu_times()
    return spent.user + spent.system


def resident(server: Server) -> int:
    """Bytes of memory that the server holds now."""
    return int(psutil.Process(server.pid).memory_info().rss)


def cached_megabytes(server: Server) -> float:
    """How large the caches of films and of runs are, which all sessions share and are bounded."""
    caches = (".film_of", "._recorded")
    return sum(told(server, "cache_memory_bytes", cache) for cache in caches) / MEGABYTE


def told(server: Server, family: str, part: str = "") -> float:
    """The sum of a family of the server's numbers, of those lines that hold the part."""
    address = f"{server.url}/_stcore/metrics?families={family}"
    with build_opener(ProxyHandler({})).open(address) as answer:
        lines = answer.read().decode().splitlines()
    named = [line for line in lines if line.startswith(family) and part in line]
    return sum(float(line.split()[-1]) for line in named)


def _beside_long_training() -> Row:
    """How much longer a student waits while another trains 5,000 epochs of 500 points."""
    student: dict[str, Any] = {"sessions": 1, "think_seconds": 0.2, "typed": True}
    with serving() as server:
        attend(server, Class(server.url, changes=5, **student, seed=9))
        alone = attend(server, Class(server.url, changes=20, **student, seed=10))
        with coming(Class(server.url, 1, think_seconds=0, changes=1000, typed=True, query=LONG)):
            while not told(server, metrics.RUNNING):  # then it trains without an end
                time.sleep(0.1)  # the server is asked, and each question is work for it
            beside = attend(server, Class(server.url, changes=20, **student, seed=11))
    longer = beside.share(0.95) - alone.share(0.95)
    return Row(
        "a student beside one who trains 5,000 epochs of 500 points: p95 longer by",
        beside.told(),
        f"without: {alone.told()}",
        longer,
        "s",
        at_most=0.3,
    )


def _browsers() -> Row:
    """Ten real browsers open the page, play, and move the slider, beside 50 students."""
    begin = time.monotonic()
    problems: list[str] = []
    with ExitStack() as open_ones:
        server = open_ones.enter_context(serving())
        browser = open_ones.enter_context(browsing())
        open_ones.enter_context(coming(Class(server.url, 50, 5, think_seconds=5, changes=1000)))
        pages = [open_ones.enter_context(visitor(browser)) for _ in range(BROWSERS)]
        for page in pages:
            page.on("pageerror", lambda error: problems.append(str(error)))
            page.goto(server.url, wait_until="commit")
        done = sum(_script(page) for page in pages)
    return Row(
        "real browsers, of ten, that open, play and move the slider beside 50 students",
        f"{time.monotonic() - begin:.0f} s in all; {'; '.join(problems[:3]) or 'no page error'}",
        "",
        0 if problems else done,
        "",
        at_least=BROWSERS,
    )


def _script(page: Page) -> bool:
    """One browser's part; that it was done."""
    wait_until_ready(page)
    button(page, "Play").click()
    page.wait_for_function("() => +document.querySelector('[data-testid=player]').dataset.step > 2")
    film = player(page).get_attribute("data-film")
    page.get_by_role("slider", name="Learning rate").press("ArrowRight")
    page.wait_for_function(
        f"() => document.querySelector('[data-testid=player]').dataset.film !== '{film}'",
        timeout=60_000,
    )
    return True


def _batches() -> Row:
    """Whether the server gives back the memory of sessions that have gone."""
    held: list[float] = []
    with serving() as server:
        for i in range(BATCHES):
            attend(server, Class(server.url, BATCH, 1, think_seconds=1, changes=2, seed=i))
            held.append(resident(server) / MEGABYTE)
    last = held[BATCHES // 2 :]
    slope = np.polyfit(np.arange(len(last)), last, 1)[0] / BATCH
    return Row(
        f"memory kept a session, last half of {BATCHES} batches of {BATCH} that come and go",
        ", ".join(f"{megabytes:.0f}" for megabytes in held) + " MB",
        "",
        float(slope),
        "MB",
        at_most=0.05,
    )
