"""What one change of a setting costs the server and the line, beside what it must cost."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from components.player import SCRIPT, STYLE
from tests.serving.viewer import film_in, viewing
from tools.serve import APP, Server, serving

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
def test_a_change_costs_few_times_what_an_empty_page_costs(tmp_path: Path) -> None:
    """The bounds are twice what was measured; a forced garbage collection costs ten times more."""
    script = tmp_path / "empty.py"
    script.write_text(EMPTY, encoding="utf-8")
    with (
        serving(APP) as lab,
        serving(script) as least,
        viewing(lab) as visitor,
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

        known = cost(lab, lambda i: rate(0.01 + 0.001 * (i % 2)))
        new = cost(lab, lambda i: rate(0.02 + 0.0001 * i))
        empty = cost(least, rerun)
    print(f"known {1000 * known:.0f} ms, new {1000 * new:.0f} ms, empty {1000 * empty:.1f} ms")
    assert known <= 14 * empty
    assert new <= 45 * empty


def test_a_change_sends_the_film_and_little_else() -> None:
    with serving(APP) as lab, viewing(lab) as visitor:
        visitor.ask()
        visitor.finish()
        before = visitor.received_bytes
        visitor.ask("", visitor.widgets[RATE], double_value=0.02)
        visitor.finish()
        sent = visitor.received_bytes - before
    player = len((SCRIPT + STYLE).encode())
    assert len(film_in(visitor.seen)) < 90_000
    assert sent - len(film_in(visitor.seen)) - player < 14_000
