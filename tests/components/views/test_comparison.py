"""Right and wrong in the same pictures: what the mistake moves is where its run was, to its end."""

import json
from functools import cache

import numpy as np
import pytest

from components.film.packing import pack_scene
from components.style import LIGHT, number
from components.views.comparison import DASH_AND_DOT, NAMES, SHORT_DASH, beside, verdict
from components.views.panel import Growing, Motion, Panel, Whole
from components.views.presentation import readouts
from components.views.scene import Scene
from models.mistakes import MISTAKES, right_run, wrong_run
from models.run import Run
from models.steps.step_run import Attempt
from tests.support import figures
from tests.support.reading import assert_plotly_accepts, drawn, moved, names_in, read_film, trace_of

EVERY_MISTAKE = pytest.mark.parametrize("name", MISTAKES)
PICTURES = ("fit", "surface", "loss", "parameters")
# Picture → the dash of what the mistake moves; what colour tells apart has none where it may swing.
DASHES = {
    "fit": {"dash"},
    "surface": {"dash"},
    "loss": {"solid"},
    "parameters": {SHORT_DASH, DASH_AND_DOT},
}
# A key's mark → the dash and the mark that it stands for.
STANDS_FOR = {
    "diamonds": ("dash", "diamond"),
    "line_diamond": ("solid", "diamond"),
    "shortdash_circle": (SHORT_DASH, "circle-open"),
    "dashdot_square": (DASH_AND_DOT, "square-open"),
}


@cache
def attempts(name: str) -> tuple[Attempt, Attempt]:
    """Right and wrong."""
    return right_run(MISTAKES[name]), wrong_run(MISTAKES[name])


@cache
def scene(name: str) -> Scene:
    return beside(*attempts(name))


def panel_of(name: str, picture: str) -> Panel:
    return next(panel for panel in scene(name).panels if panel.name == picture)


def of_mistake(panel: Panel, mode: str) -> list[Motion]:
    """What moves of the run with the mistake, as lines, as marks or as an arrow: that is drawn
    after all of the right one."""
    name = next(name for name in MISTAKES if any(panel is each for each in scene(name).panels))
    of_right = len(getattr(figures, panel.name)(attempts(name)[0].run).picture.traces)
    found = [motion for number, motion in moved(panel).items() if number >= of_right]
    return [motion for motion in found if trace_of(panel, motion).mode == mode]


def steps_of(name: str) -> list[int]:
    """The first, one on the way, the wrong run's last, the next, and the last of all."""
    right, wrong = attempts(name)
    last = right.run.steps
    return sorted({0, 20, wrong.run.steps, min(wrong.run.steps + 1, last), last})


def state(name: str, step: int) -> int:
    """Which state of the wrong run is shown at a step."""
    return min(step, attempts(name)[1].run.steps)


# ---- The film


@pytest.mark.slow
@EVERY_MISTAKE
def test_a_film_of_both_is_read_as_the_scene_says(name: str) -> None:
    told = read_film(pack_scene(scene(name)))
    right, wrong = attempts(name)
    assert told.head["steps"] == right.run.steps
    assert [part["name"] for part in told.head["panels"]] == list(PICTURES)
    for panel, film in zip(scene(name).panels, told.head["panels"], strict=True):
        for motion, moves in zip(panel.motions, film["motions"], strict=True):
            for axis in ("x", "y"):
                coordinates = getattr(motion, axis)
                if coordinates is None:
                    continue
                assert len(coordinates) == right.run.steps + 1
                for step in steps_of(name):
                    here = coordinates.at(step)
                    size = np.abs(here).max(initial=0)
                    there = told.at(moves[axis], step)
                    np.testing.assert_allclose(there, here, rtol=1e-12, atol=1e-9 * size)
    for step in steps_of(name):
        shown = told.array(told.head["series"]["wrong_loss"])[step]
        assert shown == wrong.run.train_loss[state(name, step)]
        assert told.array(told.head["series"]["theta_0"])[step] == right.run.params[step, 0]


