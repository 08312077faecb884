"""The rows of a table of stays, each read as a stay or told as a problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from typing import Any

from dashboard.dataset.stays.table import Table, Unread, country_of, day, slug
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


class Rows:
    """The stays of a table, and what was given of their leaders.

    `given` holds fields of a `Leader`, and `line`, that in the table of leaders, by the name in the
    table of stays in small letters. What could not be read is in the problems of both tables.
    Raises `UnknownColumn`.
    """

    def __init__(self, table: Table, options: Options) -> None:
        self.table, self.options = table, options
        self.given: dict[str, dict[str, Any]] = {}
        if options.leaders:
            asked = {name: name for name in LEADER_COLUMNS}
            columns = options.leaders.find_columns(asked, {"leader"})
            for name, given in options.leaders.each(columns, self._leader):
                self.given[name] = given
        for name, (took, left) in options.terms.items():
            given = self.given.setdefault(name.casefold(), {})
            given |= {"took_office": took, "left_office": left}
        asked = {thing: options.columns.get(thing, thing) for thing in COLUMNS}
        if options.leader is not None:
            del asked["leader"]
        self._spellings: dict[str, str] = {}
        self._lines: dict[Stay, int] = {}
        self.stays = list(table.each(table.find_columns(asked, NEEDED), self._stay))
        self._report_unused()

    def home(self, name: str) -> str:
        """Return the country of a leader. Raises `Unread` where nobody said it."""
        if code := self.of(name).get("country") or self.options.home:
            return code
        raise Unread(f"the country of {name} is not known; name it with --home")

    def of(self, name: str) -> dict[str, Any]:
        """Return what was given of a leader."""
        return self.given.get(name.casefold(), {})

    def _leader(self, line: int, cells: dict[str, str]) -> tuple[str, dict[str, Any]]:
        row: dict[str, Any] = {thing: text for thing, text in cells.items() if text}
        if "leader" not in row:
            raise Unread("no leader; write the name as it stands in the table of stays")
        name = row.pop("leader")
        if first := self.of(name):
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
        return name.casefold(), row | {"line": line}

    def _stay(self, line: int, row: dict[str, str]) -> Stay:
        name = self.options.leader or row["leader"]
        if not name:
            raise Unread("no leader; write the name in each row")
        # One spelling of a name, the first, whatever the case of the others.
        name = self._spellings.setdefault(name.casefold(), name)
        country = country_of(row["country"])
        if country == self.home(name):
            raise Unread(
                f"{country_name(country)} is {name}'s own country; only stays abroad belong here"
            )
        start, end = self._days(name, row)
        cities = tuple(part.strip() for part in row.get("city", "").split(";") if part.strip())
        kind = _kind(row.get("kind", ""), self.options.kind)
        same = Stay(name, country, cities, start, end, "", self.options.kind)
        if (first := self._lines.setdefault(same, line)) != line:
            raise Unread(f"the same stay as at line {first}; remove one")
        return Stay(name, country, cities, start, end, row.get("remarks", ""), kind)

    def _days(self, name: str, row: dict[str, str]) -> tuple[date, date]:
        for end, which in (("start", "first"), ("end", "last")):
            if not row[end]:
                raise Unread(f"no {end}; write the {which} day abroad, which may be the same day")
        start, end = (day(row[each], self.options.dates) for each in ("start", "end"))
        if end < start:
            raise Unread(f"the last day, {end}, is before the first, {start}; correct one")
        if start < self.options.as_of < end:
            raise Unread(
                f"the stay goes on after {self.options.as_of}, the day of the table; correct its "
                "days, or set a later day with --as-of"
            )
        given, cure = self.of(name), "correct the day or the term, or remove the row"
        if (took := given.get("took_office")) and start < took:
            raise Unread(f"{start} is before {name} took office, {took}; {cure}")
        if (left := given.get("left_office")) and end > left:
            raise Unread(f"{end} is after {name} left office, {left}; {cure}")
        return start, end

    def _report_unused(self) -> None:
        used = {stay.leader.casefold() for stay in self.stays}
        for name in self.options.terms:
            if name.casefold() not in used:
                cure = "write the name as it stands in the table"
                self.table.report(1, f"--term names {name}, of whom no stay was read; {cure}")
        for name, given in self.given.items():
            if name not in used and "line" in given and self.options.leaders:
                close = get_close_matches(name, used, n=1)
                cure = f"the table of stays has “{close[0]}”" if close else "remove the line"
                message = f"no stay of this leader was read, so it is left out; {cure}"
                self.options.leaders.report(given["line"], message)


def _kind(text: str, default: VisitKind) -> VisitKind:
    if not text:
        return default
    for kind in VisitKind:
        if text.casefold() in (kind.value, kind.label.casefold()):
            return kind
    raise Unread(f"“{text}” is no kind of visit; write one of {', '.join(VisitKind)}")
