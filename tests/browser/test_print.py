"""A page on paper: a hand-out without controls, drawn as wide as the paper, all of it light."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from components.style import LIGHT, of_parameter
from models.datasets import load
from models.experiment import Experiment
from tests.browser.lab import (
    READY_MILLISECONDS,
    open_lab,
    player,
    wait_for_player,
    wait_until_ready,
)
from tools.serve import Server

PHASES = ["zero_grad", "forward", "loss", "backward", "step"]
WIDTH = 680  # pixels: A4 without its margins
UPRIGHT = 1031  # pixels: what it has room for from top to bottom
ACROSS = {"width": 1009, "height": 703}  # the same sheet on its side
PICTURE = 332  # pixels: two stand beside each other
HEIGHT = 192  # of a picture, however high it is on the screen

# What a printed page holds: the pictures' boxes and drawings, controls that are seen, empty cells.
SEEN = """() => {
    const root = document.querySelector('[data-testid="player"]');
    const box = (e) => e.getBoundingClientRect();
    const seen = (e) => { const { width, height } = box(e); return width > 1 && height > 1; };
    const controls = 'button, input, select, .stSidebar, .stAppHeader, .modebar';
    return {
        width: box(root).width,
        plots: [...root.querySelectorAll('.lab-plot')].map((plot) => {
            const drawn = box(plot.querySelector('.main-svg'));
            const { left, top, right, bottom } = box(plot);
            return { left, top, right, bottom, width: drawn.width, height: drawn.height };
        }),
        controls: [...document.querySelectorAll(controls)]
            .filter((e) => seen(e) && !e.closest('.lab-card, .lab-word'))
            .map((e) => e.outerHTML.slice(0, 80)),
        scrolled: [...root.querySelectorAll('.lab-scroller')]
            .filter((e) => e.scrollHeight > e.clientHeight + 1).length,
        empty: [...root.querySelectorAll('.lab-table tbody td')]
            .filter((e) => !e.textContent).length,
        papers: [...root.querySelectorAll('.js-plotly-plot')]
            .map((e) => e._fullLayout.paper_bgcolor),
        ink: getComputedStyle(root).color,
        handout: root.querySelector('.lab-handout').innerText,
        title: root.querySelector('.lab-sheet-title').innerText,
        open: [...root.querySelectorAll('.lab-card')]
            .filter((card) => seen(card) && box(card.querySelector('.lab-rows')).height > 12)
            .map((card) => card.dataset.phase),
        told: [...root.querySelectorAll('.lab-card')]
            .filter((card) => [...card.querySelectorAll('.lab-result, .lab-term, .lab-grads')]
                .some((part) => part.checkVisibility()))
            .map((card) => card.dataset.phase),
    };
}"""


def to_paper(page: Page) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    wait_for_player(page, "root.classList.contains('lab-paper')")


@pytest.mark.slow
@pytest.mark.parametrize("query", ["step=20", "step=20&inside=on&phase=backward"])
def test_a_page_is_laid_out_for_paper_while_it_is_printed(
    page: Page, server: Server, query: str
) -> None:
    page.emulate_media(color_scheme="dark")
    open_lab(page, server.url, f"learning_rate=0.027&{query}")
    before = page.evaluate(SEEN)
    to_paper(page)
    seen = page.evaluate(SEEN)
    assert seen["width"] == pytest.approx(WIDTH, abs=1)
    assert len(seen["plots"]) == 4
    for i, plot in enumerate(seen["plots"]):
        assert plot["right"] - plot["left"] == pytest.approx(plot["width"], abs=1.5)
        assert plot["bottom"] - plot["top"] == pytest.approx(plot["height"], abs=1.5)
        assert plot["height"] == pytest.approx(HEIGHT, abs=1.5)
        assert plot["width"] == pytest.approx(PICTURE, abs=1.5)
        for other in seen["plots"][:i]:
            beside = other["right"] <= plot["left"] or plot["right"] <= other["left"]
            assert beside or other["bottom"] <= plot["top"] or plot["bottom"] <= other["top"]
    assert seen["controls"] == []
    assert seen["scrolled"] == 0
    assert seen["empty"] == 0
    assert set(seen["papers"]) == {LIGHT["paper"]}
    assert seen["ink"] == "rgb(0, 0, 0)"
    assert seen["title"] == "Regression Lab · Tutorial: y = 2x + 1 · rate 0.027 · step 20 of 100"
    known = ["zero_grad", "forward", "loss", "backward"] if "inside" in query else []
    assert seen["open"] == (PHASES if "inside" in query else [])
    assert seen["told"] == known, "of what is not computed yet the formulas alone"
    page.emulate_media(media="screen", color_scheme="dark")
    wait_for_player(page, "!root.classList.contains('lab-paper')")
    after = page.evaluate(SEEN)
    assert after["papers"] == before["papers"]
    assert after["width"] == before["width"]


@pytest.mark.slow
def test_the_printed_page_holds_settings_link_and_every_row(
    page: Page, server: Server, tmp_path: Path
) -> None:
    open_lab(page, server.url, "learning_rate=0.027&step=20")
    to_paper(page)
    path = tmp_path / "handout.pdf"
    data = page.pdf(path=path, format="A4")
    assert data.startswith(b"%PDF")
    said = page.evaluate(SEEN)["handout"]
    for text in (
        "Learning rate",
        "0.027",
        "Tutorial",
        "Epochs",
        "100",
        "learning_rate=0.027&step=20",
    ):
        assert text in said
    assert pages_of(data) == 1


CARDS = """root => {
    const list = root.querySelector('.lab-cards');
    const bottoms = [...list.children].map((card) => card.getBoundingClientRect().bottom);
    const below = root.querySelector('.lab-codes').getBoundingClientRect().top;
    const present = list.querySelector('[aria-current]');
    return {
        seen: [...list.children].map((card) => getComputedStyle(card).opacity),
        over: bottoms.filter((bottom) => bottom > below + 1).length,
        said: [...present.querySelectorAll('.lab-terms, .lab-formula, .lab-grads')]
            .filter((part) => part.textContent && !part.closest('[hidden]'))
            .map((part) => part.checkVisibility()),
    };
}"""


@pytest.mark.slow
def test_on_paper_all_cards_are_whole_of_which_the_screen_shows_some(page: Page, bare: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    open_lab(page, bare, "dataset=diabetes&standardise=on&step=20&inside=on&phase=backward")
    page.wait_for_function("() => document.querySelector('.lab-cut')")
    to_paper(page)
    cards = player(page).evaluate(CARDS)
    assert cards["seen"] == ["1"] * 5
    assert cards["over"] == 0
    assert len(cards["said"]) > 4
    assert all(cards["said"])


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


# Page → how many sheets it takes upright, and across.
SHEETS = {
    "?learning_rate=0.027&step=20": (1, 2),
    "?learning_rate=0.027&step=20&inside=on": (3, 4),
    "?dataset=diabetes&standardise=on&learning_rate=0.1&step=20": (2, 3),
    "?dataset=longley&standardise=on&learning_rate=0.1&step=20": (2, 3),
    "?dataset=galton&standardise=on&learning_rate=0.1&step=20": (2, 4),
    "mistakes?step=20": (1, 1),
    "mistakes?mistake=broadcast&step=20": (1, 2),
    "modules": (9, 15),
}


@pytest.mark.slow
@pytest.mark.parametrize("query", SHEETS)
def test_no_sheet_is_wasted(page: Page, server: Server, query: str) -> None:
    """Pictures stand on the first, code and tables go on on the next, settings follow at once."""
    page.goto(f"{server.url}/{query}")
    if query == "modules":
        page.locator(".lab-graph svg").wait_for(timeout=READY_MILLISECONDS)
    else:
        wait_until_ready(page)
        page.locator(".lab-plot .main-svg").first.wait_for(timeout=READY_MILLISECONDS)
    if "inside" in query:
        page.locator(".lab-lit").first.wait_for(timeout=READY_MILLISECONDS)
    page.emulate_media(media="print")
    page.locator(".lab-paper").first.wait_for(timeout=READY_MILLISECONDS)
    for across, most in zip((False, True), SHEETS[query], strict=True):
        assert pages_of(page.pdf(landscape=across, format="A4", print_background=True)) <= most


@pytest.mark.slow
def test_on_paper_each_curve_of_many_is_named_with_its_feature_and_in_its_colour(
    page: Page, bare: str
) -> None:
    open_lab(page, bare, "dataset=diabetes&standardise=on&learning_rate=0.1&step=20")
    names = page.locator(".lab-printed-names li")
    expect(page.locator('[data-panel="parameters"] .legend')).to_be_visible()
    expect(names.first).to_be_hidden()
    to_paper(page)
    features = load(Experiment("diabetes")).feature_names
    expect(names).to_have_count(len(features) + 1)
    for i, name in enumerate(features):
        expect(names.nth(i)).to_contain_text(f"({name})")
        expect(names.nth(i)).to_be_visible()
        name_of_colour = of_parameter(i, len(features) + 1)[0]
        expect(names.nth(i).locator("line")).to_have_attribute(
            "stroke", LIGHT.get(name_of_colour, name_of_colour)
        )
    expect(names.last).to_contain_text("b")
    expect(page.locator('[data-panel="parameters"] .legend')).to_have_count(0)
    page.emulate_media(media="screen")
    expect(page.locator('[data-panel="parameters"] .legend')).to_be_visible()


@pytest.mark.slow
def test_settings_and_the_measures_stand_on_the_first_sheet_of_several_features(
    page: Page, bare: str
) -> None:
    open_lab(page, bare, "dataset=diabetes&standardise=on&learning_rate=0.1&step=20")
    to_paper(page)
    page.locator('[data-panel="measures"] tbody tr').first.wait_for()
    parts = [".lab-panels", ".lab-handout", '[data-panel="measures"]', '[data-panel="predictions"]']
    places = page.evaluate(PLACES, parts)
    tops = [top for _, _, top, _ in places]
    assert tops == sorted(tops)
    (_, _, top, _), (_, _, _, bottom) = page.evaluate(PLACES, [".lab-sheet-title", parts[2]])
    assert bottom - top < UPRIGHT


PLACES = """(parts) => parts.map((part) => {
    const { left, right, top, bottom } = document.querySelector(part).getBoundingClientRect();
    return [left, right, top, bottom];
})"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "beside"),
    [
        ("?learning_rate=0.027&step=20", ".lab-handout"),
        ("?learning_rate=0.027&step=20&inside=on", ".lab-handout"),
        ("mistakes?mistake=broadcast&step=20", ".st-key-mistakes_words"),
    ],
)
def test_across_the_sheet_is_filled_what_is_said_stands_beside_all_four_pictures(
    page: Page, server: Server, query: str, beside: str
) -> None:
    page.goto(f"{server.url}/{query}")
    wait_until_ready(page)
    page.locator(beside).wait_for(state="attached", timeout=READY_MILLISECONDS)
    page.set_viewport_size({"width": ACROSS["width"], "height": ACROSS["height"]})
    to_paper(page)
    pictures = [f'[data-panel="{name}"]' for name in ("fit", "surface", "loss", "parameters")]
    *four, said = page.evaluate(PLACES, [*pictures, beside])
    left, right = min(place[0] for place in four), max(place[1] for place in four)
    assert said[0] >= right
    assert said[2] < max(place[3] for place in four)
    assert said[1] - left > 0.97 * ACROSS["width"]
    assert said[1] - left <= ACROSS["width"] + 1
    assert max(place[3] for place in four) < ACROSS["height"], "all four on the first sheet"


