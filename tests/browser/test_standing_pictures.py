"""What is said above the pictures does not move them, and their captions take a line."""

from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page

from components.views.sentences.classification_verdict import verdict as of_classes
from components.views.sentences.verdict import verdict
from models.experiment import Experiment
from tests.browser.lab import open_lab, player, wait_for_player
from tests.support.runs import trained

SIZES = [(1400, 900), (1920, 1080)]
AT_BOTH_SIZES = pytest.mark.parametrize("size", SIZES, ids=["1400x900", "1920x1080"])
# Calm, swinging, slow, too fast, and so fast that the lab stops: each has its own sentences.
RATES = (0.01, 0.027, 0.02799, 0.028, 0.03)
STREAMLIT = ".lab { line-height: 1.6; font-family: Verdana, 'DejaVu Sans', sans-serif !important; }"
TOPS = """(root) => [...root.querySelectorAll('.lab-panels > .lab-panel')]
    .map((figure) => figure.getBoundingClientRect()).map(({ top, height }) => `${top} ${height}`)"""


@pytest.mark.slow
@AT_BOTH_SIZES
def test_the_pictures_stand_still_whatever_is_said_of_the_rate(
    page: Page, bare: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    places, said = set(), set()
    for rate in RATES:
        open_lab(page, bare, f"learning_rate={rate}&step=20")
        page.add_style_tag(content=STREAMLIT)  # as high and as wide as letters are in the lab
        page.evaluate("() => new Promise(requestAnimationFrame)")
        places.add(tuple(player(page).evaluate(TOPS)))
        said.add(page.locator(".lab-told").evaluate("told => told.clientHeight"))
    assert len(places) == 1
    assert len(said) > 1, "no sentence was longer than the others"


@pytest.mark.slow
@AT_BOTH_SIZES
def test_titles_and_keys_of_a_picture_share_a_line(
    page: Page, bare: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_lab(page, bare, "learning_rate=0.01&step=20")
    page.add_style_tag(content=STREAMLIT)
    lines = player(page).evaluate(
        """(root) => [...root.querySelectorAll('.lab-panels .lab-caption')]
            .map((part) => part.clientHeight / parseFloat(getComputedStyle(part).fontSize))"""
    )
    assert len(lines) == 4
    assert max(lines) < 2.1


@pytest.mark.slow
def test_keys_stay_in_their_line_at_every_step(page: Page, bare: str) -> None:
    """Also where they have just the room that a number of few digits leaves them."""
    open_lab(page, bare, "learning_rate=0.01&step=0")
    page.add_style_tag(content=STREAMLIT)
    keys = page.locator('[data-panel="surface"] .lab-keys')
    for width in range(1260, 1400, 20):
        page.set_viewport_size({"width": width, "height": 900})
        places = set()
        for step in (0, 20, 100):
            page.get_by_role("slider").first.evaluate(
                """(slider, step) => {
                    slider.value = step;
                    slider.dispatchEvent(new Event('input', { bubbles: true }));
                }""",
                step,
            )
            wait_for_player(page, "root.dataset.step === argument", str(step))
            places.add(
                keys.evaluate(
                    """(keys) => keys.getBoundingClientRect().top
                    - keys.closest('figure').getBoundingClientRect().top"""
                )
            )
        assert len(places) == 1, width


@pytest.mark.slow
@AT_BOTH_SIZES
def test_what_the_run_did_stands_in_one_line_and_nothing_is_lost_of_what_is_said(
    page: Page, bare: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for query in ("learning_rate=0.03&step=8", "dataset=iris", "dataset=hours"):
        open_lab(page, bare, query)
        page.add_style_tag(content=STREAMLIT)
        whole = page.locator(".lab-whole")
        lines = whole.evaluate(
            "one => one.getBoundingClientRect().height / parseFloat(getComputedStyle(one).fontSize)"
        )
        assert lines < 2
        experiment = Experiment.from_query(dict(parse_qsl(query.partition("&step")[0])))
        run = trained(experiment)
        told = verdict(run) if experiment.task == "regression" else of_classes(run)
        text = page.locator(".lab-theory").text_content() or ""
        assert text == "".join(piece.text for piece in told.theory)
        assert (whole.text_content() or "").startswith("This run:")
