"""Bounds hold on the server: whatever is sent in Streamlit's own protocol, the page goes on."""

from __future__ import annotations

import json
import math

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.proto.WidgetStates_pb2 import WidgetState

from components import words
from components.words import DATA
from models.experiment import NUMBERS, Experiment
from tests.protocol import refused
from tests.protocol.visitor import Answer, Visitor, visiting
from tools.serve import Server

# Of each kind of widget, one page that has it; of the data sets, those with widgets of their own.
LINKS = [
    ("", "dataset=line&held_out=0.2"),
    ("", "dataset=diabetes&start=seeded"),
    ("", "dataset=own"),
    ("", "dataset=drawn&inside=on"),
    ("modules", ""),
    ("mistakes", ""),
    ("mistakes", "find=on"),
]


def assert_fine(answer: Answer, server: Server, sent: str) -> None:
    """No exception on the page, and none in the server's log."""
    assert answer.exceptions == [], sent
    assert "Traceback" not in server.output(), f"{sent}: {server.output()[-2000:]}"


def is_told(answer: Answer) -> bool:
    return words.REFUSED in answer.texts


def a_valid_change(visitor: Visitor, answer: Answer) -> None:
    """The widgets still do what they are there for."""
    changes = {
        "epochs": WidgetState(double_value=7),
        "layer_seed": WidgetState(int_value=7),
        "mistakes_find": WidgetState(bool_value="find" not in visitor.query),
    }
    names = {widget_id.rpartition("-")[2].partition(" ")[0] for widget_id in answer.widgets}
    name = next(name for name in changes if name in names)
    changes[name].id = answer.id_of(name)
    before = dict(visitor.query)
    after = visitor.send(changes[name])
    assert after.exceptions == []
    assert not is_told(after)
    assert visitor.query != before


@pytest.mark.slow
@pytest.mark.parametrize(("page", "query"), LINKS)
def test_whatever_is_sent_of_any_widget_the_page_goes_on_and_says_what_was_refused(
    server: Server, page: str, query: str
) -> None:
    with visiting(server) as visitor:
        answer = visitor.open(page, query)
        assert_fine(answer, server, f"{page}?{query}")
        before = dict(visitor.query)
        for together in zip(*map(refused.of, answer.widgets), strict=True):
            name = together[0][0]
            after = visitor.send(*(state for _, state in together))
            assert_fine(after, server, f"{page}?{query}: {name}")
            assert is_told(after), name
            if query != "dataset=own":  # any text may be pasted: it is read, or refused, as a table
                assert visitor.query == before, name
        a_valid_change(visitor, answer)


def test_a_number_out_of_bounds_is_refused_and_the_last_one_stays(server: Server) -> None:
    """Streamlit by itself makes the least number of it, unsaid."""
    with visiting(server) as visitor:
        answer = visitor.open("", "epochs=40&dataset=line")
        for value in (0.0, 5001.0, 1e300, math.nan, math.inf):
            after = visitor.send(WidgetState(id=answer.id_of("epochs"), double_value=value))
            assert is_told(after), value
            assert Experiment.from_query(visitor.query).epochs == 40
        a_valid_change(visitor, answer)


def test_a_number_that_is_no_whole_one_is_refused_in_words(server: Server) -> None:
    with visiting(server) as visitor:
        answer = visitor.open("", "epochs=40&dataset=line")
        after = visitor.send(WidgetState(id=answer.id_of("epochs"), double_value=10.5))
        assert any("not a whole number" in text for text in after.texts)
        assert Experiment.from_query(visitor.query).epochs == 40
        a_valid_change(visitor, answer)


def test_an_emptied_field_changes_nothing_and_is_asked_for(server: Server) -> None:
    """Streamlit by itself makes the least number of it, unsaid."""
    with visiting(server) as visitor:
        answer = visitor.open("", "epochs=40&dataset=line")
        for name in ("epochs", "learning_rate"):
            emptied, before = WidgetState(id=answer.id_of(name)), dict(visitor.query)
            after = visitor.send(emptied)
            assert any(NUMBERS[name].label in text for text in after.texts)
            assert visitor.query == before
            visitor.send(WidgetState(id=emptied.id, double_value=7))
        assert visitor.query == {"dataset": "line", "epochs": "7", "learning_rate": "7.0"}
    with visiting(server) as visitor:  # a browser that comes back to a server which was restarted
        after = visitor.send(emptied)
        assert after.widgets[after.id_of("learning_rate")].value == Experiment().learning_rate


def test_a_value_of_another_kind_does_not_follow_the_visitor_into_every_run(server: Server) -> None:
    """Streamlit by itself fails at it again and again."""
    with visiting(server) as visitor:
        answer = visitor.open("", "dataset=line")
        for kind in ({"string_value": "x"}, {"bool_value": True}, {"json_value": "3"}):
            state = WidgetState(id=answer.id_of("slope"), **kind)
            assert is_told(visitor.send(state))
        a_valid_change(visitor, answer)


