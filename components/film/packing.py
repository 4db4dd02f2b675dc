"""Scene → film: panels, tables and numbers packed into the bytes that the player plays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from components.monitoring import faults
from components.style import DARK, LIGHT
from components.views.inside.inside import Inside
from components.views.missing import missing_panel
from components.views.panel import (
    Blend,
    Column,
    Coordinates,
    Drawing,
    Growing,
    Motion,
    Panel,
    Picture,
    Rows,
    Switch,
    Table,
    Through,
    Watched,
    Whole,
)
from components.views.scene import Scene, scene_of
from models.experiment import Experiment
from models.run import Run
from models.theory.least_squares_section import PLANE


@dataclass
class _Pool:
    """The film's arrays as float64, each different one once."""

    chunks: list[bytes] = field(default_factory=list)
    places: dict[bytes, int] = field(default_factory=dict)
    size: int = 0

    def add(self, array: np.ndarray, gaps: bool = False) -> dict[str, Any]:
        """Where the array lies: the index of its first number, and its shape.

        NaN is refused, except between the pieces of a trace that stands still.
        """
        if not (np.isfinite(array) | (gaps & np.isnan(array))).all():
            raise ValueError("a film holds finite numbers only")
        data = np.ascontiguousarray(array, dtype="<f8").tobytes()
        place = self.places.get(data)
        if place is None:
            place = self.places[data] = self.size
            self.chunks.append(data)
            self.size += len(data) // 8
        return {"at": place, "shape": list(array.shape)}

    def coordinates(self, coordinates: Coordinates | None) -> dict[str, Any] | None:
        """The player's form of coordinates: their kind and their arrays."""
        match coordinates:
            case None:
                return None
            case Rows(rows):
                return {"rows": self.add(rows)}
            case Blend(weights, basis):
                return {"weights": self.add(weights), "basis": self.add(basis)}
            case Through(function, logits, unit):
                return {"through": function, "unit": unit, **(self.coordinates(logits) or {})}
            case Growing(values, last, is_full):
                return {"growing": self.add(values), "last": last, "full": is_full}
            case Whole(values):
                return {"whole": self.add(values)}
        raise TypeError(f"the player does not know {type(coordinates).__name__}")


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """A length (uint32), JSON filled with spaces to a multiple of 8 bytes, and what follows."""
    text = json.dumps(head, ensure_ascii=False, allow_nan=False).encode()
    text += b" " * (-(len(text) + 4) % 8)
    return len(text).to_bytes(4, "little") + text + body


def pack_run(run: Run, inside: Inside | None = None, plane: tuple[int, int] = PLANE) -> bytes:
    """Everything the player needs to show any step of the run, without asking again, as a scene."""
    return pack_scene(scene_of(run, inside, plane))


def pack_scene(scene: Scene) -> bytes:
    """The scene at each of its steps, packed.

    Numbers travel as float64: `Blend` makes them so few that rounding them would save nothing.
    """
    pool = _Pool()
    inside = scene.inside
    numbers = {**scene.series, **(inside.series if inside else {})}
    head = {
        "steps": len(scene.series["step"]) - 1,
        "steps_per_epoch": 1,  # full batches: all data are seen once a step
        "series": {name: pool.add(values) for name, values in numbers.items()},
        "readouts": [asdict(readout) for readout in scene.readouts],
        "panels": [_packed(panel, pool, scene.experiment) for panel in scene.panels],
        "tables": [_table(table, pool) for table in scene.tables],
        "verdict": asdict(scene.verdict),
        "colours": {"light": LIGHT, "dark": DARK},
        "can_open": scene.can_open,
        "revision": scene.revision,
        "about": scene.about,
        "inside": _inside(inside) if inside else None,
    }
    body = b"".join(pool.chunks)
    return pack(head | {"id": hashlib.sha256(repr(head).encode() + body).hexdigest()[:16]}, body)


