"""From a plain table of stays abroad to a data set: what it says is read, and what not, reported.

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

from dashboard.dataset import rules, yaml_writer
from dashboard.dataset.reader import Problem, UnreadableFile, parse, refused
from dashboard.model.countries import code_of, codes_like, country_name
from dashboard.model.records import Dataset, Expected, Source
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
DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
LONGEST_ID = 120
"""Characters of an id that is made of names; the rules leave room for a number behind it."""
MOST_NAMED = 20
"""Up to this many leaders are named in a text of the new data set."""

Term = tuple[date, date | None]
"""First and last day in office; None where it lasts."""


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
class Made:
    """What came of a table: a data set and its text, None and "" where nothing was left of it."""

    text: str
    dataset: Dataset | None
    n_stays: int
    problems: tuple[Problem, ...]


class UnknownColumn(ValueError):
    """The table has no column of a name that was asked for; the message lists those it has."""


class Unread(ValueError):
    """A cell that cannot be read; the message says why and what to do."""


# Reading a table


def read_table(content: bytes, name: str) -> Table:
    """Read a table: UTF-8, commas, semicolons or tabs, the names of its columns on top.

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
    first = next((line for line in text.splitlines() if line.strip()), None)
    if first is None:
        raise UnreadableFile(f"{name} is empty; its first line must name the columns")
    # The sign that parts the header into most names; a comma where none does.
    signs = {",": "a comma", ";": "a semicolon", "\t": "a tab"}
    sign = max(signs, key=lambda sign: len(next(csv.reader([first], delimiter=sign))))
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
            elif any(cells[len(header) :]):
                message = (
                    f"{len(cells)} cells under {len(header)} columns; put a text that holds "
                    f"{signs[sign]} in double quotes"
                )
                problems.append(Problem(name, here, message))
            else:
                rows.append((here, dict(zip(header, [*cells, *[""] * len(header)], strict=False))))
    except csv.Error as error:
        message = (
            f"from here on the table cannot be read: {error}; look for a double quote that is not "
            "closed, and write one within a text twice"
        )
        problems.append(Problem(name, line, message))
    return Table(name, header, tuple(rows), tuple(problems))


def _find_columns(table: Table, asked: Mapping[str, str], needed: set[str]) -> dict[str, str]:
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


# Reading cells

# English names of months, as Python has them without a locale. `%d` and `%m` take one digit too.
DAY_FORMS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"),
    *("%d %B %Y", "%d %b %Y", "%d-%B-%Y", "%d-%b-%Y", "%d. %B %Y"),
    *("%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%b. %d, %Y"),
)


