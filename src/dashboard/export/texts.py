"""The templates of what is taken away: Markdown that goes with tables, a page for a figure."""

from __future__ import annotations

from pathlib import Path

import jinja2

TEXTS = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    autoescape=False,  # most of it is Markdown
    keep_trailing_newline=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


def one_line(text: str) -> str:
    """Return a text without line breaks."""
    return " ".join(text.split())


TEXTS.filters["one_line"] = one_line
