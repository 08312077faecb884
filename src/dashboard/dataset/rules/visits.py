"""Rules of leaders, places and visits: where, when and under which id."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pandas as pd

from dashboard.dataset.draft import Fault
from dashboard.dataset.rules.rule import at, day, with_visit
from dashboard.dataset.shape import Parts
from dashboard.model.vocabulary import TOOK_PLACE, Status

CANCELLED, CONFIRMED, PLANNED = (
    str(status) for status in (Status.CANCELLED, Status.CONFIRMED, Status.PLANNED)
)


def leader_left_office_before_taking_it(parts: Parts) -> Iterator[Fault]:
    """A time in office must run forwards."""
    leaders = parts["leaders"]
    return at(
        "leaders",
        leaders[leaders["left_office"] < leaders["took_office"]],
        "left_office",
        "{left_office} is before taking office, {took_office}; correct one of the two",
    )


def _only_one(parts: Parts, table: str, first: str, second: str) -> Iterator[Fault]:
    """Yield the rows that have one of two columns, at the one that they lack."""
    rows = parts[table]
    for given, absent in ((first, second), (second, first)):
        yield from at(
            table,
            rows[rows[given].notna() & rows[absent].isna()],
            absent,
            f"`{given}` is given and `{absent}` is null; give both, or neither",
        )


def place_with_only_one_coordinate(parts: Parts) -> Iterator[Fault]:
    """A place's coordinates are known or they are not."""
    return _only_one(parts, "places", "latitude", "longitude")


def stop_country_differs_from_its_place(parts: Parts) -> Iterator[Fault]:
    """A stop is in the country of its place."""
    there = parts.look_up(parts["stops"]["place"], "places", "country")
    stops = parts["stops"].assign(there=there)
    return at(
        "stops",
        stops[there.notna() & (there != stops["country"].astype("str"))],
        "country",
        "the stop is in {country}, its place `{place}` in {there}; "
        "correct the stop's country or its place",
    )


def stop_in_the_leaders_own_country(parts: Parts) -> Iterator[Fault]:
    """A visit is a journey abroad."""
    visits, stops = parts["visits"], parts["stops"]
    home = parts.look_up(visits["leader"], "leaders", "country")
    return at(
        "stops",
        stops[stops["owner"].map(home) == stops["country"].astype("str")],
        "country",
        "{country} is the leader's own country; only stops abroad belong here",
    )


def visit_has_only_one_of_start_and_end(parts: Parts) -> Iterator[Fault]:
    """The days of a visit are known or they are not."""
    return _only_one(parts, "visits", "start", "end")


def visit_ends_before_it_starts(parts: Parts) -> Iterator[Fault]:
    """A visit must run forwards."""
    visits = parts["visits"]
    return at(
        "visits",
        visits[visits["end"] < visits["start"]],
        "end",
        "{end} is before the start, {start}; correct one of the two",
    )


def confirmed_visit_without_dates(parts: Parts) -> Iterator[Fault]:
    """What is confirmed has a day."""
    visits = parts["visits"]
    undated = visits["start"].isna() & visits["end"].isna()
    return at(
        "visits",
        visits[undated & (visits["status"] == CONFIRMED)],
        "start",
        "a confirmed visit needs `start` and `end`; "
        "give the first and the last day abroad, or lower the status",
    )


def visit_outside_the_time_in_office(parts: Parts) -> Iterator[Fault]:
    """A leader travels as a leader; a cancelled visit may have been set for any day."""
    visits = parts["visits"]
    visits = visits[visits["status"] != CANCELLED]
    visits = visits.assign(
        **{
            column: parts.look_up(visits["leader"], "leaders", column)
            for column in ("name", "took_office", "left_office")
        }
    )
    end = "correct the date or the leader"
    early = visits[visits["start"] < visits["took_office"]]
    yield from at(
        "visits",
        early,
        "start",
        f"{{start}} is before {{name}} took office, {{took_office}}; {end}",
    )
    late = visits[visits["end"] > visits["left_office"]]
    yield from at(
        "visits", late, "end", f"{{end}} is after {{name}} left office, {{left_office}}; {end}"
    )


