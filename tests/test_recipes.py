"""Whoever follows a recipe of docs/extending.md has what it promises, and touches nothing else."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support.recipes import recipes
from tests.support.recipes_seen import SEEN
from tools.serve import ROOT

RECIPES = recipes()
LEFT_OUT = shutil.ignore_patterns(
    ".*_cache", "__pycache__", ".git", ".venv", ".hypothesis", "test-output"
)
EVERY_RECIPE = pytest.mark.parametrize("title", SEEN)


def followed(titles: Iterable[str], root: Path) -> Path:
    """A copy of the tree in which these recipes were followed."""
    shutil.copytree(ROOT, root, ignore=LEFT_OUT)
    for title in titles:
        for part in RECIPES[title]:
            part.put_into(root)
    return root


def run_there(root: Path, *command: str) -> str:
    """What Python says when it is run there, in a process of its own."""
    answer = subprocess.run(
        [sys.executable, *command],
        cwd=root,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(root)},
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    return answer.stdout


def seen_there(root: Path, *titles: str) -> dict[str, str]:
    """Title → what failed of what a recipe adds."""
    said = run_there(root, "-m", "tests.support.recipes_seen", *titles)
    failed: dict[str, str] = json.loads(said.splitlines()[-1])
    return failed


@pytest.fixture(scope="module")
def all_followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return followed(RECIPES, tmp_path_factory.mktemp("recipes") / "lab")


@pytest.fixture(scope="module")
def failed(all_followed: Path) -> dict[str, str]:
    return seen_there(all_followed, *RECIPES)


def test_each_recipe_with_code_is_followed() -> None:
    assert list(RECIPES) == list(SEEN)


@EVERY_RECIPE
def test_what_a_recipe_adds_is_seen_where_it_should_be(title: str, failed: dict[str, str]) -> None:
    assert failed[title] == ""


def test_the_code_of_the_recipes_is_in_order(all_followed: Path) -> None:
    named = {part.path for parts in RECIPES.values() for part in parts}
    paths = sorted(path for path in named if path.endswith(".py"))
    run_there(all_followed, "-m", "ruff", "check", "--no-cache", *paths)
    run_there(all_followed, "-m", "ruff", "format", "--no-cache", "--check", *paths)


@pytest.mark.slow
@EVERY_RECIPE
def test_each_recipe_does_without_the_others(title: str, tmp_path: Path) -> None:
    root = followed([title], tmp_path / "lab")
    assert seen_there(root, title) == {title: ""}


@pytest.mark.slow
def test_the_rules_of_the_house_hold_with_all_of_them(all_followed: Path) -> None:
    """But for how many folders there may be, which a page more is one more of."""
    rules = ["tests/test_architecture.py", "tests/test_documents.py", "-k", "not small_enough"]
    run_there(all_followed, "-m", "pytest", "-q", "-p", "no:cacheprovider", *rules)
