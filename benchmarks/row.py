"""A measured figure beside its bound, and the table that they make."""

from collections.abc import Sequence
from dataclasses import dataclass

COLUMNS = ("what", "ours", "compared with", "figure", "bound", "ok?")


@dataclass(frozen=True)
class Row:
    """One figure. Where neither bound is given it is for information, and `holds` is None."""

    what: str
    ours: str
    compared: str
    figure: float
    unit: str = "×"
    at_most: float | None = None
    at_least: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the figure keeps within its bound."""
        if self.at_most is not None:
            return self.figure <= self.at_most
        if self.at_least is not None:
            return self.figure >= self.at_least
        return None

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of COLUMNS."""
        ok = {True: "yes", False: "NO", None: ""}[self.holds]
        figure = f"{self.figure:.3g} {self.unit}"
        return (self.what, self.ours, self.compared, figure, self._bound(), ok)

    def _bound(self) -> str:
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return "" if self.at_least is None else f"≥ {self.at_least:g}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns also line up as plain text."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |"
        for line in (head, rule, *rows)
    )
