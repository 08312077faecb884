"""Small data sets for the tests of charts, made of a few words each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import Selection
from dashboard.charts import REGISTRY
from dashboard.charts.theme import Theme
from dashboard.dataset.tables import from_nested
from dashboard.model.records import Expected
from dashboard.model.vocabulary import Status, VisitKind

LIGHT = Theme()
Record = dict[str, Any]


def place(
    name: str, country: str, latitude: float | None = None, longitude: float | None = None
) -> Record:
    """Return a place whose id is the first word of its name."""
    found = {"country": country, "latitude": latitude, "longitude": longitude}
    return {"id": name.split()[0].lower(), "name": name, **found}


PLACES = (
    place("Baghdad", "IRQ", 33.3, 44.4),
    place("Erbil", "IRQ", 36.2, 44.0),
    place("Doha <b>", "QAT", 25.3, 51.5),
    place("Manama", "BHR", 26.2, 50.6),
)
COUNTRY_OF = {place["id"]: place["country"] for place in PLACES}


def leader(
    name: str,
    took: date = date(2021, 1, 1),
    left: date | None = None,
    because: str | None = None,
    country: str = "IRN",
) -> Record:
    names = {"id": name.lower(), "name": name, "full_name": name, "native_name": name}
    term = {"took_office": took, "left_office": left, "left_because": because}
    return {**names, "office": "President", "country": country, **term}


def stop(
    place: str | None = None,
    arrival: date | None = None,
    departure: date | None = None,
    country: str = "",
) -> Record:
    """Return a stop, in Iraq unless the place or the country says otherwise."""
    where = country or COUNTRY_OF.get(place or "", "IRQ")
    return {"country": where, "place": place, "arrival": arrival, "departure": departure}


def visit(
    name: str,
    start: date | None,
    end: date | None,
    *stops: Record,
    status: Status = Status.CONFIRMED,
    kind: VisitKind = VisitKind.OFFICIAL,
    said: Sequence[str] = (),
) -> Record:
    """Return a visit of the leader whose name is before the dash.

    `said` names the topics of each statement, after its kind where it is no challenge
    (`opportunity: trade energy`).
    """
    statements = [
        {"kind": what or "challenge", "topics": topics.split(), "text": "Said.", "source": "src"}
        for what, _, topics in (one.rpartition(": ") for one in said)
    ]
    days = {"start": start, "end": end, "occasion": None, "invited_by": None}
    whose = {"id": name, "leader": name.partition("-")[0], "status": str(status)}
    lists = {"stops": list(stops) or [stop()], "met": [], "statements": statements, "sources": []}
    return {**whose, "kind": str(kind), **days, **lists, "checks": "Made up."}


def selection(
    leaders: Sequence[Record],
    *visits: Record,
    places: Sequence[Record] = PLACES,
    topics: Sequence[str] = ("Trade", "Energy"),
) -> Selection:
    vocabulary = [
        {"id": name.lower(), "label": name, "group": "Economy", "covers": "x"} for name in topics
    ]
    source = {"id": "src", "publisher": "P", "title": "T", "url": "https://p.example/"}
    data = {
        "title": "Made up",
        "version": "1.0.0",
        "as_of": date(2026, 1, 1),
        "complete": {"start": date(2021, 1, 1), "end": date(2025, 10, 9)},
        "expected": dict.fromkeys(Expected.model_fields, 0),
        "leaders": list(leaders),
        "topics": vocabulary,
        "places": list(places),
        "visits": list(visits),
        "sources": [{**source, "date": None, "stance": "independent"}],
    }
    return tabulate(from_nested(data))


def counted_selection() -> Selection:
    """Return visits to count in every unit.

    Ada: two hosts on one journey (twice), an undated and a cancelled visit; Bea: no statement.
    On trade Ada has four visits, to five hosts, with six days abroad and seven statements.
    """

    def hosts(*codes: str) -> list[Record]:
        return [stop(country=code) for code in codes]

    trade = ["trade", "trade", "trade", "trade energy", "energy"]
    off = {"status": Status.CANCELLED, "said": ["trade"]}
    unsure = {"status": Status.UNCONFIRMED, "said": ["trade"]}
    first, second = (date(2022, 1, 10), date(2022, 1, 12)), (date(2022, 5, 1), date(2022, 5, 3))
    return selection(
        [leader("Ada", date(2021, 8, 3), date(2022, 12, 31)), leader("Bea", date(2023, 1, 1))],
        visit("ada-1", *first, *hosts("IRQ", "SYR"), said=trade),
        visit("ada-2", *second, *hosts("IRQ", "KWT"), said=["trade"]),
        visit("ada-3", None, None, *hosts("QAT"), **unsure),
        visit("ada-4", date(2022, 6, 1), date(2022, 6, 4), *hosts("OMN"), **off),
        visit("bea-1", date(2023, 2, 1), date(2023, 2, 2)),
        visit("bea-2", date(2023, 2, 5), date(2023, 2, 5)),
    )


Told = tuple[str, str, int | None, str]
TWO_LEADERS: tuple[Told, ...] = (
    ("a", "confirmed", 0, "IRQ"),
    ("a", "confirmed", 29, "IRQ+OMN"),
    ("a", "confirmed", 30, "RUS"),
    ("a", "unconfirmed", None, "QAT"),
    ("b", "confirmed", 10, "IRQ"),
    ("b", "confirmed", 59, "CHN"),
)


def of_terms(visits: Sequence[Told] = TWO_LEADERS, terms: Sequence[int] = (100, 60)) -> Selection:
    """Return visits from (leader, status, day of term, hosts) and lengths of terms in days.

    A visit lasts two days and has one statement, on trade in the first days of the term.
    """
    office = date(2021, 1, 1)

    def made(number: int, who: str, status: str, day: int | None, hosts: str) -> Record:
        start = None if day is None else office + timedelta(days=day)
        kind = VisitKind.SUMMIT if day == 0 else VisitKind.OFFICIAL
        said = ["trade" if (day or 0) < 30 else "energy"]
        days = (start, start and start + timedelta(days=1))
        stops = [stop(country=host) for host in hosts.split("+")]
        record = visit(f"{who}-", *days, *stops, status=Status(status), kind=kind, said=said)
        return record | {"id": f"visit-{number}"}

    leaders = [
        leader(name, office, office + timedelta(days=days - 1)) | {"name": f"Leader {name}"}
        for name, days in zip("ABCDEF", terms, strict=False)
    ]
    return selection(leaders, *(made(number, *told) for number, told in enumerate(visits)))


def table(name: str, of: Selection, **chosen: Any) -> pd.DataFrame:
    """Return the table of the chart of this name, with these options."""
    return REGISTRY[name].table(of, REGISTRY[name].defaults(**chosen))


def basis(name: str, of: Selection, **chosen: Any) -> str:
    options = REGISTRY[name].defaults(**chosen)
    return REGISTRY[name].basis(of, table(name, of, **chosen), options)


def figure(name: str, frame: pd.DataFrame, theme: Theme = LIGHT) -> dict[str, Any]:
    """Return the figure of a table as the browser gets it."""
    return json.loads(REGISTRY[name].figure(frame, theme).to_json() or "")


def rows(frame: pd.DataFrame, *columns: str, **wanted: Any) -> list[tuple[Any, ...]]:
    """Return these columns of the rows that hold what is wanted."""
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    return list(frame[list(columns)].itertuples(index=False, name=None))
