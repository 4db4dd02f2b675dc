"""What the player moves by itself is what Plotly would have drawn; squares are square."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from components import words
from components.views.presentation import panels
from components.words import PLAYER
from models.experiment import SETTINGS
from tests.browser.lab import (
    button,
    drag,
    expect_step,
    go_to,
    open_lab,
    panel,
    query_of,
    type_number,
    wait_until_at_rest,
    wait_until_ready,
)
from tests.support.reading import drawn, moved
from tests.support.runs import run_of
from tools.serve import Server

CLOSE = 0.6  # pixels
THINNED = 0.8  # pixels: Plotly leaves out points of a line that are nearer to it than that
ARROW = 14  # pixels: so long is the head, under which Plotly ends the arrow's line

# Of each trace of each picture: its lines and fills as path data, its points as where they are
# and where their middle is; and whether its points follow its line.
DRAWN = """() => Object.fromEntries([...document.querySelectorAll('figure[data-panel]')]
    .filter((figure) => figure.querySelector('.js-plotly-plot'))
    .map((figure) => {
        const plot = figure.querySelector('.js-plotly-plot');
        const { xaxis, yaxis } = plot._fullLayout;
        const middle = (point) => {
            const length = point.getTotalLength();
            const matrix = point.getCTM();
            const sum = [0, 0];
            for (let i = 0; i < 60; i += 1) {
                const at = point.getPointAtLength((length * i) / 60).matrixTransform(matrix);
                sum[0] += at.x / 60;
                sum[1] += at.y / 60;
            }
            const origin = new DOMPoint(0, 0).matrixTransform(matrix);
            return [origin.x, origin.y, ...sum];
        };
        const data = (paths) => [...paths].map((path) => path.getAttribute('d') ?? '').join('');
        const traces = plot._fullData.map((trace) => {
            const groups = plot.querySelectorAll(`.scatterlayer .trace${trace.uid}`);
            const all = (wanted) => [...groups].flatMap((g) => [...g.querySelectorAll(wanted)]);
            return {
                lines: data(all('path.js-line')),
                fills: data(all('.js-fill')),
                points: all('path.point').filter((p) => p.getTotalLength() > 1e-9).map(middle),
                directed: trace.marker?.angleref === 'previous',
                colour: trace.line?.color,
            };
        });
        return [figure.dataset.panel, { size: [xaxis._length, yaxis._length], traces }];
    }))"""
# Press a key, and look as soon as the player has drawn, long before Plotly will.
PRESS_AND_LOOK = f"""async (key) => {{
    document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true }}));
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return ({DRAWN})();
}}"""

Segments = np.ndarray  # (k, 2, 2): from and to


def segments(path: str) -> Segments:
    """The straight pieces of path data made of M, L, H, V and Z."""
    found, start, here = [], np.zeros(2), np.zeros(2)
    for command, text in re.findall(r"([MLHVZ])([^MLHVZ]*)", path):
        numbers = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]
        if command == "Z":
            found.append((here, start))
            continue
        if command == "H":
            points = [np.array([x, here[1]]) for x in numbers]
        elif command == "V":
            points = [np.array([here[0], y]) for y in numbers]
        else:
            points = [np.array(pair) for pair in zip(numbers[::2], numbers[1::2], strict=True)]
        if command == "M":
            start = here = points.pop(0)
            found.append((here, here))  # a line so short that Plotly leaves but its beginning
        for point in points:
            found.append((here, point))
            here = point
    return np.array(found).reshape(-1, 2, 2)


def inside(line: Segments, size: list[float]) -> np.ndarray:
    """(k, 2): points along the line, two pixels apart, as far as they are in the picture."""
    points = []
    for begin, end in line[(line[:, 0] != line[:, 1]).any(axis=1)]:
        count = min(4000, 2 + int(np.linalg.norm(end - begin) / 2))
        points.append(begin + np.linspace(0, 1, count)[:, None] * (end - begin))
    every = np.concatenate(points) if points else np.empty((0, 2))
    return every[((every >= 0) & (every <= size)).all(axis=1)]


def farthest(points: np.ndarray, line: Segments) -> float:
    """The distance in pixels of the point that is farthest from the line."""
    if not len(points):
        return 0.0
    if not len(line):
        return np.inf
    begin, way = line[:, 0], line[:, 1] - line[:, 0]
    length = np.maximum((way**2).sum(axis=1), 1e-12)
    offset = points[:, None] - begin
    share = np.clip((offset * way).sum(axis=2) / length, 0, 1)
    nearest = begin + share[..., None] * way
    return float(np.linalg.norm(points[:, None] - nearest, axis=2).min(axis=1).max())


def direction(point: list[float]) -> float:
    """Degrees from where a directed point is to its middle."""
    x, y, middle_x, middle_y = point
    return float(np.degrees(np.arctan2(middle_y - y, middle_x - x)))


def assert_same(fast: dict[str, Any], slow: dict[str, Any], size: list[float], name: str) -> None:
    """Two drawings of a trace are the same within the picture."""
    for kind in ("lines", "fills"):
        one, other = segments(fast[kind]), segments(slow[kind])
        # Plotly ends an arrow's line under its head; what lies under it is not seen.
        near = ARROW if slow["directed"] else THINNED
        assert farthest(inside(other, size), one) <= near, f"{name}: {kind}"
        assert farthest(inside(one, size), other) <= near, f"{name}: {kind}"
    assert len(fast["points"]) == len(slow["points"]), name
    for one, other in zip(fast["points"], slow["points"], strict=True):
        if max(map(abs, other)) > 5000:
            continue  # far outside
        assert np.abs(np.array(one) - other).max() <= CLOSE, f"{name}: points"
        if slow["directed"]:
            turn = (direction(one) - direction(other) + 180) % 360 - 180
            assert abs(turn) <= 1, f"{name}: arrow"


def keys_of(drawn: dict[str, Any]) -> list[tuple[str, int]]:
    return [(name, i) for name, part in drawn.items() for i in range(len(part["traces"]))]


@pytest.mark.slow
@pytest.mark.parametrize(
    "query",
    [
        "step=10",
        "step=1&squares=on&log_loss=off",
        "dataset=line&samples=40&learning_rate=0.04&noise=4&step=6&squares=on",
        "learning_rate=0.03&epochs=30&step=20",
        "learning_rate=0.1&step=2",
    ],
)
def test_the_fast_drawing_is_what_plotly_draws(page: Page, bare: str, query: str) -> None:
    open_lab(page, bare, query)
    before = page.evaluate(DRAWN)
    fast = page.evaluate(PRESS_AND_LOOK, "ArrowRight")
    step = int(re.findall(r"step=(\d+)", query)[0]) + 1
    expect_step(page, step)
    wait_until_at_rest(page)
    slow = page.evaluate(DRAWN)
    assert keys_of(fast) == keys_of(slow)
    changed = 0
    for name, index in keys_of(slow):
        here, there = fast[name]["traces"][index], slow[name]["traces"][index]
        assert_same(here, there, slow[name]["size"], f"{name} {index}")
        changed += here != before[name]["traces"][index]
    assert changed >= 8, "the pictures have hardly moved: nothing was compared"


@pytest.mark.slow
def test_what_was_played_to_is_what_was_jumped_to(page: Page, bare: str) -> None:
    """However a step is reached, the picture is the same."""
    open_lab(page, bare, "epochs=12")
    button(page, PLAYER["play"]).click()
    expect(button(page, PLAYER["play"])).to_be_visible()
    expect_step(page, 12)
    wait_until_at_rest(page)
    assert_drawn_as_by_its_link(page)


@pytest.mark.slow
def test_a_new_run_is_drawn_as_if_it_had_been_the_first(page: Page, server: Server) -> None:
    """What of a picture stands still is drawn again where it is another."""
    open_lab(page, server.url, "dataset=line&samples=20&step=12")
    for label, value in [
        (words.EXACT_RATE, 0.02),
        (SETTINGS["noise"].label, 3),
        (SETTINGS["epochs"].label, 60),
    ]:
        type_number(page, label, value)
    wait_until_at_rest(page)
    assert_drawn_as_by_its_link(page)


def assert_drawn_as_by_its_link(page: Page) -> None:
    """Whoever opens the page's link sees the same pictures."""
    before = page.evaluate(DRAWN)
    page.reload()
    wait_until_ready(page)
    after = page.evaluate(DRAWN)
    assert keys_of(before) == keys_of(after)
    for name, index in keys_of(after):
        here, there = before[name]["traces"][index], after[name]["traces"][index]
        assert_same(here, there, after[name]["size"], f"{name} {index}")


