"""The project's own rules: what is pinned, how it is served, and which way imports run."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.stream import streaming
from tools.serve import ROOT, Server, serving

CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
HEX_COLOUR = re.compile(r"(?<![\w&.])#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})\b")
PINNED = {"streamlit", "plotly", "torch", "numpy", "latex2mathml", "pandas", "pygments"}

# Says at the start of each run how many full collections somebody has asked for so far: with the
# automatic ones switched off, only a call of gc.collect is counted.
COUNTS_COLLECTIONS = """\
import gc
import sys

if not hasattr(sys, "full_collections"):
    gc.disable()
    sys.full_collections = 0

    def count(phase, info):
        sys.full_collections += phase == "stop" and info["generation"] == 2

    gc.callbacks.append(count)
print(f"full collections so far: {sys.full_collections}")
"""


def sources(*patterns: str) -> list[Path]:
    """The files that match, from the root; that there are none is a failure."""
    found = sorted(path for pattern in patterns for path in ROOT.glob(pattern))
    assert found, f"nothing to look at: {patterns}"
    return found


def imports_of(path: Path) -> Iterator[str]:
    """The top-level name of each module that the file imports, wherever in the file it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: an import that is not spelled from the root"
            yield (node.module or "").split(".")[0]


def loaded_after_importing(modules: list[str]) -> set[str]:
    """The modules that a fresh interpreter holds once it has imported these."""
    program = f"import sys, {', '.join(modules)}\nprint(*sys.modules, sep='\\n')"
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True
    )
    assert answer.returncode == 0, answer.stderr
    loaded = set(answer.stdout.split())
    assert loaded >= set(modules)
    return loaded


def run_script(server: Server, times: int) -> None:
    """Visit the server, and have it run its script so often, each run after the last."""
    with streaming(server) as session:
        for _ in range(times):
            session.run()


def full_collections(server: Server) -> list[int]:
    """How many full collections had been asked for at the start of each of three runs."""
    run_script(server, times=3)
    return [int(count) for count in re.findall(r"collections so far: (\d+)", server.output())]


@pytest.fixture
def counting_script(tmp_path: Path) -> Path:
    script = tmp_path / "counts_collections.py"
    script.write_text(COUNTS_COLLECTIONS, encoding="utf-8")
    return script


def test_as_configured_no_run_is_followed_by_a_forced_garbage_collection(
    counting_script: Path,
) -> None:
    with serving(counting_script) as server:
        assert full_collections(server) == [0, 0, 0]


@pytest.mark.slow
def test_without_the_hidden_option_runs_are_followed_by_one(counting_script: Path) -> None:
    """The proof that the test above would notice.

    How many is not claimed: on a busy machine a run may begin before the last one's collection
    is counted.
    """
    with serving(counting_script, **{"runner.postScriptGC": True}) as server:
        assert max(full_collections(server)) > 0


def test_streamlit_knows_every_option_of_the_config() -> None:
    from streamlit import config

    options = config.get_config_options()
    written = [f"{section}.{name}" for section, values in CONFIG.items() for name in values]
    written.remove("theme.light")
    written.remove("theme.dark")
    for side in ("light", "dark"):
        written += [f"theme.{side}.{name}" for name in CONFIG["theme"][side]]
    assert [name for name in written if name not in options] == []


def test_nothing_but_this_servers_own_page_may_upload_connect_or_steer() -> None:
    assert CONFIG["server"]["enableXsrfProtection"] is True
    assert CONFIG["server"]["enableCORS"] is True
    assert CONFIG["client"]["allowedOrigins"] == []


def test_no_file_watcher_walks_torch_and_no_statistics_leave_the_machine() -> None:
    assert CONFIG["server"]["fileWatcherType"] == "none"
    assert CONFIG["browser"]["gatherUsageStats"] is False


@pytest.mark.parametrize("side", ["light", "dark"])
def test_a_theme_has_ten_different_chart_colours(side: str) -> None:
    colours = CONFIG["theme"][side]["chartCategoricalColors"]
    assert len(colours) == len(set(colours)) == 10
    assert all(re.fullmatch(r"#[0-9A-F]{6}", colour) for colour in colours)


def test_both_themes_set_the_same_things() -> None:
    assert CONFIG["theme"]["light"].keys() == CONFIG["theme"]["dark"].keys()


def requirements(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith(("#", "-r "))]


def test_the_app_requires_seven_packages_each_pinned() -> None:
    pins = dict(line.split("==") for line in requirements("requirements.txt"))
    assert pins.keys() == PINNED
    assert all(re.fullmatch(r"\d+(\.\d+)+", version) for version in pins.values())


def test_what_the_tests_require_is_pinned_too() -> None:
    lines = requirements("requirements-dev.txt") + requirements("requirements-audit.txt")
    assert lines
    assert all(re.fullmatch(r"[\w-]+==\d+(\.\d+)+", line) for line in lines)


def test_models_import_neither_streamlit_nor_plotly() -> None:
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sources("models/**/[!_]*.py")
    ]
    assert loaded_after_importing(modules).isdisjoint({"streamlit", "plotly"})


def test_imports_run_one_way() -> None:
    upward = {
        "components": {"app", "server"},
        "models": {"app", "components", "server"},
        "server": {"app", "components", "models"},
    }
    for folder, above in upward.items():
        for path in sources(f"{folder}/**/*.py"):
            assert above.isdisjoint(imports_of(path)), path


def test_no_component_takes_the_name_of_a_standard_module() -> None:
    """Streamlit puts the folder first on sys.path: components/code.py would be everyone's code."""
    names = {path.stem if path.is_file() else path.name for path in sources("components/*")}
    assert names.isdisjoint(sys.stdlib_module_names)


def test_colours_are_named_in_style_only() -> None:
    looked_at = sources(
        "components/**/*.py", "components/player/*.js", "components/player/*.css", "models/**/*.py"
    )
    style = ROOT / "components" / "style.py"
    found = {
        str(path.relative_to(ROOT)): colours
        for path in looked_at
        if path != style and (colours := HEX_COLOUR.findall(path.read_text(encoding="utf-8")))
    }
    assert found == {}
    assert HEX_COLOUR.search(style.read_text(encoding="utf-8")), "the search finds none at all"


def test_no_html_is_built_that_streamlit_calls_unsafe() -> None:
    for path in sources("app.py", "components/**/*.py", "models/**/*.py", "server/**/*.py"):
        assert "unsafe_allow_html" not in path.read_text(encoding="utf-8"), path
