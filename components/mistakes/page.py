"""Mistakes, on purpose: a wrong training step beside the right one, told or to be found."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from random import SystemRandom
from textwrap import dedent
from typing import Any

import streamlit as st

from components import words
from components.film.packing import pack_scene
from components.mistakes.link import LAST_STEP, ORDERS, SETTINGS, Choice, order, read
from components.mistakes.quiz import Quiz
from components.monitoring import metrics
from components.monitoring.error_boundary import contained
from components.player import board, mount
from components.player.board import Box, Codes, Text, Title, as_it_is
from components.session import notices
from components.session.page_state import PageState
from components.views.comparison import beside
from components.views.inside.listing import Block, coloured
from components.views.inside.listing import difference as listed
from components.views.sentences import handout
from models.datasets import DATASETS
from models.mistakes import MISTAKES, Mistake, code_of, difference, right_run, wrong_run

PLAYER = "mistakes_player"
QUIZ = "mistakes_quiz"  # what was guessed, and what of it was right
# Widgets, set before each is drawn.
PICKED, FIND, GUESS = "mistakes_picked", "mistakes_find", "mistakes_guess"

WORDS = words.MISTAKES
DRESS = Path(__file__).with_name("mistakes.css")


def _begin_round(choice: Choice) -> None:
    """Another order of the mistakes is another round."""
    if not state.has_begun or state.value.seed != choice.seed:
        st.session_state[QUIZ] = Quiz()


state = PageState("mistakes", read, _begin_round, settings=SETTINGS, player=PLAYER)
link, leave = state.link, state.leave


@st.cache_data(max_entries=len(MISTAKES), show_spinner=False)
def film_of(name: str) -> bytes:
    """The mistake made and the right step taken, packed for the player."""
    with metrics.training({"mistake": name}) as request:
        with metrics.metrics.stage("train"):
            right, wrong = right_run(MISTAKES[name]), wrong_run(MISTAKES[name])
        request.steps = right.run.steps + wrong.run.steps
        with metrics.metrics.stage("figures"):
            return pack_scene(beside(right, wrong))


def show(menu: Callable[[], None]) -> None:
    """Draw the page: pictures and words beside each other, and then the sidebar."""
    st.html(DRESS)
    state.follow()
    choice, goto = state.value, state.goto()
    with st.container(key="mistakes"):
        with contained(f"mistake {choice.mistake}", instead=words.FAULTS["section"]):
            experiment = MISTAKES[choice.mistake].experiment
            mount.show(
                film_of(choice.mistake),
                goto,
                _on_rest,
                key=PLAYER,
                settings=handout.settings_of(experiment),
                helps=[title for title in words.HELP if title != "Settings"],
            )
        with (
            st.container(key="mistakes_words"),
            contained(f"words of {choice.mistake}", instead=words.FAULTS["section"]),
        ):
            _words(choice)
    with st.sidebar:
        menu()
        _sidebar(choice)
    state.write()


# ---- What changes the page's state


def _choose(**changes: Any) -> None:
    """Another mistake begins at step 0; only whether it is told leaves the player where it is."""
    before = state.value
    state.change(**changes)
    if state.value.mistake != before.mistake:
        state.send_player(dataclasses.replace(state.view, step=0))
    state.from_page()


def _new_order() -> None:
    """A new round: the first question of another order, which is not the one that is seen now, and
    nothing found as yet."""
    before = state.value
    others = [seed for seed in range(1, ORDERS + 1) if seed != before.seed]
    seed = SystemRandom().choice([seed for seed in others if _first(seed) != before.mistake])
    st.session_state[QUIZ] = Quiz()
    _choose(find=True, seed=seed, mistake=_first(seed))


def _first(seed: int) -> str:
    """What is asked first in the order of this seed."""
    return order(seed)[0]


def _turn_find() -> None:
    """A round begins with its first question, which is not of the mistake that was just told."""
    before = state.value
    if not st.session_state[FIND] or st.session_state[QUIZ] != Quiz():
        _choose(find=st.session_state[FIND])
        return
    if _first(before.seed) == before.mistake:
        _new_order()
    else:
        _choose(find=True, mistake=_first(before.seed))


def _guess() -> None:
    """What was chosen of the question's answers is judged at once."""
    guess = st.session_state[GUESS]
    if guess is not None:
        st.session_state[QUIZ] = st.session_state[QUIZ].guess(state.value.mistake, guess)
    state.from_page()


def _reveal() -> None:
    st.session_state[QUIZ] = st.session_state[QUIZ].reveal(state.value.mistake)
    state.from_page()


def _on_rest(name: str) -> None:
    """The player came to rest: remember the step or the switches, for the link."""
    state.on_rest(name, LAST_STEP)
    state.from_page(goes_on=False)


# ---- What is seen: the sidebar


def _sidebar(choice: Choice) -> None:
    st.session_state[FIND] = choice.find
    if not choice.find:
        st.session_state[PICKED] = choice.mistake
        st.radio(
            WORDS["mistake"],
            list(MISTAKES),
            format_func=lambda name: MISTAKES[name].label,
            key=PICKED,
            on_change=lambda: _choose(mistake=st.session_state[PICKED]),
        )
    st.toggle(
        WORDS["find"],
        key=FIND,
        help=WORDS["find_help"],
        on_change=_turn_find,
    )
    if choice.find:
        st.markdown(_score(st.session_state[QUIZ]))
        st.button(
            WORDS["new_order"],
            on_click=_new_order,
            help=WORDS["new_order_help"].format(seed=choice.seed),
            width="stretch",
        )
    notices.show(state.dropped, state.from_page)


