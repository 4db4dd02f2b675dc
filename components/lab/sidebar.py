"""The sidebar: a widget for each setting that matters, and what changes several at once."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from typing import Any

import streamlit as st

from components import words
from components.lab import critical_rate as critical
from components.lab import data_widgets, gallery, row_editor, state
from components.monitoring.error_boundary import contained
from components.session import notices, number_field, uploaded_file, widget_guard
from models.datasets import DATASETS
from models.datasets.dataset import Dataset, has_one_feature
from models.experiment import COLUMNS, DRAWN, NUMBERS, REGISTRIES, SETTINGS
from models.run import parameter_names
from models.setting import Choice, Number, Point, Switch
from models.several_numbers import Numbers
from models.theory.least_squares_section import PLANE
from models.training import has_start_of_each

MOST_SIDE_BY_SIDE = 2  # options of a choice; of more it is a list


def show(
    menu: Callable[[], None],
    dataset: Dataset | None = None,
    problem: str = "",
    helps: Sequence[notices.Help] = (),
    has_chooser: bool = True,
) -> None:
    """Draw the sidebar, and make the address say what the page shows.

    dataset: the experiment's, or None where there is none, with the problem why; helps: what would
    help. has_chooser: a file is chosen here, unless it is where the pictures will be.
    """
    with st.sidebar:
        with contained("menu", state.lab.value):
            menu()
        # Why a file's data are not seen is said where the file is chosen; all else stays in sight.
        at_the_chooser = has_chooser and DATASETS[state.lab.value.dataset].needs_file
        is_awaited = uploaded_file.is_awaited(state.lab.value)
        said = partial(notices.no_data, problem, helps, is_awaited) if problem else None
        _widgets(dataset, has_chooser, said if at_the_chooser else None)
        _reset()
        notices.show(state.lab.dropped, state.from_page, None if at_the_chooser else said)
    state.write_address()


def _reset() -> None:
    """The page that a new visitor finds."""
    st.button(words.RESET, key="reset", on_click=state.reset, width="stretch")


def _widgets(
    dataset: Dataset | None, has_chooser: bool, no_data: Callable[[], None] | None
) -> None:
    """A widget for each setting that matters to the present experiment.

    First which data, how fast and how long, which every lecture changes; however many columns or
    knobs the data have, these are in view.
    """
    for part, show in (
        ("data", partial(_data_widgets, has_chooser, no_data)),
        ("training", _training_widgets),
        ("columns", _column_widgets),
        ("preparing", _preparing_widgets),
        ("learner", _learner_widgets),
        ("start", _start_widgets),
    ):
        with contained(f"settings of {part}", state.lab.value):
            show(dataset)


def _data_widgets(has_chooser: bool, no_data: Callable[[], None] | None, _: Dataset | None) -> None:
    dataset = state.lab.value.dataset
    gallery.show(dataset, _picked)
    _fields("dataset")
    if DATASETS[dataset].needs_file and has_chooser:
        data_widgets.choose_file()
    if no_data:
        no_data()


def _column_widgets(dataset: Dataset | None) -> None:
    knobs = DATASETS[state.lab.value.dataset].settings
    shown = [name for name in knobs if isinstance(SETTINGS[name], Number | Choice)]
    _fields(*(name for name in shown if name not in COLUMNS), columns=2)
    data_widgets.show(state.lab.value)
    if "powers" in knobs and dataset is not None and has_one_feature(dataset):
        _fields("powers")
    if data_widgets.offers_a_class(state.lab.value, dataset):
        _fields("learn")
    if dataset is not None and state.lab.value.task == "classification":
        data_widgets.name_labels(dataset)
    if dataset is not None and dataset.licence:
        st.caption(words.DATA["licence"].format(source=dataset.source, licence=dataset.licence))


def _preparing_widgets(dataset: Dataset | None) -> None:
    _fields("standardise")
    experiment = state.lab.value
    is_usual = experiment.standardise and DATASETS[experiment.dataset].standardised
    if is_usual and dataset is not None:
        suffix = "_one" if dataset.x.shape[1] == 1 else ""  # powers of one differ in size, too
        st.caption(words.DATA[f"standardised{suffix}"])
    held_out, edit = st.columns(2, vertical_alignment="bottom")
    with held_out:
        _fields("held_out")
    if dataset is not None:
        with edit:
            row_editor.button(dataset, _use_file, _use_points)
    if state.lab.value.held_out:
        _fields("split_seed")
    if dataset is not None:
        _plane(parameter_names(dataset))


def _training_widgets(dataset: Dataset | None) -> None:
    _learning_rate(dataset)
    _fields("epochs")


def _learner_widgets(dataset: Dataset | None) -> None:
    for name in ("loss", "optimizer", "learner"):
        _option(name)
    if dataset is not None:
        data_widgets.propose(state.lab.value, dataset.n)
    _fields("precision")


def _option(name: str) -> None:
    """A choice of a registry, where there is one, and the settings that what is chosen brings."""
    experiment = state.lab.value
    if len(experiment.options(name)) > 1:
        _fields(name)
    _fields(*REGISTRIES[name][getattr(experiment, name)].settings, columns=2)


def _start_widgets(dataset: Dataset | None) -> None:
    _fields("start")
    _start(dataset)


def _fields(*names: str, columns: int = 1) -> None:
    """A widget for each setting, in rows of `columns`."""
    for start in range(0, len(names), columns):
        # No container for a widget alone: each is a message, and the page draws it anew.
        places: Sequence[Any] = st.columns(columns) if columns > 1 else [nullcontext()]
        for name, place in zip(names[start : start + columns], places, strict=False):
            with place:
                _field(name)
        _refused(*names[start : start + columns])


def _refused(*names: str) -> None:
    """What is the matter with one of these settings, beside them."""
    if why := state.problem(*names):
        st.error(why)


def _field(name: str) -> None:
    """The widget that fits a setting: few options side by side, more in a list, a number typed."""
    setting = SETTINGS[name]
    shared: dict[str, Any] = {
        "key": _kept(name, getattr(state.lab.value, name)),
        "help": setting.help or None,
        "on_change": state.from_page,
    }
    if isinstance(setting, Choice):
        options, shared["format_func"] = state.lab.value.options(name), setting.options.__getitem__
        if st.session_state[shared["key"]] not in options:  # it went with other choices
            st.session_state[shared["key"]] = getattr(state.lab.value, name)
        if name == "dataset":
            shared["on_change"] = _dataset_chosen
        if len(setting.options) > MOST_SIDE_BY_SIDE:
            st.selectbox(setting.label, options, **shared)
        else:
            st.segmented_control(setting.label, options, required=True, width="stretch", **shared)
        return
    if isinstance(setting, Switch):
        st.toggle(setting.label, **shared)
        return
    if isinstance(setting, Number):
        number_field.show(setting, label=setting.label, **shared)
    if isinstance(setting, Numbers):
        key, empty = shared["key"], words.START_OF_EACH["empty"]
        if not isinstance(st.session_state[key], str):  # it is a link's, and nobody has typed it
            st.session_state[key] = setting.shown(st.session_state[key])
        start = state.spelled(state.lab.value.start_weight)
        st.text_input(setting.label, placeholder=empty.format(start=start), **shared)


def _kept(widget: str, value: Any) -> str:
    """The widget's key; it has this value where Streamlit forgot its own, as it was not shown."""
    key = state.key_of(widget)
    widget_guard.keep(key, value)
    return key


