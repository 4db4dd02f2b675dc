"""Where the visitor stands: the experiment and the view, in session, address and player."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from components import words
from components.lab import link
from components.player import mount
from components.session import uploaded_file
from components.session.page_state import PageState
from components.session.view import View
from components.views.sentences import remedies
from models.datasets import load
from models.datasets.preprocessing import prepare
from models.experiment import SETTINGS, Dropped, Experiment, changed

# The slider's rates: 20 a decade from 1e-6 to 10, three digits each. Those around the critical
# rate and an exact one join them.
RATES = [float(f"{10 ** (k / 20):.3g}") for k in range(-120, 21)]
RATE_SLIDER = "learning_rate_slider"
CONTROLS = "lab_controls"  # in the session state


@dataclass(frozen=True)
class Controls:
    """What the session holds of the lab besides the experiment and the view."""

    refused: Mapping[str, str] = field(default_factory=dict)  # setting → why its widget's is none
    # How often each widget was set by the page itself; part of its key.
    editions: Mapping[str, int] = field(default_factory=dict)
    near: tuple[float, ...] = ()  # the rates that the slider offers around the critical one
    exact: float | None = None  # what it offers besides its own, or None
    heard: int = 0  # the number of the last report of drawn points
    fresh: int | None = None  # the sending with which the player forgets what was done in pictures
    is_dragging: bool = False  # the slider is held: the address waits until it is let go
    is_drawing: bool = False  # points are being moved: the address waits until they rest


def controls() -> Controls:
    """How the lab is handled now."""
    now: Controls = st.session_state.get(CONTROLS, Controls())
    return now


def control(**fields: Any) -> None:
    """What of it changes."""
    st.session_state[CONTROLS] = dataclasses.replace(controls(), **fields)


def _set_widgets(said: Experiment, anew: bool = False) -> None:
    """Have the widgets say this. anew: none keeps what was typed into it."""
    for name in SETTINGS:
        set_widget(name, getattr(said, name), anew)
    set_slider(said.learning_rate, anew)


lab = PageState("lab", link.read, _set_widgets, player=mount.KEY)
from_page = lab.from_page


def experiment() -> Experiment:
    """The experiment that the sidebar describes, always a valid one; from then on lab.value.

    A setting whose widget says what it cannot be stays as it was, and holds back no other.

    Read from the session state before the sidebar is drawn, so that the pictures, which are what
    the visitor waits for, need not wait for the widgets.
    """
    lab.follow()
    keys = {name: key_of(name) for name in SETTINGS}
    values = {n: st.session_state[key] for n, key in keys.items() if key in st.session_state}
    now, refused = changed(lab.value, values)
    lab.become(now)  # which also remembers what hidden widgets said
    control(refused=refused)
    return now


def problem(*names: str) -> str:
    """What is the matter with these fields, or ""; what they said last is still shown."""
    refused = controls().refused
    reasons = [f"{refused[name]}." for name in names if name in refused]
    return " ".join([*reasons, words.STILL_VALID]) if reasons else ""


def bring(query: Mapping[str, str]) -> tuple[Dropped, ...]:
    """Take over the lab's part of another page's address, where the visitor came to that first.

    Where there is a lab already, only how large the page is. Returns what could not be used of it,
    which that page says.
    """
    said, view, unusable = link.read(query)
    if lab.has_begun:
        lab.look(size=view.size)
    else:
        lab.open(said, view)
    return unusable


def goto() -> dict[str, Any]:
    """Where the player was last sent, and whether it forgets what was done to its pictures."""
    sent = lab.goto()
    return sent | {"fresh": sent["token"] == controls().fresh}


def on_rest(name: str) -> None:
    """The player came to rest: remember the step, the phase or the switches, for the link."""
    lab.on_rest(name)
    from_page()


def _report(name: str) -> Mapping[str, Any]:
    """What the player said of this last, where it is a report: a browser may send anything."""
    said = st.session_state[mount.KEY].get(name)
    return said if isinstance(said, dict) else {}


def on_points() -> None:
    """The visitor draws: take over the points, where they are some that determine a line.

    A report that is not newer than the last one changes nothing; of one that cannot be used only
    the number is kept, so that the player goes back to the last points that could be.
    """
    report = _report("points")
    number = report.get("number")
    if type(number) is int and number > controls().heard:
        control(heard=number, is_drawing=report.get("resting") is False)
        with suppress(ValueError):
            set_points(report.get("points"))
    from_page()


def set_points(points: Any) -> None:
    """Make these the points to be drawn; ValueError where no line can be learned from them."""
    if not isinstance(points, list) or not all(_is_pair(point) for point in points):
        raise ValueError("not a list of pairs of numbers")
    drawn = dataclasses.replace(lab.value, dataset="drawn", points=tuple(points))
    prepare(load(drawn), drawn)
    st.session_state[key_of("points")] = drawn.points  # no widget carries them: no new edition


def on_remedy() -> None:
    """The visitor asks for what would help: change these settings, and nothing else."""
    take(_report("remedy").get("settings"))


def take(asked: Any) -> None:
    """Change what a remedy changes; where it is none, nothing."""
    with suppress(ValueError):
        for name, value in remedies.read(asked).items():
            set_widget(name, value)
            if name == "learning_rate":
                set_slider(value)
    from_page()


def _is_pair(point: Any) -> bool:
    """Whether it is [x, y]. A link's setting also reads texts; a report holds numbers."""
    return (
        isinstance(point, (list, tuple))
        and len(point) == 2
        and all(type(number) in (int, float) for number in point)
    )


