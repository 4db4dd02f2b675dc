"""?debug=1, where the operator allows it: the server's numbers, below any page."""

from __future__ import annotations

import os

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.stats import CACHE_MEMORY_FAMILY, HistogramStat, StatsManager

from components import words

ALLOWED = "REGRESSION_LAB_DEBUG"  # in the server's environment: "1"
KEY, ON = "debug", "1"  # in the address


def is_on() -> bool:
    """The address asks for it, and the operator allows it."""
    return os.environ.get(ALLOWED) == ON and st.query_params.get(KEY) == ON


def query() -> dict[str, str]:
    """What of the address is no page's own, to be kept in it."""
    return {KEY: ON} if is_on() else {}


def show() -> None:
    """The numbers that /_stcore/metrics tells, but for what takes long to find out."""
    with st.expander(words.DEBUG["title"], expanded=True):
        st.table([{words.DEBUG["name"]: name, words.DEBUG["value"]: n} for name, n in numbers()])


def stats_manager() -> StatsManager:
    """Who knows the numbers of this server."""
    return Runtime.instance().stats_mgr


def numbers() -> list[tuple[str, str]]:
    """Each metric by its name and labels; of a histogram, its count and the mean."""
    manager = stats_manager()
    families = [name for name in manager.registered_families() if name != CACHE_MEMORY_FAMILY]
    found: list[tuple[str, str]] = []
    for stats in manager.get_stats(families).values():
        for stat in stats:
            if isinstance(stat, HistogramStat):
                labels = ", ".join(f"{k}={v}" for k, v in (stat.labels or {}).items())
                n = stat.observation_count
                mean = f"{1000 * stat.observation_sum / n:.1f} ms × {n:,}" if n else "–"
                found.append((f"{stat.family_name}{{{labels}}}", mean))
            else:
                name, _, value = stat.to_metric_str().rpartition(" ")
                found.append((name, value))
    return found
