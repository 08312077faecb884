"""How to cite the data set, a view of it or one visit: in APA, Chicago, BibTeX, RIS and CFF."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zlib import crc32

from dashboard.model.records import Head

MAINTAINERS = "Presidents Abroad maintainers"
"""Who stands as author where the data set names nobody."""


class Style(StrEnum):
    """A form of citation; the value is its name on screen."""

    APA = "APA"
    CHICAGO = "Chicago"
    BIBTEX = "BibTeX"
    RIS = "RIS"


VIEW = "view"
"""The word for a view in a citation's key; its address tells it from another."""


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
    write = {Style.APA: _apa, Style.CHICAGO: _chicago, Style.BIBTEX: _bibtex, Style.RIS: _ris}
    part = what and Part(_line(what.title).rstrip("."), what.form, what.word)
    return write[style](head, part, accessed, "".join(link.split()))


def cff(head: Head) -> str:
    """Write CITATION.cff (Citation File Format 1.2.0) for the data set.

    An author stands as an entity: whether a name is a person's, and which part of it is the
    family's, the data set does not say.
    """

    def quoted(text: str) -> str:
        # A text in JSON is one in YAML.
        return json.dumps(_line(text), ensure_ascii=False)

    names = "\n".join(f"  - name: {quoted(name)}" for name in authors(head))
    licence = f"license: {head.licence}\n" if head.licence else ""
    return f"""\
cff-version: 1.2.0
message: "If you use this data set, please cite it as below."
type: dataset
title: {quoted(head.title)}
version: {quoted(head.version)}
date-released: "{head.as_of.isoformat()}"
{licence}authors:
{names}
"""


def _line(text: str) -> str:
    """Leave one line: in RIS a line break in a title would begin another field."""
    return " ".join(text.split())


def authors(head: Head) -> list[str]:
    """Name who stands as author, each on one line."""
    return [_line(author) for author in head.authors] or [MAINTAINERS]


def _in_a_row(names: Sequence[str], sign: str) -> str:
    *first, last = names
    if not first:
        return last
    comma = "," if sign == "&" or len(first) > 1 else ""
    return f"{', '.join(first)}{comma} {sign} {last}"


def _american(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _apa(head: Head, part: Part | None, accessed: date | None, link: str) -> str:
    names = _in_a_row(authors(head), "&")
    whole = f"{_line(head.title)} (Version {head.version})"
    title = f"{part.title} [{part.form}]. In {whole}" if part else f"{whole} [Data set]"
    where = f" {link}" if link else ""
    if accessed:
        where = f" Retrieved {_american(accessed)}{', from' + where if link else '.'}"
    return f"{names}. ({head.as_of.year}). {title}.{where}"


def _chicago(head: Head, part: Part | None, accessed: date | None, link: str) -> str:
    names = _in_a_row(authors(head), "and")
    whole = f"{_line(head.title)}. Version {head.version}. Data set, {head.as_of.year}"
    # Quotation marks inside quotation marks are single ones.
    quoted = part.title.replace("“", "‘").replace("”", "’") if part else ""
    title = f"“{quoted}.” {part.form}. In {whole}" if part else whole
    where = f" {link}." if link else ""
    when = f" Accessed {_american(accessed)}." if accessed else ""
    return f"{names}. {title}.{when}{where}"


def _key(head: Head, part: Part | None, link: str) -> str:
    """Make a key that two views in one file do not share."""
    words = re.findall(r"[a-z0-9]+", head.title.partition(":")[0].lower())
    if part:
        words = [*words, head.version, part.word]
        if part.word == VIEW:
            words.append(f"{crc32(f'{part.title} {link}'.encode()):08x}")
        return "-".join(words)
    return "-".join([*words, head.version])


_TEX = {
    "\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}  # fmt: skip
"""Signs that TeX reads as commands. A brace is named: BibTeX counts even an escaped one."""


def _tex(text: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in text)


def _bibtex(head: Head, part: Part | None, accessed: date | None, link: str) -> str:
    whole = _tex(_line(head.title))
    fields = {
        # A second pair of braces keeps a name in one piece and a title's capitals.
        "author": " and ".join(f"{{{_tex(name)}}}" for name in authors(head)),
        "title": f"{{{_tex(part.title) if part else whole}}}",
        "howpublished": part.form if part else "Data set",
        "year": str(head.as_of.year),
        "version": head.version,
        # Not in `booktitle`, which no style prints of a @misc.
        "note": (f"In {whole}. " if part else "")
        + f"Version {head.version}"
        + (f". Accessed {accessed.isoformat()}" if accessed else ""),
        # An address is taken as it stands, so only what would end the field is changed.
        **({"url": link.replace("{", "%7B").replace("}", "%7D")} if link else {}),
        **({"urldate": accessed.isoformat()} if accessed else {}),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{{_key(head, part, link)},", *lines, "}"])


def _ris(head: Head, part: Part | None, accessed: date | None, link: str) -> str:
    whole = _line(head.title)
    fields = [
        ("TY", "DATA"),
        *(("AU", name) for name in authors(head)),
        ("TI", part.title if part else whole),
        *([("T2", whole), ("M3", part.form)] if part else [("M3", "Data set")]),
        ("PY", str(head.as_of.year)),
        ("DA", f"{head.as_of:%Y/%m/%d}/"),
        ("ET", head.version),
        *([("Y2", f"{accessed:%Y/%m/%d}/")] if accessed else []),
        *([("UR", link)] if link else []),
        ("ER", ""),
    ]
    # The form has two spaces, a hyphen and a space, the space behind the last tag too.
    return "\n".join(f"{tag}  - {value}" for tag, value in fields)
