"""Renews the README's pictures from the page itself: `make screenshot`."""

from pathlib import Path

from playwright.sync_api import sync_playwright

from tools import browser
from tools.serve import ROOT, serving

FOLDER = ROOT / "docs"
# Near the critical rate, where the path swings across the valley and every picture has a story.
QUERY = "dataset=line&learning_rate=0.0268&step=18"
PLAYER = '[data-testid="player"][data-ready="true"]'


def main() -> None:
    """Write docs/lab-light.png and docs/lab-dark.png, and say so."""
    FOLDER.mkdir(exist_ok=True)
    with serving() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=str(browser.ensure()), args=list(browser.FLAGS)
        )
        try:
            for scheme in ("light", "dark"):
                page = chromium.new_page(
                    viewport={"width": 1400, "height": 900}, color_scheme=scheme
                )
                page.goto(f"{server.url}/?{QUERY}")
                page.wait_for_selector(PLAYER)
                page.wait_for_timeout(1000)  # until the pictures have come to rest
                path = FOLDER / f"lab-{scheme}.png"
                page.screenshot(path=path)
                print(Path(path).relative_to(ROOT))
        finally:
            chromium.close()


if __name__ == "__main__":
    main()
