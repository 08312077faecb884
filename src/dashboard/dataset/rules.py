"""What must hold across the records of a data set: one small function for each fault.

A rule takes a whole data set and yields its faults. Its name is the fault; its message says what
is wrong and how to mend it. To add a rule, write the function and name it in `RULES`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from itertools import chain
from typing import Literal
from urllib.parse import urlsplit

import pycountry

from dashboard.model.records import MAX_STATEMENT_WORDS, Dataset, Expected, Leader, Visit
from dashboard.model.vocabulary import TOOK_PLACE, Status

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and the path to it, such as `("visits", 3, "stops", 0)`."""

    where: tuple[str | int, ...]
    message: str
    severity: Severity = "error"


Rule = Callable[[Dataset], Iterator[Fault]]


# The head


def complete_list_ends_before_it_starts(dataset: Dataset) -> Iterator[Fault]:
    """The days for which the list is complete must run forwards."""
    if dataset.complete.end < dataset.complete.start:
        yield Fault(
            ("complete", "end"),
            f"{dataset.complete.end} is before the start, {dataset.complete.start}; "
            "correct one of the two",
        )


def complete_list_ends_after_the_as_of_date(dataset: Dataset) -> Iterator[Fault]:
    """Nobody can vouch for days after the last look at the sources."""
    if dataset.complete.end > dataset.as_of:
        yield Fault(
            ("complete", "end"),
            f"{dataset.complete.end} is after `as_of`, {dataset.as_of}; the list cannot be "
            "complete for days still ahead, so correct one of the two",
        )


FIRST_DAY, LAST_DAY = date(1583, 1, 1), date(2999, 12, 31)
"""Days from the first year of today's calendar to one that no visit is planned for."""


def day_out_of_reach(dataset: Dataset) -> Iterator[Fault]:
    """Days are of this calendar, and none is so far ahead that it can only be a slip."""

    def far(day: date | None) -> bool:
        return day is not None and not FIRST_DAY <= day <= LAST_DAY

    places: list[tuple[str | int, ...]] = []
    if far(dataset.as_of):
        places.append(("as_of",))
    places += [("complete", end) for end in ("start", "end") if far(getattr(dataset.complete, end))]
    for index, who in enumerate(dataset.leaders):
        places += [
            ("leaders", index, name)
            for name in ("took_office", "left_office")
            if far(getattr(who, name))
        ]
    for index, visit in enumerate(dataset.visits):
        if far(visit.start):
            places.append(("visits", index, "start"))
        if far(visit.end):
            places.append(("visits", index, "end"))
        for number, stop in enumerate(visit.stops):
            if far(stop.arrival):
                places.append(("visits", index, "stops", number, "arrival"))
            if far(stop.departure):
                places.append(("visits", index, "stops", number, "departure"))
    places += [
        ("sources", index, "date")
        for index, source in enumerate(dataset.sources)
        if far(source.date)
    ]
    for where in places:
        yield Fault(where, f"the day is not between {FIRST_DAY} and {LAST_DAY}; correct the year")


def counts(dataset: Dataset) -> dict[str, int]:
    """Count what `expected` counts, under the same names."""
    statuses = Counter(visit.status.value for visit in dataset.visits)
    found = {
        "leaders": len(dataset.leaders),
        "topics": len(dataset.topics),
        "places": len(dataset.places),
        "visits": len(dataset.visits),
        **{status.value: statuses[status.value] for status in Status},
        "stops": sum(len(visit.stops) for visit in dataset.visits),
        "meetings": sum(len(visit.met) for visit in dataset.visits),
        "statements": sum(len(visit.statements) for visit in dataset.visits),
        "sources": len(dataset.sources),
    }
    return {name: found[name] for name in Expected.model_fields}


def count_differs_from_expected(dataset: Dataset) -> Iterator[Fault]:
    """The counts written beside the data must be those of the data."""
    for name, found in counts(dataset).items():
        expected = getattr(dataset.expected, name)
        if found != expected:
            yield Fault(
                ("expected", name),
                f"`expected` says {expected}, the file holds {found}: if the change is meant, "
                f"write {found} here; if not, something was lost or added by mistake",
            )


# Ids, names and references

_NAMED = ("leaders", "topics", "places", "visits", "sources")