def key_of(widget: str) -> str:
    """The session state's name for a widget of the sidebar, in its present edition."""
    edition = controls().editions.get(widget, 0)
    return f"{widget} {edition}" if edition else widget


def set_widget(widget: str, value: Any, anew: bool = False) -> None:
    """Make a widget show a value, as a new edition of it.

    anew: also where it has that value: what stands in it, refused, is known to the browser alone.

    Every message of the browser carries all widgets. One that left before the browser heard of
    the new value would carry the old one, and undo it; so it goes to an edition that is gone.
    """
    if anew or st.session_state.get(key_of(widget), value) != value:
        editions = controls().editions
        control(editions={**editions, widget: editions.get(widget, 0) + 1})
    st.session_state[key_of(widget)] = value


def reset() -> None:
    """All settings, and what is looked at, as whoever comes for the first time finds them."""
    _set_widgets(Experiment(), anew=True)
    lab.open(Experiment(), View())
    uploaded_file.forget()
    control(fresh=lab.goto()["token"])
    from_page()


def write_address() -> None:
    """Make the address say what the page shows, when nothing is being moved."""
    now = controls()
    if not (now.is_drawing or now.is_dragging):  # else each move would be a page to go back to
        lab.write()


def rates() -> list[float]:
    """What the slider offers: its own rates, and among them, in its place, the exact one."""
    exact = controls().exact
    return _own_rates() if exact is None else sorted((*_own_rates(), exact))


def _own_rates() -> list[float]:
    return sorted({*RATES, *controls().near})


def offer(near: tuple[float, ...]) -> None:
    """Have the slider offer these rates, too, instead of those around another critical rate."""
    if near != controls().near:
        control(near=near)
        set_slider(lab.value.learning_rate, anew=True)


def on_rate() -> None:
    """The slider is dragged: show the rate that it passes, before the browser sends it itself.

    What is none of its rates changes nothing.
    """
    report = _report("rate")
    passed = next((each for each in rates() if spelled(each) == report.get("rate")), None)
    control(is_dragging=report.get("held") is True and passed is not None)
    if passed is not None:
        set_widget("learning_rate", passed)
    from_page()


def set_slider(rate: float, anew: bool = False) -> None:
    """Make the slider stand at a rate, which it offers from now on until it is set to another.

    Other options are another edition: a late message may say one that is not there any more.
    """
    exact = None if on_slider(rate) in _own_rates() else rate
    is_another = lab.has_begun and exact != controls().exact
    control(exact=exact)
    set_widget(RATE_SLIDER, on_slider(rate), anew or is_another)


def on_slider(rate: float) -> float:
    """The slider's own rate that is written like this one, which it could not tell from it."""
    return next((own for own in _own_rates() if spelled(own) == spelled(rate)), rate)


def spelled(rate: float) -> str:
    """A rate as the slider and the field beside it write it."""
    return f"{rate:.8g}"
