"""Each mistake does what is said of it, is one line from the right step, and is shown as it ran."""

import __future__

import dataclasses
import dis
import inspect
import warnings
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import mse_loss

from models import mistakes
from models.datasets import load
from models.experiment import Experiment
from models.learners import learner_of
from models.mistakes import MISTAKES, Mistake, code_of, difference, right_run, wrong_run
from models.run import Run
from models.steps.step_run import Attempt, StepFunction, WithOptimizer, attempt
from models.training import start_parameters, train
from tests.support.strategies import always_the_same, modest_lines

EVERY_MISTAKE = pytest.mark.parametrize("name", MISTAKES)
STEPS = sorted(
    {m.wrong for m in MISTAKES.values()} | {m.way.right for m in MISTAKES.values()},
    key=lambda step: step.__name__,
)
EVERY_STEP = pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
# Slow enough for the largest feature that a modest line has, whichever the mistake.
RATES = st.floats(1e-5, 5e-3)


def wrong_of(name: str, experiment: Experiment | None = None) -> Attempt:
    """The wrong step of that mistake, on its own experiment or another."""
    mistake = MISTAKES[name]
    if experiment is not None:
        mistake = dataclasses.replace(mistake, experiment=experiment)
    return wrong_run(mistake)


def by_optimizer(experiment: Experiment, **options: float) -> np.ndarray:
    """(T+1, 2): what a torch.optim.SGD with these options makes of the experiment."""
    data = load(experiment)
    dtype = getattr(torch, experiment.precision)
    x, y = torch.tensor(data.x, dtype=dtype), torch.tensor(data.y, dtype=dtype).reshape(-1, 1)
    learner = learner_of(
        dataclasses.replace(experiment, learner="by_autograd"), *start_parameters(experiment, 1)
    )
    model = learner.linear.to(dtype)
    optimizer = torch.optim.SGD(model.parameters(), lr=experiment.learning_rate, **options)  # type: ignore[arg-type]  # maximize is a bool
    rows = []
    for _ in range(experiment.epochs + 1):
        rows.append([model.weight.item(), model.bias.item()])
        optimizer.zero_grad()
        mse_loss(model(x), y).backward()
        optimizer.step()
    return np.array(rows)


def assert_equal_as_far_as_it_came(run: Run, expected: np.ndarray, rtol: float = 1e-6) -> None:
    params = expected[: len(run)]
    np.testing.assert_allclose(run.params, params, rtol=rtol, atol=rtol * np.abs(params).max())


# ---- The effects that are claimed


def oscillates(mistake: Mistake) -> None:
    """Back and forth to the end, around a point that it never comes to rest at."""
    wrong, right = wrong_run(mistake).run, right_run(mistake).run
    assert wrong.diverged_at is None
    turns = np.flatnonzero(np.diff(np.sign(np.diff(wrong.params[:, 0]))))
    assert len(turns) >= 6
    late = wrong.train_loss[-20:]
    assert late.max() > 0.7 * wrong.train_loss[0]
    assert right.train_loss[-1] < 0.001 * right.train_loss[0]
    grown = np.linalg.norm(wrong.gradients, axis=1) / np.linalg.norm(wrong.gradients[0])
    assert grown.max() > 2, "gradients do not pile up"


def stands_still(mistake: Mistake) -> None:
    """Every state is the first, though each has the gradient that was there to be used."""
    wrong = wrong_run(mistake).run
    assert wrong.steps == mistake.experiment.epochs
    assert (wrong.params == wrong.params[0]).all()
    assert (wrong.train_loss == wrong.train_loss[0]).all()
    np.testing.assert_array_equal(wrong.gradients[-1], right_run(mistake).run.gradients[0])


def diverges(mistake: Mistake) -> None:
    """The loss grows at each step and passes its bound, while the right run descends."""
    wrong, right = wrong_run(mistake).run, right_run(mistake).run
    assert wrong.diverged_at == wrong.steps < mistake.experiment.epochs
    assert (np.diff(wrong.train_loss) > 0).all()
    assert (np.diff(right.train_loss) < 0).all()


def goes_flat(mistake: Mistake) -> None:
    """The line rises towards the data, then lies down at the mean of y."""
    wrong, right = wrong_run(mistake).run, right_run(mistake).run
    slope = wrong.params[:, 0]
    assert slope.max() > 0.9
    assert abs(slope[-1]) < 0.02 * slope.max()
    assert wrong.params[-1, 1] == pytest.approx(wrong.dataset.y.mean(), rel=0.02)
    assert right.params[-1, 0] == pytest.approx(2.0, abs=0.1)


