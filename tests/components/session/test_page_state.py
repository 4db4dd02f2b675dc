"""The state of a page: a toy page of two numbers, without a browser and in one process."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import streamlit

from components.session.link import read_parts
from components.session.page_state import PageState
from components.session.view import PARTS, View
from models.experiment import Dropped
from models.setting import Number, Setting

Link = dict[str, str]
SETTINGS: dict[str, Setting] = {
    "width": Number("Width", low=0, high=9, kind=int),
    "height": Number("Height", low=0, high=9, kind=int),
}
PLAYER = "toy_player"


@dataclass(frozen=True)
class Toy:
    """A page that shows a box."""

    width: int = 1
    height: int = 1

    def to_query(self) -> Link:
        return {name: str(value) for name, value in vars(self).items() if value != 1}


def read(query: Mapping[str, str]) -> tuple[Toy, View, tuple[Dropped, ...]]:
    parts, dropped = read_parts(query, PARTS | SETTINGS)
    return Toy(parts.get("width", 1), parts.get("height", 1)), View.of(parts), dropped


class Parameters:
    """Streamlit's query parameters; a name may have several texts."""

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = {}

    def say(self, **query: str) -> None:
        """The visitor opens an address, or goes back to it."""
        self.said = {name: text.split("|") for name, text in query.items()}

    def to_dict(self) -> Link:
        return {name: texts[-1] for name, texts in self.said.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self.said)

    def get_all(self, name: str) -> list[str]:
        return self.said[name]

    def from_dict(self, query: Link) -> None:
        self.said = {name: [text] for name, text in query.items()}


@dataclass
class Visit:
    """A toy page in a session that begins, and the values that its widgets were made to say."""

    address: Parameters
    session: dict[str, Any]
    taken: list[Toy] = field(default_factory=list)
    beside: Link = field(default_factory=dict)

    def page(self, name: str = "toy", take: Callable[[Toy], None] | None = None) -> PageState[Toy]:
        return PageState(
            name,
            read,
            take or self.taken.append,
            lambda: self.beside,
            settings=SETTINGS,
            player=PLAYER,
        )

    def runs(self, **query: str) -> PageState[Toy]:
        """A run of the script, at an address."""
        self.address.say(**query)
        page = self.page()
        page.follow()
        page.write()
        return page


@pytest.fixture
def visit(monkeypatch: pytest.MonkeyPatch) -> Visit:
    made = Visit(Parameters(), {})
    monkeypatch.setattr(streamlit, "query_params", made.address)
    monkeypatch.setattr(streamlit, "session_state", made.session)
    return made


def told(dropped: tuple[Dropped, ...]) -> dict[str, str]:
    return {part.key: part.reason for part in dropped}


# ---- The address


def test_a_page_is_what_its_address_says_and_the_address_says_what_the_page_is(
    visit: Visit,
) -> None:
    page = visit.runs(width="3", step="20", squares="on", size="1.2")
    assert page.value == Toy(3) == visit.taken[0]
    assert page.view == View(20, {"squares": True}, size=1.2)
    assert page.dropped == ()
    assert page.link() == visit.address.to_dict()
    assert page.link() == {"width": "3", "step": "20", "squares": "on", "size": "1.2"}


def test_before_the_first_visit_there_is_no_link_but_to_what_stands_beside(visit: Visit) -> None:
    page = visit.page()
    assert not page.has_begun
    assert page.link() == {}
    visit.beside = {"epochs": "7"}
    assert page.link() == {"epochs": "7"}
    assert visit.runs(width="3", epochs="7").link() == {"width": "3", "epochs": "7"}


def test_an_address_that_the_page_wrote_is_not_followed_and_another_one_is(visit: Visit) -> None:
    visit.runs(width="3")
    visit.runs(width="3")
    assert visit.taken == [Toy(3)]
    assert visit.runs(height="4").value == Toy(1, 4)
    assert visit.taken == [Toy(3), Toy(1, 4)]


