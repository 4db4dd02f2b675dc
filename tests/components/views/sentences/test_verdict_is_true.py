"""Each sentence of a verdict is true of its data: worked out again in fractions."""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.style import MINUS
from components.views.sentences.spelling import at_most, count, cut, factor, plain, told_apart
from components.views.sentences.verdict import Verdict, verdict
from models import theory
from models.datasets import DATASETS, load
from models.datasets.dataset import Dataset
from models.experiment import Experiment
from models.run import Run
from models.theory.outlook import outlook, rounding
from models.training import train
from tests.support.many import learned, twice
from tests.support.runs import trained
from tests.support.strategies import always_the_same

# All that a verdict on a line may say; of a new one it is to be asked below whether it is true.
LOSSY = r"rounding to float(32|64)"
SENTENCES = [
    r"The lab stops training at step \d+: .+\.",
    r"Each step overshoots the valley by more\.",
    r"(Above|Below) the critical rate of \S+ (it would fly apart|the line comes closer)\.",
    r"Not even the lowest rate, \S+, is low enough for these data\.",
    r"The residuals are so small that their squares are 0 in float(32|64): .+\.",
    r"It starts on the best line: nothing is left to learn\.",
    r"It starts on the best line and stays there; from anywhere else .+\.",
    r"At exactly this rate the line ends up swinging to and fro for ever\.",
    r"Each step now takes the line further away\.",
    r"The loss has only fallen so far, but with more steps it would fly apart\.",
    r"Each step brings the line closer\.",
    r"Each step brings the line closer, but slowly: in the long run half of .+ steps\.",
    r"By the end the loss is within 1 % of the lowest, but the rest goes slowly: in .+ steps\.",
    rf"Each step brings the line closer until step \d+; from there on {LOSSY} .+\.",
    r"The steps swing across the valley, each a little closer\.",
    r"Each step swings across the valley and brings the line closer\.",
    rf"From the first step on, {LOSSY} decides whether one brings the line closer\.",
    rf"The line stays: the steps are so short that {LOSSY} swallows them\.",
    rf"The first step leads to the best line: what is left is {LOSSY}\.",
]

# Every second one of these numbers has no end in base 2.
COORDINATES = st.integers(-400, 400).map(lambda k: k / 20)


def exact_curvatures(x: list[float]) -> tuple[Fraction, Fraction, Fraction]:
    """Trace and determinant of H = 2/n · XᵀX for one feature, and its discriminant: all exact."""
    n = len(x)
    fractions = [Fraction(value) for value in x]
    zero = Fraction(0)
    m2, mean = sum((v * v for v in fractions), zero) / n, sum(fractions, zero) / n
    trace, determinant = 2 * (m2 + 1), 4 * (m2 - mean**2)
    return trace, determinant, trace**2 - 4 * determinant


def over_critical(x: list[float], rate: float) -> int:
    """The sign of η − 2/λmax, exactly: of the largest root of 1 − ½η·λ, without a square root.

    ηλmax < 2 just where p(2/η) > 0 and 2/η lies right of the middle, p(λ) = λ² − trace·λ + det.
    """
    trace, determinant, _ = exact_curvatures(x)
    at = 2 / Fraction(rate)
    value = at**2 - trace * at + determinant
    if value == 0:
        return 0 if at >= trace / 2 else 1
    return -1 if value > 0 and at > trace / 2 else 1


def value(text: str) -> Fraction:
    """The number that a text says, exactly; of one with "…", its digits as far as they stand."""
    return Fraction(text.replace(MINUS, "-").replace(",", "").replace("…", ""))


def bound_in(sentence: str) -> tuple[str, str] | None:
    """ "Above" or "Below", and the number that follows."""
    found = re.search(rf"(Above|Below) the critical rate of ([\d.…e{MINUS}]+)", sentence)
    return None if found is None else (found[1], found[2])


