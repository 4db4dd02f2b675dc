"""Bytes that a person brings are text in some encoding: which one, or what they are instead."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from models.datasets.csv_files.transcoding import Ask, to_utf8
from models.datasets.dataset import DataError

LARGEST_FILE = 50 * 2**20  # bytes
LONGEST_LINE = 64 * 2**10  # bytes: ten thousand columns fit

ENCODINGS = {
    "auto": "found out from the file",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "cp949": "Korean (CP949)",
    "cp1252": "Western European, Windows (CP1252)",
    "latin-1": "Western European (Latin-1)",
}
# Marks at the very start of a file; the encoding without its mark is what remains to be decoded.
MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}

SAVE_AS_CSV = "open it in the program that made it, and save it as “CSV UTF-8”"
BINARY = {
    b"PK": "an Excel workbook or another zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x1f\x8b": "a file compressed by gzip",
    b"BZh": "a file compressed by bzip2",
    b"\xfd7zXZ": "a file compressed by xz",
    b"\x5d\x00\x00": "a file compressed by lzma",
    b"\x28\xb5\x2f\xfd": "a file compressed by zstd",
    b"\x04\x22\x4d\x18": "a file compressed by lz4",
    b"\x1f\x9d": "a file compressed by compress",
    b"LZIP\x01": "a file compressed by lzip",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!\x1a": "a RAR archive",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"II*\x00": "a picture (TIFF)",
    b"MM\x00*": "a picture (TIFF)",
    b"RIFF": "a picture, a sound or a film (RIFF)",
    b"%PDF": "a PDF document",
    b"{\\rtf": "a word processor's document (RTF)",
    b"%!PS": "a PostScript document",
    b"PAR1": "a Parquet file",
    b"ARROW1": "an Arrow or Feather file",
    b"FEA1": "a Feather file",
    b"Obj\x01": "an Avro file",
    b"$FL2@": "an SPSS file",
    b"<stata_dta>": "a Stata file",
    b"MATLAB 5.0 MAT": "a MATLAB file",
    b"RDX2\n": "an R file",
    b"RDX3\n": "an R file",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a NumPy array",
    b"SQLite format 3": "an SQLite database",
    b"\x80\x02": "a Python pickle",
    b"\x80\x03": "a Python pickle",
    b"\x80\x04": "a Python pickle",
    b"\x80\x05": "a Python pickle",
    b"\xac\xed\x00\x05": "a Java object",
    b"\x7fELF": "a program",
    b"MZ\x90\x00": "a program",
    b"\x00asm": "a program (WebAssembly)",
}
NO_TEXT = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x1a\x1b")  # no character of any alphabet
# A column may be called <b>x</b> or {x}: only what begins as a whole page or document does.
WEB_PAGE = re.compile(rb"\A\s*<(!doctype|!--|html|head|body|table|svg|\?xml)", re.IGNORECASE)
JSON = re.compile(rb"\A\s*(\{\s*[\"}]|\[\s*[\[{\"])")


@dataclass(frozen=True)
class Decoded:
    """A file's text as UTF-8 without a mark, a key of ENCODINGS, and what a person should know."""

    utf8: bytes
    encoding: str
    notes: tuple[str, ...] = ()


def decode(
    data: bytes,
    encoding: str = "auto",
    largest: int = LARGEST_FILE,
    ask: Ask = lambda: None,
) -> Decoded:
    """The text of a file. Raises DataError where it is none, or in an encoding that is unclear.

    encoding: a key of ENCODINGS; a mark at the start of the file overrules it. ask: called every
    few milliseconds; what it raises ends the work.
    """
    if encoding not in ENCODINGS:
        raise DataError(f"“{encoding}” is no encoding: choose one of {', '.join(ENCODINGS)}")
    _refuse_what_is_no_text(data, largest)
    mark = next((mark for mark in MARKS if data.startswith(mark)), b"")
    if mark:
        decoded = _decode_as(MARKS[mark], data[len(mark) :], ask)
        if encoding not in ("auto", decoded.encoding):
            note = (
                f"The file says itself that it is {ENCODINGS[decoded.encoding]}, and was read so."
            )
            decoded = Decoded(decoded.utf8, decoded.encoding, (note,))
    elif encoding == "auto":
        decoded = _find_out(data, ask)
    else:
        decoded = _decode_as(_with_byte_order(encoding, data), data, ask)
    _refuse_what_is_no_table(decoded.utf8)
    return decoded


