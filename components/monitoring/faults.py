"""A part of the page that fails says so in its place and is logged once; the rest goes on."""

from __future__ import annotations

import traceback
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from components.monitoring import log
from models.experiment import Experiment

OWN = {"own", "drawn"}  # data of a visitor's own, which an error may quote
MOST_REMEMBERED = 1000  # faults; of more, the oldest may be logged again

T = TypeVar("T")

_logged: OrderedDict[tuple[str, str, str], None] = OrderedDict()
_lock = Lock()


def report(part: str, experiment: Experiment | None, error: Exception) -> None:
    """Log that a part of the page failed, once for each experiment, as a line of JSON.

    With nothing personal in it: no name of a file or a column, no points; and what the error says
    only where the data are not the visitor's own.
    """
    told = log.impersonal({} if experiment is None else experiment.to_query())
    kind = type(error).__name__
    if _is_known((part, told, kind)):
        return
    is_own = experiment is not None and experiment.dataset in OWN
    where = "".join(traceback.format_tb(error.__traceback__))
    said = kind if is_own else f"{kind}: {error}"
    log.tell_fault("fault", part=part, query=told, error=said, traceback=where)


def forget() -> None:
    """Log again what was logged before."""
    with _lock:
        _logged.clear()


def _is_known(fault: tuple[str, str, str]) -> bool:
    """Whether it was logged already; from now on it was."""
    with _lock:
        known = fault in _logged
        _logged[fault] = None
        _logged.move_to_end(fault)
        if len(_logged) > MOST_REMEMBERED:
            _logged.popitem(last=False)
    return known


def tried(
    part: str, experiment: Experiment | None, make: Callable[[], T], instead: Callable[[], T]
) -> T:
    """What is made; where that fails, what is made instead, and the log has it."""
    try:
        return make()
    except Exception as error:  # whatever failed, the other parts are worth seeing
        report(part, experiment, error)
        return instead()
