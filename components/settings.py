"""The sidebar: widgets → Experiment, and the session state of both, which is kept here."""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from typing import Any

import numpy as np
import streamlit as st

from components import address, data_section, editing, own_data, player, words
from components.address import PLANE, View
from models.dataset import Dataset
from models.datasets import DATASETS, load
from models.experiment import DRAWN, NUMBERS, SETTINGS, Experiment
from models.preparing import prepare
from models.run import parameter_names
from models.setting import Choice, Number, Point, Switch
from models.training import LEARNERS_OF

# The slider's rates: 20 a decade from 1e-6 to 10, three digits each.
RATES = [float(f"{10 ** (k / 20):.3g}") for k in range(-120, 21)]

EXPERIMENT = "experiment"  # the last valid one; it also remembers what hidden widgets said
VIEW = "view"  # where the visitor stands
GOTO = "goto"  # how often the player has been sent somewhere, and where to
DROPPED = "dropped"  # what the link held that could not be used
PROBLEM = "problem"  # why the widgets' present values make no experiment, or ""
FROM_PAGE = "from_page"  # the page caused this script run, not the address bar
RATE_SLIDER = "learning_rate_slider"
EDITIONS = "editions"  # how often each widget was set by the page itself; part of its key
WRITTEN = "written"  # the query that is in the address bar, as far as this page knows
HEARD = "heard"  # the number of the last report of drawn points
IS_DRAWING = "is_drawing"  # points are being moved: the address waits until they rest


def experiment() -> Experiment:
    """The experiment that the sidebar describes, always a valid one.

    Read from the session state before the sidebar is drawn, so that the pictures, which are what
    the visitor waits for, need not wait for the widgets.
    """
    if st.session_state.pop(FROM_PAGE, False):
        st.session_state[DROPPED] = ()  # it was about the link; the visitor has gone on
    else:
        _follow_address()
    keys = {name: _key(name) for name in SETTINGS}
    values = {n: st.session_state[key] for n, key in keys.items() if key in st.session_state}
    st.session_state[PROBLEM] = ""
    try:
        st.session_state[EXPERIMENT] = dataclasses.replace(_experiment(), **values)
    except ValueError as error:
        st.session_state[PROBLEM] = f"{error}. {words.STILL_VALID}"
    return _experiment()


def show(menu: Callable[[], None], dataset: Dataset | None = None, problem: str = "") -> None:
    """Draw the sidebar, and make the address say what the page shows.

    dataset: the experiment's, or None where there is none, with the problem why.
    """
    with st.sidebar:
        menu()
        _widgets(dataset)
        if problem:
            data_section.explain(problem, is_seen=True)
        if st.session_state[PROBLEM]:
            st.error(st.session_state[PROBLEM])
        if st.session_state[DROPPED]:
            st.warning(f"{words.DROPPED} {address.sentence(st.session_state[DROPPED])}")
    if not st.session_state.get(IS_DRAWING):  # else each move would be a page to go back to
        written = st.session_state[WRITTEN]
        st.session_state[WRITTEN] = address.write(_experiment(), st.session_state[VIEW], written)


def link() -> dict[str, str]:
    """The query of a link to the lab as the visitor left it; empty before the first visit."""
    if EXPERIMENT not in st.session_state:
        return {}
    return address.query_of(_experiment(), st.session_state[VIEW])


def present() -> tuple[Experiment, int]:
    """The lab's experiment and step, for another page, as the visitor left them.

    Whoever comes to that page first brings them in its address, among what is that page's own.
    """
    if EXPERIMENT not in st.session_state:
        _follow_address()
        st.session_state[DROPPED] = ()
    return _experiment(), st.session_state[VIEW].step


def goto() -> dict[str, Any]:
    """Where the player was last sent; the token tells one sending from the next."""
    if player.KEY not in st.session_state:  # a new player, on the way back from another page
        st.session_state[GOTO] = (st.session_state[GOTO][0], st.session_state[VIEW])
    token, view = st.session_state[GOTO]
    return {"token": token, **dataclasses.asdict(view)}


