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


# Concern → which others it may know. Each knows itself and its own folders, and what is not named
# here may know nothing of ours.
MAY_KNOW: dict[str, set[str]] = {
    "server": set(),
    "models": set(),
    "components": set(),  # the words and colours of all, which stand beside the folders
    "components.monitoring": {"components", "models"},
    "components.views": {"components", "components.monitoring", "models"},
    "components.session": {"components", "components.monitoring", "models"},
    "components.film": {
        "components",
        "components.monitoring",
        "components.session",
        "components.views",
        "models",
    },
    "components.player": {
        "components",
        "components.film",
        "components.views",
    },
    "components.lab": {
        "components",
        "components.film",
        "components.monitoring",
        "components.player",
        "components.session",
        "components.views",
        "models",
    },
    "components.mistakes": {
        "components",
        "components.film",
        "components.monitoring",
        "components.player",
        "components.session",
        "components.views",
        "models",
    },
    "components.modules": {  # which shows the lab's experiment
        "components",
        "components.film",
        "components.lab",
        "components.monitoring",
        "components.player",
        "components.session",
        "components.views",
        "models",
    },
    "components.frame": {
        "components",
        "components.lab",
        "components.mistakes",
        "components.modules",
        "components.monitoring",
        "components.player",
        "components.session",
    },
}
MOST_IN_A_FOLDER, MOST_CONCERNS = 14, 12


def concern(module: str) -> str:
    """The part of the house that a module is in: components.views, models, server."""
    parts = module.split(".")
    is_folder = len(parts) > 2 or MODULES[module].name == "__init__.py"
    return ".".join(parts[:2]) if parts[0] == "components" and is_folder else parts[0]


def test_each_part_knows_only_what_the_table_allows_and_the_table_has_no_circle() -> None:
    TopologicalSorter(MAY_KNOW).prepare()
    known: dict[str, set[str]] = {}
    for module in MODULES:
        if module != "app":  # it joins them all
            known.setdefault(concern(module), set()).update(map(concern, imported(module)))
    assert known.keys() == MAY_KNOW.keys()
    too_much = {of: others - MAY_KNOW[of] - {of} for of, others in known.items()}
    assert {of: others for of, others in too_much.items() if others} == {}
    unused = {of: MAY_KNOW[of] - others for of, others in known.items()}
    assert {of: others for of, others in unused.items() if others} == {}


def test_folders_are_small_enough_to_be_read() -> None:
    folders = {path.parent for pattern in PARTS for path in ROOT.glob(pattern)} - {ROOT}
    counts = {
        str(folder.relative_to(ROOT)): sum(
            path.is_file() and path.suffix != ".pyc" for path in folder.iterdir()
        )
        for folder in folders
    }
    assert {name: n for name, n in counts.items() if n > MOST_IN_A_FOLDER} == {}
    inside = [path for path in (ROOT / "components").iterdir() if path.name != "__pycache__"]
    assert len(inside) <= MOST_CONCERNS
