"""Inside a step, what belongs together is in one view: pictures, present card, lit code."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from components.words import PLAYER
from models.steps.anatomy import PHASES
from tests.browser.lab import open_lab, player, wait_for_player

SIZES = [(1400, 900), (1920, 1080), (1024, 768)]
AT_ALL_SIZES = pytest.mark.parametrize(
    "size", SIZES, ids=lambda size: "x".join(map(str, size)) if isinstance(size, tuple) else None
)
MIDDLE = 12  # pixels that the lit lines may be off the middle of their box
SIDEBAR_FOLDED = "document.body.style.marginLeft = '1rem'"

# What must be seen, each a name and whether all of it is in the window, below the bar, and in every
# box around it that scrolls; and how far the lit lines are off the middle of theirs.
LOOK = """(root) => {
    const bar = root.querySelector('.lab-head').getBoundingClientRect();
    const isSeen = (rect, within) => {
        let [top, bottom, left, right] = [Math.max(0, bar.bottom), innerHeight, 0, innerWidth];
        for (let box = within; box && box !== root; box = box.parentElement) {
            if (getComputedStyle(box).overflowY === 'visible') continue;
            const outer = box.getBoundingClientRect();
            [top, bottom] = [Math.max(top, outer.top), Math.min(bottom, outer.bottom)];
            [left, right] = [Math.max(left, outer.left), Math.min(right, outer.right)];
        }
        return rect.height > 0 && rect.top >= top - 1 && rect.bottom <= bottom + 1
            && rect.left >= left - 1 && rect.right <= right + 1;
    };
    const seen = (name, part) => [name, getComputedStyle(part).visibility === 'visible'
        && isSeen(part.getBoundingClientRect(), part.parentElement)];
    const text = document.createRange();
    const parts = [...root.querySelectorAll('.lab-acts')].map((figure) =>
        seen(`picture ${figure.dataset.panel}`, figure));
    parts.push(seen('card', root.querySelector('.lab-card[aria-current]')));
    const off = [];
    for (const code of root.querySelectorAll('.lab-code')) {
        const scroller = code.querySelector('.lab-scroller');
        const name = scroller.getAttribute('aria-label');
        for (const values of scroller.querySelectorAll('.lab-values')) {
            text.selectNodeContents(values);
            parts.push([`values of ${name}`, isSeen(text.getBoundingClientRect(), scroller)]);
            const own = [...values.closest('code').querySelectorAll('.lab-lit')];
            const [first, last] = [own[0], own.at(-1)].map((line) => line.getBoundingClientRect());
            const box = scroller.getBoundingClientRect();
            for (const line of own) {
                text.selectNodeContents(line);
                if (line.contains(values)) text.setEndBefore(values);
                const { left, width, right, top, bottom, height } = text.getBoundingClientRect();
                const said = text.toString().trimEnd();
                const begin = left + width * said.search(/\\S/) / said.length;
                parts.push([`${name}: ${said.trim()}`,
                    isSeen({ left: begin, right, top, bottom, height }, scroller)]);
            }
            off.push((first.top + last.bottom) / 2 - (box.top + box.bottom) / 2);
        }
    }
    return { parts: Object.fromEntries(parts), off };
}"""


def looked_through(page: Page, url: str, query: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each call of a step, and what is seen of it, once its card has opened."""
    open_lab(page, url, f"inside=on&{query}")
    for phase in PHASES:
        wait_for_player(
            page, "root.querySelector(`[data-phase=${argument}][aria-current=step]`)", phase
        )
        page.wait_for_function("() => document.getAnimations().length === 0")
        yield phase, player(page).evaluate(LOOK)
        page.keyboard.press("ArrowRight")


