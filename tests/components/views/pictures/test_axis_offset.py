"""Axes far from 0 stay readable: the pictures are the same, their numbers shorter."""

import re

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.views.panel import Panel
from components.views.pictures.axis_offset import offset_of, readable
from components.views.presentation import panels
from tests.support import figures
from tests.support.many import ONE_FEATURE, RUNS, many
from tests.support.reading import drawn
from tests.support.runs import EDGES, EXPERIMENTS, looked_at, run_of
from tests.support.strategies import always_the_same

FAR = ["line, far from zero", "line, far and standardised", "far from zero"]


def digits(low: float, high: float) -> float:
    """How many significant digits the six numbers beside an axis need to be told apart."""
    return float(np.log10(max(abs(low), abs(high)) / ((high - low) / 6)))


@pytest.mark.parametrize("name", [*RUNS, *ONE_FEATURE])
def test_the_numbers_beside_every_axis_are_short_and_told_apart(name: str) -> None:
    for panel in panels(many(name)):
        for axis in (panel.figure.layout.xaxis, panel.figure.layout.yaxis):
            if axis.type != "log":
                assert digits(*axis.range) <= 5.01, f"{panel.name}: {axis.range}"
                if max(map(abs, axis.range)) >= 1e4:
                    assert digits(*axis.range) <= 3.01, f"{panel.name}: {axis.range}"


@given(st.floats(-1e12, 1e12), st.floats(1e-6, 1e12))
@always_the_same
def test_what_is_left_of_numbers_without_their_offset_is_short(low: float, span: float) -> None:
    assume(span > 1e-14 * abs(low))
    high = low + span
    offset = offset_of(low, high)
    assert np.isfinite(offset)
    if offset:
        assert abs(low - offset) <= 11 * span
        unit = 10.0 ** np.ceil(np.log10(high - low))
        assert offset / unit == pytest.approx(round(offset / unit), abs=1e-6)
    assert digits(low - offset, high - offset) <= 5.01


def test_times_in_seconds_are_told_from_their_first_day_on() -> None:
    panel = next(p for p in panels(many("line, far from zero")) if p.name == "fit")
    title = panel.figure.layout.xaxis.title.text
    assert re.fullmatch(r"f0 − 1[67]\d{3}00000", title), title
    data = panel.figure.data[-1]
    offset = float(title.split(" ")[-1])
    np.testing.assert_allclose(
        np.asarray(data.x) + offset, many("line, far from zero").dataset.x[:, 0], rtol=1e-15
    )
    assert f"x {title.split(' ')[-1]} + %{{x:.8~g}}" in data.hovertemplate


@pytest.mark.parametrize("name", FAR)
def test_every_trace_is_where_it_was_less_the_offset(name: str) -> None:
    run = many(name)
    pictures: list[Panel] = [figures.loss(run)]
    if name in ONE_FEATURE:
        pictures += [figures.fit(run), figures.surface(run), figures.parameters(run)]
    else:
        pictures.append(figures.surface(run, (0, 2)))
    for before in pictures:
        after = readable(before)
        less = [
            getattr(before.figure.layout, f"{axis}axis").range[0]
            - getattr(after.figure.layout, f"{axis}axis").range[0]
            for axis in "xy"
        ]
        for one, two in zip(before.motions, after.motions, strict=True):
            assert before.number_of(one.trace) == after.number_of(two.trace)
            assert (one.piece, one.known_at) == (two.piece, two.known_at)
            for step in looked_at(run):
                for offset, here, there in zip(
                    less, drawn(before, one, step), drawn(after, two, step), strict=True
                ):
                    size = np.abs(here).max() + abs(offset)
                    np.testing.assert_allclose(there, here - offset, atol=1e-14 * size)


def test_what_is_near_zero_stays_as_it_is() -> None:
    for name in [*EXPERIMENTS, *EDGES]:
        for panel in (figures.fit(run_of(name)), figures.loss(run_of(name))):
            assert readable(panel) is panel


def test_features_far_from_zero_have_room_in_the_picture() -> None:
    """A second is a second also in 2024: the data fill their axis."""
    run = many("line, far from zero")
    low, high = figures.fit(run).figure.layout.xaxis.range
    assert np.ptp(run.dataset.x) > 0.8 * (high - low)