def raises(mistake: Mistake) -> None:
    """It ends by an error, which is the last that is said."""
    wrong = wrong_run(mistake)
    assert wrong.raised is not None
    assert wrong.raised is wrong.messages[-1]
    assert wrong.raised.step == wrong.run.steps < 2
    assert wrong.run.diverged_at is None


EFFECTS: dict[str, Callable[[Mistake], None]] = {
    "oscillates": oscillates,
    "stands still": stands_still,
    "diverges": diverges,
    "goes flat": goes_flat,
    "raises": raises,
}


@EVERY_MISTAKE
def test_a_mistake_has_the_effect_that_is_claimed(name: str) -> None:
    EFFECTS[MISTAKES[name].effect](MISTAKES[name])


@EVERY_MISTAKE
def test_only_what_raises_is_said_to_raise(name: str) -> None:
    assert (wrong_run(MISTAKES[name]).raised is not None) == (MISTAKES[name].effect == "raises")


# ---- PyTorch's own words


@pytest.mark.parametrize(
    ("name", "kind", "words", "step"),
    [
        ("no_grad", "RuntimeError", "a leaf Variable that requires grad is being used in an", 0),
        ("detach", "RuntimeError", "does not require grad and does not have a grad_fn", 0),
        ("item", "AttributeError", "'float' object has no attribute 'backward'", 0),
        ("leaf", "TypeError", "unsupported operand type(s) for *: 'float' and 'NoneType'", 1),
    ],
)
def test_what_is_raised_is_kept_word_for_word(name: str, kind: str, words: str, step: int) -> None:
    raised = wrong_of(name).raised
    assert raised is not None
    assert (raised.kind, raised.step) == (kind, step)
    assert words in raised.text


@pytest.mark.parametrize(
    ("name", "words", "step"),
    [
        ("broadcast", "target size (torch.Size([20])) that is different to the input size", 0),
        ("leaf", "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed", 1),
    ],
)
def test_a_warning_is_kept_once_at_the_step_that_it_came_with(
    name: str, words: str, step: int
) -> None:
    (said,) = [message for message in wrong_of(name).messages if not message.raised]
    assert (said.kind, said.step) == ("UserWarning", step)
    assert words in said.text


@EVERY_MISTAKE
def test_the_message_is_the_one_that_pytorch_gives_outside(name: str) -> None:
    """The step called by hand, without anything of ours around it, says the same."""
    mistake, data = MISTAKES[name], load(MISTAKES[name].experiment)
    x, y = (torch.tensor(a, dtype=torch.float32) for a in (data.x, data.y))
    weight, bias = (t.float() for t in start_parameters(mistake.experiment, 1))
    bench = mistake.way.bench(mistake.experiment, weight, bias)
    said = []
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            for _ in range(3):
                bench.take(mistake.wrong, x, y)
        except Exception as error:  # whatever it is, it is what is compared
            said.append((type(error).__name__, str(error)))
    said = list(dict.fromkeys((w.category.__name__, str(w.message)) for w in warned)) + said
    assert [(m.kind, m.text) for m in wrong_run(mistake).messages] == said


@EVERY_MISTAKE
def test_the_right_step_says_nothing(name: str) -> None:
    assert right_run(MISTAKES[name]).messages == ()


