"""Frames of pictures: they hold what is seen, have round ends, and stand still."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.film.packing import pack_run
from components.views.pictures.traces import FEW_STEPS, SLACK, framed, grown, step_axis, widened
from models.experiment import Experiment
from tests.support.reading import read_film
from tests.support.runs import trained

ends = st.floats(-1e9, 1e9)


@given(ends, ends)
def test_a_frame_holds_the_widened_range_and_wastes_little(low: float, high: float) -> None:
    low, high = sorted((low, high))
    inner = widened(low, high)
    outer = framed(low, high)
    span = inner[1] - inner[0]
    rounding = 1e-12 * max(map(abs, inner))
    assert outer[0] <= inner[0] + rounding
    assert outer[1] >= inner[1] - rounding
    assert outer[1] - outer[0] <= 1.26 * span + rounding


@given(ends, st.floats(1e-3, 1e3))
def test_a_frame_has_ends_of_two_significant_digits_of_its_width(low: float, span: float) -> None:
    frame = framed(low, low + span)
    step = 10.0 ** np.floor(np.log10((frame[1] - frame[0]) / 25))
    for end in frame:
        assert end / step == pytest.approx(round(end / step), abs=1e-3 + 1e-9 * abs(end) / step)


@given(ends, st.floats(1e-3, 1e3), ends, st.floats(0, 1e3))
def test_a_grown_range_holds_what_is_seen_and_is_the_base_where_that_is_enough(
    low: float, span: float, other: float, width: float
) -> None:
    base, seen = [low, low + span], [other, other + width]
    left, right = grown(base, seen)
    assert left <= base[0]
    assert base[1] <= right
    rounding = 1e-12 * max(map(abs, (*base, *seen))) + SLACK * (base[1] - base[0])
    assert left <= seen[0] + rounding
    assert seen[1] <= right + rounding
    if base[0] <= seen[0] and seen[1] <= base[1]:
        assert [left, right] == base
    elif seen[1] > base[1]:  # it is not much more than what is asked for
        assert right - base[1] <= max(0.51 * (base[1] - base[0]), 2.01 * (seen[1] - base[1]))


def test_what_asks_for_about_as_much_has_one_grown_range() -> None:
    ranges = {tuple(grown([0.0, 1.0], [0.0, 1 + more])) for more in np.geomspace(0.05, 100, 400)}
    assert len(ranges) <= 18


def test_a_nearby_learning_rate_is_drawn_in_the_same_frames() -> None:
    """Else each move of the slider would make Plotly draw every picture anew."""
    rates = (0.001, 0.00112, 0.00126, 0.00141, 0.00158)
    heads = [read_film(pack_run(trained(Experiment(learning_rate=rate)))).head for rate in rates]
    still = [[part["still"] for part in head["panels"]] for head in heads]
    kept = [
        before == after
        for one, next_ in pairwise(still)
        for before, after in zip(one, next_, strict=True)
    ]
    assert sum(kept) > 0.7 * len(kept)
    assert len({head["id"] for head in heads}) == len(rates)


def test_a_short_runs_steps_are_numbered_whole_and_with_room_between_them() -> None:
    """Six numbers have room in the narrowest picture, which is inside a step beside a key."""
    for steps in range(1, FEW_STEPS + 1):
        between = step_axis(steps)["dtick"]
        assert between == int(between)
        assert 2 <= steps // between + 1 <= 6, steps
