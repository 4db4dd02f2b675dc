"""What plays knows nothing of the page around it: all that is Streamlit's is said by a host."""

import re
from pathlib import Path

import pytest

from components.player import bundle, served

# Its name, its variables, its classes and elements, and what it says of a page.
STREAMLIT = re.compile(r"[Ss]treamlit|--st-|\bst-key|\bst[A-Z]\w+|data-test")
OF_THE_PLAYER = bundle.in_order(
    [served.FOLDER / "player.js", served.FOLDER / "boards" / "board.js"]
)
SHEETS = [path for path in served.FOLDER.glob("**/*.css") if path.parent.name != "hosts"]


def streamlit_in(text: str) -> list[str]:
    """The words of Streamlit's that stand in a text."""
    return STREAMLIT.findall(text)


@pytest.mark.parametrize("path", [*OF_THE_PLAYER, *SHEETS], ids=lambda path: path.name)
def test_the_player_and_its_dress_say_nothing_of_streamlit(path: Path) -> None:
    assert streamlit_in(path.read_text("utf-8")) == []


def test_what_else_is_served_has_streamlits_name_and_stands_among_the_hosts() -> None:
    others = set(bundle.in_order(served.ENTRIES)) - set(OF_THE_PLAYER)
    assert len(others) == 5
    for path in others:
        assert (path.parent.name, path.name[:9]) == ("hosts", "streamlit")


@pytest.mark.parametrize(
    "text",
    [
        "document.querySelector('[data-testid=\"stSidebar\"]')",
        ".stApp .lab { }",
        ".st-key-mistakes .lab { }",
        "color: var(--st-text-color);",
        "[data-test-script-state]",
        "// As Streamlit does",
    ],
)
def test_such_words_are_seen(text: str) -> None:
    assert streamlit_in(text)
    assert streamlit_in("steps.start(standing, style, state, 'still', first_line)") == []
