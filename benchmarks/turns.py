"""Fair comparison on a noisy machine: what is compared takes turns, round by round."""

from collections.abc import Callable
from statistics import median

Task = Callable[[], float]


def take_turns(tasks: dict[str, Task], rounds: int, warm_up: int) -> dict[str, list[float]]:
    """What each task returned in each round, after `warm_up` rounds that do not count.

    Every other round goes through the tasks backwards, so that none always follows the same one.
    """
    measured: dict[str, list[float]] = {name: [] for name in tasks}
    for turn in range(warm_up + rounds):
        for name in list(tasks) if turn % 2 else reversed(tasks):
            value = tasks[name]()
            if turn >= warm_up:
                measured[name].append(value)
    return measured


def fastest(milliseconds: list[float]) -> str:
    """The shortest of the times: what is left when other programs did not interfere."""
    return f"{min(milliseconds):.1f} ms"


def spread(milliseconds: list[float]) -> str:
    """The median, and the quarter below and above which the others lie: "41 ms (38–47)"."""
    ordered = sorted(milliseconds)
    quarter = len(ordered) // 4
    return f"{median(ordered):.0f} ms ({ordered[quarter]:.0f}–{ordered[-1 - quarter]:.0f})"
