"""The address is the page: open it, reload it, go back, and the same page stands there."""

import re
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from components import words
from components.style import number
from models.experiment import DEFAULTS, SETTINGS, Experiment
from tests.browser.lab import (
    another_film,
    axis_range,
    expect_step,
    field,
    go_to,
    open_lab,
    panel,
    player,
    query_of,
    readouts,
    step_of,
    type_number,
    wait_until_at_rest,
    wait_until_ready,
)
from tests.support.runs import trained
from tools.serve import Server

EPOCHS = SETTINGS["epochs"].label
EVERYTHING = Experiment(
    dataset="line",
    samples=33,
    slope=-3.5,
    intercept=0.25,
    noise=2.5,
    x_min=-3.0,
    x_max=4.5,
    data_seed=77,
    overlap=0.9,
    outlier_share=0.2,
    outlier_size=-7.0,
    noise_growth=2.0,
    curvature=1.25,
    distance=3.0,
    between_slope=0.5,
    scale=100.0,
    apart=0.5,
    degree=7,
    quartet=4,
    points=((0.5, 1.0), (2.0, -3.25)),
    file="mine.csv",
    target="y",
    features=("x", "a, b"),
    standardise=True,
    held_out=0.2,
    split_seed=3,
    learner="by_hand",
    learning_rate=0.0123,
    epochs=64,
    precision="float64",
    start="seeded",
    start_weight=-7.0,
    start_bias=8.0,
    start_seed=5,
)
# Columns are kept only where the data leave a choice of them.
CHOSEN = replace(EVERYTHING, dataset="diabetes", target="bmi", features=("bp",))


def query(page: Page) -> dict[str, str]:
    found: dict[str, str] = page.evaluate(
        "() => Object.fromEntries(new URLSearchParams(location.search))"
    )
    return found


def wait_for_query(page: Page, expected: dict[str, str]) -> None:
    """Until the address spells exactly this."""
    page.wait_for_function(
        """expected => {
            const found = Object.fromEntries(new URLSearchParams(location.search));
            const spell = (query) => JSON.stringify(Object.entries(query).sort());
            return spell(found) === spell(expected);
        }""",
        arg=expected,
    )


def test_a_tutorials_link_restores_its_last_step(page: Page, server: Server) -> None:
    open_lab(page, server.url, "step=100")
    assert step_of(page) == 100
    assert readouts(page)["theta_0"] == number(trained(Experiment()).params[100, 0])
    assert query(page) == {"step": "100"}


def alike(experiment: Experiment) -> list[str]:
    return [name for name in DEFAULTS if getattr(experiment, name) == DEFAULTS[name]]


@pytest.mark.slow
@pytest.mark.parametrize("everything", [EVERYTHING, CHOSEN], ids=["made", "columns chosen"])
def test_a_link_with_every_setting_changed_restores_exactly(
    page: Page, server: Server, everything: Experiment
) -> None:
    # By the data; powers are of one's own file; of loss and optimizer there is one; where there is
    # one feature, it has no start beside Start w.
    decided = ["learn", "powers", "loss", "optimizer", "start_weights"]
    columns = ["target", "features"]
    assert alike(everything) == (decided if everything == CHOSEN else columns + decided)
    spelled = everything.to_query() | {"step": "21", "squares": "on", "log_loss": "off"}
    open_lab(page, server.url, query_of(everything) + "&step=21&squares=on&log_loss=off")
    run = trained(everything)
    for _ in range(2):
        assert step_of(page) == 21
        assert query(page) == spelled
        shown = readouts(page)
        assert shown["theta_0"] == number(run.params[21, 0])
        assert shown["loss"] == number(run.train_loss[21])
        expect(field(page, EPOCHS)).to_have_value("64")
        if everything == EVERYTHING:
            expect(field(page, SETTINGS["samples"].label)).to_have_value("33")
        assert [pressed(page, name) for name in ("fit", "loss")] == ["true", "false"]
        page.reload()
        wait_until_ready(page)


def pressed(page: Page, name: str) -> str | None:
    return panel(page, name).locator(".lab-switch").first.get_attribute("aria-pressed")


