"""What a visitor's session holds of a page: its value, the view of it, and the link to both."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import streamlit as st

from components.session import address_bar
from components.session.link import asked, repeated
from components.session.view import LAST_STEP, View, reported
from models.experiment import SETTINGS, Dropped
from models.setting import Setting


class Value(Protocol):
    """What a page shows: a frozen dataclass that a link can spell."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]

    def to_query(self) -> dict[str, str]:
        """Name → text of what is not as it stands at first."""


T = TypeVar("T", bound=Value)
Read = Callable[[Mapping[str, str]], tuple[T, View, tuple[Dropped, ...]]]


@dataclass(frozen=True)
class Held(Generic[T]):
    """All of it, as one value of the session state, so that no run of the script leaves it half.

    sent: where the player was last sent; token: how often it was. dropped: what the link held that
    could not be used, until the visitor goes on. was_at: the address when something was done on
    the page, until the page has written its own.
    """

    value: T
    view: View
    sent: View
    token: int = 1
    dropped: tuple[Dropped, ...] = ()
    was_at: Mapping[str, str] | None = None


@dataclass(frozen=True)
class PageState(Generic[T]):
    """A page as this visitor left it, under its name in the session state.

    read: a link's value and view, and what of it could not be used. take: what there is to be done
    where all of the value is another one, as to have the widgets say it; before it is the page's,
    so that a run that ends meanwhile leaves all to be done by the next. beside: what the link says
    besides, of another page's. settings: what the parts of a link are called. player: the key
    under which the session state has its reports.
    """

    name: str
    read: Read[T]
    take: Callable[[T], None] = lambda value: None
    beside: Callable[[], dict[str, str]] = dict
    settings: Mapping[str, Setting] = field(default_factory=lambda: SETTINGS)
    player: str = ""

    @property
    def has_begun(self) -> bool:
        """Whether the visitor has been to the page."""
        return self.name in st.session_state

    @property
    def value(self) -> T:
        """What the page shows: always a valid one."""
        return self._held.value

    @property
    def view(self) -> View:
        """How it is looked at."""
        return self._held.view

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What the link held that could not be used."""
        return self._held.dropped

    @property
    def _held(self) -> Held[T]:
        held: Held[T] = st.session_state[self.name]
        return held

    def _hold(self, **fields: Any) -> None:
        st.session_state[self.name] = dataclasses.replace(self._held, **fields)

    # ---- The address

    def follow(self) -> None:
        """Take over what the address says, where it is not what the page itself wrote there.

        A run that ends half-way, for a newer one, has not written the address. The newer one comes
        with that of before, and is the page's doing, too; with another, it is the address bar's.
        """
        query = asked()
        if self.has_begun and (self._held.was_at == query or self.link() == query):
            return
        value, view, dropped = self.read(query)
        self.show(value, view, dropped + repeated(self.settings))

    def link(self) -> dict[str, str]:
        """The query of a link to the page as the visitor left it; before the first visit, empty but
        for what stands beside it."""
        own = self.value.to_query() | self.view.to_query() if self.has_begun else {}
        return own | self.beside()

    def write(self) -> None:
        """Make the address say what the page shows: what was done is over."""
        address_bar.write(self.link())
        self._hold(was_at=None)

    def by_page(self) -> None:
        """The run of the script that follows is the page's own doing, not the address bar's."""
        self._hold(was_at=asked())

    def from_page(self) -> None:
        """The same; and what was said of the link is over, for the visitor does something else."""
        self._hold(was_at=asked(), dropped=())

    def leave(self) -> None:
        """What was said of the link is over: the visitor goes to another page."""
        if self.has_begun:  # else they left before it was seen
            self._hold(dropped=())

    # ---- What it shows

    def show(self, value: T, view: View, dropped: tuple[Dropped, ...] = ()) -> None:
        """Another value, seen in this way."""
        self.take(value)
        token = self._held.token + 1 if self.has_begun else 1
        st.session_state[self.name] = Held(value, view, view, token, dropped)

    def become(self, value: T) -> None:
        """Another value, which the widgets say already."""
        self._hold(value=value)

    def change(self, **fields: Any) -> None:
        """The fields of the value that change."""
        self.become(dataclasses.replace(self.value, **fields))

    def look(self, **fields: Any) -> None:
        """Look at something else: the fields of the view that change."""
        self._hold(view=dataclasses.replace(self.view, **fields))

    # ---- The player

    def send_player(self, view: View) -> None:
        """Have the player go there, wherever it stands."""
        self._hold(view=view, sent=view, token=self._held.token + 1)

    def goto(self) -> dict[str, Any]:
        """Where the player was last sent; the token tells one sending from the next."""
        if self.player not in st.session_state:  # a new one, on the way back from another page
            self._hold(sent=self.view)
        held = self._held
        return {"token": held.token, **dataclasses.asdict(held.sent)}

    def on_rest(self, name: str, last: int = LAST_STEP) -> None:
        """The player came to rest: remember the step, the phase or the switches, for the link."""
        self.report(name, st.session_state[self.player].get(name), last)

    def report(self, name: str, value: Any, last: int = LAST_STEP) -> None:
        """The same of whatever a browser sent."""
        self._hold(view=reported(self.view, name, value, last))
