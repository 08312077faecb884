"""The numbers of the map: hosts by leader, legs of journeys, and the part of the world shown."""

from __future__ import annotations

import math
from enum import StrEnum

import pandas as pd

from dashboard.analysis import limits
from dashboard.analysis.selection import Selection
from dashboard.charts.parts.leaders import charted_leaders, counted_visits, stops_that_took_place
from dashboard.model.countries import country_name, middle, reach, region


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

    @property
    def noun(self) -> str:
        """One of it, in words."""
        return "day" if self is Count.DAYS else self.name.lower().removesuffix("s")


class Area(StrEnum):
    """How far the map reaches; the value is the label on screen and in shared links."""

    ALL = "All hosts"
    NEAR = "Near home"


HOST, LEG = "Host", "Leg of a journey"
ONE_DAY = pd.Timedelta(days=1)
Box = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""
COUNTS = ["n_visits", "n_stops", "n_days", "n_unsure", "n_statements"]
PLACE = ["country", "country_name", "place", "place_name", "latitude", "longitude"]
LEG_COLUMNS = [
    *("leader", "visit", "title", "step", "from_name", "from_latitude", "from_longitude"),
    *("country", "country_name", "place", "place_name", "latitude", "longitude"),
]


def middles(codes: pd.Series) -> pd.DataFrame:
    """Return longitude and latitude of the middle of each country; NaN without an outline."""
    spots = [middle(code) or (math.nan, math.nan) for code in codes]
    longitudes, latitudes = ([spot[axis] for spot in spots] for axis in (0, 1))
    return pd.DataFrame({"longitude": longitudes, "latitude": latitudes}, codes.index, dtype=float)


def everywhere(selection: Selection, mark: str = Mark.CITIES) -> Box | None:
    """Return the part of the world in which all hosts of visits that took place lie, if any do."""
    stops = selection.took_place.stops
    if mark == Mark.CITIES:
        spots = stops[["longitude", "latitude"]].dropna()
        boxes = [(*spots.min(), *spots.max())] if len(spots) else []
    else:
        boxes = [box for code in stops["country"].unique() if (box := reach(code)) is not None]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)


def count_by_host(selection: Selection, mark: str) -> pd.DataFrame:
    """Return one row a leader and city or country.

    Only stops that the map can hold. The only host of a visit has the visit's days. Elsewhere
    the days from arrival to departure count once, and of a stop that lacks one the other day
    alone.

    Columns: leader, country, country_name, place, place_name, latitude, longitude, n_visits,
    n_stops, n_days, n_unsure, n_statements, first, last.
    """
    host = "place" if mark == Mark.CITIES else "country"
    stops = stops_that_took_place(selection).drop(columns="leader")
    visits = counted_visits(selection)
    stops = stops.merge(visits.assign(row=visits.index), on="visit")
    # What a visit has counts at its first stop at a host; its days if that host is the only one.
    is_first = ~stops.duplicated(["row", host])
    n_hosts = is_first.groupby(stops["row"]).transform("sum")
    is_whole = (n_hosts == 1) & stops["n_days"].notna()
    is_unsure = (stops["arrival"].isna() | stops["departure"].isna()) & ~is_whole
    n_days = stops["n_days"].where(is_first).where(is_whole, _new_days(stops[~is_whole], host))
    counts = stops.assign(
        n_visits=is_first.astype(int),
        n_stops=1,
        n_days=n_days.fillna(0).astype(int),
        n_unsure=is_unsure.astype(int),
        n_statements=stops["n_statements"].where(is_first, 0),
    )
    by = ["leader", host]
    hosts = counts.groupby(by, as_index=False)
    frame = (
        hosts[COUNTS]
        .sum()
        .assign(first=hosts["start"].min()["start"], last=hosts["start"].max()["start"])
    )
    places = counts.drop_duplicates(by)[[*by, *(name for name in PLACE if name != host)]]
    frame = frame.merge(places, on=by)
    if mark == Mark.CITIES:
        return frame[frame["latitude"].notna()]
    outlines, amid = middles(frame["country"]), hosts[["longitude", "latitude"]].mean()
    return frame.assign(
        place="",
        place_name="",
        longitude=outlines["longitude"].fillna(amid["longitude"]),
        latitude=outlines["latitude"].fillna(amid["latitude"]),
    )


def _new_days(stops: pd.DataFrame, host: str) -> pd.Series:
    """Return how many days each stop adds to those of the visit's earlier stops at its host."""
    days = stops[["arrival", "departure"]]
    first, last = days.min(axis="columns").dropna().sort_values(), days.max(axis="columns")
    spells = stops.loc[first.index, ["row", host]]
    held = last[first.index].groupby([spells["row"], spells[host]]).cummax()
    before = held.groupby([spells["row"], spells[host]]).shift()
    begin = first.where(~(before >= first), before + ONE_DAY)
    return ((last[first.index] - begin).dt.days + 1).clip(0)


