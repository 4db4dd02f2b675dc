"""Every number of the five cards is right: put together again in another way, and by torch."""

import dataclasses
import math
import re
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from components.film.packing import pack_run
from components.style import LIGHT, MINUS
from components.views.inside.cards import FIRST_TERMS
from components.views.inside.inside import ALL_TERMS, inside, shown
from components.views.inside.listing import COLOURS, code
from models.datasets import DATASETS, Dataset, load
from models.experiment import Experiment
from models.learners import BY_ROWS, learner_of
from models.run import Run
from models.steps.anatomy import PHASES, learner_listings, loop_listing
from models.training import start_parameters, train
from tests.support.reading import Film, filled, numbers_in, read_film
from tests.support.runs import looked_at
from tests.support.strategies import ONE_FEATURE, always_the_same, experiments

SUM = re.compile(r"(?:= )?(\d+)/(\d+) · \((.*)\)")


def run_of(experiment: Experiment) -> Run:
    dataset = load(experiment)
    return train(experiment, dataset, shown(dataset.n))


def told_of(run: Run) -> Film:
    return read_film(pack_run(run, inside(run)))


def card(told: Film, phase: str) -> dict[str, Any]:
    (found,) = [c for c in told.head["inside"]["cards"] if c["phase"] == phase]
    return found


def result(told: Film, phase: str, row: int, step: int) -> str:
    return filled(card(told, phase)["rows"][row]["result"], told, step)


def value_of(text: str) -> float:
    """What a text like "(−0.5)² + 1.5·2 + 2/11 · (−3)" comes to."""
    python = text.replace(MINUS, "-").replace("·", "*").replace("²", "**2").replace("=", "")
    assert re.fullmatch(r"[-+*/(). e\d]*", python), python
    return float(eval(python))  # only digits and signs


def roundings(text: str) -> float:
    """How far the value may be off, as each of its numbers was written with four digits."""
    return 1e-3 * sum(abs(number) for number in numbers_in(text)) * 12 + 1e-9


def steps(run: Run) -> list[int]:
    return [step for step in looked_at(run) if step < run.steps]


LINES = [name for name in ONE_FEATURE if DATASETS[name].task == "regression"]
some = experiments(epochs=st.integers(1, 30), dataset=st.sampled_from(LINES))
labels = experiments(epochs=st.integers(1, 30), dataset=st.just("hours"))


@pytest.mark.slow
@given(some)
@example(Experiment())
@example(Experiment(dataset="line", samples=2, epochs=3))
@settings(always_the_same, max_examples=30)
def test_every_result_equals_what_numpy_makes_of_the_parameters(experiment: Experiment) -> None:
    run = run_of(experiment)
    told = told_of(run)
    x, y, n = run.dataset.x[:, 0], run.dataset.y, run.dataset.n
    single = experiment.precision == "float32"
    for step in steps(run):
        w, b = run.params[step]
        prediction = w * x + b
        residual = prediction - y
        size = np.abs(w * x).max() + abs(b) + np.abs(y).max()
        off = (2e-5 if single else 1e-11) * size
        p = np.array([told.array(told.head["series"][f"p{i}"])[step] for i in range(shown(n))])
        np.testing.assert_allclose(p, prediction[: shown(n)], atol=off)
        g = 2 / n * np.array([(residual * x).sum(), residual.sum()])
        reach = max(1.0, float(np.abs(x).max()))
        np.testing.assert_allclose(run.gradients[step], g, atol=4 * off * reach)
        np.testing.assert_allclose(run.train_loss[step], (residual**2).mean(), atol=off * size)
        after = run.params[step] - experiment.learning_rate * run.gradients[step]
        slack = (1e-6 if single else 1e-14) * (np.abs(after) + np.abs(run.params[step]))
        assert (np.abs(run.params[step + 1] - after) <= slack + 1e-30).all()
        said = numbers_in(result(told, "step", 0, step))
        assert said == [pytest.approx(run.params[step + 1, 0], rel=6e-2, abs=1e-12)]


