"""Where curves leave a picture: how far they are drawn then, and what is said of it."""

from __future__ import annotations

from typing import Any

import numpy as np

Range = list[float]


def within(values: np.ndarray, axis: dict[str, Any]) -> np.ndarray:
    """Which of the values the axis shows."""
    is_log = axis.get("type") == "log"
    low, high = (10.0**end if is_log else end for end in axis["range"])
    return (low <= values) & (values <= high)


def until_gone(is_seen: np.ndarray) -> np.ndarray:
    """(T+1,): of each state, which one a curve has come to: once no later one of its states is seen
    it goes one on and no further, as what swings from one side to the other would fill the
    picture."""
    return np.minimum(np.arange(len(is_seen)), np.flatnonzero(is_seen).max(initial=0) + 1)


def leaving(values: np.ndarray, low: np.ndarray, high: np.ndarray, name: str = "") -> str:
    """What is said where curves of values (T+1, k) leave their axes, from low to high (k,).

    name: what the run is called, "" of the present one.
    """
    is_seen = ((low <= values) & (values <= high)).all(axis=1)
    if is_seen.all():
        return ""
    when = after(max(int(is_seen.argmin()) - 1, 0))
    sentence = (
        "the {name} leaves this picture {when}" if name else "curves leave this picture {when}"
    )
    return sentence.format(name=name, when=when)


def outside(path: np.ndarray, frame: tuple[Range, Range], name: str = "") -> str:
    """What is said where the path (T+1, 2) leaves the frame for good, or does so now and then.

    name: as in leaving.
    """
    low, high = np.array(frame).T
    is_seen = ((low <= path) & (path <= high)).all(axis=1)
    if is_seen.all():
        return ""
    first, last = int(is_seen.argmin()) - 1, int(np.flatnonzero(is_seen).max(initial=0))
    told = {"name": name or "path", "first": after(max(first, 0)), "last": after(last)}
    if is_seen[-1]:
        return "the {name} leaves this picture and comes back".format(**told)
    if first < last:
        return "the {name} leaves this picture {first}, for good {last}".format(**told)
    return "the {name} leaves this picture {first}".format(**told)


def after(step: int) -> str:
    """When something is gone that was last there at a step."""
    return f"after step {step}" if step else "with the first step"
