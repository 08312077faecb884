"""Where each leader went: one map a leader, with cities as bubbles or countries shaded."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.methods import OUTLINES
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import counted
from dashboard.charts import map_tables
from dashboard.charts.chart import NO_MATCH, Chart, Option, Options
from dashboard.charts.leaders import charted_leaders
from dashboard.charts.map_tables import HOST, LEG, Mark
from dashboard.charts.theme import Theme, as_text
from dashboard.model.countries import middle, reach, region

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
CHARACTER = 6.5
"""About the width of a character of a name, in pixels."""
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
KEEP_MARKS = {"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
"""A click must not dim the other marks."""

COLUMNS = [
    *("part", "leader", "leader_name", "position", "country", "country_name", "region"),
    *("place", "place_name", "latitude", "longitude", "outlined", "n_visits", "n_stops"),
    *("n_days", "n_unsure", "n_statements", "first", "last", "mark", "unit", "area", "value"),
    *("home_latitude", "home_longitude", "n_leader_visits", "n_leader_hosts"),
    *("west", "south", "east", "north"),
    *("visit", "title", "step", "from_name", "from_latitude", "from_longitude"),
]


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
    visits = made.visits["leader"].astype(str).value_counts()
    hosts = made.stops.astype({"leader": str}).groupby("leader")["country"].nunique()
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
    beyond = len(drawn) - int(_is_within(drawn, *_extent(frame)).sum())
    sentences = [
        which,
        _counting(hosts, host, Count(options["count"])),
        "Of each visit all hosts are shown, also those not chosen." if filters.hosts else "",
        _left_out(hosts["leader"], limits.PLACES, _counted(limits.PLACES, host)),
        _left_out(
            _grouped_ways(frame)["leader"], limits.WAYS, f"{limits.WAYS:,} ways between two places"
        ),
        f"A click on a {host} shows the visits to {clicked} alone.",
        f"Outside this part of the map: {_counted(beyond, host)}." if beyond else "",
        "Lines join the stops of a visit in their order; they begin and end in the middle of the "
        "home country, as the record holds no airports."
        if options["lines"]
        else "",
        OUTLINES,
    ]
    return " ".join(filter(None, sentences))


def _grouped_ways(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the legs that stand once a pair of places; those that stand one by one are few."""
    return frame[(frame["part"] == LEG) & frame["step"].isna()]


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


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun.removesuffix('y')}ies"


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Return a map a leader, below each other and all with the same extent and scale."""
    hosts = frame[frame["part"] == HOST]
    leaders = [rows for _, rows in hosts.groupby("position")]
    longitudes, latitudes = _extent(frame)
    tall = _height(longitudes, latitudes)
    block = HEAD + KEY + tall + GAP
    height = block * max(len(leaders), 1)
    top = int(hosts["value"].max()) if len(hosts) else 0
    is_crowded = any(
        len(rows) > MOST_NUMBERED and rows["mark"].iloc[0] == Mark.CITIES for rows in leaders
    )
    # Many bubbles are half as wide, or they would hide the land and each other.
    most = 4 * top if is_crowded else top
    maps, notes, shapes, traces = {}, [], [], []
    for number, rows in enumerate(leaders):
        name = f"geo{number + 1 if number else ''}"
        upper = height - block * number
        domain = [(upper - HEAD - KEY - tall) / height, (upper - HEAD - KEY) / height]
        maps[name] = _map(domain, longitudes, latitudes, theme)
        texts, samples = _key(rows, theme, most, upper - HEAD - KEY / 2)
        notes += [_title(rows, theme, upper), *texts]
        shapes += samples
        legs = frame[(frame["part"] == LEG) & (frame["leader"] == rows["leader"].iloc[0])]
        if len(legs):
            traces.append(_lines(legs, theme).update(geo=name))
        marks = _marks(rows.head(limits.PLACES).dropna(subset="longitude"), theme, top, most)
        traces += [trace.update(geo=name) for trace in marks]
        inside = rows[_is_within(rows, longitudes, latitudes)]
        traces.append(_names(inside, theme, most, longitudes, latitudes).update(geo=name))
    figure = theme.figure(
        height=height,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        showlegend=False,
        annotations=notes,
        shapes=shapes,
        **maps,
    )
    return figure.add_traces(traces)


def _map(
    domain: list[float], longitudes: list[float], latitudes: list[float], theme: Theme
) -> dict[str, Any]:
    return {
        "domain": {"x": [0, 1], "y": domain},
        "projection": {"type": "miller"},
        "lonaxis": {"range": longitudes},
        "lataxis": {"range": latitudes},
        "resolution": 110,
        "showland": True,
        "landcolor": theme.land,
        "showlakes": True,
        "lakecolor": theme.water,
        # The outlines of countries hold every coast; Plotly draws those by default too.
        "showcountries": True,
        "countrycolor": theme.border,
        "countrywidth": 0.6,
        "showcoastlines": False,
        # The ground is the sea: drawn as a shape it would be every coast once more.
        "showframe": False,
        "bgcolor": theme.water,
    }


def _extent(frame: pd.DataFrame) -> tuple[list[float], list[float]]:
    """Return the ranges of longitude and latitude of the map, with some land around the marks."""
    if frame.empty:
        return [-180.0, 180.0], [-58.0, 76.0]
    one = frame.iloc[0]
    codes = frame["country"].unique() if one["mark"] == Mark.COUNTRIES else []
    boxes = [box for code in codes if (box := reach(code)) is not None]
    marked = {
        axis: [*frame[axis].dropna(), *frame[f"from_{axis}"].dropna()]
        + [end for box in boxes for end in box[first::2]]
        for first, axis in enumerate(("longitude", "latitude"))
    }
    across = marked["longitude"]
    if across and max(across) - min(across) >= WIDE * (one["east"] - one["west"]):
        # So that the map does not move at every choice.
        marked["longitude"] += [one["west"], one["east"]]
        marked["latitude"] += [one["south"], one["north"]]
    near = one["area"] == Area.NEAR
    return (
        _range("longitude", marked["longitude"], frame, near, 36.0, (-180.0, 180.0)),
        _range("latitude", marked["latitude"], frame, near, 18.0, (-58.0, 76.0)),
    )


def _range(
    axis: str,
    marked: list[float],
    frame: pd.DataFrame,
    near: bool,
    least: float,
    ends: tuple[float, float],
) -> list[float]:
    """Return the range of an axis: around the homes if `near`, else around all that is marked."""
    home = frame[f"home_{axis}"].dropna()
    first, last = ends
    if len(home) and near:
        first, last = home.min() - NEAR[axis], home.max() + NEAR[axis]
    elif marked:
        first, last = min(marked), max(marked)
        pad = max((last - first) * 0.06, (least - (last - first)) / 2, 4)
        first, last = first - pad, last + pad
    return [max(float(first), ends[0]), min(float(last), ends[1])]


def _is_within(
    hosts: pd.DataFrame, longitudes: list[float], latitudes: list[float]
) -> pd.Series[bool]:
    return hosts["longitude"].between(*longitudes) & hosts["latitude"].between(*latitudes)


def _height(longitudes: list[float], latitudes: list[float]) -> int:
    """Return the height in pixels that a map of this extent needs."""
    wide = math.radians(longitudes[1] - longitudes[0])
    shape = (_miller(latitudes[1]) - _miller(latitudes[0])) / wide
    return round(min(max(MAP_WIDTH * shape, LOWEST), TALLEST))


def _miller(latitude: float) -> float:
    """Project a latitude as Miller's cylindrical projection does, for a globe of radius 1."""
    return 1.25 * math.log(math.tan(math.pi / 4 + 0.4 * math.radians(latitude)))