def day(text: str, order: str | None = None) -> date:
    """Read a day; 3/4/2021 needs the order, because it is one day here and another there.

    Raises `Unread`.
    """
    # Spreadsheets write a day with the time of its midnight.
    bare = re.sub(r"[T ]00:00(:00(\.0+)?)?Z?$", "", text)
    if match := re.fullmatch(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", bare):
        one, two, year = int(match[1]), int(match[3]), int(match[4])
        if order is None and one <= 12 and two <= 12 and one != two:
            raise Unread(
                f"“{text}” could be two days; say which comes first with --dates {DAY_FIRST} "
                f"or --dates {MONTH_FIRST}, or write the day as 2021-03-04"
            )
        month_first = order == MONTH_FIRST or (order is None and two > 12)
        try:
            return date(year, one, two) if month_first else date(year, two, one)
        except ValueError:
            said = f" with --dates {order}" if order else ""
            raise Unread(f"“{text}” is no day of the calendar{said}; correct it") from None
    if re.fullmatch(r"\d{8}", bare):
        # Not left to `strptime`, which takes the seven figures of 2024111 as well.
        bare = f"{bare[:4]}-{bare[4:6]}-{bare[6:]}"
    for form in DAY_FORMS:
        try:
            return datetime.strptime(bare, form).date()
        except ValueError:
            continue
    raise Unread(
        f"“{text}” is not read as a day; write it as 2021-03-04 (year, month, day) or 4 March 2021"
    )


def _country(text: str) -> str:
    if code := code_of(text):
        return code
    if not text:
        raise Unread("no country; write its English name or ISO 3166-1 code")
    like = " or ".join(f"{country_name(each)} ({each})" for each in codes_like(text))
    cure = f"did you mean {like}?" if like else "write its English name or ISO 3166-1 code"
    raise Unread(f"“{text}” is no country known here; {cure}")


def _check_characters(cells: Iterable[str]) -> None:
    for cell in cells:
        if found := refused(cell):
            raise Unread(found)


def slug(text: str) -> str:
    """Make an id of a text: small letters and digits with hyphens, nothing where none is Latin."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    letters = re.sub(r"[.']", "", letters)
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


# Leaders


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
            columns = _find_columns(table, {name: name for name in LEADER_COLUMNS}, {"leader"})
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
            row["country"] = _country(row["country"])
        if "id" in row and row["id"] != slug(row["id"]):
            raise Unread(
                f"“{row['id']}” is not an id; use small letters, digits and single hyphens, such "
                "as `raisi-2`"
            )
        _check_characters(cell for cell in row.values() if isinstance(cell, str))
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


# Stays


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


def _stays(table: Table, options: Options, leaders: Leaders) -> tuple[list[Stay], list[Problem]]:
    """Read every row as a stay; those that cannot be read are problems."""
    asked = {thing: thing for thing in COLUMNS} | dict(options.columns)
    if options.leader is not None:
        del asked["leader"]
    columns = _find_columns(table, asked, NEEDED)
    stays: list[Stay] = []
    problems = list(table.problems)
    spellings: dict[str, str] = {}
    lines: dict[tuple[Any, ...], int] = {}
    for line, cells in table.rows:
        row = {thing: cells[name] for thing, name in columns.items()}
        try:
            _check_characters(row.values())
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
    country = _country(row["country"])
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


def _journeys(stays: Iterable[Stay], options: Options) -> list[list[Stay]]:
    """Join the stays of each leader that follow on each other; leaders in order of the table."""
    ranks = {name: rank for rank, name in enumerate(dict.fromkeys(stay.leader for stay in stays))}
    journeys: list[list[Stay]] = []
    until = date.min
    for stay in sorted(stays, key=lambda stay: (ranks[stay.leader], stay.start, stay.end)):
        joins = (
            journeys
            and journeys[-1][-1].leader == stay.leader
            and (stay.start - until).days <= options.gap
            # What has been made and what is ahead have not the same status.
            and (stay.end > options.as_of) == (until > options.as_of)
        )
        if joins:
            journeys[-1].append(stay)
            until = max(until, stay.end)
        else:
            journeys.append([stay])
            until = stay.end
    return journeys


# From stays to a data set


def make(table: Table, options: Options) -> Made:
    """Make a data set of a table of stays; what could not be mapped is in the problems.

    Raises `UnknownColumn`.
    """
    leaders = Leaders(options)
    stays, problems = _stays(table, options, leaders)
    names = list(dict.fromkeys(stay.leader for stay in stays))
    problems += [*leaders.problems, *leaders.unused(names, table.name)]
    problems.sort(key=lambda problem: (problem.file != table.name, problem.line))
    if not stays:
        return Made("", None, 0, tuple(problems))
    data, notes = _data(_journeys(stays, options), options, leaders)
    head = (
        f"Made from {Path(table.name).name} by `python -m dashboard import`.\n\n"
        "The table did not say, so that this was filled in:\n" + "\n".join(notes)
    )
    text = yaml_writer.render(data, head)
    loaded = parse(text, "the data set")
    return Made(text, loaded.dataset, len(stays), (*problems, *loaded.errors))


def _data(
    journeys: list[list[Stay]], options: Options, leaders: Leaders
) -> tuple[dict[str, Any], list[str]]:
    """Return the data set as nested plain data, and what of it was not in the table."""
    stays: dict[str, list[Stay]] = {}
    for stay in (stay for journey in journeys for stay in journey):
        stays.setdefault(stay.leader, []).append(stay)
    taken: set[str] = set()
    people = {name: _leader(name, own, leaders, taken) for name, own in stays.items()}
    derived = [name for name in stays if leaders.term(name) is None]
    places: dict[tuple[str, str], dict[str, Any]] = {}
    taken = set()
    visits = [
        _visit(journey, people[journey[0].leader]["id"], places, taken, options)
        for journey in journeys
    ]
    end = min(max(who["left_office"] or options.as_of for who in people.values()), options.as_of)
    note = "As complete as the table that it was made from."
    notes = [
        f"- `kind` is {options.kind} where the table named none; of a journey of several stays it "
        "is that of the longest.",
        f"- `status` is {options.status} for every visit made: all of it rests on one source.",
    ]
    if places:
        notes.append("- `latitude` and `longitude` of places are not known (null).")
    if derived:
        said = (
            f"The time in office of {_listed(derived)} was not given: it is taken to run from the "
            "first to the last visit."
        )
        note, notes = f"{note} {said}", [f"- {said}", *notes]
    data: dict[str, Any] = {
        "title": options.title or f"Foreign visits of {_listed(list(stays))}",
        "version": "1.0.0",
        "as_of": options.as_of,
        "licence": options.licence,
        "complete": {
            "start": min(end, *(who["took_office"] for who in people.values())),
            "end": end,
            "note": note,
        },
        "expected": dict.fromkeys(Expected.model_fields, 0),
        "leaders": list(people.values()),
        "topics": [],
        "places": list(places.values()),
        "visits": visits,
        "sources": [options.source.model_dump()],
    }
    data["expected"] = rules.counts(Dataset.model_validate(data))
    return data, notes


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")


def _new_id(wish: str, taken: set[str]) -> str:
    """Return an id that is not taken yet, with a number where it is, and take it."""
    wish = wish[:LONGEST_ID].strip("-")
    name, number = wish, 2
    while name in taken:
        name, number = f"{wish}-{number}", number + 1
    taken.add(name)
    return name


def _leader(name: str, stays: list[Stay], leaders: Leaders, taken: set[str]) -> dict[str, Any]:
    given = leaders.of(name)
    term = leaders.term(name)
    took, left = term or (min(stay.start for stay in stays), max(stay.end for stay in stays))
    short = slug(given.get("name", name))[:60].strip("-")
    return {
        "id": _new_id(given.get("id") or short or "leader", taken),
        "name": given.get("name", name),
        "full_name": given.get("full_name", name),
        "native_name": given.get("native_name") or given.get("full_name", name),
        "office": given.get("office", leaders.options.office),
        "country": leaders.home(name),
        "took_office": took,
        "left_office": left,
        "left_because": given.get("left_because"),
    }


def _visit(
    journey: list[Stay],
    leader: str,
    places: dict[tuple[str, str], dict[str, Any]],
    taken: set[str],
    options: Options,
) -> dict[str, Any]:
    first, end = journey[0], max(stay.end for stay in journey)
    status = Status.PLANNED if end > options.as_of else options.status
    said = " ".join(map(str, journey))
    return {
        "id": _new_id(f"{leader}-{first.start:%Y-%m}-{slug(country_name(first.country))}", taken),
        "leader": leader,
        "status": status.value,
        "start": first.start,
        "end": end,
        "kind": max(journey, key=lambda stay: stay.end - stay.start).kind.value,
        "occasion": None,
        "invited_by": None,
        "stops": [stop for stay in journey for stop in _stops(stay, places)],
        "met": [],
        "statements": [],
        "sources": [options.source.id],
        "checks": f"Not checked beyond the table, which says: {said}",
    }


def _stops(stay: Stay, places: dict[tuple[str, str], dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield one stop a city; of several in one row only the first and the last day are known."""
    cities = stay.cities or (None,)
    for number, city in enumerate(cities, start=1):
        yield {
            "country": stay.country,
            "place": _place(city, stay.country, places) if city else None,
            "arrival": stay.start if number == 1 else None,
            "departure": stay.end if number == len(cities) else None,
        }


def _place(city: str, country: str, places: dict[tuple[str, str], dict[str, Any]]) -> str:
    """Return the id of a city, which becomes a place at its first stop."""
    key = (slug(city) or city.casefold(), country)
    if key not in places:
        taken = {place["id"] for place in places.values()}
        wish = slug(city) or "place"
        ident = _new_id(f"{wish}-{country.casefold()}" if wish in taken else wish, taken)
        places[key] = {"id": ident, "name": city, "country": country}
        places[key] |= {"latitude": None, "longitude": None}
    return places[key]["id"]
