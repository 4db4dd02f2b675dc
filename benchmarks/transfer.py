"""What travels when somebody opens the page: the first time, and when the browser knows it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from benchmarks.browsers import browsing, visitor, wait_until_still
from benchmarks.row import Row
from tests.browser.lab import wait_until_ready
from tools.serve import serving

MEGABYTE = 2**20


@dataclass
class Visit:
    """The files that travelled and their bytes, and those of the websocket's frames."""

    files: int = 0
    file_bytes: float = 0.0
    frame_bytes: int = 0

    @property
    def megabytes(self) -> float:
        """All of it."""
        return (self.file_bytes + self.frame_bytes) / MEGABYTE

    def told(self) -> str:
        """The parts in one line."""
        files, frames = self.file_bytes / MEGABYTE, self.frame_bytes / MEGABYTE
        return f"{self.files} files {files:.2f} MB, websocket {frames:.2f} MB"


def measure() -> list[Row]:
    """Rows for both visits, without a proxy."""
    with serving() as server, browsing() as browser:
        return rows(browser, server.url, "from the server itself", bound=None)


def rows(browser: Browser, url: str, whence: str, bound: float | None) -> list[Row]:
    """A row for a first visit and one for a second; bound: megabytes of the first."""
    with visitor(browser) as page:
        first, second = _visit(page, url), _visit(page, url)
    return [
        Row(f"a first visit's transfer {whence}", first.told(), "", first.megabytes, "MB", bound),
        Row(f"a second visit's transfer {whence}", second.told(), "", second.megabytes, "MB"),
    ]


def _visit(page: Page, url: str) -> Visit:
    """Open the page; as it travels, files maybe compressed."""
    visit = Visit()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def finished(seen: dict[str, float]) -> None:
        visit.files += seen["encodedDataLength"] > 0  # 0: the browser had it
        visit.file_bytes += seen["encodedDataLength"]

    def framed(seen: dict[str, dict[str, str]]) -> None:
        # Binary frames are told in base64.
        visit.frame_bytes += len(seen["response"]["payloadData"]) * 3 // 4

    session.on("Network.loadingFinished", finished)
    session.on("Network.webSocketFrameReceived", framed)
    page.goto(url)
    wait_until_ready(page)
    # What is not needed for the picture is there, too.
    wait_until_still(page, lambda: (visit.files, visit.frame_bytes))
    session.detach()
    page.goto("about:blank")
    return visit
