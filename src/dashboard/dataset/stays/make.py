"""A data set made of stays: journeys, leaders, places, and notes on what was filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from dashboard.dataset import yaml_writer
from dashboard.dataset.reader import Problem, parse
from dashboard.dataset.rules.whole import counts
from dashboard.dataset.stays.rows import Options, Rows, Stay
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
    rows = Rows(table, options)
    problems = sorted(table.problems, key=lambda problem: problem.line)
    if options.leaders:
        problems += sorted(options.leaders.problems, key=lambda problem: problem.line)
    if not rows.stays:
        return Made("", None, 0, tuple(problems))
    making = _Making(rows)
    notes = "\n".join(making.notes)
    head = (
        f"Made from {Path(table.name).name} by `python -m dashboard import`.\n\n"
        f"The table did not say, so that this was filled in:\n{notes}"
    )
    text = yaml_writer.render(making.data, head)
    loaded = parse(text, "the data set")
    return Made(text, loaded.dataset, len(rows.stays), (*problems, *loaded.errors))


class _Ids(set[str]):
    """Ids that are taken."""

    def new(self, *wishes: str) -> str:
        """Take the first wish that is free, or the last with a number behind it."""
        wishes = tuple(wish[:LONGEST_ID].strip("-") for wish in wishes)
        name, number = next((wish for wish in wishes if wish not in self), wishes[-1]), 2
        while name in self:
            name, number = f"{wishes[-1]}-{number}", number + 1
        self.add(name)
        return name


class _Making:
    """The data set as nested plain data, and notes on what of it was not in the table."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.options = rows, rows.options
        self.places: dict[tuple[str, str], dict[str, Any]] = {}
        self.place_ids, self.visit_ids, self.leader_ids = _Ids(), _Ids(), _Ids()
        of: dict[str, list[Stay]] = {}
        for stay in sorted(rows.stays, key=lambda stay: (stay.start, stay.end)):
            of.setdefault(stay.leader, []).append(stay)
        names = list(dict.fromkeys(stay.leader for stay in rows.stays))
        leaders = {name: self.leader(name, of[name]) for name in names}
        visits = [
            self.visit(journey, leaders[name]["id"])
            for name in names
            for journey in self.journeys(of[name])
        ]
        as_of, note = self.options.as_of, "As complete as the table that it was made from."
        self.notes = [
            f"- `kind` is {self.options.kind} where the table named none; of a journey of several "
            "stays it is that of the longest.",
            f"- `status` is {self.options.status} for every visit made: all of it rests on one "
            "source.",
        ]
        if self.places:
            self.notes.append("- `latitude` and `longitude` of places are not known (null).")
        if derived := [name for name in names if "took_office" not in rows.of(name)]:
            said = (
                f"The time in office of {_listed(derived)} was not given: it is taken to run from "
                "the first to the last visit."
            )
            note, self.notes = f"{note} {said}", [f"- {said}", *self.notes]
        end = min(max(who["left_office"] or as_of for who in leaders.values()), as_of)
        start = min(end, *(who["took_office"] for who in leaders.values()))
        self.data: dict[str, Any] = {
            "title": self.options.title or f"Foreign visits of {_listed(names)}",
            "version": "1.0.0",
            "as_of": as_of,
            "licence": self.options.licence,
            "complete": {"start": start, "end": end, "note": note},
            "expected": dict.fromkeys(Expected.model_fields, 0),
            "leaders": list(leaders.values()),
            "topics": [],
            "places": list(self.places.values()),
            "visits": visits,
            "sources": [self.options.source.model_dump()],
        }
        self.data["expected"] = counts(from_nested(self.data).tables)

    def journeys(self, stays: list[Stay]) -> list[list[Stay]]:
        """Join those stays of a leader, in order of time, that follow on each other."""
        journeys: list[list[Stay]] = []
        until = date.min
        for stay in stays:
            # What has been made and what is ahead have not the same status.
            is_ahead = (stay.end > self.options.as_of, until > self.options.as_of)
            if journeys and (stay.start - until).days <= self.options.gap and len({*is_ahead}) == 1:
                journeys[-1].append(stay)
                until = max(until, stay.end)
            else:
                journeys.append([stay])
                until = stay.end
        return journeys

    def leader(self, name: str, stays: list[Stay]) -> dict[str, Any]:
        """Make a leader of what was given, and of the stays where no term was."""
        given = self.rows.of(name)
        derived = {"took_office": stays[0].start, "left_office": max(stay.end for stay in stays)}
        term = given if "took_office" in given else derived
        short = slug(given.get("name", name))[:60].strip("-")
        full_name = given.get("full_name", name)
        return {
            "id": self.leader_ids.new(given.get("id") or short or "leader"),
            "name": given.get("name", name),
            "full_name": full_name,
            "native_name": given.get("native_name", full_name),
            "office": given.get("office", self.options.office),
            "country": self.rows.home(name),
            "took_office": term["took_office"],
            "left_office": term.get("left_office"),
            "left_because": given.get("left_because"),
        }

    def visit(self, journey: list[Stay], leader: str) -> dict[str, Any]:
        """Make a visit of a journey."""
        first, end = journey[0], max(stay.end for stay in journey)
        wish = f"{leader}-{first.start:%Y-%m}-{slug(country_name(first.country))}"
        said = " ".join(map(str, journey))
        return {
            "id": self.visit_ids.new(wish),
            "leader": leader,
            "status": str(Status.PLANNED if end > self.options.as_of else self.options.status),
            "start": first.start,
            "end": end,
            "kind": str(max(journey, key=lambda stay: stay.end - stay.start).kind),
            "occasion": None,
            "invited_by": None,
            "stops": [stop for stay in journey for stop in self.stops(stay)],
            "met": [],
            "statements": [],
            "sources": [self.options.source.id],
            "checks": f"Not checked beyond the table, which says: {said}",
        }

    def stops(self, stay: Stay) -> Iterator[dict[str, Any]]:
        """Yield one stop a city; of several in one row only the first and last day are known."""
        cities = stay.cities or (None,)
        for number, city in enumerate(cities, start=1):
            yield {
                "country": stay.country,
                "place": self.place(city, stay.country) if city else None,
                "arrival": stay.start if number == 1 else None,
                "departure": stay.end if number == len(cities) else None,
            }

    def place(self, city: str, country: str) -> str:
        """Return the id of a city, which becomes a place at its first stop."""
        key = (slug(city) or city.casefold(), country)
        if key not in self.places:
            wish = slug(city) or "place"
            ident = self.place_ids.new(wish, f"{wish}-{country.casefold()}")
            self.places[key] = {"id": ident, "name": city, "country": country}
            self.places[key] |= {"latitude": None, "longitude": None}
        return self.places[key]["id"]


def _listed(names: list[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
