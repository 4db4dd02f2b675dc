"""A link is the page: what is written is read again, and what is junk is named, harmlessly."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from components import words
from components.lab.link import read
from components.session.link import plain, sentence
from components.session.view import PARTS, SWITCHES, View, reported
from components.style import SIZES
from models.experiment import NUMBERS, SETTINGS, Dropped, Experiment
from models.steps.anatomy import PHASES
from tests.support.strategies import always_the_same, experiments

# What Markdown, HTML, LaTeX and Streamlit's own directives are made of.
SPECIAL = "<>[](){}*#|\\$~&!:;\"'`=/^\n\r\t\u202e"
hostile = st.text(st.sampled_from(SPECIAL + "abc_é한1"), max_size=60)
switches = st.dictionaries(st.sampled_from(list(SWITCHES)), st.booleans())


@st.composite
def pages(draw: st.DrawFn) -> tuple[Experiment, View]:
    """An experiment, and a view that it has."""
    experiment = draw(experiments())
    step, phase = draw(st.integers(0, experiment.epochs)), draw(st.sampled_from(PHASES))
    size = draw(st.sampled_from(SIZES))
    return experiment, View(step, draw(switches), phase, size=size)


def as_shown(view: View) -> tuple[int, dict[str, bool], str, float]:
    """The step, how each switch stands, the call that is seen, if any, and how large all is."""
    stand = SWITCHES | dict(view.switches)
    return view.step, stand, view.phase if stand["inside"] else PHASES[0], view.size


@pytest.mark.slow
@given(pages())
@settings(always_the_same, max_examples=100)
def test_what_is_written_is_read_again(page: tuple[Experiment, View]) -> None:
    experiment, view = page
    query = experiment.to_query() | view.to_query()
    again, seen, dropped = read(query)
    assert (again, as_shown(seen), dropped) == (experiment, as_shown(view), ())
    assert again.to_query() | seen.to_query() == query


def test_the_tutorials_address_is_bare() -> None:
    assert Experiment().to_query() | View().to_query() == {}
    assert View(0, dict(SWITCHES)).to_query() == {}


def test_no_setting_has_the_name_of_a_part_of_the_view() -> None:
    assert set(SETTINGS).isdisjoint(PARTS)


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20)))
@example({"step": "-1"})
@example({"step": "٣"})
@example({"step": "²"})
@example({"step": "9" * 5000, "epochs": "9" * 5000})
@example({"squares": "yes", "log_loss": ""})
@example({"phase": "forward"})
@example({"phase": "sideways", "inside": "on"})
@example({"learning_rate": "nan", "epochs": "1e400", "slope": "inf", "samples": "2.5"})
@settings(always_the_same, max_examples=200)
def test_any_query_is_read_and_all_that_is_dropped_is_named(query: dict[str, str]) -> None:
    experiment, view, dropped = read(query)
    used = experiment.to_query() | view.to_query()
    named = {part.key for part in dropped}
    assert named <= set(query)
    for key in set(query) - named:
        assert key in SETTINGS or key in {"step", "phase", *SWITCHES}
        stands = as_shown(view)[1].get(key)
        assert key in used or key in SETTINGS or stands in (None, SWITCHES.get(key))
    assert 0 <= view.step <= NUMBERS["epochs"].high
    assert read(used)[2] == ()


@given(st.dictionaries(st.sampled_from([*SETTINGS, "step", "phase", *SWITCHES]), hostile))
@settings(always_the_same, max_examples=200)
def test_a_value_that_is_no_value_leaves_the_default_and_is_named(query: dict[str, str]) -> None:
    experiment, view, dropped = read(query)
    named = {part.key for part in dropped}
    for key in named & set(SETTINGS):
        assert getattr(experiment, key) == getattr(Experiment(), key)
    if "step" in named:
        assert view.step == 0


def test_a_step_behind_the_end_of_a_run_is_kept_for_a_run_that_has_it() -> None:
    assert read({"step": "50", "epochs": "20"})[1].step == 50
    assert read({"step": "5000", "epochs": "20"})[1:] == (View(step=5000), ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        *((text, "must be between 0 and 5000") for text in ("5001", "99999", "-1", "9" * 5000)),
        *((text, "not a whole number") for text in ("10^9", "", "2.5", "<b>")),
    ],
)
def test_of_a_step_that_no_run_has_its_bounds_are_said(text: str, why: str) -> None:
    _, view, dropped = read({"step": text})
    assert sentence(dropped) == f"Step: {why}"
    assert view.step == 0


def test_each_part_of_a_contradiction_is_named() -> None:
    experiment, _, dropped = read({"x_min": "5", "x_max": "4", "samples": "20"})
    assert {part.key for part in dropped} == {"x_min", "x_max"}
    assert (experiment.x_min, experiment.x_max, experiment.samples) == (0.0, 10.0, 20)


@given(hostile)
@settings(always_the_same, max_examples=200)
def test_plain_text_holds_nothing_that_marks_up(text: str) -> None:
    assert plain(text)
    assert len(plain(text)) <= 40
    assert not set(plain(text)) & set(SPECIAL)


def outside_code(markdown: str) -> str:
    """A sentence without its code spans, of which each must be closed and plain."""
    parts = markdown.split("`")
    assert len(parts) % 2 == 1, "a code span is left open"
    assert all(re.fullmatch(r"[\w.+-]+|\?", span) for span in parts[1::2])
    return "".join(parts[::2])


any_key = st.one_of(hostile, st.sampled_from([*SETTINGS, "step", "phase", *SWITCHES]))


@given(st.dictionaries(any_key, hostile, min_size=1, max_size=30))
@example({"<script>alert(1)</script>": "x", "[a](http://b)": ":red[c]", "`": "`", "$x$": "$y$"})
@settings(always_the_same, max_examples=200)
def test_the_sentence_of_what_was_dropped_marks_nothing_up(query: dict[str, str]) -> None:
    text = outside_code(sentence(read(query)[2]))
    assert not set(text) & set("<>[]{}*#|\\$~&!`\n\r\u202e")
    assert not re.search(r":\w+:|https?:", text)
    assert "한" not in text, "a stranger's word stands outside a code span"


def test_the_sentence_names_each_part_as_the_page_does_and_why() -> None:
    _, _, dropped = read({"epochs": "0", "color": "red", "step": "-3", "dataset": "lines"})
    assert sentence(dropped) == (
        "Epochs: must be between 1 and 5000 · `color`: not a setting · "
        "Data: there is no data set `lines`; this is Tutorial: y = 2x + 1 · "
        "Step: must be between 0 and 5000"
    )


@pytest.mark.parametrize(
    ("named", "said"), [("Diabetes", "Diabetes"), ("<b>x</b>", "bxb"), ("<>", "?"), ("_a_", "_a_")]
)
def test_data_that_there_are_not_are_named_and_so_are_those_that_are_shown(
    named: str, said: str
) -> None:
    experiment, _, dropped = read({"dataset": named, "epochs": "50"})
    assert experiment == Experiment(epochs=50)
    assert sentence(dropped) == f"Data: there is no data set `{said}`; this is Tutorial: y = 2x + 1"


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"features": "a,b"}, "Features: these data leave no choice of it"),
        ({"dataset": "iris_species", "target": "x"}, "Target: these data leave no choice of it"),
        ({"dataset": "diabetes", "features": ""}, "Features: nothing is named"),
        ({"dataset": ""}, "Data: nothing is named"),
        ({"dataset": "own", "target": ""}, "Target: nothing is named"),
        ({"learn": "class"}, "Learn: these data leave no choice of it"),
        ({"precision": "float16"}, "Precision: choose one of float32, float64"),
    ],
)
def test_columns_that_are_none_do_not_pass_without_a_word(query: dict[str, str], said: str) -> None:
    experiment, view, dropped = read(query)
    assert sentence(dropped) == said
    assert experiment == Experiment(dataset=query.get("dataset") or "tutorial")
    assert read(experiment.to_query() | view.to_query())[2] == ()


def test_every_part_of_a_view_has_a_name_on_the_page() -> None:
    assert set(words.LINKED) == set(PARTS) == {"step", "phase", "plane", "size", *SWITCHES}


def test_a_long_list_of_what_was_dropped_is_cut() -> None:
    text = sentence(tuple(Dropped(f"key{i}", "") for i in range(500)))
    assert len(text) < 500
    assert "492" in text


@pytest.mark.parametrize("value", [3, 0, -1, 1.1, True, "1.2", None, [1.2]])
def test_a_size_that_is_not_offered_changes_nothing(value: object) -> None:
    assert reported(View(size=1.4), "size", value, 100) == View(size=1.4)
    _, view, dropped = read({"size": str(value)})
    assert view.size == (1.2 if value == "1.2" else 1)
    assert [part.key for part in dropped] == ([] if value == "1.2" else ["size"])


def test_a_size_that_the_player_reports_is_in_the_link() -> None:
    assert reported(View(), "size", 1.6, 100).to_query() == {"size": "1.6"}
    assert reported(View(size=1.6), "size", 1, 100).to_query() == {}
