"""Walks all places of the walk at every size, and lays all pictures of them side by side.

`make look` writes test-output/look/index.html, with what cannot be read beside each picture, and
ends with 1 where there is something. PLACES="inside,data: iris": those whose names hold these.
"""

from __future__ import annotations

import argparse
import html
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.legible import Finding
from tests.browser.theme import THEMES, dress
from tests.browser.walk import EVERYTHING, Place, open_place, seen_wrong, views
from tools import browser
from tools.serve import ROOT, serving

FOLDER = ROOT / "test-output" / "look"
STYLE = """
body { font: 15px system-ui; margin: 1rem; } section { margin-bottom: 2rem; }
.views { display: flex; gap: 1rem; overflow-x: auto; align-items: flex-start; }
figure { margin: 0; flex: none; } img { height: 420px; border: 1px solid silver; }
figcaption { font-weight: 600; } ul { padding-left: 1.2rem; max-width: 60ch; color: #a00; }
"""


@dataclass
class Seen:
    """A picture of a place in a view, and what is wrong there."""

    view: str
    picture: Path
    wrong: Sequence[Finding]


@dataclass
class Album:
    """All that was seen: by place, in the order of the walk."""

    pages: dict[str, list[Seen]] = field(default_factory=dict)

    @property
    def wrong(self) -> int:
        """How many findings there are."""
        return sum(len(seen.wrong) for views in self.pages.values() for seen in views)

    def write(self, folder: Path) -> Path:
        """The album as a page of its own."""
        parts = [
            f"<!doctype html><meta charset=utf-8><title>The walk</title><style>{STYLE}</style>"
        ]
        parts.append(f"<h1>The walk: {self.wrong} findings</h1>")
        for place, views_of in self.pages.items():
            parts.append(f"<section><h2>{html.escape(place)}</h2><div class=views>")
            for seen in views_of:
                said = "".join(f"<li>{html.escape(str(finding))}" for finding in seen.wrong)
                name = seen.picture.relative_to(folder)
                parts.append(
                    f"<figure><figcaption>{html.escape(seen.view)}</figcaption>"
                    f"<a href='{name}'><img loading=lazy src='{name}'></a><ul>{said}</ul></figure>"
                )
            parts.append("</div></section>")
        album = folder / "index.html"
        album.write_text("\n".join(parts), encoding="utf-8")
        return album


def look(page: Page, server_url: str, place: Place, folder: Path) -> Iterator[Seen]:
    """The place in each view, in light and dark."""
    open_place(page, server_url, place)
    for view, least in views(page):
        for theme in THEMES:
            dress(page, theme)
            picture = folder / f"{_file_name(f'{place.name} {view} {theme}')}.png"
            page.screenshot(path=picture)
            # What cannot be read is a matter of sizes, which no theme changes.
            wrong = seen_wrong(page, least) if theme == "light" else []
            yield Seen(f"{view}, {theme}", picture, wrong)


def _file_name(text: str) -> str:
    return "".join(letter if letter.isalnum() else "-" for letter in text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Walk, write the album, say where it is; 1 where something cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--places", default="", help="words of their names, between commas")
    words = [word.strip() for word in parser.parse_args(arguments).places.split(",")]
    FOLDER.mkdir(parents=True, exist_ok=True)
    album = Album()
    with serving() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(browser.ensure()), args=list(browser.FLAGS)
        )
        page = chromium.new_page()
        for place in EVERYTHING:
            if any(word in place.name for word in words):
                album.pages[place.name] = [*look(page, server.url, place, FOLDER)]
                wrong = sum(len(seen.wrong) for seen in album.pages[place.name])
                print(f"{place.name}: {wrong or 'nothing'} found", flush=True)
        chromium.close()
    print(f"{album.wrong} findings: {album.write(FOLDER)}")
    return int(album.wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
