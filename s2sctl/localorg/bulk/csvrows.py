"""CSV files row by row: the cells, and the very bytes they were written in."""

import csv
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from s2sctl.localorg.bulk.refusal import BatchRefused

_NO_QUOTE = "Found unescaped quote. A value with quote should be within a quote"


def read_rows(file: BinaryIO, delimiter: str, newline: bytes) -> Iterator[tuple[list[str], bytes]]:
    """Each row from where ``file`` stands: cells and bytes, with the line end. Blank rows too.

    A blank row has no cells. Raises ``BatchRefused`` at what is not such a file.
    """
    taken: list[bytes] = []
    cells = csv.reader(_lines(file, taken), delimiter=delimiter, strict=True)
    well_formed = _row_pattern(delimiter)
    while True:
        try:
            row = next(cells)
        except StopIteration:
            return
        except csv.Error:
            raise BatchRefused(f"ClientInputError : Failed to parse CSV. {_NO_QUOTE}") from None
        raw = b"".join(taken)
        taken.clear()
        _check_line_end(raw, newline)
        if b'"' in raw and not well_formed.match(raw):
            raise BatchRefused(f"ClientInputError : Failed to parse CSV. {_NO_QUOTE}")
        yield row, raw


def cell(text: str) -> str:
    """A text as a quoted cell."""
    return '"' + text.replace('"', '""') + '"'


def _lines(file: BinaryIO, taken: list[bytes]) -> Iterator[str]:
    for line in file:
        taken.append(line)
        try:
            yield line.decode()
        except UnicodeDecodeError:
            raise BatchRefused("ClientInputError : The data is not UTF-8") from None


def _check_line_end(raw: bytes, newline: bytes) -> None:
    if not raw.endswith(b"\n") or raw.endswith(b"\r\n") == (newline == b"\r\n"):
        return
    setting = "CRLF" if newline == b"\r\n" else "LF"
    raise BatchRefused(
        "ClientInputError : LineEnding is invalid on user data. "
        f"Current LineEnding setting is {setting}"
    )


@lru_cache(maxsize=8)
def _row_pattern(delimiter: str) -> re.Pattern[bytes]:
    mark = re.escape(delimiter.encode())
    one = rb'(?:"(?:[^"]|"")*"|[^"' + mark + rb"\r\n]*)"
    return re.compile(one + rb"(?:" + mark + one + rb")*\r?\n?\Z")