@pytest.mark.slow
@pytest.mark.parametrize("sidebar", ["open", "folded"])
@AT_ALL_SIZES
def test_pictures_card_and_lit_lines_are_in_one_view(
    page: Page, bare: str, size: tuple[int, int], sidebar: str
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if sidebar == "folded":
        page.add_init_script(f"addEventListener('DOMContentLoaded', () => {{ {SIDEBAR_FOLDED} }})")
    for phase, found in looked_through(page, bare, "learning_rate=0.027&step=20"):
        assert {name for name, seen in found["parts"].items() if not seen} == set(), phase
        pictures = sum(name.startswith("picture") for name in found["parts"])
        assert pictures == {"zero_grad": 0, "step": 3}.get(phase, 1)
        assert len(found["off"]) == 2, "the loop, and the learner"
        assert max(map(abs, found["off"])) <= MIDDLE, phase


@pytest.mark.slow
@AT_ALL_SIZES
def test_lit_lines_and_values_are_seen_whole_of_three_learners_and_of_many_weights(
    page: Page, bare: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    many = "dataset=diabetes&standardise=on&step=20"
    for query in ("learners=on&step=20", f"{many}&learner=by_hand", f"{many}&learners=on"):
        for phase, found in looked_through(page, bare, query):
            assert any(name.startswith("values") for name in found["parts"]), phase
            assert {n for n, seen in found["parts"].items() if not seen} == set(), (query, phase)


# Each card: its call, whether it is seen, and whether all of it is in the box of the cards.
CARDS = """list => {
    const box = list.getBoundingClientRect();
    return [...list.querySelectorAll('.lab-card')].map(card => {
        const { top, bottom } = card.getBoundingClientRect();
        const isSeen = getComputedStyle(card).opacity !== '0'
            && bottom > box.top && top < box.bottom;
        return [card.dataset.phase, isSeen, top >= box.top - 1 && bottom <= box.bottom + 1];
    });
}"""


@pytest.mark.slow
@AT_ALL_SIZES
def test_a_card_is_seen_whole_or_not_at_all_and_the_present_one_always(
    page: Page, bare: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for query in ("step=20", "dataset=diabetes&standardise=on&step=20", "dataset=hours&step=20"):
        for phase, _ in looked_through(page, bare, query):
            cards = page.locator(".lab-cards").evaluate(CARDS)
            assert [phase, True, True] in cards, (query, cards)
            assert all(is_whole for _, is_seen, is_whole in cards if is_seen), (query, phase, cards)


# Whether all of the present card, and the first line of code that is lit, is between the top of the
# window and what stays at its bottom; and whether anything of the card is in a box that scrolls.
WHOLE = """(root) => {
    const box = (part) => part.getBoundingClientRect();
    const bar = box(root.querySelector('.lab-bar'));
    const [top, bottom] = bar.top > innerHeight / 2 ? [0, bar.top] : [bar.bottom, innerHeight];
    const isIn = ({ top: first, bottom: last }) => first >= top - 1 && last <= bottom + 1;
    const list = root.querySelector('.lab-cards');
    const parts = [list.querySelector('[aria-current]'), root.querySelector('.lab-lit')];
    const doesScroll = getComputedStyle(list).overflowY !== 'visible';
    return [...parts.map((part) => isIn(box(part))),
        doesScroll && list.scrollHeight > list.clientHeight + 1];
}"""


@pytest.mark.slow
@pytest.mark.parametrize("size", [(960, 540), (390, 844)])
def test_in_a_low_window_and_on_a_phone_the_present_card_is_whole_above_its_line_of_code(
    page: Page, bare: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    many = "dataset=diabetes&standardise=on&learning_rate=0.1&step=20"
    for query in ("learning_rate=0.027&step=20", many):
        for phase, _ in looked_through(page, bare, query):
            assert player(page).evaluate(WHOLE) == [True, True, False], (query, phase)


def test_a_card_that_is_scrolled_to_is_seen(page: Page, bare: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    open_lab(page, bare, "dataset=diabetes&standardise=on&step=20&inside=on&phase=backward")
    cards = page.locator(".lab-cards")
    assert ["zero_grad", False, False] in cards.evaluate(CARDS)
    page.locator('[data-phase="zero_grad"] .lab-card-title').focus()
    page.wait_for_function(
        "() => document.querySelector('[data-phase=zero_grad]').getBoundingClientRect().top"
        " >= document.querySelector('.lab-cards').getBoundingClientRect().top - 1"
    )
    assert ["zero_grad", True, True] in cards.evaluate(CARDS)


@pytest.mark.parametrize(("size", "least"), [((1400, 900), 11), ((1920, 1080), 15)])
def test_numerators_and_denominators_are_read_from_the_last_row(
    page: Page, bare: str, size: tuple[int, int], least: float
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_lab(page, bare, "step=20&inside=on&phase=backward")
    sizes = page.locator(".lab-card[aria-current] mfrac :is(mi, mn)").evaluate_all(
        "letters => letters.map(letter => parseFloat(getComputedStyle(letter).fontSize))"
    )
    assert sizes
    assert min(sizes) >= least


@pytest.mark.parametrize("size", [(1400, 900), (1920, 1080)])
def test_what_stands_above_three_learners_is_one_line(
    page: Page, bare: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_lab(page, bare, "dataset=hours&learning_rate=0.5&step=20&inside=on&learners=on")
    middles, lines = page.locator(".lab-codes-head").evaluate(
        """head => {
            const boxes = [...head.children].map(part => part.getBoundingClientRect());
            return [boxes.map(box => (box.top + box.bottom) / 2), boxes.map(box => box.height
                / parseFloat(getComputedStyle(head).fontSize))];
        }"""
    )
    assert max(middles) - min(middles) < 3
    assert max(lines) < 2
    said = page.locator(".lab-difference").text_content()
    assert said is not None
    assert said.startswith("Largest difference of parameters so far: ")


@pytest.mark.slow
def test_lit_lines_are_seen_from_their_first_letter_on(page: Page, bare: str) -> None:
    """In a narrow box, too, where lines are not to be scrolled for it."""
    page.set_viewport_size({"width": 1024, "height": 768})
    for phase, _ in looked_through(page, bare, "step=20"):
        scrolled = page.locator(".lab-code .lab-scroller").evaluate_all(
            "boxes => boxes.map(box => box.scrollLeft)"
        )
        assert scrolled == [0, 0], phase


@pytest.mark.slow
def test_cards_open_without_moving_anything_beside_them(page: Page, bare: str) -> None:
    places = set()
    for _ in looked_through(page, bare, "step=20"):
        places.add(
            tuple(
                player(page).evaluate(
                    """root => [...root.querySelectorAll('.lab-panels, .lab-cards, .lab-codes')]
                    .map(part => { const { top, height } = part.getBoundingClientRect();
                        return `${top} ${height}`; })"""
                )
            )
        )
    assert len(places) == 1


@pytest.mark.slow
def test_what_a_card_says_of_many_weights_is_not_cut_nor_too_small(page: Page, bare: str) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    query = "dataset=diabetes&standardise=on&learning_rate=0.1&step=20"
    for phase, _ in looked_through(page, bare, query):
        card = page.locator(".lab-card[aria-current]")
        wide, place = card.evaluate(
            "card => [Math.max(...[...card.querySelectorAll('.lab-term, .lab-grads')]"
            ".filter(part => part.checkVisibility())"
            ".map(part => part.getBoundingClientRect().right)), card.getBoundingClientRect().right]"
        )
        assert wide <= place, phase
        sizes = card.evaluate(
            "card => [...card.querySelectorAll('.lab-grads, mfrac msub > :last-child')]"
            ".filter(part => part.checkVisibility())"
            ".map(part => [part.localName, parseFloat(getComputedStyle(part).fontSize)])"
        )
        for name, size in sizes:
            assert size >= (12 if name == "span" else 7.9), (phase, name, size)


def test_in_a_narrow_place_the_sentences_stand_below_what_is_in_one_view(
    page: Page, bare: str
) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    open_lab(page, bare, "learning_rate=0.027&step=20&inside=on&phase=backward")
    parts = [".lab-panels", ".lab-cards", ".lab-codes", ".lab-said"]
    tops = [
        page.locator(part).evaluate("part => part.getBoundingClientRect().top") for part in parts
    ]
    assert tops == sorted(tops)
    assert page.locator(".lab-theory").is_visible()
    drawn = page.locator('[data-panel="surface"] .nsewdrag').first.bounding_box()
    assert drawn is not None
    assert drawn["height"] > 140, "the picture of the loss surface has become too low"


def test_code_that_goes_on_is_shaded_at_its_edge_until_its_end_is_seen(
    page: Page, bare: str
) -> None:
    page.set_viewport_size({"width": 1024, "height": 768})
    open_lab(page, bare, "step=20&inside=on&phase=loss")
    page.add_style_tag(content=".lab-code code { visibility: hidden; }")  # the paper alone is seen
    scroller = page.locator(".lab-code .lab-scroller").first

    def edge() -> float:
        box = scroller.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] - 5, box["y"] + 4
        seen = page.screenshot(clip={"x": x, "y": y, "width": 3, "height": box["height"] - 8})
        return float(np.asarray(Image.open(BytesIO(seen)).convert("L")).mean())

    assert edge() < 225, "nothing says that lines go on"
    for _ in range(50):  # what is drawn late brings the lit line into view again
        scroller.evaluate("scroller => { scroller.scrollLeft = scroller.scrollWidth; }")
        if (last := edge()) > 250:
            break
    assert last > 250, "it is said that lines go on which have ended"


@pytest.mark.parametrize("size", [(1400, 900), (1920, 1080)])
def test_the_present_card_says_in_a_sentence_what_its_call_is_for(
    page: Page, bare: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_lab(page, bare, "learning_rate=0.027&step=20&inside=on")
    for phase in PHASES:
        card = player(page).locator(f'.lab-card[data-phase="{phase}"]')
        card.locator(".lab-card-title").click()
        expect(card).to_have_attribute("aria-current", "step")
        expect(card.locator(".lab-why")).to_have_text(PLAYER["why"][phase])
        expect(card.locator(".lab-why")).to_be_visible()