def squares(page: Page) -> np.ndarray:
    """(n, 2): width and height in pixels of every residual square that is seen whole."""
    drawn = page.evaluate(DRAWN)["fit"]
    (trace,) = [trace for trace in drawn["traces"] if trace["fills"]]
    # A piece is where it begins, and four sides; what the player does not need is where it begins.
    pieces = [segments(f"M{piece}")[1:, 0] for piece in trace["lines"].split("M")[1:]]
    corners = np.array([piece for piece in pieces if len(piece) == 4])
    return np.ptp(corners, axis=1)


@pytest.mark.slow
def test_residual_squares_are_squares_on_the_screen(page: Page, bare: str) -> None:
    open_lab(page, bare, "step=1&squares=on&learning_rate=0.002")
    for step, size in [(1, None), (4, None), (4, (1000, 700)), (4, (1800, 1000))]:
        if size:
            before = panel(page, "fit").evaluate(WIDTH)
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.wait_for_function(f"before => ({WIDTH})() !== before", arg=before)
        go_to(page, step)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
        sides = squares(page)
        assert len(sides) == 11
        np.testing.assert_allclose(sides[:, 0], sides[:, 1], atol=1.0)
        assert sides.max() > 5, "too small to tell"


WIDTH = "() => document.querySelector('[data-panel=fit] .js-plotly-plot')._fullLayout.xaxis._length"


