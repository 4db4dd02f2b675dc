"""What one change of a setting costs the server and the line, beside what it must cost."""

import resource
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from components.films import shared
from tests.serving.viewer import film_in, viewing
from tools.serve import Server, serving

CHANGES = 20
RATE = "number_input: Exact learning rate"
EMPTY = "import streamlit as st\n\nst.empty()\n"


def cpu_seconds(server: Server) -> float:
    """What the server has computed so far."""
    spent = psutil.Process(server.pid).cpu_times()
    return spent.user + spent.system


def cost(server: Server, change: Callable[[int], None]) -> float:
    """Seconds of the server's computing a change; what it does at first is not counted."""
    for i in range(3):
        change(-1 - i)
    before = cpu_seconds(server)
    for i in range(CHANGES):
        change(i)
    return (cpu_seconds(server) - before) / CHANGES


@pytest.mark.slow
def test_a_change_costs_few_times_what_an_empty_page_costs(server: Server, tmp_path: Path) -> None:
    """The bounds are twice what was measured; a forced garbage collection costs ten times more."""
    script = tmp_path / "empty.py"
    script.write_text(EMPTY, encoding="utf-8")
    with (
        serving(script) as least,
        viewing(server) as visitor,
        viewing(least) as other,
    ):
        visitor.ask()
        visitor.finish()

        def rate(value: float) -> None:
            visitor.ask("", visitor.widgets[RATE], double_value=value)
            visitor.finish()

        def rerun(_: int) -> None:
            other.ask()
            other.finish()

        known = cost(server, lambda i: rate(0.01 + 0.001 * (i % 2)))
        new = cost(server, lambda i: rate(0.02 + 0.0001 * i))
        empty = cost(least, rerun)
    print(f"known {1000 * known:.0f} ms, new {1000 * new:.0f} ms, empty {1000 * empty:.1f} ms")
    assert known <= 14 * empty
    assert new <= 30 * empty


def test_a_change_sends_the_film_and_little_else(server: Server) -> None:
    with viewing(server) as visitor:
        visitor.ask()
        visitor.finish()
        before = visitor.session.received_bytes
        visitor.ask("", visitor.widgets[RATE], double_value=0.02)
        visitor.finish()
        sent = visitor.session.received_bytes - before
    assert len(film_in(visitor.seen)) < 90_000
    assert sent - len(film_in(visitor.seen)) < 14_000


def test_a_server_that_may_open_few_files_asks_for_more() -> None:
    """Four a session: the usual 1,024 would be a class of 250."""
    few, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(few, 1024), most))
        with serving() as lab:
            limits = Path(f"/proc/{lab.pid}/limits").read_text(encoding="ascii")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (few, most))
    (line,) = [line for line in limits.splitlines() if line.startswith("Max open files")]
    allowed = int(line.split()[3])
    assert allowed == (65_536 if most == resource.RLIM_INFINITY else min(most, 65_536))


def test_who_sees_the_same_film_shares_it_as_long_as_anybody_sees_it() -> None:
    one, same = shared(bytes([1, 2, 3])), shared(bytes([1, 2, 3]))
    assert one is same
    assert one is not shared(bytes([1, 2, 4]))
