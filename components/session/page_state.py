"""What a visitor's session holds of a page: its value, the view of it, and the link to both."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import streamlit as st

from components.session import address_bar
from components.session.view import LAST_STEP, View, reported
from models.experiment import SETTINGS, Dropped
from models.setting import Setting


class Value(Protocol):
    """What a page shows: a frozen dataclass that a link can spell."""

    __dataclass_fields__: ClassVar[dict[str, dataclasses.Field[Any]]]

    def to_query(self) -> dict[str, str]:
        """Name → text of what is not as it stands at first."""


T = TypeVar("T", bound=Value)


@dataclass(frozen=True)
class Held(Generic[T]):
    """All of it, as one value of the session state, so that no run of the script leaves it half."""

    value: T
    view: View
    sent: View  # where the player was last sent
    token: int = 1  # how often it was
    dropped: tuple[Dropped, ...] = ()  # until the visitor goes on
    was_at: Mapping[str, str] | None = None  # the address when something was done, until written


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
    read: Callable[[Mapping[str, str]], tuple[T, View, tuple[Dropped, ...]]]
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

    def follow(self) -> None:
        """Take over what the address says, where it is not what the page itself wrote there.

        A run that ends half-way, for a newer one, has not written the address. The newer one comes
        with that of before, and is the page's doing, too; with another, it is the address bar's.
        """
        query = address_bar.asked()
        if self.has_begun and (self._held.was_at == query or self.link() == query):
            return
        value, view, dropped = self.read(query)
        self.open(value, view, dropped + address_bar.repeated(self.settings))

    def link(self) -> dict[str, str]:
        """The query of a link to the page as the visitor left it; before the first visit, empty but
        for what stands beside it."""
        own = self.value.to_query() | self.view.to_query() if self.has_begun else {}
        return own | self.beside()

    def write(self) -> None:
        """Make the address say what the page shows: what was done is over."""
        address_bar.write(self.link())
        self._hold(was_at=None)

    def from_page(self, goes_on: bool = True) -> None:
        """The run of the script that follows is the page's own doing, not the address bar's.

        goes_on: the visitor does something else: what was said of the link is over.
        """
        self._hold(was_at=address_bar.asked(), dropped=() if goes_on else self.dropped)

    def leave(self) -> None:
        """What was said of the link is over: the visitor goes to another page."""
        if self.has_begun:  # else they left before it was seen
            self._hold(dropped=())

    def open(self, value: T, view: View, dropped: tuple[Dropped, ...] = ()) -> None:
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

    def send_player(self, view: View) -> None:
        """Have the player go there, wherever it stands."""
        self._hold(view=view, sent=view, token=self._held.token + 1)

    def goto(self) -> dict[str, Any]:
        """Where the player was last sent; the token tells one sending from the next."""
        if self.player not in st.session_state:  # a new one, on the way back from another page
            self._hold(sent=self.view)
        held = self._held
        return {"token": held.token, **dataclasses.asdict(held.sent)}

    def on_rest(self, name: str, last: int = LAST_STEP, player: str = "") -> None:
        """The player, or another one, came to rest: remember the step, the phase, the switches or
        the size, for the link."""
        said = st.session_state[player or self.player].get(name)
        self._hold(view=reported(self.view, name, said, last))
