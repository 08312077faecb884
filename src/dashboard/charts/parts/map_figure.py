"""The figure of the map: a map a leader, with bubbles or shades, lines and names."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard.analysis import limits
from dashboard.analysis.wording import counted
from dashboard.charts.parts.map_tables import HOST, LEG, Area, Mark, counted_places, grouped_ways
from dashboard.charts.theme import HOVER, NEVER_DIMMED, Theme, Trace, as_text, note
from dashboard.model.countries import reach

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
LEFT = {"x": 0, "xref": "paper", "xanchor": "left", "y": 0, "yref": "paper"}
"""A note at the left edge, which `yshift` puts some pixels above the foot of the figure."""
IN_PIXELS = {"xsizemode": "pixel", "ysizemode": "pixel", "xanchor": 0, "yanchor": 0} | {
    "xref": "paper",
    "yref": "paper",
}
"""A shape whose ends are pixels from the lower left corner of the figure."""


def figure(frame: pd.DataFrame, theme: Theme) -> go.Figure:
    """Return a map a leader, below each other and all with the same extent and scale."""
    hosts = frame[frame["part"] == HOST]
    leaders = [rows for _, rows in hosts.groupby("position")]
    longitudes, latitudes = extent(frame)
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
        own: list[Trace] = []
        legs = frame[(frame["part"] == LEG) & (frame["leader"] == rows["leader"].iloc[0])]
        if len(legs):
            own.append(_lines(legs, theme))
        own += _marks(rows.head(limits.PLACES).dropna(subset="longitude"), theme, top, most)
        inside = rows[is_within(rows, longitudes, latitudes)]
        own.append(_names(inside, theme, most, longitudes, latitudes))
        traces += [trace | {"geo": name} for trace in own]
    return theme.figure(
        traces,
        height=height,
        margin={"l": 0, "r": 0, "t": 0, "b": 0},
        showlegend=False,
        annotations=notes,
        shapes=shapes,
        **maps,
    )


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


def extent(frame: pd.DataFrame) -> tuple[list[float], list[float]]:
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


def is_within(
    hosts: pd.DataFrame, longitudes: list[float], latitudes: list[float]
) -> pd.Series[bool]:
    """Return which hosts lie in the part of the world that the map shows."""
    (west, east), (south, north) = longitudes, latitudes
    return hosts["longitude"].between(west, east) & hosts["latitude"].between(south, north)


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
    name = f"<b>{as_text(one['leader_name'])}</b>"
    text = (
        f"<span style='color:{theme.leader(one['position'])}'>{name}</span>: "
        f"{counted(one['n_leader_visits'], 'visit')} to "
        f"{counted_places(one['n_leader_hosts'], 'host country')}"
    )
    return note(text, theme.ink, 15, **LEFT, yanchor="top", yshift=top)


def _key(
    rows: pd.DataFrame, theme: Theme, most: int, centre: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the texts and the samples of the key: the sizes or shades of some values."""
    one = rows.iloc[0]
    is_shaded = one["mark"] == Mark.COUNTRIES
    held = sorted(set(rows["value"]) - {0})
    values = sorted({held[0], held[len(held) // 2], held[-1]}) if held else []
    place = LEFT | {"yanchor": "middle", "yshift": centre}
    texts, samples = [note(f"{one['unit']}:", theme.muted, 12, **place)], []
    left = len(one["unit"]) * 6 + 16
    for value in values:
        wide = 16 if is_shaded else _diameter(value, most)
        depth = FAINTEST + (1 - FAINTEST) * value / most if is_shaded else SOLID
        samples.append(
            IN_PIXELS
            | {
                "type": "rect" if is_shaded else "circle",
                "x0": left,
                "x1": left + wide,
                "y0": centre - wide / 2,
                "y1": centre + wide / 2,
                "fillcolor": theme.tint(one["position"], depth),
                "line": {"width": 1, "color": theme.leader(one["position"])},
            }
        )
        texts.append(note(f"{value:,}", theme.muted, 12, **place, xshift=left + wide + 3))
        left += wide + 12 + 8 * len(f"{value:,}")
    return texts, samples


def _diameter(value: int, most: int) -> float:
    """Return the pixels across of a bubble whose area grows with its value."""
    one = min(ONE, BIGGEST / math.sqrt(max(most, 1)))
    return max(one * math.sqrt(value), SMALLEST)


def _lines(legs: pd.DataFrame, theme: Theme) -> Trace:
    one = legs.iloc[0]
    start = zip(legs["from_longitude"], legs["from_latitude"], strict=True)
    end = zip(legs["longitude"], legs["latitude"], strict=True)
    # There and back is one line: a second would only darken it.
    ways = list(dict.fromkeys((min(way), max(way)) for way in zip(start, end, strict=True)))
    if len(grouped_ways(legs)):
        ways = ways[: limits.WAYS]
    # On a country shaded in the leader's colour a line of that colour would be lost.
    is_shaded = one["mark"] == Mark.COUNTRIES
    colour = theme.ink if is_shaded else theme.leader(one["position"])
    return {
        "type": "scattergeo",
        "lon": [part for start, end in ways for part in (start[0], end[0], None)],
        "lat": [part for start, end in ways for part in (start[1], end[1], None)],
        "mode": "lines",
        "hoverinfo": "skip",
        "opacity": 0.7,
        "line": {"width": 1.2, "color": colour},
    }


def _marks(rows: pd.DataFrame, theme: Theme, top: int, most: int) -> list[Trace]:
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
        "hovertemplate": HOVER,
    } | NEVER_DIMMED


def _shades(rows: pd.DataFrame, theme: Theme, top: int) -> Trace:
    position = rows["position"].iloc[0]
    return dict(
        type="choropleth",
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


def _bubbles(rows: pd.DataFrame, theme: Theme, most: int, symbol: str) -> Trace:
    """Return a mark a host; the rows stand by value, so that a small one lies on a large one."""
    position, values = rows["position"].iloc[0], rows["value"].tolist()
    sizes = [_diameter(value, most) for value in values]
    fill, colour = theme.tint(position, SOLID), theme.leader(position)
    is_numbered = len(rows) <= MOST_NUMBERED
    return dict(
        type="scattergeo",
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
) -> Trace:
    """Return the names of as many hosts as find room on a narrow map, those with most first."""
    tall = _miller(latitudes[1]) - _miller(latitudes[0])
    span = math.radians(longitudes[1] - longitudes[0])
    # A tall map does not fill the width.
    edge = min(NARROW, span / tall * _height(longitudes, latitudes))

    def place(row: Any) -> tuple[float, float]:
        """Return the place of a mark in pixels, from the upper left corner."""
        across = math.radians(row.longitude - longitudes[0])
        down = _miller(latitudes[1]) - _miller(row.latitude)
        return across * edge / span, down * edge / span

    hosts: list[Any] = list(rows.itertuples())
    taken: list[tuple[float, float, float, float]] = []
    for row in hosts:
        if row.mark == Mark.CITIES:
            (x, y), half = place(row), _diameter(row.value, most) / 2
            taken.append((x - half, y - half, x + half, y + half))
    named: list[tuple[float, float, str, str]] = []
    for row in hosts[:NAMES]:
        x, y = place(row)
        # The name of a site may go on after a comma. It stands beside the bubble.
        city = row.place_name.partition(",")[0]
        name = city or f"{row.country_name} {row.value:,}"
        wide = CHARACTER * len(name)
        beside = {"middle right": x + ASIDE, "middle left": x - ASIDE - wide}
        for side, left in (beside if city else {"middle center": x - wide / 2}).items():
            box = (left, y - 7, left + wide, y + 7)
            if left > 0 and box[2] < edge and not any(_touch(box, other) for other in taken):
                taken.append(box)
                text = f"\u2003{as_text(name)}\u2003" if city else as_text(name)
                named.append((row.longitude, row.latitude, text, side))
                break
    return {
        "type": "scattergeo",
        "lon": [longitude for longitude, *_ in named],
        "lat": [latitude for _, latitude, *_ in named],
        "text": [text for *_, text, _ in named],
        "textposition": [side for *_, side in named],
        "mode": "text",
        "hoverinfo": "skip",
        "textfont": {"size": 12, "color": theme.ink, "shadow": "auto"},
    }


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
