"""Where memory is short, one sentence says that; neither the file nor anything else is blamed."""

import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from components import words
from components.lab import page as lab_page
from components.monitoring import memory
from components.session import uploaded_file
from models.datasets.csv_files import read_table
from tests.components.monitoring.test_ended_runs import OTHER, guarded
from tests.support.linked import link, opened_by, sent

ROOT = Path(__file__).parents[3]
SENTENCE = words.NO_MEMORY.removesuffix(".")
TORCH = RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 TB")
TABLE = b"x,y\n1,2\n2,5\n4,6\n"

__all__ = ["guarded"]  # a fixture


def short(*_: Any, **__: Any) -> NoReturn:
    raise MemoryError


def said(page: AppTest) -> str:
    """What is told on the page."""
    kinds = (page.error, page.warning, page.text)
    return "\n".join(element.value for kind in kinds for element in kind)


def opened_for_a_file() -> AppTest:
    return opened_by({"dataset": "own"}, OTHER.format(page="lab"))


def upload(page: AppTest) -> AppTest:
    (uploader,) = page.file_uploader
    return uploader.set_value(("a.csv", TABLE, "text/csv")).run()


def test_a_file_that_memory_is_too_short_for_is_not_blamed_and_can_be_read_later(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(uploaded_file, "read_table", short)
        page = upload(opened_for_a_file())
    assert not page.exception
    assert SENTENCE in said(page)
    assert "cells" not in said(page)
    page.file_uploader[0].set_value(("a.csv", TABLE + b"5,9\n", "text/csv")).run()
    assert SENTENCE not in said(page)
    assert sent(page)[1]


def test_what_pandas_says_of_memory_is_not_taken_for_a_fault_of_the_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def out_of_memory(*_: Any, **__: Any) -> NoReturn:
        raise pd.errors.ParserError("Error tokenizing data. C error: out of memory")

    monkeypatch.setattr(pd, "read_csv", out_of_memory)
    with pytest.raises(MemoryError):
        read_table(TABLE)


LIMITED = """
import resource
from models.datasets.csv_files import read_table
read_table(b"x,y\\n1,2\\n2,5\\n")  # all that is imported when it is needed
rows = b"x,y\\n" + b"1.234567,2.345678\\n" * 2_000_000
(held,) = [line for line in open("/proc/self/status") if line.startswith("VmSize")]
most = 1024 * int(held.split()[1]) + 20_000_000
resource.setrlimit(resource.RLIMIT_AS, (most, most))
try:
    read_table(rows)
except MemoryError:
    print("short of memory")
"""


@pytest.mark.slow
def test_a_process_that_may_have_no_more_memory_says_that_of_a_large_table() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", LIMITED], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert answer.stdout == "short of memory\n", answer.stderr


@pytest.mark.faults_expected
@pytest.mark.parametrize("error", [MemoryError(), TORCH])
def test_pictures_that_memory_is_too_short_for_leave_those_before_and_say_it(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any, **__: Any) -> NoReturn:
        raise error

    page = opened_by({}, OTHER.format(page="lab"))
    before = sent(page)[1]
    monkeypatch.setattr(lab_page, "film_of", fails)
    page.number_input(key="epochs").set_value(7).run()
    assert not page.exception
    assert SENTENCE in said(page)
    assert sent(page)[1] == before


def test_an_answer_that_memory_is_too_short_for_leaves_the_page_as_it_was_and_says_it(
    guarded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened_by({"epochs": "9"}, OTHER.format(page="lab") + TOLD)
    monkeypatch.setattr("components.lab.sidebar.random.randint", short)
    (button,) = [button for button in page.button if button.label == words.NEW_SEED]
    button.click().run()
    assert not page.exception
    assert words.NO_MEMORY in said(page)
    assert link(page)["epochs"] == "9"
    page.run()
    assert words.NO_MEMORY not in said(page)


TOLD = """
import streamlit as st
from components.session import widget_guard
with st.sidebar:
    widget_guard.tell()
"""


def test_what_memory_was_too_short_for_is_said_once_where_a_thread_answers_again() -> None:
    page = AppTest.from_string(
        "from components.session import widget_guard\n"
        "widget_guard._noted.is_short = True\n"
        "widget_guard.tell()\n"
        "widget_guard.tell()\n"
    ).run()
    assert [said.value for said in page.error] == [words.NO_MEMORY]


@pytest.mark.parametrize(
    ("error", "is_short"),
    [(MemoryError(), True), (TORCH, True), (RuntimeError("a fault"), False), (OSError(), False)],
)
def test_too_little_memory_is_told_from_other_faults(error: Exception, is_short: bool) -> None:
    assert memory.is_short(error) is is_short
