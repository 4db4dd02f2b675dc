"""Names come from strangers' files: everywhere they are shown as the text they are."""

import json
import re
from dataclasses import replace
from html import unescape
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from components.film.packing import pack_run
from components.style import as_text, axis, in_template, shortened
from components.views import labels, presentation
from components.views.presentation import panels
from tests.support.many import HOSTILE, cloud, learned, many, polynomial
from tests.support.reading import read_film
from tests.support.strategies import always_the_same

# As Plotly has them (svg_text_utils.js, lib/index.js).
TAG = re.compile(r"<[^<>]*>")
TO_FILL_IN = re.compile(r"%\{([^\s%{}:]*)([:|\|][^}]*)?\}")
TEX = re.compile(r"[$]+[^$]*[$]+")
# As film.js has it.
SERIES = re.compile(r"^\{(\w+)(?:\|(\w+))?\}$", re.ASCII)

any_name = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))


@given(any_name)
@example("%{x}")
@example("%%{x}")
@example("&lt;b&gt;")
@example("<br>")
@always_the_same
def test_what_plotly_shows_of_a_name_is_the_name(name: str) -> None:
    written = as_text(name)
    assert not TAG.search(written)
    assert not TO_FILL_IN.search(written)
    assert not TEX.search(written)
    assert unescape(written) == unescape(unescape_once_less(shortened(name)))


def unescape_once_less(text: str) -> str:
    """The text itself, in a form that `unescape` brings back to it."""
    return text.replace("&", "&amp;")


@given(any_name, any_name)
@example("{w}", "{loss|signed}")
@example("{", "}")
@example("a{b{c}", "{")
@always_the_same
def test_a_name_in_a_template_asks_for_no_number(one: str, other: str) -> None:
    template = f"{in_template(one)} {{step}} {in_template(other)}"
    parts = [part for part in re.split(r"(\{[^}]+\})", template) if part]
    asked = [part for part in parts if SERIES.match(part)]
    assert asked == ["{step}"]
    seen = f"{shortened(one)} {{step}} {shortened(other)}"
    assert plain(template) == plain(seen)


def plain(text: str) -> str:
    """The text without what is not seen, and with a brace for its wide twin."""
    return text.replace("\N{WORD JOINER}", "").replace("\N{FULLWIDTH LEFT CURLY BRACKET}", "{")


@given(st.text(max_size=300), st.integers(3, 60))
@always_the_same
def test_a_name_is_one_line_and_no_longer_than_there_is_room(name: str, longest: int) -> None:
    line = shortened(name, longest)
    assert len(line) <= longest
    assert len(line.splitlines()) <= 1
    assert len(name) > longest or line == " ".join(name.split())


def texts_of(figure: dict[str, Any]) -> list[str]:
    """Every text that Plotly reads of a figure: titles, names, hover."""
    layout = figure["layout"]
    texts = [layout[a]["title"]["text"] for a in ("xaxis", "yaxis")]
    for trace in figure["data"]:
        for said in (trace[key] for key in ("name", "hovertemplate", "text") if key in trace):
            texts += said if isinstance(said, list) else [said]
    return texts


OURS = {"<br>", "<extra>", "</extra>"}
FILLED = {"x", "y", "customdata", "pointNumber"}


@pytest.mark.parametrize("name", ["hostile names", "line, hostile"])
def test_no_name_is_markup_or_a_placeholder_in_a_figure(name: str) -> None:
    for panel in panels(many(name)):
        texts = texts_of(json.loads(json.dumps(panel.figure.to_plotly_json())))
        assert texts
        for text in texts:
            assert set(TAG.findall(text)) <= OURS, text
            assert {found[0] for found in TO_FILL_IN.findall(text)} <= FILLED
            assert not TEX.search(text)
        known = set(read_film(pack_run(many(name))).head["series"]) | {"step"}
        for template in (panel.now, panel.alternative):
            asked = [s[1] for p in re.split(r"(\{[^}]+\})", template) if (s := SERIES.match(p))]
            assert set(asked) <= known


def test_every_hostile_name_is_read_in_hover_in_the_table_and_by_who_listens() -> None:
    run = many("hostile names")
    by_name = {panel.name: panel for panel in panels(run)}
    hovers = " ".join(texts_of(by_name["parameters"].figure.to_plotly_json()))
    rows = [column for table in presentation.tables(run) for column in table.columns]
    written = [cell for column in rows if isinstance(column.cells, list) for cell in column.cells]
    for i, name in enumerate(HOSTILE):
        assert as_text(shortened(name, 20)) in hovers
        assert f"of {shortened(name)}" in written
        panel = presentation.panels(run, (i, 8))[1]
        assert shortened(name, 24) in plain(panel.alternative)


def test_the_name_of_a_powers_feature_is_text_too() -> None:
    run = learned(replace(polynomial(2), powers_of="{w} <b>x</b>"), epochs=2)
    panel = panels(run)[0]
    assert panel.figure.layout.xaxis.title.text == "{w} &lt;b&gt;x&lt;/b&gt;"
    assert "{w} <b>x</b> at step {step}" in plain(panel.alternative)
    assert "{w}" not in panel.alternative


def test_an_axis_shows_its_title_as_text() -> None:
    assert axis("<i>x</i>")["title"]["text"] == "&lt;i&gt;x&lt;/i&gt;"


def test_names_carry_their_units() -> None:
    assert labels.with_unit("weight", "kg") == "weight (kg)"
    assert labels.with_unit("weight", " ") == "weight"
    data = replace(cloud(9, 2), feature_units=("m", ""))
    assert [labels.feature(data, k) for k in (0, 1)] == ["f0 (m)", "f1"]
