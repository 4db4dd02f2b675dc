"""What other programs write is refused by its first bytes: nothing in it is unpacked or run."""

import bz2
import gzip
import io
import lzma
import pickle
import sqlite3
import tracemalloc
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image

from models.datasets.csv_files import DataError, read_table
from models.datasets.csv_files.decoding import BINARY

TABLE = pd.DataFrame({"x": [1.0, 2.0, 3.0], "y": [2.0, 4.0, 7.0]})
TEXT = TABLE.to_csv(index=False).encode()
ran: list[str] = []


class RunsWhenRead:
    """What a pickle can do to whoever loads it."""

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return ran.append, ("run",)


def written(write: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


def zipped(buffer: io.BytesIO) -> None:
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", TEXT)


def picture(kind: str) -> bytes:
    return written(lambda buffer: Image.new("RGB", (8, 8)).save(buffer, kind))


def database(folder: Path) -> bytes:
    with sqlite3.connect(folder / "x.db") as connection:
        connection.execute("create table t (x, y)")
    connection.close()
    return (folder / "x.db").read_bytes()


# Each as its own library writes it: what the sentence must call it → the bytes.
MADE: dict[str, Callable[[], bytes]] = {
    "zip file": lambda: written(zipped),
    "compressed by gzip": lambda: gzip.compress(TEXT),
    "compressed by bzip2": lambda: bz2.compress(TEXT),
    "compressed by xz": lambda: lzma.compress(TEXT),
    "compressed by lzma": lambda: lzma.compress(TEXT, lzma.FORMAT_ALONE),
    "(PNG)": lambda: picture("PNG"),
    "(JPEG)": lambda: picture("JPEG"),
    "(GIF)": lambda: picture("GIF"),
    "(TIFF)": lambda: picture("TIFF"),
    "(RIFF)": lambda: picture("WEBP"),
    "PDF": lambda: picture("PDF"),
    "Parquet": lambda: written(TABLE.to_parquet),
    "Feather": lambda: written(TABLE.to_feather),
    "NumPy": lambda: written(lambda buffer: np.save(buffer, TABLE.to_numpy())),
    "zip file, by NumPy": lambda: written(lambda buffer: np.savez(buffer, TABLE.to_numpy())),
    "zip file, by torch": lambda: written(lambda buffer: torch.save({"x": 1}, buffer)),
    "Stata": lambda: written(lambda buffer: TABLE.to_stata(buffer, version=118)),
    **{
        f"Python pickle, protocol {protocol}": partial(pickle.dumps, RunsWhenRead(), protocol)
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)
    },
}


def refusal(data: bytes) -> str:
    with pytest.raises(DataError) as caught:
        read_table(data)
    return str(caught.value)


@pytest.mark.parametrize("what", MADE)
def test_what_another_program_wrote_is_refused_by_its_name(what: str) -> None:
    sentence = refusal(MADE[what]())
    assert what.partition(",")[0] in sentence
    assert "CSV" in sentence
    assert ran == []


def test_a_database_is_refused_by_its_name(tmp_path: Path) -> None:
    assert "an SQLite database" in refusal(database(tmp_path))


@pytest.mark.parametrize("protocol", [0, 1])
def test_a_pickle_without_a_mark_is_not_run_either(protocol: int) -> None:
    assert refusal(pickle.dumps(RunsWhenRead(), protocol))
    assert ran == []


@pytest.mark.parametrize("start", BINARY, ids=repr)
def test_every_first_byte_that_is_listed_refuses(start: bytes) -> None:
    # Behind the two letters of a zip stand its kind, and else it may be text.
    data = start + (b"\3\4" if start == b"PK" else b"") + TEXT
    assert BINARY[start] in refusal(data)


@pytest.mark.parametrize(
    "header", ["PK", "PKG", "BZ", "ORC", "MZ", "RIF", "II", "Obj", "$FL", "RDX"]
)
def test_a_column_may_be_called_what_a_binary_file_begins_with(header: str) -> None:
    table = read_table(f"{header},y\n1,2\n2,4\n".encode())
    assert table.columns[0].name == header


def test_a_bomb_is_not_unpacked() -> None:
    """50 MB of zeros, packed into 50 kB, of which not one is made."""
    packed = written(zipped_zeros)
    assert len(packed) < 100_000
    tracemalloc.start()
    try:
        assert "zip file" in refusal(packed)
        assert "gzip" in refusal(gzip.compress(bytes(1_000_000)))
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def zipped_zeros(buffer: io.BytesIO) -> None:
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("table.csv", bytes(50_000_000))
