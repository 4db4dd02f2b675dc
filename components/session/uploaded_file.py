"""The visitor's own file: what was understood of it, kept as long as the session lasts."""

from __future__ import annotations

import hashlib
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import streamlit as st

from components import words
from components.monitoring.memory import give_back
from components.monitoring.upload_budget import room
from components.session.cancellation import give_way
from models.datasets import DATASETS, DataError, Dataset, learned, load
from models.datasets.csv_files import TableRead, read_table
from models.experiment import Experiment

# In the session state.
KEY = "own_file"
TO_BE_READ = "own_file_to_be_read"
MEGABYTE = 2**20
LARGE = 4 * MEGABYTE  # reading such a file takes several times as much, for a moment
LOOK_SECONDS = 0.05

_large = threading.Lock()  # large files are read one after another: the moments do not add up


# The experiment's target and features, "" and () by default, what is learned of the target, and how
# many powers of a feature.
Columns = tuple[str, tuple[str, ...], str, int]


@dataclass(frozen=True, eq=False)
class Chosen:
    """What the chosen columns are: the data set, and in words which rows are left out."""

    dataset: Dataset
    left_out: int
    why: str


@dataclass(frozen=True, eq=False)
class OwnFile:
    """A file by its name and bytes; the table in it, or why there is none."""

    name: str
    data: bytes
    encoding: str
    table: TableRead | None
    problem: str = ""
    with_summaries: bool = False  # whether totals among the rows are taken for observations
    last: dict[Columns, Chosen] = field(default_factory=dict)

    def chosen(self, experiment: Experiment) -> Chosen:
        """The experiment's columns, made once as long as they stay the same: large ones take time.

        Raises DataError, with a sentence for the visitor, where they cannot be used.
        """
        if self.table is None:
            raise DataError(self.problem)
        chosen = experiment.target, experiment.features
        columns = (*chosen, experiment.learn, experiment.powers)
        if columns not in self.last:
            wanted = (experiment.target or None, experiment.features or None)
            made = learned(experiment, self.table.dataset(*wanted, self.name))
            self.last.clear()
            self.last[columns] = Chosen(made, *self.table.dropped(*wanted))
        return self.last[columns]


def largest_megabytes() -> int:
    """How large a file may be: Streamlit's own server.maxUploadSize."""
    return int(st.get_option("server.maxUploadSize"))


@dataclass(frozen=True, eq=False)
class Brought:
    """What is to be read: a file's name and bytes, and how."""

    name: str
    data: bytes
    encoding: str = "auto"
    with_summaries: bool = False


def leave_to_be_read(name: str, data: bytes, **how: Any) -> None:
    """Have the run of the script that follows read a file.

    Who answers a message does not: nothing newer interrupts that.
    """
    st.session_state[TO_BE_READ] = Brought(name, data, **how)


def read_what_was_brought(then: Callable[[OwnFile], None]) -> None:
    """Read what was left to be read, and have `then` be told of it.

    A newer message ends the run meanwhile, and the next one begins anew, if it comes here.
    """
    brought: Brought | None = st.session_state.get(TO_BE_READ)
    if brought is not None:
        then(bring(brought.name, brought.data, brought.encoding, brought.with_summaries))
        st.session_state.pop(TO_BE_READ, None)


def present() -> OwnFile | None:
    """The file that the visitor brought last."""
    own: OwnFile | None = st.session_state.get(KEY)
    return own


def bring(name: str, data: bytes, encoding: str = "auto", with_summaries: bool = False) -> OwnFile:
    """Read a file and keep it, with the reason where nothing can be read of it."""
    table, problem = None, ""
    try:
        table = _read(data, encoding, with_summaries)
    except DataError as error:
        problem = str(error)
    except MemoryError:
        problem = words.NO_MEMORY.removesuffix(".")
        give_back()
    size = len(data) + held_by(table)
    if room.take(size):
        own = OwnFile(name, data, encoding, table, problem, with_summaries)
        weakref.finalize(own, room.give_back, size)
    else:
        own = OwnFile(name, b"", encoding, None, words.NO_ROOM)
    st.session_state[KEY] = own
    return own


def _read(data: bytes, encoding: str, with_summaries: bool) -> TableRead:
    """The table in the bytes; a large one once no other is being read. Raises DataError."""
    largest = largest_megabytes() * MEGABYTE
    read = partial(
        read_table, data, encoding, largest=largest, with_summaries=with_summaries, ask=give_way
    )
    if len(data) <= LARGE:
        return read()
    if len(data) > room.free():
        raise DataError(words.NO_ROOM)
    while not _large.acquire(timeout=LOOK_SECONDS):
        give_way()
    try:
        return read()
    finally:
        _large.release()
        give_back()


def held_by(table: TableRead | None) -> int:
    """Bytes of what was read: its numbers, and where in the file each row is."""
    if table is None:
        return 0
    return table.row_numbers.nbytes + sum(column.numbers.nbytes for column in table.columns)


def forget() -> None:
    """As if the visitor had never brought a file."""
    st.session_state.pop(KEY, None)
    st.session_state.pop(TO_BE_READ, None)


def dataset(experiment: Experiment) -> Dataset:
    """The experiment's data, from the visitor's file where they are in one.

    Raises DataError, with a sentence for the visitor, where there are none.
    """
    if not DATASETS[experiment.dataset].needs_file:
        return load(experiment)
    own = present()
    if own is None or (experiment.file and own.name != experiment.file):
        return load(experiment)  # which says that a link does not hold the file
    return own.chosen(experiment).dataset


def is_awaited(experiment: Experiment) -> bool:
    """Whether the page waits for a file that nobody has named yet."""
    return DATASETS[experiment.dataset].needs_file and not experiment.file and present() is None


def fingerprint(experiment: Experiment) -> str:
    """What tells one visitor's file from another's of the same name; "" where none is used."""
    own = present()
    if own is None or own.table is None or not DATASETS[experiment.dataset].needs_file:
        return ""
    read_as = f"{own.table.digest} {own.encoding} {own.with_summaries}"
    return hashlib.sha256(read_as.encode()).hexdigest()
