"""What one change of a setting costs the server and the line, beside what it must cost."""

import resource
from pathlib import Path

import pytest

from benchmarks import costs
from benchmarks.row import COLUMNS, table
from components.film.cache import shared
from tests.serving.viewer import film_in, viewing
from tools.serve import Server, serving


@pytest.mark.slow
def test_a_change_costs_few_times_what_an_empty_page_costs() -> None:
    rows = costs.measure()
    print(table(COLUMNS, [row.cells() for row in rows]))
    assert [row.what for row in rows if not row.holds] == []


def test_a_change_sends_the_film_and_little_else(server: Server) -> None:
    with viewing(server) as visitor:
        visitor.ask()
        visitor.finish()
        before = visitor.session.received_bytes
        visitor.ask("", visitor.widgets[costs.RATE], double_value=0.02)
        visitor.finish()
        sent = visitor.session.received_bytes - before
    assert len(film_in(visitor.seen)) < 90_000
    assert sent - len(film_in(visitor.seen)) < 14_000


@pytest.mark.slow
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