@pytest.mark.slow
def test_a_table_that_a_sheet_has_room_for_is_not_torn(page: Page, server: Server) -> None:
    open_lab(page, server.url, "learning_rate=0.027&step=20&inside=on")
    to_paper(page)
    kept = page.locator(".lab-table").evaluate_all(
        "tables => tables.map(table => getComputedStyle(table).breakInside)"
    )
    assert kept == ["avoid"] * 2


@pytest.mark.slow
def test_a_long_table_is_shortened_truthfully_and_a_broad_one_fits(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, "dataset=diabetes&standardise=on&learning_rate=0.1&step=20")
    to_paper(page)
    table = page.locator('[data-panel="predictions"]')
    table.locator("tbody tr").first.wait_for(timeout=READY_MILLISECONDS)
    rows, width = table.evaluate(
        """figure => [
            [...figure.querySelectorAll('tbody tr')].map((row) => row.offsetHeight > 1),
            Math.max(...[...figure.querySelectorAll('td, .lab-rest')]
                .map((cell) => cell.getBoundingClientRect().right))
                - figure.getBoundingClientRect().left,
        ]"""
    )
    assert rows.index(False) == sum(rows) < 50
    assert len(rows) == 442
    assert f"and {442 - sum(rows)} rows more" in table.inner_text()
    assert width <= WIDTH + 1
    page.emulate_media(media="screen")
    wait_for_player(page, "!root.classList.contains('lab-paper')")
    assert "rows more" not in table.inner_text()


