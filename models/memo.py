"""What was worked out of a data set is worked out once, and forgotten with the data set."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from models.datasets.dataset import Dataset

Result = TypeVar("Result")


def remembered(function: Callable[[Dataset], Result]) -> Callable[[Dataset], Result]:
    """The function, which reads each data set once; what it returns must not be written to.

    Not lru_cache: that would keep a million rows in memory after everybody has gone.
    """
    results: WeakKeyDictionary[Dataset, Result] = WeakKeyDictionary()

    @wraps(function)
    def once(dataset: Dataset) -> Result:
        result = results.get(dataset)
        if result is None:
            result = results[dataset] = function(dataset)
        return result

    return once