@EVERY_MISTAKE
def test_plotly_itself_accepts_each_figure(name: str) -> None:
    for panel in scene(name).panels:
        assert_plotly_accepts(panel)


@EVERY_MISTAKE
def test_a_film_names_no_mistake(name: str) -> None:
    """It is the same one while the mistake is to be found."""
    text = json.dumps(read_film(pack_scene(scene(name))).head, ensure_ascii=False)
    mistake = MISTAKES[name]
    assert mistake.label not in text
    assert mistake.what_to_see not in text


@EVERY_MISTAKE
def test_titles_alternatives_and_readouts_speak_of_both(name: str) -> None:
    known = set(scene(name).series)
    for panel in scene(name).panels:
        for template in (panel.now, panel.alternative):
            names = set(names_in(template))
            assert names <= known
            assert any(n.startswith("wrong_") for n in names)
            assert any(not n.startswith("wrong_") for n in names)
        assert "mistake" in panel.keys[-1].label
    told = [readout.series for readout in scene(name).readouts]
    assert told == [*NAMES, *(f"wrong_{n}" for n in NAMES)]
    assert len({(readout.run, readout.label) for readout in scene(name).readouts}) == len(told)


@pytest.mark.parametrize("picture", ["fit", "surface", "parameters"])
def test_the_title_of_a_picture_of_parameters_names_both_of_both_runs(picture: str) -> None:
    assert {"theta_0", "theta_1", "wrong_theta_0", "wrong_theta_1"} <= set(
        names_in(panel_of("zero_grad", picture).now)
    )


def test_pictures_and_gradients_have_the_names_that_they_have_in_the_lab() -> None:
    run = attempts("zero_grad")[0].run
    assert [panel.title for panel in scene("zero_grad").panels] == [
        picture(run).title
        for picture in (figures.fit, figures.surface, figures.loss, figures.parameters)
    ]
    of_lab = {readout.series: readout.label for readout in readouts(run)}
    for readout in scene("zero_grad").readouts:
        if readout.run == "right":
            assert readout.label == of_lab[readout.series]


@EVERY_MISTAKE
def test_what_the_mistake_leaves_in_grad_is_called_grad(name: str) -> None:
    """Summed up, or of another loss, it is not the derivative of the loss that is shown."""
    labels = {r.series: r.label for r in scene(name).readouts if r.run == "mistake"}
    assert (labels["wrong_gradient_0"], labels["wrong_gradient_1"]) == ("w.grad", "b.grad")


@EVERY_MISTAKE
def test_each_dash_of_the_mistake_has_a_key_of_its_own(name: str) -> None:
    for panel in scene(name).panels:
        traces = [trace_of(panel, motion) for motion in of_mistake(panel, "lines")]
        keys = [key for key in panel.keys if "mistake" in key.label]
        keyed = [(LIGHT[key.colour], STANDS_FOR[key.mark][0]) for key in keys]
        assert {(trace.line.color, trace.line.dash) for trace in traces} == set(keyed)
        assert len(set(keyed)) == len(keyed)
        others = {(LIGHT[key.colour], key.mark) for key in panel.keys if key not in keys}
        assert others.isdisjoint(keyed)


@EVERY_MISTAKE
def test_each_mark_of_the_mistakes_states_has_a_key(name: str) -> None:
    """The ring of a tiny step is keyed as the right run's is."""
    for panel in scene(name).panels:
        traces = [trace_of(panel, motion) for motion in of_mistake(panel, "markers")]
        marks = {(t.marker.color, t.marker.symbol) for t in traces}
        keys = [key for key in panel.keys if "mistake" in key.label]
        keyed = {(LIGHT[key.colour], STANDS_FOR[key.mark][1]) for key in keys}
        assert marks - {(LIGHT["mistake"], "diamond-open")} == keyed


