"""A widget whose script comes only after another was used is as the link says, not as at first.

Streamlit says only once what a widget is set to. A browser that had not made the widget by the next
run makes it with its default, and reports that as if the visitor had chosen it.
"""

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.protocol.visitor import visiting
from tools.serve import Server

# Page, link, and the one widget that the browser has made: its key, and what it says next.
LINKS = [
    ("", "dataset=line&precision=float64&held_out=0.2&standardise=on", "epochs", 7.0),
    ("", "dataset=diabetes&features=age%2Cbmi&start=seeded&learner=moments", "epochs", 7.0),
    ("modules", "in_features=4&out_features=3&layer_bias=off&bias_as=buffer", "batch", 4),
    ("modules", "in_features=4&layer_seed=9&row=1", "out_features", 3),
]


@pytest.mark.parametrize(("page", "query", "made", "value"), LINKS)
def test_what_a_widget_was_set_to_is_said_again_until_the_browser_has_made_it(
    server: Server, page: str, query: str, made: str, value: float
) -> None:
    with visiting(server) as visitor:
        opened = visitor.open(page, query)
        kind = {"int_value": value} if isinstance(value, int) else {"double_value": value}
        after = visitor.send(WidgetState(id=opened.id_of(made), **kind))
    was_set = {key for key, w in opened.widgets.items() if getattr(w, "set_value", False)}
    unmade = was_set & after.widgets.keys() - {opened.id_of(made)}
    assert len(unmade) > 3
    assert [key for key in unmade if not after.widgets[key].set_value] == []