def ways(selection: Selection) -> pd.DataFrame:
    """Return the legs of journeys, one by one or, of many visits, by the places that they join.

    Columns: `LEG_COLUMNS`, and n_visits where ways stand once for several visits.
    """
    legs = _legs(selection)
    backwards = (legs["from_longitude"] > legs["longitude"]) | (
        (legs["from_longitude"] == legs["longitude"]) & (legs["from_latitude"] > legs["latitude"])
    )
    ends = ["from_longitude", "from_latitude", "longitude", "latitude"]
    turned = legs[[*ends[2:], *ends[:2]]].set_axis(ends, axis="columns")
    by = ["leader", "x0", "y0", "x1", "y1"]
    keys = legs[ends].mask(backwards, turned).set_axis(by[1:], axis="columns")
    joined = pd.concat([legs, keys], axis="columns")
    if joined.drop_duplicates(by).groupby("leader").size().le(limits.WAYS).all():
        return legs
    n_visits = joined.drop_duplicates([*by, "visit"]).groupby(by).size().rename("n_visits")
    joined = joined.drop_duplicates(by).drop(columns=["visit", "title", "step"])
    joined = joined.merge(n_visits.reset_index(), on=by)
    return joined.drop(columns=by[1:]).sort_values("n_visits", ascending=False, kind="stable")


def _legs(selection: Selection) -> pd.DataFrame:
    """Return the legs from the middle of the home country through the placed stops and back."""
    placed = stops_that_took_place(selection).dropna(subset="latitude")
    placed = placed.assign(order=pd.factorize(placed["visit"])[0])
    leaders = charted_leaders(selection)
    homes = leaders[["leader", "country"]].assign(
        country_name=[country_name(code) for code in leaders["country"]],
        place="",
        place_name="",
        longitude=middles(leaders["country"])["longitude"],
        latitude=middles(leaders["country"])["latitude"],
    )
    homes = homes.dropna(subset="latitude")
    visits = placed[["visit", "leader", "order"]].drop_duplicates()
    home = visits.merge(homes, on="leader")
    ends = [home.assign(position=0), home.assign(position=placed["position"].max() + 1)]
    spots = pd.concat([placed, *ends]).sort_values(["order", "position"], ignore_index=True)
    before = spots.groupby("order")[["country_name", "place_name", "latitude", "longitude"]].shift()
    name = before["place_name"].where(before["place_name"] != "", before["country_name"])
    titles = counted_visits(selection)[["visit", "title"]]
    legs = spots.assign(
        step=spots.groupby("order").cumcount(),
        from_name=name,
        from_latitude=before["latitude"],
        from_longitude=before["longitude"],
    )
    return legs[legs["step"] > 0].merge(titles, on="visit", how="left")[LEG_COLUMNS]


def hosts(selection: Selection) -> pd.DataFrame:
    """Return the host countries of visits that took place, most visits first, one row a country.

    Columns: country, country_name, region, one `n_visits_<leader>` for each leader with such
    a visit, first, last (first days of the first and the last visit to it).
    """
    stops = stops_that_took_place(selection)
    pairs = stops[["visit", "leader", "country", "country_name"]].drop_duplicates()
    pairs = pairs.merge(counted_visits(selection)[["visit", "start"]], on="visit")
    by = ["country", "country_name"]
    visits = pairs.groupby(by).agg(
        total=("visit", "size"), first=("start", "min"), last=("start", "max")
    )
    for leader in selection.grouped.leaders["leader"]:
        own = pairs[pairs["leader"] == leader]
        if len(own):
            visits[f"n_visits_{leader}"] = own.groupby(by).size()
    frame = visits.reset_index().sort_values(
        ["total", "country_name", "country"], ascending=[False, True, True], ignore_index=True
    )
    counts = [column for column in frame if str(column).startswith("n_visits_")]
    regions = [region(code) for code in frame["country"]]
    frame = frame.fillna(dict.fromkeys(counts, 0)).astype(dict.fromkeys(counts, int))
    return frame.assign(region=regions)[[*by, "region", *counts, "first", "last"]]


def unplaced(selection: Selection, mark: str = Mark.CITIES) -> pd.DataFrame:
    """Return the visits that took place with a stop that the map cannot hold, as of `visits`."""
    made = selection.took_place
    lacking = made.stops[made.stops["latitude"].isna()]
    if mark == Mark.COUNTRIES:
        # An outline is enough to shade a country; its square needs a place.
        placed = set(made.stops.loc[made.stops["latitude"].notna(), "country"])
        outlined = {code for code in lacking["country"].unique() if middle(code) is not None}
        lacking = lacking[~lacking["country"].isin(placed | outlined)]
    return made.visits[made.visits["visit"].isin(lacking["visit"])]


def not_made(selection: Selection) -> pd.DataFrame:
    """Return the visits that did not take place or are disputed, as rows of `visits`."""
    visits = selection.visits
    return visits[~visits["visit"].isin(selection.took_place.visits["visit"])]


def grouped_ways(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the legs that stand once a pair of places; those that stand one by one are few."""
    return frame[(frame["part"] == LEG) & frame["step"].isna()]


def counted_places(number: int, noun: str) -> str:
    """Return a number with its noun, which ends in y: `1 city`, `2 host countries`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun.removesuffix('y')}ies"
