"""Normalized texts, for a search that ignores case and accents."""

from __future__ import annotations

import unicodedata

import pandas as pd


def normalize(text: str) -> str:
    """Return a text in lower case and without accents, so that Erdogan finds Erdoğan."""
    # Decomposed first too: a letter of another typeface becomes a plain one, maybe a capital.
    plain = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def normalize_all(texts: pd.Series) -> pd.Series:
    """Return many texts normalized; only those that are not plain English take the long way."""
    lower = texts.str.lower()
    special = ~texts.str.isascii()
    if special.any():
        lower = lower.mask(special, texts[special].map(normalize))
    return lower
