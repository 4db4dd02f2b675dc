"""The room for visitors' own files in the server's memory: all of them together, in bytes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping

MEGABYTE = 2**20
MOST = "REGRESSION_LAB_FILES_MB"  # in the environment: for all visitors together
USUAL = 1000


class Room:
    """So many bytes, of which some are taken. Safe to be used from several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._taken = 0
        self._others: list[Callable[[], int]] = []
        self._lock = threading.Lock()

    def also(self, held: Callable[[], int]) -> None:
        """Count what somebody else holds, too."""
        self._others.append(held)

    def held(self) -> int:
        """Bytes that are taken."""
        return self._taken + sum(held() for held in self._others)

    def free(self) -> int:
        """Bytes that may still be taken."""
        return self.most - self.held()

    def take(self, size: int) -> bool:
        """Take so many bytes, where there are as many; whether they were."""
        with self._lock:
            if size > self.free():
                return False
            self._taken += size
            return True

    def give_back(self, size: int) -> None:
        """So many bytes are free again."""
        with self._lock:
            self._taken -= size


def of(environment: Mapping[str, str] = os.environ) -> Room:
    """As much as the environment says. Raises ValueError, with what it should say."""
    text = environment.get(MOST, "").strip() or str(USUAL)
    if not text.isdecimal() or not int(text):
        raise ValueError(f"{MOST} holds “{text}”, which is no whole number of megabytes above 0.")
    return Room(int(text) * MEGABYTE)


room = of()