def looks() -> tuple[bool, bool, tuple[int, int]]:
    """How the visitor looks: inside a step or not, at all learners or one, over which plane."""
    view: View = st.session_state[VIEW]
    inside = view.is_on("inside")
    return inside, inside and view.is_on("learners"), view.plane


def on_rest() -> None:
    """The player came to rest: remember where, for the link."""
    report, view = st.session_state[player.KEY], st.session_state[VIEW]
    st.session_state[VIEW] = address.reported(view, report, _experiment().epochs)
    _from_page()


def heard() -> int:
    """The number of the last report of drawn points."""
    number: int = st.session_state.get(HEARD, 0)
    return number


def on_points() -> None:
    """The visitor draws: take over the points, where they are some that determine a line.

    A report that is not newer than the last one changes nothing; of one that cannot be used only
    the number is kept, so that the player goes back to the last points that could be.
    """
    reported = st.session_state[player.KEY].get("points")
    number, points, is_resting = _read_report(reported)
    if number > heard():
        st.session_state[HEARD] = number
        st.session_state[IS_DRAWING] = not is_resting
        with suppress(ValueError):
            _set_points(points)
    _from_page()


def _read_report(reported: Any) -> tuple[int, Any, bool]:
    """Number, points and whether they are at rest, of whatever a browser sent; 0: of none."""
    report = reported if isinstance(reported, dict) else {}
    number = report.get("number")
    known = number if type(number) is int else 0
    return known, report.get("points"), report.get("resting") is not False


def _set_points(points: Any) -> None:
    """Make these the points to be drawn; ValueError where no line can be learned from them."""
    if not isinstance(points, list) or not all(_is_pair(point) for point in points):
        raise ValueError("not a list of pairs of numbers")
    drawn = dataclasses.replace(_experiment(), dataset="drawn", points=tuple(points))
    prepare(load(drawn), drawn)
    st.session_state[_key("points")] = drawn.points  # no widget carries them: no new edition


def _is_pair(point: Any) -> bool:
    """Whether it is [x, y]. A link's setting also reads texts; a report holds numbers."""
    return (
        isinstance(point, (list, tuple))
        and len(point) == 2
        and all(type(number) in (int, float) for number in point)
    )


def _experiment() -> Experiment:
    return st.session_state[EXPERIMENT]


def _key(widget: str) -> str:
    """The session state's name for a widget of the sidebar, in its present edition."""
    edition = st.session_state.get(EDITIONS, {}).get(widget, 0)
    return f"{widget} {edition}" if edition else widget


def _set(widget: str, value: Any) -> None:
    """Make a widget show a value, as a new edition of it.

    Every message of the browser carries all widgets. One that left before the browser heard of
    the new value would carry the old one, and undo it; so it goes to an edition that is gone.
    """
    if st.session_state.get(_key(widget), value) != value:
        editions = st.session_state.setdefault(EDITIONS, {})
        editions[widget] = editions.get(widget, 0) + 1
    st.session_state[_key(widget)] = value


def _from_page() -> None:
    st.session_state[FROM_PAGE] = True


def _follow_address() -> None:
    """Take over what the address says, where it is not what the page itself wrote there."""
    query = st.query_params.to_dict()
    st.session_state[WRITTEN] = query
    if EXPERIMENT in st.session_state and query == link():
        return
    experiment, view, dropped = address.read(query)
    st.session_state[EXPERIMENT] = experiment
    st.session_state[DROPPED] = dropped
    for name in SETTINGS:
        _set(name, getattr(experiment, name))
    _set(RATE_SLIDER, _nearest_rate(experiment.learning_rate))
    _send_player(view)


def _send_player(view: View) -> None:
    token = st.session_state.get(GOTO, (0, view))[0] + 1
    st.session_state[VIEW] = view
    st.session_state[GOTO] = (token, view)


