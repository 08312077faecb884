"""CSV files: texts that no spreadsheet runs as a formula; tables that lie beside a data file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

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