def test_what_is_done_on_the_page_stands_until_the_address_is_another(visit: Visit) -> None:
    """A run may end before it has written the address; the next one comes with that of before."""
    page = visit.runs(width="3")
    page.change(width=5)
    page.from_page()
    page.follow()
    assert page.value == Toy(5)
    assert visit.address.to_dict() == {"width": "3"}
    page.follow()
    assert page.value == Toy(5)
    visit.address.say(height="2")
    page.follow()
    assert page.value == Toy(1, 2)


def test_once_the_address_is_written_going_back_is_followed(visit: Visit) -> None:
    page = visit.runs(width="3")
    page.change(width=5)
    page.from_page()
    page.follow()
    page.write()
    assert visit.address.to_dict() == {"width": "5"}
    assert visit.runs(width="3").value == Toy(3)


def test_each_page_has_its_own_state_under_one_key(visit: Visit) -> None:
    page, other = visit.page(), visit.page("other")
    page.follow()
    other.follow()
    other.change(width=7)
    assert (page.value, other.value) == (Toy(), Toy(7))
    assert set(visit.session) == {"toy", "other"}


def test_a_run_that_ends_while_the_widgets_are_set_leaves_all_to_be_done_by_the_next(
    visit: Visit,
) -> None:
    def ends(_: Toy) -> None:
        raise InterruptedError

    visit.runs(width="3")
    visit.address.say(width="5")
    with pytest.raises(InterruptedError):
        visit.page(take=ends).follow()
    assert visit.page().value == Toy(3)
    visit.page().follow()
    assert visit.page().value == Toy(5) == visit.taken[-1]


# ---- What could not be used of a link


def test_what_cannot_be_used_of_a_link_is_said_until_the_visitor_goes_on(visit: Visit) -> None:
    query = {"width": "10", "color": "red", "step": "x", "height": "2|3"}
    page = visit.runs(**query)
    assert told(page.dropped) == {
        "width": "must be between 0 and 9",
        "color": "not a setting of this page",
        "step": "not a whole number",
        "height": "said more than once, and the last counts",
    }
    assert [part.label for part in page.dropped] == ["Width", "", "Step", "Height"]
    assert visit.address.to_dict() == {"height": "3"}
    page.follow()
    assert page.dropped, "another run is no going on"
    page.from_page(goes_on=False)
    assert page.dropped, "nor is what the player does by itself"
    page.from_page()
    assert page.dropped == ()


def test_who_leaves_a_page_has_heard_what_was_said_of_its_link(visit: Visit) -> None:
    page = visit.page()
    page.leave()
    assert not page.has_begun, "it was left before it was seen"
    page = visit.runs(color="red", width="3")
    page.leave()
    assert (page.dropped, page.value) == ((), Toy(3))


# ---- The player


def test_the_player_is_sent_where_a_link_leads_and_each_sending_is_another(visit: Visit) -> None:
    page = visit.runs(step="20")
    visit.session[PLAYER] = {}
    first = page.goto()
    assert (first["step"], page.goto()) == (20, first)
    page.send_player(View(3))
    assert page.view == View(3)
    assert (page.goto()["step"], page.goto()["token"] == first["token"]) == (3, False)
    last = visit.runs(step="20").goto()
    assert last["step"] == 20
    assert last["token"] not in (first["token"], first["token"] + 1)


def test_what_the_player_reports_moves_the_view_and_sends_nobody(visit: Visit) -> None:
    page = visit.runs(step="20", width="3")
    visit.session[PLAYER] = {"step": 7, "switches": {"squares": True}, "size": "x"}
    before = page.goto()
    for name in ("step", "switches", "size", "phase"):
        page.on_rest(name)
    assert page.view == View(7, {"squares": True})
    assert page.goto() == before
    page.on_rest("step", last=5)
    assert page.view.step == 5
    visit.session["pictures"] = {"size": 1.4}
    page.on_rest("size", player="pictures")
    page.look(plane=(0, 2))
    assert (page.view.size, page.view.plane, page.value) == (1.4, (0, 2), Toy(3))


def test_a_new_player_begins_where_the_one_before_was_left(visit: Visit) -> None:
    page = visit.runs(step="20")
    visit.session[PLAYER] = {"step": 7}
    page.on_rest("step")
    assert page.goto()["step"] == 20
    del visit.session[PLAYER]  # Streamlit forgets it on another page
    assert page.goto()["step"] == 7
