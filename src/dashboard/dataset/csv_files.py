"""CSV files: the one reader of them, and texts that no spreadsheet runs as a formula."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd


class CsvError(ValueError):
    """A file is no CSV in UTF-8: what is wrong, at which row (the heading is row 1)."""

    def __init__(self, row: int, message: str) -> None:
        super().__init__(message)
        self.row, self.message = row, message


def read_rows(content: bytes, delimiter: str = ",") -> list[list[str]]:
    """Return the cells of a CSV file row by row, the heading first; empty lines at the end go.

    Raises `CsvError`, for rows of different lengths too.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        told = f"the byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8"
        raise CsvError(row, told) from None
    # The limit of one cell is for all of Python, and lower than what a text here may have.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        told = f"this cannot be read as CSV: {error}; check the quotes"
        raise CsvError(max(1, len(rows)) + 1, told) from None
    while rows and not rows[-1]:
        rows.pop()
    return rows


def uneven(rows: list[list[str]]) -> list[tuple[int, str]]:
    """Say of each row that has not as many cells as the heading what is wrong with it."""
    return [
        (
            number,
            f"the row has {len(row)} cells, and the table {len(rows[0])} columns; "
            "look for a comma or a quote too many or too few",
        )
        for number, row in enumerate(rows, start=1)
        if len(row) != len(rows[0])
    ]


def read_csv(
    path: Path,
    columns: Sequence[str],
    fault: type[Exception],
    allowed: Mapping[str, Iterable[str]] | None = None,
) -> pd.DataFrame:
    """Read a CSV file in UTF-8 as texts, other columns too.

    Raises `fault`, with file, line and cure, where it is no table, lacks one of `columns`, or has
    in a column of `allowed` another word than these.
    """
    # A page shows the message: where the data lie on the server is not a reader's business.
    named = f"{path.parent.name}/{path.name}"
    try:
        rows = read_rows(path.read_bytes()) or [[]]
    except OSError as error:
        raise fault(f"{named} cannot be read: {error.strerror}") from None
    except CsvError as error:
        raise fault(f"{named}:{error.row}: {error.message}") from None
    if absent := [column for column in columns if column not in rows[0]]:
        raise fault(f"{named}:1: no column `{absent[0]}`; add it")
    for row, told in uneven(rows):
        raise fault(f"{named}:{row}: {told}")
    frame = pd.DataFrame(rows[1:], columns=rows[0], dtype="str")
    for column, words in (allowed or {}).items():
        for row, value in enumerate(frame[column], start=2):
            if value not in words:
                said = ", ".join(word or "nothing" for word in words)
                raise fault(f"{named}:{row}: `{column}` is {value!r}; allowed: {said}")
    return frame


def to_csv(frame: pd.DataFrame, encoding: str = "utf-8") -> bytes:
    """Return a frame as CSV that a spreadsheet shows as text: no cell runs as a formula.

    Days are written 2024-09-11, several values of one cell parted by spaces, whole numbers without
    a point. With the encoding utf-8-sig it begins with the mark that spreadsheets know UTF-8 by.
    """
    cells = {name: _cells(column) for name, column in frame.items()}
    return pd.DataFrame(cells).to_csv(index=False, lineterminator="\r\n").encode(encoding)


def _cells(column: pd.Series) -> pd.Series:
    """Return the values of a column as they stand in a CSV."""
    if pd.api.types.is_float_dtype(column):
        # A count with an unknown among its rows is a float, and would read 3.0.
        return column.astype("Int64") if (column.dropna() % 1 == 0).all() else column
    if pd.api.types.is_datetime64_dtype(column):
        return column.dt.date
    if pd.api.types.is_numeric_dtype(column):
        return column
    if column.dtype == "object":
        return column.map(_cell)
    texts = column.astype("str")
    # Only what does not begin with a plain letter or figure needs the closer look.
    odd = texts.str.match("[^0-9A-Za-z]", na=False)
    if column.dtype == "object":  # a number among texts stays one
        odd &= column.map(lambda value: isinstance(value, str))
    return texts.mask(odd, texts[odd].map(harmless))


def _cell(value: Any) -> Any:
    if isinstance(value, tuple | list):
        value = " ".join(map(str, value))
    if isinstance(value, date) and not pd.isna(value):
        return value.isoformat()[:10]
    return harmless(value) if isinstance(value, str) else value


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet could take for a formula.

    A text that has apostrophes before such a sign gets one more, so that `bare` can tell.
    """
    return f"'{text}" if _could_run(text.lstrip("'")) else text


def bare(text: str) -> str:
    """Take back what `harmless` put before a text."""
    return text[1:] if text.startswith("'") and _could_run(text.lstrip("'")) else text


def _could_run(text: str) -> bool:
    """Tell whether a spreadsheet could take a text for a formula.

    Some take the wide forms (＝) for the narrow ones, and some drop spaces and signs without
    a width before they look.
    """
    if text.startswith(("\t", "\r", "\n")):
        return True
    start = re.sub(r"^[\s\u200b-\u200f\u2060\ufeff]+", "", text)
    return unicodedata.normalize("NFKC", start[:1]).startswith(_FORMULA)