def test_of_the_parameters_curves_colour_and_dash_say_which_and_the_dash_whose() -> None:
    """Also beside the dashed lines of where they would end."""
    panel = panel_of("zero_grad", "parameters")
    curves = of_mistake(panel, "lines")
    moved = {
        (trace_of(panel, motion).line.color, trace_of(panel, motion).line.dash) for motion in curves
    }
    assert moved == {(LIGHT["weight"], SHORT_DASH), (LIGHT["bias"], DASH_AND_DOT)}
    dashes = {t.line.dash for t in panel.figure.data if t.mode == "lines"}
    assert dashes - {SHORT_DASH, DASH_AND_DOT} == {"solid", "dash", "dot"}
    assert panel.inks["wrong_theta_0"] == "weight"
    assert panel.inks["wrong_theta_1"] == "bias"


@pytest.mark.parametrize(
    ("picture", "name"), [("loss", "loss"), ("surface", "theta_0"), ("fit", "theta_1")]
)
def test_where_the_mistake_has_a_colour_of_its_own_its_numbers_have_it(
    picture: str, name: str
) -> None:
    assert panel_of("zero_grad", picture).inks[f"wrong_{name}"] == "mistake"


@EVERY_MISTAKE
def test_a_gradient_that_was_not_there_is_not_shown(name: str) -> None:
    there = bool(attempts(name)[1].has_gradient.all())
    assert there == (name not in ("detach", "item", "leaf"))
    assert ("wrong_gradient_0" in scene(name).series) == there
    assert len(of_mistake(panel_of(name, "surface"), "lines+markers")) == there


# ---- Where things are


@EVERY_MISTAKE
def test_the_right_run_moves_as_it_does_alone(name: str) -> None:
    right, wrong = attempts(name)
    alone = figures.surface(right.run, others=[wrong.run])
    panel = panel_of(name, "surface")
    of_right = len(figures.surface(right.run).motions)
    for ours, theirs in zip(panel.motions[:of_right], alone.motions[:of_right], strict=True):
        for step in steps_of(name):
            one, other = drawn(panel, ours, step), drawn(alone, theirs, step)
            np.testing.assert_array_equal(one[0], other[0])
            np.testing.assert_array_equal(one[1], other[1])


@EVERY_MISTAKE
def test_the_wrong_line_is_that_of_the_step_or_the_last(name: str) -> None:
    panel = panel_of(name, "fit")
    (line,) = of_mistake(panel, "lines")
    for step in steps_of(name):
        w, b = attempts(name)[1].run.params[state(name, step)]
        x, y = drawn(panel, line, step)
        assert len(y) == 2
        np.testing.assert_allclose(y, w * x + b, rtol=1e-9, atol=1e-9 * np.abs(y).max())


@EVERY_MISTAKE
def test_the_marks_of_the_mistake_stay_at_its_last_state(name: str) -> None:
    run = attempts(name)[1].run
    (on_loss,) = of_mistake(panel_of(name, "loss"), "markers")
    surface = panel_of(name, "surface")
    (on_surface,) = [
        motion
        for motion in of_mistake(surface, "markers")
        if trace_of(surface, motion).name == "here"
    ]
    of_w, of_b = of_mistake(panel_of(name, "parameters"), "markers")
    for step in steps_of(name):
        here = state(name, step)
        w, b = run.params[here]
        for picture, motion, x, y in [
            ("loss", on_loss, here, run.train_loss[here]),
            ("surface", on_surface, w, b),
            ("parameters", of_w, here, w),
            ("parameters", of_b, here, b),
        ]:
            shown = drawn(panel_of(name, picture), motion, step)
            np.testing.assert_allclose(np.ravel(shown), [x, y], rtol=1e-12)


