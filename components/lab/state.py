"""Where the visitor stands: the experiment and the view, in session, address and player."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import streamlit as st

from components import words
from components.lab import link as lab_link
from components.player import mount
from components.session import link as address
from components.session import uploaded_file
from components.session.address_bar import AddressBar
from components.session.view import View, reported
from components.views.sentences import remedies
from models.datasets import load
from models.datasets.preprocessing import prepare
from models.experiment import SETTINGS, Dropped, Experiment, changed

# The slider's rates: 20 a decade from 1e-6 to 10, three digits each. Those around the critical
# rate and an exact one join them.
RATES = [float(f"{10 ** (k / 20):.3g}") for k in range(-120, 21)]

EXPERIMENT = "experiment"  # the last valid one; it also remembers what hidden widgets said
VIEW = "view"  # what is looked at: the step, the switches, the phase, the plane
GOTO = "goto"  # how often the player has been sent somewhere, and where to
DROPPED = "dropped"  # what the link held that could not be used
REFUSED = "refused"  # name → why, of each setting whose widget says what it cannot be
RATE_SLIDER = "learning_rate_slider"
NEAR = "rates_around"  # what it offers around the critical rate
EXACT = "exact_rate"  # what the slider offers besides its own rates, or None
EDITIONS = "editions"  # how often each widget was set by the page itself; part of its key
HEARD = "heard"  # the number of the last report of drawn points
FRESH = "fresh"  # the sending with which the player forgets what was done to its pictures
IS_DRAGGING = "is_dragging"  # the slider is held: the address waits until it is let go
IS_DRAWING = "is_drawing"  # points are being moved: the address waits until they rest

_bar = AddressBar("lab")
from_page = _bar.by_page


def experiment() -> Experiment:
    """The experiment that the sidebar describes, always a valid one.

    A setting whose widget says what it cannot be stays as it was, and holds back no other.

    Read from the session state before the sidebar is drawn, so that the pictures, which are what
    the visitor waits for, need not wait for the widgets.
    """
    if _bar.is_followed():
        _follow_address()
    else:
        go_on()
    keys = {name: key_of(name) for name in SETTINGS}
    values = {n: st.session_state[key] for n, key in keys.items() if key in st.session_state}
    now, refused = changed(valid_experiment(), values)
    st.session_state[EXPERIMENT], st.session_state[REFUSED] = now, refused
    return now


def valid_experiment() -> Experiment:
    """The last experiment; what some of the sidebar's widgets say may be none of theirs."""
    valid: Experiment = st.session_state[EXPERIMENT]
    return valid


def problem(*names: str) -> str:
    """What is the matter with these fields, or ""; what they said last is still shown."""
    refused = st.session_state[REFUSED]
    reasons = [f"{refused[name]}." for name in names if name in refused]
    return " ".join([*reasons, words.STILL_VALID]) if reasons else ""


def dropped() -> tuple[Dropped, ...]:
    """What the link held that could not be used."""
    unusable: tuple[Dropped, ...] = st.session_state[DROPPED]
    return unusable


def go_on() -> None:
    """What was said of the link is over: the visitor does something else."""
    st.session_state[DROPPED] = ()


def view() -> View:
    """What is looked at."""
    present: View = st.session_state[VIEW]
    return present


def look(**changes: Any) -> None:
    """Look at something else: the fields of View that change."""
    st.session_state[VIEW] = dataclasses.replace(view(), **changes)


def link() -> dict[str, str]:
    """The query of a link to the lab as the visitor left it; empty before the first visit."""
    if EXPERIMENT not in st.session_state:
        return {}
    return lab_link.query_of(valid_experiment(), view())


def bring(query: Mapping[str, str]) -> tuple[Dropped, ...]:
    """Take over the lab's part of another page's address, where the visitor came to that first.

    Where there is a lab already, only how large the page is. Returns what could not be used of it,
    which that page says.
    """
    said, place, unusable = lab_link.read(query)
    if EXPERIMENT in st.session_state:
        look(size=place.size)
    else:
        st.session_state[DROPPED] = ()
        _take_over(said, place)
    return unusable


def present() -> tuple[Experiment, int]:
    """The lab's experiment and step, for another page, as the visitor left or brought them."""
    return valid_experiment(), view().step


def goto() -> dict[str, Any]:
    """Where the player was last sent; the token tells one sending from the next."""
    if mount.KEY not in st.session_state:  # a new player, on the way back from another page
        st.session_state[GOTO] = (st.session_state[GOTO][0], view())
    token, place = st.session_state[GOTO]
    return {
        "token": token,
        "fresh": token == st.session_state.get(FRESH),
        **dataclasses.asdict(place),
    }


def on_rest(name: str) -> None:
    """The player came to rest: remember the step, the phase or the switches, for the link."""
    st.session_state[VIEW] = reported(view(), name, st.session_state[mount.KEY].get(name))
    from_page()


def take_size(size: Any) -> None:
    """Another page was made larger or smaller: so is the lab."""
    st.session_state[VIEW] = reported(view(), "size", size)


def heard() -> int:
    """The number of the last report of drawn points."""
    number: int = st.session_state.get(HEARD, 0)
    return number


def on_points() -> None:
    """The visitor draws: take over the points, where they are some that determine a line.

    A report that is not newer than the last one changes nothing; of one that cannot be used only
    the number is kept, so that the player goes back to the last points that could be.
    """
    reported = st.session_state[mount.KEY].get("points")
    number, points, is_resting = _read_report(reported)
    if number > heard():
        st.session_state[HEARD] = number
        st.session_state[IS_DRAWING] = not is_resting
        with suppress(ValueError):
            set_points(points)
    from_page()


