"""The recipes of docs/extending.md: read from the page, and followed word for word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.serve import ROOT

PAGE = ROOT / "docs" / "extending.md"
WAYS = (
    r"A file `(?P<path>[^`]+)`:",
    r"In `(?P<path>[^`]+)`, as the last of `(?P<last_of>[^`]+)`:",
    r"In `(?P<path>[^`]+)`, above `(?P<above>[^`]+)`:",
    r"In `(?P<path>[^`]+)`, below `(?P<below>[^`]+)`:",
)
# The formatter puts brackets around a line of Python that ends with a comma: such a one is text.
BLOCK = re.compile(r"^```(?:python|markdown|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
APART = ("def ", "class ", "@")  # what stands two empty lines apart from what is beside it


@dataclass(frozen=True)
class Part:
    """A block of code, and where it goes: a new file where no place in it is named."""

    path: str
    code: str
    last_of: str | None = None
    above: str | None = None
    below: str | None = None

    def put_into(self, root: Path) -> None:
        """Do what the recipe says, in the tree at this root; AssertionError where it cannot be."""
        file = root / self.path
        if not (self.last_of or self.above or self.below):
            assert not file.exists(), f"{self.path} is there already"
            file.parent.mkdir(exist_ok=True)
            file.write_text(self.code, encoding="utf-8")
            return
        text = file.read_text(encoding="utf-8")
        lines = text.splitlines(keepends=True)
        place = self._closing(text) if self.last_of else self._named(lines)
        file.write_text("".join([*lines[:place], self._spaced(), *lines[place:]]), encoding="utf-8")

    def _spaced(self) -> str:
        return f"{self.code}\n\n" if self.code.startswith(APART) else self.code

    def _named(self, lines: list[str]) -> int:
        """Before which line it goes: the one that the recipe names, or the one after it."""
        named = self.above or self.below or ""
        (found,) = [i for i, line in enumerate(lines) if named in line]
        return found if self.above else found + 1

    def _closing(self, text: str) -> int:
        """The place of the line with the bracket that closes what has this name."""
        name, *keys = re.findall(r"[\w.]+", self.last_of or "")
        found: ast.expr
        (found,) = _dicts(ast.parse(text), name)
        for key in keys:
            assert isinstance(found, ast.Dict)
            named = zip(found.keys, found.values, strict=True)
            (found,) = [v for k, v in named if isinstance(k, ast.Constant) and k.value == key]
        assert found.end_lineno is not None
        line = text.splitlines()[found.end_lineno - 1]
        assert line.strip().startswith("}"), f"{self.last_of} has its bracket on a line of a value"
        return found.end_lineno - 1


def _dicts(tree: ast.Module, name: str) -> Iterator[ast.Dict]:
    """The dict that a name is set to, or that a function of this name returns."""
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.Dict() as value):
                pass
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.Dict() as value):
                pass
            case ast.FunctionDef(name=found, body=[*_, ast.Return(value=ast.Dict() as value)]):
                pass
            case _:
                continue
        if found == name:
            yield value


def recipes() -> dict[str, tuple[Part, ...]]:
    """Title → the parts of each recipe that has code, in their order.

    AssertionError where a block of code stands below a line that says no place.
    """
    sections = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    read = {section.partition("\n")[0]: tuple(_parts(section)) for section in sections}
    return {title: parts for title, parts in read.items() if parts}


def _parts(section: str) -> Iterator[Part]:
    for block in BLOCK.finditer(section):
        said = section[: block.start()].rstrip().rpartition("\n")[2]
        ways = [found for way in WAYS if (found := re.fullmatch(way, said))]
        assert len(ways) == 1, f"where does this go: {said!r}?"
        yield Part(code=block[1], **ways[0].groupdict())