@pytest.mark.slow
def test_squares_stay_square_after_a_zoom(page: Page, bare: str) -> None:
    open_lab(page, bare, "step=1&squares=on&learning_rate=0.002")
    drag(page, "fit", (0.1, 0.1), (0.9, 0.6))
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    sides = squares(page)
    np.testing.assert_allclose(sides[:, 0], sides[:, 1], atol=1.0)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tutorial, converging", "line, swinging", "line, diverged"])
def test_at_rest_plotly_knows_every_point_where_python_has_it(
    page: Page, bare: str, name: str
) -> None:
    """So hovering finds it. What the player moves by itself is unknown to Plotly until it rests."""
    run = run_of(name)
    open_lab(page, bare, query_of(run.experiment) + "&squares=on")
    for step in (run.steps // 2, run.steps):
        go_to(page, step)
        wait_until_at_rest(page)
        for picture in panels(run):
            known = panel(page, picture.name).evaluate(
                """figure => figure.querySelector('.js-plotly-plot')._fullData.map(
                    ({ x, y }) => [x, y].map((values) => Array.from(values ?? []))
                )"""
            )
            hidden = {
                picture.number_of(trace)
                for switch in picture.switches
                for trace in (
                    switch.shown_off
                    if switch.pressed or switch.name == "squares"
                    else switch.shown_on
                )
            }
            for number, motion in moved(picture).items():
                if number in hidden:
                    continue
                x, y = (gapless(values) for values in known[number])
                expected_x, expected_y = drawn(picture, motion, step)
                size = np.abs(expected_y).max()
                np.testing.assert_allclose(y, expected_y, rtol=1e-9, atol=1e-9 * size)
                if motion.x_in_y_units is None:
                    np.testing.assert_allclose(x, expected_x, rtol=1e-9)


def gapless(values: list[float | None]) -> np.ndarray:
    """The values without the gaps between pieces."""
    numbers = np.array(values, dtype=np.float64)
    return numbers[~np.isnan(numbers)]


# The traces of each picture, from the lowest to the highest: as drawn, and as the figure has them.
STACKED = """() => Object.fromEntries([...document.querySelectorAll('figure[data-panel]')]
    .filter((figure) => figure.querySelector('.js-plotly-plot'))
    .map((figure) => {
        const plot = figure.querySelector('.js-plotly-plot');
        const groups = [...plot.querySelectorAll('.scatterlayer .trace')];
        const drawn = groups.map((group) => group.getAttribute('class').split(' trace').pop());
        const traces = plot._fullData.filter((trace) => trace.visible === true);
        return [figure.dataset.panel, [drawn, traces.map((trace) => trace.uid)]];
    }))"""


@pytest.mark.slow
@pytest.mark.parametrize("query", ["step=3", "inside=on&step=3", "dataset=hours"])
def test_what_moves_stays_below_what_the_figure_lays_over_it(
    page: Page, bare: str, query: str
) -> None:
    open_lab(page, bare, query)
    assert_stacked_as_in_the_figure(page)


@pytest.mark.slow
def test_what_two_runs_move_stays_below_what_the_figure_lays_over_it(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.url}/mistakes?mistake=zero_grad")
    wait_until_ready(page)
    assert_stacked_as_in_the_figure(page)


def assert_stacked_as_in_the_figure(page: Page) -> None:
    """After each step, once Plotly has drawn it."""
    for _ in range(2):
        button(page, PLAYER["forward"]).click()
        page.wait_for_timeout(700)  # at rest Plotly draws
        for name, (lowest_first, figure) in page.evaluate(STACKED).items():
            assert lowest_first == figure, name
