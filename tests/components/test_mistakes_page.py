"""The mistakes page, without a browser: each mistake, told or to be found, in the link and back."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import faults, mistakes_address, mistakes_page, words
from components.address import View
from components.mistakes_address import KEYS, Choice, read
from components.mistakes_page import film_of
from models.mistakes import MISTAKES, code_of, difference, wrong_run
from tests.components.linked import Link, link, opened_by, sent
from tests.models.strategies import always_the_same

WORDS = words.MISTAKES
ROOT = Path(__file__).parents[2]
PAGE = """
from components import mistakes_page

mistakes_page.show(lambda: None)
"""
# The player's report reaches the script by a callback, before the script; only a browser does it.
REPORTS = """
import streamlit as st
from components import mistakes_page

if mistakes_page.PLAYER in st.session_state:
    for name in ("step", "switches"):
        mistakes_page._on_rest(name)
mistakes_page.show(lambda: None)
"""
EVERY_MISTAKE = pytest.mark.parametrize("name", MISTAKES)
FIND = pytest.mark.parametrize("find", [False, True])


def opened(query: Link | None = None, script: str = PAGE) -> AppTest:
    """The page, as a link opens it."""
    return opened_by(query, script)


def codes(page: AppTest) -> list[str]:
    return [code.value for code in page.code]


def texts(page: AppTest) -> str:
    """Every word of the page but the options of a question."""
    shown = [*page.markdown, *page.caption, *page.success, *page.info, *page.code]
    return "\n".join(element.value for element in shown)


def labels(page: AppTest) -> list[str]:
    return [radio.label for radio in page.radio]


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


def assert_at(page: AppTest, choice: Choice, view: View | None = None) -> None:
    """No exception; this mistake's film; and the link that spells it."""
    assert not page.exception, page.exception
    assert sent(page)[1] == film_of(choice.mistake)
    assert link(page) == choice.to_query() | (view or View()).to_query()


# ---- Told


@EVERY_MISTAKE
def test_a_told_mistake_shows_its_difference_its_sentence_and_what_was_said(name: str) -> None:
    page = opened({"mistake": name})
    assert_at(page, Choice(name))
    said = [message.text for message in wrong_run(MISTAKES[name]).messages]
    assert codes(page) == [difference(MISTAKES[name]), *said]
    assert MISTAKES[name].what_to_see in texts(page)
    assert (WORDS["silent"] in texts(page)) == (not said)
    assert labels(page) == [WORDS["mistake"]]


def test_every_mistake_is_reached_by_the_sidebar_and_is_in_the_link() -> None:
    page = opened()
    assert_at(page, Choice())
    for name in [*MISTAKES][::-1]:
        page.radio[0].set_value(name).run()
        assert_at(page, Choice(name))
        assert page.radio[0].value == name


# ---- To be found


@EVERY_MISTAKE
def test_what_is_to_be_found_shows_the_wrong_code_alone(name: str) -> None:
    number = str(KEYS.index(name) + 1)
    page = opened({"mistake": number, "find": "on"})
    assert_at(page, Choice(name, find=True))
    assert codes(page)[0] + "\n" == code_of(MISTAKES[name].wrong)
    assert difference(MISTAKES[name]) not in codes(page)
    assert labels(page) == [WORDS["question"]]
    assert page.radio[0].value is None
    assert list(page.radio[0].options) == [mistake.label for mistake in MISTAKES.values()]


@EVERY_MISTAKE
def test_before_it_is_revealed_no_word_and_no_link_gives_the_answer_away(name: str) -> None:
    page = opened({"mistake": name, "find": "on"})
    words_shown = texts(page)
    assert MISTAKES[name].label not in words_shown.replace(codes(page)[0], "")
    assert MISTAKES[name].what_to_see not in words_shown
    assert name not in link(page).values()


@EVERY_MISTAKE
def test_revealing_shows_the_answer_with_the_code(name: str) -> None:
    page = press(opened({"mistake": name, "find": "on"}), WORDS["reveal"])
    assert_at(page, Choice(name, find=True))
    assert codes(page)[0] == difference(MISTAKES[name])
    assert MISTAKES[name].what_to_see in texts(page)
    assert f"It is **{MISTAKES[name].label}**." in texts(page)


@pytest.mark.parametrize(("guess", "said"), [("sum", "Yes: **sum"), ("step", "No: it is **sum")])
def test_a_guess_is_judged_when_it_is_revealed(guess: str, said: str) -> None:
    page = opened({"mistake": "sum", "find": "on"})
    page.radio[0].set_value(guess).run()
    assert said not in texts(page)
    press(page, WORDS["reveal"])
    assert said in texts(page)
    assert page.radio[0].value == guess


