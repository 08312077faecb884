"""Write the table of countries that the dashboard reads: src/dashboard/model/countries.csv.

Names of countries and regions are those of Unicode CLDR, as Babel carries them; ISO 3166-1 codes
and official names come from pycountry. Babel leaves out which region a country lies in: this is
in `territoryContainment.json` of the npm package cldr-core, in the version that Babel carries
(`babel.core.get_global("cldr")`). Where a country lies is read from the outlines of the map.

Run it from the root of the project:
npm pack cldr-core@47.0.0 && tar -xf cldr-core-47.0.0.tgz
python scripts/countries.py package/supplemental/territoryContainment.json
"""

from __future__ import annotations

import argparse
import csv
import json
from itertools import accumulate
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

OUTLINES = Path("static/topojson/world_110m.json")
COUNTRIES = Path("src/dashboard/model/countries.csv")
COLUMNS: tuple[str, ...] = (
    *("alpha_3", "alpha_2", "name", "region", "other_names"),
    *("longitude", "latitude", "west", "south", "east", "north"),
)

Place = tuple[float, float]
"""Longitude and latitude."""
Box = tuple[float, float, float, float]
"""West, south, east and north, in degrees."""


def region_codes(containment: Any) -> dict[str, str]:
    """Map each alpha-2 code to the nearest region of the United Nations (M49) that holds it."""
    regions = containment["supplemental"]["territoryContainment"]
    return {
        part: code
        for code, region in regions.items()
        if "-status-" not in code and "_grouping" not in region
        for part in region["_contains"]
        if part.isalpha()
    }


def lines_of(topology: Any) -> list[list[Place]]:
    """Return the lines of a topology; the file has their first point, and then differences."""
    (wide, high), (west, south) = (topology["transform"][part] for part in ("scale", "translate"))
    return [
        [
            (west + wide * x, south + high * y)
            for x, y in zip(*(accumulate(axis) for axis in zip(*line, strict=True)), strict=True)
        ]
        for line in topology["arcs"]
    ]


def box(ring: list[int], topology: Any) -> Box:
    """Return the box around a ring of a TopoJSON; of one over the date line, its larger side."""
    (wide, high), (left, low) = topology["transform"]["scale"], topology["transform"]["translate"]
    longitudes: list[float] = []
    latitudes: list[float] = []
    for number in ring:
        # A number below zero is an arc taken backwards. It holds a point and then differences.
        arc = topology["arcs"][number if number >= 0 else ~number]
        longitudes += [left + wide * step for step in accumulate(x for x, _ in arc)]
        latitudes += [low + high * step for step in accumulate(y for _, y in arc)]
    if max(longitudes) - min(longitudes) > 300:
        sides = [[x for x in longitudes if x > 0], [x for x in longitudes if x <= 0]]
        longitudes = max(sides, key=len)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def reach(shapes: list[Any], topology: Any) -> list[float]:
    """Return west, south, east and north of a country's main parts; nothing if it has no shape.

    A main part is at least half as large as the largest one: islands at the other end of the
    world, or the tip of a country beyond the date line, are left out.
    """
    boxes: list[Box] = []
    for shape in shapes:
        parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        # The first ring of a part is its outer one.
        boxes += [box(part[0], topology) for part in parts]
    sizes = [(east - west) * (north - south) for west, south, east, north in boxes]
    main = [each for each, size in zip(boxes, sizes, strict=True) if size * 2 >= max(sizes)]
    if not main:
        return []
    west, south, east, north = zip(*main, strict=True)
    return [round(number, 4) for number in (min(west), min(south), max(east), max(north))]


def rows(containment: Any, topology: Any) -> list[dict[str, Any]]:
    """Return a row for each country of ISO 3166-1, in the order of the alpha-3 codes."""
    territories = Locale("en").territories
    regions = region_codes(containment)
    found: list[dict[str, Any]] = []
    for country in sorted(pycountry.countries, key=lambda country: country.alpha_3):
        name = territories.get(country.alpha_2, country.name)
        names = [getattr(country, kind, None) for kind in ("name", "official_name", "common_name")]
        other = [each for each in dict.fromkeys(names) if each and each != name]
        shapes = [
            shape
            for shape in topology["objects"]["countries"]["geometries"]
            if shape["id"] == country.alpha_3
        ]
        # Islands far from the mainland are a second shape of the same code.
        middle = shapes[0]["properties"]["ct"] if shapes else []
        region = territories.get(regions.get(country.alpha_2, ""), "")
        values = [country.alpha_3, country.alpha_2, name, region, "; ".join(other)]
        values += [*middle, *reach(shapes, topology)]
        found.append(dict(zip(COLUMNS, values, strict=False)))
    return found


def main() -> None:
    """Read the command line and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("containment", type=Path, help="territoryContainment.json of cldr-core")
    options = parser.parse_args()
    containment, topology = (
        json.loads(path.read_text(encoding="utf-8")) for path in (options.containment, OUTLINES)
    )
    with COUNTRIES.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows(containment, topology))


if __name__ == "__main__":
    main()
