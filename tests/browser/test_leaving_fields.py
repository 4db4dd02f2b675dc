"""A tap on another page's link out of a number field leads there, and no address lies meanwhile."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_links import query
from tools.serve import Server

LINK = "column=1&batch=4&dataset=gapminder&learning_rate=0.1"
# The browser takes longer to leave a field than anyone takes to tap.
BUSY = """() => addEventListener('focusout', () => {
    const begin = performance.now();
    while (performance.now() - begin < 600);
}, {once: true})"""


def field(page: Page) -> None:
    """Wait for the first number field of Modules, and tap it."""
    number = page.get_by_test_id("stSidebar").get_by_test_id("stNumberInputField").first
    expect(number).to_be_visible(timeout=60_000)
    expect(page.locator('.stApp[data-test-script-state="notRunning"]')).to_have_count(1)
    number.tap()
    number.press("Control+a")


@pytest.mark.slow
@pytest.mark.parametrize(("typed", "is_busy"), [("-", False), ("7", False), ("8", True)])
def test_a_tap_on_a_pages_link_out_of_a_number_field_leads_to_that_page(
    open_page: OpenPage, server: Server, typed: str, is_busy: bool
) -> None:
    page = open_page(viewport={"width": 1024, "height": 768}, has_touch=True)
    page.goto(f"{server.url}/modules?{LINK}")
    field(page)
    page.keyboard.type(typed)
    if is_busy:
        page.evaluate(BUSY)
    page.get_by_test_id("stSidebar").get_by_role("link", name="Mistakes").tap()
    expect(page).to_have_url(re.compile("/mistakes"), timeout=30_000)
    expect(page.get_by_text("zero_grad forgotten").first).to_be_visible(timeout=30_000)
    page.go_back()
    expect(page).to_have_url(re.compile("/modules"), timeout=30_000)
    page.wait_for_function("() => location.search.includes('batch=4')", timeout=30_000)
    said = query(page)
    assert (said["dataset"], said["batch"], said["column"]) == ("gapminder", "4", "1")
