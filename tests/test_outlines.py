"""The outlines of the map: what thinning leaves of them, and that the file shipped is thinned."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from typing import Any

import outlines
import pytest
from conftest import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.analysis.selection import Selection
from dashboard.charts import hosts_on_map
from dashboard.charts.theme import Theme
from dashboard.model import countries

FINE = 0.001
"""Degrees a step, in the topologies of these tests."""

numbers = st.floats(-0.3, 0.3)
places = st.tuples(st.floats(-179, 179), st.floats(-80, 80))


def topology(countries: dict[str, list[list[int]]], arcs: list[list[tuple[float, float]]]) -> Any:
    """Countries of one part each, by the numbers of their rings' arcs, and a river."""
    in_steps = [[(round(x / FINE), round(y / FINE)) for x, y in arc] for arc in arcs]
    shapes = [
        {"type": "Polygon", "id": code, "properties": {"ct": [0, 0]}, "arcs": rings}
        for code, rings in countries.items()
    ]
    river = {"type": "LineString", "arcs": [len(arcs) - 1]}
    return {
        "type": "Topology",
        "transform": {"scale": [FINE, FINE], "translate": [0, 0]},
        "objects": {
            "countries": {"type": "GeometryCollection", "geometries": shapes},
            "rivers": {"type": "GeometryCollection", "geometries": [river]},
        },
        "arcs": [outlines.steps(arc) for arc in in_steps],
    }


def rings(held: Any) -> dict[str, list[outlines.Spot]]:
    arcs = [outlines.spots(arc) for arc in held["arcs"]]
    return {
        shape["id"]: outlines.along(ring, arcs)
        for shape in held["objects"]["countries"]["geometries"]
        for ring in outlines.rings_of(shape)
    }


def neighbours(border: list[float]) -> Any:
    """Two countries, east and west of a border from the equator to the north."""
    line = [(5 + aside, 0.1 * at) for at, aside in enumerate(border)]
    (x, y), (right, above) = line[0], line[-1]
    west = [(right, above), (0.0, above), (0.0, y), (x, y)]
    east = [(right, above), (9.0, above), (9.0, y), (x, y)]
    river = [(1.0, 0.1), (1.5, 0.1)]
    return topology({"WST": [[0, 1]], "EST": [[~2, ~0]]}, [line, west, east, river])


# --- what a line is thinned to -------------------------------------------------------------


def test_how_far_a_point_lies_from_a_line_is_said_in_degrees_of_longitude() -> None:
    assert outlines.gap((5, 0.2), (0, 0), (10, 0)) == pytest.approx(0.2, rel=0.01)
    assert outlines.gap((12, 0), (0, 0), (10, 0)) == pytest.approx(2)
    assert outlines.gap((3, 4), (0, 0), (0, 0)) == pytest.approx(5, rel=0.01)
    # The map draws a degree of longitude as wide in the north as at the equator.
    assert outlines.gap((1, 60), (0, 50), (0, 70)) == pytest.approx(1, rel=0.01)


def test_a_border_along_a_parallel_keeps_points_for_the_globe_is_round() -> None:
    parallel = [(float(x), 49.0) for x in range(-123, -94)]
    equator = [(x, 0.0) for x, _ in parallel]
    assert len(outlines.kept(parallel, 0.1)) > 3
    assert outlines.kept(equator, 0.1) == [0, len(equator) - 1]


@given(line=st.lists(places, min_size=2, max_size=30), tolerance=st.floats(0, 40))
def test_no_point_is_further_from_the_thinned_line_than_the_tolerance(
    line: list[outlines.Place], tolerance: float
) -> None:
    stay = outlines.kept(line, tolerance)
    assert stay[0] == 0
    assert stay[-1] == len(line) - 1
    for first, last in pairwise(stay):
        for at in range(first + 1, last):
            assert outlines.gap(line[at], line[first], line[last]) <= tolerance
    # What is left already is not thinned again.
    left = [line[at] for at in stay]
    assert outlines.kept(left, tolerance) == list(range(len(left)))


# --- what a topology is thinned to ---------------------------------------------------------


@given(border=st.lists(numbers, min_size=2, max_size=20))
def test_neighbours_keep_one_border_of_points_that_were_there(border: list[float]) -> None:
    original = neighbours(border)
    before, after = rings(original), rings(outlines.thin(original))
    line = outlines.spots(original["arcs"][0])
    for code, ring in after.items():
        assert set(ring) <= set(before[code])
        assert {line[0], line[-1]} <= set(ring)
    assert set(after["WST"]) & set(line) == set(after["EST"]) & set(line)


def test_a_border_loses_points() -> None:
    original = neighbours([0, 0.01, 0.3, 0.01, 0])
    line = [(5000, 0), (5010, 100), (5300, 200), (5010, 300), (5000, 400)]
    assert outlines.spots(original["arcs"][0]) == line
    (border, *_) = outlines.thin(original)["arcs"]
    assert outlines.spots(border) == [line[0], line[2], line[4]]


