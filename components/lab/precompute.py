"""What a class will ask for first is worked out before it asks: an experiment at each slider rate.

A class opens one link, and everybody moves the learning rate. Each rate trains once, and from then
on comes from the cache; but at the beginning all are new at the same moment. So the server works
them out when nobody waits: first those of the links that the operator names, or of the page as it
opens; then those of any link that a visitor has opened, as who prepares a lecture does.
"""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import parse_qsl

from components.film.cache import FILM_BYTES, film_of
from components.lab import critical_rate
from components.lab import link as address
from components.lab.state import RATES
from components.monitoring import faults, log, metrics
from components.session.view import View
from models.datasets import DATASETS, load
from models.experiment import DEFAULTS, Experiment

LINKS = "REGRESSION_LAB_AHEAD"  # in the environment: links, with spaces between them
FIRST_PAGE = "?"
QUIET_SECONDS = 0.5  # nobody has changed anything for so long: then nobody is kept waiting
# What one link may take: most take 14 MB and 10 s; of others, the nearest rates must do.
MOST_BYTES = FILM_BYTES // 4
MOST_SECONDS = 20
MOST_OPENED = 4  # of links that were opened: so many fill the cache


class BusyError(Exception):
    """Somebody asks: what is worked out ahead can wait."""


class Visitors:
    """When a visitor's change was last answered."""

    def __init__(self) -> None:
        self._last = -math.inf

    def ask(self) -> None:
        """One of them asks now."""
        self._last = time.monotonic()

    @property
    def are_quiet(self) -> bool:
        """Nobody has asked for a while."""
        return time.monotonic() - self._last > QUIET_SECONDS

    def give_way(self) -> None:
        """To be called by what may wait. Raises BusyError where somebody asks."""
        if not self.are_quiet:
            raise BusyError


visitors = Visitors()


def links(environment: Mapping[str, str] = os.environ) -> list[str]:
    """The links to be ready for; that of the first page where nobody has named any."""
    return environment.get(LINKS, FIRST_PAGE).split()


def read(link: str) -> tuple[Experiment, View]:
    """The experiment and the view of a link.

    link: as a browser shows it, or what follows its question mark. What cannot be used of it is
    as it is for a visitor: the page's own.
    """
    query = dict(parse_qsl(link.partition("?")[2] if "?" in link else link))
    asked, view, _ = address.read(query)
    return asked, view


def at_each_rate(asked: Experiment) -> list[Experiment]:
    """The experiment at each rate of the slider and at its own, from its own outwards."""

    def distance(rate: float) -> float:
        return abs(math.log(rate / asked.learning_rate))

    around = critical_rate.rates_around(critical_rate.rate(asked, load(asked)))
    nearest = sorted({*RATES, *around, asked.learning_rate}, key=distance)
    return [replace(asked, learning_rate=rate) for rate in nearest]


class Opened:
    """What visitors have opened and nobody has worked out yet; the last is the first to be."""

    def __init__(self) -> None:
        self._waiting: deque[tuple[Experiment, View]] = deque(maxlen=MOST_OPENED)
        self._known: deque[object] = deque(maxlen=MOST_OPENED)

    def note(self, experiment: Experiment, view: View) -> None:
        """A visitor has opened this. At another learning rate, it is the same."""
        if not links() or DATASETS[experiment.dataset].needs_file:
            return
        key = (replace(experiment, learning_rate=DEFAULTS["learning_rate"]), view.looks())
        if key not in self._known:
            self._known.append(key)
            self._waiting.append((experiment, view))

    def take(self) -> tuple[Experiment, View] | None:
        """What was opened last, once; None where nothing is left."""
        return self._waiting.pop() if self._waiting else None


opened = Opened()


@contextmanager
def _unasked(query: Mapping[str, str]) -> Iterator[metrics.Request]:
    """No visitor's training: neither counted nor logged as one."""
    yield metrics.Request()


def work_out(experiment: Experiment, view: View) -> int:
    """Have the experiment's film in the cache; its bytes.

    Raises BusyError where a visitor asks meanwhile, ValueError where there is no film of it.
    """
    # As the lab calls it: to the cache, what is left out is not the same as its default.
    asked = (experiment, load(experiment), "", *view.looks())
    return len(film_of(*asked, _ask=visitors.give_way, _training=_unasked))


async def work() -> None:
    """Work out the named links and then whatever is opened; to be cancelled with the server."""
    for link in links():
        await _work_out_all(link, *read(link))
    while links():
        await asyncio.sleep(QUIET_SECONDS)
        if found := opened.take():
            await _work_out_all("?" + log.impersonal(found[0].to_query()), *found)


async def _work_out_all(link: str, asked: Experiment, view: View) -> None:
    """The link at each rate, one by one, whenever nobody waits; said in the log."""
    seconds, films, size = 0.0, 0, 0
    try:
        for experiment in at_each_rate(asked):
            taken, more = await _when_quiet(experiment, view)
            seconds, films, size = seconds + taken, films + 1, size + more
            if seconds > MOST_SECONDS or size > MOST_BYTES:
                break
    except ValueError as error:  # a file that only a visitor has, or columns that are not there
        log.tell("ahead", link=link, problem=str(error))
        return
    except Exception as error:  # whatever failed, the next link is worth it
        faults.report(f"ahead {link}", None, error)
        return
    facts = {"films": films, "bytes": size, "seconds": round(seconds, 1)}
    log.tell("ahead", link=link, **facts)


async def _when_quiet(experiment: Experiment, view: View) -> tuple[float, int]:
    """Work it out while nobody waits; the seconds of computing that it took, and its bytes."""
    while True:
        while not visitors.are_quiet:
            await asyncio.sleep(QUIET_SECONDS / 5)
        try:
            return await asyncio.to_thread(_timed, experiment, view)
        except BusyError:  # from the beginning, later: of an unfinished training nothing is kept
            continue


def _timed(experiment: Experiment, view: View) -> tuple[float, int]:
    """Work it out; the seconds of computing, in which no other work on the machine counts."""
    begin = time.thread_time()
    size = work_out(experiment, view)
    return time.thread_time() - begin, size
