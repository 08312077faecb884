"""From a plain table of stays abroad to a data set: what it says read, and what not, reported.

One row is one stay: leader, country, city, first and last day, remarks. Stays of one leader that
follow on each other become one visit. What a table does not say is left unknown, or filled in and
named in the head of the file and in `complete.note`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from dashboard.dataset import rules
from dashboard.dataset.reader import Problem, UnreadableFile, parse, refused
from dashboard.dataset.yaml_writer import render
from dashboard.model.countries import code_of, codes_like, country_name
from dashboard.model.records import Dataset, Expected, Source
from dashboard.model.vocabulary import Status, VisitKind

COLUMNS = ("leader", "country", "city", "start", "end", "remarks", "kind")
"""What a table of stays can hold."""
NEEDED = ("leader", "country", "start", "end")
"""What it must hold; a table of one leader needs no column for the name."""
LEADER_COLUMNS = (
    "leader", "id", "name", "full_name", "native_name", "office", "country", "took_office",
    "left_office", "left_because",
)  # fmt: skip
"""What a table of leaders can hold; `leader` is the name in the table of stays, and needed."""
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"

Term = tuple[date, date | None]


@dataclass(frozen=True)
class Table:
    """A plain table: the name that problems call it by, the names of its columns, its rows.

    A row is the line that it begins on, counted from 1, and its cells by column, white space
    at the ends and doubled within removed.
    """

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Wanted:
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
class Made:
    """What came of a table: the text of a data set, None where nothing was left of it."""

    text: str | None
    dataset: Dataset | None
    n_stays: int
    problems: tuple[Problem, ...]


class UnknownColumn(ValueError):
    """The table has no column of a name that was asked for; the message lists those it has."""


# Reading a table


def read_table(content: bytes, name: str) -> Table:
    """Take a table apart: UTF-8, commas, semicolons or tabs, the names of its columns on top.

    Raises `UnreadableFile` where it is not UTF-8 or has no header.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnreadableFile(
            f"{name} is not UTF-8: line {line} holds the byte 0x{content[error.start]:02x}; "
            "save the file as UTF-8"
        ) from None
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise UnreadableFile(f"{name} is empty; its first line must name the columns")
    # The sign that parts the header into most names; a comma where none does.
    sign = max(",;\t", key=lambda sign: len(next(csv.reader([first], delimiter=sign))))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
    header: tuple[str, ...] = ()
    rows: list[tuple[int, Mapping[str, str]]] = []
    problems: list[Problem] = []
    line = 1
    try:
        for cells in reader:
            here, line = line, reader.line_num + 1
            cells = [" ".join(cell.split()) for cell in cells]
            if not any(cells):
                continue
            if not header:
                header = tuple(cells)
            elif len(cells) > len(header) and any(cells[len(header) :]):
                problems.append(
                    Problem(
                        name, here,
                        f"{len(cells)} cells under {len(header)} columns; "
                        f"put a text that holds {_sign(sign)} in double quotes",
                    )
                )  # fmt: skip
            else:
                rows.append((here, dict(zip(header, [*cells, *[""] * len(header)], strict=False))))
    except csv.Error as error:
        problems.append(
            Problem(
                name, line,
                f"from here on the table cannot be read: {error}; look for a double quote that is "
                "not closed, and write one within a text twice",
            )
        )  # fmt: skip
    return Table(name, header, tuple(rows), tuple(problems))


def _sign(sign: str) -> str:
    return {",": "a comma", ";": "a semicolon", "\t": "a tab"}[sign]


def _columns(table: Table, asked: Mapping[str, str], needed: Iterable[str]) -> dict[str, str]:
    """Find the column of each thing; a name may differ in case. Raises `UnknownColumn`."""
    held = {name.casefold(): name for name in reversed(table.header)}
    found: dict[str, str] = {}
    for thing, name in asked.items():
        if name.casefold() in held:
            found[thing] = held[name.casefold()]
        elif thing in needed or name != thing:
            close = get_close_matches(name, table.header, n=1)
            hint = f"did you mean “{close[0]}”? " if close else ""
            raise UnknownColumn(
                f"{table.name}:1: there is no column “{name}”; {hint}its columns are "
                f"{', '.join(table.header)}; name the right one with --{thing}-column"
            )
    return found


