"""Each package that the app needs is listed with its licence, and none forbids what we do."""

import re
from importlib import metadata

from tools.licences import all_required, licence, required
from tools.serve import ROOT

LISTED = dict(
    re.findall(
        r"^\| ([a-z][a-z0-9-]+) \| (.+) \|$",
        (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)
LISTED.pop("package")  # the head of the table
# Licences by which an MIT-licensed app may use a package, and be handed on with it.
ALLOWED = re.compile(
    r"\b(MIT|MIT-CMU|BSD|0BSD|Apache|MPL|Mozilla|PSF|BSL-1\.0|Zlib|CC0|LLVM)\b", re.IGNORECASE
)


def test_every_package_that_the_app_needs_is_listed_with_the_licence_that_it_states() -> None:
    needed = all_required(required())
    assert {"streamlit", "torch", "starlette", "python-multipart"} <= set(needed)
    assert {name: licence(name) for name in needed} == {
        name: stated for name, stated in LISTED.items() if name in needed
    }


def test_what_is_listed_and_not_needed_here_is_needed_on_another_system() -> None:
    """`watchdog` for one is required everywhere but on macOS."""
    named = {
        re.split(r"[^\w.-]", line, maxsplit=1)[0].lower().replace("_", "-")
        for name in all_required(required())
        for line in metadata.requires(name) or []
    }
    assert LISTED.keys() <= named | {name.lower() for name in required()}


def test_every_licence_is_one_that_allows_it() -> None:
    assert LISTED
    for name, stated in LISTED.items():
        for part in re.split(r" (?:AND|OR) |, ", stated):
            assert ALLOWED.search(part), f"{name}: {stated}"
