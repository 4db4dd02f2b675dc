"""What the boards of a page show, read as the browser gets it."""

import json
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

Part = dict[str, Any]


def parts(page: AppTest, kind: str) -> list[Part]:
    """All parts of a kind, in the order of the page; what is folded away is among them."""
    return [part for part in _all(page) if part["kind"] == kind]


def said(line: list[list[str]]) -> str:
    """A line as one reads it."""
    return "".join(text for _, text in line)


def sentences(page: AppTest) -> str:
    """All sentences and headings of the boards."""
    return "\n".join(said(part["line"]) for part in _all(page) if "line" in part)


def rows(table: Part) -> list[list[str]]:
    """The texts of a table's cells, row by row."""
    return [[said(cell) for cell in row] for row in table["rows"]]


def column(table: Part, name: str) -> list[str]:
    """The texts of the column with this head."""
    heads = [said(head) for head in table["head"]]
    return [row[heads.index(name)] for row in rows(table)]


def codes(page: AppTest) -> list[str]:
    """The text of each block of code."""
    return [
        "".join(text for line in block["lines"] for _, text in line)
        for part in parts(page, "codes")
        for _, boxes in part["groups"]
        for box in boxes
        for block in box["blocks"]
    ]


def _all(page: AppTest) -> Iterator[Part]:
    for component in page.get("bidi_component"):
        if component.proto.component_name == "regression_lab.board":
            for part in json.loads(component.proto.json)["parts"]:
                yield from _with_inner(part)


def _with_inner(part: Part) -> Iterator[Part]:
    yield part
    inner = [*part.get("parts", []), *(p for column in part.get("columns", []) for p in column)]
    for each in inner:
        yield from _with_inner(each)
