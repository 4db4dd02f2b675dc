"""Who goes to another page has left the one before: what was open or said there is over."""

from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from components import words
from components.lab.state import RATE_SLIDER
from models.experiment import Experiment
from tests.support.lab import PAGE, press, put, widget, widgets_of
from tests.support.linked import Link, link


def opened(query: Link | None = None) -> AppTest:
    """The lab, as a link opens it, with the way to the other pages."""
    page = AppTest.from_file(str(PAGE), default_timeout=60)
    page.query_params.update(query or {})
    return page.run()


def go_to(page: AppTest, name: str, **more: str) -> None:
    """Follow a link of the menu, or one like it with more in its query."""
    links = [link.proto for link in page.get("page_link")]
    (link,) = [link for link in links if link.label == words.PAGES[name]]
    page._page_hash = link.page_script_hash  # by itself, AppTest goes to files only
    page.query_params.clear()
    page.query_params.update(dict(parse_qsl(link.query_string)) | more)
    page.run()
    assert not page.exception, page.exception


@pytest.mark.parametrize("other", ["modules", "mistakes"])
def test_a_table_that_was_open_is_closed_when_the_visitor_comes_back(other: str) -> None:
    page = opened()
    press(page, words.DATA["edit"])
    assert page.get("dialog")
    page.run()
    assert page.get("dialog"), "whatever else runs the page meanwhile leaves it open"
    go_to(page, other)
    go_to(page, "lab")
    assert not page.get("dialog")
    press(page, words.DATA["edit"])
    assert page.get("dialog")


@pytest.mark.parametrize("name", words.PAGES)
def test_what_was_said_of_a_link_is_said_once(name: str) -> None:
    page = opened()
    go_to(page, name, colour="red")
    assert "colour" in page.warning[0].value
    page.run()
    assert page.warning, "until the visitor goes on"
    go_to(page, "modules" if name == "lab" else "lab")
    assert not page.warning
    go_to(page, name)
    assert not page.warning


def test_back_from_another_page_each_widget_says_what_the_pictures_show() -> None:
    told = Experiment(learning_rate=0.0268, epochs=30, start_weight=-3.0, standardise=True)
    page = opened(told.to_query())
    go_to(page, "modules")
    go_to(page, "lab")
    for name in widgets_of("typed"):
        assert widget(page, name).value == getattr(told, name), name
    assert widget(page, RATE_SLIDER).value == told.learning_rate
    put(page, "epochs", 40)
    assert link(page) == told.to_query() | {"epochs": "40"}