@pytest.mark.slow
def test_the_sheet_is_upright_or_across_as_its_reader_chooses(
    page: Page, server: Server, tmp_path: Path
) -> None:
    open_lab(page, server.url, "learning_rate=0.027&step=20")
    page.emulate_media(media="print")
    for across in (False, True):
        data = page.pdf(landscape=across, format="A4", prefer_css_page_size=True)
        found = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", data)
        assert found is not None
        assert (float(found[1]) > float(found[2])) == across


# What a printed page of boards holds.
OF_BOARDS = """() => {
    const boards = [...document.querySelectorAll('[data-testid=board]')];
    const box = (e) => e.getBoundingClientRect();
    const seen = (e) => { const { width, height } = box(e); return width > 1 && height > 1; };
    const controls = 'button, input, select, .stSidebar, .stAppHeader, .stRadio';
    const inside = (e) => box(e).right <= box(boards[0]).right + 1;
    return {
        widths: boards.map((board) => box(board).width),
        inks: boards.map((board) => board.style.getPropertyValue('--lab-weight')),
        ink: boards.map((board) => getComputedStyle(board).color),
        controls: [...document.querySelectorAll(controls)]
            .filter((e) => seen(e) && !e.matches('.lab-word')).map((e) => e.outerHTML.slice(0, 80)),
        outside: [...document.querySelectorAll('.lab-line, .lab-board td, svg, .lab-node')]
            .filter((e) => seen(e) && !inside(e)).map((e) => e.outerHTML.slice(0, 80)),
        wrapped: [...document.querySelectorAll('.lab-line')]
            .filter((e) => box(e).height > 1.5 * box(e.parentNode.firstChild).height).length,
        lines: [...document.querySelectorAll('.lab-line')].filter(seen).length,
        unseen: [...document.querySelectorAll('.lab-line')].filter((e) => !seen(e)).length,
        numbers: [...document.querySelectorAll('.lab-cells td')].filter(seen).length,
        handout: boards.at(-1).querySelector('.lab-handout').innerText,
    };
}"""


