"""Texts in the cells of a CSV file, so written that no spreadsheet runs one as a formula."""

from __future__ import annotations

import re
import unicodedata

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