def id_used_twice(dataset: Dataset) -> Iterator[Fault]:
    """An id names one record of its section."""
    for section in _NAMED:
        seen: dict[str, int] = {}
        for index, record in enumerate(getattr(dataset, section)):
            first = seen.setdefault(record.id, index)
            if first != index:
                yield Fault(
                    (section, index, "id"),
                    f"the id `{record.id}` is used twice in `{section}`; "
                    "give one of the two another id, or remove it",
                )


def name_used_twice(dataset: Dataset) -> Iterator[Fault]:
    """Leader names and topic labels stand in shared links, so each must be one of a kind."""
    names = {
        ("leaders", "name"): [leader.name for leader in dataset.leaders],
        ("topics", "label"): [topic.label for topic in dataset.topics],
    }
    for (section, field), values in names.items():
        seen: dict[str, int] = {}
        for index, value in enumerate(values):
            first = seen.setdefault(value.strip().casefold(), index)
            if first != index:
                yield Fault(
                    (section, index, field),
                    f'"{value}" is the {field} of another one of `{section}` too; shared links '
                    "tell them apart by it, so choose another",
                )


MAX_NAME = 150
"""Characters of what stands in links, headings, on axes and in names of files; the longest of the
project's own data has 46."""
SHORT = {
    "leaders": ("id", "name", "full_name", "native_name", "office"),
    "topics": ("id", "label", "group"),
    "places": ("id", "name"),
    "visits": ("id",),
    "sources": ("id",),
}
"""The texts that are so short, by section."""


def name_too_long(dataset: Dataset) -> Iterator[Fault]:
    """Ids, names and labels stand in links, headings and names of files, so they are short."""
    for section, fields in SHORT.items():
        for index, record in enumerate(getattr(dataset, section)):
            for field in fields:
                if (length := len(getattr(record, field))) > MAX_NAME:
                    yield Fault(
                        (section, index, field),
                        f"has {length:,} characters, and at most {MAX_NAME} are allowed; "
                        "shorten it",
                    )


def _unknown(word: str, value: str, known: Collection[str]) -> str:
    close = get_close_matches(value, known, n=1)
    mend = f"did you mean `{close[0]}`?" if close else f"add it to `{word}s`, or correct it"
    return f"no {word} has the id `{value}`; {mend}"


def unknown_leader(dataset: Dataset) -> Iterator[Fault]:
    """A visit's leader must be one of `leaders`."""
    known = {leader.id for leader in dataset.leaders}
    for index, visit in enumerate(dataset.visits):
        if visit.leader not in known:
            yield Fault(("visits", index, "leader"), _unknown("leader", visit.leader, known))


def unknown_topic(dataset: Dataset) -> Iterator[Fault]:
    """A statement's topics must be among `topics`."""
    known = {topic.id for topic in dataset.topics}
    for index, visit in enumerate(dataset.visits):
        for number, statement in enumerate(visit.statements):
            for position, topic in enumerate(statement.topics):
                if topic not in known:
                    yield Fault(
                        ("visits", index, "statements", number, "topics", position),
                        _unknown("topic", topic, known),
                    )


def unknown_place(dataset: Dataset) -> Iterator[Fault]:
    """A stop's place must be one of `places`."""
    known = {place.id for place in dataset.places}
    for index, visit in enumerate(dataset.visits):
        for number, stop in enumerate(visit.stops):
            if stop.place is not None and stop.place not in known:
                yield Fault(
                    ("visits", index, "stops", number, "place"),
                    _unknown("place", stop.place, known),
                )


def unknown_source(dataset: Dataset) -> Iterator[Fault]:
    """A visit's sources must be among `sources`."""
    known = {source.id for source in dataset.sources}
    for index, visit in enumerate(dataset.visits):
        for position, source in enumerate(visit.sources):
            if source not in known:
                yield Fault(
                    ("visits", index, "sources", position), _unknown("source", source, known)
                )


@cache
def country_codes() -> dict[str, str]:
    """Give the countries that a data set may name: alpha-3 code to name."""
    return {country.alpha_3: country.name for country in pycountry.countries}


