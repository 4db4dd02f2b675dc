"""Which part of the house may know which: read from all imports, those for types counted too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.test_project import loaded_after_importing, sources
from tools.serve import ROOT

PARTS = ("app.py", "components/**/*.py", "models/**/*.py", "server/**/*.py")


def dotted(path: Path) -> str:
    """The name by which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {dotted(path): path for pattern in PARTS for path in sources(pattern)}


def imported(module: str) -> Iterator[str]:
    """Our modules that one imports, wherever in its file it does."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in MODULES)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found = inner if inner in MODULES else node.module
                if found in MODULES and found != module:
                    yield found


def test_no_module_knows_itself_by_way_of_others() -> None:
    graph = {module: set(imported(module)) for module in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise AssertionError(" → ".join(error.args[1])) from None


def test_what_makes_pictures_and_bytes_of_a_run_needs_neither_streamlit_nor_plotly() -> None:
    modules = [
        module
        for module in MODULES
        if module.startswith(("components.views", "components.film.packing", "components.style"))
    ]
    assert len(modules) > 30
    assert loaded_after_importing(modules).isdisjoint({"streamlit", "plotly"})