def _picked(dataset: str) -> None:
    """A data set was chosen in the gallery: as if it had been in the list."""
    state.set_widget("dataset", dataset)
    _dataset_chosen()


def _dataset_chosen() -> None:
    """Another data set has other columns; and some are of use only when they are standardised.

    Who draws for the first time begins with the data that were there, if they can be drawn.
    """
    before, name = state.lab.value, st.session_state[state.key_of("dataset")]
    state.set_widget("target", "")
    state.set_widget("features", ())
    state.set_widget("learn", "number")
    state.set_widget("powers", 1)
    state.set_widget("standardise", DATASETS[name].standardised)
    if name == "drawn" and before.points == DRAWN:
        with suppress(ValueError):  # too many of them, or too large: then it is the usual points
            state.set_points(uploaded_file.dataset(before).as_points())
    state.from_page()


def _use_file(name: str, data: bytes) -> None:
    """Take a table that was made on the page, as if it had been a visitor's file."""
    uploaded_file.bring(name, data)
    before = state.lab.value
    has_degree = "degree" in DATASETS[before.dataset].settings
    state.set_widget("powers", before.degree if has_degree else before.powers)
    state.set_widget("learn", "class" if before.task == "classification" else "number")
    for setting, value in (("dataset", "own"), ("file", name), ("target", ""), ("features", ())):
        state.set_widget(setting, value)
    state.from_page()


