"""A visitor's own data in a real browser: uploaded, pasted, edited; and a hostile file is text."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from components import words
from components.style import number
from models.datasets import DATASETS
from models.datasets.csv_files import read_table
from models.experiment import SETTINGS, Experiment
from models.training import train
from tests.browser.audit import findings
from tests.browser.conftest import OpenPage
from tests.browser.lab import (
    READY_MILLISECONDS,
    another_film,
    box,
    button,
    cells,
    field,
    open_lab,
    player,
    readouts,
    wait_until_ready,
)
from tests.browser.test_links import wait_for_query
from tools.serve import Server

WORDS = words.DATA
OWN = "dataset=own&file=grades.csv"
TABLE = "hours\tgrade\n1.5\t10\n2.5\t12\n3.5\t18.25\n5\t21\n"
HOSTILE = [
    "<img src=x onerror=window.pwned=1>",
    "<script>window.pwned=1</script>",
    "**bold** :red[red] $x^2$",
    "=HYPERLINK(1)",
    "%{x} {w} </title>",
]


def open_own(page: Page, server: Server, query: str = OWN) -> None:
    """The page as a link to a file opens it: without the file, and so without a player."""
    page.goto(f"{server.url}/?{query}")
    expect(page.get_by_test_id("stFileUploader")).to_be_visible(timeout=READY_MILLISECONDS)


def upload(page: Page, text: str, name: str = "grades.csv") -> None:
    file: FilePayload = {"name": name, "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)


def query(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        "() => Object.fromEntries(new URLSearchParams(location.search))"
    )
    return found


def assert_shows(page: Page, text: str, experiment: Experiment) -> None:
    """The readouts are those of a run on this text, worked out here."""
    run = train(experiment, read_table(text.encode()).dataset(name=experiment.file))
    shown = readouts(page)
    assert shown["theta_0"] == number(run.params[0, 0])
    assert shown["loss"] == number(run.train_loss[0])


@pytest.mark.slow
def test_on_a_phone_a_file_is_chosen_where_it_is_asked_for(
    open_page: OpenPage, server: Server
) -> None:
    page = open_page(viewport={"width": 390, "height": 844}, has_touch=True)
    open_own(page, server, "dataset=own")
    for name in ("Upload", WORDS["paste"]):
        pressed = box(page.locator(".stMain button").filter(has_text=name))
        assert pressed["x"] >= 0
        assert pressed["x"] + pressed["width"] <= 390
        assert 0 <= pressed["y"] < 844 / 2
    upload(page, TABLE)
    wait_until_ready(page)
    assert_shows(page, TABLE, Experiment(dataset="own", file="grades.csv"))
    expect(page.locator(".stMain").get_by_test_id("stFileUploader")).to_have_count(0)
    expect(page.locator(".stSidebar").get_by_test_id("stFileUploader")).to_have_count(1)


@pytest.mark.slow
def test_however_many_columns_there_are_rate_and_epochs_are_in_view(
    page: Page, server: Server
) -> None:
    """At 1,400 × 900, without scrolling the settings."""
    open_lab(page, server.url, "dataset=diabetes&standardise=on")
    assert_in_view(page)
    open_own(page, server, "dataset=own")
    columns = [f"column {i}" for i in range(12)]
    rows = [",".join(str((i * k) % 7 + i) for k in range(12)) for i in range(1, 20)]
    upload(page, "\n".join([",".join(columns), *rows]))
    wait_until_ready(page)
    expect(page.get_by_test_id("stFileChipName")).to_have_count(1)  # no more where it was asked for
    assert_in_view(page)


def assert_in_view(page: Page) -> None:
    """Learning rate and epochs stand above the lower edge of the window."""
    for label in (words.EXACT_RATE, SETTINGS["epochs"].label):
        expect(field(page, label)).to_be_visible()
        place = box(field(page, label))
        assert 0 < place["y"] < place["y"] + place["height"] < 900, label


@pytest.mark.slow
def test_a_file_is_asked_for_by_name_uploaded_and_lost_with_a_reload(
    page: Page, server: Server
) -> None:
    open_own(page, server)
    expect(page.get_by_text("This page does not have the file grades.csv")).to_be_visible()
    upload(page, TABLE)
    wait_until_ready(page)
    assert_shows(page, TABLE, Experiment(dataset="own", file="grades.csv"))
    wait_for_query(page, {"dataset": "own", "file": "grades.csv"})
    assert cells(page, "predictions")[0][:2] == ["1.5", "10"]
    with another_film(page):
        upload(page, TABLE + "9\t40\n", "more.csv")
    wait_for_query(page, {"dataset": "own", "file": "more.csv"})
    page.reload()
    expect(page.get_by_text("This page does not have the file more.csv")).to_be_visible(
        timeout=READY_MILLISECONDS
    )


@pytest.mark.slow
def test_a_table_is_pasted(page: Page, server: Server) -> None:
    open_own(page, server, "dataset=own")
    page.get_by_role("button", name=WORDS["paste"]).click()
    area = page.get_by_label(WORDS["paste_label"])
    area.fill(TABLE)
    area.press("Control+Enter")
    wait_until_ready(page)
    assert_shows(page, TABLE, Experiment(dataset="own", file=WORDS["pasted"]))
    expect(area).to_be_hidden()
    page.get_by_role("button", name=WORDS["paste"]).click()
    area.fill(TABLE + "9\t40\n")
    with another_film(page):
        page.get_by_role("button", name=WORDS["use_pasted"]).click()
    expect(area).to_be_hidden()


@pytest.mark.slow
def test_what_is_awaited_is_said_below_where_it_is_given_and_over_nothing(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    chosen = page.get_by_role("combobox", name=SETTINGS["dataset"].label)
    chosen.click()
    page.get_by_test_id("gallery").get_by_role("option").filter(
        has_text=DATASETS["own"].label
    ).click()
    said = page.locator(".st-key-no_data")
    expect(said).to_be_visible()
    above = box(page.get_by_role("button", name=WORDS["paste"]))
    below = box(page.get_by_role("slider", name=SETTINGS["learning_rate"].label).last)
    assert above["y"] < box(said)["y"] < below["y"]
    expect(page.locator(".st-key-notices")).to_have_count(0)
    expect(page.get_by_text(WORDS["standardised"])).to_have_count(0)  # of data that are not there


@pytest.mark.slow
def test_a_bad_file_is_explained_and_the_pictures_stay(page: Page, server: Server) -> None:
    open_own(page, server)
    upload(page, TABLE)
    wait_until_ready(page)
    before = readouts(page)
    upload(page, "", "empty.csv")
    expect(page.get_by_text("is empty")).to_be_visible()
    assert readouts(page) == before
    assert findings(page) is not None


@pytest.mark.slow
def test_a_hostile_header_is_text_wherever_it_is_shown(page: Page, server: Server) -> None:
    open_own(page, server)
    axis = page.locator('[data-panel="fit"] .xtitle')
    for name in HOSTILE:
        upload(page, f'{name},y,"{name} too"\n1,2,word\n2,3,word\n3,5,word\n')
        expect(axis).to_have_text(re.compile(f"^{re.escape(name)}"), timeout=READY_MILLISECONDS)
        expect(page.locator('[data-panel="predictions"] th').first).to_have_text(name)
        greyed = page.locator(".stSidebar").get_by_text(f"{name} too: ")
        expect(greyed).to_have_count(1)
        if not greyed.is_visible():
            page.get_by_text(WORDS["understood"].split("{rows}")[1].strip()).click()
        expect(greyed).to_be_visible()
        assert page.evaluate("window.pwned") is None
        assert player(page).locator("img, script, a").count() == 0


@pytest.mark.slow
def test_rows_are_edited_in_a_table_and_drawn_points_go_into_the_link(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url)
    page.get_by_role("button", name=WORDS["edit"]).click()
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible(timeout=READY_MILLISECONDS)  # its code is fetched first
    page.wait_for_timeout(1500)  # the dialog slides in
    # The table is drawn on a canvas: a cell is chosen by where it is, and then typed over.
    place = box(table)
    page.mouse.click(place["x"] + place["width"] * 0.75, place["y"] + 53)
    page.wait_for_timeout(300)
    page.keyboard.type("4", delay=50)
    page.wait_for_timeout(500)  # the cell opens
    page.keyboard.press("Enter")
    page.wait_for_timeout(1000)
    with another_film(page):
        page.get_by_role("button", name=WORDS["use"]).click()
    page.wait_for_function("() => location.search.includes('dataset=drawn')")
    points = SETTINGS["points"].read(query(page)["points"])
    assert points == ((0, 4), *((x, 2 * x + 1) for x in range(1, 11)))
    run = train(Experiment(), read_table(_csv(points)).dataset())
    assert readouts(page)["loss"] == number(run.train_loss[0])


@pytest.mark.slow
def test_the_table_stays_open_when_a_run_comes_to_rest_behind_it(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, "epochs=20")
    button(page, "Play").click()
    page.get_by_role("button", name=WORDS["edit"]).click()
    table = page.get_by_test_id("stDataFrame")
    expect(table).to_be_visible(timeout=READY_MILLISECONDS)  # its code is fetched first
    page.wait_for_function("() => location.search.includes('step=20')")
    expect(table).to_be_visible()
    page.keyboard.press("Escape")
    expect(table).to_be_hidden()


def _csv(points: tuple[tuple[float, float], ...]) -> bytes:
    return "\n".join(["x,y", *(f"{x!r},{y!r}" for x, y in points)]).encode()