def _read_report(reported: Any) -> tuple[int, Any, bool]:
    """Number, points and whether they are at rest, of whatever a browser sent; 0: of none."""
    report = reported if isinstance(reported, dict) else {}
    number = report.get("number")
    known = number if type(number) is int else 0
    return known, report.get("points"), report.get("resting") is not False


def set_points(points: Any) -> None:
    """Make these the points to be drawn; ValueError where no line can be learned from them."""
    if not isinstance(points, list) or not all(_is_pair(point) for point in points):
        raise ValueError("not a list of pairs of numbers")
    drawn = dataclasses.replace(valid_experiment(), dataset="drawn", points=tuple(points))
    prepare(load(drawn), drawn)
    st.session_state[key_of("points")] = drawn.points  # no widget carries them: no new edition


def on_remedy() -> None:
    """The visitor asks for what would help: change these settings, and nothing else."""
    reported = st.session_state[mount.KEY].get("remedy")
    asked = reported.get("settings") if isinstance(reported, dict) else None
    take(asked)


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
    edition = st.session_state.get(EDITIONS, {}).get(widget, 0)
    return f"{widget} {edition}" if edition else widget


def set_widget(widget: str, value: Any, anew: bool = False) -> None:
    """Make a widget show a value, as a new edition of it.

    anew: also where it has that value: what stands in it, refused, is known to the browser alone.

    Every message of the browser carries all widgets. One that left before the browser heard of
    the new value would carry the old one, and undo it; so it goes to an edition that is gone.
    """
    if anew or st.session_state.get(key_of(widget), value) != value:
        editions = st.session_state.setdefault(EDITIONS, {})
        editions[widget] = editions.get(widget, 0) + 1
    st.session_state[key_of(widget)] = value


def send_player(place: View) -> None:
    """Have the player go there, wherever it stands."""
    token = st.session_state.get(GOTO, (0, place))[0] + 1
    st.session_state[VIEW] = place
    st.session_state[GOTO] = (token, place)


def reset() -> None:
    """All settings, and what is looked at, as whoever comes for the first time finds them."""
    _take_over(Experiment(), View(), anew=True)
    uploaded_file.forget()
    st.session_state[FRESH] = st.session_state[GOTO][0]
    from_page()


def write_address() -> None:
    """Make the address say what the page shows, when nothing is being moved."""
    is_moving = st.session_state.get(IS_DRAWING) or st.session_state.get(IS_DRAGGING)
    if not is_moving:  # else each move would be a page to go back to
        _bar.write(link())


def _follow_address() -> None:
    """Take over what the address says, where it is not what the page itself wrote there."""
    query = address.asked()
    if EXPERIMENT in st.session_state and query == link():
        return
    said, place, unusable = lab_link.read(query)
    _take_over(said, place)
    st.session_state[DROPPED] = unusable + address.repeated()


def _take_over(said: Experiment, place: View, anew: bool = False) -> None:
    """Make this the experiment, by its widgets too, and have the player go to the place.

    anew: no widget keeps what was typed into it.
    """
    st.session_state[EXPERIMENT] = said
    for name in SETTINGS:
        set_widget(name, getattr(said, name), anew)
    set_slider(said.learning_rate, anew)
    send_player(place)


def rates() -> list[float]:
    """What the slider offers: its own rates, and among them, in its place, the exact one."""
    exact = st.session_state.get(EXACT)
    return _own_rates() if exact is None else sorted((*_own_rates(), exact))


def _own_rates() -> list[float]:
    return sorted({*RATES, *st.session_state.get(NEAR, ())})


def offer(near: tuple[float, ...]) -> None:
    """Have the slider offer these rates, too, instead of those around another critical rate."""
    if near != st.session_state.get(NEAR, ()):
        st.session_state[NEAR] = near
        set_slider(valid_experiment().learning_rate, anew=True)


def on_rate() -> None:
    """The slider is dragged: show the rate that it passes, before the browser sends it itself.

    What is none of its rates changes nothing.
    """
    reported = st.session_state[mount.KEY].get("rate")
    report = reported if isinstance(reported, dict) else {}
    passed = next((each for each in rates() if spelled(each) == report.get("rate")), None)
    st.session_state[IS_DRAGGING] = report.get("held") is True and passed is not None
    if passed is not None:
        set_widget("learning_rate", passed)
    from_page()


def let_go() -> None:
    """The slider is not held any more."""
    st.session_state[IS_DRAGGING] = False


def set_slider(rate: float, anew: bool = False) -> None:
    """Make the slider stand at a rate, which it offers from now on until it is set to another.

    Other options are another edition: a late message may say one that is not there any more.
    """
    exact = None if on_slider(rate) in _own_rates() else rate
    is_another = exact != st.session_state.get(EXACT, exact)
    st.session_state[EXACT] = exact
    set_widget(RATE_SLIDER, on_slider(rate), anew or is_another)


def on_slider(rate: float) -> float:
    """The slider's own rate that is written like this one, which it could not tell from it."""
    return next((own for own in _own_rates() if spelled(own) == spelled(rate)), rate)


def spelled(rate: float) -> str:
    """A rate as the slider and the field beside it write it."""
    return f"{rate:.8g}"
