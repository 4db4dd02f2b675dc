"""The loss surface shows the whole bowl, the path in it, and each step at its true length."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from components.film.packing import pack_run
from components.views.panel import Growing, Motion, Panel
from components.views.pictures.leaving import outside
from components.views.presentation import panels
from components.views.surface.path import SMALL, TOO_SHORT
from components.views.surface.surface import SHOWS
from models import theory
from models.experiment import Experiment
from models.run import Run
from tests.support import figures
from tests.support.motions import EVERY_RUN, THE_RUNS, axis_ranges
from tests.support.reading import drawn, moved, read_film, switch_of, trace_of
from tests.support.runs import CONVERGING, looked_at, run_of, trained


def named(panel: Panel, name: str, visible: bool | None = None) -> list[Motion]:
    """What moves under that name; visible: as the picture stands at first, or not."""

    def fits(trace: Any) -> bool:
        return trace.name == name and visible in (None, trace.visible is not False)

    return [m for m in panel.motions if fits(trace_of(panel, m))]


def frames(panel: Panel) -> dict[bool, np.ndarray]:
    """Whether the switch "path" is on → what is then seen of both axes."""
    switch = switch_of(panel, "path")
    assert switch.layout_on is not None
    near = [switch.layout_on["xaxis.range"], switch.layout_on["yaxis.range"]]
    return {False: axis_ranges(panel), True: np.array(near)}


def points_of(panel: Panel, motion: Motion, step: int) -> np.ndarray:
    return np.column_stack(drawn(panel, motion, step))


@EVERY_RUN
def test_the_path_ends_at_the_steps_parameters(name: str) -> None:
    run = run_of(name)
    panel = figures.surface(run)
    paths = [m for m in panel.motions if isinstance(m.x, Growing)]
    assert any(m.x.last is None for m in paths if isinstance(m.x, Growing)), "no whole path"
    for path in paths:
        for step in looked_at(run):
            points = points_of(panel, path, step)
            states = np.arange(step + 1 - len(points), step + 1).clip(0)
            np.testing.assert_array_equal(points, run.params[states])


@EVERY_RUN
def test_there_are_as_many_dots_at_every_step_and_older_ones_are_paler(name: str) -> None:
    """So nothing need be drawn anew while it plays; those to come lie at the start."""
    run = run_of(name)
    panel = figures.surface(run)
    (dots,) = named(panel, "dots")
    paleness = trace_of(panel, dots).marker.opacity
    assert list(paleness) == sorted(paleness)
    assert paleness[-1] == 1
    for step in looked_at(run):
        assert len(points_of(panel, dots, step)) == len(paleness) == min(100, len(run))


@EVERY_RUN
def test_each_step_is_an_arrow_of_its_true_length_or_a_ring(name: str) -> None:
    """The oracle of what came next is the run; of the last state, the rule of the optimizer."""
    run = run_of(name)
    panel = figures.surface(run)
    for is_near, frame in frames(panel).items():
        (arrow,) = named(panel, "step", visible=not is_near)
        (ring,) = named(panel, "short step", visible=not is_near)
        size = np.ptp(frame, axis=1)
        for step in looked_at(run):
            here = run.params[step]
            after = here - run.experiment.learning_rate * run.gradients[step]
            if step < run.steps:
                after = run.params[step + 1]
            ends, (mark,) = points_of(panel, arrow, step), points_of(panel, ring, step)
            if np.linalg.norm((after - here) / size * SMALL) < TOO_SHORT:
                np.testing.assert_array_equal(mark, here)
                assert ((ends < frame[:, 0]) | (ends > frame[:, 1])).all(), "also an arrow"
            else:
                np.testing.assert_array_equal(ends, [here, after])
                assert ((mark < frame[:, 0]) | (mark > frame[:, 1])).all(), "also a ring"


@pytest.mark.parametrize("name", CONVERGING)
def test_a_run_that_converges_stays_in_the_whole_bowl(name: str) -> None:
    run = run_of(name)
    panel = figures.surface(run)
    assert not panel.note
    assert not panel.leaves
    for frame in frames(panel).values():
        for points in (run.params, theory.ols(run.dataset)[None]):
            assert (frame[:, 0] < points).all()
            assert (points < frame[:, 1]).all()


@EVERY_RUN
def test_the_surface_always_holds_the_start_and_the_optimum(name: str) -> None:
    run = run_of(name)
    panel = figures.surface(run)
    switch = switch_of(panel, "path")
    for is_near, frame in frames(panel).items():
        low, high = frame.T
        for point in (run.params[0], theory.ols(run.dataset)):
            assert (low < point).all()
            assert (point < high).all()
        leaves = ((run.params < low) | (run.params > high)).any()
        said = switch.note if is_near else panel.leaves
        assert leaves == bool(said), "a path that leaves the picture must be said, none other"


@EVERY_RUN
def test_the_level_of_the_first_loss_is_closed_within_the_whole_frame(name: str) -> None:
    run = run_of(name)
    panel = figures.surface(run)
    low, high = axis_ranges(panel).T
    floor = theory.least_squares_loss(run.dataset)
    losses = [trace_of(panel, m).meta for m in named(panel, "level")]
    height = max(run.train_loss[0] - floor, 1e-9 * run.reference)  # also where it starts there
    first = losses[int(np.argmin(np.abs(np.array(losses) - floor - height)))]
    assert first - floor == pytest.approx(height, rel=1e-6, abs=1e-8 * first)
    points = points_of(panel, named(panel, "level")[losses.index(first)], 0)
    np.testing.assert_array_equal(points[0], points[-1])
    assert (low < points).all()
    assert (points < high).all()
    assert (np.ptp(points, axis=0) > 0.5 * (high - low)).all(), "and fills it"


def test_the_frame_is_the_same_at_every_rate_and_after_any_number_of_steps() -> None:
    """And so is all of the picture that does not move: the player need not draw it anew."""
    runs = [
        trained(Experiment(learning_rate=rate, epochs=epochs))
        for rate, epochs in ((0.001, 100), (0.01, 100), (0.0279, 100), (0.1, 100), (0.01, 700))
    ]
    heads = [read_film(pack_run(run)).head for run in runs]
    still = [part["still"] for head in heads[:3] for part in head["panels"][1:2]]
    assert len(set(still)) == 1
    shown = [axis_ranges(panels(run)[1]).tolist() for run in runs]
    assert all(each == shown[0] for each in shown)


@EVERY_RUN
def test_levels_lie_at_their_loss(name: str) -> None:
    """To a thousandth of the picture: the loss differs by no more than it does over that way."""
    run = run_of(name)
    panel = figures.surface(run)
    sizes = [np.ptp(frame, axis=1) for frame in frames(panel).values()]
    assert len(named(panel, "level")) >= 5
    for motion in named(panel, "level"):
        points, level = points_of(panel, motion, 0), trace_of(panel, motion).meta
        actual = theory.loss_at(run.dataset, points[:, 0], points[:, 1])
        slope = (points - theory.ols(run.dataset)) @ theory.hessian(run.dataset)
        a_pixel = 1e-3 * np.min([np.linalg.norm(slope * size, axis=1) for size in sizes], axis=0)
        assert (np.abs(actual - level) <= a_pixel + 1e-5 * level).all()


@THE_RUNS
def test_curves_are_smooth_in_both_frames(name: str) -> None:
    """Where they are seen, no chord is further than a pixel or so from its curve."""
    run = run_of(name)
    panel = figures.surface(run)
    floor, best = theory.least_squares_loss(run.dataset), theory.ols(run.dataset)
    for frame in frames(panel).values():
        size = np.ptp(frame, axis=1)
        for motion in named(panel, "level"):
            points, level = points_of(panel, motion, 0), trace_of(panel, motion).meta
            middles = (points[1:] + points[:-1]) / 2
            seen = ((frame[:, 0] < middles) & (middles < frame[:, 1])).all(axis=1)
            height = theory.loss_at(run.dataset, middles[:, 0], middles[:, 1]) - floor
            off = (middles - best) * (np.sqrt((level - floor) / np.maximum(height, 1e-300)) - 1)[
                :, None
            ]
            assert (np.abs(off[seen]) < size / 300).all()


# Pictures in which numbers stand, in pixels with letters of 7: a small one, and one of three beside
# each other in the narrowest window that is promised all of a step in one view.
@pytest.mark.parametrize("size", [SMALL, np.array([137.0, 140.0])], ids=["small", "smallest"])
@THE_RUNS
def test_numbers_stand_on_their_curves_and_not_on_each_other(name: str, size: np.ndarray) -> None:
    run = run_of(name)
    panel = figures.surface(run)
    levels = named(panel, "level")
    assert [trace_of(panel, m).meta for m in levels] == sorted(
        (trace_of(panel, m).meta for m in levels), reverse=True
    )
    for is_near, frame in frames(panel).items():
        (numbers,) = named(panel, "numbers", visible=not is_near)
        texts = trace_of(panel, numbers).text
        places, boxes = points_of(panel, numbers, 0), []
        for text, place, motion in zip(texts, places, levels, strict=True):
            if ((place < frame[:, 0]) | (place > frame[:, 1])).any():
                continue
            curve = points_of(panel, motion, 0)
            assert (curve == place).all(axis=1).any(), "beside its curve"
            level = float(text.replace("−", "-"))
            assert level == pytest.approx(trace_of(panel, motion).meta, rel=1e-3)
            boxes.append(((place - frame[:, 0]) / np.ptp(frame, axis=1) * size, len(text)))
        assert len(boxes) >= 2
        for i, (one, letters) in enumerate(boxes):
            for two, others in boxes[:i]:
                apart = np.abs(one - two)
                assert apart[0] > 3.5 * (letters + others) or apart[1] > 14
        for middle, letters in boxes:
            edge = np.array([3.5 * letters, 7])
            assert ((edge < middle) & (middle < size - edge)).all(), "cut by the picture"


@THE_RUNS
def test_close_by_no_number_stands_on_the_path_nor_below_the_map(name: str) -> None:
    run = run_of(name)
    panel = figures.surface(run)
    switch = switch_of(panel, "path")
    assert switch.layout_on is not None
    frame = frames(panel)[True]
    domains = [switch.layout_on[f"{axis}axis2.domain"] for axis in "xy"]
    (low, high), size = np.array(domains).T, np.ptp(frame, axis=1)
    (numbers,) = named(panel, "numbers", visible=False)
    texts = trace_of(panel, numbers).text
    shares = (points_of(panel, numbers, 0) - frame[:, 0]) / size
    states = (run.params[:50] - frame[:, 0]) / size
    for text, share in zip(texts, shares, strict=True):
        if ((share < 0) | (share > 1)).any():
            continue
        half = np.array([3.5 * len(text), 7.0]) / SMALL
        is_beside = (share + half < low) | (share - half > high)
        assert is_beside.any(), f"{text} is below the map"
        assert (np.abs(states - share) > half).any(axis=1).all(), f"{text} is on the path"


def test_a_step_hides_no_number_no_cross_and_no_dot_and_is_hidden_by_none() -> None:
    """At a rate of 0.5 the arrow crosses all of the picture; at 0.027 many dots surround it."""
    panel = figures.surface(trained(Experiment(learning_rate=0.5)))
    order = [trace.name for trace in panel.figure.data]
    (best,) = [i for i, t in enumerate(panel.figure.data) if t.marker.symbol == "cross-thin"]
    arrows = [i for i, name in enumerate(order) if name == "step"]
    assert max(best, order.index("dots")) < min(arrows)
    for name in ("numbers", "here"):
        assert order.index(name) > max(arrows), name
    for arrow in arrows:  # one sees through it
        assert int(panel.figure.data[arrow].line.color[-2:], 16) < 0xFF


def test_where_training_began_has_its_dot_however_many_steps_follow() -> None:
    for epochs in (10, 500):
        run = trained(Experiment(epochs=epochs))
        panel = figures.surface(run)
        (start,) = [trace for trace in panel.figure.data if trace.name == "start"]
        np.testing.assert_array_equal([start.x[0], start.y[0]], run.params[0])
        number = [trace.name for trace in panel.figure.data].index("start")
        assert number not in moved(panel)


def test_where_a_run_diverges_the_frame_stays_and_the_note_says_when_it_left() -> None:
    run = run_of("tutorial, diverged")
    panel = figures.surface(run)
    low, high = axis_ranges(panel).T
    inside = ((low <= run.params) & (run.params <= high)).all(axis=1)
    assert (inside.argmin(), inside.sum()) == (1, 1)
    assert panel.leaves == "the path leaves this picture with the first step"
    slower = trained(Experiment(learning_rate=0.03))
    inside = ((low <= slower.params) & (slower.params <= high)).all(axis=1)
    left = int(np.flatnonzero(inside).max())
    assert left == inside.argmin() - 1 > 0
    assert figures.surface(slower).leaves == f"the path leaves this picture after step {left}"


def test_that_the_paths_own_frame_shows_more_is_said_of_a_path_of_which_it_does() -> None:
    def shows(rate: float) -> list[str]:
        panel = figures.surface(trained(Experiment(learning_rate=rate)))
        return [switch.shows for switch in panel.switches]

    assert shows(0.03) == [SHOWS]
    assert shows(0.01) == [""]


def test_a_path_that_leaves_its_frame_comes_back_and_leaves_again_has_both_said() -> None:
    path = np.array([[0, 0], [1, 0], [9, 0], [1, 0], [9, 0], [9, 0]], dtype=float)
    said = outside(path, ([-2.0, 2.0], [-2.0, 2.0]))
    assert said == "the path leaves this picture after step 1, for good after step 3"
    assert outside(path[:4], ([-2.0, 2.0], [-2.0, 2.0])).endswith("and comes back")


def test_a_start_at_the_optimum_still_has_a_bowl_around_it() -> None:
    run: Run = run_of("starts at the optimum")
    low, high = axis_ranges(figures.surface(run)).T
    assert (low < high).all()
    assert replace(run).train_loss[0] == pytest.approx(theory.least_squares_loss(run.dataset))