@pytest.mark.slow
@given(some)
@example(Experiment())
@settings(always_the_same, max_examples=30)
def test_the_numbers_put_in_come_to_the_result(experiment: Experiment) -> None:
    run = run_of(experiment)
    told = told_of(run)
    single = experiment.precision == "float32"
    size = 1 + np.abs(run.dataset.x).max()
    for step in steps(run):
        # What torch adds up in float32 is rounded as its terms are.
        lost = 1e-6 * single * size * np.abs(run.predictions(step) - run.dataset.y).max()
        for phase in ("loss", "backward"):
            for row in card(told, phase)["rows"]:
                text = filled("".join(row["terms"]), told, step)
                whole, _, last = text.rpartition(" = ")
                (claimed,) = numbers_in(filled(row["result"], told, step))[-1:]
                assert value_of(last) == pytest.approx(claimed, rel=2e-3, abs=1e-12 + lost)
                if "…" not in whole:
                    off = roundings(whole) * (1 if phase == "backward" else 10)
                    assert value_of(whole) == pytest.approx(claimed, abs=off, rel=0.1)
        for row in card(told, "step")["rows"]:
            text = filled("".join(row["terms"]), told, step)
            (claimed,) = numbers_in(filled(row["result"], told, step))[-1:]
            assert value_of(text) == pytest.approx(claimed, abs=roundings(text))


@pytest.mark.slow
@given(labels)
@example(Experiment(dataset="hours", samples=ALL_TERMS, learning_rate=0.5, epochs=30))
@settings(always_the_same, max_examples=30)
def test_the_cards_of_a_classification_come_to_what_numpy_makes_of_the_parameters(
    experiment: Experiment,
) -> None:
    run = run_of(experiment)
    told = told_of(run)
    x, y, n = run.dataset.x[:, 0], run.dataset.y, run.dataset.n
    for step in steps(run):
        w, b = run.params[step]
        with np.errstate(over="ignore"):
            prediction = 1 / (1 + np.exp(-(w * x + b)))
        off = 2e-5 * (1 + np.abs(w * x).max() + abs(b))
        p = [told.array(told.head["series"][f"p{i}"])[step] for i in range(shown(n))]
        np.testing.assert_allclose(p, prediction[: shown(n)], atol=off)
        residual = prediction - y
        g = 1 / n * np.array([(residual * x).sum(), residual.sum()])
        np.testing.assert_allclose(run.gradients[step], g, atol=off * max(1.0, x.max()))
        for row, claimed in zip(card(told, "backward")["rows"], g, strict=True):
            text = filled("".join(row["terms"]), told, step)
            last = text.rpartition(" = ")[2]
            slack = 2 * off * max(1.0, x.max())
            assert value_of(last) == pytest.approx(claimed, rel=2e-3, abs=slack)
        text = filled("".join(card(told, "loss")["rows"][0]["terms"]), told, step)
        (claimed,) = numbers_in(result(told, "loss", 0, step))
        assert value_of(text.rpartition(" = ")[2]) == pytest.approx(claimed, rel=6e-2, abs=1e-9)
        against = np.where(y == 1, -(w * x + b), w * x + b)
        assert text.count("log(1 + e^") == shown(n)
        for i in range(shown(n)):
            held = told.array(told.head["series"][f"a{i}"])[step]
            assert held == pytest.approx(against[i], rel=1e-9, abs=1e-9)


