"""Slow motion in a real browser: the five calls, there and back, by mouse, keys and ear."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from components.style import number
from components.words import PLAYER
from models.datasets import load
from models.experiment import Experiment
from models.learners import BY_ROWS
from models.steps.anatomy import PHASES, learner_listings, loop_listing
from models.training import train
from tests.browser.lab import (
    button,
    expect_step,
    go_to,
    open_lab,
    panel,
    player,
    readouts,
    speed,
    wait_for_player,
    wait_until_ready,
)
from tests.support.reading import numbers_in, written
from tests.support.runs import trained
from tools.serve import Server

INSIDE = "inside=on"
ARROW = -1  # instead of a trace's place: the one that is an arrow


def inside_switch(page: Page) -> Locator:
    return button(page, PLAYER["inside"])


def card(page: Page, phase: str) -> Locator:
    return player(page).locator(f'[data-phase="{phase}"]')


def present_phase(page: Page) -> str:
    (phase,) = player(page).evaluate(
        "root => [...root.querySelectorAll('[data-phase][aria-current=step]')]"
        ".map(card => card.dataset.phase)"
    )
    return str(phase)


def expect_phase(page: Page, phase: str) -> None:
    expect(card(page, phase)).to_have_attribute("aria-current", "step")
    assert present_phase(page) == phase


def state(page: Page) -> Any:
    """All that is seen of a moment: texts, lit lines, and where every trace is drawn."""
    return player(page).evaluate("""root => ({
        step: root.dataset.step,
        texts: [...root.querySelectorAll('.lab-head b, dd, .lab-card, .lab-now')]
            .map(e => e.textContent),
        phase: root.querySelector('[aria-current]').dataset.phase,
        lit: [...root.querySelectorAll('.lab-lit')].map(e => e.dataset.line),
        // Moving and at rest a trace is cut into other pieces: its ends are the same pixels.
        drawn: [...root.querySelectorAll('.scatterlayer .trace')].map(group => {
            if (group.style.display === 'none') return [];
            const texts = [...group.querySelectorAll('path.js-line, path.point')].map(path =>
                path.getAttribute('transform') ?? path.getAttribute('d')).filter(d => d !== 'M0,0');
            const numbers = (texts.join(' ').match(/-?[\\d.]+/g) ?? []).map(Number);
            // What is far out of every picture is clipped here by Plotly, there by the player.
            const seen = (number) => Math.max(-4000, Math.min(4000, number));
            return [...numbers.slice(0, 2), ...numbers.slice(-2)].map(seen);
        }),
    })""")


def assert_same_state(seen: Any, expected: Any) -> None:
    """All equal; and every trace where it was, to two pixels."""
    for key in seen.keys() - {"drawn"}:
        assert seen[key] == expected[key]
    for here, there in zip(seen["drawn"], expected["drawn"], strict=True):
        assert here == pytest.approx(there, abs=2)


def is_drawn(page: Page, name: str, index: int) -> bool:
    """Whether a trace of a picture is to be seen."""
    return bool(
        panel(page, name).evaluate(
            """(figure, index) => {
                const plot = figure.querySelector('.js-plotly-plot');
                const isArrow = ({ marker }) => marker?.angleref === 'previous';
                const arrow = plot._fullData.findIndex(isArrow);
                const uid = plot._fullData[index < 0 ? arrow : index].uid;
                return getComputedStyle(plot.querySelector(`.trace${uid}`)).display !== 'none';
            }""",
            index,
        )
    )


@pytest.mark.slow
def test_a_press_goes_a_fifth_of_a_step_and_five_go_one(page: Page, bare: str) -> None:
    open_lab(page, bare)
    inside_switch(page).click()
    expect_phase(page, "zero_grad")
    page.locator("body").press("ArrowRight")
    for phase in PHASES[1:]:
        expect_phase(page, phase)
        expect_step(page, 1 if phase == "step" else 0)
        page.locator("body").press("ArrowRight")
    expect_phase(page, "zero_grad")
    expect_step(page, 1)


@pytest.mark.slow
def test_forwards_and_then_backwards_comes_back_to_the_same_state(page: Page, bare: str) -> None:
    open_lab(page, bare, f"{INSIDE}&step=3")
    seen = [state(page)]
    for _ in range(12):
        button(page, "Step forward").click()
        page.wait_for_timeout(60)
        wait_for_player(page, "!root.hasAttribute('data-gliding')")
        seen.append(state(page))
    assert len({str(s) for s in seen}) == len(seen), "each moment is seen to be another"
    for before in reversed(seen[:-1]):
        button(page, "Step back").click()
        page.wait_for_timeout(60)
        assert_same_state(state(page), before)


def test_the_last_state_has_its_calls_but_no_update(page: Page, bare: str) -> None:
    open_lab(page, bare, f"{INSIDE}&epochs=2&step=2")
    for phase in PHASES[1:4]:
        button(page, "Step forward").click()
        expect_phase(page, phase)
    button(page, "Step forward").click()
    expect_phase(page, "backward")
    expect_step(page, 2)
    expect(card(page, "step")).to_contain_text("no update")


def test_the_cards_numbers_are_the_runs_own(page: Page, bare: str) -> None:
    run = train(Experiment(), load(Experiment()))
    open_lab(page, bare, f"{INSIDE}&step=7")
    for phase, values in {
        "loss": [run.train_loss[7]],
        "backward": run.gradients[7],
        "step": run.params[8],
    }.items():
        results = card(page, phase).locator(".lab-result").all_text_contents()
        shown = [numbers_in(text)[-1] for text in results]
        assert shown == [written(value) for value in values]
    forward = numbers_in(card(page, "forward").locator(".lab-result").text_content() or "")
    assert forward == [written(value) for value in run.predictions(7)[:3]]


@pytest.mark.slow
def test_a_card_tells_its_result_from_its_call_on(page: Page, bare: str) -> None:
    open_lab(page, bare, f"{INSIDE}&step=7")
    for i, phase in enumerate(PHASES):
        expect_phase(page, phase)
        page.wait_for_function("() => document.getAnimations().length === 0")
        told = [card(page, p).inner_text().removeprefix(p).strip() != "" for p in PHASES]
        assert told == [j <= i for j in range(len(PHASES))]
        button(page, "Step forward").click()


@pytest.mark.slow
def test_the_pictures_take_part(page: Page, bare: str) -> None:
    residuals, dots, arrow = ("fit", 1), ("fit", 4), ("surface", ARROW)
    drawn = {
        "zero_grad": (False, False, False),
        "forward": (True, True, False),
        "loss": (True, True, False),
        "backward": (True, True, True),
        "step": (False, False, True),
    }
    acting = {"forward": "fit", "loss": "loss", "backward": "surface", "step": "parameters"}
    open_lab(page, bare, f"{INSIDE}&step=2")
    run = train(Experiment(), load(Experiment()))
    for phase, expected in drawn.items():
        expect_phase(page, phase)
        page.wait_for_timeout(60)
        assert tuple(is_drawn(page, *trace) for trace in (residuals, dots, arrow)) == expected
        if phase in acting:
            expect(panel(page, acting[phase])).to_have_class(re.compile("lab-acts"))
        number = 2 if phase in ("loss", "backward", "step") else 1
        assert numbers_in(readouts(page)["loss"]) == [written(run.train_loss[number])]
        button(page, "Step forward").click()


@pytest.mark.slow
def test_bar_and_tables_say_the_same_moment_and_grey_what_is_of_the_step_before(
    page: Page, bare: str
) -> None:
    run = train(Experiment(), load(Experiment()))
    open_lab(page, bare, f"{INSIDE}&step=20")
    panel(page, "measures").scroll_into_view_if_needed()
    for phase in PHASES:
        expect_phase(page, phase)
        known = {"theta_0": 21 if phase == "step" else 20, "loss": 19 + (phase not in PHASES[:2])}
        values = {"theta_0": run.params[known["theta_0"], 0], "loss": run.train_loss[known["loss"]]}
        expect(panel(page, "measures").locator("tbody th").first).to_have_text("w")
        for series, row in (("theta_0", 0), ("loss", 2)):
            in_bar = player(page).locator(f"[data-series={series}]")
            in_table = panel(page, "measures").locator("tbody tr").nth(row).locator("td").nth(1)
            for place in (in_bar, in_table):
                assert numbers_in(place.inner_text()) == [written(values[series])], (phase, series)
                is_old = "lab-old" in (place.get_attribute("class") or "").split()
                assert is_old == (known[series] < known["theta_0"]), (phase, series)
        said = panel(page, "measures").locator(".lab-title").inner_text()
        assert f"step {known['theta_0']}" in said
        assert ("grey: of step" in said) == (phase in ("zero_grad", "forward", "step"))
        page.keyboard.press("ArrowRight")


@pytest.mark.slow
def test_what_plotly_draws_at_rest_hides_the_same(page: Page, bare: str) -> None:
    open_lab(page, bare, f"{INSIDE}&step=2")
    page.wait_for_timeout(1500)
    assert not is_drawn(page, "fit", 1)
    assert not is_drawn(page, "surface", ARROW)
    inside_switch(page).click()
    page.wait_for_timeout(1500)
    assert is_drawn(page, "fit", 1)
    assert is_drawn(page, "surface", ARROW)


def test_each_call_is_announced_in_one_sentence(page: Page, bare: str) -> None:
    open_lab(page, bare, f"{INSIDE}&step=3")
    said = player(page).locator("[aria-live=polite]")
    for phase in PHASES[1:]:
        button(page, "Step forward").click()
        expect(said).to_have_text(re.compile(rf"^Step 3, {phase}: .*\.$"))


def test_a_call_too_many_to_hear_is_not_announced(page: Page, bare: str) -> None:
    open_lab(page, bare, INSIDE)
    page.evaluate("""() => {
        window.heard = [];
        const said = document.querySelector('[aria-live=polite].lab-spoken');
        new MutationObserver(() => heard.push(said.textContent)).observe(said, { childList: true });
    }""")
    # Keys between which no time passes, however busy the machine is.
    page.locator("body").evaluate(
        """(body) => {
            const press = { key: 'ArrowRight', bubbles: true, cancelable: true };
            for (let i = 0; i < 9; i += 1) body.dispatchEvent(new KeyboardEvent('keydown', press));
        }"""
    )
    page.wait_for_function("() => heard.at(-1)?.startsWith('Step 1, step: ')")
    assert len(page.evaluate("heard")) < 9


@pytest.mark.slow
def test_a_link_leads_into_the_step(page: Page, server: Server) -> None:
    open_lab(page, server.url, f"{INSIDE}&step=3&phase=backward")
    expect_phase(page, "backward")
    expect_step(page, 3)
    button(page, "Step forward").click()
    page.wait_for_function(
        "() => location.search.includes('phase=step') && location.search.includes('step=4')"
    )
    page.reload()
    wait_until_ready(page)
    expect_phase(page, "step")
    expect_step(page, 4)


@pytest.mark.slow
def test_play_goes_through_the_calls_at_a_pace_to_talk_at(page: Page, bare: str) -> None:
    open_lab(page, bare, INSIDE)
    button(page, "Play").click()
    page.wait_for_timeout(1200)
    assert present_phase(page) == "zero_grad", "one call takes longer than a second"
    speed(page).select_option("16")
    page.wait_for_function(
        "() => document.querySelector('[data-testid=player]').dataset.step >= 2", timeout=10_000
    )
    button(page, "Pause").click()


def test_a_card_is_a_way_to_its_call(page: Page, bare: str) -> None:
    open_lab(page, bare, f"{INSIDE}&step=5")
    for phase, step in (("backward", 5), ("step", 6), ("forward", 5)):
        card(page, phase).get_by_role("button").focus()
        page.keyboard.press("Enter")
        expect_phase(page, phase)
        expect_step(page, step)


@pytest.mark.slow
def test_leaving_the_step_leaves_the_pictures_as_they_were(page: Page, bare: str) -> None:
    open_lab(page, bare, "step=4")
    before = readouts(page)
    size = panel(page, "fit").bounding_box()
    inside_switch(page).click()
    expect_phase(page, "zero_grad")
    inside_switch(page).click()
    expect(card(page, "forward")).to_be_hidden()
    page.wait_for_timeout(600)
    assert readouts(page) == before
    assert panel(page, "fit").bounding_box() == size
    page.locator("body").press("ArrowRight")
    expect_step(page, 5)


def source_of(chosen: Experiment) -> str:
    """What is to be read of a learner: its classes, itself first, and the functions it calls."""
    return "".join(listing.text for listing in learner_listings(chosen))


def shown_code(page: Page, index: int) -> str:
    """The code of a listing as it can be read and copied, without the values at its lines."""
    return str(
        player(page)
        .locator(".lab-code .lab-scroller")
        .nth(index)
        .evaluate(
            """code => { const copy = code.cloneNode(true);
            copy.querySelectorAll('.lab-values').forEach(v => v.remove());
            return copy.textContent; }"""
        )
    )


@pytest.mark.slow
@pytest.mark.parametrize("learner", BY_ROWS)
def test_the_code_in_the_browser_is_the_code_that_ran(page: Page, bare: str, learner: str) -> None:
    open_lab(page, bare, f"{INSIDE}&learner={learner}")
    assert shown_code(page, 0) == loop_listing().text
    assert shown_code(page, 1) == source_of(Experiment(learner=learner))


@pytest.mark.slow
def test_the_lit_line_makes_the_present_call_and_has_its_values(page: Page, bare: str) -> None:
    open_lab(page, bare, INSIDE)
    calls = (
        "learner.zero_grad()",
        "learner(x)",
        "learner.loss(",
        "learner.backward(",
        "optimize()",
    )
    for call in calls:
        lit = player(page).locator(".lab-code").first.locator(".lab-lit")
        expect(lit).to_have_count(1)
        expect(lit).to_contain_text(call)
        expect(lit.locator(".lab-values")).to_have_count(1)
        seen = lit.evaluate("""line => { const a = line.getBoundingClientRect();
            const b = line.closest('.lab-scroller').getBoundingClientRect();
            return a.top >= b.top && a.bottom <= b.bottom; }""")
        assert seen
        button(page, "Step forward").click()


def test_three_learners_are_read_side_by_side(page: Page, bare: str) -> None:
    open_lab(page, bare, f"{INSIDE}&learners=on&step=20&phase=backward")
    expect(player(page).locator(".lab-code")).to_have_count(3)
    for index, learner in enumerate(BY_ROWS):
        assert shown_code(page, index) == source_of(Experiment(learner=learner))
    runs = [train(e, load(e)) for e in (Experiment(learner=name) for name in BY_ROWS)]
    apart = max(abs(a.params[:21] - b.params[:21]).max() for a in runs for b in runs)
    text = player(page).locator(".lab-difference").inner_text()
    assert numbers_in(text)[-1] == pytest.approx(apart, rel=6e-2, abs=1e-12)
    button(page, "three learners").click()
    expect(player(page).locator(".lab-code")).to_have_count(2)


@pytest.mark.slow
def test_cards_and_code_fit_into_the_page(page: Page, bare: str) -> None:
    open_lab(page, bare, f"{INSIDE}&step=100&phase=backward&noise=30&dataset=line&samples=12")
    for width, height in ((390, 844), (1400, 900), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("width => innerWidth === width", arg=width)
        go_to(page, 60)
        for i, phase in enumerate(PHASES):
            if i:  # on a phone, which has room for the present card alone, this is the way on
                button(page, "Step forward").click()
            expect_phase(page, phase)
            expect(card(page, phase)).to_be_visible()
            assert too_wide(page) == [], (width, phase)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def too_wide(page: Page) -> list[str]:
    """What is cut off, or must be scrolled sideways, of cards and code."""
    found: list[str] = player(page).evaluate(
        """root => [...root.querySelectorAll('.lab-card, .lab-code, .lab-row, .lab-term')]
        .filter(e => e.getClientRects().length && e.scrollWidth > e.clientWidth + 1
            && getComputedStyle(e).display !== 'inline')
        .map(e => e.className + ': ' + e.textContent.slice(0, 60))"""
    )
    return found


@pytest.mark.slow
def test_the_weights_that_a_card_only_names_are_shown_when_asked_for(page: Page, bare: str) -> None:
    query = "dataset=diabetes&standardise=on&learning_rate=0.1&epochs=5&step=2"
    open_lab(page, bare, f"{query}&{INSIDE}&phase=backward")
    others = card(page, "backward").get_by_role("button", expanded=False)
    expect(others).to_contain_text("and 7 more")
    last = card(page, "backward").locator(".lab-row .lab-result", has_text="w₁₀")
    expect(last).to_be_hidden()
    others.click()
    expect(last).to_be_visible()
    run = train(
        Experiment("diabetes", standardise=True, learning_rate=0.1, epochs=5),
        load(Experiment("diabetes", standardise=True)),
    )
    assert numbers_in(last.inner_text())[-1] == written(run.gradients[2, 9])
    card(page, "backward").get_by_role("button", expanded=True).click()
    expect(last).to_be_hidden()


def test_where_a_call_comes_from_is_said_at_that_call_alone(page: Page, bare: str) -> None:
    open_lab(page, bare, "step=20&inside=on&learners=on")
    notes = player(page).locator(".lab-code .lab-keys").filter(has_text="nn.Module")
    expect(notes).to_have_count(2)  # by hand and by parameter have none of their own
    expect(notes.first).to_be_visible()
    lit = player(page).locator(".lab-code").filter(has=notes).locator(".lab-lit")
    expect(lit).to_have_count(0)  # no line of theirs runs then
    page.keyboard.press("ArrowRight")
    expect(notes.first).to_be_hidden()


def test_what_is_said_to_be_off_the_picture_is_the_line_that_is_drawn_there(
    page: Page, bare: str
) -> None:
    """Before the forward call the residuals are of the step before, and the line is not."""
    run = trained(Experiment(learning_rate=0.03))
    open_lab(page, bare, "learning_rate=0.03&step=20&inside=on")
    w, b = run.params[20]
    left, right = (b + w * x for x in (-0.6, 10.6))
    note = panel(page, "fit").locator(".lab-sight")
    expect(note).to_contain_text(number(min(left, right)))
    expect(note).to_contain_text(number(max(left, right)))