def unknown_country(dataset: Dataset) -> Iterator[Fault]:
    """A country is written as its ISO 3166-1 alpha-3 code."""
    known = country_codes()
    found: chain[tuple[tuple[str | int, ...], str | None]] = chain(
        ((("leaders", index, "country"), row.country) for index, row in enumerate(dataset.leaders)),
        ((("places", index, "country"), row.country) for index, row in enumerate(dataset.places)),
        (
            (("visits", index, field, number, "country"), row.country)
            for index, visit in enumerate(dataset.visits)
            for field, rows in (("stops", visit.stops), ("met", visit.met))
            for number, row in enumerate(rows)
        ),
    )
    for where, code in found:
        if code is not None and code not in known:
            close = get_close_matches(code, known, n=2, cutoff=0.6)
            mend = " or ".join(f"{match} ({known[match]})" for match in close)
            yield Fault(
                where,
                f"{code} is not an ISO 3166-1 alpha-3 code; "
                + (f"did you mean {mend}?" if mend else "look it up and correct it"),
            )


def nothing_uses_it(dataset: Dataset) -> Iterator[Fault]:
    """A leader, topic or place without a visit is a leftover or an omission."""
    used = {
        "leaders": {visit.leader for visit in dataset.visits},
        "topics": {
            topic
            for visit in dataset.visits
            for statement in visit.statements
            for topic in statement.topics
        },
        "places": {stop.place for visit in dataset.visits for stop in visit.stops},
    }
    for section, ids in used.items():
        for index, record in enumerate(getattr(dataset, section)):
            if record.id not in ids:
                yield Fault(
                    (section, index),
                    "no visit uses it; remove it, or use it where it belongs",
                    "warning",
                )


# Leaders and places


def leader_left_office_before_taking_it(dataset: Dataset) -> Iterator[Fault]:
    """A time in office must run forwards."""
    for index, leader in enumerate(dataset.leaders):
        if leader.left_office is not None and leader.left_office < leader.took_office:
            yield Fault(
                ("leaders", index, "left_office"),
                f"{leader.left_office} is before taking office, {leader.took_office}; "
                "correct one of the two",
            )


def place_with_only_one_coordinate(dataset: Dataset) -> Iterator[Fault]:
    """A place's coordinates are known or they are not."""
    for index, place in enumerate(dataset.places):
        if (place.latitude is None) != (place.longitude is None):
            given, absent = (
                ("longitude", "latitude") if place.latitude is None else ("latitude", "longitude")
            )
            yield Fault(
                ("places", index, absent),
                f"`{given}` is given and `{absent}` is null; give both, or neither",
            )


def stop_country_differs_from_its_place(dataset: Dataset) -> Iterator[Fault]:
    """A stop is in the country of its place."""
    places = {place.id: place for place in dataset.places}
    for index, visit in enumerate(dataset.visits):
        for number, stop in enumerate(visit.stops):
            place = places.get(stop.place) if stop.place is not None else None
            if place is not None and place.country != stop.country:
                yield Fault(
                    ("visits", index, "stops", number, "country"),
                    f"the stop is in {stop.country}, its place `{place.id}` in {place.country}; "
                    "correct the stop's country or its place",
                )


def stop_in_the_leaders_own_country(dataset: Dataset) -> Iterator[Fault]:
    """A visit is a journey abroad."""
    homes = {leader.id: leader.country for leader in dataset.leaders}
    for index, visit in enumerate(dataset.visits):
        for number, stop in enumerate(visit.stops):
            if stop.country == homes.get(visit.leader):
                yield Fault(
                    ("visits", index, "stops", number, "country"),
                    f"{stop.country} is the leader's own country; only stops abroad belong here",
                )


# Dates of visits


def _leaders(dataset: Dataset) -> dict[str, Leader]:
    return {leader.id: leader for leader in dataset.leaders}


def visit_has_only_one_of_start_and_end(dataset: Dataset) -> Iterator[Fault]:
    """The days of a visit are known or they are not."""
    for index, visit in enumerate(dataset.visits):
        if (visit.start is None) != (visit.end is None):
            given, absent = ("end", "start") if visit.start is None else ("start", "end")
            yield Fault(
                ("visits", index, absent),
                f"`{given}` is given and `{absent}` is null; give both, or neither",
            )


def visit_ends_before_it_starts(dataset: Dataset) -> Iterator[Fault]:
    """A visit must run forwards."""
    for index, visit in enumerate(dataset.visits):
        if visit.start is not None and visit.end is not None and visit.end < visit.start:
            yield Fault(
                ("visits", index, "end"),
                f"{visit.end} is before the start, {visit.start}; correct one of the two",
            )


