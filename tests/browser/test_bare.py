"""The bare page is to the player what the lab is, so that what is claimed there holds here."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from components.player import bundle
from components.player.served import ENTRIES, FOLDER, GIVEN, PLOTLY_NAME, SCRIPT_NAME
from tests.browser.lab import (
    alternative,
    button,
    cells,
    expect_step,
    open_lab,
    panel,
    player,
    readouts,
    wait_for_player,
    wait_until_at_rest,
)
from tests.browser.test_links import query
from tools.serve import Server

PLOTLY_RESIZES_MS = 500  # it draws another size 100 ms after it was asked to


def seen(page: Page) -> list[Any]:
    """Numbers, tables, what is said of each picture, and the address."""
    wait_until_at_rest(page)
    pictures = ("fit", "surface", "loss", "parameters")
    for name in ("predictions", "measures"):  # whose cells are set once they are in sight
        table = panel(page, name)
        table.scroll_into_view_if_needed()
        expect(table.locator("tbody tr").first.locator(".lab-cell").last).not_to_be_empty()
    return [
        readouts(page),
        *(cells(page, name) for name in ("predictions", "measures")),
        *(alternative(page, name) for name in pictures),
        player(page).locator(".lab-verdict").text_content(),
        query(page),
    ]


@pytest.mark.slow
def test_it_shows_and_answers_what_the_lab_does(page: Page, server: Server, bare: str) -> None:
    visits = []
    for address in (server.url, bare):
        open_lab(page, address, "dataset=line&learning_rate=0.03&step=7&squares=on")
        visit = [seen(page)]
        button(page, "Step forward").click()
        expect_step(page, 8)
        visit.append(seen(page))
        button(page, "Inside the step").click()
        wait_for_player(page, "root.querySelector('[data-phase][aria-current=step]')")
        page.wait_for_function("() => location.search.includes('inside=on')")
        visit.append(player(page).locator(".lab-card").all_text_contents())
        visits.append(visit)
    assert visits[0] == visits[1]


def test_its_files_play_as_they_are_by_a_browsers_own_imports(page: Page, bare: str) -> None:
    """What each file says of others is true without the one script that is made of them."""
    host = ENTRIES[0]
    asked: set[Path] = set()

    def answer(route: Route) -> None:
        path = FOLDER / urlsplit(route.request.url).path.removeprefix("/player/")
        if path.name == bundle.GIVEN:
            text = re.sub("^const", "export const", bundle.constants(GIVEN), flags=re.MULTILINE)
        else:
            asked.add(path)
            text = path.read_text("utf-8")
        route.fulfill(content_type="text/javascript; charset=utf-8", body=text)

    page.route("**/player/**", answer)
    page.route(
        f"**/{SCRIPT_NAME}",
        lambda route: route.fulfill(
            content_type="text/javascript",
            body=f"export {{ default }} from '/player/{host.relative_to(FOLDER).as_posix()}';",
        ),
    )
    open_lab(page, bare, "dataset=line&step=7")
    expect_step(page, 7)
    button(page, "Step forward").click()
    expect_step(page, 8)
    assert asked == set(bundle.in_order([host]))


def test_a_player_that_is_gone_before_plotly_has_come_paints_nothing(page: Page, bare: str) -> None:
    held: list[Route] = []
    page.route(f"**/{PLOTLY_NAME}", lambda route: held.append(route))
    page.goto(bare, wait_until="commit")
    player(page).and_(page.locator("[data-film]")).wait_for()
    page.evaluate(
        """async (script) => {
            const { default: streamlit } = await import(script);
            const parentElement = document.getElementById('place');
            const data = new Uint8Array(await (await fetch('/film')).arrayBuffer());
            const end = streamlit({ data, parentElement, setStateValue: () => {} });
            parentElement.remove();
            end();
        }""",
        f"/{SCRIPT_NAME}",
    )
    held[0].continue_()
    page.wait_for_function("() => globalThis.Plotly")
    page.evaluate("() => new Promise(requestAnimationFrame)")  # then nothing is left to be done
    expect(page.locator(".js-plotly-plot")).to_have_count(0)


def test_a_picture_that_is_gone_while_it_is_made_anew_in_another_size_fails_at_nothing(
    page: Page, bare: str
) -> None:
    open_lab(page, bare)
    page.evaluate(
        """async (script) => {
            const { default: streamlit } = await import(script);
            const { promise: resized, resolve } = Promise.withResolvers();
            const { resize } = Plotly.Plots;
            Plotly.Plots.resize = (plot) => {
                const made = resize(plot);
                resolve();
                return made;
            };
            const parentElement = document.getElementById('place');
            const data = new Uint8Array(await (await fetch('/film')).arrayBuffer());
            const end = streamlit({ data, parentElement, setStateValue: () => {} });
            parentElement.style.width = '700px';
            await resized;
            parentElement.remove();
            end();
            Plotly.Plots.resize = resize;
        }""",
        f"/{SCRIPT_NAME}",
    )
    page.wait_for_timeout(PLOTLY_RESIZES_MS)
