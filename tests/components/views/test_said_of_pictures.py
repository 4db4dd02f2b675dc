"""What pictures have besides their curves is known where it is told: switches, titles, terms."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from components import words
from components.film.packing import pack_run
from components.mistakes import link as mistakes_address
from components.session.view import SWITCHES
from components.views import comparison
from components.views.sentences.terms import TERMS
from models.experiment import Experiment
from tests.support.reading import read_film
from tests.support.runs import trained

COMPONENTS = Path(__file__).parents[3] / "components"
EXPERIMENTS = {
    "one feature": Experiment(),
    "several": Experiment("scales"),
    "powers": Experiment("polynomial"),
    "a class": Experiment("hours", learning_rate=0.5),
    "classes": Experiment("classes", learning_rate=0.2),
    "held out": Experiment("line", held_out=0.3),
    "several, held out": Experiment("diabetes", held_out=0.3, standardise=True),
    "classes, held out": Experiment("classes", learning_rate=0.2, held_out=0.3),
    "diverged": Experiment(learning_rate=0.03),
}


@cache
def head(name: str) -> dict[str, Any]:
    return read_film(pack_run(trained(EXPERIMENTS[name]))).head


def terms_in(part: Any) -> Iterator[str]:
    """Each term that a part of a film names, by itself or within a text."""
    if isinstance(part, dict):
        for name, value in part.items():
            if name == "term":
                yield value
            elif name == "terms" and isinstance(value, list):
                yield from value
            else:
                yield from terms_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from terms_in(value)
    elif isinstance(part, str):
        yield from re.findall(r"\{(\w+)\|term\}", part)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_each_switch_of_a_picture_is_in_the_link_and_in_the_help(name: str) -> None:
    switches = [switch for panel in head(name)["panels"] for switch in panel["switches"]]
    assert switches
    for switch in switches:
        assert switch["pressed"] == SWITCHES[switch["name"]]
        assert switch["label"] in words.HELP["Switches"]


def test_each_term_that_a_text_marks_is_one_that_is_explained() -> None:
    sources = "".join(path.read_text("utf-8") for path in COMPONENTS.rglob("*.py"))
    marked = set(re.findall(r"\[[^\[\]\n]+\|([a-z_0-9]+)\]", sources)) - {"term"}
    assert {"learning_rate", "accumulate"} < marked <= set(TERMS)


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_each_picture_is_in_the_help(name: str) -> None:
    assert {panel["title"] for panel in head(name)["panels"]} <= set(words.HELP["Pictures"])


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_each_term_that_a_film_names_is_explained(name: str) -> None:
    named = {term for term in terms_in(head(name)) if term}
    assert named
    assert named <= set(TERMS)
    for template in re.findall(r"\{(\w+)\|term\}", str(head(name))):
        assert TERMS[template].word, template


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_what_a_switch_shows_is_seen_at_first_just_where_it_is_pressed(name: str) -> None:
    for panel in head(name)["panels"]:
        traces = panel["figure"]["data"]
        for switch in panel["switches"]:
            for shown, turned in (("shown_on", True), ("shown_off", False)):
                for trace in switch[shown]:
                    is_seen = traces[trace].get("visible", True)
                    assert is_seen == (switch["pressed"] == turned), (panel["name"], trace)


@pytest.mark.parametrize("switch", comparison.SWITCHES)
def test_each_switch_that_mistakes_shows_is_in_its_link(switch: str) -> None:
    turned = "off" if SWITCHES[switch] else "on"
    _, view, dropped = mistakes_address.read({switch: turned})
    assert view.switches == {switch: not SWITCHES[switch]}
    assert dropped == ()