def next_after(text: str) -> Fraction:
    """One more in the last digit of a number that goes on; the number, of one that does not."""
    if "…" not in text:
        return value(text)
    mantissa, _, exponent = text.replace("…", "").replace(MINUS, "-").partition("e")
    decimals = len(mantissa.partition(".")[2])
    return value(text) + Fraction(10) ** (int(exponent or 0) - decimals)


def theory_of(told: Verdict) -> str:
    return "".join(piece.text for piece in told.theory)


@given(
    st.lists(COORDINATES, min_size=2, max_size=12, unique=True),
    st.one_of(
        st.floats(0.2, 3.0),
        st.integers(1, 15).flatmap(lambda k: st.sampled_from([1 - 10.0**-k, 1 + 10.0**-k])),
        st.just(1.0),
    ),
    st.integers(1, 40),
    st.tuples(COORDINATES, COORDINATES),
)
@always_the_same
def test_every_sentence_about_a_line_is_true(
    x: list[float], share: float, epochs: int, start: tuple[float, float]
) -> None:
    data = Dataset("x", np.array(x)[:, None], 2 * np.array(x) + 1)
    rate = share * theory.critical_learning_rate(data)
    assume(1e-6 <= rate <= 10)
    experiment = Experiment(
        learning_rate=rate,
        epochs=epochs,
        precision="float64",
        start_weight=start[0],
        start_bias=start[1],
    )
    run = train(experiment, data)
    told, over = verdict(run), over_critical(x, rate)
    assert_standing_is_true(run, told, over)
    assert_bounds_are_true(told, x, rate)
    assert_what_happened_is_true(run, told)


def assert_standing_is_true(run: Run, told: Verdict, over: int) -> None:
    """What theory says of the rate; "at" is as near as rounding tells, and no nearer than 1e−12."""
    line, data = theory_of(told), run.dataset
    rate, critical = run.experiment.learning_rate, theory.critical_learning_rate(data)
    found = re.search(r"learning rate (\S+) ([<=>]) critical rate 2/λmax(?: = (\S+);)?", line)
    assert found is not None, line
    if found[2] == "=":
        assert abs(rate / critical - 1) <= rounding(data) < 1e-11
        assert told.kind == "calm"
        assert "swinging to and fro for ever" in told.text or "stays there" in told.text
        return
    assert over == (-1 if found[2] == "<" else 1)
    assert (value(found[1]) < value(found[3])) == (found[2] == "<"), "the texts are in that order"
    assert float(value(found[1])) == pytest.approx(rate, rel=1e-7)
    assert float(value(found[3])) == pytest.approx(critical, rel=1e-3)


def assert_bounds_are_true(told: Verdict, x: list[float], rate: float) -> None:
    """Above what is said, everything flies apart; below it, all comes to rest: its digits, those
    of the theory, are the exact rate's own."""
    bound = bound_in(told.text)
    if bound is None:
        return
    word, text = bound
    assert f" {text};" in theory_of(told), "one number has one spelling"
    low, high = value(text), next_after(text)
    assert over_critical(x, float(low) * (1 - 1e-12)) == -1
    assert over_critical(x, float(high) * (1 + 1e-12)) == 1
    if word == "Above":
        assert low > rate
    else:
        assert high < rate or (low == high and low < rate)


