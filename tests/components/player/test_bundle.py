"""JavaScript says what it takes from whom, and the scripts that are served are made of that."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from components.frame import first_page
from components.lab import gallery
from components.player import bundle, served
from tests.support.javascript import Script, parse, read, repeated

COMPONENTS = Path(served.__file__).parents[1]
FILES = sorted(path for path in COMPONENTS.glob("**/*.js") if "vendor" not in path.parts)
# Each script that is served: from which files it begins, and what Python gives it.
SERVED: dict[str, tuple[tuple[Path, ...], dict[str, Any]]] = {
    "player": (served.ENTRIES, served.GIVEN),
    "gallery": ((gallery.ENTRY,), {"GALLERY": None}),
    "first page": (first_page.ENTRIES, first_page.GIVEN),
}
ENTRIES = [entry for entries, _ in SERVED.values() for entry in entries]

# What a browser brings: the language's own, and the page's.
LANGUAGE = {
    "Array", "Boolean", "DataView", "Date", "Error", "Float64Array", "Infinity", "JSON", "Map",
    "Math", "NaN", "Number", "Object", "Promise", "Proxy", "Reflect", "Set", "String",
    "TextDecoder", "URL", "WeakMap", "globalThis", "parseFloat", "parseInt",
}  # fmt: skip
PAGE = {
    "CustomEvent", "Event", "HTMLInputElement", "History", "IntersectionObserver", "ResizeObserver",
    "Storage", "Text", "addEventListener", "cancelAnimationFrame", "clearInterval", "clearTimeout",
    "dispatchEvent", "document", "fetch", "getComputedStyle", "getSelection", "innerHeight",
    "location", "matchMedia", "navigator", "performance", "removeEventListener",
    "requestAnimationFrame", "sessionStorage", "setInterval", "setTimeout", "structuredClone",
    "window",
}  # fmt: skip


def taken(path: Path) -> dict[str, Path]:
    """Name → file, as a file imports them."""
    return {
        name: Path(os.path.normpath(path.parent / source))
        for name, source in read(path).imports.items()
    }


def strangers(script: Script, brought: Iterable[str] = LANGUAGE | PAGE) -> set[str]:
    """Names that a file uses, and nobody has."""
    return set(script.used) - set(script.declared) - set(script.imports) - set(brought)


def in_vain(script: Script) -> set[str]:
    """Names that a file imports, or declares for itself alone, and does not use."""
    return (set(script.imports) | set(script.declared)) - script.used - script.exports


def test_every_name_that_a_file_uses_is_its_own_or_imported_or_the_browsers() -> None:
    assert {path.name: found for path in FILES if (found := strangers(read(path)))} == {}


def test_no_name_is_imported_or_declared_in_vain() -> None:
    assert {path.name: found for path in FILES if (found := in_vain(read(path)))} == {}


def test_of_what_a_browser_brings_nothing_is_listed_in_vain() -> None:
    used = {name for path in FILES for name in strangers(read(path), ())}
    assert (LANGUAGE | PAGE) - used == set()


def test_what_is_imported_is_exported_there_or_given_to_each_script_that_has_the_file() -> None:
    for path in FILES:
        for name, source in taken(path).items():
            if source.name != bundle.GIVEN:
                assert name in read(source).exports, f"{path.name} imports {name}"
    for entries, given in SERVED.values():
        wanted = {
            name
            for path in bundle.in_order(entries)
            for name, source in taken(path).items()
            if source.name == bundle.GIVEN
        }
        assert wanted == set(given)


def test_nothing_is_exported_in_vain() -> None:
    asked = {(source, name) for path in FILES for name, source in taken(path).items()}
    for path in FILES:
        for name in read(path).exports:
            assert path in ENTRIES or (path, name) in asked, f"{path.name} exports {name}"


@pytest.mark.parametrize("script", SERVED)
def test_no_two_files_of_a_script_declare_one_name(script: str) -> None:
    entries, given = SERVED[script]
    declared = [name for path in bundle.in_order(entries) for name in read(path).declared]
    assert repeated([*declared, *given]) == []


def test_every_file_is_part_of_a_script_behind_all_that_it_takes_something_from() -> None:
    in_some = set()
    for entries, _ in SERVED.values():
        order = bundle.in_order(entries)
        in_some |= set(order)
        for path in order:
            needed = [one for one in taken(path).values() if one.name != bundle.GIVEN]
            assert all(order.index(one) < order.index(path) for one in needed), path.name
    assert in_some == set(FILES)


def test_each_file_stands_in_the_script_once_and_whole_but_for_what_it_says_of_others() -> None:
    said = re.compile(r"^import .*\n|^export (default )?", re.MULTILINE)
    script = said.sub("", served.SCRIPT)
    for path in bundle.in_order(served.ENTRIES):
        assert script.count(said.sub("", path.read_text("utf-8"))) == 1, path.name


def test_a_script_hands_on_what_those_do_that_it_begins_with_and_no_more() -> None:
    assert parse(served.SCRIPT).exports == {"streamlit", "showBoard"}
    assert parse(gallery.SCRIPT).exports == {"open"}
    for script in (served.SCRIPT, gallery.SCRIPT):
        assert parse(script).imports == {}
        assert strangers(parse(script)) == set()


# -- What the builder refuses


def written(folder: Path, **files: str) -> Path:
    """Files of these names; the first one's path."""
    for name, text in files.items():
        (folder / f"{name}.js").write_text(text, "utf-8")
    return folder / f"{next(iter(files))}.js"