# Reading a day

# English names of months, as Python has them without a locale. `%d` and `%m` take one digit too.
_DAYS_IN_WORDS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d",
    "%d %B %Y", "%d %b %Y", "%d-%B-%Y", "%d-%b-%Y", "%d. %B %Y",
    "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%b. %d, %Y",
)  # fmt: skip
_DAY_IN_FIGURES = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


class _Unread(ValueError):
    """A cell that cannot be read; the message says why and what to do."""


def day(text: str, order: str | None = None) -> date:
    """Read a day; 3/4/2021 needs the order, because it is one day here and another there.

    Raises `ValueError` with a sentence that says what to do.
    """
    # Spreadsheets write a day with the time of its midnight.
    bare = re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", text)
    if match := _DAY_IN_FIGURES.fullmatch(bare):
        one, two, year = int(match[1]), int(match[3]), int(match[4])
        if order is None and one <= 12 and two <= 12 and one != two:
            raise _Unread(
                f"“{text}” could be two days; say which comes first with --dates {DAY_FIRST} "
                f"or --dates {MONTH_FIRST}, or write the day as 2021-03-04"
            )
        month_first = order == MONTH_FIRST or (order is None and two > 12)
        number, month = (two, one) if month_first else (one, two)
        try:
            return date(year, month, number)
        except ValueError:
            said = f" with --dates {order}" if order else ""
            raise _Unread(f"“{text}” is no day of the calendar{said}; correct it") from None
    if re.fullmatch(r"\d{8}", bare):
        # Not left to `strptime`, which takes the seven figures of 2024111 as well.
        bare = f"{bare[:4]}-{bare[4:6]}-{bare[6:]}"
    for form in _DAYS_IN_WORDS:
        try:
            return datetime.strptime(bare, form).date()
        except ValueError:
            continue
    raise _Unread(
        f"“{text}” is not read as a day; write it as 2021-03-04 (year, month, day) or 4 March 2021"
    )


# From rows to stays


@dataclass(frozen=True)
class _Stay:
    line: int
    leader: str
    country: str
    cities: tuple[str, ...]
    start: date
    end: date
    remarks: str
    kind: VisitKind

    def days(self) -> int:
        return (self.end - self.start).days

    def words(self) -> str:
        cities = f" ({', '.join(self.cities)})" if self.cities else ""
        days = f"{self.start}" if self.start == self.end else f"{self.start} to {self.end}"
        remarks = f": {self.remarks}" if self.remarks else ""
        said = f"{country_name(self.country)}{cities}, {days}{remarks}"
        return said if said.endswith((".", "!", "?", "]")) else f"{said}."


