"""Small data sets for the tests of charts, made of a few words each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboard.analysis.frames import tabulate
from dashboard.analysis.selection import Selection
from dashboard.charts import REGISTRY
from dashboard.charts.theme import Theme
from dashboard.model.records import (
    Dataset,
    Expected,
    Leader,
    Period,
    Place,
    Source,
    Statement,
    Stop,
    Topic,
    Visit,
)
from dashboard.model.vocabulary import StatementKind, Status, VisitKind

LIGHT = Theme()
PLACES = (
    Place(id="baghdad", name="Baghdad", country="IRQ", latitude=33.3, longitude=44.4),
    Place(id="erbil", name="Erbil", country="IRQ", latitude=36.2, longitude=44.0),
    Place(id="doha", name="Doha <b>", country="QAT", latitude=25.3, longitude=51.5),
    Place(id="manama", name="Manama", country="BHR", latitude=26.2, longitude=50.6),
)
COUNTRY_OF = {place.id: place.country for place in PLACES}
TOPICS = tuple(
    Topic(id=name.lower(), label=name, group="Economy", covers="x") for name in ("Trade", "Energy")
)


def leader(
    name: str,
    took: date = date(2021, 1, 1),
    left: date | None = None,
    because: str | None = None,
    country: str = "IRN",
) -> Leader:
    return Leader(
        id=name.lower(),
        name=name,
        full_name=name,
        native_name=name,
        office="President",
        country=country,
        took_office=took,
        left_office=left,
        left_because=because,
    )


def stop(
    place: str | None = None,
    arrival: date | None = None,
    departure: date | None = None,
    country: str = "IRQ",
) -> Stop:
    where = COUNTRY_OF[place] if place else country
    return Stop(country=where, place=place, arrival=arrival, departure=departure)


def visit(
    name: str,
    start: date | None,
    end: date | None,
    *stops: Stop,
    status: Status = Status.CONFIRMED,
    kind: VisitKind = VisitKind.OFFICIAL,
    said: Sequence[str] = (),
) -> Visit:
    """Return a visit of the leader whose name is before the dash; `said` names topics."""
    return Visit(
        id=name,
        leader=name.partition("-")[0],
        status=status,
        start=start,
        end=end,
        kind=kind,
        occasion=None,
        invited_by=None,
        stops=stops or (stop(),),
        met=(),
        statements=tuple(
            Statement(
                kind=StatementKind.CHALLENGE, topics=tuple(topics.split()), text=".", source="src"
            )
            for topics in said
        ),
        sources=(),
        checks="Made up.",
    )


def selection(
    leaders: Sequence[Leader], *visits: Visit, places: Sequence[Place] = PLACES
) -> Selection:
    source = Source.model_validate(
        {
            "id": "src",
            "publisher": "P",
            "title": "T",
            "url": "https://p.example/",
            "date": None,
            "stance": "independent",
        }
    )
    return tabulate(
        Dataset(
            title="Made up",
            version="1.0.0",
            as_of=date(2026, 1, 1),
            complete=Period(start=date(2021, 1, 1), end=date(2025, 10, 9)),
            expected=Expected(**dict.fromkeys(Expected.model_fields, 0)),
            leaders=tuple(leaders),
            topics=TOPICS,
            places=tuple(places),
            visits=visits,
            sources=(source,),
        )
    )


def counted_selection() -> Selection:
    """Return visits to count in every unit.

    Ada: two hosts on one journey (twice), an undated and a cancelled visit; Bea: no statement.
    On trade Ada has four visits, to five hosts, with six days abroad and seven statements.
    """

    def hosts(*codes: str) -> list[Stop]:
        return [stop(country=code) for code in codes]

    trade = ["trade", "trade", "trade", "trade energy", "energy"]
    days = [date(2022, 1, 10), date(2022, 1, 12), date(2022, 5, 1), date(2022, 5, 3)]
    return selection(
        [leader("Ada", date(2021, 8, 3), date(2022, 12, 31)), leader("Bea", date(2023, 1, 1))],
        visit("ada-1", days[0], days[1], *hosts("IRQ", "SYR"), said=trade),
        visit("ada-2", days[2], days[3], *hosts("IRQ", "KWT"), said=["trade"]),
        visit("ada-3", None, None, *hosts("QAT"), status=Status.UNCONFIRMED, said=["trade"]),
        visit("ada-4", date(2022, 6, 1), date(2022, 6, 4), *hosts("OMN"),
              status=Status.CANCELLED, said=["trade"]),
        visit("bea-1", date(2023, 2, 1), date(2023, 2, 2)),
        visit("bea-2", date(2023, 2, 5), date(2023, 2, 5)),
    )  # fmt: skip


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
