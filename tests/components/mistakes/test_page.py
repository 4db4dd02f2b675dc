"""The mistakes page, without a browser: each mistake, told or to be found, in the link and back."""

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from components import words
from components.mistakes import link as mistakes_address
from components.mistakes import page as mistakes_page
from components.mistakes.link import KEYS, ORDERS, Choice, order, read
from components.mistakes.page import changed, film_of
from components.mistakes.quiz import Quiz
from components.monitoring import faults
from components.session.view import View
from components.style import SIZES
from models.datasets import DATASETS
from models.mistakes import MISTAKES, code_of, difference, right_run, wrong_run
from tests.support import boards
from tests.support.linked import Link, link, opened_by, sent
from tests.support.strategies import always_the_same

WORDS = words.MISTAKES
ROOT = Path(__file__).parents[3]
PAGE = """
from components.mistakes import page as mistakes_page

mistakes_page.show(lambda: None)
"""
# The player's report reaches the script by a callback, before the script; only a browser does it.
REPORTS = """
import streamlit as st
from components.mistakes import page as mistakes_page

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
    """The text of each block of code, a difference with its signs."""
    return [listed(block) for block in blocks(page)]


def blocks(page: AppTest) -> list[Any]:
    return [
        block
        for part in boards.parts(page, "codes")
        for _, boxes in part["groups"]
        for box in boxes
        for block in box["blocks"]
    ]


def listed(block: Any) -> str:
    lines = ["".join(text for _, text in line) for line in block["lines"]]
    return "".join(map("".join, zip(block["signs"] or [""] * len(lines), lines, strict=True)))


def quoted(page: AppTest) -> list[str]:
    """What PyTorch and Python said."""
    return [boards.said(t["line"]) for t in boards.parts(page, "text") if t["look"] == "quoted"]


def told(lines: list[str]) -> str:
    """Lines of a difference without the indentation of them all."""
    texts = dedent("\n".join(line[1:] for line in lines)).split("\n")
    return "\n".join(line[0] + text for line, text in zip(lines, texts, strict=True))


def texts(page: AppTest) -> str:
    """Every word of the page but the options of a question."""
    kinds = (page.markdown, page.caption, page.success, page.info, page.error)
    shown = [element.value for kind in kinds for element in kind]
    return "\n".join([*shown, boards.sentences(page), *codes(page)])


def labels(page: AppTest) -> list[str]:
    return [radio.label for radio in page.radio]


def asked(name: str) -> Link:
    """A link to the question of this mistake."""
    return Choice(name, find=True).to_query()


def press(page: AppTest, label: str) -> AppTest:
    (button,) = [button for button in page.button if button.label == label]
    return button.click().run()


def assert_at(page: AppTest, choice: Choice, view: View | None = None) -> None:
    """No exception; this mistake's film; and the link that spells it."""
    assert not page.exception, page.exception
    assert sent(page)[1] == film_of(choice.mistake)
    assert link(page) == choice.to_query() | (view or View()).to_query()


# ---- Told


@pytest.mark.slow
@EVERY_MISTAKE
@FIND
def test_data_learning_rate_and_steps_of_the_run_are_said(name: str, find: bool) -> None:
    page = opened(Choice(name, find=find).to_query())
    experiment = MISTAKES[name].experiment
    rate, steps = experiment.learning_rate, right_run(MISTAKES[name]).run.steps
    said = f"{DATASETS[experiment.dataset].label} · learning rate {rate} · {steps} steps"
    assert said in texts(page).splitlines()


