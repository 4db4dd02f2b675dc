"""Streamlit kept to itself: it asks nobody for its address, writes no upload, offers nothing."""

from __future__ import annotations

from typing import Literal

from starlette.formparsers import MultiPartParser
from streamlit import net_util
from streamlit.web import skills

MEGABYTE = 2**20


def ask_nobody() -> None:
    """Let the server not look up its own addresses.

    Streamlit does so for a page of another origin that wants to connect: it asks a server on the
    internet which address it is seen at, while everybody waits. Such a page is refused either way,
    unless server.corsAllowedOrigins names it.
    """
    net_util.get_external_ip = _no_address
    net_util.get_internal_ip = _no_address


def keep_uploads_in_memory(largest_megabytes: int) -> None:
    """Let an upload stay in memory, as Streamlit keeps it anyway once it is complete.

    Starlette's parser would write each one above a megabyte into a temporary file first.
    Streamlit refuses what is larger than largest_megabytes while it arrives, plus a megabyte of
    multipart boundaries.
    """
    MultiPartParser.spool_max_size = (largest_megabytes + 1) * MEGABYTE


def offer_nothing() -> None:
    """Let Streamlit not offer, over the pictures, to install what it has for writing code.

    It does on a machine with a program for that; the only option against it also hides where the
    app is. What a page would send to have it installed, server/pace.py does not take.
    """
    skills.nudge_suppression_reason = _not_asked_for


def _not_asked_for(app_dir: str | None = None) -> Literal["welcome_hidden"]:
    """What Streamlit itself says where its welcome is hidden, and the offer with it."""
    return "welcome_hidden"


def _no_address() -> None:
    return None
