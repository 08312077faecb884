"""Where each leader went: one map a leader, with cities as bubbles or countries shaded."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.selection import Numbers, Selection, among, count_each, each_pair, each_row
from dashboard.charts.theme import Drawing, Theme, as_text, choropleth, scattergeo
from dashboard.model.countries import country_name, middle, reach, region

QUESTION = "Where did each leader go?"

# The parts of one leader's map, in pixels.
HEAD, KEY, GAP = 26, 32, 18
MAP_WIDTH = 480
"""The width that a map's height is reckoned for; a narrower screen leaves room above and below."""
LOWEST, TALLEST = 190, 400
BIGGEST, SMALLEST, ONE = 28, 7, 10
"""The diameters of bubbles in pixels: at most, at least, and at most for a value of one."""
MOST_NUMBERED = 60
"""With more marks than this they lie on each other: their numbers stand in the hover alone."""
LABELLED = 13
"""The least diameter that holds a number."""
NARROW = 400
"""The width of a map on which names must not touch."""
ASIDE = 12
"""How far a name stands from its mark, in pixels."""
NAMES = 60
"""Of how many hosts, those with most, a name is tried for room."""
NEAR = {"longitude": 26.0, "latitude": 19.0}
"""How far the close-up reaches from the middle of the home country, in degrees."""
WIDE = 0.5
"""The share of the whole's width from which on hosts are shown on the map of the whole."""
SOLID = 0.85
"""How far the fill of a bubble is from land towards the leader's colour."""
FAINTEST = 0.4
"""How far the least shade is from land towards the leader's colour."""


class Mark(StrEnum):
    """What stands on the map; the value is the label on screen and in shared links."""

    CITIES = "Cities"
    COUNTRIES = "Countries"


class Count(StrEnum):
    """What is counted; the value is the label on screen and in shared links."""

    VISITS = "Visits"
    STOPS = "Stops"
    DAYS = "Days abroad"
    STATEMENTS = "Statements"

    @property
    def column(self) -> str:
        """The column that holds it."""
        return f"n_{self.name.lower()}"


class Area(StrEnum):
    """How far the map reaches; the value is the label on screen and in shared links."""

    ALL = "All hosts"
    NEAR = "Near home"


HOST, LEG = "Host", "Leg of a journey"
Box = tuple[float, float, float, float]
"""West, south, east and north, in degrees; or left, top, right and bottom, in pixels."""


