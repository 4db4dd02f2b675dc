"""Joins JavaScript files into one script, each behind those from which it takes something.

A file says what it takes, and from whom, as browsers know it: `import { h } from './dom.js';`, and
what it hands on: `export function …`. In the script all of them share one scope, so these words are
gone, but for what the script itself hands on. given.js is no file: its names have values of
Python's.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

GIVEN = "given.js"

_IMPORT = re.compile(r"^import \{ \w+(?:, \w+)* \} from '(\.[^'\n]+)';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function |class |const |let )", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


def script(*entries: Path, **given: Any) -> str:
    """These files and all that they need. Handed on is what they export themselves, and no other.

    given: what is imported from given.js. Raises ValueError where imports go in a circle, or are
    written in another way than this reads; FileNotFoundError where one leads nowhere.
    """
    parts = (_without_its_imports(path, path in entries) for path in in_order(entries))
    return constants(given) + "\n".join(parts)


def constants(values: dict[str, Any]) -> str:
    """JavaScript that gives these names their values."""
    return "".join(
        f"const {name} = {json.dumps(value, ensure_ascii=False)};\n"
        for name, value in values.items()
    )


def in_order(entries: Iterable[Path]) -> list[Path]:
    """The files and all that they need, each behind what it needs."""
    order: dict[Path, None] = {}

    def add(path: Path, way: tuple[Path, ...]) -> None:
        if path in way:
            circle = " → ".join(one.name for one in (*way[way.index(path) :], path))
            raise ValueError(f"JavaScript files import each other in a circle: {circle}")
        if path not in order:
            for needed in _needed(path):
                add(needed, (*way, path))
            order[path] = None

    for entry in entries:
        add(entry, ())
    return list(order)


def _needed(path: Path) -> Iterator[Path]:
    for said in _IMPORT.findall(path.read_text("utf-8")):
        needed = Path(os.path.normpath(path.parent / said))
        if needed.name != GIVEN:
            yield needed


def _without_its_imports(path: Path, is_entry: bool) -> str:
    text = _IMPORT.sub("", path.read_text("utf-8"))
    text, left = (text, _EXPORT.sub("", text)) if is_entry else (_EXPORT.sub("", text),) * 2
    for line in _LEFT.findall(left.replace("export default function", "function")):
        raise ValueError(f"{path.name} has an import or export that is not understood: {line}")
    return text


def named(of: str, text: str, ending: str) -> str:
    """A name that is another one as soon as the text is, so that browsers may keep it for good."""
    return f"{of}-{hashlib.sha256(text.encode()).hexdigest()[:12]}.{ending}"