@EVERY_MISTAKE
def test_a_told_mistake_shows_its_difference_its_sentence_and_what_was_said(name: str) -> None:
    page = opened({"mistake": name})
    assert_at(page, Choice(name))
    said = [message.text for message in wrong_run(MISTAKES[name]).messages]
    assert codes(page) == [told(difference(MISTAKES[name]).splitlines())]
    assert quoted(page) == said
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
def test_what_is_to_be_found_shows_the_question_and_the_wrong_code_alone(name: str) -> None:
    page = opened(asked(name))
    assert_at(page, Choice(name, find=True))
    assert codes(page) == [dedent(code_of(MISTAKES[name].wrong))]
    assert labels(page) == [WORDS["question"]]
    assert page.radio[0].value is None
    assert list(page.radio[0].options) == [mistake.label for mistake in MISTAKES.values()]


@EVERY_MISTAKE
def test_before_it_is_told_no_word_and_no_link_gives_the_answer_away(name: str) -> None:
    page = opened(asked(name))
    words_shown = texts(page)
    assert MISTAKES[name].label not in words_shown.replace(codes(page)[0], "")
    assert MISTAKES[name].what_to_see not in words_shown
    assert name not in link(page).values()


@EVERY_MISTAKE
def test_revealing_adds_the_answer_and_leaves_the_code(name: str) -> None:
    page = opened(asked(name))
    code = codes(page)[0]
    press(page, WORDS["reveal"])
    assert_at(page, Choice(name, find=True))
    assert codes(page) == [code, told(changed(MISTAKES[name]))]
    assert MISTAKES[name].what_to_see in texts(page)
    assert f"It is **{MISTAKES[name].label}**." in texts(page)
    assert page.radio[0].disabled
    assert WORDS["reveal"] not in [button.label for button in page.button]


@EVERY_MISTAKE
def test_a_right_guess_is_answered_at_once(name: str) -> None:
    page = opened(asked(name))
    code = codes(page)[0]
    page.radio[0].set_value(name).run()
    assert f"Yes: **{MISTAKES[name].label}**." in texts(page)
    assert codes(page) == [code, told(changed(MISTAKES[name]))]
    assert f"Found: **1 of {len(MISTAKES)}**, 1 with the first guess" in texts(page)


def test_a_wrong_guess_is_answered_at_once_and_another_is_taken() -> None:
    page = opened(asked("sum"))
    for guess, effect in [("step", "not move"), ("sign", "look alike"), ("item", "an error")]:
        page.radio[0].set_value(guess).run()
        (said,) = page.error
        assert said.value.startswith(f"Not “{MISTAKES[guess].label}”: ")
        assert effect in said.value
        assert MISTAKES["sum"].label not in texts(page)
        assert told(changed(MISTAKES["sum"])) not in codes(page)
        assert page.radio[0].value == guess
        assert not page.radio[0].disabled
    page.radio[0].set_value("sum").run()
    assert not page.error
    assert f"Yes: **{MISTAKES['sum'].label}**, at guess 4." in texts(page)
    assert f"Found: **1 of {len(MISTAKES)}**, 0 with the first guess" in texts(page)


def test_the_next_mistake_is_a_new_question_and_after_the_last_comes_the_first() -> None:
    page = press(opened({"find": "on", "place": "1", "step": "20"}), WORDS["reveal"])
    keys = order(1)
    for number in [*range(2, len(keys) + 1), 1]:
        press(page, WORDS["next"])
        assert_at(page, Choice(keys[number - 1], find=True))
        assert f"Mistake {number} of {len(keys)}" in texts(page)
        assert (page.radio[0].value is None) == (not page.radio[0].disabled) == (number != 1)
        is_told = told(changed(MISTAKES[keys[number - 1]])) in codes(page)
        assert is_told == (number == 1)
    assert f"Found: **0 of {len(MISTAKES)}**" in texts(page)


def test_a_new_order_is_in_the_link_and_begins_anew() -> None:
    page = opened(asked("sum"))
    page.radio[0].set_value("sum").run()
    press(page, WORDS["new_order"])
    seed = int(link(page)["order"])
    assert 1 < seed <= ORDERS
    assert_at(page, Choice(order(seed)[0], find=True, seed=seed))
    assert f"Found: **0 of {len(MISTAKES)}**" in texts(page)
    press(page, WORDS["next"])
    assert link(page) == {"find": "on", "order": str(seed), "place": "2"}
    assert_at(opened(link(page)), Choice(order(seed)[1], find=True, seed=seed))