def test_what_another_thread_warns_of_is_not_taken_for_pytorchs_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The list of warnings is the whole process's; here the other's one comes in the very step."""

    def with_another(prediction: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        warnings.warn_explicit("somebody else's", UserWarning, "elsewhere.py", 1)
        return mse_loss(prediction, y)

    monkeypatch.setattr(mistakes, "mse_loss", with_another)
    assert wrong_of("zero_grad").messages == ()


# ---- The right run


@EVERY_MISTAKE
def test_the_right_run_is_that_of_training_by_autograd(name: str) -> None:
    mistake = MISTAKES[name]
    ours = right_run(mistake)
    trained = train(mistake.experiment, load(mistake.experiment))
    assert mistake.experiment.learner == "by_autograd"
    assert ours.run.steps == trained.steps == mistake.experiment.epochs
    assert ours.has_gradient.all()
    assert_equal_as_far_as_it_came(ours.run, trained.params)
    size = np.abs(trained.gradients).max()
    np.testing.assert_allclose(ours.run.gradients, trained.gradients, rtol=1e-6, atol=1e-6 * size)
    np.testing.assert_allclose(ours.run.train_loss, trained.train_loss, rtol=1e-5, atol=1e-5)
    assert (ours.run.reference, ours.run.diverged_at) == (trained.reference, None)


@given(modest_lines(), st.sampled_from(["zero_grad", "sign"]))
@settings(always_the_same, max_examples=25)
def test_the_right_steps_are_right_on_any_line(experiment: Experiment, name: str) -> None:
    """Diverging ones included: they end at the same step, by the same bound."""
    mistake = dataclasses.replace(MISTAKES[name], experiment=experiment)
    trained = train(experiment, load(experiment))
    ours = right_run(mistake).run
    assert ours.diverged_at == trained.diverged_at
    assert ours.steps == trained.steps
    size = np.abs(trained.params).max()
    np.testing.assert_allclose(ours.params, trained.params, rtol=1e-6, atol=1e-9 * size)


# ---- What the mistakes are the same as, by oracles that are not ours


@pytest.mark.slow
@given(modest_lines(learning_rate=RATES))
@settings(always_the_same, max_examples=25)
def test_a_forgotten_zero_grad_is_momentum_without_friction(experiment: Experiment) -> None:
    run = wrong_of("zero_grad", experiment).run
    assert_equal_as_far_as_it_came(run, by_optimizer(experiment, momentum=1.0))


@given(modest_lines(learning_rate=RATES))
@settings(always_the_same, max_examples=25)
def test_the_wrong_sign_is_ascent(experiment: Experiment) -> None:
    run = wrong_of("sign", experiment).run
    assert_equal_as_far_as_it_came(run, by_optimizer(experiment, maximize=True))


@pytest.mark.slow
@given(modest_lines(learning_rate=RATES))
@settings(always_the_same, max_examples=25)
def test_a_sum_is_the_mean_with_n_times_the_rate(experiment: Experiment) -> None:
    faster = dataclasses.replace(
        experiment, learning_rate=experiment.learning_rate * experiment.samples
    )
    run = wrong_of("sum", experiment).run
    assert_equal_as_far_as_it_came(run, by_optimizer(faster))


@pytest.mark.slow
@given(modest_lines(learning_rate=RATES))
@settings(always_the_same, max_examples=25)
def test_broadcasting_learns_the_mean_of_y_at_every_x(experiment: Experiment) -> None:
    """Its gradient is that of a data set whose every target is the mean."""
    run = wrong_of("broadcast", experiment).run
    design = run.dataset.design
    errors = run.params @ design.T - run.dataset.y.mean()
    gradients = 2 / run.dataset.n * errors @ design
    size = np.abs(gradients).max()
    np.testing.assert_allclose(run.gradients, gradients, rtol=1e-6, atol=1e-9 * size)


@given(modest_lines())
@settings(always_the_same, max_examples=25)
def test_without_step_nothing_moves_at_any_rate(experiment: Experiment) -> None:
    run = wrong_of("step", experiment).run
    assert run.steps == experiment.epochs
    assert (run.params == run.params[0]).all()


@given(modest_lines(), st.sampled_from([n for n, m in MISTAKES.items() if m.effect == "raises"]))
@settings(always_the_same, max_examples=25)
def test_what_raises_does_so_on_any_line_and_at_any_rate(experiment: Experiment, name: str) -> None:
    wrong = wrong_of(name, experiment)
    assert wrong.raised is not None
    np.testing.assert_array_equal(wrong.run.params[0], wrong_of("step", experiment).run.params[0])
    if wrong.run.diverged_at is None:
        assert wrong.run.steps == (1 if name == "leaf" else 0)


def test_the_step_that_was_no_longer_a_leafs_was_a_right_one() -> None:
    """It learns once: exactly what the right step learns."""
    mistake = MISTAKES["leaf"]
    np.testing.assert_array_equal(wrong_run(mistake).run.params, right_run(mistake).run.params[:2])


# ---- What is recorded


@EVERY_MISTAKE
def test_the_loss_of_a_wrong_run_is_the_mean_squared_error_of_its_line(name: str) -> None:
    """Also where the step took something else for its loss: both runs have one measure."""
    run = wrong_run(MISTAKES[name]).run
    for step in {0, run.steps // 2, run.steps}:
        error = np.mean((run.predictions(step) - run.dataset.y) ** 2)
        assert run.train_loss[step] == pytest.approx(error, rel=1e-4)


@EVERY_MISTAKE
def test_a_run_holds_finite_numbers_and_says_where_it_has_no_gradient(name: str) -> None:
    wrong = wrong_run(MISTAKES[name])
    run = wrong.run
    for array in (run.params, run.gradients, run.train_loss):
        assert len(array) == len(run)
        assert np.isfinite(array).all()
    assert (run.gradients[~wrong.has_gradient] == 0).all()
    without = {"detach": [False], "item": [False], "leaf": [True, False]}
    assert wrong.has_gradient.tolist() == without.get(name, [True] * len(run))


@pytest.mark.parametrize("name", ["step", "sum", "broadcast", "sign"])
def test_an_update_that_is_recorded_uses_the_gradient_that_is_recorded(name: str) -> None:
    run = wrong_run(MISTAKES[name]).run
    direction = {"step": 0, "sign": 1}.get(name, -1) * run.experiment.learning_rate
    size = np.abs(run.params).max()
    np.testing.assert_allclose(
        np.diff(run.params, axis=0), direction * run.grads, rtol=1e-4, atol=1e-6 * size
    )


def test_a_loss_that_is_no_number_ends_the_run_before_it() -> None:
    def to_nowhere(model: torch.nn.Linear, *_: object) -> None:
        model.weight.data *= 1e30

    run = attempt(to_nowhere, WithOptimizer, Experiment(), load(Experiment())).run
    assert (run.steps, run.diverged_at) == (0, 1)
    assert np.isfinite(run.params).all()


@EVERY_MISTAKE
def test_the_same_mistake_is_made_to_the_same_bits(name: str) -> None:
    torch.manual_seed(3)
    state = torch.get_rng_state()
    one, other = (wrong_run(MISTAKES[name]).run for _ in range(2))
    np.testing.assert_array_equal(one.params, other.params)
    assert torch.equal(torch.get_rng_state(), state), "the seed of all sessions was used"


# ---- The code that is shown


def lines_in(text: str, sign: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(sign)]


@EVERY_MISTAKE
def test_wrong_and_right_differ_in_exactly_one_line(name: str) -> None:
    removed, added = (lines_in(difference(MISTAKES[name]), sign) for sign in "-+")
    assert len(removed) <= 1
    assert len(added) <= 1
    assert len(removed) + len(added) >= 1


@EVERY_MISTAKE
def test_the_difference_holds_both_steps_whole(name: str) -> None:
    mistake = MISTAKES[name]
    for step, other in ((mistake.way.right, "-"), (mistake.wrong, "+")):
        lines = difference(mistake).splitlines()
        kept = [line[1:] for line in lines if not line.startswith(other)]
        assert "\n".join(kept) + "\n" == code_of(step)


@EVERY_STEP
def test_the_code_that_is_shown_is_byte_for_byte_in_the_file_that_is_imported(
    step: StepFunction,
) -> None:
    source = Path(mistakes.__file__).read_bytes().decode("utf-8")
    signature = inspect.getsource(step).removesuffix(code_of(step))
    assert signature.startswith(f"def {step.__name__}(")
    assert signature.endswith(":\n")
    assert source.count(signature + code_of(step)) == 1


@EVERY_STEP
def test_the_code_that_is_shown_compiles_to_the_code_that_runs(step: StepFunction) -> None:
    parameters = ", ".join(inspect.signature(step).parameters)
    # The import, since Python compiles a call of a module's function otherwise than a method's.
    shown = f"import torch\ndef {step.__name__}({parameters}):\n{code_of(step)}"
    namespace = dict(vars(mistakes))
    flags = __future__.annotations.compiler_flag
    exec(compile(shown, mistakes.__file__, "exec", flags=flags, dont_inherit=True), namespace)
    assert instructions(namespace[step.__name__].__code__) == instructions(step.__code__)


def instructions(code: CodeType) -> list[tuple[str, Any]]:
    """What the code does, whatever the places of its constants."""
    return [
        (i.opname, instructions(i.argval) if isinstance(i.argval, CodeType) else i.argrepr)
        for i in dis.get_instructions(code)
    ]


@EVERY_MISTAKE
def test_a_mistakes_words_are_a_label_and_one_sentence(name: str) -> None:
    mistake = MISTAKES[name]
    assert mistake.label
    assert mistake.what_to_see.endswith(".")
    assert ". " not in mistake.what_to_see.replace("w. ", "")
    labels = [m.label for m in MISTAKES.values()]
    assert len(set(labels)) == len(labels)