def _inside(inside: Inside) -> dict[str, Any]:
    """All of it but the series, which are in the pool."""
    return {
        "cards": [asdict(card) for card in inside.cards],
        "ended": inside.ended,
        "colours": inside.colours,
        "codes": [asdict(code) for code in inside.codes],
        "difference": inside.difference,
    }


def _packed(panel: Panel, pool: _Pool, experiment: Experiment | None) -> dict[str, Any]:
    """The panel, or what says that it holds what no picture can show."""
    return faults.tried(
        f"panel {panel.name}",
        experiment,
        lambda: _panel(panel, pool),
        lambda: _panel(missing_panel(panel.name), pool),
    )


def _panel(panel: Panel, pool: _Pool) -> dict[str, Any]:
    picture = panel.with_room
    return {
        "name": panel.name,
        "title": panel.title,
        "figure": {
            "data": [_trace(trace, pool) for trace in picture.traces],
            "layout": picture.layout,
        },
        "still": _digest(picture),
        "motions": [
            {"trace": panel.number_of(motion.trace), **_moves(motion, pool)}
            for motion in panel.motions
        ],
        "now": panel.now,
        "colour": panel.colour,
        "inks": dict(panel.inks),
        "known_at": panel.known_at,
        "alternative": panel.alternative,
        "note": panel.note,
        "leaves": panel.leaves,
        "watched": [_numbered(panel, watched) for watched in panel.watched],
        "keys": [asdict(key) for key in panel.keys],
        "switches": [_switch(panel, switch) for switch in panel.switches],
        "draws": _numbered(panel, panel.draws) if panel.draws else None,
        "scales": panel.scales,
    }


def _trace(trace: dict[str, Any], pool: _Pool) -> dict[str, Any]:
    """The trace with its arrays in the pool: {"at", "shape"} in their place."""
    return {
        name: pool.add(value.ravel(), gaps=True) if isinstance(value, np.ndarray) else value
        for name, value in trace.items()
    }


def _digest(picture: Picture) -> str:
    """The same for the same picture: the player draws again only what has changed."""
    drawn = [list(picture.traces), picture.layout]
    text = json.dumps(drawn, sort_keys=True, default=lambda array: array.tobytes().hex())
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _numbered(panel: Panel, what: Watched | Drawing) -> dict[str, Any]:
    """What speaks of one trace, with that trace's number."""
    return vars(what) | {"trace": panel.number_of(what.trace)}


def _switch(panel: Panel, switch: Switch) -> dict[str, Any]:
    return vars(switch) | {
        "shown_on": [panel.number_of(trace) for trace in switch.shown_on],
        "shown_off": [panel.number_of(trace) for trace in switch.shown_off],
    }


def _moves(motion: Motion, pool: _Pool) -> dict[str, Any]:
    """A motion, but for its trace."""
    return {
        "piece": motion.piece,
        "known_at": motion.known_at,
        "seen_in": list(motion.seen_in),
        "x": pool.coordinates(motion.x),
        "y": pool.coordinates(motion.y),
        "x_in_y_units": pool.coordinates(motion.x_in_y_units),
    }


def _table(table: Table, pool: _Pool) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "now": table.now,
        "staying": table.staying,
        "columns": [_column(column, pool) for column in table.columns],
    }


def _one_or_each(of: str | Sequence[str]) -> str | list[str]:
    return of if isinstance(of, str) else list(of)


def _column(column: Column, pool: _Pool) -> dict[str, Any]:
    shown = {
        "label": column.label,
        "term": column.term,
        "colour": _one_or_each(column.colour),
    }
    match column.cells:
        case Coordinates():
            moving = pool.coordinates(column.cells)
            return shown | {
                "moving": moving,
                "digits": column.digits,
                "known_at": _one_or_each(column.known_at),
            }
        case np.ndarray():
            return shown | {"numbers": pool.add(column.cells)}
    return shown | {"texts": list(column.cells), "terms": list(column.terms)}