def _widgets(dataset: Dataset | None) -> None:
    """A widget for each setting that matters to the present experiment."""
    _fields("dataset")
    knobs = DATASETS[_experiment().dataset].settings
    _fields(*(name for name in knobs if isinstance(SETTINGS[name], Number | Choice)), columns=2)
    data_section.show(_experiment(), _set, _from_page)
    if dataset is not None and dataset.licence:
        st.caption(words.DATA["licence"].format(source=dataset.source, licence=dataset.licence))
    _fields("standardise")
    held_out, edit = st.columns(2, vertical_alignment="bottom")
    with held_out:
        _fields("held_out")
    if dataset is not None:
        with edit:
            editing.button(dataset, _use_file, _use_points)
    if _experiment().held_out:
        _fields("split_seed")
    if dataset is not None:
        _plane(parameter_names(dataset))
    _learning_rate()
    _fields("epochs", "learner")
    if dataset is not None:
        data_section.propose(_experiment(), dataset.n, _set, _from_page)
    _fields("precision", "start")
    _start()


def _fields(*names: str, columns: int = 1) -> None:
    """A widget for each setting, in rows of `columns`."""
    for start in range(0, len(names), columns):
        # No container for a widget alone: each is a message, and the page draws it anew.
        places: Sequence[Any] = st.columns(columns) if columns > 1 else [nullcontext()]
        for name, place in zip(names[start : start + columns], places, strict=False):
            with place:
                _field(name)


def _field(name: str) -> None:
    """The widget that fits a setting: few options side by side, more in a list, a number typed."""
    setting = SETTINGS[name]
    if _key(name) not in st.session_state:  # Streamlit forgets a widget that was not shown
        st.session_state[_key(name)] = getattr(_experiment(), name)
    shared: dict[str, Any] = {
        "key": _key(name),
        "help": setting.help or None,
        "on_change": _from_page,
    }
    if isinstance(setting, Choice):
        options, label_of = list(setting.options), setting.options.__getitem__
        if name == "dataset":
            shared["on_change"] = _dataset_chosen
            st.selectbox(setting.label, options, format_func=_grouped, **shared)
            return
        if name == "learner":
            options = list(LEARNERS_OF[_experiment().task])
            if st.session_state[_key(name)] not in options:  # it was one of another task
                st.session_state[_key(name)] = _experiment().learner
            st.selectbox(setting.label, options, format_func=label_of, **shared)
            return
        st.segmented_control(
            setting.label, options, format_func=label_of, required=True, width="stretch", **shared
        )
        return
    if isinstance(setting, Switch):
        st.toggle(setting.label, **shared)
        return
    if isinstance(setting, Number):
        st.number_input(
            setting.label,
            min_value=setting.kind(setting.low),
            max_value=setting.kind(setting.high),
            step=1 if setting.kind is int else 0.1,
            format="%d" if setting.kind is int else "%.8g",
            **shared,
        )


def _grouped(dataset: str) -> str:
    """A data set's label, after its group's."""
    kind = DATASETS[dataset]
    return f"{kind.group} · {kind.label}"


def _dataset_chosen() -> None:
    """Another data set has other columns; and some are of use only when they are standardised.

    Who draws for the first time begins with the data that were there, if they can be drawn.
    """
    before, name = _experiment(), st.session_state[_key("dataset")]
    _set("target", "")
    _set("features", ())
    _set("standardise", DATASETS[name].standardised)
    if name == "drawn" and before.points == DRAWN:
        with suppress(ValueError):  # too many of them, or too large: then it is the usual points
            _set_points(points_of(own_data.dataset(before)))
    _from_page()


def _use_file(name: str, data: bytes) -> None:
    """Take a table that was made on the page, as if it had been a visitor's file."""
    own_data.bring(name, data)
    for setting, value in (("dataset", "own"), ("file", name), ("target", ""), ("features", ())):
        _set(setting, value)
    _from_page()


