"""Text from the data as Markdown: escaped, with hits marked, as a link."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

import pandas as pd

from dashboard.analysis.wording import day
from dashboard.model.text import normalize

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=\"'@])")
# Streamlit turns `:smile:` and `:material/home:` into pictures after it has undone the escapes:
# an invisible word joiner keeps them apart.
_PICTURE = re.compile(r":(?=[\w+/-]+:)")


def plain(text: str) -> str:
    """Escape Markdown, so that text from the data is shown as it stands, on one line."""
    return plain_part(" ".join(str(text).split()))


def marked(text: str, words: str) -> str:
    """Escape a text for Markdown with every hit of the searched words marked in it.

    A hit is found as the search compares: without case and accents. The mark is a
    ground and bold letters, so that it does not rest on colour.
    """
    if not words.strip():
        return plain(text)
    text = " ".join(text.split())
    normalized = [normalize(sign) for sign in text]
    # One sign may normalize to none or to several, so each normalized one points back to its own.
    origin = [at for at, signs in enumerate(normalized) for _ in signs]
    joined = "".join(normalized)
    hits = {
        origin[at]
        for word in normalize(words).split()
        for found in re.finditer(re.escape(word), joined)
        for at in range(*found.span())
    }
    parts = []
    for hit, group in groupby(range(len(text)), key=hits.__contains__):
        part = plain_part("".join(text[at] for at in group))
        parts.append(f":primary-background[**{part}**]" if hit else part)
    return "".join(parts)


def plain_part(text: str) -> str:
    """Escape Markdown in a part of a line, its spaces kept."""
    return _MARKS.sub(r"\\\1", _PICTURE.sub(":\u2060", text))


def source_link(row: Any, *, short: bool = False) -> str:
    """Write a source as a link with publisher, stance and date; `short` leaves the headline out."""
    headline = plain(row.headline) if row.headline else "untitled"
    if not row.has_title:
        headline = f"{headline} (no headline recorded)"
    when = f", {day(row.date)}" if not pd.isna(row.date) else ""
    # Brackets and spaces in an address would end the link early.
    url = row.url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    if short:
        return f"[{plain(row.publisher)}](<{url}>) ({row.stance_label}){when}"
    return f"[{headline}](<{url}>), {plain(row.publisher)} ({row.stance_label}){when}"
