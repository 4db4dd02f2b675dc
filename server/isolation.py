"""Streamlit kept to itself: it asks nobody for its address, and puts no upload on the disk."""

from __future__ import annotations

from starlette.formparsers import MultiPartParser
from streamlit import net_util

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


def _no_address() -> None:
    return None
