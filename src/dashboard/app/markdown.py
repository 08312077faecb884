"""Text from the data as Markdown: escaped, with hits marked, as a link, within the pages' words."""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from dashboard.analysis.wording import counted, day, sentence, stop_in_words
from dashboard.model.text import normalize

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&^=\"'@])")
# Streamlit turns `:smile:` and `:material/home:` into pictures after it has undone the escapes:
# an invisible word joiner keeps them apart.
_PICTURE = re.compile(r":(?=[\w+/-]+:)")


class Markdown(str):
    """A text that is Markdown already, so that a template takes it as it stands."""

    __slots__ = ()


def plain(text: Any) -> Markdown:
    """Escape Markdown, so that text from the data is shown as it stands, on one line."""
    return _escaped(" ".join(str(text).split()))


def marked(text: str, words: str) -> Markdown:
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
        part = _escaped("".join(text[at] for at in group))
        parts.append(f":primary-background[**{part}**]" if hit else part)
    return Markdown("".join(parts))


def _escaped(text: str) -> Markdown:
    return Markdown(_MARKS.sub(r"\\\1", _PICTURE.sub(":\u2060", text)))


def source_link(row: Any, *, short: bool = False) -> Markdown:
    """Write a source as a link with publisher, stance and date; `short` leaves the headline out."""
    headline = plain(row.headline) if row.headline else "untitled"
    if not row.has_title:
        headline = f"{headline} (no headline recorded)"
    when = f", {day(row.date)}" if not pd.isna(row.date) else ""
    # Brackets and spaces in an address would end the link early.
    url = row.url.replace("(", "%28").replace(")", "%29").replace("<", "%3C").replace(">", "%3E")
    if short:
        return Markdown(f"[{plain(row.publisher)}](<{url}>) ({row.stance_label}){when}")
    return Markdown(f"[{headline}](<{url}>), {plain(row.publisher)} ({row.stance_label}){when}")


def _as_markdown(value: Any) -> str:
    """Escape what a template puts in, each run of white space as one space."""
    return value if isinstance(value, Markdown) else _escaped(re.sub(r"\s+", " ", str(value)))


_TEXTS = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("texts")),
    autoescape=False,  # for HTML; Markdown is escaped by what follows
    finalize=_as_markdown,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
_TEXTS.filters |= {
    "counted": counted,
    "day": day,
    "known": pd.notna,
    "markdown": Markdown,
    "number": "{:,}".format,
    "percent": "{:.0%}".format,
    "sentence": sentence,
    "source": source_link,
    "stop": stop_in_words,
    "two_decimals": "{:.2f}".format,
}


def texts(name: str) -> Any:
    """Return the texts of a file in `texts`, each a function of what it says.

    What they put in is escaped, so that text from the data stays text.
    """
    return _TEXTS.get_template(f"{name}.md").module
