"""What the page says is what torch computed: every number, at every step that is looked at."""

import dataclasses
import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from components.player.mount import SCRIPT
from components.style import number
from components.views.presentation import readouts as of_bar
from components.views.presentation import series
from models.experiment import Experiment
from tests.browser.lab import cells, go_to, open_lab, panel, player, query_of, readouts
from tests.support.reading import numbers_in, written
from tests.support.runs import EDGES, EXPERIMENTS, trained
from tools.serve import Server


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["tutorial, converging", "line, swinging", "line, diverged", "constant y"]
)
def test_the_readouts_are_those_of_the_run(page: Page, bare: str, name: str) -> None:
    run = trained((EXPERIMENTS | EDGES)[name])
    open_lab(page, bare, query_of(run.experiment))
    known = series(run)
    for step in sorted({0, 1, min(20, run.steps), run.steps // 2, run.steps}):
        go_to(page, step)
        expected = {
            readout.series: number(known[readout.series][step]) if readout.series in known else "–"
            for readout in of_bar(run)
        }
        assert readouts(page) == expected
        assert expected["theta_0"] == number(run.params[step, 0])
        assert expected["theta_1"] == number(run.params[step, 1])
        assert expected["loss"] == number(run.train_loss[step])
        assert expected["gradient_0"] == number(run.gradients[step, 0])


@pytest.mark.slow
@pytest.mark.parametrize("learner", ["by_hand", "by_parameter"])
def test_the_readouts_are_those_of_the_chosen_learner(page: Page, bare: str, learner: str) -> None:
    run = trained(Experiment(learner=learner, precision="float64", epochs=40))
    open_lab(page, bare, query_of(run.experiment))
    go_to(page, 40)
    assert readouts(page)["theta_0"] == number(run.params[40, 0])
    assert readouts(page)["theta_1"] == number(run.params[40, 1])


def test_the_tutorials_last_step_has_its_predictions_and_how_good_they_are(
    page: Page, bare: str
) -> None:
    """The table of x, y, ŷ and the residuals; w, b, loss, RMSE and R² beside it."""
    run = trained(Experiment())
    open_lab(page, bare)
    go_to(page, run.steps)
    panel(page, "predictions").scroll_into_view_if_needed()
    last = run[run.steps]
    wait_for_number(page, row=10, value=last.predictions[10])
    expected = np.column_stack([run.dataset.x, run.dataset.y, last.predictions, last.residuals])
    for texts, values in zip(cells(page, "predictions"), expected, strict=True):
        x, y, predicted, residual = (numbers_in(text)[0] for text in texts)
        assert [x, y] == list(values[:2])
        assert predicted == written(values[2], digits=7)
        assert residual == written(values[3])
    shown = {row[0]: row for row in cells(page, "measures")}
    assert run.r_squared is not None
    for symbol, value in {
        "w": run.params[-1, 0],
        "b": run.params[-1, 1],
        "L": run.train_loss[-1],
        "RMSE": run.rmse[-1],
        "R²": run.r_squared[-1],
    }.items():
        assert any(found == written(value) for found in numbers_in(shown[symbol][2])), symbol


def wait_for_number(page: Page, row: int, value: float) -> None:
    """Until the table of predictions has this prediction in that row, as written."""
    cell = panel(page, "predictions").locator("tbody tr").nth(row).locator("td").nth(2)
    # As many digits as any writing of it has.
    expect(cell).to_have_text(re.compile("^" + re.escape(number(value)[:4])))
    assert numbers_in(cell.inner_text())[0] == written(value)


@pytest.mark.slow
def test_a_long_table_shows_the_rows_that_it_is_scrolled_to(page: Page, bare: str) -> None:
    experiment = Experiment(dataset="line", samples=300, epochs=50)
    run = trained(experiment)
    open_lab(page, bare, query_of(experiment))
    go_to(page, 30)
    panel(page, "predictions").scroll_into_view_if_needed()
    rows = panel(page, "predictions").locator("tbody tr")
    expect(rows).to_have_count(300)
    for row in (0, 150, 299):
        rows.nth(row).scroll_into_view_if_needed()
        wait_for_number(page, row, run.predictions(30)[row])
    go_to(page, 31)
    wait_for_number(page, 299, run.predictions(31)[299])


@pytest.mark.slow
def test_a_change_of_the_experiment_changes_the_numbers(page: Page, server: Server) -> None:
    experiment = Experiment(epochs=30)
    open_lab(page, server.url, query_of(experiment))
    go_to(page, 3)
    before = readouts(page)
    other = dataclasses.replace(experiment, start_weight=0.2)
    open_lab(page, server.url, query_of(other) + "&step=3")
    assert readouts(page) != before
    assert readouts(page)["theta_0"] == number(trained(other).params[3, 0])


def test_the_browser_writes_numbers_as_python_does(page: Page) -> None:
    """formatNumber and style.number, on numbers of all sizes, also halfway between two texts."""
    draw = np.random.default_rng(20)
    sizes = 10 ** draw.uniform(-12, 12, 2000) * draw.choice([-1, 1], 2000)
    mantissas = np.concatenate([draw.uniform(0.99, 1.01, 40), draw.uniform(9.99, 10.01, 40)])
    borders = np.outer(mantissas, 10.0 ** np.arange(-8, 9)).ravel()
    exact = [0.0, -0.0, 1.0, 0.1, 1e-3, 9999.4, 9999.96, 123456.0, 1.5e12, 1e-300, 1e300, 0.25, 7e4]
    halves = [33164.5, 1.0625, 100.25, 1000.5, 9999.5, 0.15625, 123450.0, 99995.0, 12.125, 2**-14]
    # Sixteenths end in 5, and so do whole numbers and a half.
    halves += [float(k + 0.5) for k in draw.integers(10_000, 99_999, 200)]
    halves += [float(k) / 16 for k in range(1, 3000)]
    halves += [-value for value in halves]
    values = [float(value) for value in (*sizes, *borders, *exact, *halves)]
    page.goto("about:blank")
    written = page.evaluate(
        """async ([source, values]) => {
            const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
            const { formatNumber } = await import(address);
            return values.map((value) => formatNumber(value));
        }""",
        [SCRIPT, values],
    )
    assert written == [number(value) for value in values]


def test_in_a_page_from_right_to_left_numbers_and_time_run_from_left_to_right(
    page: Page, bare: str
) -> None:
    """As of a browser that translates it: the minus sign comes first, the slider fills from 0."""
    open_lab(page, bare, "step=20")
    page.evaluate("() => { document.documentElement.dir = 'rtl'; }")
    panel(page, "predictions").scroll_into_view_if_needed()  # numbers out of sight are not set
    page.wait_for_function(  # the table's come a moment after it is in sight
        "() => [...document.querySelectorAll('.lab-cell')]"
        ".filter((cell) => cell.textContent.startsWith('−')).length > 2"
    )
    signs = page.evaluate(
        """() => [...document.querySelectorAll('.lab-readouts dd, .lab-cell')]
            .filter(({ textContent }) => textContent.startsWith('−'))
            .map(({ firstChild }) => [0, 1].map((at) => {
                const letter = document.createRange();
                letter.setStart(firstChild, at);
                letter.setEnd(firstChild, at + 1);
                return letter.getBoundingClientRect().left;
            }))"""
    )
    assert len(signs) > 2
    assert [sign for sign in signs if not sign[0] < sign[1]] == []
    expect(player(page).get_by_role("slider")).to_have_css("direction", "ltr")
