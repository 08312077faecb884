"""How to cite the data set, a view of it or one visit: in APA, Chicago, BibTeX, RIS and CFF."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from zlib import crc32

from dashboard.export.texts import TEXTS, one_line
from dashboard.model.records import Head

MAINTAINERS = "Presidents Abroad maintainers"
"""Who stands as author where the data set names nobody."""
VIEW = "view"
"""The word for a view in a citation's key; its address tells it from another."""


class Style(StrEnum):
    """A form of citation; the value is its name on screen."""

    APA = "APA"
    CHICAGO = "Chicago"
    BIBTEX = "BibTeX"
    RIS = "RIS"


@dataclass(frozen=True)
class Part:
    """What is cited of a data set: its title, what it is, and a word for a citation's key."""

    title: str
    form: str
    word: str


def view(title: str, sentence: str) -> Part:
    """Name the view of a page by its title and the sentence that says what is shown."""
    return Part(f"{title}: {sentence}", "View of a data set", VIEW)


def visit(name: str, ident: str) -> Part:
    """Name one visit by the line that the screen names it by, and its id."""
    return Part(name, "Visit in a data set", ident)


def cite(head: Head, what: Part | None, style: Style, accessed: date | None, link: str) -> str:
    """Cite the data set, or a part of it, as it was read at `link` on the day `accessed`.

    One line in APA and Chicago, several in BibTeX and RIS. An author is written as the data
    set has it: names are not turned round. An empty link is left out, and so is an unknown day.
    """
    # In RIS a line break in a title would begin another field.
    part = what and replace(what, title=one_line(what.title).rstrip("."))
    link = "".join(link.split())
    text = TEXTS.get_template(f"citation.{style.name.lower()}").render(
        head=head,
        authors=authors(head),
        part=part,
        accessed=accessed,
        link=link,
        key=_key(head, part, link),
    )
    return text.removesuffix("\n")


def cff(head: Head) -> str:
    """Write CITATION.cff (Citation File Format 1.2.0) for the data set."""
    return TEXTS.get_template("citation.cff").render(head=head, authors=authors(head))


def authors(head: Head) -> list[str]:
    """Name who stands as author, each on one line."""
    return [one_line(author) for author in head.authors] or [MAINTAINERS]


def _key(head: Head, part: Part | None, link: str) -> str:
    """Make a key that two views in one file do not share."""
    words = re.findall(r"[a-z0-9]+", head.title.partition(":")[0].lower())
    words.append(head.version)
    if part:
        words.append(part.word)
        if part.word == VIEW:
            words.append(f"{crc32(f'{part.title} {link}'.encode()):08x}")
    return "-".join(words)