def _title(rows: pd.DataFrame, theme: Theme, top: float) -> dict[str, Any]:
    one = rows.iloc[0]
    return _note(top, yanchor="top", font={"size": 15}) | {
        "text": (
            f"<span style='color:{theme.leader(one['position'])}'>"
            f"<b>{as_text(one['leader_name'])}</b></span>: "
            f"{counted(one['n_leader_visits'], 'visit')} to "
            f"{_counted(one['n_leader_hosts'], 'host country')}"
        ),
    }


def _note(height: float, **more: Any) -> dict[str, Any]:
    """Return an annotation at the left edge, some pixels from the foot of the figure."""
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": 0,
        "yref": "paper",
        "yshift": height,
        "showarrow": False,
    } | more


def _key(
    rows: pd.DataFrame, theme: Theme, most: int, centre: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the texts and the samples of the key: the sizes or shades of some values."""
    one = rows.iloc[0]
    is_shaded = one["mark"] == Mark.COUNTRIES
    held = sorted(set(rows["value"]) - {0})
    values = sorted({held[0], held[len(held) // 2], held[-1]}) if held else []
    note = _note(centre, yanchor="middle", font={"size": 12, "color": theme.muted})
    texts, samples = [note | {"text": f"{one['unit']}:"}], []
    left = len(one["unit"]) * 6 + 16
    for value in values:
        wide = 16 if is_shaded else _diameter(value, most)
        depth = FAINTEST + (1 - FAINTEST) * value / most if is_shaded else SOLID
        samples.append(
            {
                "type": "rect" if is_shaded else "circle",
                "xref": "paper",
                "yref": "paper",
                "xsizemode": "pixel",
                "ysizemode": "pixel",
                "xanchor": 0,
                "yanchor": 0,
                "x0": left,
                "x1": left + wide,
                "y0": centre - wide / 2,
                "y1": centre + wide / 2,
                "fillcolor": theme.tint(one["position"], depth),
                "line": {"width": 1, "color": theme.leader(one["position"])},
            }
        )
        texts.append(note | {"text": f"{value:,}", "xshift": left + wide + 3})
        left += wide + 12 + 8 * len(f"{value:,}")
    return texts, samples


def _diameter(value: int, most: int) -> float:
    """Return the pixels across of a bubble whose area grows with its value."""
    one = min(ONE, BIGGEST / math.sqrt(max(most, 1)))
    return max(one * math.sqrt(value), SMALLEST)


def _lines(legs: pd.DataFrame, theme: Theme) -> go.Scattergeo:
    one = legs.iloc[0]
    start = zip(legs["from_longitude"], legs["from_latitude"], strict=True)
    end = zip(legs["longitude"], legs["latitude"], strict=True)
    # There and back is one line: a second would only darken it.
    ways = list(dict.fromkeys((min(way), max(way)) for way in zip(start, end, strict=True)))
    if len(_grouped_ways(legs)):
        ways = ways[: limits.WAYS]
    # On a country shaded in the leader's colour a line of that colour would be lost.
    is_shaded = one["mark"] == Mark.COUNTRIES
    colour = theme.ink if is_shaded else theme.leader(one["position"])
    return go.Scattergeo(
        lon=[part for start, end in ways for part in (start[0], end[0], None)],
        lat=[part for start, end in ways for part in (start[1], end[1], None)],
        mode="lines",
        hoverinfo="skip",
        opacity=0.7,
        line={"width": 1.2, "color": colour},
    )


def _marks(rows: pd.DataFrame, theme: Theme, top: int, most: int) -> list[Any]:
    """Return the bubbles of cities, or shaded countries and the squares of others."""
    if rows.empty:
        return []
    if rows["mark"].iloc[0] == Mark.CITIES:
        return [_bubbles(rows, theme, most, "circle")]
    # A country too small for an outline, or without a known day, is a square in its middle.
    is_shaded = rows["outlined"] & (rows["value"] > 0)
    shaded, others = rows[is_shaded], rows[~is_shaded]
    squares = [_bubbles(others, theme, most, "square")] if len(others) else []
    return [_shades(shaded, theme, top), *squares] if len(shaded) else squares


def _answers(rows: pd.DataFrame) -> dict[str, Any]:
    """Return what a click sets, the country of the filter, and the words on hover."""
    return {
        "customdata": [[row.country, _hover(row)] for row in rows.itertuples()],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
    } | KEEP_MARKS


def _shades(rows: pd.DataFrame, theme: Theme, top: int) -> go.Choropleth:
    position = rows["position"].iloc[0]
    return go.Choropleth(
        locations=rows["country"].tolist(),
        z=rows["value"].tolist(),
        locationmode="ISO-3",
        zmin=0,
        zmax=max(top, 1),
        showscale=False,
        colorscale=[[0, theme.tint(position, FAINTEST)], [1, theme.tint(position, 1)]],
        marker={"line": {"width": 0.8, "color": theme.ground}},
        **_answers(rows),
    )


def _bubbles(rows: pd.DataFrame, theme: Theme, most: int, symbol: str) -> go.Scattergeo:
    """Return a mark a host; the rows stand by value, so that a small one lies on a large one."""
    position, values = rows["position"].iloc[0], rows["value"].tolist()
    sizes = [_diameter(value, most) for value in values]
    fill, colour = theme.tint(position, SOLID), theme.leader(position)
    is_numbered = len(rows) <= MOST_NUMBERED
    return go.Scattergeo(
        lon=rows["longitude"].tolist(),
        lat=rows["latitude"].tolist(),
        mode="markers+text",
        marker={
            "size": sizes,
            "symbol": symbol,
            "opacity": 1,
            "color": [fill if value else theme.ground for value in values],
            "line": {
                "width": [1 if value else 2 for value in values],
                "color": [theme.ground if value else colour for value in values],
            },
        },
        text=[
            f"{value:,}" if is_numbered and size >= LABELLED else ""
            for value, size in zip(values, sizes, strict=True)
        ],
        textfont={"size": 11, "color": theme.ink_on(fill)},
        **_answers(rows),
    )


def _names(
    rows: pd.DataFrame, theme: Theme, most: int, longitudes: list[float], latitudes: list[float]
) -> go.Scattergeo:
    """Return the names of as many hosts as find room on a narrow map, those with most first."""
    tall = _miller(latitudes[1]) - _miller(latitudes[0])
    wide = math.radians(longitudes[1] - longitudes[0])
    # A tall map does not fill the width.
    edge = min(NARROW, wide / tall * _height(longitudes, latitudes))

    def place(row: Any) -> tuple[float, float]:
        """Return the place of a mark in pixels, from the upper left corner."""
        across = math.radians(row.longitude - longitudes[0])
        down = _miller(latitudes[1]) - _miller(row.latitude)
        return across * edge / wide, down * edge / wide

    taken: list[tuple[float, float, float, float]] = []
    hosts = list(rows.itertuples())
    for row in hosts:
        if row.mark == Mark.CITIES:
            (x, y), half = place(row), _diameter(row.value, most) / 2
            taken.append((x - half, y - half, x + half, y + half))
    named: list[tuple[float, float, str, str]] = []
    for row in hosts[:NAMES]:
        x, y = place(row)
        if row.mark == Mark.CITIES:
            # The name of a site may go on after a comma. It stands beside the bubble.
            name = row.place_name.partition(",")[0]
            text = f"\u2003{as_text(name)}\u2003"
            across = CHARACTER * len(name)
            sides = {"middle right": x + ASIDE, "middle left": x - ASIDE - across}
        else:
            name = f"{row.country_name} {row.value:,}"
            text = as_text(name)
            across = CHARACTER * len(name)
            sides = {"middle center": x - across / 2}
        for side, left in sides.items():
            box = (left, y - 7, left + across, y + 7)
            if left > 0 and box[2] < edge and not any(_touch(box, other) for other in taken):
                taken.append(box)
                named.append((row.longitude, row.latitude, text, side))
                break
    return go.Scattergeo(
        lon=[longitude for longitude, *_ in named],
        lat=[latitude for _, latitude, *_ in named],
        text=[text for *_, text, _ in named],
        textposition=[side for *_, side in named],
        mode="text",
        hoverinfo="skip",
        textfont={"size": 12, "color": theme.ink, "shadow": "auto"},
    )


def _touch(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _hover(row: Any) -> str:
    where = ", ".join(part for part in (row.place_name, row.country_name) if part)
    days = counted(row.n_days, "day")
    if row.n_unsure:
        known = f"at least {days}" if row.n_days else "days unknown"
        days = f"{known} (not all days of {counted(row.n_unsure, 'stop')} known)"
    lines = [
        f"<b>{as_text(where)}</b>",
        *([as_text(row.region)] if row.region else []),
        f"{as_text(row.leader_name)}: {counted(row.n_visits, 'visit')}",
        f"{counted(row.n_stops, 'stop')}, {days}",
        counted(row.n_statements, "statement"),
    ]
    if not pd.isna(row.first):
        first, last = f"{row.first:%B %Y}", f"{row.last:%B %Y}"
        lines.append(first if row.first == row.last else f"first {first}, last {last}")
    return "<br>".join([*lines, f"<i>Click: visits to {as_text(row.country_name)} alone</i>"])


def finding(frame: pd.DataFrame) -> str:
    """Return how many host countries each leader went to, and which host has most."""
    if frame.empty:
        return "No visit that took place matches."
    parts = []
    for _, rows in frame[frame["part"] == HOST].groupby("position"):
        one, most = rows.iloc[0], rows["value"].max()
        said = (
            f"{one['leader_name']} {counted(one['n_leader_visits'], 'visit')} to "
            f"{_counted(one['n_leader_hosts'], 'host country')}"
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
