"""The page's address: all of the page's state as a link, read when it changes from outside.

The page writes the address itself, instead of binding each widget to it, so that the link is
spelled as Experiment.to_query spells it, whatever language the widgets speak; and so that what
is invalid in a link is named, instead of vanishing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from components import words
from components.monitoring import metrics_panel
from components.style import SIZES
from models.datasets import DATASETS, DataError, load
from models.datasets.class_labels import NoClassesError
from models.datasets.preprocessing import prepare
from models.experiment import (
    DRAWN,
    NUMBERS,
    SETTINGS,
    Dropped,
    Experiment,
    dropped_setting,
    read_query,
)
from models.setting import Number, Setting
from models.steps.anatomy import PHASES
from models.theory.least_squares_section import PLANE

# The player's switches, as they stand at first.
SWITCHES = {
    "squares": False,
    "log_loss": True,
    "inside": False,
    "learners": False,
    "path": False,
    "hold": False,
}
ON, OFF = "on", "off"
LAST_STEP = int(NUMBERS["epochs"].high)  # that any run may have
STEP = Number(words.LINKED["step"], low=0, high=LAST_STEP, kind=int)
MOST_NAMED = 8  # parts of a link that could not be used


@dataclass(frozen=True)
class View:
    """Where the visitor stands: the step, the call within it, and the switches that were turned.

    step: the one that was gone to. Of a run that has no such step the last one is seen, and the
    next run that has it shows it again.
    plane: which two parameters the loss surface is over, where there are more than two.
    size: how many times as large as usual all of the page is.
    """

    step: int = 0
    switches: Mapping[str, bool] = field(default_factory=dict)
    phase: str = PHASES[0]
    plane: tuple[int, int] = PLANE
    size: float = 1.0

    def is_on(self, switch: str) -> bool:
        """Whether a switch is pressed."""
        return self.switches.get(switch, SWITCHES[switch])

    def looks(self) -> tuple[bool, bool, tuple[int, int]]:
        """What a film must hold: the inside of a step, that of all learners, and which plane."""
        inside = self.is_on("inside")
        return inside, inside and self.is_on("learners"), self.plane

    def to_query(self) -> dict[str, str]:
        """Name → text of what is not as it stands at first."""
        query = {"step": str(self.step)} if self.step else {}
        if self.phase != PHASES[0] and self.is_on("inside"):
            query["phase"] = self.phase
        if self.plane != PLANE:
            query["plane"] = ",".join(map(str, self.plane))
        for name, first in SWITCHES.items():
            if self.is_on(name) != first:
                query[name] = OFF if first else ON
        if self.size != 1:
            query["size"] = f"{self.size:g}"
        return query


def reported(view: View, name: str, value: Any, last: int) -> View:
    """The view after the player's report of its step, phase or switches; else as it was.

    last: the greatest step there may be. A browser may send anything.
    """
    match name, value:
        case "step", int() if not isinstance(value, bool):
            return replace(view, step=min(max(value, 0), last))
        case "phase", str() if value in PHASES:
            return replace(view, phase=value)
        case "size", int() | float() if value in SIZES and not isinstance(value, bool):
            return replace(view, size=float(value))
        case "switches", dict():
            turned = {n: on for n, on in value.items() if n in SWITCHES and isinstance(on, bool)}
            return replace(view, switches={**view.switches, **turned})
    return view


def read(query: Mapping[str, str]) -> tuple[Experiment, View, tuple[Dropped, ...]]:
    """The page that a query spells, and what of it could not be used. Accepts anything."""
    mine = {"step", "phase", "plane", "size", *SWITCHES}
    experiment, dropped = read_query({k: v for k, v in query.items() if k not in mine})
    dropped = tuple(_with_what_is_shown(part, query, experiment) for part in dropped)
    if experiment.dataset == "drawn":
        try:
            prepare(load(experiment), experiment)
        except DataError as error:
            dropped += (dropped_setting("points", error.as_part()),)
            experiment = replace(experiment, points=DRAWN)
    if experiment.learn == "class" and not DATASETS[experiment.dataset].needs_file:
        try:
            load(experiment)
        except NoClassesError as error:
            dropped += (dropped_setting("learn", error),)
            experiment = replace(experiment, learn="number")
        except DataError:  # about the columns: the page says it elsewhere
            pass
    view: dict[str, Any] = {"step": 0, "switches": {}}
    for key in mine & set(query):
        text = query[key]
        if key == "step":
            try:
                view["step"] = STEP.read(text)
            except ValueError as error:
                reason = str(error).removeprefix(f"{STEP.label}: ")
                dropped += (Dropped(key, reason, STEP.label),)
        elif key == "phase" and text in PHASES:
            view["phase"] = text
        elif key == "plane" and (plane := _plane(text)):
            view["plane"] = plane
        elif key == "size" and (size := size_of(text)):
            view["size"] = size
        elif key in SWITCHES and text in (ON, OFF):
            view["switches"][key] = text == ON
        else:
            dropped += (Dropped(key, "no such value", words.LINKED[key]),)
    return experiment, View(**view), dropped


def _with_what_is_shown(part: Dropped, query: Mapping[str, str], shown: Experiment) -> Dropped:
    """Of data that there are not, what the link called them and which are shown: all pictures are
    of others than whoever wrote the link meant."""
    if part.key != "dataset" or not query[part.key]:
        return part
    label = DATASETS[shown.dataset].label
    named = plain(query[part.key])
    return replace(part, reason=words.NO_SUCH_DATA.format(named=named, shown=label))


def size_of(text: str) -> float | None:
    """One of SIZES, as "1.2"."""
    return next((size for size in SIZES if text == f"{size:g}"), None)


def _plane(text: str) -> tuple[int, int] | None:
    """Two different places of parameters, as "0,2"."""
    parts = text.split(",")
    if len(parts) != 2 or not all(part.isdecimal() and len(part) < 3 for part in parts):
        return None
    one, two = map(int, parts)
    return (one, two) if one != two else None


def query_of(experiment: Experiment, view: View) -> dict[str, str]:
    """What a link to this experiment, seen in this way, carries."""
    return experiment.to_query() | view.to_query()


# What sites and mailers put on a link to follow who clicks on it: nothing that is asked of a page.
TRACKERS = {
    *("fbclid", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "gad_source", "msclkid", "yclid"),
    *("twclid", "ttclid", "igshid", "igsh", "mc_cid", "mc_eid", "_ga", "_gl"),
}
TRACKED_BY = "utm_"


def asked() -> dict[str, str]:
    """What the address asks of a page: all but what is no page's own. Of what it says twice, the
    last counts."""
    query = st.query_params.to_dict()
    return {name: text for name, text in query.items() if not _is_nobodys(name)}


def _is_nobodys(name: str) -> bool:
    return name == metrics_panel.KEY or name in TRACKERS or name.startswith(TRACKED_BY)


def repeated(own: Mapping[str, Setting] = SETTINGS) -> tuple[Dropped, ...]:
    """What the address says more than once; own: the page's settings, for what they are called."""
    names = [name for name in asked() if len(st.query_params.get_all(name)) > 1]
    label = {name: setting.label for name, setting in {**SETTINGS, **own}.items()} | words.LINKED
    reason = "said more than once, and the last counts"
    return tuple(Dropped(name, reason, label.get(name, "")) for name in names)


def put(query: Mapping[str, str], again: bool = False) -> bool:
    """Make the address bar say this, where it does not, or in any case; whether it was told."""
    whole = {**query, **metrics_panel.query()}
    is_told = again or _says() != {name: [text] for name, text in whole.items()}
    if is_told:
        st.query_params.from_dict(whole)
    return is_told


def _says() -> dict[str, list[str]]:
    """All that the address bar says, of each name."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def plain(text: str) -> str:
    """A stranger's text as what may stand in a code span: letters, digits and . _ + - only."""
    return "".join(c for c in text if c.isalnum() or c in "._+-")[:40] or "?"


def sentence(dropped: tuple[Dropped, ...]) -> str:
    """What was dropped, as Markdown that holds nothing of a stranger's but plain words."""
    named = [f"{part.label or f'`{plain(part.key)}`'}: {part.reason}" for part in dropped]
    more = [f"and {len(named) - MOST_NAMED} more"] if len(named) > MOST_NAMED else []
    return " · ".join(named[:MOST_NAMED] + more)
