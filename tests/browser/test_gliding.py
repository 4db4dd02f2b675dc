"""Pictures glide from state to state, and inside a step what a call does is seen moving."""

from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page

from components.words import PLAYER
from models.datasets import load
from models.experiment import Experiment
from models.training import train
from tests.browser.lab import button, open_lab, player, speed, wait_for_player
from tests.support.reading import numbers_in

# At each frame: the step, the number w of the bar, and the w at which the surface's point is drawn.
SAMPLE = """(root) => {
    const plot = root.querySelector('[data-panel=surface] .js-plotly-plot');
    const dot = plot._fullData.findIndex((trace) => trace.name === 'here');
    window.samples = [];
    const look = () => {
        const group = plot.querySelector(`.scatterlayer .trace${plot._fullData[dot].uid}`);
        const [x] = group.querySelector('.point').getAttribute('transform').match(/-?[\\d.]+/g);
        const said = root.querySelector('[data-series=theta_0]').textContent;
        window.samples.push([Number(root.dataset.step), said,
            plot._fullLayout.xaxis.p2d(Number(x))]);
        requestAnimationFrame(look);
    };
    look();
}"""
RATE = 0.02
FRAME = 2e-3  # of a pixel's width in w


def sampled(page: Page, url: str, chosen: str) -> list[tuple[int, str, float]]:
    """Frames of six steps that are played."""
    open_lab(page, url, f"learning_rate={RATE}&epochs=40")
    speed(page).select_option(chosen)
    player(page).evaluate(SAMPLE)
    button(page, PLAYER["play"]).click()
    wait_for_player(page, "Number(root.dataset.step) >= 6")
    button(page, PLAYER["pause"]).click()
    found: list[tuple[int, str, float]] = page.evaluate("samples")
    return found


def off_a_state(samples: list[Any]) -> int:
    """In how many frames the point is at the w of no state."""
    experiment = Experiment(learning_rate=RATE, epochs=40)
    states = train(experiment, load(experiment)).params[:, 0]
    return sum(bool(np.abs(states - w).min() > FRAME * np.ptp(states)) for _, _, w in samples)


def test_at_half_speed_the_point_is_seen_between_states_and_numbers_at_states_alone(
    page: Page, bare: str
) -> None:
    samples = sampled(page, bare, "0.5")
    assert off_a_state(samples) > 5
    experiment = Experiment(learning_rate=RATE, epochs=40)
    w = train(experiment, load(experiment)).params[:, 0]
    for step, said, drawn in samples:
        assert numbers_in(said) == [pytest.approx(w[step], rel=1e-3)]
        low, high = sorted((w[step], w[step + 1]))
        assert low - 0.02 <= drawn <= high + 0.02, "between the state reached and the next"


@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "motion"), [("0.5", "reduce"), ("4", "no-preference")])
def test_with_reduced_motion_or_faster_there_are_states_alone(
    open_page: Any, bare: str, chosen: str, motion: str
) -> None:
    page = open_page(reduced_motion=motion)
    assert off_a_state(sampled(page, bare, chosen)) == 0


def test_residuals_grow_from_their_points(page: Page, bare: str) -> None:
    open_lab(page, bare, "inside=on&step=0")
    player(page).evaluate(
        """root => {
            const plot = root.querySelector('[data-panel=fit] .js-plotly-plot');
            window.heights = [];
            const look = () => {
                const group = plot.querySelector(`.scatterlayer .trace${plot._fullData[1].uid}`);
                const pieces = [...group.querySelectorAll('path.js-line')]
                    .flatMap((line) => line.getAttribute('d').split('M').filter(Boolean));
                const ends = (piece) => piece.split('L').map((end) => end.split(',')[1]);
                const height = pieces.map(ends)
                    .reduce((sum, [y, end]) => sum + Math.abs((end ?? y) - y), 0);
                const isSeen = root.dataset.call === 'forward' && group.style.display !== 'none';
                if (isSeen) heights.push(Math.round(height));
                requestAnimationFrame(look);
            };
            look();
        }"""
    )
    page.keyboard.press("ArrowRight")
    wait_for_player(page, "root.dataset.call === 'forward' && !root.hasAttribute('data-gliding')")
    heights = page.evaluate("heights")
    assert heights == sorted(heights)
    assert len(set(heights)) > 2