def everywhere(selection: Selection, mark: str = Mark.CITIES) -> Box | None:
    """Give the part of the world in which all hosts of visits that took place lie; None of none."""
    stops = selection.took_place.stops
    if mark == Mark.CITIES:
        places = stops[["longitude", "latitude"]].dropna()
        points = [tuple(places.min()), tuple(places.max())] if len(places) else []
    else:
        boxes = [box for code in stops["country"].unique() if (box := reach(code)) is not None]
        points = [point for box in boxes for point in (box[:2], box[2:])]
    if not points:
        return None
    longitudes, latitudes = zip(*points, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def table(
    selection: Selection,
    mark: str = Mark.CITIES,
    unit: str = Count.VISITS,
    area: str = Area.ALL,
    lines: bool = False,
    whole: Box | None = None,
) -> pd.DataFrame:
    """Count by leader and city or country, most first; with `lines`, then the legs of journeys.

    Only visits that took place; for cities only stops with a place whose coordinates are known.
    `whole` is the part of the world that the map shows as long as the hosts take half of it, so
    that it does not move at every choice.

    Columns: part (host or leg), leader, leader_name, position (place in the vocabulary),
    country, country_name, region, place (id) and place_name (empty for a country), latitude,
    longitude (degrees; of a country the middle of its outline, else of its places; NaN where
    neither is known), outlined (bool: the map's outlines show the country), n_visits, n_stops,
    n_days (days abroad, as `_by_host` counts them), n_unsure (stops whose days are not all
    known), n_statements (all of the visits that went there), first, last (first days of the
    first and the last visit), mark, unit, area, value (what is drawn), home_latitude,
    home_longitude (middle of the leader's own country), n_leader_visits and n_leader_hosts
    (all visits and host countries of the leader), west, south, east, north (`whole`; NaN where
    it is not given), visit, title, step (from 1),
    from_name, from_latitude, from_longitude (these six of a leg alone, whose counts are
    missing). Where a leader's legs join more than `limits.WAYS` pairs of places, those of all
    leaders stand once a pair, either way, most travelled first, with `n_visits` and without
    visit, title and step.
    """
    made = selection.took_place
    leaders = made.leaders
    leader, visit = _numbered(made)
    frame = _by_host(made, mark, leader[visit], visit)
    frame["value"] = frame[Count(unit).column]
    keys = [frame["position"], -frame["value"], frame["country_name"], frame["place_name"]]
    frame = _in_order(frame, *keys)
    if lines:
        legs = _ways(made)
        legs["position"] = pd.Index(leaders["leader"]).get_indexer(pd.Index(legs.pop("leader")))
        frame = pd.concat([frame, legs], ignore_index=True) if len(legs) else frame
        frame = frame.sort_values(["position", "part"], kind="stable", ignore_index=True)
        frame["step"] = frame["step"].astype("Int64")
    who = frame["position"].to_numpy()
    homes = [middle(code) or (math.nan, math.nan) for code in leaders["country"]]
    home = np.array(homes).reshape(-1, 2)[who]
    codes = frame["country"].tolist()
    more = {
        "leader": leaders["leader"].array[who],
        "leader_name": leaders["name"].array[who],
        "region": pd.array([region(code) for code in codes], "str"),
        "outlined": np.array([middle(code) is not None for code in codes], bool),
        "mark": str(mark),
        "unit": str(unit),
        "area": str(area),
        "home_longitude": home[:, 0],
        "home_latitude": home[:, 1],
        "n_leader_visits": np.bincount(leader, minlength=len(leaders))[who],
        "n_leader_hosts": _n_hosts(made.stops, leader[visit], len(leaders))[who],
    }
    more |= dict(zip(SIDES, whole or (math.nan,) * 4, strict=True))
    frame = pd.concat([frame, pd.DataFrame(more)], axis=1)
    return frame.reindex(columns=COLUMNS)


SIDES = ["west", "south", "east", "north"]
LEG_COLUMNS = [
    "part", "leader", "visit", "title", "step", "from_name", "from_latitude", "from_longitude",
    "country", "country_name", "place", "place_name", "latitude", "longitude", "n_visits",
]  # fmt: skip
COLUMNS = [
    "part", "leader", "leader_name", "position", "country", "country_name", "region", "place",
    "place_name", "latitude", "longitude", "outlined", "n_visits", "n_stops", "n_days",
    "n_unsure", "n_statements", "first", "last", "mark", "unit", "area", "value",
    "home_latitude", "home_longitude", "n_leader_visits", "n_leader_hosts", *SIDES,
    "visit", "title", "step", "from_name", "from_latitude", "from_longitude",
]  # fmt: skip


Days = np.ndarray[Any, np.dtype[np.datetime64]]


def _by_host(made: Selection, mark: str, leader: Numbers, visit: Numbers) -> pd.DataFrame:
    """Count by leader and host, from each stop's leader and visit; columns as in `table`.

    Only stops that the map can hold. The only host of a visit has the visit's days. Elsewhere
    the days from arrival to departure count once, and of a stop that lacks one the other day
    alone.
    """
    # By numbers throughout, as in `tables.measure`: of a few dozen visits, grouping and joining
    # frames would take ten times as long.
    visits, stops = made.visits, made.stops
    cities = mark == Mark.CITIES
    named, names = pd.factorize(stops["place" if cities else "country"])
    _, one, host = np.unique(leader * len(names) + named, return_index=True, return_inverse=True)
    of, by, pair = _went(host, visit, len(visits))
    arrival, departure = (stops[end].to_numpy("datetime64[D]") for end in ("arrival", "departure"))
    days = visits["n_days"].to_numpy()[by]
    whole = (np.bincount(by)[by] == 1) & ~np.isnan(days)
    unsure = ~whole[pair] & (np.isnat(arrival) | np.isnat(departure))
    counted = {
        "n_visits": np.bincount(of),
        "n_stops": np.bincount(host),
        "n_days": np.bincount(of, np.where(whole, days, _days_known(arrival, departure, pair))),
        "n_unsure": np.bincount(host, unsure),
        "n_statements": np.bincount(of, count_each(made.statements["visit"], visits["visit"])[by]),
    }
    first, last = _first_and_last(of, visits["start"].to_numpy()[by])
    one_each = stops.iloc[one]
    frame = pd.DataFrame(
        {
            "part": HOST,
            "position": leader[one],
            "country": one_each["country"].array,
            "country_name": one_each["country_name"].array,
            "place": one_each["place"].array if cities else "",
            "place_name": one_each["place_name"].array if cities else "",
            "latitude": one_each["latitude"].array,
            "longitude": one_each["longitude"].array,
            "first": first,
            "last": last,
            "step": pd.array([pd.NA] * len(one), "Int64"),
        }
        | {name: pd.array(number.astype(int), "Int64") for name, number in counted.items()}
    )
    if cities:
        return frame[frame["latitude"].notna()]
    known = stops["latitude"].notna().to_numpy()
    n_known = np.bincount(host[known], minlength=len(one))
    for place, axis in enumerate(("longitude", "latitude")):
        sums = np.bincount(host[known], stops[axis].to_numpy()[known], minlength=len(one))
        frame[axis] = [
            at[place] if (at := middle(code)) is not None else total / n if n else math.nan
            for code, total, n in zip(frame["country"], sums, n_known, strict=True)
        ]
    return frame


def _numbered(made: Selection) -> tuple[Numbers, Numbers]:
    """Give the place of each visit's leader in the vocabulary, and the row of each stop's visit."""
    visits = made.visits
    return (
        pd.Index(made.leaders["leader"]).get_indexer(pd.Index(visits["leader"])),
        pd.Index(visits["visit"]).get_indexer(pd.Index(made.stops["visit"])),
    )


def _went(host: Numbers, visit: Numbers, n_visits: int) -> tuple[Numbers, Numbers, Numbers]:
    """Give host and visit where one went to the other, by host; and which of these a stop is of."""
    pairs, pair = np.unique(host * n_visits + visit, return_inverse=True)
    return *np.divmod(pairs, max(n_visits, 1)), pair


def _first_and_last(of: Numbers, days: Days) -> tuple[Days, Days]:
    """Give the first and the last known day of each number, which stand in order."""
    begin = np.flatnonzero(np.diff(of, prepend=-1))
    return np.fmin.reduceat(days, begin), np.fmax.reduceat(days, begin)


def _days_known(arrival: Days, departure: Days, of: Numbers) -> Numbers:
    """Count the different days that the stops of each number hold, as far as they are known."""
    known = ~(np.isnat(arrival) & np.isnat(departure))
    first = np.fmin(arrival, departure)[known].astype(int)
    last = np.fmax(arrival, departure)[known].astype(int)
    # Each number has a calendar of its own, behind that of the one before: one pass does for all.
    apart = of[known] * (last.max(initial=0) - first.min(initial=0) + 1)
    order = np.argsort(first + apart)
    begin, end = (first + apart)[order], (last + apart)[order]
    # A day that an earlier stop there held already counts once.
    begin[1:] = np.maximum(begin[1:], np.maximum.accumulate(end)[:-1] + 1)
    days = (end - begin + 1).clip(0)
    return np.bincount(of[known][order], days, minlength=of.max(initial=-1) + 1)


def _n_hosts(stops: pd.DataFrame, leader: Numbers, n: int) -> Numbers:
    """Count the host countries of each of `n` leaders, from each stop's leader."""
    return np.bincount(each_pair(pd.factorize(stops["country"])[0], leader, n)[1], minlength=n)


def _in_order(frame: pd.DataFrame, *keys: pd.Series) -> pd.DataFrame:
    """Sort by these values, which for a few hundred rows pandas does not do in a millisecond."""
    ranked = sorted(zip(*(key.tolist() for key in keys), range(len(frame)), strict=True))
    return frame.iloc[[row[-1] for row in ranked]].reset_index(drop=True)


def _ways(made: Selection) -> pd.DataFrame:
    """Give the legs of journeys, one by one or, of many visits, by the places that they join."""
    legs = pd.DataFrame(_legs(made), columns=LEG_COLUMNS[:-1])
    legs["n_visits"] = pd.Series(pd.NA, legs.index, "Int64")
    start = list(zip(legs["from_longitude"], legs["from_latitude"], strict=True))
    end = list(zip(legs["longitude"], legs["latitude"], strict=True))
    ways = pd.Series([min(pair, pair[::-1]) for pair in zip(start, end, strict=True)], legs.index)
    if ways.groupby(legs["leader"]).nunique().le(limits.WAYS).all():
        return legs
    grouped = legs.assign(way=ways).groupby(["leader", "way"], sort=False)
    joined = grouped[[column for column in LEG_COLUMNS if column not in ("leader", "n_visits")]]
    return (
        joined.first()
        .assign(n_visits=grouped["visit"].nunique(), visit=None, title=None, step=None)
        .reset_index()
        .sort_values("n_visits", ascending=False, kind="stable")
    )


def _legs(made: Selection) -> Iterator[tuple[Any, ...]]:
    """Go from the middle of the home country through the placed stops of each visit and back."""
    homes = dict(zip(made.leaders["leader"], made.leaders["country"], strict=True))
    titles = dict(zip(made.visits["visit"], made.visits["title"], strict=True))
    ends = {}
    for leader, code in homes.items():
        if (at := middle(code)) is not None:
            ends[leader] = (code, country_name(code), "", "", at[1], at[0])
    placed = made.stops[made.stops["latitude"].notna()].sort_values("position", kind="stable")
    journeys: dict[str, list[Any]] = {visit: [] for visit in made.stops["visit"].unique()}
    for stop in each_row(placed):
        journeys[stop.visit].append(stop)
    for visit, stops in journeys.items():
        if not stops:
            continue
        leader = stops[0].leader
        ways: list[tuple[Any, ...]] = [
            (row.country, row.country_name, row.place, row.place_name, row.latitude, row.longitude)
            for row in stops
        ]
        if leader in ends:
            ways = [ends[leader], *ways, ends[leader]]
        for step, (start, end) in enumerate(pairwise(ways), start=1):
            name = start[3] or start[1]
            yield (LEG, leader, visit, titles[visit], step, name, start[4], start[5], *end)


def hosts(selection: Selection) -> pd.DataFrame:
    """Give the host countries of visits that took place, most visits first, one row a country.

    Columns: country, country_name, region, one `n_visits_<leader>` for each leader with such
    a visit, first, last (first days of the first and the last visit to it).
    """
    made = selection.took_place
    stops = made.stops
    leader, visit = _numbered(made)
    country = pd.factorize(stops["country"])[0]
    _, one, country = np.unique(country, return_index=True, return_inverse=True)
    of, by, _ = _went(country, visit, len(made.visits))
    first, last = _first_and_last(of, made.visits["start"].to_numpy()[by])
    known = stops.iloc[one]
    counted = {
        f"n_visits_{who}": np.bincount(of[leader[by] == number], minlength=len(one))
        for number, who in enumerate(made.leaders["leader"])
        if number in leader
    }
    frame = pd.DataFrame(
        {
            "country": known["country"].array,
            "country_name": known["country_name"].array,
            "region": pd.array([region(code) for code in known["country"]], "str"),
            **counted,
            "first": first,
            "last": last,
        }
    )
    total = pd.Series(-np.bincount(of), frame.index)
    return _in_order(frame, total, frame["country_name"], frame["country"])


def unplaced(selection: Selection, mark: str = Mark.CITIES) -> pd.DataFrame:
    """Give the visits that took place with a stop that the map cannot hold, as rows of `visits`."""
    made = selection.took_place
    lacking = made.stops[made.stops["latitude"].isna()]
    if mark == Mark.COUNTRIES:
        # An outline is enough to shade a country; its square needs a place.
        placed = set(made.stops.loc[made.stops["latitude"].notna(), "country"])
        outlined = {code for code in lacking["country"] if middle(code) is not None}
        lacking = lacking[~lacking["country"].isin(placed | outlined)]
    return made.visits[among(made.visits["visit"], lacking["visit"])]


def not_made(selection: Selection) -> pd.DataFrame:
    """Give the visits shown that did not take place or are disputed, as rows of `visits`."""
    return selection.visits[
        ~among(selection.visits["visit"], selection.took_place.visits["visit"])
    ]


def basis(frame: pd.DataFrame, on_topics: bool = False, on_hosts: bool = False) -> str:
    """Say what a mark counts and what it rests on, where topics or hosts were chosen too."""
    hosts = list(each_row(frame[frame["part"] == HOST]))
    visits = {row.leader_name: row.n_leader_visits for row in hosts}
    said = ", ".join(f"{name} {number:,}" for name, number in visits.items())
    touching = " and touch a chosen topic" if on_topics else ""
    which = f"Visits that took place{touching}: {said or 'none'}."
    if not hosts:
        return which
    cities = hosts[0].mark == Mark.CITIES
    host = "city" if cities else "country"
    beyond = _outside(hosts, frame)
    out = f" Outside this part of the map: {_counted(beyond, host)}." if beyond else ""
    whole = " Of each visit all hosts are shown, also those not chosen." if on_hosts else ""
    click = "its country" if cities else "it"
    return (
        f"{which} {_counting(hosts, host)}{whole}{_left_out(hosts, frame, host)} A click on a "
        f"{host} shows the visits to {click} alone.{out}"
    )


def _left_out(hosts: list[Any], frame: pd.DataFrame, host: str) -> str:
    """Say how many hosts and ways are not drawn, where there are too many for a map."""
    legs = frame[frame["part"] == LEG]
    # Ways that stand one by one are few.
    ways = legs["leader"].tolist() if legs["step"].isna().all() else []
    said = ""
    for leaders, most, what in (
        ([row.leader for row in hosts], limits.PLACES, host),
        (ways, limits.WAYS, "way between two places"),
    ):
        if beyond := sum(max(number - most, 0) for number in Counter(leaders).values()):
            said += (
                f" Each map draws the {_counted(most, what)} with most; {beyond:,} more are in "
                "the data below."
            )
    return said


def _counting(hosts: list[Any], host: str) -> str:
    count = Count(hosts[0].unit)
    if count is Count.VISITS:
        return f"A visit counts once in each {host} it went to."
    if count is Count.STOPS:
        return "Each stop counts; one visit can have several."
    hollow = any(row.value == 0 for row in hosts)
    if count is Count.STATEMENTS:
        return (
            f"A statement is on a visit, not on a stop: it counts in each {host} that its visit "
            f"went to.{' Hollow: no statement.' if hollow else ''}"
        )
    least = ""
    if unsure := sum(row.n_unsure for row in hosts):
        least = f" Not all days of {_counted(unsure, 'stop')} are known: there it is the least"
        least += ", hollow where no day is known." if hollow else "."
    return (
        f"First and last day count, and a day in two {'cities' if host == 'city' else 'countries'}"
        f" counts in both. The only {host} of a visit has the visit’s days; others have the days"
        f" from arrival to departure.{least}"
    )


def _counted(number: int, noun: str) -> str:
    plural = {
        "city": "cities", "country": "countries", "host country": "host countries",
        "way between two places": "ways between two places",
    }  # fmt: skip
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural.get(noun, noun + 's')}"


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Draw a map a leader, below each other and all with the same extent and scale."""
    longitudes, latitudes = _extent(frame)
    tall = _height(longitudes, latitudes)
    legs = frame[frame["part"] == LEG]
    groups = _by_leader(frame)
    block = HEAD + KEY + tall + GAP
    height = max(block * len(groups), block)
    drawing = theme.drawing(height=height)
    drawing.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, showlegend=False)
    top = max((row.value for own in groups for row in own), default=0)
    cities = Mark.CITIES in set(frame["mark"])
    crowded = cities and any(len(own) > MOST_NUMBERED for own in groups)
    # Many bubbles are half as wide, or they would hide the land and each other.
    scale = 4 * top if crowded else top
    for place, rows in enumerate(groups):
        begin = block * place
        name = f"geo{place + 1 if place else ''}"
        drawing.update_layout(
            {
                name: {
                    "domain": {
                        "x": [0, 1],
                        "y": [
                            1 - (begin + HEAD + KEY + tall) / height,
                            1 - (begin + HEAD + KEY) / height,
                        ],
                    },
                    "projection": {"type": "miller"},
                    "lonaxis": {"range": longitudes},
                    "lataxis": {"range": latitudes},
                    "resolution": 110,
                    "showland": True, "landcolor": theme.land,
                    "showlakes": True, "lakecolor": theme.water,
                    # The outlines of countries hold every coast; Plotly draws those by default too.
                    "showcountries": True, "countrycolor": theme.border, "countrywidth": 0.6,
                    "showcoastlines": False,
                    # The ground is the sea: drawn as a shape it would be every coast once more.
                    "showframe": False, "bgcolor": theme.water,
                }
            }
        )  # fmt: skip
        one = rows[0]
        _title(drawing, one, theme, height - begin)
        _key(drawing, rows, theme, scale, height - begin - HEAD)
        _lines(drawing, legs[legs["leader"] == one.leader], theme, one, name)
        own = [row for row in rows if not math.isnan(row.longitude)][: limits.PLACES]
        shaded = [row for row in own if row.outlined and row.value and not cities]
        _shades(drawing, shaded, theme, top, name)
        # A country too small for an outline, or without a known day, is a square in its middle.
        marks = [row for row in own if cities or not row.outlined or not row.value]
        _bubbles(drawing, marks, theme, scale, name, "circle" if cities else "square")
        inside = [row for row in own if _within(row, longitudes, latitudes)]
        _names(drawing, inside, theme, scale, name, (longitudes, latitudes))
    return drawing.figure()


def _by_leader(frame: pd.DataFrame) -> list[list[Any]]:
    """Give the hosts of each leader, in the order of the vocabulary."""
    hosts = each_row(frame[frame["part"] == HOST])
    return [list(rows) for _, rows in groupby(hosts, key=lambda row: row.position)]


def _extent(frame: pd.DataFrame) -> tuple[list[float], list[float]]:
    """Give the ranges of longitude and latitude of the map, with some land around the marks."""
    ranges: list[list[float]] = []
    shaded = set(frame["country"]) if Mark.COUNTRIES in set(frame["mark"]) else set()
    near = Area.NEAR in set(frame["area"])
    marked: dict[str, list[float]] = {}
    for axis in ("longitude", "latitude"):
        at = marked[axis] = [*frame[axis].dropna(), *frame[f"from_{axis}"].dropna()]
        for country in shaded:
            if (box := reach(country)) is not None:
                at += box[0::2] if axis == "longitude" else box[1::2]
    sides = frame[SIDES].iloc[0].dropna().tolist() if len(frame) else []
    if sides and _span(marked["longitude"]) >= WIDE * (sides[2] - sides[0]):
        marked["longitude"] += sides[0::2]
        marked["latitude"] += sides[1::2]
    for axis, least, low, high in (
        ("longitude", 36.0, -180.0, 180.0),
        ("latitude", 18.0, -58.0, 76.0),
    ):
        home = frame[f"home_{axis}"].dropna()
        at = marked[axis]
        if len(home) and near:
            first, last = home.min() - NEAR[axis], home.max() + NEAR[axis]
        elif at:
            first, last = min(at), max(at)
            pad = max((last - first) * 0.06, (least - (last - first)) / 2, 4)
            first, last = first - pad, last + pad
        else:
            first, last = low, high
        ranges.append([max(float(first), low), min(float(last), high)])
    return ranges[0], ranges[1]


def _span(numbers: list[float]) -> float:
    return max(numbers, default=0.0) - min(numbers, default=0.0)


def _outside(hosts: list[Any], frame: pd.DataFrame) -> int:
    """Count the hosts that lie outside the part that the map shows."""
    extent = _extent(frame)
    # A country without an outline lies where the leader's own stops were: the first one's count.
    drawn = {(row.country, row.place): row for row in reversed(hosts)}.values()
    return sum(not math.isnan(row.longitude) and not _within(row, *extent) for row in drawn)


def _within(host: Any, longitudes: list[float], latitudes: list[float]) -> bool:
    (west, east), (south, north) = longitudes, latitudes
    return west <= host.longitude <= east and south <= host.latitude <= north


def _height(longitudes: list[float], latitudes: list[float]) -> int:
    """Give the height in pixels that a map of this extent needs."""
    shape = (_miller(latitudes[1]) - _miller(latitudes[0])) / math.radians(
        longitudes[1] - longitudes[0]
    )
    return round(min(max(MAP_WIDTH * shape, LOWEST), TALLEST))


def _title(drawing: Drawing, one: Any, theme: Theme, top: int) -> None:
    drawing.add_annotation(
        x=0, xref="paper", xanchor="left", y=0, yref="paper", yanchor="top", yshift=top,
        showarrow=False, font={"size": 15},
        text=(
            f"<span style='color:{theme.leader(one.position)}'>"
            f"<b>{as_text(one.leader_name)}</b></span>: "
            f"{_counted(one.n_leader_visits, 'visit')} to "
            f"{_counted(one.n_leader_hosts, 'host country')}"
        ),
    )  # fmt: skip


def _key(drawing: Drawing, rows: list[Any], theme: Theme, most: int, top: int) -> None:
    """Draw the sizes or shades of some values, in pixels from the left edge."""
    one = rows[0]
    held = sorted({row.value for row in rows if row.value})
    values = sorted({held[0], held[len(held) // 2], held[-1]}) if held else []
    label = f"{one.unit}:"
    left = len(label) * 6 + 10
    centre = top - KEY / 2
    text = {
        "x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper",
        "yanchor": "middle", "yshift": centre, "showarrow": False,
        "font": {"size": 12, "color": theme.muted},
    }  # fmt: skip
    drawing.add_annotation(**text, text=label)
    for value in values:
        shaded = one.mark == Mark.COUNTRIES
        wide = 16 if shaded else _diameter(value, most)
        drawing.add_shape(
            type="rect" if shaded else "circle", xref="paper", yref="paper",
            xsizemode="pixel", ysizemode="pixel", xanchor=0, yanchor=0,
            x0=left, x1=left + wide, y0=centre - wide / 2, y1=centre + wide / 2,
            fillcolor=theme.tint(one.position, _depth(value, most) if shaded else SOLID),
            line={"width": 1, "color": theme.leader(one.position)},
        )  # fmt: skip
        drawing.add_annotation(**text, text=f"{value:,}", xshift=left + wide + 3)
        left += wide + 12 + 8 * len(f"{value:,}")


def _diameter(value: int, most: int) -> float:
    """Give the pixels across of a bubble whose area grows with its value."""
    one = min(ONE, BIGGEST / math.sqrt(max(most, 1)))
    return max(one * math.sqrt(value), SMALLEST)


def _depth(value: int, most: int) -> float:
    return FAINTEST + (1 - FAINTEST) * value / most if most else 0.0


def _lines(drawing: Drawing, legs: pd.DataFrame, theme: Theme, one: Any, name: str) -> None:
    start = zip(legs["from_longitude"], legs["from_latitude"], strict=True)
    end = zip(legs["longitude"], legs["latitude"], strict=True)
    # There and back is one line: a second would only darken it.
    ways = list(dict.fromkeys((min(way), max(way)) for way in zip(start, end, strict=True)))
    if not ways:
        return
    # Where ways stand once each, with their counts, the most travelled come first.
    if legs["step"].isna().all():
        ways = ways[: limits.WAYS]
    # On a country shaded in the leader's colour a line of that colour would be lost.
    colour = theme.ink if one.mark == Mark.COUNTRIES else theme.leader(one.position)
    drawing.add_trace(
        scattergeo(
            lon=[part for start, end in ways for part in (start[0], end[0], None)],
            lat=[part for start, end in ways for part in (start[1], end[1], None)],
            mode="lines", hoverinfo="skip", geo=name, opacity=0.7,
            line={"width": 1.2, "color": colour},
        )
    )  # fmt: skip


SELECTED: dict[str, Any] = {
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": 1}},
}
"""A click must not dim the other marks."""


def _answers(rows: list[Any]) -> dict[str, Any]:
    """Give what a click sets, the country of the filter, and the words on hover."""
    return {
        "customdata": [[row.country, _hover(row)] for row in rows],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    }


def _shades(drawing: Drawing, rows: list[Any], theme: Theme, most: int, name: str) -> None:
    if not rows:
        return
    position = rows[0].position
    drawing.add_trace(
        choropleth(
            locations=[row.country for row in rows], z=[row.value for row in rows], geo=name,
            locationmode="ISO-3", zmin=0, zmax=max(most, 1), showscale=False,
            colorscale=[[0, theme.tint(position, FAINTEST)], [1, theme.tint(position, 1)]],
            marker={"line": {"width": 0.8, "color": theme.ground}}, **_answers(rows), **SELECTED,
        )
    )  # fmt: skip


def _bubbles(
    drawing: Drawing, rows: list[Any], theme: Theme, most: int, name: str, symbol: str
) -> None:
    """Draw a mark a host; the rows stand by value, so that a small one lies on a large one."""
    if not rows:
        return
    position = rows[0].position
    values = [row.value for row in rows]
    sizes = [_diameter(value, most) for value in values]
    fill = theme.tint(position, SOLID)
    numbered = len(rows) <= MOST_NUMBERED
    drawing.add_trace(
        scattergeo(
            lon=[row.longitude for row in rows], lat=[row.latitude for row in rows], geo=name,
            mode="markers+text",
            marker={
                "size": sizes, "symbol": symbol, "opacity": 1,
                "color": [fill if value else theme.ground for value in values],
                "line": {
                    "width": [1 if value else 2 for value in values],
                    "color": [
                        theme.ground if value else theme.leader(position) for value in values
                    ],
                },
            },
            text=[
                f"{value:,}" if numbered and size >= LABELLED else ""
                for value, size in zip(values, sizes, strict=True)
            ],
            textfont={"size": 11, "color": theme.ink_on(fill)}, **_answers(rows), **SELECTED,
        )
    )  # fmt: skip


def _names(
    drawing: Drawing,
    rows: list[Any],
    theme: Theme,
    most: int,
    name: str,
    frame: tuple[list[float], list[float]],
) -> None:
    """Name as many hosts as find room, those with most first: cities beside, countries across."""
    (west, east), (_, north) = frame
    edge = _pixels_across(frame)
    scale, top = edge / math.radians(east - west), _miller(north)
    # In pixels from the upper left corner of a narrow map.
    at = [
        (math.radians(row.longitude - west) * scale, (top - _miller(row.latitude)) * scale)
        for row in rows
    ]
    cities = any(row.mark == Mark.CITIES for row in rows)
    taken: list[Box] = []
    if cities:
        for (x, y), row in zip(at, rows, strict=True):
            half = _diameter(row.value, most) / 2
            taken.append((x - half, y - half, x + half, y + half))
    found: list[tuple[Any, str, str]] = []
    for row, (x, y) in zip(rows[:NAMES], at, strict=False):
        # The name of a site may go on after a comma.
        label = row.place_name.partition(",")[0] if cities else f"{row.country_name} {row.value:,}"
        wide = 6.5 * len(label)
        starts = (
            {"middle right": x + ASIDE, "middle left": x - ASIDE - wide}
            if cities
            else {"middle center": x - wide / 2}
        )
        for side, left in starts.items():
            box = (left, y - 7, left + wide, y + 7)
            free = left > 0 and left + wide < edge and not any(_touch(box, one) for one in taken)
            if free:
                taken.append(box)
                found.append(
                    (row, side, f"\u2003{as_text(label)}\u2003" if cities else as_text(label))
                )
                break
    drawing.add_trace(
        scattergeo(
            lon=[row.longitude for row, _, _ in found], lat=[row.latitude for row, _, _ in found],
            text=[text for _, _, text in found], textposition=[side for _, side, _ in found],
            geo=name, mode="text", hoverinfo="skip",
            textfont={"size": 12, "color": theme.ink, "shadow": "auto"},
        )
    )  # fmt: skip


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _pixels_across(frame: tuple[list[float], list[float]]) -> float:
    """Give the width of a narrow map, which a tall one does not fill."""
    (west, east), (south, north) = frame
    shape = math.radians(east - west) / (_miller(north) - _miller(south))
    return min(NARROW, shape * _height(*frame))


def _miller(latitude: float) -> float:
    """Project a latitude as Miller's cylindrical projection does, for a globe of radius 1."""
    return 1.25 * math.log(math.tan(math.pi / 4 + 0.4 * math.radians(latitude)))


