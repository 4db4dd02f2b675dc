"""The address bar is written where it does not say, or may soon not say, what the page shows."""

from collections.abc import Iterator

import pytest
import streamlit

from components.session import address_bar
from components.session.address_bar import write


class Parameters:
    """Streamlit's query parameters, counting how often they are written."""

    def __init__(self) -> None:
        self.query: dict[str, str] = {}
        self.writes = 0

    def to_dict(self) -> dict[str, str]:
        return dict(self.query)

    def __iter__(self) -> Iterator[str]:
        return iter(self.query)

    def get_all(self, name: str) -> list[str]:
        return [self.query[name]]

    def from_dict(self, query: dict[str, str]) -> None:
        self.query, self.writes = dict(query), self.writes + 1


@pytest.fixture
def parameters(monkeypatch: pytest.MonkeyPatch) -> Parameters:
    """Those of a session that begins."""
    made = Parameters()
    monkeypatch.setattr(streamlit, "query_params", made)
    monkeypatch.setattr(streamlit, "session_state", {})
    return made


def test_an_address_that_is_right_is_not_written_again(parameters: Parameters) -> None:
    for _ in range(3):
        write({"epochs": "20"})
    assert (parameters.query, parameters.writes) == ({"epochs": "20"}, 1)


def test_an_address_is_written_again_where_an_older_message_tells_of_it(
    parameters: Parameters,
) -> None:
    """The message left before the browser heard of what was written last: that is to be undone."""
    write({"epochs": "20"})
    parameters.query = {}
    write({})
    assert (parameters.query, parameters.writes) == ({}, 2)


def test_what_was_written_a_moment_ago_is_to_be_undone_and_what_was_written_long_ago_is_not(
    parameters: Parameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    write({"epochs": "20"})
    parameters.query = {}
    write({})
    assert (parameters.query, parameters.writes) == ({}, 2)
    monkeypatch.setattr(address_bar, "LANDED_SECONDS", 0)
    write({"epochs": "20"})
    parameters.query = {}
    write({})
    assert parameters.writes == 3
