"""The list of all ids ever published, so that none is used again for something else.

`ids.txt` beside the data file, one id a line, in order: `KIND ID`, and where the id is no longer in
the data `KIND ID retired`, with the id that stands in its place, if one does, after that.
Statements, stops and meetings have no ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dashboard.dataset.reader import Problem
from dashboard.model.records import Dataset

NAME = "ids.txt"
KINDS = {
    "leader": "leaders",
    "topic": "topics",
    "place": "places",
    "visit": "visits",
    "source": "sources",
}
"""What has ids, and the section that it stands in."""
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
    found: list[Listed] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not text.strip() or text.startswith("#"):
            continue
        match = _LINE.fullmatch(text.strip())
        if match is None:
            problems.append(Problem(str(path), line, f"“{text.strip()[:60]}” is no line of the "
                                    "list; write `KIND ID` or `KIND ID retired`"))  # fmt: skip
            continue
        first = seen.setdefault((match[1], match[2]), line)
        if first != line:
            problems.append(
                Problem(str(path), line, f"`{match[2]}` is listed at line {first} already; "
                        "remove one of the two")
            )  # fmt: skip
            continue
        now = (match[4] or "").strip()
        found.append(Listed(match[1], match[2], bool(match[3]), now, line))
    return found, problems


def used(dataset: Dataset) -> Iterator[Listed]:
    """Yield every id of a data set."""
    for kind, section in KINDS.items():
        for part in getattr(dataset, section):
            yield Listed(kind, part.id)


def faults(dataset: Dataset, listed: Iterable[Listed], name: str) -> Iterator[Problem]:
    """Find ids that are used again, that are gone and not retired, and that are not listed.

    `name` is what the problems call the list.
    """
    known = {(one.kind, one.id): one for one in listed}
    now = {(one.kind, one.id) for one in used(dataset)}
    for key, one in known.items():
        if one.retired and key in now:
            yield Problem(name, one.line, f"the {one.kind} id `{one.id}` is retired, and the data "
                          "use it again; give what has it in the data another id")  # fmt: skip
        elif one.retired and one.now and (one.kind, one.now) not in known:
            yield Problem(name, one.line, f"no {one.kind} id `{one.now}` is listed, which is to "
                          f"stand in the place of `{one.id}`; correct it")  # fmt: skip
        elif not one.retired and key not in now:
            yield Problem(name, one.line, f"the {one.kind} id `{one.id}` was published and is gone "
                          "from the data; bring it back, or write `retired` behind it here (and "
                          "behind that the id that stands in its place)")  # fmt: skip
    missing = sorted(now - known.keys())
    if missing:
        shown = ", ".join(f"`{ident}`" for _, ident in missing[:5])
        rest = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        yield Problem(name, 1, f"not listed yet: {shown}{rest}; run `python -m dashboard ids` "
                      "before you publish", "warning")  # fmt: skip


def render(listed: Iterable[Listed]) -> str:
    """Write a list in its one form."""
    order = list(KINDS)
    lines = sorted(set(listed), key=lambda one: (order.index(one.kind), one.id))
    return "".join([HEAD, *(f"{one}\n" for one in lines)])
