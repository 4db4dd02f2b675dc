"""A Chromium, found or else installed: `python -m tools.browser` prints its path."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# What every launch is given.
FLAGS = [
    "--no-sandbox",  # Chromium refuses to start as root, as in a container, with its sandbox
    "--disable-gpu",  # the same pictures with a graphics card and without
    "--no-first-run",  # no welcome page
    # What the browser of a test would ask for itself, beside the server under test, as far as flags
    # keep it from that; tests/server/test_beyond.py says what is left:
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]

USUAL_PLACES = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "~/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "~/AppData/Local/Google/Chrome/Application/chrome.exe",
]

HOW_TO_GET_ONE = """\
No Chromium was found, and none could be installed. Any one of these will do:
  Debian:          sudo apt-get install chromium fonts-noto-cjk
  macOS, Windows:  install Google Chrome
  anywhere:        python -m playwright install --with-deps chromium
  or set CHROMIUM to the path of a Chromium or Chrome that is there already."""


class BrowserMissing(RuntimeError):
    """There is no browser to test with; the message says how to get one."""


def find() -> Path | None:
    """The Chromium of this machine, or None. CHROMIUM in the environment has the last word."""
    chosen = os.environ.get("CHROMIUM")
    if chosen:
        if not Path(chosen).is_file():
            raise BrowserMissing(f"CHROMIUM is set to {chosen}, and there is no such file.")
        return Path(chosen)
    return next(filter(_starts, _candidates()), None)


def ensure() -> Path:
    """The Chromium of this machine, installed where there was none; else raises BrowserMissing."""
    found = find()
    if found:
        return found
    for commands in _ways_to_install():
        # Each command only where the one before it worked; its words go to stderr, since the
        # standard output is the path.
        all(subprocess.run(command, stdout=sys.stderr).returncode == 0 for command in commands)
        found = find()
        if found:
            return found
    raise BrowserMissing(HOW_TO_GET_ONE)


def _candidates() -> Iterator[Path]:
    for name in NAMES:
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path)
    yield from (Path(os.path.expanduser(place)) for place in USUAL_PLACES)
    of_playwright = _of_playwright()
    if of_playwright:
        yield of_playwright


def _of_playwright() -> Path | None:
    """Where Playwright keeps its own Chromium, whether or not it is there."""
    # In its own process: Playwright's synchronous interface starts only once in a thread.
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True)
    return Path(answer.stdout.strip()) if answer.returncode == 0 else None


def _starts(candidate: Path) -> bool:
    if not candidate.is_file():
        return False
    if os.name == "nt":
        return True  # Chrome on Windows does not answer `--version`: it opens a window
    # Being there is not enough: on Ubuntu, `chromium-browser` may only say what to install.
    try:
        asked = subprocess.run([candidate, "--version"], capture_output=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def _ways_to_install() -> Iterator[list[list[str]]]:
    playwright = [sys.executable, "-m", "playwright", "install"]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        apt_get = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
        packages = ["chromium", "fonts-noto-cjk"]
        yield [
            [*apt_get, "update"],
            [*apt_get, "install", "-y", "--no-install-recommends", *packages],
        ]
        yield [[*playwright, "--with-deps", "chromium"]]
    else:
        yield [[*playwright, "chromium"]]


def main() -> None:
    try:
        print(ensure())
    except BrowserMissing as missing:
        sys.exit(str(missing))


if __name__ == "__main__":
    main()