def assert_what_happened_is_true(run: Run, told: Verdict) -> None:
    """What is said of this run's own steps."""
    losses = exact_losses(run)
    floor = lowest_loss(run.dataset) + 1e-18 * (1 + float(np.square(run.dataset.y).max()))
    text = told.text
    for sentence in re.split(r"(?<=\.) (?=[A-Z])", text):
        assert any(re.fullmatch(known, sentence) for known in SENTENCES), sentence
    if run.diverged_at is not None:
        assert f"stops training at step {run.diverged_at}" in text
        return
    if "further away" in text:
        assert losses[-1] > losses[-2]
    if "only fallen so far" in text:
        assert len(losses) < 2 or losses[-1] <= losses[-2] * (1 + 1e-9) + floor
    if "The first step leads" in text:
        assert max(losses[1:]) <= floor * (1 + 1e-12) < losses[0]
    if "The line stays" in text:
        assert all(after <= losses[0] * (1 + 1e-9) + floor for after in losses)
    if re.search("Each step brings|swings? across the valley", text):
        until = re.search(r"closer until step (\d+)", text)
        for before, after in itertools.pairwise(losses[: int(until[1]) + 1] if until else losses):
            assert after <= before * (1 + 1e-9) + floor
    if "It starts on the best line" in text:
        assert max(losses) <= floor
    if "slowly" in text:  # of a line; and just where it is true, as far as rounding tells
        near, lowest = losses[-1] / 1.01, lowest_loss(run.dataset)
        assert near <= lowest * (1 + 1e-9) if "within 1 %" in text else near > lowest * (1 - 1e-9)


def exact_losses(run: Run) -> list[float]:
    """The mean squared residual of each state, in fractions, rounded once."""
    x = [Fraction(float(value)) for value in run.dataset.x[:, 0]]
    y = [Fraction(float(value)) for value in run.dataset.y]
    found = []
    for w, b in run.params.tolist():
        slope, bias = Fraction(w), Fraction(b)
        squares = sum((slope * a + bias - c) ** 2 for a, c in zip(x, y, strict=True))
        found.append(float(squares / len(x)))
    return found


def lowest_loss(data: Dataset) -> float:
    """The mean squared residual of the best line, in fractions, rounded once."""
    x = [Fraction(float(value)) for value in data.x[:, 0]]
    y = [Fraction(float(value)) for value in data.y]
    n = len(x)
    mean_x, mean_y = sum(x, Fraction(0)) / n, sum(y, Fraction(0)) / n
    sxx = sum(((a - mean_x) ** 2 for a in x), Fraction(0))
    syy = sum(((c - mean_y) ** 2 for c in y), Fraction(0))
    sxy = sum(((a - mean_x) * (c - mean_y) for a, c in zip(x, y, strict=True)), Fraction(0))
    return float((syy - sxy**2 / sxx) / n)


STANDARDISED = [
    name
    for name, kind in DATASETS.items()
    if kind.task == "regression"
    and not kind.needs_file
    and load(Experiment(dataset=name)).x.shape[1] == 1
]


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("name", STANDARDISED)
def test_every_standardised_line_swings_for_ever_at_rate_1(name: str, precision: str) -> None:
    run = trained(
        Experiment(dataset=name, standardise=True, learning_rate=1.0, precision=precision)
    )
    told = verdict(run)
    assert told.text.endswith("swinging to and fro for ever.")
    assert told.kind == "calm"
    assert "learning rate 1 = critical rate" in theory_of(told)
    for rate, kind in ((0.999, "calm"), (1.001, "diverged")):
        other = verdict(trained(dataclasses.replace(run.experiment, learning_rate=rate)))
        assert other.kind == kind
        assert "for ever" not in other.text


@pytest.mark.parametrize("share", [0.02, 0.3, 0.5, 0.9, 1.0, 1.05])
@pytest.mark.parametrize("standardise", [False, True])
@pytest.mark.parametrize("name", ["tutorial", "anscombe"])
def test_every_sentence_about_a_line_of_the_gallery_is_true(
    name: str, standardise: bool, share: float
) -> None:
    """The usual ones, too, which random data seldom come to."""
    asked = Experiment(dataset=name, standardise=standardise, precision="float64", epochs=100)
    rate = share * theory.critical_learning_rate(trained(asked).dataset)
    run = trained(dataclasses.replace(asked, learning_rate=rate))
    assert_what_happened_is_true(run, verdict(run))