def visits_at_the_same_time(parts: Parts) -> Iterator[Fault]:
    """Nobody is on two journeys at once; one may end on the day on which the next begins."""
    visits = parts["visits"].dropna(subset=["start", "end"])
    visits = visits[visits["status"].isin([str(status) for status in TOOK_PLACE])]
    visits = visits.sort_values(["leader", "start", "end"], kind="stable")
    # The visit that ends last of all that the leader began before this one.
    end = visits["end"].astype("int64")
    until = end.groupby(visits["leader"], observed=True).cummax()
    is_last = end == until
    other = pd.Series(visits.index, visits.index).where(is_last)
    other = other.groupby(visits["leader"], observed=True).ffill()
    before = other.groupby(visits["leader"], observed=True).shift().dropna().astype("int64")
    pairs = visits.loc[before.index, ["start", "end"]].assign(
        **{f"other_{column}": visits.loc[before, column].array for column in ("id", "start", "end")}
    )
    same = (pairs["start"] == pairs["other_start"]) & (pairs["end"] == pairs["other_end"])
    return at(
        "visits",
        pairs[same | (pairs["start"] < pairs["other_end"])].sort_index(),
        "start",
        "{start} to {end} overlaps with the visit {other_id}, {other_start} to "
        "{other_end}, of the same leader; correct the dates, or join the two",
    )


def visit_after_the_as_of_date(parts: Parts) -> Iterator[Fault]:
    """What lies ahead is planned (or was called off)."""
    as_of, visits = parts.head.as_of, parts["visits"]
    visits = visits.assign(day=visits["end"].fillna(visits["start"]))
    ahead = visits[(visits["day"] > day(as_of)) & ~visits["status"].isin([PLANNED, CANCELLED])]
    told = (
        f"{{day}} is after `as_of`, {as_of}, and the visit is {{status}}; "
        "make it planned, correct the date, or move `as_of` on"
    )
    yield from at("visits", ahead[ahead["end"].notna()], "end", told)
    yield from at("visits", ahead[ahead["end"].isna()], "start", told)


def planned_visit_in_the_past(parts: Parts) -> Iterator[Fault]:
    """What is planned is still ahead."""
    as_of, visits = parts.head.as_of, parts["visits"]
    return at(
        "visits",
        visits[(visits["start"] < day(as_of)) & (visits["status"] == PLANNED)],
        "status",
        f"the visit is planned, and its start, {{start}}, is before `as_of`, {as_of}; "
        "find out what became of it and give it that status",
    )


def stop_outside_the_visit(parts: Parts) -> Iterator[Fault]:
    """The days of a stop are among the days of its visit."""
    stops = with_visit(parts["stops"], parts["visits"], "start", "end")
    stops = stops[stops["visit_start"] <= stops["visit_end"]]
    for column in ("arrival", "departure"):
        outside = (stops[column] < stops["visit_start"]) | (stops[column] > stops["visit_end"])
        yield from at(
            "stops",
            stops[outside],
            column,
            f"{{{column}}} is outside the visit, {{visit_start}} to {{visit_end}}; "
            "correct the stop or the visit",
        )


def stop_departs_before_it_arrives(parts: Parts) -> Iterator[Fault]:
    """A stop must run forwards."""
    stops = parts["stops"]
    return at(
        "stops",
        stops[stops["departure"] < stops["arrival"]],
        "departure",
        "{departure} is before the arrival, {arrival}; correct one of the two",
    )


def visit_id_without_its_leader(parts: Parts) -> Iterator[Fault]:
    """A visit's id begins with its leader's id, so that ids can be read and never collide."""
    visits = parts["visits"]
    begins = [
        id_.startswith(f"{leader}-")
        for id_, leader in zip(visits["id"], visits["leader"], strict=True)
    ]
    return at(
        "visits",
        visits[~pd.Series(begins, visits.index, dtype=bool)],
        "id",
        "the id must begin with the leader's id, `{leader}-`; correct the id or the leader",
    )


RULES: tuple[Callable[[Parts], Iterator[Fault]], ...] = (
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
)
