"""README and docs/ are short where they should be, lead somewhere, and name what there is."""

import re
from pathlib import Path

import pytest

from tests.support.recipes import recipes
from tests.test_project import sources
from tools.serve import ROOT

README = ROOT / "README.md"
CHANGELOG = ROOT / "CHANGELOG.md"
DOCUMENTS = sources("*.md", "docs/*.md", "deploy/*.md")
MOST_LINES = 130
# What commands make, and addresses of the server: neither is a file of the repository.
ELSEWHERE = (".venv/", "test-output/", "_stcore/")
ENDINGS = ("py", "js", "css", "md", "toml", "cmd", "txt", "lock", "yaml", "cfg", "json", "csv")
PATH = re.compile(rf"(?!/)(?:[\w.*-]+/)+[\w.*-]*|[\w-]+\.(?:{'|'.join(ENDINGS)})")
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)

every_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT))
)


def prose(document: Path) -> str:
    """What a document says, without its blocks of code."""
    return FENCED.sub("", document.read_text(encoding="utf-8"))


def anchors(document: Path) -> set[str]:
    """The names by which its headings are led to."""
    headings = re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).lower().replace(" ", "-") for heading in headings}


def links(document: Path) -> list[str]:
    """Where its links and pictures lead, but for those to other sites."""
    text = prose(document)
    found = re.findall(r"\]\(([^)]+)\)", text) + re.findall(r'src(?:set)?="([^"]+)"', text)
    return [link for link in found if not re.match(r"\w+:", link)]


def named(document: Path) -> list[str]:
    """The paths that it names in backticks."""
    quoted = re.findall(r"`([^`\n]+)`", prose(document))
    return [each for each in quoted if PATH.fullmatch(each) and not each.startswith(ELSEWHERE)]


def test_the_readme_is_read_in_five_minutes() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


@every_document
def test_each_link_leads_somewhere(document: Path) -> None:
    for link in links(document):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@every_document
def test_each_path_that_is_named_is_there(document: Path) -> None:
    added = {part.path for parts in recipes().values() for part in parts}
    for path in named(document):
        found = list(ROOT.glob(path)) or list(document.parent.glob(path))
        assert found or path in added, path


def test_there_are_links_and_paths_to_be_found() -> None:
    assert len(links(README)) > 15
    assert len(named(README)) > 25
    assert {"models/losses.py", "components/player/vendor/"} <= set(named(README))


def test_the_readme_leads_to_all_that_there_is_to_read_and_to_each_recipe() -> None:
    led_to = set(links(README))
    pages = {str(path.relative_to(ROOT)) for path in DOCUMENTS} - {"README.md"}
    assert pages <= led_to
    slugs = [title.lower().replace(" ", "-") for title in recipes()]
    assert {f"docs/extending.md#{slug}" for slug in slugs} <= led_to


def test_the_map_has_each_folder() -> None:
    """Of components and models to the second level, of all else the first."""
    tops = {path.parent for path in sources("*/*.py", "deploy/*.yaml")}
    inner = {path.parent for path in sources("components/*/*.py", "models/*/*.py")}
    folders = {f"{path.relative_to(ROOT)}/" for path in tops | inner}
    assert folders - set(named(README)) == set()


def test_what_the_readme_shows_in_a_notebook_runs() -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    notebook: dict[str, object] = {}
    exec(code, notebook)
    run = notebook["run"]
    assert getattr(run, "params").shape == (101, 2)  # noqa: B009  # a notebook has no types


@every_document
def test_each_command_that_is_named_is_one_of_the_makefile(document: Path) -> None:
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = document.read_text(encoding="utf-8")
    assert set(re.findall(r"(?:^|`)make (\w+)", text, re.MULTILINE)) <= set(targets)


def test_the_operators_page_has_each_name_of_the_environment() -> None:
    told = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in sources("app.py", "components/**/*.py", "server/*.py")
    )
    assert set(re.findall(r"REGRESSION_LAB_\w+", code)) == set(
        re.findall(r"REGRESSION_LAB_\w+", told)
    )


def test_the_changelog_has_versions_the_newest_first_and_a_line_a_change() -> None:
    first, *lines = CHANGELOG.read_text(encoding="utf-8").splitlines()
    assert first == "# Changelog"
    titles = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    assert titles[0] == "Unreleased"
    versions = [tuple(map(int, title.partition(" ")[0].split("."))) for title in titles[1:]]
    assert all(len(version) == 3 for version in versions)
    assert versions == sorted(set(versions), reverse=True)
    assert versions[-1] == (0, 1, 0)
    groups = {"### Added", "### Changed", "### Fixed", "### Removed"}
    others = [line for line in lines if line and not line.startswith(("## ", "- "))]
    assert {line for line in others if line.startswith("#")} <= groups
    assert [line for line in others if line.startswith((" ", "*"))] == []