def test_a_circle_is_refused_and_named(tmp_path: Path) -> None:
    first = written(
        tmp_path,
        first="import { a } from './second.js';\n",
        second="import { b } from './third.js';\nexport const a = b;\n",
        third="import { a } from './second.js';\nexport const b = a;\n",
    )
    with pytest.raises(ValueError, match=r"circle: second\.js → third\.js → second\.js"):
        bundle.script(first)


@pytest.mark.parametrize(
    "line",
    [
        "import a from './other.js';",
        "import * as a from './other.js';",
        "import { a as b } from './other.js';",
        "import { a } from 'plotly';",
        "export { a };",
        "export default a;",
        "export * from './other.js';",
    ],
)
def test_what_the_builder_does_not_read_is_refused(tmp_path: Path, line: str) -> None:
    first = written(tmp_path, first=f"{line}\nconst a = 1;\n", other="export const a = 1;\n")
    with pytest.raises(ValueError, match=re.escape(line)):
        bundle.script(first)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nobody\.js"):
        bundle.script(written(tmp_path, first="import { a } from './nobody.js';\n"))


def test_what_is_needed_comes_first_and_once_with_the_values_of_python_before_all(
    tmp_path: Path,
) -> None:
    first = written(
        tmp_path,
        first="import { a } from './second.js';\nimport { b } from './third.js';\nexport let c;\n",
        second="import { b } from './third.js';\nexport const a = b;\n",
        third="import { X } from './given.js';\nexport const b = X;\n",
    )
    assert bundle.script(first, X="ŷ") == (
        'const X = "ŷ";\nconst b = X;\n\nconst a = b;\n\nexport let c;\n'
    )


# -- What the tests above see


@pytest.mark.parametrize(
    ("text", "unknown", "unused"),
    [
        ("const a = b;", {"b"}, {"a"}),
        ("function f({ a: c, d = e }, ...g) { return { c, d, h }; }", {"e", "h"}, {"f"}),
        ("import { a } from './a.js';\nfor (const [k, v] of a) k(v);", set(), set()),
        ("import { a } from './a.js';\n((a) => a)();", set(), {"a"}),
        ("import { a } from './a.js';\nconst o = { a: 1 };\no.a = `${o.b}`;", set(), {"a"}),
        ("{ const a = 1; a(); }\na();", {"a"}, set()),
        ("try { a(); } catch (error) { error(); } finally { error(); }", {"a", "error"}, set()),
        ("const f = function g() { g(); };\ng(f);", {"g"}, set()),
        ("label: for (let i = 0; i < 3; i += 1) { continue label; }\ni();", {"i"}, set()),
        ("let a;\n[a, b] = [1, 2];", {"b"}, set()),
        ("class A { b() { return this.c; } static d = e; }\nnew A();", {"e"}, set()),
        ("if (a) { function b() {} }\nb();", {"a", "b"}, set()),
    ],
)
def test_names_are_looked_up_as_the_language_does(
    text: str, unknown: set[str], unused: set[str]
) -> None:
    script = parse(text)
    assert (strangers(script), in_vain(script)) == (unknown, unused)
