"""The page Modules in a real browser: point, click, type; leave and come back; reload."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from components import words
from components.style import DARK, LIGHT, MINUS, number
from models.modules.layer import LayerExample, trace
from tests.browser.lab import READY_MILLISECONDS, box, field, open_lab, wait_until_ready
from tests.browser.legible import LEAST_SIZE, unreadable
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
    for picture in (".lab-cells > *", ".lab-graph svg"):
        page.locator(picture).first.wait_for(timeout=READY_MILLISECONDS)


def output(page: Page) -> Locator:
    """The cells of the output that can be pressed."""
    return page.locator(".st-key-layer_pictures .lab-pressable")


def place(page: Page, row: int, column: int) -> tuple[float, float]:
    """Where the middle of an output's cell is on the screen."""
    output(page).scroll_into_view_if_needed()
    whole = box(output(page))
    rows, columns = 5, 12  # of the lesson's layer
    return (
        whole["x"] + (column + 0.5) / columns * whole["width"],
        whole["y"] + (row + 0.5) / rows * whole["height"],
    )


def expect_traced(page: Page, row: int, column: int, **example: Any) -> None:
    """The table names the cell and ends with its output; both fields and the frames follow."""
    table = page.locator("table", has_text=f"x[{row}, k]")
    expect(table.locator("tr").last).to_contain_text(
        f"y[{row}, {column}]", timeout=READY_MILLISECONDS
    )
    expect(table.locator("tr").last).to_contain_text(traced(row, column, **example))
    expect(field(page, ROW)).to_have_value(str(row))
    expect(field(page, COLUMN)).to_have_value(str(column))
    expect(page.locator(".st-key-layer_pictures .lab-matrices").first).to_have_attribute(
        "aria-label", re.compile(rf"row {row} of the input and column {column} of the weight")
    )