class _Leaders:
    """The leaders of the data set: what was given of each, by the name in the table of stays."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.given: dict[str, dict[str, Any]] = {}
        self.names: dict[str, str] = {}
        self.lines: dict[str, int] = {}
        self.problems: list[Problem] = []
        if wanted.leaders is not None:
            self._read(wanted.leaders)
        for name, (took, left) in wanted.terms.items():
            self.given.setdefault(name.casefold(), {}).update(
                {"took_office": took, "left_office": left}
            )

    def _read(self, table: Table) -> None:
        self.problems += table.problems
        names = {name: name for name in LEADER_COLUMNS}
        found = _columns(table, names, ("leader",))
        for line, cells in table.rows:
            row: dict[str, Any] = {
                thing: cells[name] for thing, name in found.items() if cells[name]
            }
            try:
                name = row.pop("leader", "")
                if not name:
                    raise _Unread("no leader; write the name as it stands in the table of stays")
                if name.casefold() in self.lines:
                    raise _Unread(f"{name} stands at line {self.lines[name.casefold()]} already")
                for part in ("took_office", "left_office"):
                    if part in row:
                        row[part] = day(row[part], self.wanted.dates)
                if "country" in row:
                    row["country"] = _country(row["country"])
                if "id" in row and row["id"] != slug(row["id"]):
                    raise _Unread(f"“{row['id']}” is not an id; use small letters, digits and "
                                  "single hyphens, such as `raisi-2`")  # fmt: skip
                _check_signs(row)
            except _Unread as error:
                self.problems.append(Problem(table.name, line, str(error)))
                continue
            self.given[name.casefold()] = row
            self.lines[name.casefold()] = line

    def home(self, name: str) -> str:
        """Give the country of a leader. Raises `_Unread` where nobody said it."""
        code = self.given.get(name.casefold(), {}).get("country") or self.wanted.home
        if code is None:
            raise _Unread(f"the country of {name} is not known; name it with --home")
        return code

    def term(self, name: str) -> Term | None:
        """Give the time in office, where it was given."""
        given = self.given.get(name.casefold(), {})
        if "took_office" not in given:
            return None
        return given["took_office"], given.get("left_office")

    def unused(self, used: Iterable[str], stays: str) -> Iterator[Problem]:
        """Yield a problem for each leader who was named and has no stay in the table `stays`."""
        seen = {name.casefold() for name in used}
        table = self.wanted.leaders
        for name in self.wanted.terms:
            if name.casefold() not in seen:
                yield Problem(stays, 1, f"--term names {name}, of whom no stay was read; "
                              "write the name as it stands in the table")  # fmt: skip
        for name, line in self.lines.items():
            if name not in seen and table is not None:
                close = get_close_matches(name, seen, n=1)
                hint = f"the table of stays has “{close[0]}”" if close else "remove the line"
                yield Problem(
                    table.name, line, f"no stay of this leader was read, so it is left out; {hint}"
                )


def _country(text: str) -> str:
    code = code_of(text)
    if code is None:
        like = " or ".join(f"{country_name(each)} ({each})" for each in codes_like(text))
        mend = f"did you mean {like}?" if like else "write its English name or ISO 3166-1 code"
        raise _Unread(
            f"“{text}” is no country known here; {mend}"
            if text
            else "no country; write its English name or ISO 3166-1 code"
        )
    return code


def _check_signs(cells: Mapping[str, Any]) -> None:
    for value in cells.values():
        if isinstance(value, str) and (found := refused(value)):
            raise _Unread(found)


class _Reader:
    """Reads the rows of one table of stays, one by one; each either becomes a stay or a problem."""

    def __init__(self, table: Table, wanted: Wanted, leaders: _Leaders) -> None:
        asked = {thing: thing for thing in COLUMNS} | dict(wanted.columns)
        needed = set(NEEDED)
        if wanted.leader is not None:
            needed.discard("leader")
            asked.pop("leader")
        self.columns = _columns(table, asked, needed)
        self.table, self.wanted, self.leaders = table, wanted, leaders
        self.problems = list(table.problems)
        self.names: dict[str, str] = {}
        self.seen: dict[tuple[Any, ...], int] = {}

    def stays(self) -> list[_Stay]:
        """Read every row; those that cannot be read stand in `problems`."""
        found: list[_Stay] = []
        for line, cells in self.table.rows:
            row = {thing: cells[name] for thing, name in self.columns.items()}
            try:
                found.append(self._stay(line, row))
            except _Unread as error:
                self.problems.append(Problem(self.table.name, line, str(error)))
        return found

    def _stay(self, line: int, row: Mapping[str, str]) -> _Stay:
        _check_signs(row)
        name = self.wanted.leader or row["leader"]
        if not name:
            raise _Unread("no leader; write the name in each row")
        # One spelling of a name, the first, whatever the case of the others.
        name = self.names.setdefault(name.casefold(), name)
        country = _country(row["country"])
        home = self.leaders.home(name)
        if country == home:
            raise _Unread(f"{country_name(country)} is {name}'s own country; only stays abroad "
                          "belong here")  # fmt: skip
        start, end = self._day(row, "start"), self._day(row, "end")
        if end < start:
            raise _Unread(f"the last day, {end}, is before the first, {start}; correct one")
        if start < self.wanted.as_of < end:
            raise _Unread(f"the stay goes on after {self.wanted.as_of}, the day of the table; "
                          "correct its days, or set a later day with --as-of")  # fmt: skip
        self._check_term(name, start, end)
        cities = tuple(part.strip() for part in row.get("city", "").split(";") if part.strip())
        stay = _Stay(line, name, country, cities, start, end, row.get("remarks", ""),
                     self._kind(row.get("kind", "")))  # fmt: skip
        same = (name, country, cities, start, end)
        if (first := self.seen.setdefault(same, line)) != line:
            raise _Unread(f"the same stay as at line {first}; remove one")
        return stay

    def _day(self, row: Mapping[str, str], which: str) -> date:
        if not row[which]:
            raise _Unread(f"no {which}; write the {'first' if which == 'start' else 'last'} day "
                          "abroad, which may be the same day")  # fmt: skip
        return day(row[which], self.wanted.dates)

    def _check_term(self, name: str, start: date, end: date) -> None:
        took, left = self.leaders.term(name) or (date.min, None)
        if start < took:
            raise _Unread(f"{start} is before {name} took office, {took}; correct the day or the "
                          "term, or remove the row")  # fmt: skip
        if left is not None and end > left:
            raise _Unread(f"{end} is after {name} left office, {left}; correct the day or the "
                          "term, or remove the row")  # fmt: skip

    def _kind(self, text: str) -> VisitKind:
        if not text:
            return self.wanted.kind
        for kind in VisitKind:
            if text.casefold() in (kind.value, kind.label.casefold()):
                return kind
        raise _Unread(f"“{text}” is no kind of visit; write one of {', '.join(VisitKind)}")


# From stays to a data set


def slug(text: str) -> str:
    """Make an id of a text: small letters and digits with hyphens, nothing where none is Latin."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    letters = re.sub(r"[.']", "", letters)
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


_LONGEST = 120
"""Characters of an id that is made of names."""


class _Ids:
    """Ids of one section: a second of the same name gets a number."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def take(self, wish: str) -> str:
        # The rules allow somewhat more: room for the number, and for what a visit adds.
        wish = wish[:_LONGEST].strip("-")
        name, number = wish, 2
        while name in self.taken:
            name, number = f"{wish}-{number}", number + 1
        self.taken.add(name)
        return name


def _journeys(stays: Iterable[_Stay], wanted: Wanted) -> list[list[_Stay]]:
    """Join the stays of each leader that follow on each other; leaders in order of the table."""
    ranks: dict[str, int] = {}
    for stay in stays:
        ranks.setdefault(stay.leader, len(ranks))
    journeys: list[list[_Stay]] = []
    until = date.min
    for stay in sorted(stays, key=lambda stay: (ranks[stay.leader], stay.start, stay.end)):
        joins = (
            journeys
            and journeys[-1][-1].leader == stay.leader
            and (stay.start - until).days <= wanted.gap
            # What has been made and what is ahead have not the same status.
            and (stay.end > wanted.as_of) == (until > wanted.as_of)
        )
        if joins:
            journeys[-1].append(stay)
            until = max(until, stay.end)
        else:
            journeys.append([stay])
            until = stay.end
    return journeys


def make(table: Table, wanted: Wanted) -> Made:
    """Make a data set of a table of stays; what could not be mapped is in the problems.

    Raises `UnknownColumn`.
    """
    leaders = _Leaders(wanted)
    reader = _Reader(table, wanted, leaders)
    stays = reader.stays()
    used = list(dict.fromkeys(stay.leader for stay in stays))
    problems = [*reader.problems, *leaders.problems, *leaders.unused(used, table.name)]
    problems.sort(key=lambda problem: (problem.file != table.name, problem.line))
    if not stays:
        return Made(None, None, 0, tuple(problems))
    data, notes = _data(_journeys(stays, wanted), wanted, leaders)
    head = "\n".join(
        [
            f"Made from {Path(table.name).name} by `python -m dashboard import`.",
            "",
            "The table did not say, so that this was filled in:",
            *(f"- {note}" for note in notes),
        ]
    )
    text = render(data, head)
    loaded = parse(text, "the data set")
    return Made(text, loaded.dataset, len(stays), (*problems, *loaded.errors))


def _data(
    journeys: list[list[_Stay]], wanted: Wanted, leaders: _Leaders
) -> tuple[dict[str, Any], list[str]]:
    """Give the data set as plain data, and what of it was not in the table."""
    by_leader: dict[str, list[_Stay]] = {}
    for stay in (stay for journey in journeys for stay in journey):
        by_leader.setdefault(stay.leader, []).append(stay)
    ids = _Ids()
    people = {name: _leader(name, own, leaders, ids) for name, own in by_leader.items()}
    derived = [name for name in by_leader if leaders.term(name) is None]
    places = _Places()
    visit_ids = _Ids()
    visits = [
        _visit(journey, people[journey[0].leader]["id"], places, visit_ids, wanted)
        for journey in journeys
    ]
    last = [who["left_office"] or wanted.as_of for who in people.values()]
    end = min(max(last), wanted.as_of)
    note = "As complete as the table that it was made from."
    notes = [
        f"`kind` is {wanted.kind} where the table named none; of a journey of several stays it is "
        "that of the longest.",
        f"`status` is {wanted.status} for every visit made: all of it rests on one source.",
    ]
    if places.rows:
        notes.append("`latitude` and `longitude` of places are not known (null).")
    if derived:
        said = (
            f"The time in office of {_listed(derived)} was not given: "
            "it is taken to run from the first to the last visit."
        )
        note, notes = f"{note} {said}", [said, *notes]
    data: dict[str, Any] = {
        "title": wanted.title or f"Foreign visits of {_listed(list(by_leader))}",
        "version": "1.0.0",
        "as_of": wanted.as_of,
        "licence": wanted.licence,
        "complete": {
            "start": min(end, *(who["took_office"] for who in people.values())),
            "end": end,
            "note": note,
        },
        "expected": dict.fromkeys(Expected.model_fields, 0),
        "leaders": list(people.values()),
        "topics": [],
        "places": places.rows,
        "visits": visits,
        "sources": [wanted.source.model_dump()],
    }
    data["expected"] = rules.counts(Dataset.model_validate(data))
    return data, notes


_MOST_NAMED = 20
"""Up to this many leaders are named in a text of the new data set."""


def _listed(names: list[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _leader(name: str, stays: list[_Stay], leaders: _Leaders, ids: _Ids) -> dict[str, Any]:
    given = leaders.given.get(name.casefold(), {})
    took, left = leaders.term(name) or (
        min(stay.start for stay in stays),
        max(stay.end for stay in stays),
    )
    return {
        "id": ids.take(
            given.get("id") or slug(given.get("name", name))[:60].strip("-") or "leader"
        ),
        "name": given.get("name", name),
        "full_name": given.get("full_name", name),
        "native_name": given.get("native_name") or given.get("full_name", name),
        "office": given.get("office", leaders.wanted.office),
        "country": leaders.home(name),
        "took_office": took,
        "left_office": left,
        "left_because": given.get("left_because"),
    }


class _Places:
    """The places of the stays, each once."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.ids = _Ids()
        self.known: dict[tuple[str, str], str] = {}

    def id_of(self, city: str, country: str) -> str:
        key = (slug(city) or city.casefold(), country)
        if key not in self.known:
            wish = slug(city) or "place"
            if wish in self.ids.taken:
                wish = f"{wish}-{country.casefold()}"
            self.known[key] = self.ids.take(wish)
            self.rows.append(
                {"id": self.known[key], "name": city, "country": country,
                 "latitude": None, "longitude": None}
            )  # fmt: skip
        return self.known[key]


def _visit(
    journey: list[_Stay], leader: str, places: _Places, ids: _Ids, wanted: Wanted
) -> dict[str, Any]:
    first = journey[0]
    end = max(stay.end for stay in journey)
    ahead = end > wanted.as_of
    wish = f"{leader}-{first.start:%Y-%m}-{slug(country_name(first.country))}"
    return {
        "id": ids.take(wish),
        "leader": leader,
        "status": (Status.PLANNED if ahead else wanted.status).value,
        "start": first.start,
        "end": end,
        "kind": max(journey, key=_Stay.days).kind.value,
        "occasion": None,
        "invited_by": None,
        "stops": [stop for stay in journey for stop in _stops(stay, places)],
        "met": [],
        "statements": [],
        "sources": [wanted.source.id],
        "checks": "Not checked beyond the table, which says: "
        + " ".join(stay.words() for stay in journey),
    }


def _stops(stay: _Stay, places: _Places) -> list[dict[str, Any]]:
    """Give one stop a city; of several in one row only the first and the last day are known."""
    cities = stay.cities or (None,)
    last = len(cities) - 1
    return [
        {
            "country": stay.country,
            "place": places.id_of(city, stay.country) if city else None,
            "arrival": stay.start if number == 0 else None,
            "departure": stay.end if number == last else None,
        }
        for number, city in enumerate(cities)
    ]
