"""The verdict says the right numbers: the critical rate, the factor, and where a run ended."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from components.views.sentences.verdict import MARKED, Verdict, verdict
from models import theory
from models.experiment import Experiment
from models.run import Run
from tests.support.many import learned, many
from tests.support.reading import cut_off, numbers_in, written
from tests.support.runs import EDGES, EXPERIMENTS, run_of, trained
from tests.support.strategies import always_the_same, modest_lines


def says(told: Verdict, value: float) -> bool:
    """Whether the sentence holds this number, to the digits in which the page writes it."""
    return any(found == written(value) for found in numbers_in(told.whole))


def says_critical(told: Verdict, critical: float) -> bool:
    """Whether it holds the first digits of the critical rate."""
    return any(found == cut_off(critical) for found in numbers_in(told.whole))


@pytest.mark.parametrize("name", [*EXPERIMENTS, *EDGES])
def test_every_verdict_says_the_rate_the_critical_rate_and_the_factor(name: str) -> None:
    run = run_of(name)
    told = verdict(run)
    rate = run.experiment.learning_rate
    assert says(told, rate)
    assert says_critical(told, theory.critical_learning_rate(run.dataset))
    assert says(told, theory.error_factor(run.dataset, rate))


@pytest.mark.parametrize("name", [*EXPERIMENTS, *EDGES])
def test_a_verdict_is_calm_exactly_up_to_the_critical_rate(name: str) -> None:
    run = run_of(name)
    above = run.experiment.learning_rate > theory.critical_learning_rate(run.dataset)
    assert verdict(run).kind == ("diverged" if above else "calm")
    assert ("would fly apart" in verdict(run).text) == (not above and not rests(run))


def rests(run: Run) -> bool:
    """Whether the run began where the loss is lowest."""
    return run.train_loss.max() < 1e-20


@pytest.mark.parametrize("name", ["tutorial, diverged", "line, diverged", "diverged at once"])
def test_a_diverged_run_says_at_which_step_it_ended(name: str) -> None:
    run = run_of(name)
    assert run.diverged_at is not None
    assert f"step {run.diverged_at}" in verdict(run).text


def test_a_short_run_above_the_critical_rate_says_that_it_goes_away() -> None:
    run = trained(Experiment(learning_rate=0.03, epochs=20))
    assert run.diverged_at is None
    told = verdict(run)
    assert told.kind == "diverged"
    assert told.text.startswith("Each step now takes the line further away.")
    assert says(told, 0.03)
    assert says_critical(told, theory.critical_learning_rate(run.dataset))
    assert "step 20" not in told.text, "nothing ended there"


@pytest.mark.parametrize("learning_rate", [0.03, 0.035, 0.05])
def test_the_last_steps_factor_is_measured_and_agrees_with_theory(learning_rate: float) -> None:
    run = trained(Experiment(learning_rate=learning_rate, epochs=30, precision="float64"))
    measured = np.sqrt(run.train_loss[-1] / run.train_loss[-2])
    assert says(verdict(run), measured)
    assert measured == pytest.approx(theory.error_factor(run.dataset, learning_rate), rel=0.02)


@pytest.mark.slow
@given(modest_lines(), st.floats(0.5, 1.5))
@settings(always_the_same, max_examples=50)
def test_every_line_has_a_verdict_in_plain_numbers(experiment: Experiment, share: float) -> None:
    critical = theory.critical_learning_rate(trained(experiment).dataset)
    rate = min(max(share * critical, 1e-6), 10.0)
    run = trained(dataclasses.replace(experiment, learning_rate=rate))
    told = verdict(run)
    assert says_critical(told, critical)
    assert not any(word in told.whole.lower() for word in ("nan", "inf,", "inf.", "infinity"))


def test_a_diverged_run_says_the_bound_that_it_passed_also_where_it_began_near_the_optimum() -> (
    None
):
    run = trained(Experiment(learning_rate=0.1, start_weight=2.001, start_bias=1.0))
    assert run.train_loss[0] < run.reference
    assert says(verdict(run), run.bound)


@pytest.mark.parametrize("name", [*EXPERIMENTS, *EDGES])
def test_no_mark_of_a_term_is_left_to_be_read(name: str) -> None:
    assert not MARKED.search(verdict(run_of(name)).whole)


def test_a_run_that_begins_on_the_floor_of_the_valley_is_not_said_to_swing() -> None:
    """There is nothing across the valley: the steps walk along it, however long they are."""
    data = run_of("tutorial, converging").dataset
    along = np.linalg.eigh(theory.hessian(data))[1][:, 0]
    weight, bias = theory.ols(data) + 3 * along
    run = trained(
        Experiment(learning_rate=0.027, start_weight=weight, start_bias=bias, precision="float64")
    )
    assert "swing" not in verdict(run).text


@pytest.mark.parametrize("rate", [0.005, 0.01, 0.014, 0.019, 0.02, 0.023, 0.026, 0.027])
def test_what_is_seen_to_swing_is_said_to_swing(rate: float) -> None:
    """From the first step on: in w, which is almost the direction across the valley."""
    run = trained(Experiment(learning_rate=rate))
    before, after = run.params[:2, 0] - theory.ols(run.dataset)[0]
    assert ("swing" in verdict(run).text) == (after / before < -0.4)


def test_at_the_critical_rate_itself_a_run_is_not_said_to_converge() -> None:
    critical = theory.critical_learning_rate(run_of("tutorial, converging").dataset)
    told = verdict(trained(Experiment(learning_rate=critical)))
    assert told.text == "At exactly this rate the line ends up swinging to and fro for ever."
    assert told.kind == "calm"


@pytest.mark.parametrize("name", ["three features", "standardised", "diverged", "by moments"])
def test_a_verdict_of_several_features_says_their_rates_as_torch_would_have_them(name: str) -> None:
    run = many(name)
    design = run.dataset.design
    largest = np.linalg.eigvalsh(2 / run.dataset.n * design.T @ design)[-1]
    assert says_critical(verdict(run), 2 / largest)
    assert (verdict(run).kind == "diverged") == (name == "diverged")


@pytest.mark.parametrize("name", ["no unique solution", "more features than rows"])
def test_where_features_depend_on_each_other_the_verdict_says_so(name: str) -> None:
    run = many(name)
    told = verdict(run)
    assert told.kind == "calm"
    assert "depend on each other" in told.whole
    assert says_critical(told, theory.critical_learning_rate(run.dataset))
    assert "nan" not in told.whole
    diverged = learned(run.dataset, share=9)
    assert diverged.diverged_at is not None
    assert "depend on each other" in verdict(diverged).whole
    assert verdict(diverged).kind == "diverged"
