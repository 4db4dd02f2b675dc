"""What was worked out of a data set or a run is worked out once, and forgotten with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

Source = TypeVar("Source")
Others = ParamSpec("Others")
Result = TypeVar("Result")


def remembered(
    function: Callable[Concatenate[Source, Others], Result],
) -> Callable[Concatenate[Source, Others], Result]:
    """The function, which reads each first argument once beside the same others; what it returns
    must not be written to.

    Not lru_cache: that would keep a million rows in memory after everybody has gone.
    """
    results: WeakKeyDictionary[Source, dict[object, Result]] = WeakKeyDictionary()

    @wraps(function)
    def once(source: Source, *others: Others.args, **named: Others.kwargs) -> Result:
        found = results.setdefault(source, {})
        key = (others, *named.items())
        if key not in found:
            found[key] = function(source, *others, **named)
        return found[key]

    return once