def _use_points(points: Sequence[Point]) -> None:
    """Take points as drawn ones, which a link can hold."""
    _set("dataset", "drawn")
    _set("points", tuple(points))
    _from_page()


def _plane(names: Sequence[str]) -> None:
    """Which two parameters the loss surface is over, where there are more than two."""
    if len(names) < 3:
        return
    view: View = st.session_state[VIEW]
    places = range(len(names))
    plane = tuple(place for place in view.plane if place in places)
    plane = plane if len(plane) == 2 else PLANE
    keys = [f"plane {i} {len(names)}" for i in (0, 1)]
    for key, place in zip(keys, plane, strict=True):
        st.session_state[key] = place

    def chosen() -> None:
        one, two = (st.session_state[key] for key in keys)
        if one == two:  # the other gives way
            moved = one != plane[0]
            one, two = (one, plane[0]) if moved else (plane[1], two)
        st.session_state[VIEW] = dataclasses.replace(view, plane=(one, two))
        _from_page()

    st.caption(words.DATA["plane"])
    for column, key, label in zip(st.columns(2), keys, words.DATA["axes"], strict=True):
        column.selectbox(
            label,
            places,
            format_func=names.__getitem__,
            key=key,
            on_change=chosen,
            label_visibility="collapsed",
        )


def points_of(dataset: Dataset) -> list[tuple[float, ...]]:
    """The rows as points with so few digits that a link holds them: a thousandth of the span.

    ValueError where a row is no point.
    """
    if dataset.x.shape[1] != 1:
        raise ValueError("more than one feature")
    columns = (dataset.x[:, 0], dataset.y)
    spans = [np.ptp(column) or max(abs(column[0]), 1.0) for column in columns]
    digits = [3 - math.floor(math.log10(span)) for span in spans]
    rounded = [c.round(d) + 0.0 for c, d in zip(columns, digits, strict=True)]  # −0 becomes 0
    return list(zip(*(c.tolist() for c in rounded), strict=True))


def _nearest_rate(rate: float) -> float:
    """The slider's rate that is nearest by ratio."""
    return min(RATES, key=lambda option: max(option / rate, rate / option))


def _learning_rate() -> None:
    """One value with two handles: a logarithmic slider, and the exact number."""
    setting = NUMBERS["learning_rate"]

    slider, number = _key(RATE_SLIDER), _key("learning_rate")

    # A late message may still move an edition that is gone: that moves nothing here.
    def slider_moved() -> None:
        if slider == _key(RATE_SLIDER):
            _set("learning_rate", st.session_state[slider])
        _from_page()

    def number_typed() -> None:
        rate = st.session_state[number] if number == _key("learning_rate") else None
        if rate is not None:  # also None where the field was emptied, which show() explains
            _set(RATE_SLIDER, _nearest_rate(rate))
        _from_page()

    st.select_slider(
        setting.label,
        RATES,
        format_func="{:g}".format,
        key=slider,
        help=setting.help,
        on_change=slider_moved,
    )
    st.number_input(
        words.EXACT_RATE,
        min_value=setting.low,
        max_value=setting.high,
        step=0.001,
        format="%.8g",
        key=number,
        label_visibility="collapsed",
        on_change=number_typed,
    )


def _start() -> None:
    """The start's own widgets, and two buttons: the same start again, and another seed."""
    if _experiment().start == "typed":
        _fields("start_weight", "start_bias", columns=2)
    else:
        _fields("start_seed")
    same, new = st.columns(2)
    same.button(words.SAME_START, on_click=_same_start, help=words.SAME_START_HELP, width="stretch")
    new.button(words.NEW_SEED, on_click=_new_seed, help=words.NEW_SEED_HELP, width="stretch")


def _same_start() -> None:
    _send_player(dataclasses.replace(st.session_state[VIEW], step=0))
    _from_page()


def _new_seed() -> None:
    _set("start", "seeded")
    _set("start_seed", random.randint(0, int(NUMBERS["start_seed"].high)))
    _from_page()
