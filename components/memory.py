"""Memory that is free again is given back to the machine, which glibc by itself puts off."""

import ctypes
from collections.abc import Callable


def _of_glibc() -> Callable[[int], int] | None:
    """Its malloc_trim, or None where another library gives memory out."""
    try:
        trim: Callable[[int], int] = ctypes.CDLL("libc.so.6").malloc_trim
    except (OSError, AttributeError):
        return None
    return trim


_trim = _of_glibc()


def give_back() -> None:
    """Return what large data have left behind; some milliseconds, so only after these."""
    if _trim is not None:
        _trim(0)
