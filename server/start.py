"""What keeps the server from starting is said in a sentence, to whoever started it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

HOW = "`make run` installs what is needed; by hand: pip install -r requirements.txt"
AGAIN = "To install it anew: pip install --force-reinstall -r requirements.txt"
WHOLE = "It is part of the repository: bring all of that"
OURS = {"components", "models", "server"}


@contextmanager
def said_in_a_sentence() -> Iterator[None]:
    """Imports in the block that fail, and files that they miss, end the program with a sentence.

    A traceback through the libraries would name everything but what to do.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        name = missing.name or "a package"
        how = WHOLE if name.partition(".")[0] in OURS else HOW
        sys.exit(f"Regression Lab cannot start: {name} is missing. {how}.")
    except ImportError as broken:  # it is there, and something of it is not
        name = broken.name or _importing(broken)
        how = WHOLE if name.partition(".")[0] in OURS else AGAIN
        sys.exit(f"Regression Lab cannot start: {name} cannot be imported ({broken}). {how}.")
    except OSError as missing:  # a file of ours, or of a package that is there in part
        sys.exit(f"Regression Lab cannot start: {missing}. {HOW}.")


def _importing(error: ImportError) -> str:
    """The package in which an import failed that does not name one itself."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    module = place.tb_frame.f_globals.get("__name__", "") if place is not None else ""
    return str(module).partition(".")[0] or "a package"
