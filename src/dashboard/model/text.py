"""Texts as a search compares them: without case and accents."""

from __future__ import annotations

import unicodedata

import pandas as pd


def fold(text: str) -> str:
    """Lower the case and drop the accents, so that Erdogan finds Erdoğan."""
    # Decomposed first too: a letter of another typeface becomes a plain one, maybe a capital.
    plain = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def fold_all(texts: pd.Series) -> pd.Series:
    """Fold many texts at once; of plain English ones, lowering the case is all there is to do."""
    folded = texts.str.lower()
    special = ~texts.str.isascii()
    if special.any():
        folded = folded.mask(special, texts[special].map(fold))
    return folded
