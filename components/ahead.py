"""What a class will ask for first is worked out before it asks: an experiment at each slider rate.

A class opens one link, and everybody moves the learning rate. Each rate trains once, and from then
on comes from the cache; but at the beginning all are new at the same moment. So the server works
them out when nobody waits: those of the links that the operator names, or of the page as it opens.
"""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import parse_qsl

from components import address, faults, operation
from components.address import View
from components.films import film_of
from components.visit import RATES
from models.datasets import load
from models.experiment import Experiment

LINKS = "REGRESSION_LAB_AHEAD"  # in the environment: links, with spaces between them
FIRST_PAGE = "?"
QUIET_SECONDS = 0.5  # nobody has changed anything for so long: then nobody is kept waiting


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


def read(link: str) -> tuple[list[Experiment], View]:
    """The link's experiment at each rate of the slider, from its own rate outwards; and its view.

    link: as a browser shows it, or what follows its question mark. What cannot be used of it is
    as it is for a visitor: the page's own.
    """
    query = dict(parse_qsl(link.partition("?")[2] if "?" in link else link))
    asked, view, _ = address.read(query)

    def distance(rate: float) -> float:
        return abs(math.log(rate / asked.learning_rate))

    nearest = sorted({*RATES, asked.learning_rate}, key=distance)
    return [replace(asked, learning_rate=rate) for rate in nearest], view


@contextmanager
def _unasked(query: Mapping[str, str]) -> Iterator[operation.Request]:
    """No visitor's training: neither counted nor logged as one."""
    yield operation.Request()


def work_out(experiment: Experiment, view: View) -> None:
    """Have the experiment's film in the cache. Raises BusyError where a visitor asks meanwhile."""
    # As the lab calls it: to the cache, what is left out is not the same as its default.
    asked = (experiment, load(experiment), "", *view.looks())
    film_of(*asked, _ask=visitors.give_way, _training=_unasked)


async def work() -> None:
    """Work out all of it, one by one, whenever nobody waits; to be cancelled with the server."""
    for link in links():
        begin, films = time.monotonic(), 0
        try:
            wanted, view = read(link)
            for experiment in wanted:
                await _when_quiet(experiment, view)
                films += 1
        except ValueError as error:  # a file that only a visitor has, or columns that are not there
            operation.log.info(operation.line("ahead", link=link, problem=str(error)))
            continue
        except Exception as error:  # whatever failed, the next link is worth it
            faults.report(f"ahead {link}", None, error)
            continue
        seconds = round(time.monotonic() - begin, 1)
        operation.log.info(operation.line("ahead", link=link, films=films, seconds=seconds))


async def _when_quiet(experiment: Experiment, view: View) -> None:
    while True:
        while not visitors.are_quiet:
            await asyncio.sleep(QUIET_SECONDS / 5)
        try:
            return await asyncio.to_thread(work_out, experiment, view)
        except BusyError:  # from the beginning, later: of an unfinished training nothing is kept
            continue