def test_a_value_that_comes_before_its_widget_is_refused_too(server: Server) -> None:
    """As of a browser that comes back to a server which knows nothing of it."""
    with visiting(server) as visitor:
        epochs = visitor.open().id_of("epochs")
    with visiting(server) as visitor:
        after = visitor.send(WidgetState(id=epochs, string_value="x"))
        assert_fine(after, server, "epochs, first of all")
        a_valid_change(visitor, after)


def test_a_report_of_what_no_player_has_leaves_the_view_where_it_was(server: Server) -> None:
    """A step that is True, a switch that is a text, and a switch that there is not."""
    with visiting(server) as visitor:
        answer = visitor.open("", "step=3")
        player = answer.id_of("player")
        for report in refused.REPORTS:
            visitor.send(WidgetState(id=player, json_value=report))
            assert visitor.query == {"step": "3"}, report
        report = json.dumps({"step": 10**400, "switches": {"squares": True, "no": True}})
        visitor.send(WidgetState(id=player, json_value=report))
        assert visitor.query == {"step": "5000", "squares": "on"}


def test_a_file_that_the_server_does_not_have_is_no_exception(server: Server) -> None:
    """As after a restart: the browser still tells of the file that it had sent."""
    with visiting(server) as visitor:
        answer = visitor.open("", "dataset=own&file=mine.csv")
        state = WidgetState(id=answer.id_of("own_upload"))
        info = state.file_uploader_state_value.uploaded_file_info.add(file_id="gone", name="m.csv")
        info.size = 12
        after = visitor.send(state)
        assert_fine(after, server, "a file that is gone")
        assert any("does not have the file mine.csv" in text for text in after.texts)
        anew = [i for i in after.widgets if i not in answer.widgets and "-own_upload " in i]
        assert len(anew) == 1, "an uploader that shows no file"
        again = visitor.send(state)
        assert_fine(again, server, "the same once more")
        assert again.id_of("own_upload") == anew[0]


@pytest.mark.slow
@pytest.mark.parametrize("cell", refused.CELLS)
def test_a_press_on_no_cell_traces_none(server: Server, cell: str) -> None:
    with visiting(server) as visitor:
        presses = _make_trigger_id(visitor.open("modules").id_of("layer_pictures"), "events")
        pressed = f'[{{"event": "cell", "value": {cell}}}]'
        state = WidgetState(id=presses, json_trigger_value=pressed)
        assert_fine(visitor.send(state), server, cell)
        assert visitor.query.keys().isdisjoint({"row", "column"})


def test_a_press_on_a_cell_traces_it(server: Server) -> None:
    """By the same message, so that the refused ones above are refused for what they say."""
    with visiting(server) as visitor:
        presses = _make_trigger_id(visitor.open("modules").id_of("layer_pictures"), "events")
        visitor.send(
            WidgetState(id=presses, json_trigger_value='[{"event": "cell", "value": [2, 1]}]')
        )
        assert visitor.query == {"row": "2", "column": "1"}


@pytest.mark.slow
def test_an_address_is_no_better_believed_than_a_widget(server: Server) -> None:
    hostile = ["epochs=NaN", "epochs=" + "9" * 5000, "step=" + "9" * 400, "%00=%FF", "a=" * 20_000]
    hostile += ["points=" + "1,2;" * 50_000, "features=" + "%22" * 9999, "switches=%7B%7D"]
    for query in hostile:
        for page in ("", "modules", "mistakes"):
            with visiting(server) as visitor:
                assert_fine(visitor.open(page, query), server, f"{page}?{query[:60]}")


def test_hostile_edits_of_the_table_are_refused_and_the_page_goes_on(server: Server) -> None:
    """Streamlit by itself fails at some in each run from then on, and logs the cells of others."""
    with visiting(server) as visitor:
        answer = visitor.open("", "dataset=line")
        (edit,) = [i for i, w in answer.widgets.items() if getattr(w, "label", "") == DATA["edit"]]
        after = visitor.send(WidgetState(id=edit, trigger_value=True))
        for edits in (
            {"edited_rows": {"999": {"x": 1}}},
            {"edited_rows": {"0": {"a column of mine": 1}}},
            {"edited_rows": {"0": {"x": "a cell of mine"}}},
            {"added_rows": [{"x": "a cell of mine"}]},
        ):
            editor = after.id_of("edited_rows")
            after = visitor.send(WidgetState(id=editor, string_value=json.dumps(edits)))
            assert_fine(after, server, str(edits))
            assert is_told(after), edits
            after = visitor.send()  # which makes another editor
            assert not is_told(after), edits
        a_valid_change(visitor, answer)
    assert "of mine" not in server.output()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("&".join(f"a{i}=1" for i in range(1001)), "more_than_1000_parts"),
        (f"points={'1,2;' * 140_000}", "more_than_512_kB"),
    ],
)
def test_a_link_that_is_too_long_is_said_and_the_page_is_the_first_one(
    server: Server, query: str, said: str
) -> None:
    """Streamlit by itself drops it, unsaid."""
    with visiting(server) as visitor:
        answer = visitor.open("", query)
        assert any(said in text for text in answer.texts)
        assert visitor.query == {}
