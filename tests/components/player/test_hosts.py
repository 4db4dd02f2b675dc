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
OF_STREAMLIT = {
    "rate_slider.js",
    "streamlit.js",
    "streamlit_board.js",
    "streamlit_reports.js",
    "streamlit_theme.js",
}
SHEETS = [path for path in served.FOLDER.glob("**/*.css") if path.parent.name != "hosts"]


def streamlit_in(text: str) -> list[str]:
    """The words of Streamlit's that stand in a text."""
    return STREAMLIT.findall(text)


@pytest.mark.parametrize("path", [*OF_THE_PLAYER, *SHEETS], ids=lambda path: path.name)
def test_the_player_and_its_dress_say_nothing_of_streamlit(path: Path) -> None:
    assert streamlit_in(path.read_text("utf-8")) == []


def test_a_file_of_streamlits_is_a_hosts() -> None:
    others = set(bundle.in_order(served.ENTRIES)) - set(OF_THE_PLAYER)
    assert {path.name for path in others} == OF_STREAMLIT
    assert {path.parent.name for path in others} == {"hosts"}


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