def _use_points(points: Sequence[Point]) -> None:
    """Take points as drawn ones, which a link can hold."""
    state.set_widget("dataset", "drawn")
    state.set_widget("points", tuple(points))
    state.set_widget("target", "")
    state.set_widget("features", ())
    state.from_page()


def _plane(names: Sequence[str]) -> None:
    """Which two parameters the loss surface is over, where there are more than two."""
    if len(names) < 3:
        return
    places = range(len(names))
    plane = tuple(place for place in state.lab.view.plane if place in places)
    plane = plane if len(plane) == 2 else PLANE
    keys = [f"plane {i} {len(names)}" for i in (0, 1)]
    for key, place in zip(keys, plane, strict=True):
        st.session_state[key] = place

    def chosen() -> None:
        one, two = (st.session_state[key] for key in keys)
        if one == two:  # the other gives way
            moved = one != plane[0]
            one, two = (one, plane[0]) if moved else (plane[1], two)
        state.lab.look(plane=(one, two))
        state.from_page()

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


def _learning_rate(dataset: Dataset | None) -> None:
    """One value with two handles: a slider by ratio, and the exact number."""
    setting, rate = NUMBERS["learning_rate"], state.lab.value.learning_rate
    experiment = state.lab.value
    critical_rate = critical.rate(experiment, dataset, uploaded_file.fingerprint(experiment))
    if dataset is not None:
        state.offer(critical.rates_around(critical_rate))
    slider = _kept(state.RATE_SLIDER, state.on_slider(rate))
    number = _kept("learning_rate", rate)

    # A late message may still move an edition that is gone: that moves nothing here.
    def slider_moved() -> None:
        if slider == state.key_of(state.RATE_SLIDER):
            state.set_widget("learning_rate", st.session_state[slider])
            state.control(is_dragging=False)
        state.from_page()

    def number_typed() -> None:
        rate = st.session_state[number] if number == state.key_of("learning_rate") else None
        if rate is not None:  # also None where the field was emptied, which show() explains
            state.set_slider(rate)
        state.from_page()

    st.select_slider(
        setting.label,
        state.rates(),
        format_func=state.spelled,
        key=slider,
        help=setting.help,
        on_change=slider_moved,
    )
    critical.mark(critical_rate, state.rates(), experiment.learning_rate)
    number_field.show(
        setting,
        step=0.001,
        label=words.EXACT_RATE,
        key=number,
        label_visibility="collapsed",
        on_change=number_typed,
    )
    _refused("learning_rate")


def _start(dataset: Dataset | None) -> None:
    """The start's own widgets, and a button for another seed."""
    if state.lab.value.start == "typed":
        _typed_start(1 if dataset is None else dataset.x.shape[1])
    else:
        _fields("start_seed")
    st.button(words.NEW_SEED, on_click=_new_seed, width="stretch")


def _typed_start(features: int) -> None:
    """One number for all weights, or, of several features, one for each."""
    experiment = state.lab.value
    is_of_each = has_start_of_each(experiment, features)
    _fields(*(["start_bias"] if is_of_each else ["start_weight", "start_bias"]), columns=2)
    given = len(experiment.start_weights)
    if features > 1 or given:  # or there were other data, to which it will be of use again
        _fields("start_weights")
    if given and not is_of_each:
        counts = {"numbers": _counted(given, "number"), "features": _counted(features, "feature")}
        st.warning(words.START_OF_EACH["others"].format(**counts))


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _new_seed() -> None:
    state.set_widget("start", "seeded")
    state.set_widget("start_seed", random.randint(0, int(NUMBERS["start_seed"].high)))
    state.from_page()
