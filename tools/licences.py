"""Under which licences the app's packages come: `python -m tools.licences` prints THIRD_PARTY.md.

The packages are those of requirements.txt and all that these require, as installed here.
"""

from collections.abc import Iterable
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.serve import ROOT

HEAD = """\
# What the app is made of

The packages that `requirements.txt` names, and those that they require, each under the licence \
that it states itself. `python -m tools.licences` prints this page from what is installed; a test \
holds it against that. On Linux, PyTorch's build for graphics cards brings NVIDIA's libraries and \
Triton besides, under licences of their own; its CPU build does not.

Two things of others stand in the repository itself: Plotly.js, its bundle "basic", in \
`components/player/vendor/`, under the MIT licence beside it, and the classic data sets in \
`models/datasets/tables/`, whose page names the licence of each.

| package | licence |
| --- | --- |
"""
# Brought by PyTorch's build for graphics cards only.
FOR_GRAPHICS_CARDS = ("nvidia-", "cuda-", "triton")
SHORTEST_TEXT = 60  # characters: from here on a field holds a licence's text and not its name


def required(path: str = "requirements.txt") -> list[str]:
    """The names in a requirements file."""
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return [Requirement(line).name for line in lines if line and not line.startswith(("#", "-"))]


def all_required(names: Iterable[str]) -> list[str]:
    """These packages and all that they require here, sorted.

    Raises importlib.metadata.PackageNotFoundError where one of them is not installed.
    """
    found: set[str] = set()
    waiting = [canonicalize_name(name) for name in names]
    while waiting:
        name = waiting.pop()
        if name in found or name.startswith(FOR_GRAPHICS_CARDS):
            continue
        found.add(name)
        wanted = map(Requirement, metadata.requires(name) or [])
        waiting += [
            canonicalize_name(requirement.name)
            for requirement in wanted
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        ]
    return sorted(found)


def licence(name: str) -> str:
    """The licence that an installed package states; "" where it states none."""
    about = metadata.metadata(name)
    if "License-Expression" in about:
        return about["License-Expression"]
    if "License" in about and len(about["License"]) < SHORTEST_TEXT:
        return about["License"]
    kinds = [kind for kind in about.get_all("Classifier") or [] if kind.startswith("License ::")]
    return ", ".join(kind.rpartition(" :: ")[2] for kind in kinds)


def main() -> None:
    rows = [f"| {name} | {licence(name)} |" for name in all_required(required())]
    print(HEAD + "\n".join(rows))


if __name__ == "__main__":
    main()