def confirmed_visit_without_dates(dataset: Dataset) -> Iterator[Fault]:
    """What is confirmed has a day."""
    for index, visit in enumerate(dataset.visits):
        if visit.status is Status.CONFIRMED and visit.start is None and visit.end is None:
            yield Fault(
                ("visits", index, "start"),
                "a confirmed visit needs `start` and `end`; "
                "give the first and the last day abroad, or lower the status",
            )


def visit_outside_the_time_in_office(dataset: Dataset) -> Iterator[Fault]:
    """A leader travels as a leader; a cancelled visit may have been set for any day."""
    leaders = _leaders(dataset)
    for index, visit in enumerate(dataset.visits):
        leader = leaders.get(visit.leader)
        if leader is None or visit.status is Status.CANCELLED:
            continue
        if visit.start is not None and visit.start < leader.took_office:
            yield Fault(
                ("visits", index, "start"),
                f"{visit.start} is before {leader.name} took office, {leader.took_office}; "
                "correct the date or the leader",
            )
        left = leader.left_office
        if left is not None and visit.end is not None and visit.end > left:
            yield Fault(
                ("visits", index, "end"),
                f"{visit.end} is after {leader.name} left office, {left}; "
                "correct the date or the leader",
            )


def visits_at_the_same_time(dataset: Dataset) -> Iterator[Fault]:
    """Nobody is on two journeys at once; one may end on the day on which the next begins."""
    latest: dict[str, tuple[Visit, tuple[object, object]]] = {}
    dated = [
        (visit.start, visit.end, index, visit)
        for index, visit in enumerate(dataset.visits)
        if visit.status in TOOK_PLACE and visit.start is not None and visit.end is not None
    ]
    for start, end, index, visit in sorted(dated, key=lambda row: row[:3]):
        before = latest.get(visit.leader)
        if before is not None:
            other, days = before
            assert other.end is not None
            if start < other.end or days == (start, end):
                yield Fault(
                    ("visits", index, "start"),
                    f"{start} to {end} overlaps with the visit {other.id}, {other.start} to "
                    f"{other.end}, of the same leader; correct the dates, or join the two",
                )
            if end < other.end:
                continue
        latest[visit.leader] = (visit, (start, end))


def visit_after_the_as_of_date(dataset: Dataset) -> Iterator[Fault]:
    """What lies ahead is planned (or was called off)."""
    for index, visit in enumerate(dataset.visits):
        if visit.status in (Status.PLANNED, Status.CANCELLED):
            continue
        day = visit.end or visit.start
        if day is not None and day > dataset.as_of:
            yield Fault(
                ("visits", index, "end" if visit.end else "start"),
                f"{day} is after `as_of`, {dataset.as_of}, and the visit is {visit.status}; "
                "make it planned, correct the date, or move `as_of` on",
            )


def planned_visit_in_the_past(dataset: Dataset) -> Iterator[Fault]:
    """What is planned is still ahead."""
    for index, visit in enumerate(dataset.visits):
        if visit.status is Status.PLANNED and visit.start and visit.start < dataset.as_of:
            yield Fault(
                ("visits", index, "status"),
                f"the visit is planned, and its start, {visit.start}, is before `as_of`, "
                f"{dataset.as_of}; find out what became of it and give it that status",
            )


def stop_outside_the_visit(dataset: Dataset) -> Iterator[Fault]:
    """The days of a stop are among the days of its visit."""
    for index, visit in enumerate(dataset.visits):
        if visit.start is None or visit.end is None or visit.end < visit.start:
            continue
        for number, stop in enumerate(visit.stops):
            for field, day in (("arrival", stop.arrival), ("departure", stop.departure)):
                if day is not None and not visit.start <= day <= visit.end:
                    yield Fault(
                        ("visits", index, "stops", number, field),
                        f"{day} is outside the visit, {visit.start} to {visit.end}; "
                        "correct the stop or the visit",
                    )


def stop_departs_before_it_arrives(dataset: Dataset) -> Iterator[Fault]:
    """A stop must run forwards."""
    for index, visit in enumerate(dataset.visits):
        for number, stop in enumerate(visit.stops):
            if stop.arrival and stop.departure and stop.departure < stop.arrival:
                yield Fault(
                    ("visits", index, "stops", number, "departure"),
                    f"{stop.departure} is before the arrival, {stop.arrival}; "
                    "correct one of the two",
                )


# The rest of a visit