@pytest.mark.parametrize("precision", ["float32", "float64"])
@pytest.mark.parametrize("name", ["tutorial", "galton"])
def test_a_standardised_line_is_said_to_be_best_after_one_step_at_rate_a_half(
    name: str, precision: str
) -> None:
    run = trained(
        Experiment(dataset=name, standardise=True, learning_rate=0.5, precision=precision)
    )
    told = verdict(run)
    assert told.text.startswith("The first step leads to the best line: ")
    slope, bias = np.polyfit(run.dataset.x[:, 0], run.dataset.y, 1)
    size = float(np.finfo(precision).eps * np.abs(run.dataset.y).max())
    assert np.abs(run.params[1:] - [slope, bias]).max() < 20 * size
    assert np.abs(run.params[0] - [slope, bias]).max() > 1000 * size
    other = verdict(trained(dataclasses.replace(run.experiment, learning_rate=0.49)))
    assert "first step" not in other.text


def test_below_at_and_above_the_critical_rate_are_three_sentences() -> None:
    critical = theory.critical_learning_rate(load(Experiment()))
    said = set()
    for rate in (0.9999 * critical, critical, 1.0001 * critical):
        said.add(verdict(trained(Experiment(learning_rate=rate, precision="float64"))).text)
    assert len(said) == 3


@pytest.mark.parametrize("share", [1 + 1.6e-4, 1 + 1e-6, 1 + 1e-9])
def test_a_rate_just_above_the_critical_one_is_told_from_it(share: float) -> None:
    rate = share * theory.critical_learning_rate(load(Experiment()))
    told = verdict(trained(Experiment(learning_rate=rate, precision="float64")))
    found = re.search(r"learning rate (\S+) > critical rate 2/λmax = (\S+); ", theory_of(told))
    assert found is not None
    assert value(found[1]) > value(found[2])
    assert value(found[2]) <= Fraction(rate)
    assert "error × 1.000 a step" not in theory_of(told)


def test_an_error_that_falls_slowly_halves_in_millions_of_steps_and_is_never_times_one() -> None:
    told = verdict(trained(Experiment(learning_rate=1e-6)))
    data = load(Experiment())
    gain = Fraction(1e-6) * Fraction(float(theory.eigenvalues(data)[0]))
    halving = math.log(2) / float(gain)
    assert f"takes {count(halving)} steps" in told.text
    assert count(halving) == "1.2 million"
    assert "error × 0.99999944" in theory_of(told)
    offered = ["Standardise, learning rate 0.5", "Set learning rate 0.026"]
    assert [remedy.label for remedy in told.remedies] == offered


@pytest.mark.parametrize("epochs", [10, 100])
def test_of_slow_steps_it_is_said_whether_the_loss_is_as_good_as_the_lowest(epochs: int) -> None:
    run = trained(
        Experiment(dataset="diabetes", standardise=True, learning_rate=0.1, epochs=epochs)
    )
    design = np.column_stack([run.dataset.x, np.ones(run.dataset.n)])
    lowest = np.linalg.lstsq(design, run.dataset.y)[1][0] / run.dataset.n
    is_near = run.train_loss[-1] <= 1.01 * lowest
    assert is_near == (epochs == 100)
    said = "By the end the loss is within 1 % of the lowest, but the rest goes slowly: in the long"
    assert verdict(run).text.startswith(said if is_near else "Each step brings the fit closer, but")


def test_starting_on_the_best_line_is_said_whatever_the_rate() -> None:
    for rate, kind in ((0.01, "calm"), (0.03, "diverged")):
        told = verdict(trained(Experiment(start_weight=2.0, start_bias=1.0, learning_rate=rate)))
        assert told.text.startswith("It starts on the best line")
        assert told.kind == kind