def test_no_place_in_the_order_is_an_answer() -> None:
    """Whatever number is asked of, there are orders that have other mistakes in that place."""
    orders = [order(seed) for seed in range(1, 60)]
    assert all(sorted(one) == sorted(KEYS) for one in orders)
    for place in range(len(KEYS)):
        assert len({one[place] for one in orders}) == len(KEYS)
    assert order(1) != KEYS
    # A link that was sent around asks the same questions tomorrow, of the same mistakes.
    assert order(2)[:4] == ("item", "sum", "leaf", "zero_grad")


def test_another_mistake_begins_at_step_0_and_telling_it_leaves_the_step() -> None:
    page = opened(asked("sum") | {"step": "20"})
    token = sent(page)[0]["goto"]["token"]
    page.toggle[0].set_value(False).run()
    assert_at(page, Choice("sum"), View(20))
    assert sent(page)[0]["goto"]["token"] == token, "the player was sent somewhere"
    page.radio[0].set_value("leaf").run()
    assert_at(page, Choice("leaf"))
    goto = sent(page)[0]["goto"]
    assert goto["step"] == 0
    assert goto["token"] != token


@pytest.mark.parametrize("told", KEYS)
def test_a_round_begins_with_its_first_question_which_is_not_of_the_mistake_just_told(
    told: str,
) -> None:
    page = opened({"mistake": told, "step": "20"})
    page.toggle[0].set_value(True).run()
    query = link(page)
    seed = int(query.get("order", 1))
    assert (seed == 1) == (told != order(1)[0])
    assert query == Choice(order(seed)[0], find=True, seed=seed).to_query()
    assert order(seed)[0] != told
    press(page, WORDS["next"])
    asked_now = Choice(order(seed)[1], find=True, seed=seed)
    page.toggle[0].set_value(False).run()
    assert_at(page, Choice(asked_now.mistake))


def test_a_round_that_was_begun_goes_on_where_it_was_left() -> None:
    page = opened(asked("sum"))
    page.radio[0].set_value("leaf").run()
    page.toggle[0].set_value(False).run()
    page.toggle[0].set_value(True).run()
    assert_at(page, Choice("sum", find=True))


# ---- The link


CHOICES = st.one_of(
    st.builds(Choice, st.sampled_from(KEYS)),
    st.builds(Choice, st.sampled_from(KEYS), st.just(True), st.integers(1, ORDERS)),
)


@given(
    CHOICES,
    st.builds(
        View,
        st.integers(0, mistakes_address.LAST_STEP),
        st.sampled_from([{}, {"log_loss": False}]),
        size=st.sampled_from(SIZES),
    ),
)
@settings(always_the_same, max_examples=60)
def test_a_link_spells_the_page_and_is_read_as_it(choice: Choice, view: View) -> None:
    assert read(choice.to_query() | view.to_query()) == (choice, view, ())


def test_a_link_from_before_there_were_orders_opens_the_mistake_that_it_did() -> None:
    for number, key in enumerate(KEYS, 1):
        assert read({"find": "on", "mistake": str(number)})[0] == Choice(key, find=True)
    assert read({"find": "on"})[0] == Choice(KEYS[0], find=True)


def test_a_link_that_names_an_order_alone_opens_its_first_question() -> None:
    assert read({"find": "on", "order": "2"})[0] == Choice("item", find=True, seed=2)


NAMES = st.sampled_from(["mistake", "place", "find", "order", "step", "size", "log_loss", "x"])


