"""The list of all ids ever published, so that none is used again for something else.

`ids.txt` beside the data file holds one id a line, in order: `KIND ID`, and where the id is no
longer in the data `KIND ID retired`, with the id that stands in its place, if one does, after that.
Statements, stops and meetings have no ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.dataset.reader import Problem
from dashboard.dataset.tables import Dataset

NAME = "ids.txt"
KINDS = ("leader", "topic", "place", "visit", "source")
"""What has ids."""
HEAD = """\
# Every id that was ever published: none is used again, and no line is ever removed.
# `python -m dashboard ids` adds what is new. To retire an id, write `retired` behind it, and behind
# that the id that stands in its place, if one does.
"""

_LINE = re.compile(rf"({'|'.join(KINDS)}) ([a-z0-9]+(?:-[a-z0-9]+)*)( retired( [a-z0-9-]+)?)?")


@dataclass(frozen=True)
class Listed:
    """One line of the list: `retired` is whether the id is out of use, `now` what replaced it."""

    kind: str
    id: str
    retired: bool = False
    now: str = ""
    line: int = field(default=0, compare=False)

    def __str__(self) -> str:
        retired = f" retired {self.now}".rstrip() if self.retired else ""
        return f"{self.kind} {self.id}{retired}"


def beside(path: Path) -> Path:
    """Say where the list of a data file stands."""
    return path.parent / NAME


def read(path: Path) -> tuple[list[Listed], list[Problem]]:
    """Read a list; lines that are none are problems."""
    found: dict[tuple[str, str], Listed] = {}
    problems: list[Problem] = []
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        text = text.strip()
        if not text or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text)
        if match is None:
            said = f"“{text[:60]}” is no line of the list; write `KIND ID` or `KIND ID retired`"
            problems.append(Problem(str(path), line, said))
        elif first := found.get((match[1], match[2])):
            said = f"`{first.id}` is listed at line {first.line} already; remove one of the two"
            problems.append(Problem(str(path), line, said))
        else:
            now = (match[4] or "").strip()
            found[match[1], match[2]] = Listed(match[1], match[2], bool(match[3]), now, line)
    return list(found.values()), problems


def used(dataset: Dataset) -> Iterator[Listed]:
    """Yield every id of a data set."""
    for kind in KINDS:
        for ident in dataset.tables[f"{kind}s"]["id"]:
            yield Listed(kind, ident)


def problems(dataset: Dataset, listed: Iterable[Listed], name: str) -> Iterator[Problem]:
    """Find ids that are used again, that are gone and not retired, and that are not listed.

    `name` is what the problems call the list.
    """
    known = {(one.kind, one.id): one for one in listed}
    now = {(one.kind, one.id) for one in used(dataset)}
    for key, one in known.items():
        if one.retired and key in now:
            message = (
                f"the {one.kind} id `{one.id}` is retired, and the data use it again; give what "
                "has it in the data another id"
            )
        elif one.retired and one.now and (one.kind, one.now) not in known:
            message = (
                f"no {one.kind} id `{one.now}` is listed, which is to stand in the place of "
                f"`{one.id}`; correct it"
            )
        elif not one.retired and key not in now:
            message = (
                f"the {one.kind} id `{one.id}` was published and is gone from the data; bring it "
                "back, or write `retired` behind it here (and behind that the id that stands in "
                "its place)"
            )
        else:
            continue
        yield Problem(name, one.line, message)
    if missing := [f"`{ident}`" for _, ident in sorted(now - known.keys())]:
        rest = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        told = f"not listed yet: {', '.join(missing[:5])}{rest}"
        cure = "run `python -m dashboard ids` before you publish"
        yield Problem(name, 1, f"{told}; {cure}", "warning")


def render(listed: Iterable[Listed]) -> str:
    """Write a list in its one form."""
    lines = sorted(set(listed), key=lambda one: (KINDS.index(one.kind), one.id))
    return "".join([HEAD, *(f"{one}\n" for one in lines)])
