"""What a session holds knows no page: pages are made of it."""

import ast
from collections.abc import Iterator

from components import words
from components.frame.pages import PAGES
from tools.serve import ROOT

ABOVE = {"lab", "modules", "mistakes", "frame", "player"}


def imported(tree: ast.Module) -> Iterator[str]:
    """Each module and name that it imports, wherever in the file it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            within = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
            yield from (within + alias.name for alias in node.names)


def test_what_a_session_holds_imports_nothing_of_a_page_nor_of_the_player() -> None:
    found = [
        f"{path.name}: {name}"
        for path in sorted((ROOT / "components" / "session").glob("*.py"))
        for name in imported(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith("components.") and name.split(".")[1] in ABOVE
    ]
    assert found == []


def test_the_menu_has_a_word_for_each_page_in_the_pages_order() -> None:
    assert list(words.PAGES) == list(PAGES)
