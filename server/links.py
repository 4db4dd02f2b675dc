"""A link that is longer than Streamlit takes: the page hears of it, instead of no link at all."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.runtime import app_session
from streamlit.runtime.state.query_params import (
    CLIENT_STATE_QUERY_STRING_MAX_FIELDS,
    CLIENT_STATE_QUERY_STRING_MAX_LENGTH,
    sanitize_query_string,
)

# What stands for the link: no page has such a setting, and so each says that it cannot use it.
TOO_MANY = f"more_than_{CLIENT_STATE_QUERY_STRING_MAX_FIELDS}_parts"
TOO_LONG = f"more_than_{CLIENT_STATE_QUERY_STRING_MAX_LENGTH // 1024}_kB"

_take: Callable[[str], str] = sanitize_query_string


def tell_of_long_ones() -> None:
    """Have pages hear of them; a second call changes nothing.

    Streamlit drops such a link with a line in the log, where a session takes it over; so the
    function that does so there is replaced.
    """
    # The session's module has it by import, and says nothing of it to type checkers.
    app_session.sanitize_query_string = _take_or_tell  # type: ignore[attr-defined]


def _take_or_tell(query_string: str) -> str:
    """The query, or what stands for it."""
    taken = _take(query_string)
    if taken or not query_string:
        return taken
    is_long = len(query_string) > CLIENT_STATE_QUERY_STRING_MAX_LENGTH
    return f"{TOO_LONG if is_long else TOO_MANY}="