@pytest.mark.slow
def test_modules_is_printed_whole_without_controls_and_as_wide_as_paper(
    page: Page, server: Server, tmp_path: Path
) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server.url}/modules?row=3&learning_rate=0.02")
    page.locator(".lab-graph svg").wait_for(timeout=READY_MILLISECONDS)
    page.emulate_media(media="print", color_scheme="dark")
    page.wait_for_function(
        """() => [...document.querySelectorAll('[data-testid=board]')]
            .every((board) => board.classList.contains('lab-paper'))"""
    )
    seen = page.evaluate(OF_BOARDS)
    assert len(seen["widths"]) == 7
    assert all(width == pytest.approx(WIDTH, abs=1) for width in seen["widths"])
    assert set(seen["inks"]) == {LIGHT["weight"]}
    assert set(seen["ink"]) == {"rgb(0, 0, 0)"}
    assert (seen["controls"], seen["outside"], seen["wrapped"]) == ([], [], 0)
    assert seen["lines"] > 80
    assert seen["unseen"] == 0, "what is folded on the screen is not on paper"
    assert seen["numbers"] == 2 * (84 + 12 + 60) + 35, "each number of each matrix"
    for text in ("in_features", "The weight is held as", "Learning rate", "0.02", "/modules?row=3"):
        assert text in seen["handout"]
    assert page.pdf(path=tmp_path / "modules.pdf", format="A4").startswith(b"%PDF")
    page.emulate_media(media="screen", color_scheme="dark")
    page.wait_for_function("() => !document.querySelector('.lab-paper')")
    assert page.locator("details[open]").count() == 0


@pytest.mark.slow
def test_of_a_mistake_settings_and_link_are_printed_below_its_words(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.url}/mistakes?step=20")
    wait_until_ready(page)
    page.get_by_text("optimizer.zero_grad()").wait_for(timeout=READY_MILLISECONDS)
    to_paper(page)
    tops = page.evaluate(
        """() => ['.lab-panels', '.st-key-mistakes_words', '.lab-handout'].map((part) => {
            const inner = document.querySelector(part).querySelectorAll('*');
            return Math.min(...[...inner].map((e) => e.getBoundingClientRect())
                .filter(({ width, height }) => width > 1 && height > 1).map(({ top }) => top));
        })"""
    )
    assert tops == sorted(tops)
    seen = page.evaluate(SEEN)
    assert seen["controls"] == []
    assert [plot["height"] for plot in seen["plots"]] == pytest.approx([HEIGHT] * 4, abs=1.5)
    assert [plot["width"] for plot in seen["plots"]] == pytest.approx([PICTURE] * 4, abs=1.5)
