"""The templates of what is taken away: Markdown beside tables, citations, the page of a figure."""

from __future__ import annotations

import json
from pathlib import Path

import jinja2

TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
"""Signs that TeX reads as commands. A brace is named: BibTeX counts even an escaped one."""

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


def tex(text: str) -> str:
    """Return a text as TeX prints it."""
    return text.translate(str.maketrans(TEX))


def as_json(value: object) -> str:
    """Return a value as JSON, which is YAML too."""
    return json.dumps(value, ensure_ascii=False)


TEXTS.filters |= {"one_line": one_line, "tex": tex, "json": as_json}
