"""Light and dark, as the visitor's system asks for them while the page is open."""

from typing import Literal

from playwright.sync_api import Page

THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")


def dress(page: Page, theme: Literal["dark", "light"]) -> None:
    """Have the system ask for a theme, and wait until page and pictures have it."""
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(
        """(isDark) => {
            const ink = (element) => element && parseInt(
                getComputedStyle(element).color.match(/\\d+/)[0], 10);
            const plots = [...document.querySelectorAll('.js-plotly-plot')];
            const inks = [ink(document.querySelector('.stMain')),
                ...plots.map((plot) => parseInt(plot._fullLayout.font.color.slice(1, 3), 16))];
            return inks.every((value) => (value > 128) === isDark);
        }""",
        arg=theme == "dark",
    )