@given(st.dictionaries(NAMES, st.one_of(st.text(max_size=9), st.integers().map(str))))
@settings(always_the_same, max_examples=200)
def test_any_link_is_read_and_what_is_dropped_is_named(query: Link) -> None:
    choice, view, dropped = read(query)
    assert choice.mistake in MISTAKES
    assert 0 <= view.step <= mistakes_address.LAST_STEP
    named = {part.key for part in dropped}
    assert named <= set(query)
    assert all(part.reason for part in dropped)
    kept = {name: text for name, text in query.items() if name not in named}
    assert read(kept) == (choice, view, ())


@FIND
def test_what_a_link_holds_that_cannot_be_used_is_named_in_plain_words(find: bool) -> None:
    query = {"mistake": "<b>", "colour": "<b>red</b>", "step": "7"} | (
        {"find": "on"} if find else {}
    )
    page = opened(query)
    (said,) = page.warning
    assert f"{WORDS['mistake']}: choose one of those in the list" in said.value
    assert "`colour`: not a setting of this page" in said.value
    assert "<" not in said.value
    assert_at(page, Choice(KEYS[0], find=find), View(7))
    page.toggle[0].set_value(not find).run()
    assert not page.warning, "it was about the link"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"find": "on", "place": "99"}, f"{WORDS['place']}: must be between 1 and {len(KEYS)}"),
        ({"find": "on", "order": "0"}, f"{WORDS['order']}: must be between 1 and {ORDERS}"),
        ({"find": "yes"}, f"{WORDS['find']}: either on or off"),
        ({"step": "999999"}, "Step: must be between 0 and 100"),
        ({"size": "3"}, f"{words.LINKED['size']}: no such value"),
        ({"log_loss": "maybe"}, f"{words.LINKED['log_loss']}: either on or off"),
    ],
)
def test_of_what_a_link_holds_that_cannot_be_used_the_notice_says_why_and_can_be_closed(
    query: Link, reason: str
) -> None:
    page = opened(query)
    (said,) = page.warning
    assert said.value == f"{words.DROPPED} {reason}"
    page.run()
    assert page.warning, "until it is closed"
    press(page, words.CLOSE)
    assert not page.warning


@pytest.mark.parametrize(
    ("name", "texts", "label"),
    [
        ("step", ["20", "30"], words.LINKED["step"]),
        ("find", ["on", "off"], WORDS["find"]),
    ],
)
def test_of_a_key_that_is_repeated_the_last_counts_and_the_page_says_so(
    name: str, texts: list[str], label: str
) -> None:
    page = AppTest.from_string(PAGE, default_timeout=60)
    page.query_params[name] = texts
    page.run()
    (said,) = page.warning
    assert f"{label}: said more than once, and the last counts" in said.value
    assert page.query_params.get(name, ["off"]) in (texts[-1], [texts[-1]])


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
    page = AppTest.from_file(
        str(ROOT / "components" / "frame" / "page.py"), default_timeout=60
    ).run()
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
    shown = [each.proto.component_name for each in page.get("bidi_component")]
    assert shown.count("regression_lab.player") == players
    assert len(page.radio(key="mistakes_picked").options) == len(MISTAKES)
    assert [json.loads(line)["part"] for line in faults_logged] == [f"{part} zero_grad"]


# ---- The round


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from([*KEYS, None]))))
@settings(always_the_same, max_examples=200)
def test_a_round_counts_what_was_found_before_it_was_revealed(
    done: list[tuple[str, str | None]],
) -> None:
    """None: the answer is revealed."""
    quiz = Quiz()
    for name, guess in done:
        quiz = quiz.reveal(name) if guess is None else quiz.guess(name, guess)
    found = at_first = 0
    for name in KEYS:
        guesses = [guess for of, guess in done if of == name]
        first = next((i for i, g in enumerate(guesses) if g in (name, None)), None)
        assert quiz.is_told(name) == (first is not None)
        is_found = first is not None and guesses[first] == name
        assert quiz.is_found(name) == is_found
        found += is_found
        at_first += is_found and first == 0
    assert (quiz.found, quiz.at_first) == (found, at_first)