@settings(max_examples=300)
@given(
    sides=st.lists(st.floats(0.02, 1), min_size=3, max_size=12),
    size=st.sampled_from([0.05, 0.15, 0.4, 2.0]),
    backwards=st.booleans(),
)
def test_no_island_vanishes_or_is_turned_inside_out(
    sides: list[float], size: float, backwards: bool
) -> None:
    angles = [2 * math.pi * at / len(sides) for at in range(len(sides))]
    spikes = zip(angles, sides, strict=True)
    coast = [(9 + size * r * math.cos(a), 9 + size * r * math.sin(a)) for a, r in spikes]
    coast = [*coast, coast[0]]
    original = topology({"ISL": [[0]]}, [coast[::-1] if backwards else coast, [(0, 0), (1, 1)]])
    before, after = (
        outlines.turn([0], [outlines.spots(held["arcs"][0])])
        for held in (original, outlines.thin(original))
    )
    assert before == after


def test_a_country_of_one_tiny_island_keeps_it_whole() -> None:
    coast = [(9.0, 9.0), (9.05, 9.0), (9.05, 9.05), (9.0, 9.05), (9.0, 9.0)]
    original = topology({"ISL": [[0]]}, [coast, [(0, 0), (1, 1)]])
    assert rings(outlines.thin(original)) == rings(original)


def test_layers_that_no_map_draws_are_empty_and_their_arcs_are_gone() -> None:
    original = neighbours([0, 0.3, 0])
    thinned = outlines.thin(original)
    assert thinned["objects"]["rivers"] == {"type": "GeometryCollection", "geometries": []}
    assert (len(original["arcs"]), len(thinned["arcs"])) == (4, 3)
    one, other = original["objects"]["countries"], thinned["objects"]["countries"]
    for before, after in zip(one["geometries"], other["geometries"], strict=True):
        assert before | {"arcs": 0} == after | {"arcs": 0}
    assert original == neighbours([0, 0.3, 0]), "the original is left alone"


# --- the file shipped ----------------------------------------------------------------------

# All that the file of plotly.js has; it shows no other country.
OUTLINED = """
AFG AGO ALA ALB ARE ARG ARM ATA ATF AUS AUT AZE BDI BEL BEN BFA BGD BGR BHS BIH BLR BLZ BOL BRA BRN
BTN BWA CAF CAN CHE CHL CHN CIV CMR COD COG COL COM CPV CRI CUB CYP CZE DEU DJI DMA DNK DOM DZA ECU
EGY ERI ESH ESP EST ETH FIN FJI FLK FRA GAB GBR GEO GHA GIN GLP GMB GNB GNQ GRC GRL GTM GUF GUM GUY
HND HRV HTI HUN IDN IND IRL IRN IRQ ISL ISR ITA JAM JOR JPN KAZ KEN KGZ KHM KOR KWT LAO LBN LBR LBY
LKA LSO LTU LUX LVA MAR MDA MDG MEX MKD MLI MMR MNE MNG MOZ MRT MTQ MUS MWI MYS NAM NCL NER NGA NIC
NLD NOR NPL NZL OMN PAK PAN PER PHL PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN
SGS SJM SLB SLE SLV SOM SRB SSD STP SUR SVK SVN SWE SWZ SYR TCD TGO THA TJK TKM TLS TTO TUN TUR TWN
TZA UGA UKR URY USA UZB VEN VNM VUT WSM XAC XAP XBT XHT XIT XJK YEM ZAF ZMB ZWE
"""


@pytest.fixture(scope="module")
def shipped() -> Any:
    return json.loads((ROOT / "static/topojson/world_110m.json").read_text(encoding="utf-8"))


def test_the_file_shipped_is_what_the_script_makes(shipped: Any) -> None:
    assert outlines.thin(shipped) == shipped, "thin it anew: static/README.md"


def test_the_file_shipped_has_a_third_fewer_points(shipped: Any) -> None:
    arcs = [outlines.spots(arc) for arc in shipped["arcs"]]
    drawn = [
        outlines.along(ring, arcs)
        for layer in shipped["objects"].values()
        for ring in outlines.rings_of(layer)
    ]
    # Plotly goes through them at each drawing; of the original they were 31,064.
    assert 15_000 < sum(map(len, drawn)) < 22_000
    assert min(map(len, drawn)) >= 4


def test_no_country_lost_its_outline(shipped: Any) -> None:
    assert {shape["id"] for shape in shipped["objects"]["countries"]["geometries"]} == {
        *OUTLINED.split()
    }
    outlined = {code for code in countries.COUNTRIES if countries.reach(code)}
    assert outlined == {code for code in OUTLINED.split() if code in countries.COUNTRIES}


def test_the_layers_that_a_map_shows_are_those_that_hold_something(
    tiny_selection: Selection, shipped: Any
) -> None:
    chart = hosts_on_map.CHART
    frame = chart.table(tiny_selection, chart.defaults())
    figure = chart.figure(frame, Theme()).to_plotly_json()
    maps = [part for name, part in figure["layout"].items() if name.startswith("geo")]
    assert maps
    held = {name for name, layer in shipped["objects"].items() if layer["geometries"]}
    for each in maps:
        # Of itself Plotly shows coastlines, and nothing else.
        shown = {
            name for name in shipped["objects"] if each.get(f"show{name}", name == "coastlines")
        }
        assert shown == held == set(outlines.DRAWN)
