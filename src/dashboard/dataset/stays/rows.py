"""The rows of a table of stays, each read as a stay or told as a problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from dashboard.dataset.reader import Problem
from dashboard.dataset.stays.table import (
    Table,
    Unread,
    check_characters,
    country_of,
    day,
    find_columns,
    slug,
)
from dashboard.model.countries import country_name
from dashboard.model.records import Source
from dashboard.model.vocabulary import Status, VisitKind

COLUMNS = ("leader", "country", "city", "start", "end", "remarks", "kind")
"""What a table of stays can hold."""
NEEDED = {"leader", "country", "start", "end"}
"""What it must hold; a table of one leader needs no column for the name."""
LEADER_COLUMNS = (
    *("leader", "id", "name", "full_name", "native_name", "office", "country", "took_office"),
    *("left_office", "left_because"),
)
"""What a table of leaders can hold; `leader` is the name in the table of stays, and needed."""
Term = tuple[date, date | None]
"""First and last day in office; None where it lasts."""


@dataclass(frozen=True)
class Options:
    """What the data set is to say that the table of stays does not.

    `columns` names the table's column for each of `COLUMNS`; `leader` is the one leader of a
    table without that column; `dates` is the order of 3/4/2021, None where no cell may need it;
    `gap` is how many days after one stay the next of the same journey begins at the latest.
    """

    title: str | None
    source: Source
    as_of: date
    home: str | None
    office: str
    status: Status
    kind: VisitKind
    gap: int = 1
    dates: str | None = None
    leader: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    terms: Mapping[str, Term] = field(default_factory=dict)
    leaders: Table | None = None
    licence: str | None = None


class Leaders:
    """What was given of each leader, by the name in the table of stays, whatever its case.

    What is given of one: fields of a `Leader`, and `line`, that in the table of leaders.
    """

    def __init__(self, options: Options) -> None:
        self.options = options
        self.given: dict[str, dict[str, Any]] = {}
        self.problems: list[Problem] = []
        if table := options.leaders:
            self.problems += table.problems
            columns = find_columns(table, {name: name for name in LEADER_COLUMNS}, {"leader"})
            for line, cells in table.rows:
                try:
                    row = {thing: cells[name] for thing, name in columns.items() if cells[name]}
                    self._add(row | {"line": line})
                except Unread as error:
                    self.problems.append(Problem(table.name, line, str(error)))
        for name, (took, left) in options.terms.items():
            given = self.given.setdefault(name.casefold(), {})
            given |= {"took_office": took, "left_office": left}

    def _add(self, row: dict[str, Any]) -> None:
        if "leader" not in row:
            raise Unread("no leader; write the name as it stands in the table of stays")
        name = row.pop("leader")
        if first := self.given.get(name.casefold()):
            raise Unread(f"{name} stands at line {first['line']} already")
        for part in ("took_office", "left_office"):
            if part in row:
                row[part] = day(row[part], self.options.dates)
        if "country" in row:
            row["country"] = country_of(row["country"])
        if "id" in row and row["id"] != slug(row["id"]):
            raise Unread(
                f"“{row['id']}” is not an id; use small letters, digits and single hyphens, such "
                "as `raisi-2`"
            )
        check_characters(cell for cell in row.values() if isinstance(cell, str))
        self.given[name.casefold()] = row

    def of(self, name: str) -> dict[str, Any]:
        """Return what was given of a leader."""
        return self.given.get(name.casefold(), {})

    def home(self, name: str) -> str:
        """Return the country of a leader. Raises `Unread` where nobody said it."""
        if code := self.of(name).get("country") or self.options.home:
            return code
        raise Unread(f"the country of {name} is not known; name it with --home")

    def term(self, name: str) -> Term | None:
        """Return the time in office, where it was given."""
        given = self.of(name)
        return (given["took_office"], given.get("left_office")) if "took_office" in given else None

    def unused(self, names: Iterable[str], stays: str) -> Iterator[Problem]:
        """Yield a problem for each leader who was given and has no stay in the table `stays`."""
        used = {name.casefold() for name in names}
        for name in self.options.terms:
            if name.casefold() not in used:
                cure = "write the name as it stands in the table"
                yield Problem(stays, 1, f"--term names {name}, of whom no stay was read; {cure}")
        for name, given in self.given.items():
            if name not in used and "line" in given and (table := self.options.leaders):
                close = get_close_matches(name, used, n=1)
                cure = f"the table of stays has “{close[0]}”" if close else "remove the line"
                message = f"no stay of this leader was read, so it is left out; {cure}"
                yield Problem(table.name, given["line"], message)


@dataclass(frozen=True)
class Stay:
    """One row of the table, read."""

    leader: str
    country: str
    cities: tuple[str, ...]
    start: date
    end: date
    remarks: str
    kind: VisitKind

    def __str__(self) -> str:
        cities = f" ({', '.join(self.cities)})" if self.cities else ""
        days = f"{self.start}" if self.start == self.end else f"{self.start} to {self.end}"
        remarks = f": {self.remarks}" if self.remarks else ""
        text = f"{country_name(self.country)}{cities}, {days}{remarks}"
        return text if text.endswith((".", "!", "?", "]")) else f"{text}."


def read_stays(
    table: Table, options: Options, leaders: Leaders
) -> tuple[list[Stay], list[Problem]]:
    """Read every row as a stay; those that cannot be read are problems."""
    asked = {thing: thing for thing in COLUMNS} | dict(options.columns)
    if options.leader is not None:
        del asked["leader"]
    columns = find_columns(table, asked, NEEDED)
    stays: list[Stay] = []
    problems = list(table.problems)
    spellings: dict[str, str] = {}
    lines: dict[tuple[Any, ...], int] = {}
    for line, cells in table.rows:
        row = {thing: cells[name] for thing, name in columns.items()}
        try:
            check_characters(row.values())
            name = options.leader or row["leader"]
            if not name:
                raise Unread("no leader; write the name in each row")
            # One spelling of a name, the first, whatever the case of the others.
            name = spellings.setdefault(name.casefold(), name)
            stay = _stay(name, row, options, leaders)
            same = (name, stay.country, stay.cities, stay.start, stay.end)
            if (first := lines.setdefault(same, line)) != line:
                raise Unread(f"the same stay as at line {first}; remove one")
            stays.append(stay)
        except Unread as error:
            problems.append(Problem(table.name, line, str(error)))
    return stays, problems


def _stay(name: str, row: Mapping[str, str], options: Options, leaders: Leaders) -> Stay:
    country = country_of(row["country"])
    if country == leaders.home(name):
        raise Unread(
            f"{country_name(country)} is {name}'s own country; only stays abroad belong here"
        )
    for end, which in (("start", "first"), ("end", "last")):
        if not row[end]:
            raise Unread(f"no {end}; write the {which} day abroad, which may be the same day")
    start, end = day(row["start"], options.dates), day(row["end"], options.dates)
    if end < start:
        raise Unread(f"the last day, {end}, is before the first, {start}; correct one")
    if start < options.as_of < end:
        raise Unread(
            f"the stay goes on after {options.as_of}, the day of the table; correct its days, or "
            "set a later day with --as-of"
        )
    took, left = leaders.term(name) or (date.min, None)
    cure = "correct the day or the term, or remove the row"
    if start < took:
        raise Unread(f"{start} is before {name} took office, {took}; {cure}")
    if left is not None and end > left:
        raise Unread(f"{end} is after {name} left office, {left}; {cure}")
    cities = tuple(part.strip() for part in row.get("city", "").split(";") if part.strip())
    kind = _kind(row.get("kind", ""), options.kind)
    return Stay(name, country, cities, start, end, row.get("remarks", ""), kind)


def _kind(text: str, default: VisitKind) -> VisitKind:
    if not text:
        return default
    for kind in VisitKind:
        if text.casefold() in (kind.value, kind.label.casefold()):
            return kind
    raise Unread(f"“{text}” is no kind of visit; write one of {', '.join(VisitKind)}")
