"""A page without a browser: opened by a link, its address, and what it sent to the player."""

from typing import Any

from streamlit.testing.v1 import AppTest

from tests.support.reading import mounted

Link = dict[str, str]
PLAYER = "regression_lab.player"  # the name of the component


def opened_by(query: Link | None, script: str) -> AppTest:
    """The page that the script draws, as a link opens it."""
    page = AppTest.from_string(script, default_timeout=60)
    for name, text in (query or {}).items():
        page.query_params[name] = text
    return page.run()


def link(page: AppTest) -> Link:
    """The page's address; AppTest has a list for each name that a script wrote."""
    return {
        name: text[-1] if isinstance(text, list) else text
        for name, text in page.query_params.items()
    }


def sent(page: AppTest) -> tuple[dict[str, Any], bytes]:
    """What the page sent to the player: its session, and the film."""
    (player,) = players(page)
    return mounted(player.proto.bytes)


def players(page: AppTest) -> list[Any]:
    """The page's players; there is one at most."""
    return [c for c in page.get("bidi_component") if c.proto.component_name == PLAYER]
