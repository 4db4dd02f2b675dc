"""A graph whose arrows run down from one root: each node's row and columns in a grid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """Row and first column from 1, and over how many columns a node stands, in their middle."""

    row: int
    column: int
    columns: int


def places(root: str, arrows: Iterable[tuple[str, str]]) -> dict[str, Place]:
    """Node → its place. A node is as far down as the longest way to it; each that ends a way has a
    column of its own, and the others stand over all that hangs on them.
    """
    below: dict[str, list[str]] = {}
    for source, target in arrows:
        below.setdefault(source, []).append(target)
    rows = {root: 1}
    waiting = [root]
    while waiting:
        node = waiting.pop(0)
        for target in below.get(node, ()):
            if rows.get(target, 0) <= rows[node]:
                rows[target] = rows[node] + 1
                waiting.append(target)
    found: dict[str, Place] = {}

    def lay(node: str, column: int) -> int:
        """The first column right of the node; a node that hangs on several stands below one."""
        hanging = [t for t in dict.fromkeys(below.get(node, ())) if rows[t] == rows[node] + 1]
        end = column
        for target in hanging:
            if target not in found:
                end = lay(target, end)
        found[node] = Place(rows[node], column, max(1, end - column))
        return max(end, column + 1)

    lay(root, 1)
    return found