@pytest.mark.slow
@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_a_long_run_is_said_to_come_closer_only_as_long_as_it_does(precision: str) -> None:
    """Then rounding is as large as the steps: the oracle is the loss in fractions."""
    run = trained(Experiment(epochs=5000, precision=precision, learning_rate=0.02))
    found = re.search(r"closer until step (\d+); from there on", verdict(run).text)
    assert found is not None
    last, losses = int(found[1]), exact_losses(run)
    assert all(after < before for before, after in itertools.pairwise(losses[: last + 1]))
    floor = 1e-28 if precision == "float64" else 0.0  # the best line is known to a rounding
    assert losses[last + 1] >= losses[last] - floor
    stays = bool((run.params[last:] == run.params[last]).all())
    assert ("it stays" in verdict(run).text) == stays


def test_where_rounding_swallows_the_first_step_that_is_said_and_float64_offered() -> None:
    far = Experiment(start_weight=1000.0, start_bias=-1000.0, learning_rate=1e-6, epochs=5)
    data = Dataset("near", np.array([[0.0], [1e-3]]), np.array([-1000.0, -999.0]) + 1e-2)
    told = verdict(train(far, data))
    assert told.text.startswith("The line stays: the steps are so short that rounding to float32")
    assert [remedy.settings for remedy in told.remedies] == [{"precision": "float64"}]
    better = verdict(train(dataclasses.replace(far, precision="float64"), data))
    assert "swallows" not in better.text


def test_where_the_first_step_is_lost_to_rounding_and_the_line_moves_that_is_said() -> None:
    x = np.array([300.0, 302.0, 304.0, 306.0, 308.0])
    near = Experiment(learning_rate=3.6e-6, epochs=30, start_weight=1.999775, start_bias=1.0684)
    run = train(near, Dataset("far", x[:, None], 2 * x + 1))
    losses = exact_losses(run)
    assert losses[1] > losses[0]
    assert (run.params != run.params[0]).any()
    told = verdict(run)
    assert told.text.startswith(
        "From the first step on, rounding to float32 decides whether one brings the line closer. "
    )
    assert [remedy.settings for remedy in told.remedies] == [{"precision": "float64"}]
    better = verdict(train(dataclasses.replace(run.experiment, precision="float64"), run.dataset))
    assert "rounding" not in better.text


def test_a_loss_that_has_only_fallen_so_far_is_not_said_to_rise() -> None:
    data = Dataset("two", np.array([[-10.0], [10.0], [11.0]]), np.array([1.0, 2.0, 8.0]))
    best = theory.ols(data)
    vector = np.linalg.eigh(theory.hessian(data))[1][:, 0]  # in which the loss curves least
    start = best + 5 * vector
    rate = 1.02 * theory.critical_learning_rate(data)
    told = verdict(
        train(
            Experiment(
                learning_rate=rate,
                epochs=4,
                precision="float64",
                start_weight=float(start[0]) + 1e-6,
                start_bias=float(start[1]),
            ),
            data,
        )
    )
    assert told.text.startswith("The loss has only fallen so far")
    assert told.kind == "diverged"


def test_what_float32_lost_is_said_and_float64_offered() -> None:
    data = load(Experiment(dataset="line", samples=20, noise=3.0))
    tiny = Dataset("tiny", data.x, 1e-25 * data.y)
    seen = Experiment(
        standardise=True, learning_rate=0.5, start_weight=0.0, start_bias=0.0, epochs=20
    )
    told = verdict(train(seen, tiny))
    assert "squares are 0 in float32" in told.text
    assert [remedy.settings for remedy in told.remedies] == [{"precision": "float64"}]
    assert (
        "squares" not in verdict(train(dataclasses.replace(seen, precision="float64"), tiny)).text
    )


def test_a_run_that_was_stopped_says_by_whom_when_and_above_what() -> None:
    run = trained(Experiment(learning_rate=0.03))
    told = verdict(run)
    assert told.text.startswith(
        "The lab stops training at step 79: the loss has grown more than a billionfold. "
        "Each step overshoots the valley by more. Below the critical rate of 0.02799… "
    )
    assert run.train_loss[-1] > 1e9 * run.train_loss[0]
    found = re.search(r"above the bound (\S+)\.$", theory_of(told))
    assert found is not None
    assert float(value(found[1])) <= run.bound < run.train_loss[-1]
    assert run.bound == 1e9 * run.reference
    assert [remedy.label for remedy in told.remedies] == ["Standardise", "Set learning rate 0.026"]


