"""What stands in the place of a picture or a table that could not be made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from components import style, words
from components.monitoring.faults import tried
from components.views.panel import Column, Panel, Picture, Table
from models.run import Run


def panels(run: Run, **makers: Callable[[], Panel]) -> tuple[Panel, ...]:
    """The pictures of a run that are made, by their names; and where one fails, what says so."""
    return tuple(
        tried(f"panel {name}", run.experiment, make, partial(missing_panel, name))
        for name, make in makers.items()
    )


def tables(run: Run, **makers: Callable[[], Table]) -> tuple[Table, ...]:
    """The same of tables."""
    return tuple(
        tried(f"table {name}", run.experiment, make, partial(missing_table, name))
        for name, make in makers.items()
    )


def missing_table(name: str) -> Table:
    """What stands where a table could not be made."""
    return Table(name, words.PARTS[name], [Column("", [words.FAULTS["table"]], "muted")])


def missing_panel(name: str) -> Panel:
    """What stands where a picture could not be drawn: why, and what to do."""
    hidden = style.axis("", range=[0, 1], visible=False, fixedrange=True)
    layout = style.layout(hidden, hidden) | {
        "margin": {"l": 14, "r": 14, "t": 9, "b": 38},
        "annotations": [
            {
                "text": "<br>".join(words.FAULTS["panel"]),
                "x": 0.5,
                "y": 0.5,
                "xref": "paper",
                "yref": "paper",
                "showarrow": False,
                "font": {"size": style.FONT_SIZE + 1},
            }
        ],
    }
    return Panel(
        name=name,
        title=words.PARTS[name],
        picture=Picture([], layout),
        motions=(),
        now="",
        colour="muted",
        alternative=" ".join(words.FAULTS["panel"]),
    )
