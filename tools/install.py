"""Installs what a lock says, each file by its hash: `python -m tools.install requirements.lock`.

A second argument is a page that lists PyTorch's builds for the CPU. On Linux, where pip's default
is the one for graphics cards, PyTorch is taken from there; where the page cannot be reached, that
is said, and pip's default is taken. It imports nothing of ours: the image has this file alone.
"""

import re
import subprocess
import sys
import urllib.request
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory

OLDEST = (3, 11)
PATIENCE = 5  # seconds for the page to answer; then pip does without it
TOO_OLD = "Regression Lab needs Python 3.11 or newer; this is {}.{}."
UNREACHED = """\
PyTorch's builds for the CPU cannot be reached at {}: pip takes PyTorch where it usually looks.
On Linux that may be the build for graphics cards, which works as well and is several GB."""


def torch_entry(lock: str) -> str:
    """PyTorch's lines in a lock's text, with its hashes; "" where it has none."""
    found = re.search(r"^torch==.*\n(?: .*\n?)*", lock, re.MULTILINE)
    return found[0] if found else ""


def torch_pin(lock: str) -> str:
    """The version of PyTorch in a lock's text; "" where it has none."""
    return torch_entry(lock).partition("==")[2].partition(" ")[0].strip()


def is_there(version: str) -> bool:
    """Whether that PyTorch is installed, whatever it was built for (2.13.0, 2.13.0+cpu)."""
    try:
        return metadata.version("torch").partition("+")[0] == version
    except metadata.PackageNotFoundError:
        return False


def is_reached(page: str) -> bool:
    """Whether it answers. A refusal (403, 404) is no answer either."""
    try:
        with urllib.request.urlopen(page, timeout=PATIENCE):
            return True
    except (OSError, ValueError):
        return False


def pip(command: str, *arguments: str) -> None:
    """pip's own words go to the terminal. Raises SystemExit, with its exit code, where it fails."""
    asked = [sys.executable, "-m", "pip", command, "-q", "--disable-pip-version-check", *arguments]
    if code := subprocess.run(asked).returncode:
        sys.exit(code)


def install_torch(entry: str, page: str) -> None:
    """PyTorch as pip chooses it, if one of the lock's hashes is its file's.

    Chosen first and checked then: told of hashes, pip prefers an index that lists them to a folder
    and takes the build for graphics cards although the one for the CPU is at hand.
    """
    found_at: list[str] = []
    if page and sys.platform == "linux":
        # Not as an index: it has some others of the packages, too, which are none of its business.
        if is_reached(page):
            found_at = ["--find-links", page]
        else:
            print(UNREACHED.format(page), file=sys.stderr, flush=True)
    with TemporaryDirectory() as folder:
        wanted = f"torch=={torch_pin(entry)}"
        pip("download", "--no-deps", "--only-binary=:all:", "--dest", folder, *found_at, wanted)
        lock = Path(folder) / "torch.lock"
        lock.write_text(entry, encoding="utf-8")
        from_there = ["--no-index", "--find-links", folder]
        pip("install", "--require-hashes", "--no-deps", *from_there, "-r", str(lock))


def install(lock: Path, page: str = "") -> None:
    text = lock.read_text(encoding="utf-8")
    version = torch_pin(text)
    is_wanted = bool(version) and not is_there(version)
    if is_wanted:
        install_torch(torch_entry(text), page)
    # The lock holds all that is needed, so nothing else may come along.
    pip("install", "--require-hashes", "--no-deps", "-r", str(lock))
    if is_wanted:
        # The build for graphics cards needs more than the lock has; that for the CPU, nothing.
        pip("install", f"torch=={version}")


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(TOO_OLD.format(*sys.version_info))
    lock, page = [*sys.argv[1:], ""][:2]
    install(Path(lock), page)


if __name__ == "__main__":
    main()