def visit_id_without_its_leader(dataset: Dataset) -> Iterator[Fault]:
    """A visit's id begins with its leader's id, so that ids can be read and never collide."""
    for index, visit in enumerate(dataset.visits):
        if not visit.id.startswith(f"{visit.leader}-"):
            yield Fault(
                ("visits", index, "id"),
                f"the id must begin with the leader's id, `{visit.leader}-`; "
                "correct the id or the leader",
            )


def statement_too_long(dataset: Dataset) -> Iterator[Fault]:
    """A statement is one short sentence."""
    for index, visit in enumerate(dataset.visits):
        for number, statement in enumerate(visit.statements):
            words = len(statement.text.split())
            if words > MAX_STATEMENT_WORDS:
                yield Fault(
                    ("visits", index, "statements", number, "text"),
                    f"the text has {words} words, at most {MAX_STATEMENT_WORDS} are allowed; "
                    "shorten it, or make two statements of it",
                )


def statement_has_a_topic_twice(dataset: Dataset) -> Iterator[Fault]:
    """A topic twice would count twice."""
    for index, visit in enumerate(dataset.visits):
        for number, statement in enumerate(visit.statements):
            for position, topic in enumerate(statement.topics):
                if topic in statement.topics[:position]:
                    yield Fault(
                        ("visits", index, "statements", number, "topics", position),
                        f"the topic `{topic}` is given twice; remove one",
                    )


def statement_cites_a_source_its_visit_does_not_list(dataset: Dataset) -> Iterator[Fault]:
    """A statement's source is one of its visit's sources."""
    for index, visit in enumerate(dataset.visits):
        listed = set(visit.sources)
        for number, statement in enumerate(visit.statements):
            if statement.source not in listed:
                close = get_close_matches(statement.source, listed, n=1, cutoff=0.8)
                mend = (
                    f"did you mean `{close[0]}`?"
                    if close
                    else "add it to the `sources` of the visit, or cite one of them"
                )
                yield Fault(
                    ("visits", index, "statements", number, "source"),
                    f"`{statement.source}` is not among the sources of the visit; {mend}",
                )


def visit_lists_a_source_twice(dataset: Dataset) -> Iterator[Fault]:
    """A source twice would look like two."""
    for index, visit in enumerate(dataset.visits):
        seen: set[str] = set()
        for position, source in enumerate(visit.sources):
            if source in seen:
                yield Fault(
                    ("visits", index, "sources", position),
                    f"the source `{source}` is listed twice; remove one",
                )
            seen.add(source)


def bearing_differs_from_the_sources(dataset: Dataset) -> Iterator[Fault]:
    """A disputed visit says of each of its sources, and of no other, what it says of the claim."""
    for index, visit in enumerate(dataset.visits):
        if visit.status is not Status.DISPUTED:
            continue
        where = ("visits", index, "bearing")
        for source in dict.fromkeys(visit.sources):
            if source not in visit.bearing:
                yield Fault(
                    where,
                    f"the visit is disputed and `bearing` lacks its source `{source}`; "
                    f"add `{source}: supports`, `contradicts` or `context`",
                )
        for source in visit.bearing:
            if source not in visit.sources:
                yield Fault(
                    (*where, source),
                    f"`{source}` is not among the sources of the visit; "
                    "add it there, or remove it here",
                )


def bearing_at_a_visit_that_is_not_disputed(dataset: Dataset) -> Iterator[Fault]:
    """Only a disputed visit has a claim for or against which a source can stand."""
    for index, visit in enumerate(dataset.visits):
        if visit.bearing and visit.status is not Status.DISPUTED:
            yield Fault(
                ("visits", index, "bearing"),
                f"the visit is {visit.status}; `bearing` belongs to disputed visits only, "
                "so remove it or correct the status",
            )


def confirmed_visit_with_fewer_than_two_sources(dataset: Dataset) -> Iterator[Fault]:
    """Two sources a visit at the least, where they can be had."""
    for index, visit in enumerate(dataset.visits):
        if visit.status is Status.CONFIRMED and len(set(visit.sources)) < 2:
            yield Fault(
                ("visits", index, "sources"),
                "a confirmed visit should have two sources; add another if there is one",
                "warning",
            )


# Sources


def source_that_no_visit_cites(dataset: Dataset) -> Iterator[Fault]:
    """Nothing that was read is left unused."""
    cited = {source for visit in dataset.visits for source in visit.sources}
    for index, source in enumerate(dataset.sources):
        if source.id not in cited:
            yield Fault(
                ("sources", index),
                "no visit lists this source; add its id to the `sources` of a visit, or remove it",
            )


