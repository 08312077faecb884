"""Where each leader went: one map a leader, with cities as bubbles or countries shaded."""

from __future__ import annotations

import math

import pandas as pd

from dashboard.analysis import limits
from dashboard.analysis.methods import OUTLINES
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import counted
from dashboard.charts.chart import NO_MATCH, Chart, Option, Options
from dashboard.charts.parts import map_tables
from dashboard.charts.parts.leaders import charted_leaders
from dashboard.charts.parts.map_figure import extent, figure, is_within
from dashboard.charts.parts.map_tables import (
    HOST,
    LEG,
    Area,
    Count,
    Mark,
    counted_places,
    grouped_ways,
)
from dashboard.model.countries import middle, region

COLUMNS = [
    *("part", "leader", "leader_name", "position", "country", "country_name", "region"),
    *("place", "place_name", "latitude", "longitude", "outlined", "n_visits", "n_stops"),
    *("n_days", "n_unsure", "n_statements", "first", "last", "mark", "unit", "area", "value"),
    *("home_latitude", "home_longitude", "n_leader_visits", "n_leader_hosts"),
    *("west", "south", "east", "north"),
    *("visit", "title", "step", "from_name", "from_latitude", "from_longitude"),
]


def table(selection: Selection, options: Options) -> pd.DataFrame:
    """Return the numbers by leader and city or country, most first; then the legs of journeys.

    Only visits that took place; for cities only stops with a place whose coordinates are known.
    The legs stand there only if the reader asks for lines.

    Columns: part (host or leg), leader, leader_name, position (place in the vocabulary),
    country, country_name, region, place (id) and place_name (empty for a country), latitude,
    longitude (degrees; of a country the middle of its outline, else of its places; NaN where
    neither is known), outlined (bool: the map's outlines show the country), n_visits, n_stops,
    n_days (days abroad, as `map_tables.count_by_host` counts them), n_unsure (stops whose days
    are not all known), n_statements (all of the visits that went there), first, last (first
    days of the first and the last visit), mark, unit, area, value (what is drawn),
    home_latitude, home_longitude (middle of the leader's own country), n_leader_visits and
    n_leader_hosts (all visits and host countries of the leader), west, south, east, north (the
    part of the world in which all hosts of the data set lie), visit, title, step (from 1),
    from_name, from_latitude, from_longitude (these six of a leg alone, whose counts are
    missing). Where a leader's legs join more than `limits.WAYS` pairs of places, those of all
    leaders stand once a pair, either way, most travelled first, with `n_visits` and without
    visit, title and step.
    """
    mark, count = options["mark"], Count(options["count"])
    leaders = _leaders(selection)
    hosts = map_tables.count_by_host(selection, mark).merge(leaders, on="leader")
    hosts = hosts.assign(part=HOST, value=hosts[count.column]).sort_values(
        ["position", "value", "country_name", "place_name"], ascending=[True, False, True, True]
    )
    parts = [hosts]
    if options["lines"]:
        parts.append(map_tables.ways(selection).merge(leaders, on="leader").assign(part=LEG))
    frame = pd.concat(parts).reindex(columns=COLUMNS)
    frame = frame.sort_values(["position", "part"], kind="stable", ignore_index=True)
    whole = map_tables.everywhere(selection.whole, mark) or (math.nan,) * 4
    some = dict.fromkeys([*map_tables.COUNTS, "value", "step"], "Int64")
    each = dict.fromkeys(["position", "n_leader_visits", "n_leader_hosts"], int)
    return frame.astype(some | each).assign(
        region=[region(code) for code in frame["country"]],
        outlined=[middle(code) is not None for code in frame["country"]],
        mark=str(mark),
        unit=str(count),
        area=str(options["area"]),
        **dict(zip(("west", "south", "east", "north"), whole, strict=True)),
    )


def _leaders(selection: Selection) -> pd.DataFrame:
    """Return what each row of the table says of its leader."""
    made, leaders = selection.grouped.took_place, charted_leaders(selection)
    visits = made.visits["leader"].value_counts()
    hosts = made.stops[["leader", "country"]].drop_duplicates()["leader"].value_counts()
    homes = map_tables.middles(leaders["country"])
    return leaders[["leader", "position"]].assign(
        leader_name=leaders["name"],
        home_longitude=homes["longitude"],
        home_latitude=homes["latitude"],
        n_leader_visits=leaders["leader"].map(visits).fillna(0).astype(int),
        n_leader_hosts=leaders["leader"].map(hosts).fillna(0).astype(int),
    )


