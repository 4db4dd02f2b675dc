"""The browsers of a worker: one of a visitor who has been here before, and one that touches."""

from pathlib import Path

from playwright.sync_api import BrowserContext, Playwright

from tests.browser.tabs import Tabs
from tools import browser as chromium
from tools.free_port import LOOPBACK

# All of a browser's tabs in one process. It lives as long as one of them is at this machine, and
# keeps the scripts compiled: a page opens with less than half of the computing.
ONE_PROCESS = "--process-per-site"


class Profiles:
    """Each a Chromium with a cache, launched when it is first asked for.

    That there is no Chromium is a failure, never a reason to skip.
    """

    def __init__(self, playwright: Playwright, folder: Path) -> None:
        self._playwright, self._folder = playwright, folder
        self._launched: dict[bool, tuple[BrowserContext, Tabs]] = {}

    def profile(self, has_touch: bool = False) -> BrowserContext:
        """Its context."""
        return self._of(has_touch)[0]

    def tabs(self, has_touch: bool = False) -> Tabs:
        """Its tabs, which are used again."""
        return self._of(has_touch)[1]

    def forget(self) -> None:
        """Forget the cookies of all, and have the network back, however a test ended."""
        for profile, _ in self._launched.values():
            profile.clear_cookies()
            profile.set_offline(False)

    def close(self) -> None:
        for profile, _ in self._launched.values():
            profile.close()

    def _of(self, has_touch: bool) -> tuple[BrowserContext, Tabs]:
        if has_touch not in self._launched:
            profile = self._playwright.chromium.launch_persistent_context(
                self._folder / ("touch" if has_touch else "desk"),
                executable_path=chromium.ensure(),
                args=[*chromium.FLAGS, ONE_PROCESS],
                has_touch=has_touch,
            )
            _stay(profile)
            self._launched[has_touch] = profile, Tabs(profile)
        return self._launched[has_touch]


def _stay(profile: BrowserContext) -> None:
    """Leave a tab at this machine for good: an empty page, which no server is asked for."""
    tab = profile.new_page()
    tab.route("**", lambda route: route.fulfill(body="", content_type="text/html"))
    tab.goto(f"http://{LOOPBACK}/")
