"""The page as it first stands: complete, by itself, named for whoever cannot see it."""

from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from components.player.mount import PLOTLY_NAME, SCRIPT_NAME, STYLE_NAME
from components.style import DARK, LIGHT
from components.words import PLAYER
from tests.browser.conftest import OpenPage
from tests.browser.lab import (
    alternative,
    box,
    button,
    go_to,
    open_lab,
    panel,
    player,
    readouts,
    scrubber,
    speed,
    step_of,
    wait_until_playing,
)
from tests.support.reading import numbers_in
from tools.serve import Server

PICTURES = ("fit", "surface", "loss", "parameters")
PHONE = {"width": 390, "height": 844}
# What moves in each picture, and must be said of it.
SAID = {
    "fit": ("theta_0", "theta_1", "rmse"),
    "surface": ("theta_0", "theta_1", "gradient_0", "gradient_1"),
    "loss": ("loss",),
    "parameters": ("theta_0", "theta_1"),
}


def test_the_page_stands_without_an_error_and_asks_nobody_but_its_server(
    page: Page, server: Server
) -> None:
    """Errors fail every test of this folder (conftest.watch); here the requests are counted too."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_lab(page, server.url)
    hosts = {urlsplit(url).netloc for url in asked if not url.startswith(("data:", "blob:"))}
    assert hosts == {urlsplit(server.url).netloc}
    for name in (PLOTLY_NAME, SCRIPT_NAME, STYLE_NAME):
        assert sum(name in url for url in asked) == 1
    assert len(asked) > 5


def test_the_page_has_loaded_the_plotly_that_is_served(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    assert f"plotly-basic-{page.evaluate('window.Plotly.version')}.min.js" == PLOTLY_NAME


@pytest.mark.problems_expected  # the browser logs the request that is refused here
def test_without_plotly_the_page_says_so_and_keeps_its_numbers(page: Page, server: Server) -> None:
    page.route(f"**/{PLOTLY_NAME}", lambda route: route.abort())
    page.goto(server.url)
    expect(player(page).get_by_role("status")).to_have_text(PLAYER["no_plotly"], timeout=20_000)
    assert readouts(page)["loss"] == "126.6"


def test_the_player_keeps_the_contract_and_no_control_is_without_a_name(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    assert step_of(page) == 0
    expect(player(page)).to_have_attribute("data-steps", "100")
    for name in ("play", "first", "back", "forward", "last"):
        expect(button(page, PLAYER[name])).to_have_count(1)
    assert [PLAYER[name] for name in ("play", "pause", "first", "back", "forward", "last")] == [
        "Play", "Pause", "First step", "Step back", "Step forward", "Last step",
    ]  # fmt: skip
    expect(scrubber(page)).to_have_count(1)
    expect(speed(page)).to_have_value("1")
    for name in PICTURES:
        expect(panel(page, name).locator(".js-plotly-plot")).to_have_count(1)
    for name in ("predictions", "measures"):
        expect(panel(page, name).get_by_role("table")).to_have_count(1)
    nameless = player(page).evaluate(
        "root => [...root.querySelectorAll('button, input, select')].filter(control =>"
        " !(control.getAttribute('aria-label') || control.textContent.trim())).length"
    )
    assert nameless == 0


def test_a_pictures_text_says_the_numbers_of_the_step(page: Page, bare: str) -> None:
    open_lab(page, bare)
    texts = set()
    for step in (0, 7, 100):
        go_to(page, step)
        shown = readouts(page)
        for name in PICTURES:
            page.wait_for_function(  # the text follows with the next frame
                "([name, step]) => document.querySelector(`[data-panel=${name}] [role=img]`)"
                ".getAttribute('aria-label').includes(`step ${step}`)",
                arg=[name, step],
            )
            said = alternative(page, name)
            found = [abs(number) for number in numbers_in(said)]
            for series in SAID[name]:
                (value,) = numbers_in(shown[series])
                assert abs(value) in found, f"{series} {shown[series]} is not in: {said}"
            texts.add(said)
    assert len(texts) == 3 * len(PICTURES)


@pytest.mark.slow
def test_bar_and_four_pictures_are_seen_without_scrolling(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    seen = [player(page).get_by_role("group", name=PLAYER["controls"], exact=True)]
    seen += [panel(page, name) for name in PICTURES]
    for width, height in ((1400, 900), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => innerWidth === width", arg=width)
        for element in seen:
            place = box(element)
            assert 0 <= place["x"] < place["x"] + place["width"] <= width
            assert 0 <= place["y"] < place["y"] + place["height"] <= height


@pytest.mark.slow
def test_dark_and_light_are_painted_in_their_own_colours(
    open_page: OpenPage, server: Server
) -> None:
    painted = {}
    for theme, colours in (("light", LIGHT), ("dark", DARK)):
        page = open_page(color_scheme=theme)
        open_lab(page, server.url)
        strokes = panel(page, "fit").evaluate(
            "figure => [...figure.querySelectorAll('.scatterlayer path.js-line')]"
            ".map(line => getComputedStyle(line).stroke)"
        )
        fills = panel(page, "fit").evaluate(
            "figure => [...figure.querySelectorAll('.scatterlayer path.point')]"
            ".map(point => getComputedStyle(point).fill)"
        )
        paper = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
        assert rgb(colours["prediction"]) in strokes
        assert rgb(colours["residual"]) in strokes
        assert rgb(colours["data"]) in fills
        assert paper == rgb(colours["paper"])
        other = DARK if colours is LIGHT else LIGHT
        assert rgb(other["prediction"]) not in strokes
        painted[theme] = paper
    assert painted["light"] != painted["dark"]


def rgb(colour: str) -> str:
    """A colour as the browser writes it."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return f"rgb({parts[0]}, {parts[1]}, {parts[2]})"


@pytest.mark.slow
def test_a_phone_stacks_the_pictures_and_keeps_the_bar_at_its_lower_edge(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(viewport=PHONE, has_touch=True)
    open_lab(page, server.url)
    assert page.evaluate(
        "() => [document.documentElement, document.querySelector('.stMain')]"
        ".every(element => element.scrollWidth <= element.clientWidth)"
    ), "it scrolls sideways"
    pictures = [box(panel(page, name)) for name in PICTURES]
    assert len({place["x"] for place in pictures}) == 1
    assert all(
        upper["y"] + upper["height"] <= lower["y"] + 1 for upper, lower in pairwise(pictures)
    )
    assert all(place["width"] > 300 for place in pictures)
    bar = player(page).get_by_role("group", name=PLAYER["controls"], exact=True)
    for element in (bar, panel(page, "parameters"), bar):
        element.scroll_into_view_if_needed()
        place = box(bar)
        assert place["y"] > PHONE["height"] / 2
        assert PHONE["height"] - 40 <= place["y"] + place["height"] <= PHONE["height"] + 0.5
        assert place["x"] >= 0
        assert place["x"] + place["width"] <= PHONE["width"]
    button(page, PLAYER["play"]).tap()
    wait_until_playing(page)
    button(page, PLAYER["pause"]).tap()
    expect(button(page, PLAYER["play"])).to_be_visible()


def test_whoever_wants_less_motion_gets_none_until_asking_for_it(
    open_page: OpenPage, bare: str
) -> None:
    page = open_page(reduced_motion="reduce")
    open_lab(page, bare, "step=5")
    expect(button(page, PLAYER["play"])).to_be_visible()
    page.wait_for_timeout(1500)  # that nothing happens takes time to see
    assert step_of(page) == 5
    expect(button(page, PLAYER["play"])).to_be_visible()
    button(page, PLAYER["play"]).click()
    wait_until_playing(page)