@pytest.mark.slow
def test_pointing_at_a_cell_tells_its_sum_and_a_click_traces_it(page: Page, server: Server) -> None:
    open_modules(page, server)
    expect_traced(page, 0, 0)
    page.mouse.move(*place(page, 2, 4))
    layer, x = LayerExample().layer(), LayerExample().input()
    exact = str(layer(x)[2, 4].detach().numpy()).replace("-", MINUS)
    said = page.locator(".st-key-layer_pictures .lab-pointed:visible")
    expect(said).to_contain_text(f"y[2, 4] = {exact}")
    expect(said).to_contain_text(
        f"= {number(x[2, 0].item())} · {number(layer.weight[0, 4].item())}"
    )
    page.mouse.click(*place(page, 2, 4))
    expect_traced(page, 2, 4)
    wait_for_query(page, {"row": "2", "column": "4"})
    page.mouse.click(*place(page, 4, 11))
    expect_traced(page, 4, 11)
    wait_for_query(page, {"row": "4", "column": "11"})
    page.go_back()
    expect_traced(page, 2, 4)
    wait_for_query(page, {"row": "2", "column": "4"})


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1400, 900), (1920, 1080), (1024, 768)])
def test_a_pressed_cell_and_its_sum_are_in_one_view(
    page: Page, server: Server, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_modules(page, server)
    whole = box(output(page))  # without scrolling for it
    page.mouse.click(whole["x"] + 3.5 / 12 * whole["width"], whole["y"] + 4.5 / 5 * whole["height"])
    expect_traced(page, 4, 3)
    told = page.locator(".st-key-layer_pictures .lab-formulas").last
    expect(told).to_contain_text(traced(4, 3))
    assert whole["y"] >= 0
    assert box(told)["y"] > whole["y"]
    assert box(told)["y"] + box(told)["height"] <= size[1]
    assert box(output(page)) == whole, "the page has been scrolled, or the cells have moved"
    products = box(page.locator("table", has_text="x[4, k]"))
    if size[0] >= 1400:
        assert products["y"] >= 0
        assert products["y"] + products["height"] < whole["y"], "in the corner beside the weight"
        assert products["x"] + products["width"] < whole["x"]
    else:
        assert products["y"] >= box(told)["y"] + box(told)["height"], "where it has room"


@pytest.mark.slow
@pytest.mark.parametrize("query", ["in_features=2", "in_features=1&out_features=1", "batch=1"])
def test_the_products_lie_over_no_matrix(page: Page, server: Server, query: str) -> None:
    page.goto(f"{server.url}/modules?{query}")
    wait_until_drawn(page)
    products = box(page.locator("table", has_text="x[0, k]"))
    for block in page.locator(".st-key-layer_pictures .lab-block").all():
        other = box(block)
        assert (
            products["x"] + products["width"] <= other["x"]
            or products["y"] + products["height"] <= other["y"] + 1
            or products["y"] >= other["y"] + other["height"]
        )


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1400, 900), (1920, 1080)])
def test_at_the_top_it_says_what_the_page_is_for_and_fields_that_belong_together_are_near(
    page: Page, server: Server, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_modules(page, server)
    why = box(page.locator(".st-key-modules_why p"))
    assert why["y"] >= 0
    assert why["y"] + why["height"] <= box(page.get_by_role("heading").first)["y"] + 20
    row, column = (box(field(page, name)) for name in (ROW, COLUMN))
    assert row["y"] == column["y"]
    assert column["x"] - row["x"] - row["width"] < 150


BROKEN = """() => [...document.querySelectorAll('.st-key-modules .stRadio :is(p, code)')]
    .filter((part) => {
        const words = document.createRange();
        return [...part.childNodes].some((node) => {
            if (node.nodeType !== Node.TEXT_NODE) return false;
            return [...node.data.matchAll(/\\S+/g)].some((word) => {
                words.setStart(node, word.index);
                words.setEnd(node, word.index + word[0].length);
                return words.getClientRects().length > 1;
            });
        });
    }).map((part) => part.textContent)"""
# At any width of the page: what a sign stands behind is broken at others.
LOST = """() => {
    const page = document.querySelector('.st-key-modules');
    const lost = [];
    for (let width = 240; width < 720; width += 12) {
        page.style.maxWidth = `${width}px`;
        for (const part of page.querySelectorAll('.lab-unbroken')) {
            const sign = document.createRange();
            sign.selectNode(part.lastChild);
            const word = part.querySelector('.lab-word').getBoundingClientRect();
            const isBelow = sign.getBoundingClientRect().top > word.bottom - 2;
            if (isBelow) lost.push([width, part.textContent]);
        }
    }
    page.style.maxWidth = '';
    return lost;
}"""


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1400, 900), (1180, 820), (1024, 768), (390, 844)])
def test_no_word_is_broken_no_sign_begins_a_line_and_a_cut_table_says_so(
    page: Page, server: Server, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_modules(page, server)
    assert page.locator(".st-key-modules .lab-unbroken").count() > 5
    assert page.evaluate(BROKEN) == []
    assert page.evaluate(LOST) == []
    for table in page.locator(".lab-tabled").all():
        is_cut = table.locator(".lab-scroller").evaluate("e => e.scrollWidth > e.clientWidth + 2")
        more = table.get_by_role("button", name=words.PLAYER["more_columns"], exact=True)
        expect(more).to_be_visible(visible=is_cut)


@pytest.mark.slow
def test_nothing_is_cut_on_a_page_made_twice_as_large(page: Page, server: Server) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(f"{server.url}/modules?size=2")
    wait_until_drawn(page)
    expect(page.locator(".lab-graph svg text").last).to_be_visible()
    assert unreadable(page, LEAST_SIZE["usual"]) == []


@pytest.mark.slow
def test_the_keyboard_traces_a_cell_too(page: Page, server: Server) -> None:
    open_modules(page, server)
    field(page, ROW).fill("3")
    field(page, ROW).press("Enter")
    field(page, COLUMN).focus()
    field(page, COLUMN).press("ArrowUp")
    expect_traced(page, 3, 1)


@pytest.mark.slow
def test_the_pictures_follow_when_the_system_turns_dark_and_all_else_stays(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.url}/modules?row=3&column=1")
    wait_until_drawn(page)
    for theme in THEMES:
        dress(page, theme)
        colours = DARK if theme == "dark" else LIGHT
        inks = page.locator(".lab-board").evaluate_all(
            "boards => boards.map((board) => board.style.getPropertyValue('--lab-weight'))"
        )
        assert set(inks) == {colours["weight"]}
        expect_traced(page, 3, 1)
        wait_for_query(page, {"row": "3", "column": "1"})


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_reload_is_the_same_page_with_the_same_experiment(page: Page, server: Server) -> None:
    spelled = "learner=by_parameter&epochs=20&step=5&batch=2&row=1&backward=true&again=true"
    page.goto(f"{server.url}/modules?{spelled}")
    for _ in range(2):
        wait_until_drawn(page)
        expect_traced(page, 1, 0, batch=2)
        graph = page.locator(".lab-graph")
        expect(graph).to_contain_text("MmBackward0")
        expect(page.get_by_text("backward through the graph a second time")).to_be_visible()
        expect(page.get_by_text("experiment at step 5, learner “by parameter”")).to_be_visible()
        assert query(page) == dict(pair.split("=") for pair in spelled.split("&"))
        page.reload()
    wait_until_drawn(page)
    go_to_page(page, "lab")
    wait_until_ready(page)
    wait_for_query(page, {"learner": "by_parameter", "epochs": "20", "step": "5"})


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1920, 1080), (1024, 768), (390, 844)])
def test_code_is_not_wrapped_and_begins_in_sight(
    page: Page, server: Server, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_modules(page, server)
    boxes = page.locator(".st-key-structure_board .lab-code:visible")
    # Of five parts, a class each and one more for what needs its layer; and the functions called.
    assert boxes.count() == 17 + 9
    for i in range(boxes.count()):
        seen = boxes.nth(i).evaluate(
            """(box) => {
                const lines = [...box.querySelectorAll('.lab-line')];
                const scroller = box.querySelector('.lab-scroller');
                const edge = scroller.getBoundingClientRect();
                const heights = lines.map((line) => line.getBoundingClientRect().height);
                return {
                    text: lines[0].textContent,
                    wrapped: heights.filter((height) => height > 1.5 * Math.min(...heights)),
                    left: scroller.scrollLeft,
                    inside: edge.left >= 0 && edge.right <= innerWidth + 1,
                    scrolls: getComputedStyle(scroller).overflowX,
                };
            }"""
        )
        assert seen["text"].startswith(("class ", "def "))
        assert seen["wrapped"] == []
        assert (seen["left"], seen["inside"], seen["scrolls"]) == (0, True, "auto")


@pytest.mark.slow
def test_no_script_of_streamlits_for_pictures_code_or_formulas_is_asked_for(
    page: Page, server: Server
) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_modules(page, server)
    heavy = re.compile("PlotlyChart|SyntaxHighlighter|GraphViz|katex|plotly", re.IGNORECASE)
    assert [url for url in asked if heavy.search(url)] == []


@pytest.mark.slow
def test_what_is_read_grows_with_the_page_as_the_labs_does(page: Page, server: Server) -> None:
    open_modules(page, server)
    sizes = {}
    for width, height in ((1400, 900), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("(width) => innerWidth === width", arg=width)
        sizes[width] = font_sizes(page)
    assert min(sizes[1400].values()) >= 12
    assert min(sizes[1920].values()) >= 16
    ratios = [sizes[1920][name] / sizes[1400][name] for name in sizes[1400]]
    assert max(ratios) - min(ratios) < 0.01


def font_sizes(page: Page) -> dict[str, float]:
    """The sizes of what is read, in pixels."""
    kinds = (".lab-code code", "p code", "p", ".lab-told-table td", ".lab-cells td", ".lab-node")
    return {kind: size_of(page, f".lab-board {kind}:visible") for kind in kinds}


def size_of(page: Page, selector: str) -> float:
    found: float = page.locator(selector).first.evaluate(
        "(element) => parseFloat(getComputedStyle(element).fontSize)"
    )
    return found


def words_size(page: Page) -> float:
    """The size of a sentence; larger numbers than usual may have no room in their cells."""
    return size_of(page, ".lab-board p:visible")


@pytest.mark.slow
def test_aa_is_one_for_all_pages_and_in_the_link(page: Page, server: Server) -> None:
    open_modules(page, server)
    before = words_size(page)
    aa = page.get_by_role("combobox", name=words.PLAYER["size"], exact=True)
    aa.select_option("1.4")
    wait_for_query(page, {"size": "1.4"})
    assert words_size(page) == pytest.approx(1.4 * before)
    for name in ("mistakes", "lab"):
        go_to_page(page, name)
        wait_until_ready(page)
        wait_for_query(page, {"size": "1.4"})
        expect(aa).to_have_value("1.4")
    aa.select_option("1")
    wait_for_query(page, {})
    go_to_page(page, "modules")
    wait_until_drawn(page)
    expect(aa).to_have_value("1")
    assert words_size(page) == pytest.approx(before)
