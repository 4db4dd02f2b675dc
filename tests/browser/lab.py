"""What every browser test says to the page: open it, read it, steer it, count its messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import FloatRect, Locator, Page, WebSocket

from components.words import PLAYER
from models.experiment import Experiment

READY_MILLISECONDS = 60_000


def player(page: Page) -> Locator:
    """The player's root."""
    return page.get_by_test_id("player")


def query_of(experiment: Experiment) -> str:
    """The query of a link to an experiment."""
    return urlencode(experiment.to_query())


def open_lab(page: Page, server_url: str, query: str = "") -> None:
    """Open the page at `query` ("learning_rate=0.1&epochs=20"), and wait until all panels stand."""
    page.goto(f"{server_url}/?{query.removeprefix('?')}")
    wait_until_ready(page)


def wait_until_ready(page: Page) -> None:
    """Until all panels stand."""
    wait_for_player(page, "root.dataset.ready === 'true'")


def wait_for_player(page: Page, condition: str, argument: Any = None) -> None:
    """Until there is a player, and `condition`, of `root` and `argument`, holds of it.

    It is looked at with each frame. `expect` would look more and more rarely, and each time in vain
    write down the whole page.
    """
    page.wait_for_function(
        f"""(argument) => {{
            const root = document.querySelector('[data-testid="player"]');
            return root && ({condition});
        }}""",
        arg=argument,
        # Long enough for the first visit to a server that has yet to import torch.
        timeout=READY_MILLISECONDS,
    )


def step_of(page: Page) -> int:
    """The step that the player shows now."""
    step = player(page).get_attribute("data-step")
    assert step is not None, "the player does not say at which step it is"
    return int(step)


def button(page: Page, name: str) -> Locator:
    """A button of the player, by its name."""
    return player(page).get_by_role("button", name=name, exact=True)


def scrubber(page: Page) -> Locator:
    """The slider of the steps."""
    return player(page).get_by_role("slider", name=PLAYER["step"], exact=True)


def speed(page: Page) -> Locator:
    """The choice of speed."""
    return player(page).get_by_role("combobox", name=PLAYER["speed"], exact=True)


def panel(page: Page, name: str) -> Locator:
    """The figure of that name."""
    return player(page).locator(f'figure[data-panel="{name}"]')


def field(page: Page, label: str) -> Locator:
    """A number field of the sidebar."""
    return page.get_by_role("spinbutton", name=label, exact=True)


def go_to(page: Page, step: int) -> None:
    """Scrub to a step, and wait until it is shown."""
    scrubber(page).fill(str(step))
    expect_step(page, step)


def expect_step(page: Page, step: int) -> None:
    wait_for_player(page, "root.dataset.step === argument", str(step))


def wait_until_at_rest(page: Page) -> None:
    """Until Plotly has drawn the step, and the link holds it: the player reports it just then."""
    page.wait_for_function(
        """() => {
            const { step, steps } = document.querySelector('[data-testid="player"]').dataset;
            const linked = new URLSearchParams(location.search).get('step') ?? 0;
            return Math.min(linked, steps) === Number(step);
        }""",
        timeout=10_000,
    )


def wait_until_playing(page: Page, steps: int = 3) -> None:
    """Until so many steps have gone by."""
    before = step_of(page)
    page.wait_for_function(
        "([first, steps]) => Math.abs("
        "document.querySelector('[data-testid=\"player\"]').dataset.step - first) >= steps",
        arg=[before, steps],
    )


@contextmanager
def another_film(page: Page) -> Iterator[None]:
    """What is done in the block brings another film; it ends when that is shown."""
    before = player(page).get_attribute("data-film")
    assert before is not None
    yield
    wait_for_player(page, "root.dataset.film !== argument", before)


def type_number(page: Page, label: str, value: float) -> None:
    """Type into a number field of the sidebar, and wait for the run that this makes."""
    with another_film(page):
        field(page, label).fill(str(value))
        field(page, label).press("Enter")


def readouts(page: Page) -> dict[str, str]:
    """The numbers of the bar, by the name of their series."""
    found: dict[str, str] = player(page).evaluate(
        "root => Object.fromEntries([...root.querySelectorAll('[data-series]')]"
        ".map(cell => [cell.dataset.series, cell.textContent]))"
    )
    assert found
    return found


def alternative(page: Page, name: str) -> str:
    """What a screen reader says of a panel's picture."""
    said = panel(page, name).get_by_role("img").first.get_attribute("aria-label")
    assert said
    return said


def cells(page: Page, name: str) -> list[list[str]]:
    """A table's texts, row by row, without its head."""
    found: list[list[str]] = panel(page, name).evaluate(
        "figure => [...figure.querySelectorAll('tbody tr')]"
        ".map(row => [...row.children].map(cell => cell.textContent))"
    )
    assert found
    return found


def axis_range(page: Page, name: str) -> list[float]:
    """What a panel's axes show now: x from, x to, y from, y to."""
    found: list[float] = panel(page, name).evaluate(
        """figure => {
            const { xaxis, yaxis } = figure.querySelector('.js-plotly-plot')._fullLayout;
            return [...xaxis.range, ...yaxis.range];
        }"""
    )
    return found


def box(locator: Locator) -> FloatRect:
    """Where an element is on the screen."""
    found = locator.bounding_box()
    assert found is not None, "it is not on the screen"
    return found


def axes(page: Page, name: str) -> Locator:
    """A picture's axes themselves: the surface's small map has its own."""
    return panel(page, name).locator('.nsewdrag[data-subplot="xy"]')


def drag(page: Page, name: str, begin: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag a rectangle over a share of a picture, and wait until its axes have changed."""
    before = axis_range(page, name)
    place = box(axes(page, name))
    for share, then in ((begin, page.mouse.down), (end, page.mouse.up)):
        x = place["x"] + share[0] * place["width"]
        page.mouse.move(x, place["y"] + share[1] * place["height"], steps=5)
        then()
    page.wait_for_function(
        """([name, before]) => {
            const plot = document.querySelector(`[data-panel=${name}] .js-plotly-plot`);
            const { xaxis, yaxis } = plot._fullLayout;
            return String([...xaxis.range, ...yaxis.range]) !== before;
        }""",
        arg=[name, ",".join(map(str, before))],
    )


@dataclass
class Frames:
    """How many websocket frames the page has sent and received, and their bytes."""

    sent: int = 0
    received: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0

    def count_sent(self, payload: str | bytes) -> None:
        self.sent += 1
        self.sent_bytes += _size(payload)

    def count_received(self, payload: str | bytes) -> None:
        self.received += 1
        self.received_bytes += _size(payload)


def websocket_frames(page: Page) -> Frames:
    """A count that goes on by itself. Call it before `page.goto`: it sees only later sockets."""
    frames = Frames()

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", frames.count_sent)
        socket.on("framereceived", frames.count_received)

    page.on("websocket", listen)
    return frames


def _size(payload: str | bytes) -> int:
    return len(payload.encode() if isinstance(payload, str) else payload)