def source_without_title_and_about(dataset: Dataset) -> Iterator[Fault]:
    """A reader must be able to tell what a source is."""
    for index, source in enumerate(dataset.sources):
        if source.title is None and source.about is None:
            yield Fault(
                ("sources", index, "title"),
                "the source has neither a title nor `about`; "
                "where no headline was recorded, describe the page in `about`",
            )


def source_dated_after_the_as_of_date(dataset: Dataset) -> Iterator[Fault]:
    """Nobody has read what is not yet published."""
    for index, source in enumerate(dataset.sources):
        if source.date is not None and source.date > dataset.as_of:
            yield Fault(
                ("sources", index, "date"),
                f"{source.date} is after `as_of`, {dataset.as_of}; "
                "correct the date, or move `as_of` on",
            )


def names_a_host(address: str) -> bool:
    """Say whether a web address has a host, and a port that can be one."""
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # brackets that hold no IPv6 address, or a port that is no number
        return False


def url_that_leads_nowhere(dataset: Dataset) -> Iterator[Fault]:
    """A web address names a host; one that cannot be taken apart would stop a page later."""
    addresses = (
        (index, field, address)
        for index, source in enumerate(dataset.sources)
        for field, address in (("url", source.url), ("archived", source.archived))
        if address is not None
    )
    for index, field, address in addresses:
        if not names_a_host(address):
            yield Fault(
                ("sources", index, field),
                "the address has no host that a browser could find; copy it again from the page",
            )


def url_used_by_two_sources(dataset: Dataset) -> Iterator[Fault]:
    """One page is one source, or it would look like two."""
    seen: dict[str, str] = {}
    for index, source in enumerate(dataset.sources):
        page = source.url.partition("#")[0].rstrip("/")
        first = seen.setdefault(page, source.id)
        if first != source.id:
            yield Fault(
                ("sources", index, "url"),
                f"this page is the source `{first}` already; "
                "use that id in the visits, and remove this source",
            )


RULES: tuple[Rule, ...] = (
    complete_list_ends_before_it_starts,
    complete_list_ends_after_the_as_of_date,
    day_out_of_reach,
    count_differs_from_expected,
    id_used_twice,
    name_used_twice,
    name_too_long,
    unknown_leader,
    unknown_topic,
    unknown_place,
    unknown_source,
    unknown_country,
    nothing_uses_it,
    leader_left_office_before_taking_it,
    place_with_only_one_coordinate,
    stop_country_differs_from_its_place,
    stop_in_the_leaders_own_country,
    visit_has_only_one_of_start_and_end,
    visit_ends_before_it_starts,
    confirmed_visit_without_dates,
    visit_outside_the_time_in_office,
    visits_at_the_same_time,
    visit_after_the_as_of_date,
    planned_visit_in_the_past,
    stop_outside_the_visit,
    stop_departs_before_it_arrives,
    visit_id_without_its_leader,
    statement_too_long,
    statement_has_a_topic_twice,
    statement_cites_a_source_its_visit_does_not_list,
    visit_lists_a_source_twice,
    bearing_differs_from_the_sources,
    bearing_at_a_visit_that_is_not_disputed,
    confirmed_visit_with_fewer_than_two_sources,
    source_that_no_visit_cites,
    source_without_title_and_about,
    source_dated_after_the_as_of_date,
    url_that_leads_nowhere,
    url_used_by_two_sources,
)

# What a rule needs to know of the data set, for a file in which some records could not be read.

NEEDS_EVERY_RECORD: frozenset[Rule] = frozenset(
    {count_differs_from_expected, nothing_uses_it, source_that_no_visit_cites}
)
"""Rules that count, or look for what is unused: a record left out would mislead them."""

NEEDS_THE_HEAD: frozenset[Rule] = frozenset(
    {
        complete_list_ends_before_it_starts,
        complete_list_ends_after_the_as_of_date,
        day_out_of_reach,
        count_differs_from_expected,
        visit_after_the_as_of_date,
        planned_visit_in_the_past,
        source_dated_after_the_as_of_date,
    }
)
"""Rules that read `as_of`, `complete` or `expected`."""

REFERENCES: dict[Rule, str] = {
    unknown_leader: "leaders",
    unknown_topic: "topics",
    unknown_place: "places",
    unknown_source: "sources",
}
"""Rules that look up an id, and the section in which they do."""
