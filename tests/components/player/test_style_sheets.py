"""Style sheets: what changes somewhere must not have the browser style the whole page anew."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[3] / "components").glob("**/*.css"))
# A class, an attribute, an id or a tag at its beginning, or in each of several that it may be.
NAMED = re.compile(r"^(?:[.\[#a-z]|:is\((?=[.\[#a-z]))")


def parts_of(text: str, ends: str) -> list[str]:
    """The text between these characters, but for those in parentheses or brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if depth == 0 and character in ends:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def selectors(sheet: str) -> Iterator[str]:
    """Every selector of a style sheet."""
    for before in re.findall(r"([^{};]*)\{", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        if not before.strip().startswith("@"):
            yield from parts_of(before, ",")


def is_for_anything(selector: str) -> bool:
    """Whether what it styles, or one of several that it styles, has no name."""
    subject = parts_of(selector, " >+~\n")[-1]
    if not NAMED.match(subject):
        return True
    several = re.match(r":is\((.*)\)", subject)
    return several is not None and any(is_for_anything(o) for o in parts_of(several[1], ","))


def costly(sheet: str) -> list[str]:
    """Selectors for which a change anywhere styles all elements below: `:has()`, then anything."""
    return [one for one in selectors(sheet) if ":has(" in one and is_for_anything(one)]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_change_somewhere_has_everything_styled_anew(path: Path) -> None:
    assert costly(path.read_text("utf-8")) == []


def test_such_selectors_are_seen() -> None:
    sheet = """
    .a:has(.b) > :not(:first-child), .a .b:has(c) { color: red }
    @media print { .a:has(.b) > :is(.c, :not(.d)) { color: red } /* .e:has(.f) * */ }
    .g:has(.h) * { color: red }
    .g:has(.h) :is(.i, .j *), .g > div:has(> .h) { color: red }
    """
    assert costly(sheet) == [
        ".a:has(.b) > :not(:first-child)",
        ".a:has(.b) > :is(.c, :not(.d))",
        ".g:has(.h) *",
        ".g:has(.h) :is(.i, .j *)",
    ]
