"""What trainings a server has had: as numbers for Prometheus, and each as a line in the log.

Nothing personal is in either: no name of a visitor's file or of its columns, no drawn points.
"""

from __future__ import annotations

import math
import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from streamlit.runtime.stats import CounterStat, GaugeStat, HistogramStat, Stat

from components.monitoring import log
from components.monitoring.upload_budget import room

STAGES = ("train", "figures", "send")
OUTCOMES = ("done", "superseded", "refused", "failed")
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, math.inf)

TRAININGS, RUNNING = "regression_lab_trainings", "regression_lab_trainings_running"
STEPS, SECONDS = "regression_lab_training_steps", "regression_lab_stage_seconds"
FILES = "regression_lab_files_bytes"


class Metrics:
    """Counts since the server started, as Streamlit's own route /_stcore/metrics tells them."""

    stats_families = (TRAININGS, RUNNING, STEPS, SECONDS, FILES)

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._outcomes = Counter(dict.fromkeys(OUTCOMES, 0))
        self._running = self._steps = 0
        self._seconds = dict.fromkeys(STAGES, 0.0)
        self._counts = {stage: [0] * len(BUCKETS) for stage in STAGES}

    def begin(self) -> None:
        """A training begins."""
        with self._lock:
            self._running += 1

    def end(self, outcome: str, steps: int) -> None:
        """It has ended, after so many steps."""
        with self._lock:
            self._running -= 1
            self._steps += steps
            self._outcomes[outcome] += 1

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """How long the block takes counts for this stage, whatever ends it."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            seconds = time.perf_counter() - begin
            with self._lock:
                self._seconds[name] += seconds
                self._counts[name][bisect_left(BUCKETS, seconds)] += 1

    def get_stats(self, family_names: Sequence[str] | None = None) -> Mapping[str, Sequence[Stat]]:
        """The families that are asked for, or all: what Streamlit asks of a StatsProvider."""
        with self._lock:
            stats: dict[str, Sequence[Stat]] = {
                TRAININGS: [
                    CounterStat(TRAININGS, n, {"outcome": outcome}, help="Requests that trained.")
                    for outcome, n in self._outcomes.items()
                ],
                RUNNING: [GaugeStat(RUNNING, self._running, help="Requests that train now.")],
                STEPS: [CounterStat(STEPS, self._steps, help="Steps of all trainings.")],
                SECONDS: [self._histogram(stage) for stage in STAGES],
                FILES: [
                    GaugeStat(FILES, room.held(), unit="bytes", help="Held of visitors' files.")
                ],
            }
        return {name: stats[name] for name in family_names or stats if name in stats}

    def _histogram(self, stage: str) -> HistogramStat:
        counts = self._counts[stage]
        return HistogramStat(
            SECONDS,
            tuple((bound, sum(counts[: i + 1])) for i, bound in enumerate(BUCKETS)),
            self._seconds[stage],
            sum(counts),
            {"stage": stage},
            unit="seconds",
            help="Seconds by stage of an answer; send: packed and handed to the connection.",
        )


metrics = Metrics()


class Request:
    """One request that trains; its steps are told as soon as they are known."""

    steps = 0


Watch = Callable[[Mapping[str, str]], AbstractContextManager[Request]]


@contextmanager
def training(query: Mapping[str, str]) -> Iterator[Request]:
    """Count and log what happens in the block: a training of what the query spells, and its film.

    Outcomes: done; superseded by another change of the same visitor; refused, with a sentence for
    the visitor; failed.
    """
    request, outcome, begin = Request(), "failed", time.perf_counter()
    metrics.begin()
    try:
        yield request
        outcome = "done"
    except ValueError:
        outcome = "refused"
        raise
    except Exception:  # a fault: "failed", as it stands; what is left is no fault
        raise
    except BaseException:  # Streamlit's way to end a run of the script
        outcome = "superseded"
        raise
    finally:
        metrics.end(outcome, request.steps)
        seconds = round(time.perf_counter() - begin, 4)
        facts = {"outcome": outcome, "seconds": seconds, "steps": request.steps}
        log.tell("training", **facts, query=log.impersonal(query))
