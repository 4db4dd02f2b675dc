"""What the player reads, read in Python: a film's bytes, a figure's traces at a step, numbers."""

import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from components.style import MINUS, number
from components.views.panel import OF_LOGIT, Drawing, Motion, Panel, Switch, Watched
from components.views.sentences.terms import TERMS

NUMBER = re.compile(rf"(?<![\w.])[{MINUS}-]?\d+(?:\.\d+)?(?:e[{MINUS}-]?\d+)?(?![\w.]*\d)")
NAME = re.compile(r"\{([^}]*)\}")


def unpack(data: bytes) -> tuple[dict[str, Any], bytes]:
    """A length (uint32), strict JSON, and what follows it, which must begin at 8 bytes."""
    length = int.from_bytes(data[:4], "little")
    assert (4 + length) % 8 == 0, "the browser could not lay its float64 array there"
    return json.loads(data[4 : 4 + length], parse_constant=_not_json), data[4 + length :]


def _not_json(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON: the browser would not read this film")


@dataclass(frozen=True)
class Film:
    """A film as it arrives: what is said of it, and its numbers."""

    head: dict[str, Any]
    numbers: np.ndarray

    def array(self, place: dict[str, Any]) -> np.ndarray:
        """The array that lies at a place of the numbers."""
        size = int(np.prod(place["shape"]))
        return self.numbers[place["at"] : place["at"] + size].reshape(place["shape"])

    def at(self, coordinates: dict[str, Any], step: int) -> np.ndarray:
        """(k,): a coordinate at a step, as coordinates.js works it out."""
        if "rows" in coordinates:
            return self.array(coordinates["rows"])[step]
        if "whole" in coordinates:
            return self.array(coordinates["whole"])
        if "growing" in coordinates:
            last = coordinates["last"]
            first = max(0, step + 1 - last) if last else 0
            so_far = self.array(coordinates["growing"])[first : step + 1]
            missing = last - len(so_far) if coordinates["full"] else 0
            return np.concatenate([np.repeat(so_far[:1], missing), so_far])
        weights = self.array(coordinates["weights"])[step]
        blend = np.einsum("r,rk->k", weights, self.array(coordinates["basis"]))
        if "through" not in coordinates:
            return blend
        return coordinates["unit"] * OF_LOGIT[coordinates["through"]](blend)


def read_film(data: bytes) -> Film:
    """The film in these bytes."""
    head, body = unpack(data)
    return Film(head, np.frombuffer(body, dtype="<f8"))


def mounted(data: bytes) -> tuple[dict[str, Any], bytes]:
    """What a page sent to the player: the session, and the film's bytes."""
    return unpack(data)


def trace_of(panel: Panel, what: Motion | Watched | Drawing) -> Any:
    """The trace of which something is said, as Plotly has it."""
    return panel.figure.data[panel.number_of(what.trace)]


def moved(panel: Panel) -> dict[int, Motion]:
    """The number of each trace that moves, and how it does."""
    return {panel.number_of(motion.trace): motion for motion in panel.motions}


def drawn(panel: Panel, motion: Motion, step: int) -> tuple[np.ndarray, np.ndarray]:
    """(x, y) of a moving trace at a step; what does not move is as the figure has it."""
    trace = trace_of(panel, motion)
    x = np.asarray(trace.x if motion.x is None else motion.x.at(step), dtype=np.float64)
    y = np.asarray(trace.y if motion.y is None else motion.y.at(step), dtype=np.float64)
    return x, y


def assert_plotly_accepts(panel: Panel) -> None:
    """Plotly's own checks, without which the figure is made, for speed, leave it as it is.

    And the bundle of Plotly.js that the browser has draws traces of its kinds.
    """
    ours = json.loads(json.dumps(panel.figure.to_plotly_json()))
    checked = go.Figure(ours).to_plotly_json()
    assert checked["data"] == ours["data"]
    assert {trace["type"] for trace in ours["data"]} <= {"scatter", "bar", "pie"}
    assert checked["layout"] | {"template": {}} == ours["layout"]
    for changed in (layout for s in panel.switches for layout in (s.layout_on, s.layout_off)):
        figure = go.Figure(ours)
        for path, value in (changed or {}).items():
            figure.layout[path] = value  # refused where there is no such attribute


def switch_of(panel: Panel, name: str) -> Switch:
    """The panel's switch of this name."""
    return next(switch for switch in panel.switches if switch.name == name)


def numbers_in(text: str) -> list[float]:
    """Every number of a text for people, in its order."""
    whole = text.replace("…", "")  # where digits were cut off
    return [float(found.replace(MINUS, "-")) for found in NUMBER.findall(whole)]


def written(value: float, digits: int = 4) -> Any:
    """What a number equals once it was written with so many digits, two where it is small."""
    small = abs(value) < 1e-3
    # Below 1e-12 it is rounding: a residual of a line through all points.
    return pytest.approx(value, rel=5e-2 if small else 5.1 * 10.0**-digits, abs=1e-12)


def cut_off(value: float) -> Any:
    """What a number equals of which only the first four digits were written, or more."""
    return pytest.approx(value, rel=1e-3)


def names_in(template: str) -> list[str]:
    """The names of the series that a template asks for."""
    asked = [name.partition("|") for name in NAME.findall(template)]
    return [name for name, _, style in asked if style != "term"]


def filled(template: str, told: Film, step: int) -> str:
    """A template with its numbers put in, as templates.js does it at a step."""
    return NAME.sub(lambda found: _shown(found[1], told, step), template)


def _shown(asked: str, told: Film, step: int) -> str:
    name, _, style = asked.partition("|")
    if name == "step":
        return str(step)
    if style == "term":
        return TERMS[name].word
    values = told.array(told.head["series"][name])
    match style:
        case "before":
            return number(values[step - 1]) if step else "None"
        case "after":
            return number(values[step + 1]) if step + 1 < len(values) else "–"
        case "signed":
            return f"{MINUS if values[step] < 0 else '+'} {number(abs(values[step]))}"
        case "bracketed":
            text = number(values[step])
            return f"({text})" if values[step] < 0 else text
    return number(values[step])
