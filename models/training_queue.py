"""Turns: who trains takes them, in the order of asking, and gives way to those who wait."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch

FIRST_SECONDS = 0.1  # a training of the usual 100 epochs is done within its first turn
SECONDS = 0.01  # each further turn: so long do the others wait for one that trains long


class Queue:
    """A lock that is given to those who wait for it in the order in which they came."""

    def __init__(self) -> None:
        self._changing = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Event] = deque()

    def take(self) -> None:
        """Wait until everybody who came before is done."""
        with self._changing:
            if not self._is_taken:
                self._is_taken = True
                return
            called = threading.Event()
            self._waiting.append(called)
        called.wait()

    def give(self) -> None:
        """Hand over to who has waited longest; it stays taken where somebody has."""
        with self._changing:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False

    @property
    def is_awaited(self) -> bool:
        """Somebody waits."""
        return bool(self._waiting)


class Turn:
    """One training's right to torch, on one torch thread; the caller's setting comes back."""

    def __init__(self, queue: Queue, ask: Callable[[], object]) -> None:
        self.queue, self.ask = queue, ask
        self.seconds = FIRST_SECONDS

    def take(self) -> None:
        """Wait for the turn."""
        self.queue.take()
        self.threads = torch.get_num_threads()
        torch.set_num_threads(1)
        self.end = time.monotonic() + self.seconds

    def give(self) -> None:
        """Let the next have its turn."""
        torch.set_num_threads(self.threads)
        self.queue.give()

    def go_on(self) -> None:
        """To be called between steps: asks every few milliseconds, and lets those who wait go on.

        What `ask` raises is raised here, and ends the training.
        """
        if time.monotonic() < self.end:
            return
        self.ask()
        self.seconds = SECONDS
        if self.queue.is_awaited:
            self.give()
            self.take()
        else:
            self.end = time.monotonic() + self.seconds


_queue = Queue()


@contextmanager
def one_at_a_time(ask: Callable[[], object] = lambda: None) -> Iterator[Turn]:
    """One training in the process: at once, threads lose half the speed in torch's small calls.

    ask: called when the turn has come, and then every few milliseconds, where the training calls
    turn.go_on() between its steps; what it raises ends the training.
    """
    turn = Turn(_queue, ask)
    turn.take()
    try:
        ask()  # the wait may have been long
        yield turn
    finally:
        turn.give()
