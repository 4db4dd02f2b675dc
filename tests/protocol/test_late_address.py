"""Back, pressed before the browser heard what was written: the bar says what the page shows."""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.protocol.visitor import visiting
from tools.serve import Server

# Page, a widget by its key, what it says, and the address that is written for it.
PAGES: list[tuple[str, str, dict[str, object], dict[str, str]]] = [
    ("", "epochs", {"double_value": 7.0}, {"epochs": "7"}),
    ("modules", "batch", {"int_value": 3}, {"batch": "3"}),
    ("mistakes", "mistakes_find", {"bool_value": True}, {"find": "on", "place": "1"}),
]


@pytest.mark.slow
@pytest.mark.parametrize(("page", "widget", "said", "written"), PAGES)
def test_an_address_that_is_gone_back_to_is_written_over_the_one_that_is_on_its_way(
    server: Server, page: str, widget: str, said: dict[str, object], written: dict[str, str]
) -> None:
    with visiting(server) as visitor:
        opened = visitor.open(page)
        state = WidgetState(id=opened.id_of(widget), **said)  # type: ignore[arg-type]  # one of many
        assert visitor.send(state).query == written
        visitor.query = {}
        assert visitor.send().query == {}


def test_the_page_that_is_seen_last_writes_its_address_over_what_the_one_before_said_of_its_own(
    server: Server,
) -> None:
    """Either may be heard late, and the bar is then that of the page that is seen."""
    with visiting(server) as visitor:
        opened = visitor.open()
        changed = visitor.send(WidgetState(id=opened.id_of("epochs"), double_value=7.0))
        assert changed.query == {"epochs": "7"}
        assert visitor.open("mistakes").query == {}
        assert visitor.open(query="epochs=7").query == {"epochs": "7"}