def assert_sums_are_those_of_their_terms(told: Film, d: int, data: Dataset) -> None:
    series = {name: told.array(place) for name, place in told.head["series"].items()}
    n = data.n
    residuals = np.column_stack([series[f"r{i}"] for i in range(n)])
    size = np.abs(residuals).sum(axis=1)  # in another order, sums are rounded otherwise
    assert (np.abs(series[f"sum_{d}"] - residuals.sum(axis=1)) <= 1e-15 * n * size).all()
    names = ["sum_0"] if d == 1 else [f"sum_{j}" for j in range(min(d, 3))]
    for j, name in enumerate(names):
        expected = residuals @ data.x[:, j]
        size = np.abs(residuals) @ np.abs(data.x[:, j])
        assert (np.abs(series[name] - expected) <= 1e-12 * size).all()
    if "a0" in series:
        against = np.column_stack([series[f"a{i}"] for i in range(n)])
        loss = np.logaddexp(0, against).sum(axis=1)
    else:
        loss = (residuals**2).sum(axis=1)
    np.testing.assert_allclose(series["sum_loss"], loss, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(epochs=300),
        Experiment(start_weight=2.0, start_bias=1.0),
        Experiment(dataset="hours", samples=8, learning_rate=0.5),
        Experiment(dataset="hours", samples=8, start_weight=1000.0),
        Experiment(dataset="classes", samples=10, learning_rate=0.2),
        Experiment(dataset="scales", samples=10, learning_rate=0.001),
    ],
)
def test_a_sum_on_a_card_is_the_sum_of_the_terms_before_it(experiment: Experiment) -> None:
    run = run_of(experiment)
    assert_sums_are_those_of_their_terms(told_of(run), run.dataset.x.shape[1], run.dataset)


@pytest.mark.slow
@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(dataset="line", noise=0.0, epochs=3000, learning_rate=0.02),
        Experiment(dataset="line", learner="by_hand", learning_rate=0.02),
        Experiment(dataset="hours", learning_rate=0.5),
        Experiment(dataset="classes", learning_rate=0.2, precision="float64"),
        Experiment(dataset="scales", learning_rate=0.001, learner="by_parameter"),
    ],
)
def test_where_a_card_shows_the_first_terms_its_sum_is_that_of_all_the_predictions_there_were(
    experiment: Experiment,
) -> None:
    """Not worked back from the gradient, which was added up in another order, and in float32."""
    data = load(experiment)
    told = told_of(run_of(experiment))
    everything = train(experiment, data, shown=data.n)
    assert everything.shown_predictions is not None
    residuals = everything.shown_predictions - data.y
    names = ["sum_0"] if data.x.shape[1] == 1 else ["sum_0", "sum_1"]
    for name, factor in zip(
        [*names, f"sum_{data.x.shape[1]}"], [*data.x.T, np.ones(data.n)], strict=True
    ):
        held = told.array(told.head["series"][name])
        size = np.abs(residuals) @ np.abs(factor)
        assert (np.abs(held - residuals @ factor) <= 1e-15 * data.n * size).all(), name
    if experiment.epochs == 3000:
        back = everything.gradients[-1, -1] * data.n / 2
        assert back != pytest.approx(held[-1], rel=1e-4), "the two could not be told apart"


def test_a_loss_whose_prediction_is_rounded_to_1_is_written_with_finite_logarithms() -> None:
    run = run_of(Experiment(dataset="hours", samples=8, start_weight=1000.0, epochs=3))
    told = told_of(run)
    text = filled("".join(card(told, "loss")["rows"][0]["terms"]), told, 0)
    assert "1.000)" not in text
    assert "log(1 + e^" in text
    total = sum(
        np.logaddexp(0, told.array(told.head["series"][f"a{i}"])[0]) for i in range(run.dataset.n)
    )
    assert total / run.dataset.n == pytest.approx(run.train_loss[0], rel=1e-6)


@pytest.mark.parametrize("dataset", ["tutorial", "hours", "diabetes", "line"])
def test_no_line_begins_or_ends_between_a_bracket_and_what_it_holds(dataset: str) -> None:
    """Lines are broken between the terms of a row alone."""
    told = told_of(run_of(Experiment(dataset=dataset, standardise=True, epochs=2)))
    for phase in ("loss", "backward"):
        for row in card(told, phase)["rows"]:
            assert not any(term.lstrip().startswith(")") for term in row["terms"])
            assert not any(term.rstrip().endswith("(") for term in row["terms"])


