"""What the system gives a server: open files for its visitors, and perhaps no disk to write on."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parent.parent
FILES = 65_536  # open at once: enough for 16,000 sessions


def allow_many_connections() -> None:
    """A session takes four files, and many systems allow a program 1,024 unless it asks."""
    with suppress(ImportError, ValueError, OSError):  # no such limit here, or it stays as it is
        import resource

        present, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if most == resource.RLIM_INFINITY else min(FILES, most)
        if present < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def need_no_disk() -> None:
    """Let torch start where nothing can be written: a disk that is full, or read-only.

    Its compiler, which the optimizers load and nobody here uses, makes a folder for what it would
    keep; a folder that is there already does as well.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError:
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(ROOT))
