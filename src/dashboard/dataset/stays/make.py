"""A data set made of stays: journeys, leaders, places, and notes on what was filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.dataset import yaml_writer
from dashboard.dataset.reader import Problem, parse
from dashboard.dataset.rules.whole import counts
from dashboard.dataset.stays.rows import Leaders, Options, Stay, read_stays
from dashboard.dataset.stays.table import Table, slug
from dashboard.dataset.tables import Dataset, from_nested
from dashboard.model.countries import country_name
from dashboard.model.records import Expected
from dashboard.model.vocabulary import Status

LONGEST_ID = 120
"""Characters of an id that is made of names; the rules leave room for a number behind it."""
MOST_NAMED = 20
"""Up to this many leaders are named in a text of the new data set."""


@dataclass(frozen=True)
class Made:
    """What came of a table: a data set and its text, None and "" where nothing was left of it."""

    text: str
    dataset: Dataset | None
    n_stays: int
    problems: tuple[Problem, ...]


def make(table: Table, options: Options) -> Made:
    """Make a data set of a table of stays; what could not be mapped is in the problems.

    Raises `UnknownColumn`.
    """
    leaders = Leaders(options)
    stays, problems = read_stays(table, options, leaders)
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
    data["expected"] = counts(from_nested(data).tables)
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