def _hover(row: Any) -> str:
    where = ", ".join(part for part in (row.place_name, row.country_name) if part)
    days = _counted(row.n_days, "day")
    if row.n_unsure:
        known = f"at least {days}" if row.n_days else "days unknown"
        days = f"{known} (not all days of {_counted(row.n_unsure, 'stop')} known)"
    lines = [
        f"<b>{as_text(where)}</b>",
        *([as_text(row.region)] if row.region else []),
        f"{as_text(row.leader_name)}: {_counted(row.n_visits, 'visit')}",
        f"{_counted(row.n_stops, 'stop')}, {days}",
        _counted(row.n_statements, "statement"),
    ]
    if not pd.isna(row.first):
        spell = f"{row.first:%B %Y}"
        if row.last != row.first:
            spell = f"first {spell}, last {row.last:%B %Y}"
        lines.append(spell)
    return "<br>".join([*lines, f"<i>Click: visits to {as_text(row.country_name)} alone</i>"])


def _join(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def alt(frame: pd.DataFrame) -> str:
    """Say how many host countries each leader went to, and which host has most."""
    if frame.empty:
        return "No visit that took place matches."
    parts = []
    for rows in _by_leader(frame):
        one = rows[0]
        said = (
            f"{one.leader_name} {_counted(one.n_leader_visits, 'visit')} to "
            f"{_counted(one.n_leader_hosts, 'host country')}"
        )
        if most := max(row.value for row in rows):
            names = [row.place_name or row.country_name for row in rows if row.value == most]
            each = " each" if len(names) > 1 else ""
            if (rest := len(names) - 2) > 0:
                names = [*names[:2], f"{rest} more"]
            noun = {"Visits": "visit", "Stops": "stop", "Days abroad": "day"}.get(
                one.unit, "statement"
            )
            said += f", most in {_join(names)} ({_counted(most, noun)}{each})"
        parts.append(said)
    return f"Maps of where each leader went in this data set: {'; '.join(parts)}."