def _score(quiz: Quiz) -> str:
    score = WORDS["score"].format(found=quiz.found, count=len(MISTAKES))
    return score + (WORDS["at_first"].format(count=quiz.at_first) if quiz.found else "")


# ---- What is seen: the words beside the pictures


def _words(choice: Choice) -> None:
    """The sentence and the step that was taken, or the question; and what was said meanwhile."""
    if not choice.find:
        with st.container(key="mistakes_sentence"):
            st.markdown(MISTAKES[choice.mistake].what_to_see)
    with st.container(key="mistakes_code"):
        if choice.find:
            _code(MISTAKES[choice.mistake])
        else:
            _difference(MISTAKES[choice.mistake])
    with st.container(key="mistakes_said"):
        if choice.find:
            _question(choice, st.session_state[QUIZ])
        _messages(choice.mistake)


def _difference(mistake: Mistake) -> None:
    """Both steps as a difference, below what its signs say."""
    signs = "".join(sorted({line[0] for line in changed(mistake)}))
    _listing(WORDS["difference"][signs], listed(difference(mistake).splitlines()), mistake)


def _code(mistake: Mistake) -> None:
    """The wrong step alone."""
    _listing(WORDS["code"], Block(1, coloured(dedent(code_of(mistake.wrong))), {}), mistake)


def _listing(title: str, block: Block, mistake: Mistake) -> None:
    """Code below its title; what its names stand for; and the run that took it."""
    quiet = [Text(as_it_is(said), "quiet") for said in (mistake.way.given, trained(mistake))]
    board.show("mistakes_listing", [Title(as_it_is(title)), _boxed(title, block), *quiet])


def trained(mistake: Mistake) -> str:
    """The data, the learning rate and the number of steps, in words."""
    data = DATASETS[mistake.experiment.dataset].label
    rate, steps = mistake.experiment.learning_rate, mistake.experiment.epochs
    return WORDS["run"].format(data=data, rate=rate, steps=steps)


def _boxed(name: str, block: Block) -> Codes:
    return Codes((((), (Box(name, (block,)),)),))


def changed(mistake: Mistake) -> list[str]:
    """Of the difference the lines that differ."""
    lines = difference(mistake).splitlines()
    return [line for line in lines if not line.startswith(" ")]


def _question(choice: Choice, quiz: Quiz) -> None:
    """What the mistake may be; what a guess was worth; and once it is known, the line."""
    st.markdown(f"##### {WORDS['numbered'].format(number=choice.number, count=len(MISTAKES))}")
    is_told = quiz.is_told(choice.mistake)
    st.session_state[GUESS] = choice.mistake if is_told else quiz.last(choice.mistake)
    st.radio(
        WORDS["question"],
        list(MISTAKES),
        index=None,
        format_func=lambda name: MISTAKES[name].label,
        key=GUESS,
        on_change=_guess,
        disabled=is_told,
        horizontal=True,
    )
    with st.container(horizontal=True):  # in view, however much is said below
        if not is_told:
            st.button(WORDS["reveal"], on_click=_reveal)
        st.button(
            WORDS["next"],
            on_click=lambda: _choose(mistake=choice.next),
            type="primary" if is_told else "secondary",
        )
    if is_told:
        _answer(choice.mistake, quiz)
    elif quiz.last(choice.mistake) is not None:
        st.error(_not(choice.mistake, quiz.last(choice.mistake) or ""))


def _not(name: str, guess: str) -> str:
    """A wrong guess, and what would be seen if it were right."""
    would = MISTAKES[guess].effect
    effect = WORDS["alike" if would == MISTAKES[name].effect else "effects"]
    return WORDS["not_it"].format(
        label=MISTAKES[guess].label, effect=effect if isinstance(effect, str) else effect[would]
    )


def _answer(name: str, quiz: Quiz) -> None:
    label = f"**{MISTAKES[name].label}**"
    if quiz.is_found(name):
        tries = len(quiz.guesses[name])
        said = WORDS["found"] if tries == 1 else WORDS["found_later"]
        st.success(said.format(label=label, tries=tries))
    else:
        st.info(WORDS["answer"].format(label=label))
    st.markdown(MISTAKES[name].what_to_see)
    board.show("mistakes_answer", [_boxed(WORDS["changed"], listed(changed(MISTAKES[name])))])


@st.cache_data(max_entries=len(MISTAKES), show_spinner=False)
def _said(name: str) -> tuple[tuple[str, str], ...]:
    """(heading, text) of each message of the mistake."""
    return tuple(
        (WORDS["raised" if m.raised else "warned"].format(kind=m.kind, step=m.step), m.text)
        for m in wrong_run(MISTAKES[name]).messages
    )


def _messages(name: str) -> None:
    """PyTorch's and Python's own words, or that there were none."""
    said = [
        part
        for heading, text in _said(name)
        for part in (Text(as_it_is(heading), "quiet"), Text(as_it_is(text), "quoted"))
    ]
    title = Title(as_it_is(WORDS["said"]))
    board.show("mistakes_messages", [title, *(said or [Text(as_it_is(WORDS["silent"]))])])
