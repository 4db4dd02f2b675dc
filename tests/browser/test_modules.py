"""The page Modules in a real browser: point, click, type; leave and come back; reload."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from components import words
from components.style import DARK, LIGHT, number
from models.layer import LayerExample, trace
from tests.browser.lab import READY_MILLISECONDS, field, open_lab, wait_until_ready
from tests.browser.test_links import query, wait_for_query
from tests.browser.theme import THEMES, dress
from tools.serve import Server

ROW, COLUMN = "Row of the output", "Column of the output"


def traced(row: int, column: int, **example: Any) -> str:
    """The traced output, as the table ends."""
    made = LayerExample(**example)
    return number(trace(made.layer(), made.input(), row, column).output)


def go_to_page(page: Page, name: str) -> None:
    page.get_by_role("link", name=words.PAGES[name], exact=True).click()


def open_modules(page: Page, server: Server) -> None:
    """Until its pictures and the graph stand."""
    page.goto(f"{server.url}/modules")
    wait_until_drawn(page)


def wait_until_drawn(page: Page) -> None:
    for picture in (".st-key-layer_chart .main-svg", ".stGraphVizChart svg g"):
        page.locator(picture).first.wait_for(timeout=READY_MILLISECONDS)


def place(page: Page, row: int, column: int) -> tuple[float, float]:
    """Where the middle of an output's cell is on the screen."""
    chart = page.locator(".st-key-layer_chart .js-plotly-plot")
    chart.scroll_into_view_if_needed()
    x, y = chart.evaluate(
        """(div, [row, column]) => {
            const { xaxis, yaxis } = div._fullLayout;
            const cells = div._fullData.find(trace => trace.name === 'cells');
            const n = cells.customdata.findIndex(([i, j]) => i === row && j === column);
            const box = div.querySelector('.nsewdrag').getBoundingClientRect();
            return [box.x + xaxis.d2p(cells.x[n]), box.y + yaxis.d2p(cells.y[n])];
        }""",
        [row, column],
    )
    return x, y


def expect_traced(page: Page, row: int, column: int, **example: Any) -> None:
    """The table names the cell and ends with its output; both fields and the frames follow."""
    table = page.locator("table", has_text=f"x[{row}, k]")
    expect(table.locator("tr").last).to_contain_text(
        f"y[{row}, {column}]", timeout=READY_MILLISECONDS
    )
    expect(table.locator("tr").last).to_contain_text(traced(row, column, **example))
    expect(field(page, ROW)).to_have_value(str(row))
    expect(field(page, COLUMN)).to_have_value(str(column))
    expect(page.locator(".st-key-layer_chart").get_by_role("figure")).to_have_attribute(
        "aria-label", re.compile(rf"row {row} of the input and column {column} of the weight")
    )


def test_pointing_at_a_cell_tells_its_sum_and_a_click_traces_it(page: Page, server: Server) -> None:
    open_modules(page, server)
    expect_traced(page, 0, 0)
    page.mouse.move(*place(page, 2, 4))
    said = page.locator(".st-key-layer_chart .hovertext")
    expect(said).to_contain_text(f"y[2, 4] = {traced(2, 4)}")
    page.mouse.click(*place(page, 2, 4))
    expect_traced(page, 2, 4)
    wait_for_query(page, {"row": "2", "column": "4"})
    page.mouse.click(*place(page, 4, 11))
    expect_traced(page, 4, 11)
    page.go_back()
    expect_traced(page, 2, 4)
    wait_for_query(page, {"row": "2", "column": "4"})


def test_the_keyboard_traces_a_cell_too(page: Page, server: Server) -> None:
    open_modules(page, server)
    field(page, ROW).fill("3")
    field(page, ROW).press("Enter")
    field(page, COLUMN).focus()
    field(page, COLUMN).press("ArrowUp")
    expect_traced(page, 3, 1)


def test_the_pictures_follow_when_the_system_turns_dark_and_all_else_stays(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.url}/modules?row=3&column=1")
    wait_until_drawn(page)
    for theme in THEMES:
        dress(page, theme)
        papers = page.evaluate(
            "[...document.querySelectorAll('.stMain .js-plotly-plot')]"
            ".map((plot) => plot._fullLayout.paper_bgcolor)"
        )
        assert set(papers) == {(DARK if theme == "dark" else LIGHT)["paper"]}
        expect_traced(page, 3, 1)
        wait_for_query(page, {"row": "3", "column": "1"})


def test_the_page_is_left_and_found_again_as_it_was(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    go_to_page(page, "modules")
    wait_until_drawn(page)
    page.mouse.click(*place(page, 2, 4))
    expect_traced(page, 2, 4)
    field(page, "in_features").fill("3")
    field(page, "in_features").press("Enter")
    expect_traced(page, 2, 4, in_features=3)
    page.get_by_text("frozen", exact=True).first.click()
    left = {"row": "2", "column": "4", "in_features": "3", "weight_as": "frozen"}
    wait_for_query(page, left)
    go_to_page(page, "lab")
    wait_until_ready(page)
    wait_for_query(page, {})
    go_to_page(page, "modules")
    wait_until_drawn(page)
    expect_traced(page, 2, 4, in_features=3)
    wait_for_query(page, left)
    expect(page.get_by_text("w stands still at 0.1000.")).to_be_visible()


def test_a_reload_is_the_same_page_with_the_same_experiment(page: Page, server: Server) -> None:
    spelled = "learner=by_parameter&epochs=20&step=5&batch=2&row=1&backward=true&again=true"
    page.goto(f"{server.url}/modules?{spelled}")
    for _ in range(2):
        wait_until_drawn(page)
        expect_traced(page, 1, 0, batch=2)
        graph = page.locator(".stGraphVizChart")
        expect(graph).to_contain_text("MmBackward0")
        expect(page.get_by_text("backward through the graph a second time")).to_be_visible()
        expect(page.get_by_text("experiment at step 5, learner “by parameter”")).to_be_visible()
        assert query(page) == dict(pair.split("=") for pair in spelled.split("&"))
        page.reload()
    wait_until_drawn(page)
    go_to_page(page, "lab")
    wait_until_ready(page)
    wait_for_query(page, {"learner": "by_parameter", "epochs": "20", "step": "5"})