def test_the_next_mistake_is_a_new_question_and_after_the_last_comes_the_first() -> None:
    page = press(opened({"find": "on", "step": "20"}), WORDS["reveal"])
    for number in [*range(2, len(KEYS) + 1), 1]:
        press(page, WORDS["next"])
        assert_at(page, Choice(KEYS[number - 1], find=True))
        assert f"Mistake {number} of {len(KEYS)}" in texts(page)
        assert page.radio[0].value is None
        assert difference(MISTAKES[KEYS[number - 1]]) not in codes(page)


def test_another_mistake_begins_at_step_0_and_finding_it_leaves_the_step() -> None:
    page = opened({"step": "20"})
    token = sent(page)[0]["goto"]["token"]
    page.toggle[0].set_value(True).run()
    assert_at(page, Choice(find=True), View(20))
    assert sent(page)[0]["goto"]["token"] == token, "the player was sent somewhere"
    press(page, WORDS["next"])
    assert_at(page, Choice(KEYS[1], find=True))
    goto = sent(page)[0]["goto"]
    assert goto["step"] == 0
    assert goto["token"] != token
    page.toggle[0].set_value(False).run()
    assert_at(page, Choice(KEYS[1]))


# ---- The link


@given(
    st.builds(Choice, st.sampled_from(KEYS), st.booleans()),
    st.builds(
        View,
        st.integers(0, mistakes_address.LAST_STEP),
        st.sampled_from([{}, {"log_loss": False}]),
    ),
)
@settings(always_the_same, max_examples=60)
def test_a_link_spells_the_page_and_is_read_as_it(choice: Choice, view: View) -> None:
    assert read(choice.to_query() | view.to_query()) == (choice, view, ())


NAMES = st.sampled_from(["mistake", "find", "step", "log_loss", "x"])


@given(st.dictionaries(NAMES, st.one_of(st.text(max_size=9), st.integers().map(str))))
@settings(always_the_same, max_examples=200)
def test_any_link_is_read_and_what_is_dropped_is_named(query: Link) -> None:
    choice, view, dropped = read(query)
    assert choice.mistake in MISTAKES
    assert 0 <= view.step <= mistakes_address.LAST_STEP
    assert set(dropped) <= set(query)
    kept = {name: text for name, text in query.items() if name not in dropped}
    assert read(kept) == (choice, view, ())


@FIND
def test_what_a_link_holds_that_cannot_be_used_is_named_in_plain_words(find: bool) -> None:
    query = {"mistake": "<b>", "colour": "<b>red</b>", "step": "7"} | (
        {"find": "on"} if find else {}
    )
    page = opened(query)
    (said,) = page.warning
    assert "`mistake`" in said.value
    assert "`colour`" in said.value
    assert "<" not in said.value
    assert_at(page, Choice(find=find), View(7))
    page.toggle[0].set_value(not find).run()
    assert not page.warning, "it was about the link"


def test_another_link_in_the_same_session_is_followed() -> None:
    """What Back does."""
    page = opened({"mistake": "sum", "step": "12"})
    token = sent(page)[0]["goto"]["token"]
    page.query_params.clear()
    page.query_params["mistake"] = "leaf"
    page.query_params["step"] = "3"
    page.run()
    assert_at(page, Choice("leaf"), View(3))
    assert page.radio[0].value == "leaf"
    assert sent(page)[0]["goto"]["token"] != token


@pytest.mark.parametrize(
    ("report", "query"),
    [
        ({"step": 20}, {"step": "20"}),
        ({"step": 20, "switches": {"log_loss": False}}, {"step": "20", "log_loss": "off"}),
        ({"step": 10**9}, {"step": "100"}),
        ({"step": -5}, {}),
        ({"step": "x", "switches": "y"}, {"step": "3"}),
    ],
)
def test_what_the_player_reports_is_in_the_link(report: dict[str, Any], query: Link) -> None:
    page = opened({"step": "3"}, script=REPORTS)
    page.session_state["mistakes_player"] = report
    page.run()
    assert not page.exception, page.exception
    assert link(page) == query


def test_the_menu_leads_from_the_lab_to_the_mistakes() -> None:
    page = AppTest.from_file(str(ROOT / "components" / "page.py"), default_timeout=60).run()
    assert not page.exception
    menu = [entry.proto.label for entry in page.get("page_link")]
    assert words.PAGES["mistakes"] in menu


@pytest.mark.faults_expected
@pytest.mark.parametrize(
    ("name", "part", "players"), [("film_of", "mistake", 0), ("difference", "words of", 1)]
)
def test_what_cannot_be_shown_of_a_mistake_leaves_the_choice_of_another(
    monkeypatch: pytest.MonkeyPatch, faults_logged: list[str], name: str, part: str, players: int
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no picture")

    faults.forget()
    monkeypatch.setattr(mistakes_page, name, fails)
    page = opened()
    assert not page.exception
    assert [box.value for box in page.error] == [words.FAULTS["section"]]
    assert len(page.get("bidi_component")) == players
    assert len(page.radio(key="mistakes_picked").options) == len(MISTAKES)
    assert [json.loads(line)["part"] for line in faults_logged] == [f"{part} zero_grad"]