@EVERY_MISTAKE
def test_the_arrow_of_the_mistake_is_a_step_that_was_made_and_at_its_last_state_there_is_none(
    name: str,
) -> None:
    run, panel = attempts(name)[1].run, panel_of(name, "surface")
    found = [
        motion
        for mode in ("lines+markers", "markers")
        for motion in of_mistake(panel, mode)
        if trace_of(panel, motion).name in ("step", "short step")
    ]
    assert len(found) == (2 if attempts(name)[1].has_gradient.all() else 0)
    for motion in found:
        for step in steps_of(name):
            points, here = np.column_stack(drawn(panel, motion, step)), state(name, step)
            seen = inside(panel, points)
            if here == len(run) - 1:
                assert not seen.any()
            elif seen.any():
                made = run.params[here : here + len(points)]
                np.testing.assert_allclose(points, made, rtol=1e-12)


def states_of(run: Run, panel: Panel, curve: int) -> np.ndarray:
    """(T+1, 2): where the run's states are in a picture, as one of its curves joins them: of the
    parameters two are w's, and two b's."""
    if panel.name == "surface":
        return run.params
    values = run.train_loss if panel.name == "loss" else run.params[:, curve // 2]
    return np.column_stack([np.arange(len(run)), values])


def inside(panel: Panel, points: np.ndarray) -> np.ndarray:
    """Which of the points (k, 2) the picture shows."""
    shown = np.ones(len(points), dtype=bool)
    for axis, values in zip("xy", points.T, strict=True):
        layout = panel.figure.layout[f"{axis}axis"]
        low, high = (10.0**end if layout.type == "log" else end for end in layout.range)
        shown &= (low <= values) & (values <= high)
    return shown


@EVERY_MISTAKE
@pytest.mark.parametrize(("picture", "curves"), [("loss", 2), ("parameters", 4), ("surface", 2)])
def test_a_curve_of_the_mistake_is_its_run_so_far(name: str, picture: str, curves: int) -> None:
    """A stretch of its states without a gap, up to the present one unless that is outside."""
    run, panel = attempts(name)[1].run, panel_of(name, picture)
    found = [m for m in of_mistake(panel, "lines") if isinstance(m.y, Growing | Whole)]
    assert len(found) == curves
    for place, motion in enumerate(found):
        states = states_of(run, panel, place)
        for step in steps_of(name):
            shown = np.column_stack(drawn(panel, motion, step))
            if isinstance(motion.y, Growing):
                present = states[state(name, step)]
                assert inside(panel, present[None]) <= (shown[-1] == present).all()
                # Held, its last point is there many times.
                shown = np.concatenate([shown[:1], shown[1:][np.diff(shown, axis=0).any(axis=1)]])
            first = int((states == shown[0]).all(axis=1).argmax())
            moved = states[first:]
            if name == "step" and picture == "surface":
                moved = moved[:1]
            np.testing.assert_array_equal(shown, moved[: len(shown)])


@EVERY_MISTAKE
def test_what_zigzags_outside_does_not_fill_the_picture(name: str) -> None:
    """No curve has more than one point behind its last one inside."""
    for picture in ("loss", "parameters", "surface"):
        panel = panel_of(name, picture)
        for motion in of_mistake(panel, "lines"):
            curve = (motion.x, motion.y)
            if not all(isinstance(c, Whole) for c in curve):
                continue
            points = np.column_stack([c.at(0) for c in curve if c is not None])
            assert len(points) - 1 - np.flatnonzero(inside(panel, points)).max() <= 1


@EVERY_MISTAKE
def test_both_runs_have_room_in_each_picture(name: str) -> None:
    """The start of both, the end of the right one, and of the wrong one as far as it is near."""
    right, wrong = attempts(name)
    near = min(5, wrong.run.steps)
    points = np.vstack([right.run.params, wrong.run.params[: near + 1]])
    assert inside(panel_of(name, "surface"), points).all()
    losses = np.concatenate([right.run.train_loss, wrong.run.train_loss[: near + 1]])
    at_step_0 = np.column_stack([np.zeros_like(losses), losses])
    assert inside(panel_of(name, "loss"), at_step_0).all()


def test_the_mistakes_marks_differ_from_the_right_ones_by_more_than_colour() -> None:
    for picture in PICTURES:
        panel = panel_of("zero_grad", picture)
        marks = {panel.number_of(motion.trace) for motion in of_mistake(panel, "markers")}
        styles: dict[bool, set[str]] = {True: set(), False: set()}
        for i, trace in enumerate(panel.figure.data):
            if trace.mode == "markers":
                styles[i in marks].add(trace.marker.symbol)
        for motion in of_mistake(panel, "lines"):
            trace = trace_of(panel, motion)
            assert trace.line.dash in DASHES[picture]
        assert styles[True]
        assert styles[True].isdisjoint(styles[False])


def test_the_right_run_must_not_be_the_shorter_one() -> None:
    right, wrong = attempts("leaf")
    with pytest.raises(ValueError, match="before the one with the mistake"):
        beside(wrong, right)


# ---- The verdict


@EVERY_MISTAKE
def test_the_verdict_says_what_was_raised_and_leaves_its_words_to_their_own_place(
    name: str,
) -> None:
    right, wrong = attempts(name)
    text = verdict(right, wrong).text
    if wrong.raised is not None:
        assert f"training stops at step {wrong.run.steps}: {wrong.raised.kind}." in text
    assert not any(m.text in text for m in wrong.messages)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sum", "the loss of the line has grown more than a billionfold."),
        ("sign", "the loss has grown more than a billionfold."),
        ("step", "what they were before the first"),
        ("zero_grad", "the loss rose in"),
        ("broadcast", "the loss of the line rose in"),
    ],
)
def test_the_verdict_says_what_became_of_it(name: str, said: str) -> None:
    right, wrong = attempts(name)
    text = verdict(right, wrong).text
    assert said in text
    if wrong.run.diverged_at is not None:
        assert f"the lab stops training at step {wrong.run.diverged_at}: the loss" in text
        assert wrong.run.train_loss[-1] > 1e9 * wrong.run.train_loss[0]
    if "rose" in said:
        rises = int((np.diff(wrong.run.train_loss) > 0).sum())
        assert f"{rises} of {wrong.run.steps}" in text
        assert number(float(wrong.run.train_loss[-1])) in text
        assert number(float(right.run.train_loss[-1])) in text


