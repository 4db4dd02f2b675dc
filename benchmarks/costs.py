"""What one change of a setting costs the server in computing, beside a run of an empty page."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.load import cpu_seconds
from benchmarks.row import Row
from tests.serving.viewer import viewing
from tools.serve import Server, serving

CHANGES, RERUNS = 20, 100  # the system counts computing in hundredths of a second
RATE = "number_input: Exact learning rate"
EMPTY = "import streamlit as st\n\nst.empty()\n"
# 5 to 7 and 16 to 20 were measured; a garbage collection, as Streamlit forces it, costs ten times
# more.
KNOWN, NEW = 14, 30


def measure() -> list[Row]:
    """Rows for a learning rate that somebody has tried, and for one that nobody has."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "empty.py")
        script.write_text(EMPTY, encoding="utf-8")
        with serving() as lab, serving(script) as least:
            return _rows(lab, least)


def _rows(lab: Server, least: Server) -> list[Row]:
    with viewing(lab) as visitor, viewing(least) as other:
        visitor.ask()
        visitor.finish()

        def rate(value: float) -> None:
            visitor.ask("", visitor.widgets[RATE], double_value=value)
            visitor.finish()

        def rerun(_: int) -> None:
            other.ask()
            other.finish()

        known = _cost(lab, CHANGES, lambda i: rate(0.01 + 0.001 * (i % 2)))
        new = _cost(lab, CHANGES, lambda i: rate(0.02 + 0.0001 * i))
        empty = _cost(least, RERUNS, rerun)
    beside = f"an empty page: {1000 * empty:.1f} ms"
    return [
        Row(f"computing of {what}", f"{1000 * ours:.0f} ms", beside, ours / empty, at_most=most)
        for what, ours, most in (
            ("a rate that somebody has tried", known, KNOWN),
            ("a rate that nobody has tried", new, NEW),
        )
    ]


def _cost(server: Server, times: int, change: Callable[[int], None]) -> float:
    """Seconds of the server's computing a change; what it does at first is not counted."""
    for i in range(3):
        change(-1 - i)
    before = cpu_seconds(server)
    for i in range(times):
        change(i)
    return (cpu_seconds(server) - before) / times
