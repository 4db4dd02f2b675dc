"""What would help a run is a button that does it: it changes what it names, and nothing else."""

import dataclasses
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.views.sentences.classification_verdict import verdict as of_classes
from components.views.sentences.terms import TERMS
from components.views.sentences.verdict import pieces, verdict
from models.datasets.preprocessing import rows_held_out
from models.experiment import Experiment
from tests.support.lab import REPORTS, opened, press, put, widget
from tests.support.linked import link, sent
from tests.support.runs import CLASSIFICATIONS, EDGES, EXPERIMENTS, run_of, trained

NO_LINE = 1  # a split seed which of the fourth quartet leaves equal x alone
STOPPED = Experiment(learning_rate=0.03)


def asked(*reports: Any) -> AppTest:
    """The lab at a run that was stopped, after these reports of the player."""
    page = opened({**STOPPED.to_query(), "step": "20"}, REPORTS)
    for report in reports:
        page.session_state["player"] = {"remedy": report}
        page.run()
        page.session_state["player"] = {}
    assert not page.exception
    return page


def test_each_remedy_changes_its_settings_in_the_link_and_in_the_widgets_and_keeps_the_step() -> (
    None
):
    for number, remedy in enumerate(verdict(trained(STOPPED)).remedies):
        page = asked({"number": number, "settings": remedy.settings})
        expected = Experiment.from_query(STOPPED.to_query() | remedy.settings)
        assert link(page) == expected.to_query() | {"step": "20"}
        for name in remedy.settings:
            assert widget(page, name).value == getattr(expected, name)
        assert widget(page, "learning_rate_slider").value == expected.learning_rate


def test_a_remedy_can_be_taken_and_taken_back_and_taken_again() -> None:
    page = asked({"number": 1, "settings": {"standardise": "on"}})
    widget(page, "standardise").set_value(False).run()
    assert "standardise" not in link(page)
    page.session_state["player"] = {"remedy": {"number": 2, "settings": {"standardise": "on"}}}
    page.run()
    assert link(page)["standardise"] == "on"


@pytest.mark.parametrize(
    "report",
    [
        None, 3, "x", [], {}, {"settings": None}, {"settings": {}}, {"settings": [1]},
        {"settings": {"epochs": "5000"}}, {"settings": {"file": "x"}},
        {"settings": {"learning_rate": "nan"}}, {"settings": {"learning_rate": "99"}},
        {"settings": {"learning_rate": 0.1}}, {"settings": {"standardise": "yes"}},
        {"settings": {"precision": "float16"}}, {"settings": {"standardise": "on", "x": "1"}},
        {"settings": {"learning_rate": None}}, {"settings": {"standardise": True}},
        {"settings": {"precision": ["float64"]}},
    ],
)  # fmt: skip
def test_what_is_no_remedy_changes_nothing(report: Any) -> None:
    page = asked(report)
    assert link(page) == STOPPED.to_query() | {"step": "20"}


def test_every_term_that_a_line_marks_is_explained() -> None:
    for name in [*EXPERIMENTS, *EDGES]:
        told = verdict(run_of(name))
        marked = [piece.term for piece in told.theory if piece.term]
        assert {"critical_rate", "lambda_max", "learning_rate"} <= set(marked)
        assert set(marked) <= set(TERMS)
    for name in CLASSIFICATIONS:
        marked = [piece.term for piece in of_classes(run_of(name)).theory if piece.term]
        assert "sure" in marked
        assert set(marked) <= set(TERMS)


def test_every_term_is_explained_in_one_sentence() -> None:
    for name, term in TERMS.items():
        assert term.said.endswith("."), name
        assert ". " not in term.said, name
        assert len(term.said) < 170, name


def test_pieces_put_together_are_the_sentence() -> None:
    found = pieces("a [b|loss] c.", "", "[d|rmse]")
    assert [dataclasses.astuple(piece) for piece in found] == [
        ("a ", ""),
        ("b", "loss"),
        (" c. ", ""),
        ("d", "rmse"),
    ]


def test_values_too_large_for_float32_are_said_to_be_that_and_a_button_takes_float64() -> None:
    rows = "radius,mass\n2439.7,3.3011e23\n6051.8,4.8675e24\n69911,1.8982e27\n"
    page = AppTest.from_string(PASTED.format(rows=rows), default_timeout=60).run()
    assert not page.exception
    assert any("too large for float32" in text.value for text in page.text)
    assert not any("expected 2" in text.value for text in page.text)
    press(page, "Use float64")
    assert not page.exception
    assert link(page)["precision"] == "float64"
    assert not any("too large" in text.value for text in page.text)
    assert sent(page)[1]


@pytest.mark.parametrize("asked_of", ["a link", "the widget"])
@pytest.mark.parametrize(("label", "rows"), [("Hold out none", 0), ("Another split", 3)])
def test_where_the_rows_left_to_train_on_will_not_do_a_button_holds_out_none_or_others(
    asked_of: str, label: str, rows: int
) -> None:
    split = Experiment(dataset="anscombe", quartet=4, held_out=0.3, split_seed=NO_LINE)
    if asked_of == "a link":
        page = opened(split.to_query())
    else:
        page = opened(dataclasses.replace(split, held_out=0.0).to_query())
        put(page, "held_out", 0.3)
    (said,) = [text.value for text in page.text if "are equal" in text.value]
    assert said.startswith("Of the rows that are left to train on, all values of “x4”")
    press(page, label)
    assert not page.exception
    assert not any("are equal" in text.value for text in page.text)
    now = Experiment.from_query(link(page))
    assert len(rows_held_out(11, now.held_out, now.split_seed)) == rows
    assert now == dataclasses.replace(split, held_out=now.held_out, split_seed=now.split_seed)
    assert sent(page)[1]


def test_why_data_cannot_be_used_is_a_sentence() -> None:
    rows = "x,y\n1,1e-320\n2,3e-320\n3,9e-320\n"
    page = AppTest.from_string(PASTED.format(rows=rows), default_timeout=60).run()
    said = [text.value for text in page.text if "squared" in text.value]
    assert said
    assert all(text[0].isupper() for text in said)


PASTED = """
import streamlit as st
from components.lab import page as lab_page
from components.session import uploaded_file

if "begun" not in st.session_state:
    st.session_state["begun"] = True
    st.query_params.from_dict(
        {{"dataset": "own", "file": "planets.csv", "standardise": "on", "learning_rate": "0.1"}}
    )
    uploaded_file.bring("planets.csv", {rows!r}.encode())
lab_page.show(lambda: None)
"""


def test_where_nothing_is_left_to_learn_nothing_is_offered() -> None:
    flat = Experiment(dataset="line", slope=0.0, noise=0.0, start_weight=0.0, start_bias=1.0)
    told = verdict(trained(flat))
    assert "nothing is left to learn" in told.text
    assert told.remedies == ()


def test_a_rate_far_below_what_the_data_bear_that_ends_far_from_the_lowest_loss_has_a_remedy() -> (
    None
):
    galton = Experiment("galton", standardise=True)
    assert [r.label for r in verdict(trained(galton)).remedies] == ["Set learning rate 0.5"]
    arrives = dataclasses.replace(galton, learning_rate=0.05)  # far, but near the lowest
    assert not verdict(trained(arrives)).remedies
    done = Experiment(learning_rate=0.005, epochs=5000)  # far, but nothing is left to learn
    assert not verdict(trained(done)).remedies
    near = dataclasses.replace(galton, learning_rate=0.3, epochs=2)  # not there, but not far
    assert not verdict(trained(near)).remedies
