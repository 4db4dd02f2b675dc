"""Tables with lines drawn in characters, as Markdown and databases print them."""

from __future__ import annotations

import re

from models.datasets.csv_files.transcoding import Ask, line_by_line

# |---|:--:|, ---+---, +====+: at least a corner, and a stretch of line.
RULE = re.compile(r"[-+|=: \t]*")
FIRST_LINES = 6  # non-blank ones, among which is the line below the header
SOME = 20_000  # characters, in which these are


def as_rows(utf8: bytes, ask: Ask) -> bytes | None:
    """The cells between bars, line for line, without the rules; None where there are none."""
    first = [line.decode(errors="ignore") for line in utf8[:SOME].splitlines()]
    start = [line for line in first if line.strip()][:FIRST_LINES]
    written = [line for line in start if not is_rule(line)]
    if len(written) == len(start) or not written or "|" not in written[0]:
        return None
    return line_by_line(utf8, lambda _, line: "" if is_rule(line) else _without_frame(line), ask)


def is_rule(line: str) -> bool:
    """Whether a line is drawn, not written: a mark for a missing number is no rule."""
    drawn = line.strip()
    return (
        len(drawn) > 2
        and RULE.fullmatch(drawn) is not None
        and ("|" in drawn or "+" in drawn)
        and ("--" in drawn or "==" in drawn)
    )


def _without_frame(line: str) -> str:
    """The cells of a row; what has no bar at all, such as a count of rows, is none."""
    return line.strip().removeprefix("|").removesuffix("|") if "|" in line else ""
