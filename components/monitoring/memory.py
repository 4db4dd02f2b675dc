"""Memory: what is free again is given back to the machine; and whether there is too little."""

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


def is_short(error: BaseException) -> bool:
    """Whether an error says that there was not enough memory, by whoever's words."""
    if isinstance(error, MemoryError):
        return True
    said = str(error).lower()  # torch's
    return isinstance(error, RuntimeError) and ("allocate memory" in said or "not enough m" in said)


def give_back() -> None:
    """Return what large data have left behind, which glibc by itself puts off.

    It takes some milliseconds, so only after these.
    """
    if _trim is not None:
        _trim(0)