def test_few_observations_are_shown_one_by_one_and_of_many_the_first() -> None:
    for samples in (2, ALL_TERMS, ALL_TERMS + 1, 500):
        run = run_of(Experiment(dataset="line", samples=samples, epochs=2))
        told = told_of(run)
        forward = filled(" ".join(card(told, "forward")["rows"][0]["terms"]), told, 0)
        everything = samples <= ALL_TERMS
        assert forward.count("ŷ") == (samples if everything else FIRST_TERMS)
        assert (f"{samples - FIRST_TERMS} more" in forward) is not everything
        for phase in ("loss", "backward"):
            assert ("…" in "".join(card(told, phase)["rows"][0]["terms"])) is not everything


@pytest.mark.parametrize("learner", BY_ROWS)
def test_the_gradients_on_the_cards_are_what_torch_holds_before_and_after_each_call(
    learner: str,
) -> None:
    experiment = Experiment(learner=learner, epochs=4)
    run = run_of(experiment)
    told = told_of(run)
    dataset = load(experiment)
    weight, bias = start_parameters(experiment, 1)
    real = learner_of(experiment, weight.float(), bias.float())
    x, y = (torch.tensor(a, dtype=torch.float32).reshape(-1, 1) for a in (dataset.x, dataset.y))
    kept: dict[str, Any] = {}
    calls = {
        "zero_grad": real.zero_grad,
        "forward": lambda: kept.update(prediction=real(x)),
        "loss": lambda: kept.update(loss=real.loss(kept["prediction"], y)),
        "backward": lambda: real.backward(kept["loss"]),
        "step": real.optimize,
    }
    for step in range(run.steps):
        for phase, call in calls.items():
            before = [real.weight.grad, real.bias.grad]
            before = [None if g is None else g.clone() for g in before]
            call()
            after = [real.weight.grad, real.bias.grad]
            for claim, *grads in zip(card(told, phase)["gradients"], before, after, strict=True):
                said = filled(claim, told, step)
                assert (" → " in said) == (phase in ("zero_grad", "backward")), "what changes"
                texts = said.split(" → ") if " → " in said else [said, said]
                for text, gradient in zip(texts, grads, strict=True):
                    if gradient is None:
                        assert text == "None"
                    else:
                        assert numbers_in(text) == [pytest.approx(gradient.item(), rel=1e-3)]


def test_every_card_says_its_phase_and_its_numbers_in_one_sentence() -> None:
    run = run_of(Experiment())
    told = told_of(run)
    for part in told.head["inside"]["cards"]:
        said = filled(part["said"], told, 3)
        assert said.startswith(f"Step 3, {part['phase']}: ")
        assert said.endswith(".")
        assert said.count(". ") == 0
    said = filled(card(told, "backward")["said"], told, 0)
    assert numbers_in(said)[1:] == [pytest.approx(g, rel=1e-3) for g in run.gradients[0]]


def test_the_tutorials_first_step_reads_as_on_a_blackboard() -> None:
    told = told_of(run_of(Experiment()))
    step = card(told, "step")["rows"][0]
    assert filled(step["terms"][0], told, 0) == f"= 0.1000 {MINUS} 0.01 · ({MINUS}133.1)"
    assert filled(step["result"], told, 0) == "w = 1.431"


def test_formulas_are_mathml_without_any_text_of_a_stranger() -> None:
    told = told_of(run_of(Experiment()))
    for part in told.head["inside"]["cards"]:
        for row in part["rows"]:
            assert re.fullmatch(r"<math .*</math>", row["formula"])
            assert "script" not in row["formula"]


NO_VALUES = dict.fromkeys(PHASES, "")


