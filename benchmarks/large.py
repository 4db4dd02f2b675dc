"""Large data: from the file to the first picture, the memory it takes, and what travels."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from benchmarks.browsers import browsing, visitor, wait_until_still
from benchmarks.row import Row
from tests.browser.lab import READY_MILLISECONDS, websocket_frames
from tools.serve import APP, Server, serving

# (rows, features) → seconds from choosing the file to the complete picture, at most.
FILES: dict[tuple[int, int], float | None] = {
    (1_000, 1): None,
    (10_000, 1): None,
    (100_000, 1): None,
    (1_000_000, 1): 4,
    (1_000_000, 10): 10,
}
MOST_MEMORY = 5  # times the file
MEGABYTE = 2**20
LIMIT = 400  # megabytes: the largest of the files has 190
NEEDED = "dataset=own&standardise=on&learning_rate=0.1&file="
CHUNK = 50_000  # rows that are written at a time


def measure() -> list[Row]:
    """A row for each file: time, and for the large ones memory; and one for what travels."""
    rows: list[Row] = []
    sizes: dict[int, int] = {}
    with tempfile.TemporaryDirectory(prefix="regression-lab-") as folder:
        for (n, features), bound in FILES.items():
            path = Path(folder) / f"{n}x{features}.csv"
            write(path, n, features)
            seconds, memory, received = _visit(path, features)
            megabytes = path.stat().st_size / MEGABYTE
            if features == 1:
                sizes[n] = received
            rows.append(
                Row(
                    f"file of {n:,} rows × {features + 1} chosen → first picture, 100 epochs",
                    f"{seconds:.2f} s",
                    f"{megabytes:.1f} MB",
                    seconds,
                    "s",
                    at_most=bound,
                )
            )
            if bound is not None:
                rows.append(
                    Row(
                        f"memory at its peak above the idle server's, {n:,} × {features + 1}",
                        f"{memory / MEGABYTE:.0f} MB",
                        f"the file: {megabytes:.0f} MB",
                        memory / MEGABYTE / megabytes,
                        at_most=MOST_MEMORY,
                    )
                )
            path.unlink()
    few, many = sizes[10_000], sizes[1_000_000]
    rows.append(
        Row(
            "bytes to the browser, 1,000,000 rows",
            f"{many / 1e6:.3f} MB",
            f"10,000 rows: {few / 1e6:.3f} MB",
            many / few,
            at_most=1.1,
        )
    )
    return rows


def write(path: Path, n: int, features: int) -> None:
    """A CSV of n rows: y is a line in the features, with noise."""
    rng = np.random.default_rng(n + features)
    weights = rng.normal(size=features)
    with path.open("w", encoding="ascii") as file:
        file.write(",".join([*(f"x{i + 1}" for i in range(features)), "y"]) + "\n")
        for begin in range(0, n, CHUNK):
            x = rng.normal(size=(min(CHUNK, n - begin), features))
            y = x @ weights + rng.normal(size=len(x))
            np.savetxt(file, np.column_stack([x, y]), fmt="%.15g", delimiter=",")


def _visit(path: Path, features: int) -> tuple[float, int, int]:
    """Seconds until the picture is complete, bytes of memory, and bytes that the browser got."""
    with (
        browsing() as browser,
        serving(APP, **{"server.maxUploadSize": LIMIT}) as lab,
        visitor(browser) as page,
    ):
        frames = websocket_frames(page)
        page.goto(f"{lab.url}/?{NEEDED}{path.name}&features={_names(features)}&target=y")
        page.get_by_test_id("stFileUploader").wait_for(timeout=READY_MILLISECONDS)
        wait_until_still(page, lambda: frames.received)  # everything else has come
        before, idle = frames.received_bytes, resident(lab, "VmRSS")
        begin = time.perf_counter()
        with _until_ready(page):
            page.set_input_files("input[type=file]", path)
        return (
            time.perf_counter() - begin,
            resident(lab, "VmHWM") - idle,
            frames.received_bytes - before,
        )


def _names(features: int) -> str:
    return "%2C".join(f"x{i + 1}" for i in range(features))


@contextmanager
def _until_ready(page: Page) -> Iterator[None]:
    yield
    page.wait_for_selector('[data-testid=player][data-ready="true"]', timeout=120_000)


def resident(server: Server, name: str) -> int:
    """Bytes of the server's memory: VmRSS now, or VmHWM at its highest so far. Linux only."""
    status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith(f"{name}:")]
    return int(line.split()[1]) * 1024
