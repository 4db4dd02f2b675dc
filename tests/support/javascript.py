"""What a JavaScript file declares, takes from others and hands on, read from its syntax tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

_PARSER = Parser(Language(tree_sitter_javascript.language()))

# What opens a scope of names, besides the file itself.
_SCOPES = {
    "arrow_function", "catch_clause", "class", "class_declaration", "class_static_block",
    "for_in_statement", "for_statement", "function_declaration", "function_expression",
    "generator_function", "generator_function_declaration", "method_definition", "statement_block",
    "switch_body",
}  # fmt: skip
_NAMED_IN_THE_SCOPE_AROUND = {
    "class_declaration",
    "function_declaration",
    "generator_function_declaration",
}
_NAMES = {
    "identifier",
    "shorthand_property_identifier",
    "shorthand_property_identifier_pattern",
}


@dataclass(frozen=True)
class Script:
    """A file. imports: name → the file it is said to come from; used: names that are looked up at
    the top level or beyond, where nothing nearer has them.
    """

    declared: tuple[str, ...]
    imports: dict[str, str]
    exports: frozenset[str]
    used: frozenset[str]


@lru_cache
def read(path: Path) -> Script:
    """Raises ValueError where the file is no JavaScript, or says its imports or exports otherwise
    than as `import { h } from './dom.js'` and `export function …`.
    """
    return parse(path.read_text("utf-8"))


def parse(text: str) -> Script:
    """The same of a text."""
    root = _PARSER.parse(text.encode()).root_node
    if root.has_error:
        raise ValueError(f"not JavaScript: {_first_error(root)}")
    declared = [_text(name) for name in _declared_in(root)]
    imports: dict[str, str] = {}
    exports = set()
    for node in root.named_children:
        if node.type == "import_statement":
            imports |= _imported(node)
        if node.type == "export_statement":
            exports |= {_text(name) for name in _exported(node)}
    return Script(tuple(declared), imports, frozenset(exports), frozenset(_lookups(root)))


def _text(node: Node) -> str:
    assert node.text is not None
    return node.text.decode()


def _first_error(node: Node) -> str:
    """Where it is: "line 3: …"."""
    while True:
        inner = next((one for one in node.children if one.has_error or one.is_missing), None)
        if inner is None or node.type == "ERROR":
            return f"line {node.start_point.row + 1}: {_text(node)[:60]}"
        node = inner


def _imported(statement: Node) -> dict[str, str]:
    source = statement.child_by_field_name("source")
    assert source is not None
    specifiers = [node for node in _all(statement) if node.type == "import_specifier"]
    if not specifiers or any(node.child_by_field_name("alias") for node in specifiers):
        raise ValueError(f"by their names, and by no other: {_text(statement)}")
    return {_text(node): _text(source)[1:-1] for node in specifiers}


def _exported(statement: Node) -> Iterator[Node]:
    declaration = statement.child_by_field_name("declaration")
    if declaration is None:
        raise ValueError(f"where it is declared: {_text(statement)}")
    yield from _bound_by(declaration)


def _all(node: Node) -> Iterator[Node]:
    yield node
    for child in node.named_children:
        yield from _all(child)


# -- Names that are given


def _bound(pattern: Node) -> Iterator[Node]:
    """The names in what stands left of "=", or between the parentheses of a function."""
    match pattern.type:
        case "identifier" | "shorthand_property_identifier_pattern":
            yield pattern
        case "assignment_pattern" | "object_assignment_pattern":
            yield from _bound(pattern.named_children[0])
        case "pair_pattern":
            yield from _bound(pattern.named_children[1])
        case "object_pattern" | "array_pattern" | "rest_pattern" | "formal_parameters":
            for child in pattern.named_children:
                yield from _bound(child)


def _bound_by(declaration: Node) -> Iterator[Node]:
    if declaration.type in {"lexical_declaration", "variable_declaration"}:
        for one in declaration.named_children:
            name = one.child_by_field_name("name")
            if name is not None:
                yield from _bound(name)
    elif declaration.type in _NAMED_IN_THE_SCOPE_AROUND:
        name = declaration.child_by_field_name("name")
        if name is not None:
            yield name


def _declared_in(scope: Node) -> Iterator[Node]:
    """The names that a scope has, but not those of scopes within it."""
    fields = ["parameters", "parameter"]
    if scope.type not in _NAMED_IN_THE_SCOPE_AROUND | {"method_definition"}:
        fields.append("name")  # function inner() {} as a value
    if scope.type == "for_in_statement" and scope.child_by_field_name("kind") is not None:
        fields.append("left")
    for field in fields:
        given = scope.child_by_field_name(field)
        if given is not None:
            yield from _bound(given)
    yield from _declared_below(scope)


def _declared_below(node: Node) -> Iterator[Node]:
    for child in node.named_children:
        yield from _bound_by(child)
        if child.type not in _SCOPES:
            yield from _declared_below(child)


# -- Names that are looked up


def _lookups(root: Node) -> Iterator[str]:
    """The names that no scope within the file has."""
    yield from _looked_up(root, frozenset())


def _looked_up(scope: Node, known: frozenset[str]) -> Iterator[str]:
    given = list(_declared_in(scope))
    here = known if scope.parent is None else known | {_text(name) for name in given}
    own = {name.id for name in given}
    for node in _inside(scope):
        if node.type in _SCOPES:
            yield from _looked_up(node, here)
        elif node.type in _NAMES and node.id not in own and _text(node) not in here:
            yield _text(node)


def _inside(scope: Node) -> Iterator[Node]:
    """All that stands in a scope, and the scopes in it, but not what these hold."""
    for child in scope.named_children:
        if child.type == "import_statement":
            continue
        is_own_name = scope.type in _NAMED_IN_THE_SCOPE_AROUND and child == (
            scope.child_by_field_name("name")
        )
        if is_own_name:
            continue
        yield child
        if child.type not in _SCOPES:
            yield from _inside(child)


def repeated(names: list[str]) -> list[str]:
    """Those that are there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]
