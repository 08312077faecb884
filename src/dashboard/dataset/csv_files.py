"""CSV files: texts that no spreadsheet runs as a formula; tables that lie beside a data file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd


def read_csv(path: Path, columns: Sequence[str], fault: type[Exception]) -> pd.DataFrame:
    """Read a CSV file in UTF-8 as texts, other columns too.

    Raises `fault`, with file, line and cure, where it is no table or lacks one of `columns`.
    """
    # A page shows the message: where the data lie on the server is not a reader's business.
    named = f"{path.parent.name}/{path.name}"
    try:
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise fault(f"{named} cannot be read as a table in CSV, UTF-8: {error}") from None
    if absent := [column for column in columns if column not in frame.columns]:
        raise fault(f"{named}:1: no column `{absent[0]}`; add it")
    return frame


def to_csv(frame: pd.DataFrame, encoding: str = "utf-8") -> bytes:
    """Return a frame as CSV that a spreadsheet shows as text: no cell runs as a formula.

    Days are written 2024-09-11, several values of one cell parted by spaces, whole numbers without
    a point. With the encoding utf-8-sig it begins with the mark that spreadsheets know UTF-8 by.
    """
    frame = frame.copy()
    for name, column in frame.items():
        if pd.api.types.is_float_dtype(column):
            # A count with an unknown among its rows is a float, and would read 3.0.
            if (column.dropna() % 1 == 0).all():
                frame[name] = column.astype("Int64")
        elif not pd.api.types.is_numeric_dtype(column):
            frame[name] = column.astype(object).map(_cell)
    return frame.to_csv(index=False, lineterminator="\r\n").encode(encoding)


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