def test_where_the_code_has_another_loss_than_the_line_both_are_said() -> None:
    """Each worked out by NumPy from the parameters; of n × n differences, and of a sum."""
    for name, own in (
        ("broadcast", lambda predicted, y: ((predicted[:, None] - y) ** 2).mean()),
        ("sum", lambda predicted, y: ((predicted - y) ** 2).sum()),
    ):
        right, wrong = attempts(name)
        x, y = wrong.run.dataset.x[:, 0], wrong.run.dataset.y
        losses = np.array([own(w * x + b, y) for w, b in wrong.run.params])
        np.testing.assert_allclose(wrong.own_loss, losses, rtol=1e-4)
        text = verdict(right, wrong).text
        first, last = number(float(wrong.own_loss[0])), number(float(wrong.own_loss[-1]))
        assert f"The loss in the code is another one: it goes from {first} to {last}" in text
        rises = int((np.diff(wrong.own_loss) > 0).sum())
        assert f"rose in {rises or 'none'} of {wrong.run.steps} steps" in text
    right, wrong = attempts("broadcast")
    text = verdict(right, wrong).text
    assert "it goes from 26.75 to 12.86, and rose in none of 100 steps." in text
    assert "the loss of the line rose in 97 of 100 steps" in text


@pytest.mark.parametrize("name", ["zero_grad", "step", "sign", "no_grad", "leaf", "detach", "item"])
def test_where_both_losses_are_one_it_is_called_the_loss(name: str) -> None:
    right, wrong = attempts(name)
    np.testing.assert_allclose(wrong.own_loss, wrong.run.train_loss, rtol=1e-5)
    assert not wrong.has_another_loss
    assert "of the line" not in verdict(right, wrong).text
