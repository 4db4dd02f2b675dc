"""Texts that would be programs, formulas or markup, where somebody took them for more than text."""

from __future__ import annotations

import csv
import io
import random

# Whatever of it runs, says so, and an error in the console fails each test.
CANARY = "window.canary = (where) => { console.error(`a stranger's text has run: ${where}`); };"

TEXTS = [
    "<img src=x onerror=canary(1)>",
    "<script>canary(2)</script>",
    "</script><svg onload=canary(3)>",
    "<iframe srcdoc='<script>parent.canary(4)</script>'></iframe>",
    "[here](javascript:canary(5))",
    "javascript:canary(6)",
    "'><a onmouseover=canary(7)>",
    "{{constructor.constructor('canary(8)')()}}",
    "${canary(9)} `canary(10)`",
    '<a href="javascript:canary(11)">x</a>',
    "$$\\href{javascript:canary(12)}{x}$$",
    "=HYPERLINK(1)",
    "{w} %{x} {step} {0}",
    "**bold** :red[red] # head | a | b |",
    "../../etc/passwd",
    "\u202egnp.exe",
    "𝒳\U0001f600é\u0301ﷺ",
    "'; DROP TABLE x; --",
    "__proto__",
    "constructor",
    "x" * 3000,
]


def hostile_text(source: random.Random) -> str:
    """One of them."""
    return source.choice(TEXTS)


def hostile_csv(source: random.Random) -> str:
    """A table that can be learned from, with such texts for its header, and one among its cells."""
    header = source.sample(TEXTS, 3)
    rows = [[f"{i}", f"{2 * i + i % 3}", f"{i * i}"] for i in range(8)]
    rows[source.randrange(8)][source.randrange(3)] = hostile_text(source)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()
