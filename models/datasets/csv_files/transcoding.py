"""Bytes in any encoding become UTF-8 piece by piece, so that others have their turn between two."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator

PIECE = 2**20  # bytes: some milliseconds, in which nobody else's Python runs

Ask = Callable[[], object]  # called every few milliseconds; what it raises ends the reading


def to_utf8(data: bytes, codec: str, ask: Ask) -> bytes:
    """The text as UTF-8: `data` itself where it is that.

    Raises UnicodeDecodeError, with `data` as its object, where it is not in this encoding.
    """
    if codec == "utf-8":
        for _ in _pieces(data, codec, ask):
            pass
        return data
    return b"".join(piece.encode() for piece in _pieces(data, codec, ask))


def line_by_line(utf8: bytes, change: Callable[[int, str], str], ask: Ask) -> bytes:
    """The text with each line changed: `change` has its place, counted from 0, and what it says."""
    parts: list[bytes] = []
    start = place = 0
    while start < len(utf8):
        ask()
        end = _end_of_line(utf8, start)
        lines = utf8[start:end].splitlines()
        changed = [change(place + k, line.decode()) for k, line in enumerate(lines)]
        parts.append("\n".join([*changed, ""]).encode())
        start, place = end, place + len(lines)
    return b"".join(parts)


def _end_of_line(utf8: bytes, start: int) -> int:
    """Where a piece ends: behind its last whole line."""
    reach = start + PIECE
    if reach >= len(utf8):
        return len(utf8)
    end = utf8.rfind(b"\n", start, reach)
    return (end if end >= 0 else utf8.rfind(b"\r", start, reach)) + 1 or reach


def _pieces(data: bytes, codec: str, ask: Ask) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(codec)()
    for start in range(0, len(data), PIECE):
        ask()
        end = min(start + PIECE, len(data))
        try:
            yield decoder.decode(data[start:end], final=end == len(data))
        except UnicodeDecodeError as error:
            # The decoder had kept the last bytes of the piece before, and knows only its own.
            place = end - (len(error.object) - error.start)
            length = error.end - error.start
            raise UnicodeDecodeError(codec, data, place, place + length, error.reason) from None
