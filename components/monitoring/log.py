"""The log of a server: one line of JSON for each thing that happens, with nothing personal in it.

No name of a visitor's file or of its columns, no drawn points.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import urlencode

PERSONAL = {"file", "target", "features", "points"}  # settings that hold a visitor's own words

logger = logging.getLogger("regression_lab")


def tell(event: str, **facts: object) -> None:
    """Log what happened: the time, the event, and the facts."""
    logger.info(_line(event, **facts))


def tell_fault(event: str, **facts: object) -> None:
    """The same of what should not have happened."""
    logger.error(_line(event, **facts))


def impersonal(query: Mapping[str, str]) -> str:
    """An experiment's query without what is a visitor's own."""
    return urlencode({name: text for name, text in query.items() if name not in PERSONAL})


def _line(event: str, **facts: object) -> str:
    time_now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return json.dumps({"time": time_now, "event": event, **facts})


def to_standard_error() -> None:
    """Have the lines written, each as it is."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.handlers[:] = [handler]
    logger.setLevel(logging.INFO)
    logger.propagate = False
