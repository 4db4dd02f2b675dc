"""A classification in a real browser: what is drawn and said is the run's, moving and at rest."""

import numpy as np
import pytest
from playwright.sync_api import Page

from components.player.mount import SCRIPT
from components.style import number
from components.views.panel import OF_LOGIT, OFF_STAGE
from models.theory.cross_entropy import sigmoid
from tests.browser.lab import (
    alternative,
    go_to,
    open_lab,
    panel,
    player,
    query_of,
    readouts,
    wait_until_at_rest,
)
from tests.support.runs import HOURS, run_of

# The points of a trace as they are on the screen, in the axes' own units: each as [x, y].
ON_SCREEN = """(figure, [colour, part]) => {
    const plot = figure.querySelector('.js-plotly-plot');
    const { xaxis, yaxis } = plot._fullLayout;
    const trace = plot._fullData.find((t) => t[part]?.color === colour
        && (part === 'marker' ? t.mode === 'markers' : t.y.length > 100));
    const group = plot.querySelector(`.scatterlayer .trace${trace.uid}`);
    const said = part === 'marker'
        ? [...group.querySelectorAll('path.point')].map((point) => point.getAttribute('transform'))
        : group.querySelector('path.js-line').getAttribute('d').split(/[ML]/).slice(1);
    const numbers = said.map((text) => text.match(/-?\\d[\\d.]*/g).map(Number));
    return numbers.map(([x, y]) => [xaxis.p2d(x), yaxis.p2d(y)]);
}"""


@pytest.mark.slow
def test_the_curve_the_mistakes_and_the_accuracy_are_those_of_the_step(
    page: Page, bare: str
) -> None:
    run = run_of("hours, converging")
    open_lab(page, bare, query_of(HOURS))
    colours = page.evaluate(
        "(root) => ['prediction', 'residual'].map("
        "(name) => getComputedStyle(root).getPropertyValue(`--lab-${name}`))",
        player(page).element_handle(),
    )
    for step in (0, 1, 37, 100):
        go_to(page, step)  # at first the paths alone are moved, then Plotly draws them
        for resting in (False, True):
            if resting:
                wait_until_at_rest(page)
            w, b = run.params[step]
            curve = np.array(panel(page, "fit").evaluate(ON_SCREEN, [colours[0], "line"]))
            # Plotly leaves out points on a nearly straight piece; what is drawn joins the rest.
            assert curve[0, 0] < run.dataset.x.min() < run.dataset.x.max() < curve[-1, 0]
            np.testing.assert_allclose(curve[:, 1], sigmoid(w * curve[:, 0] + b), atol=4e-3)
            marks = np.array(panel(page, "fit").evaluate(ON_SCREEN, [colours[1], "marker"]))
            of_zeros = run.dataset.x[run.dataset.y == 0, 0]
            missed = of_zeros[w * of_zeros + b >= 0]
            shown = marks[np.abs(marks[:, 1]) < 0.01, 0]
            np.testing.assert_allclose(np.sort(shown), missed, atol=1e-2)
        said = readouts(page)
        assert said["accuracy"] == number(run.accuracy[step])
        assert said["loss"] == number(run.train_loss[step])
        assert set(said) == {"theta_0", "theta_1", "loss", "gradient_0", "gradient_1", "accuracy"}
        assert number(run.accuracy[step]) in alternative(page, "fit")


def test_the_page_says_of_separable_data_that_the_weights_grow_for_ever(
    page: Page, bare: str
) -> None:
    run = run_of("hours, separable")
    open_lab(page, bare, query_of(run.experiment))
    assert "the weights grow for ever" in player(page).locator(".lab-verdict").inner_text()


def test_the_browser_shows_logits_as_python_does(page: Page) -> None:
    z = [-1e4, -800.0, -30.0, -1.0, -1e-300, 0.0, 1e-300, 0.3, 1.0, 36.0, 800.0, 1e4]
    page.goto("about:blank")
    shown = page.evaluate(
        """async ([source, z]) => {
            const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
            const { OF_LOGIT } = await import(address);
            const all = Object.entries(OF_LOGIT).map(([name, of]) => [name, z.map(of)]);
            return Object.fromEntries(all);
        }""",
        [SCRIPT, z],
    )
    assert set(shown) == set(OF_LOGIT)
    for name, function in OF_LOGIT.items():
        np.testing.assert_allclose(shown[name], function(np.array(z)), rtol=1e-12)
    assert OFF_STAGE in shown["wrongly_one"]