@pytest.mark.parametrize("learner", BY_ROWS)
def test_the_coloured_pieces_are_the_source_itself(learner: str) -> None:
    listings = [loop_listing(), *learner_listings(Experiment(learner=learner))]
    for listing, block in zip(listings, code("", listings, NO_VALUES).blocks, strict=True):
        assert "".join(text for line in block.lines for _, text in line) == listing.text
        assert len(block.lines) == len(listing.text.splitlines())
        assert all(line[-1] == ("", "\n") for line in block.lines)


@pytest.mark.parametrize("learner", BY_ROWS)
def test_of_each_call_the_film_holds_its_lines_or_where_it_comes_from(learner: str) -> None:
    told = told_of(run_of(Experiment(learner=learner, epochs=2)))
    loop, own = told.head["inside"]["codes"]
    assert loop["notes"] == {}
    lit = {phase for block in own["blocks"] for phase in block["lit"]}
    assert lit | set(own["notes"]) == set(PHASES)
    assert not lit & set(own["notes"]), "a line is lit that does not run"
    for phase, note in own["notes"].items():
        assert note == f"{phase} comes from nn.Module"


def test_the_codes_colours_are_those_of_the_pictures() -> None:
    assert set(COLOURS.values()) <= set(LIGHT)
    blocks = code("", learner_listings(Experiment(learner="by_hand")), NO_VALUES).blocks
    colours = {text: colour for block in blocks for line in block.lines for colour, text in line}
    assert colours["residual"] == "residual"
    assert colours["weight"] == "weight"
    assert colours["def"] == "keyword"


def test_the_difference_of_the_learners_is_the_largest_so_far() -> None:
    experiment = Experiment(epochs=50)
    run = run_of(experiment)
    others = [
        run_of(dataclasses.replace(experiment, learner=o)) for o in ("by_hand", "by_parameter")
    ]
    told = read_film(pack_run(run, inside(run, others)))
    difference = told.array(told.head["series"]["difference"])
    params = [r.params for r in (run, *others)]
    apart = [max(np.abs(a[t] - b[t]).max() for a in params for b in params) for t in range(51)]
    np.testing.assert_array_equal(difference, np.maximum.accumulate(apart))
    assert 0 <= difference[-1] < 1e-5
    names = [part["name"] for part in told.head["inside"]["codes"]]
    assert names == ["by hand", "by parameter", "by autograd"]


def test_learners_that_end_at_different_steps_are_still_compared() -> None:
    run = run_of(Experiment(epochs=30))
    shorter = run_of(Experiment(epochs=20, learner="by_hand"))
    difference = inside(run, [shorter]).series["difference"]
    assert len(difference) == len(run)
    assert math.isfinite(difference[-1])


def test_a_run_without_shown_predictions_has_no_inside() -> None:
    experiment = Experiment(epochs=2)
    with pytest.raises(ValueError, match="without its shown predictions"):
        inside(train(experiment, load(experiment)))


@given(experiments(epochs=st.integers(1, 20)))
@settings(always_the_same, max_examples=20)
def test_recording_predictions_changes_no_step(experiment: Experiment) -> None:
    dataset = load(experiment)
    plain, detailed = train(experiment, dataset), train(experiment, dataset, shown(dataset.n))
    np.testing.assert_array_equal(plain.params, detailed.params)
    assert detailed.shown_predictions is not None
    expected = min(shown(dataset.n), plain.dataset.n)  # some rows may be held out
    assert detailed.shown_predictions.shape == (len(plain), expected)


@pytest.mark.parametrize("dataset", ["tutorial", "hours", "diabetes"])
def test_the_hat_of_a_prediction_is_part_of_its_letter(dataset: str) -> None:
    """A font that knows nothing of accents would set it beside the letter, or far above it."""
    told = told_of(run_of(Experiment(dataset=dataset, standardise=True, epochs=2)))
    formulas = "".join(
        row["formula"] for card in told.head["inside"]["cards"] for row in card["rows"]
    )
    assert formulas.count(">ŷ<") >= 3
    assert "mover" not in formulas