@pytest.mark.slow
def test_what_is_set_and_reloaded_is_there_again(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    type_number(page, EPOCHS, 40)
    go_to(page, 15)
    wait_until_at_rest(page)
    before, address = readouts(page), page.url
    page.reload()
    wait_until_ready(page)
    expect_step(page, 15)
    assert (readouts(page), page.url) == (before, address)


@pytest.mark.slow
def test_a_switch_is_in_the_link_and_back_at_first_it_is_not(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    kinds = "() => document.querySelector('[data-panel=loss] .js-plotly-plot')"
    assert page.evaluate(f"({kinds})()._fullLayout.yaxis.type") == "log"
    panel(page, "fit").locator(".lab-switch").first.click()
    wait_for_query(page, {"squares": "on"})
    panel(page, "loss").locator(".lab-switch").first.click()
    wait_for_query(page, {"squares": "on", "log_loss": "off"})
    assert page.evaluate(f"({kinds})()._fullLayout.yaxis.type") == "linear"
    low, high = axis_range(page, "loss")[2:]
    assert low <= 0 < 126.6 < high
    panel(page, "fit").locator(".lab-switch").first.click()
    wait_for_query(page, {"log_loss": "off"})


def test_switching_squares_hides_the_lines_of_the_residuals(page: Page, bare: str) -> None:
    open_lab(page, bare, "step=1")
    lines = panel(page, "fit").locator(".scatterlayer path.js-line")
    fills = panel(page, "fit").locator(".scatterlayer .js-fill")
    expect(fills).to_have_count(0)
    before = lines.count()
    panel(page, "fit").locator(".lab-switch").first.click()
    expect(fills).not_to_have_count(0)
    wait_for_query(page, {"step": "1", "squares": "on"})
    panel(page, "fit").locator(".lab-switch").first.click()
    expect(fills).to_have_count(0)
    expect(lines).to_have_count(before)


@pytest.mark.slow
def test_back_goes_to_the_earlier_setting(page: Page, server: Server) -> None:
    open_lab(page, server.url)
    type_number(page, EPOCHS, 40)
    wait_for_query(page, {"epochs": "40"})
    with another_film(page):
        page.go_back()
    wait_for_query(page, {})
    expect(player(page)).to_have_attribute("data-steps", "100")
    expect(field(page, EPOCHS)).to_have_value("100")
    with another_film(page):
        page.go_forward()
    expect(player(page)).to_have_attribute("data-steps", "40")


def test_what_a_link_holds_that_cannot_be_used_is_said_and_leaves_it(
    page: Page, server: Server
) -> None:
    open_lab(page, server.url, "dataset=line&epochs=0&color=%3Cb%3Ered%3C/b%3E&step=7")
    said = page.get_by_role("alert")
    expect(said).to_be_in_viewport(ratio=1)  # though the sidebar's widgets are longer than it is
    expect(said).to_contain_text(f"{EPOCHS}: must be between 1 and 5000")
    expect(said).to_contain_text("color: not a setting")
    wait_for_query(page, {"dataset": "line", "step": "7"})
    assert step_of(page) == 7
    assert said.locator("b", has_text="red").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("link", ["step=100&learning_rate=0.1", "step=99&epochs=5"])
def test_a_link_to_a_step_behind_the_end_leads_to_the_end_and_then_says_so(
    page: Page, server: Server, link: str
) -> None:
    open_lab(page, server.url, link)
    expect(player(page)).to_have_attribute(
        "data-step", re.compile(f"^{player(page).get_attribute('data-steps')}$")
    )
    wait_until_at_rest(page)


@pytest.mark.slow
def test_a_range_that_is_none_or_an_emptied_field_leaves_page_and_link_as_they_were(
    page: Page, server: Server
) -> None:
    experiment = Experiment(dataset="line", samples=20)
    open_lab(page, server.url, query_of(experiment))
    film = player(page).get_attribute("data-film")
    field(page, SETTINGS["x_min"].label).fill("500")
    field(page, SETTINGS["x_min"].label).press("Enter")
    expect(page.get_by_role("alert")).to_contain_text(SETTINGS["x_min"].label)
    assert player(page).get_attribute("data-film") == film
    assert query(page) == experiment.to_query()
    field(page, SETTINGS["x_min"].label).fill("0")
    field(page, SETTINGS["x_min"].label).press("Enter")
    expect(page.get_by_role("alert")).to_be_hidden()
    epochs = field(page, EPOCHS)
    epochs.press("Escape")
    expect(epochs).to_have_value("100")
    expect(page.get_by_role("button", name="Clear value")).to_have_count(0)
    for key in ("Control+a", "Delete", "Enter"):
        epochs.press(key)
    said = page.get_by_role("alert")
    expect(said).to_be_in_viewport(ratio=1)
    expect(said).to_have_text(f"{EPOCHS}: type a whole number from 1 to 5000. {words.STILL_VALID}")
    expect(epochs).to_have_value("")
    assert player(page).get_attribute("data-film") == film
    assert query(page) == experiment.to_query()
    page.reload()
    wait_until_ready(page)
    expect(epochs).to_have_value("100")