def _refuse_what_is_no_text(data: bytes, largest: int) -> None:
    if len(data) > largest:
        raise DataError(
            f"The file has {len(data):,} bytes, and at most {largest:,} are read: leave out rows "
            "or columns"
        )
    for start, what in BINARY.items():
        if data.startswith(start) and (start != b"PK" or data[2:4] in (b"\3\4", b"\5\6", b"\7\b")):
            raise DataError(f"The file is {what}, not a table of text: {SAVE_AS_CSV}")


def _refuse_what_is_no_table(utf8: bytes) -> None:
    if not utf8 or utf8.isspace():
        raise DataError("The file is empty: choose one with a header and rows of numbers")
    start = utf8[:LONGEST_LINE]
    if WEB_PAGE.match(start):
        raise DataError(
            "The file is a web page (HTML or XML), not a table: download the data itself"
        )
    if (nul := utf8.find(0)) >= 0:
        raise DataError(
            f"Row {_row_of(utf8, nul)} holds a character that no text has (NUL): {SAVE_AS_CSV}"
        )
    _refuse_long_lines(utf8)


def refuse_json(utf8: bytes) -> None:
    """Raises DataError where the text is a document of JSON, and not lists that are a table."""
    if JSON.match(utf8[:LONGEST_LINE]):
        raise DataError("The file is JSON, not a table: save it with one row a line, as CSV")


def _refuse_long_lines(utf8: bytes) -> None:
    """Hop from line end to line end, each time as far as a line may be long."""
    start = 0
    while len(utf8) - start > LONGEST_LINE:
        reach = start + LONGEST_LINE + 1
        end = max(utf8.rfind(b"\n", start, reach), utf8.rfind(b"\r", start, reach))
        if end < 0:
            raise DataError(
                f"Row {_row_of(utf8, start)} is longer than {LONGEST_LINE // 2**10} kB: "
                "is this a table, with a line for each row?"
            )
        start = end + 1


def _row_of(data: bytes, position: int) -> int:
    """The line, counted from 1, in which a byte is."""
    newlines = data.count(b"\n", 0, position)
    return 1 + (newlines or data.count(b"\r", 0, position))


def _with_byte_order(encoding: str, data: bytes) -> str:
    """UTF-16 without a mark: digits and commas have their zero byte first, or second."""
    if encoding != "utf-16":
        return encoding
    start = data[:4096]
    return "utf-16-be" if start[::2].count(0) > start[1::2].count(0) else "utf-16-le"


def _decode_as(codec: str, data: bytes, ask: Ask) -> Decoded:
    """Decoded by Python's codec of that name; DataError says where it fails."""
    encoding = "utf-16" if codec.startswith("utf-16") else codec
    try:
        return Decoded(to_utf8(data, codec, ask), encoding)
    except UnicodeDecodeError as error:
        raise DataError(
            f"Row {_row_of(data, error.start)} is not {ENCODINGS[encoding]}: choose another "
            "encoding, or save the file as “CSV UTF-8”"
        ) from None


def _find_out(data: bytes, ask: Ask) -> Decoded:
    """UTF-8, or else Korean where that makes Korean words; nothing else is assumed."""
    start = data[:4096]
    if 8 * start.count(0) > len(start) and 0 in (start[::2].count(0), start[1::2].count(0)):
        raise DataError(
            "The file looks like UTF-16, but does not say so: choose the encoding UTF-16, or save "
            "it as “CSV UTF-8”"
        )
    try:
        return Decoded(to_utf8(data, "utf-8", ask), "utf-8")
    except UnicodeDecodeError as error:
        position = error.start
    if 0 not in start and (korean := _korean(data, ask)):
        note = "Read as Korean (CP949): choose another encoding if names look wrong."
        return Decoded(korean, "cp949", (note,))
    if any(byte in NO_TEXT for byte in start):
        raise DataError(f"The file is no text: {SAVE_AS_CSV}")
    raise DataError(
        f"Row {_row_of(data, position)} holds a letter (byte 0x{data[position]:02X}) that is "
        "neither UTF-8 nor Korean: choose the encoding, such as Western European, or save the file "
        "as “CSV UTF-8”"
    )


def _korean(data: bytes, ask: Ask) -> bytes:
    """As UTF-8, where CP949 makes mostly common Hangul of what is not ASCII; else nothing.

    Every second byte of Latin-1 can start a rare syllable: its “°C” would be “캜”. The common
    syllables have both bytes from 0xA1 on.
    """
    try:
        utf8 = to_utf8(data, "cp949", ask)
    except UnicodeDecodeError:
        return b""
    text = utf8[:300_000].decode(errors="ignore")
    strange = [character for character in text if not character.isascii()]
    common = sum("가" <= c <= "힣" and c.encode("cp949")[1] >= 0xA1 for c in strange)
    return utf8 if 2 * common > len(strange) else b""
