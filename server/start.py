"""What keeps the server from starting is said in a sentence, to whoever started it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

HOW = "`make run` installs what is needed; by hand: pip install -r requirements.txt"


@contextmanager
def said_in_a_sentence() -> Iterator[None]:
    """Imports in the block that fail, and files that they miss, end the program with a sentence.

    A traceback through the libraries would name everything but what to do.
    """
    try:
        yield
    except ImportError as missing:
        name = missing.name or "a package"
        sys.exit(f"Regression Lab cannot start: {name} cannot be imported ({missing}). {HOW}.")
    except OSError as missing:  # a file of ours, or of a package that is there in part
        sys.exit(f"Regression Lab cannot start: {missing}. {HOW}.")