@pytest.mark.parametrize(
    "query",
    [
        {"learning_rate": "0.03"},
        {"learning_rate": "0.1"},
        {"dataset": "galton"},
        {"dataset": "gapminder"},
        {"dataset": "longley"},
        {"dataset": "line", "x_max": "1000", "learning_rate": "10"},
    ],
)
def test_each_remedy_of_a_run_that_was_stopped_makes_one_that_is_not(query: dict[str, str]) -> None:
    told = verdict(trained(Experiment.from_query(query)))
    assert told.kind == "diverged"
    assert told.remedies
    for remedy in told.remedies:
        better = trained(Experiment.from_query(query | remedy.settings))
        assert better.diverged_at is None
        assert verdict(better).kind == "calm", (remedy, verdict(better).text)


def test_dependent_features_come_to_rest_below_their_critical_rate() -> None:
    run = learned(twice(), share=0.3)
    view = outlook(run.dataset, run.experiment.learning_rate)
    assert not view.is_unique
    values = np.linalg.eigvalsh(theory.hessian(run.dataset))
    assert view.gain == pytest.approx(min(view.rate * values[1], 2 - view.rate * values[-1]))


# ---- The numbers


POSITIVE = st.floats(1e-15, 1e15)


@given(POSITIVE, st.integers(1, 8))
@always_the_same
def test_bounds_are_rounded_down_and_by_less_than_a_digit(number: float, digits: int) -> None:
    unit = Fraction(10) ** (math.floor(math.log10(number)) - digits + 2)
    below = value(at_most(number, digits))
    assert below <= Fraction(number) < below + unit


@given(POSITIVE)
@always_the_same
def test_a_number_that_goes_on_lies_between_its_digits_and_the_next(number: float) -> None:
    text = cut(number)
    if "…" in text:
        assert value(text) <= Fraction(number) <= next_after(text)
    else:
        assert float(value(text)) == pytest.approx(number, rel=1e-12)


@given(POSITIVE, st.one_of(st.floats(0.5, 2), st.floats(1 - 1e-9, 1 + 1e-9)))
@always_the_same
def test_numbers_that_differ_are_told_apart(given_: float, share: float) -> None:
    found = given_ * share
    assume(abs(found / given_ - 1) > 1e-15)
    one, two = map(value, told_apart(given_, found))
    assert (one < two) == (given_ < found)
    assert one != two


@given(st.floats(-3, -1e-9) | st.floats(1e-9, 0.9999))
@always_the_same
def test_a_factor_near_1_shows_how_far_it_is_from_1(gain: float) -> None:
    text = factor(gain)
    shown = 1 - value(text) if "(" not in text else None
    if shown is not None:
        assert float(shown) == pytest.approx(gain, rel=0.1, abs=6e-4 if abs(gain) > 1e-3 else 0)
        assert shown != 0


def test_numbers_are_spelled_as_people_write_them() -> None:
    cases: list[tuple[Any, str]] = [
        (plain(1.2e-5), f"1.2e{MINUS}5"),
        (plain(0.028), "0.028"),
        (cut(0.0279954), "0.02799…"),
        (cut(0.0279954, 0.028), "0.027995…"),
        (cut(1.3589e-5), f"1.358…e{MINUS}5"),
        (cut(2.0), "2"),
        (count(8.8e6), "8.8 million"),
        (count(124.2), "124"),
        (count(12345.0), "12,345"),
        (count(1.63), "1.6"),
        (count(2.1e9), "2.1 billion"),
        (factor(5.6e-7), "0.99999944"),
        (factor(1.0), "0"),
        (factor(0.0), "1"),
    ]
    for found, expected in cases:
        assert found == expected
