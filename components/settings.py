"""The sidebar: widgets → Experiment. All of the page's session state is kept in this file."""

from __future__ import annotations

import dataclasses
import random
from typing import Any

import streamlit as st

from components import address, player, words
from components.address import View
from models.datasets import DATASETS
from models.experiment import DEFAULTS, SETTINGS, Experiment

# The slider's rates: 20 a decade from 1e-6 to 10, three digits each.
RATES = [float(f"{10 ** (k / 20):.3g}") for k in range(-120, 21)]

EXPERIMENT = "experiment"  # the last valid one; it also remembers what hidden widgets said
VIEW = "view"  # where the visitor stands
GOTO = "goto"  # how often the player has been sent somewhere, and where to
DROPPED = "dropped"  # what the link held that could not be used
FROM_PAGE = "from_page"  # the page caused this script run, not the address bar
RATE_SLIDER = "learning_rate_slider"


def show() -> Experiment:
    """Draw the sidebar and return the experiment that it describes, always a valid one."""
    if st.session_state.pop(FROM_PAGE, False):
        st.session_state[DROPPED] = ()  # it was about the link; the visitor has gone on
    else:
        _follow_address()
    with st.sidebar:
        st.title(words.TITLE, anchor=False)
        st.caption(words.TAGLINE)
        values = _widgets()
        try:
            st.session_state[EXPERIMENT] = dataclasses.replace(_experiment(), **values)
        except ValueError as error:
            st.error(f"{error}. {words.STILL_VALID}")
        if st.session_state[DROPPED]:
            st.warning(f"{words.DROPPED} {address.sentence(st.session_state[DROPPED])}")
    address.write(_experiment(), st.session_state[VIEW])
    return _experiment()


def goto() -> dict[str, Any]:
    """Where the player was last sent; the token tells one sending from the next."""
    token, view = st.session_state[GOTO]
    return {"token": token, "step": view.step, "switches": dict(view.switches)}


def on_rest() -> None:
    """The player came to rest: remember where, for the link."""
    reported = st.session_state[player.KEY]
    present: View = st.session_state[VIEW]
    step, switches = reported.get("step"), reported.get("switches")
    st.session_state[VIEW] = View(
        step=min(max(step, 0), _experiment().epochs) if isinstance(step, int) else present.step,
        switches=switches if isinstance(switches, dict) else present.switches,
    )
    _from_page()


def _experiment() -> Experiment:
    return st.session_state[EXPERIMENT]


def _from_page() -> None:
    st.session_state[FROM_PAGE] = True


def _follow_address() -> None:
    """Take over what the address says, where it is not what the page itself wrote there."""
    query = st.query_params.to_dict()
    if EXPERIMENT in st.session_state:
        written = _experiment().to_query() | st.session_state[VIEW].to_query()
        if query == written:
            return
    experiment, view, dropped = address.read(query)
    st.session_state[EXPERIMENT] = experiment
    st.session_state[DROPPED] = dropped
    for name, value in dataclasses.asdict(experiment).items():
        st.session_state[name] = value
    st.session_state[RATE_SLIDER] = _nearest_rate(experiment.learning_rate)
    _send_player(view)


def _send_player(view: View) -> None:
    token = st.session_state.get(GOTO, (0, view))[0] + 1
    st.session_state[VIEW] = view
    st.session_state[GOTO] = (token, view)


def _widgets() -> dict[str, Any]:
    """Draw the widgets; name → value of those that are shown."""
    values = _fields("dataset")
    values |= _fields(*DATASETS[values["dataset"]].settings, columns=2)
    values |= _learning_rate()
    values |= _fields("epochs", "learner", "precision")
    values |= _fields("start")
    values |= _start(values["start"])
    return values


def _fields(*names: str, columns: int = 1) -> dict[str, Any]:
    """A widget for each setting, in rows of `columns`; name → value."""
    values: dict[str, Any] = {}
    for start in range(0, len(names), columns):
        row = names[start : start + columns]
        places = st.columns(columns) if columns > 1 else [st.container()]
        for name, place in zip(row, places, strict=False):
            with place:
                values[name] = _field(name)
    return values


def _field(name: str) -> Any:
    """The widget that fits a setting: few options side by side, more in a list, a number typed."""
    setting = SETTINGS[name]
    if name not in st.session_state:  # Streamlit forgets a widget that was not shown
        st.session_state[name] = getattr(_experiment(), name)
    shared: dict[str, Any] = {"key": name, "help": setting.help or None, "on_change": _from_page}
    if setting.options is not None:
        options, label_of = list(setting.options), setting.options.__getitem__
        if name == "dataset":
            return st.selectbox(setting.label, options, format_func=label_of, **shared)
        return st.segmented_control(
            setting.label, options, format_func=label_of, required=True, width="stretch", **shared
        )
    kind = type(DEFAULTS[name])
    return st.number_input(
        setting.label,
        min_value=kind(setting.low),
        max_value=kind(setting.high),
        step=1 if kind is int else 0.1,
        format="%d" if kind is int else "%.8g",
        **shared,
    )


def _nearest_rate(rate: float) -> float:
    """The slider's rate that is nearest by ratio."""
    return min(RATES, key=lambda option: max(option / rate, rate / option))


def _learning_rate() -> dict[str, Any]:
    """One value with two handles: a logarithmic slider, and the exact number."""
    setting = SETTINGS["learning_rate"]

    def slider_moved() -> None:
        st.session_state["learning_rate"] = st.session_state[RATE_SLIDER]
        _from_page()

    def number_typed() -> None:
        rate = st.session_state["learning_rate"]
        if rate is not None:  # None: the field was emptied, which show() explains
            st.session_state[RATE_SLIDER] = _nearest_rate(rate)
        _from_page()

    st.select_slider(
        setting.label,
        RATES,
        format_func="{:g}".format,
        key=RATE_SLIDER,
        help=setting.help,
        on_change=slider_moved,
    )
    rate = st.number_input(
        words.EXACT_RATE,
        min_value=setting.low,
        max_value=setting.high,
        step=0.001,
        format="%.8g",
        key="learning_rate",
        label_visibility="collapsed",
        on_change=number_typed,
    )
    return {"learning_rate": rate}


def _start(kind: str) -> dict[str, Any]:
    """The start's own widgets, and two buttons: the same start again, and another seed."""
    if kind == "typed":
        values = _fields("start_weight", "start_bias", columns=2)
    else:
        values = _fields("start_seed")
    same, new = st.columns(2)
    same.button(words.SAME_START, on_click=_same_start, help=words.SAME_START_HELP, width="stretch")
    new.button(words.NEW_SEED, on_click=_new_seed, help=words.NEW_SEED_HELP, width="stretch")
    return values


def _same_start() -> None:
    _send_player(dataclasses.replace(st.session_state[VIEW], step=0))
    _from_page()


def _new_seed() -> None:
    st.session_state["start"] = "seeded"
    st.session_state["start_seed"] = random.randint(0, int(SETTINGS["start_seed"].high))
    _from_page()
