"""One table of all measurements; the exit code says whether every bound holds."""

import sys
import time
from collections.abc import Callable, Iterable

from benchmarks import (
    cluster,
    costs,
    filling,
    gallery,
    large,
    load,
    many_points,
    opening,
    payload,
    redraws,
    slider,
    steps,
    training,
    transfer,
)
from benchmarks.row import COLUMNS, Row, table
from tools.proxy import ProxyMissing

MEASUREMENTS: dict[str, Callable[[], list[Row]]] = {
    "training": training.measure,
    "redraws": redraws.measure,
    "slider": slider.measure,
    "opening": opening.measure,
    "gallery": gallery.measure,
    "filling": filling.measure,
    "payload": payload.measure,
    "transfer": transfer.measure,
    "many_points": many_points.measure,
    "large": large.measure,
    "steps": steps.measure,
    "costs": costs.measure,
    "load": load.measure,
    "cluster": cluster.measure,
}


def main(names: list[str]) -> int:
    """Take the named measurements, or all.

    Returns 0 when all were taken and every bound holds, 1 when not, 2 for a typo.
    """
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        print(f"no measurement {', '.join(unknown)}; there are {', '.join(MEASUREMENTS)}")
        return 2
    rows: list[Row] = []
    not_taken = []
    for name in names or MEASUREMENTS:
        try:
            rows.extend(_timed(name))
        except (ProxyMissing, RuntimeError) as missing:  # the others are worth their time
            print(f"not taken\n{missing}", file=sys.stderr)
            not_taken.append(name)
    print(table(COLUMNS, [row.cells() for row in rows]))
    missed = [row.what for row in rows if row.holds is False]
    print(f"\nmissed: {'; '.join(missed)}" if missed else "\nevery bound holds")
    if not_taken:
        print(f"not taken: {', '.join(not_taken)}")
    return 1 if missed or not_taken else 0


def _timed(name: str) -> Iterable[Row]:
    """The rows of a measurement; meanwhile, on stderr, that it is under way."""
    print(f"{name} …", end=" ", file=sys.stderr, flush=True)
    begin = time.monotonic()
    rows = MEASUREMENTS[name]()
    print(f"{time.monotonic() - begin:.0f} s", file=sys.stderr)
    return rows


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
