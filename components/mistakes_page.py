"""Mistakes, on purpose: a wrong training step beside the right one, told or to be found."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import streamlit as st

from components import address, mistakes_address, operation, player, words
from components.address import View
from components.address_bar import AddressBar
from components.beside import beside
from components.contained import contained
from components.film import filmed
from components.mistakes_address import Choice
from models.mistakes import MISTAKES, Mistake, code_of, difference, right_run, wrong_run

PLAYER = "mistakes_player"
CHOICE = "mistakes_choice"  # the mistake, and whether it is to be found
VIEW = "mistakes_view"  # where the visitor stands
GOTO = "mistakes_goto"  # how often the player has been sent somewhere, and where to
DROPPED = "mistakes_dropped"  # names of what the link held that could not be used
REVEALED = "mistakes_revealed"  # the mistake whose answer is shown
PICKED, FIND = "mistakes_picked", "mistakes_find"  # widgets, set before each is drawn

WORDS = words.MISTAKES

_bar = AddressBar("mistakes")


@st.cache_data(max_entries=len(MISTAKES), show_spinner=False)
def film_of(name: str) -> bytes:
    """The mistake made and the right step taken, packed for the player."""
    with operation.training({"mistake": name}) as request:
        with operation.metrics.stage("train"):
            right, wrong = right_run(MISTAKES[name]), wrong_run(MISTAKES[name])
        request.steps = right.run.steps + wrong.run.steps
        with operation.metrics.stage("figures"):
            return filmed(beside(right, wrong))


def show(menu: Callable[[], None]) -> None:
    """Draw the page; the pictures, which the visitor waits for, go before the sidebar."""
    if _bar.is_followed():
        _follow_address()
    choice: Choice = st.session_state[CHOICE]
    if PLAYER not in st.session_state:  # a new player, on the way back from another page
        st.session_state[GOTO] = (st.session_state[GOTO][0], st.session_state[VIEW])
    token, view = st.session_state[GOTO]
    goto = {"token": token, **dataclasses.asdict(view)}
    with contained(f"mistake {choice.mistake}", instead=words.FAULTS["section"]):
        player.show(film_of(choice.mistake), goto, _on_rest, key=PLAYER)
    with contained(f"words of {choice.mistake}", instead=words.FAULTS["section"]):
        _below(choice)
    with st.sidebar:
        menu()
        _sidebar(choice)
    _bar.write(link())


def link() -> dict[str, str]:
    """The query of a link to the page as the visitor left it; empty before the first visit."""
    if CHOICE not in st.session_state:
        return {}
    return st.session_state[CHOICE].to_query() | st.session_state[VIEW].to_query()


def leave() -> None:
    """The visitor goes to another page: what was said of the link is over."""
    st.session_state[DROPPED] = ()


# ---- What changes the page's state


def _follow_address() -> None:
    """Take over what the address says, where it is not what the page itself wrote there."""
    query = address.asked()
    if CHOICE in st.session_state and query == link():
        return
    st.session_state[CHOICE], view, st.session_state[DROPPED] = mistakes_address.read(query)
    st.session_state[REVEALED] = None
    _send_player(view)


def _send_player(view: View) -> None:
    token = st.session_state.get(GOTO, (0, view))[0] + 1
    st.session_state[VIEW] = view
    st.session_state[GOTO] = (token, view)


def _from_page() -> None:
    """As the bar is told; and what was said of the link is over."""
    _bar.by_page()
    st.session_state[DROPPED] = ()


def _choose(**changes: Any) -> None:
    """Another mistake begins at step 0; only whether it is told leaves the player where it is."""
    before: Choice = st.session_state[CHOICE]
    after = dataclasses.replace(before, **changes)
    st.session_state[CHOICE], st.session_state[REVEALED] = after, None
    if after.mistake != before.mistake:
        _send_player(dataclasses.replace(st.session_state[VIEW], step=0))
    _from_page()


def _reveal(name: str) -> None:
    st.session_state[REVEALED] = name
    _from_page()


def _on_rest(name: str) -> None:
    """The player came to rest: remember the step or the switches, for the link."""
    reported, view = st.session_state[PLAYER].get(name), st.session_state[VIEW]
    st.session_state[VIEW] = address.reported(view, name, reported, mistakes_address.LAST_STEP)
    _bar.by_page()


# ---- What is seen


def _sidebar(choice: Choice) -> None:
    if not choice.find:
        st.session_state[PICKED] = choice.mistake
        st.radio(
            WORDS["mistake"],
            list(MISTAKES),
            format_func=lambda name: MISTAKES[name].label,
            key=PICKED,
            on_change=lambda: _choose(mistake=st.session_state[PICKED]),
        )
    else:
        st.markdown(WORDS["numbered"].format(number=choice.number, count=len(MISTAKES)))
        st.button(WORDS["next"], on_click=lambda: _choose(mistake=choice.next), width="stretch")
    st.session_state[FIND] = choice.find
    st.toggle(
        WORDS["find"],
        key=FIND,
        help=WORDS["find_help"],
        on_change=lambda: _choose(find=st.session_state[FIND]),
    )
    if st.session_state[DROPPED]:
        names = ", ".join(f"`{address.plain(name)}`" for name in st.session_state[DROPPED][:8])
        st.warning(WORDS["dropped"] + names)


def _below(choice: Choice) -> None:
    """The step that was taken, and what was said meanwhile."""
    told = not choice.find or st.session_state[REVEALED] == choice.mistake
    code, said = st.columns([3, 2], gap="large")
    with code:
        if choice.find:
            _question(choice, told)
        if told:
            _answer(MISTAKES[choice.mistake])
    with said:
        _messages(choice.mistake)


def _question(choice: Choice, told: bool) -> None:
    """The wrong step alone, and what it may be; once told, whether it was found."""
    if not told:
        st.markdown(f"##### {WORDS['code']}")
        st.caption(MISTAKES[choice.mistake].way.given)
        st.code(code_of(MISTAKES[choice.mistake].wrong), language="python", wrap_lines=True)
    guess = st.radio(
        WORDS["question"],
        list(MISTAKES),
        index=None,
        format_func=lambda name: MISTAKES[name].label,
        key=f"mistakes_guess {choice.number}",
        on_change=_from_page,
        disabled=told,
        horizontal=True,
    )
    if not told:
        st.button(WORDS["reveal"], on_click=_reveal, args=(choice.mistake,), type="primary")
        return
    label = f"**{MISTAKES[choice.mistake].label}**"
    if guess == choice.mistake:
        st.success(WORDS["found"].format(label=label))
    else:
        st.info(WORDS["answer" if guess is None else "not_found"].format(label=label))


def _answer(mistake: Mistake) -> None:
    """The sentence, and the two steps as a difference."""
    st.markdown(f"##### {WORDS['difference']}")
    st.markdown(mistake.what_to_see)
    st.caption(mistake.way.given)
    st.code(difference(mistake), language="diff", wrap_lines=True)


@st.cache_data(max_entries=len(MISTAKES), show_spinner=False)
def _said(name: str) -> tuple[tuple[str, str], ...]:
    """(heading, text) of each message of the mistake."""
    return tuple(
        (WORDS["raised" if m.raised else "warned"].format(kind=m.kind, step=m.step), m.text)
        for m in wrong_run(MISTAKES[name]).messages
    )


def _messages(name: str) -> None:
    """PyTorch's and Python's own words, or that there were none."""
    st.markdown(f"##### {WORDS['said']}")
    for heading, text in _said(name):
        st.caption(heading)
        st.code(text, language=None, wrap_lines=True)
    if not _said(name):
        st.markdown(WORDS["silent"])
