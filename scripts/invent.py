"""Invent a data set of any size, the same for the same arguments: for tests and benchmarks.

The leaders, visits, statements and sources are made up and say so; the countries are real.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import pycountry

from dashboard import canonical, rules
from dashboard.model import (
    Bearing,
    Dataset,
    Expected,
    Leader,
    Meeting,
    Period,
    Place,
    Source,
    Stance,
    Statement,
    StatementKind,
    Status,
    Stop,
    Topic,
    Visit,
    VisitKind,
)

FIRST_DAY = date(1925, 1, 1)
DAYS_IN_OFFICE = 8 * 365
BETWEEN_TERMS = 90
"""Days between two leaders of one country."""
STATUSES = [Status.CONFIRMED] * 16 + [Status.UNCONFIRMED, Status.DISPUTED, Status.CANCELLED]
CODES = sorted(country.alpha_3 for country in pycountry.countries)  # type: ignore[attr-defined]


def invent(
    *, leaders: int = 8, visits: int = 40, statements: int = 8, topics: int = 12, seed: int = 1
) -> Dataset:
    """Make a data set that passes every check; `visits` is of each leader, `statements` of each.

    The leaders come in pairs of one country, one after the other, so that thirty of them span a
    century; a leader makes at most one visit in five days.
    """
    assert visits * 5 <= DAYS_IN_OFFICE, "more visits than the days in office hold"
    # Made without pydantic's checks: they cost minutes at 800,000 statements, and a test holds
    # that what comes out passes them.
    chance = random.Random(seed)
    who = [_leader(number, leaders) for number in range(leaders)]
    about = [
        Topic.model_construct(
            id=f"topic-{number}", label=f"Topic {number}", group=f"Group {number % 4 + 1}",
            covers="Made up.",
        )
        for number in range(1, topics + 1)
    ]  # fmt: skip
    where = [
        Place.model_construct(
            id=f"city-{code.lower()}", name=f"City of {code}", country=code,
            latitude=round(chance.uniform(-50, 65), 2),
            longitude=round(chance.uniform(-170, 175), 2),
            note=None,
        )
        for code in CODES
    ]  # fmt: skip
    said = [_source(number) for number in range(max(4, leaders * visits // 5))]
    cited = cycle(said)
    made = [
        visit
        for leader in who
        for visit in _visits(leader, visits, statements, about, where, cited, chance)
    ]
    used = {stop.place for visit in made for stop in visit.stops}
    named = {topic for visit in made for item in visit.statements for topic in item.topics}
    sources = {source for visit in made for source in visit.sources}
    last = max([visit.end for visit in made if visit.end] or [FIRST_DAY])
    dataset = Dataset.model_construct(
        title="A made-up data set of foreign visits", version="1.0.0", as_of=last, authors=(),
        complete=Period.model_construct(start=FIRST_DAY, end=last, note="All of it is made up."),
        expected=None, leaders=tuple(who),
        topics=tuple(topic for topic in about if topic.id in named),
        places=tuple(place for place in where if place.id in used), visits=tuple(made),
        sources=tuple(source for source in said if source.id in sources),
    )  # fmt: skip
    return dataset.model_copy(update={"expected": Expected(**rules.counts(dataset))})


def _leader(number: int, of: int) -> Leader:
    # Terms of a country follow each other; countries start a few years apart.
    chain, place = number % max(1, of // 4), number // max(1, of // 4)
    took = FIRST_DAY + timedelta(
        days=chain * 200 + place * (DAYS_IN_OFFICE + BETWEEN_TERMS) * (3 if of <= 40 else 1)
    )
    country = CODES[chain * 7 % len(CODES)]
    return Leader.model_construct(
        id=f"leader-{number + 1}", name=f"Leader {number + 1}", full_name=f"Leader {number + 1}",
        native_name=f"Leader {number + 1}", office=f"Head of {country}", country=country,
        took_office=took, left_office=took + timedelta(days=DAYS_IN_OFFICE - 1),
        left_because="term ended",
    )  # fmt: skip


def _source(number: int) -> Source:
    return Source.model_construct(
        id=f"source-{number + 1}", publisher=f"Publisher {number % 50 + 1}",
        title=f"Report {number + 1}", about=None,
        url=f"https://example.org/reports/{number + 1}", date=None,
        stance=list(Stance)[number % len(Stance)],
    )  # fmt: skip


def _visits(
    leader: Leader, n_visits: int, n_statements: int, topics: list[Topic], places: list[Place],
    cited: Iterator[Source], chance: random.Random,
) -> Iterator[Visit]:  # fmt: skip
    every = DAYS_IN_OFFICE // max(n_visits, 1)
    abroad = [place for place in places if place.country != leader.country]
    for number in range(n_visits):
        start = leader.took_office + timedelta(days=number * every + chance.randint(0, every - 5))
        length = chance.choice((1, 1, 2, 2, 3, 4))
        end = start + timedelta(days=length - 1)
        status = chance.choice(STATUSES)
        sources = tuple(source.id for source in islice(cited, 3))
        yield Visit.model_construct(
            id=f"{leader.id}-visit-{number + 1}", leader=leader.id, status=status, start=start,
            end=end, kind=chance.choice(list(VisitKind)), occasion=None, invited_by=None,
            stops=tuple(
                Stop.model_construct(country=place.country, place=place.id, arrival=start,
                                     departure=end)
                for place in chance.sample(abroad, chance.choice((1, 1, 1, 2, 3)))
            ),
            met=(Meeting.model_construct(name=f"Host {number % 30 + 1}", role="President",
                                         country=None),),
            statements=tuple(
                Statement.model_construct(
                    kind=chance.choice(list(StatementKind)),
                    topics=tuple(
                        topic.id
                        for topic in chance.sample(topics, min(len(topics), chance.choice((1, 2))))
                    ),
                    text=f"Made-up statement {at + 1} of visit {number + 1}: {chance.random()}.",
                    source=chance.choice(sources),
                )
                for at in range(n_statements if topics else 0)
            ),
            sources=sources,
            bearing=(
                dict(zip(sources, (Bearing.SUPPORTS, Bearing.CONTRADICTS, Bearing.CONTEXT),
                         strict=True))
                if status is Status.DISPUTED
                else {}
            ),
            checks="Made up.",
        )  # fmt: skip


def main() -> int:
    """Write an invented data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE.yaml")
    for name, default in (("leaders", 8), ("visits", 40), ("statements", 8), ("topics", 12)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=1)
    options: dict[str, Any] = vars(parser.parse_args())
    file: Path = options.pop("file")
    data = invent(**options).model_dump()
    file.write_text(canonical.render(data), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