def basis(selection: Selection, frame: pd.DataFrame, options: Options) -> str:
    """Return what a mark counts, what it rests on, and what the map leaves out."""
    filters, hosts = selection.filters, frame[frame["part"] == HOST]
    visits = hosts.drop_duplicates("leader")[["leader_name", "n_leader_visits"]]
    said = ", ".join(f"{name} {n:,}" for name, n in visits.itertuples(index=False))
    touching = " and touch a chosen topic" if filters.topics else ""
    which = f"Visits that took place{touching}: {said or 'none'}."
    if hosts.empty:
        return which
    is_city = options["mark"] == Mark.CITIES
    host, clicked = ("city", "its country") if is_city else ("country", "it")
    # A country without an outline lies where the leader's own stops were: the first one's count.
    drawn = hosts.drop_duplicates(["country", "place"]).dropna(subset="longitude")
    beyond = len(drawn) - int(is_within(drawn, *extent(frame)).sum())
    sentences = [
        which,
        _counting(hosts, host, Count(options["count"])),
        "Of each visit all hosts are shown, also those not chosen." if filters.hosts else "",
        _left_out(hosts["leader"], limits.PLACES, counted_places(limits.PLACES, host)),
        _left_out(
            grouped_ways(frame)["leader"], limits.WAYS, f"{limits.WAYS:,} ways between two places"
        ),
        f"A click on a {host} shows the visits to {clicked} alone.",
        f"Outside this part of the map: {counted_places(beyond, host)}." if beyond else "",
        "Lines join the stops of a visit in their order; they begin and end in the middle of the "
        "home country, as the record holds no airports."
        if options["lines"]
        else "",
        OUTLINES,
    ]
    return " ".join(filter(None, sentences))


def _left_out(leaders: pd.Series, most: int, drawn: str) -> str:
    beyond = int((leaders.value_counts() - most).clip(0).sum())
    if not beyond:
        return ""
    return f"Each map draws the {drawn} with most; {beyond:,} more are in the data below."


def _counting(hosts: pd.DataFrame, host: str, count: Count) -> str:
    if count is Count.VISITS:
        return f"A visit counts once in each {host} it went to."
    if count is Count.STOPS:
        return "Each stop counts; one visit can have several."
    is_hollow = (hosts["value"] == 0).any()
    if count is Count.STATEMENTS:
        return (
            f"A statement is on a visit, not on a stop: it counts in each {host} that its visit "
            f"went to.{' Hollow: no statement.' if is_hollow else ''}"
        )
    least = ""
    if unsure := int(hosts["n_unsure"].sum()):
        least = f" Not all days of {counted(unsure, 'stop')} are known: there it is the least"
        least += ", hollow where no day is known." if is_hollow else "."
    return (
        f"First and last day count, and a day in two {'cities' if host == 'city' else 'countries'}"
        f" counts in both. The only {host} of a visit has the visit’s days; others have the days"
        f" from arrival to departure.{least}"
    )


def finding(frame: pd.DataFrame) -> str:
    """Return how many host countries each leader went to, and which host has most."""
    if frame.empty:
        return "No visit that took place matches."
    parts = []
    for _, rows in frame[frame["part"] == HOST].groupby("position"):
        one, most = rows.iloc[0], rows["value"].max()
        said = (
            f"{one['leader_name']} {counted(one['n_leader_visits'], 'visit')} to "
            f"{counted_places(one['n_leader_hosts'], 'host country')}"
        )
        if most:
            leading = rows[rows["value"] == most]
            names = leading["place_name"].where(
                leading["place_name"] != "", leading["country_name"]
            )
            shown, rest = names.head(2).tolist(), len(names) - 2
            shown += [f"{rest} more"] if rest > 0 else []
            *first, last = shown
            where = f"{', '.join(first)} and {last}" if first else last
            each = " each" if len(names) > 1 else ""
            said += f", most in {where} ({counted(most, Count(one['unit']).noun)}{each})"
        parts.append(said)
    return f"Maps of where each leader went in this data set: {'; '.join(parts)}."


def _nothing(selection: Selection, options: Options) -> str:
    if options["mark"] == Mark.CITIES and len(selection.took_place.visits):
        return "No visit shown has a place whose coordinates are known. Choose “Countries” above."
    return NO_MATCH


CHART = Chart(
    name="hosts_on_map",
    title="Where did each leader go?",
    page="map",
    options=(
        Option("mark", "Mark", tuple(Mark)),
        Option("count", "Count", tuple(Count)),
        Option("area", "Part of the map", tuple(Area)),
        Option("lines", "Journeys as lines", kind="switch"),
    ),
    picks=("host",),
    table=table,
    figure=figure,
    finding=finding,
    basis=basis,
    statements=lambda selection, _: selection.took_place,
    nothing=_nothing,
)
