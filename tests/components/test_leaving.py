"""Going to another page, and back."""

from urllib.parse import parse_qsl

from streamlit.testing.v1 import AppTest

from components import words
from components.visit import RATE_SLIDER
from models.experiment import Experiment
from tests.components.test_page import PAGE, Link, link, put, widget, widgets_of


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
