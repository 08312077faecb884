"""A country by its names, and where it lies: its region, and its place on the map's outlines.

Regions are those of the United Nations (M49) as Unicode CLDR has them, whose names of
countries `country_name` gives: one source for both. Babel carries the names but not
which country lies in which region, so that one file of CLDR stands in `cldr/`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

HERE = Path(__file__).resolve().parent
CONTAINMENT = HERE / "cldr" / "territoryContainment.json"
OUTLINES = HERE.parents[2] / "static" / "topojson" / "world_110m.json"

# Names in use that neither ISO 3166-1 nor CLDR has. States that are no more are not here: which
# of their successors is meant, a table has to say.
OTHER_NAMES = {
    "America": "USA",
    "Bosnia": "BIH",
    "Britain": "GBR",
    "Burma": "MMR",
    "DR Congo": "COD",
    "DRC": "COD",
    "East Timor": "TLS",
    "Great Britain": "GBR",
    "Holland": "NLD",
    "Ivory Coast": "CIV",
    "Macedonia": "MKD",
    "Palestine": "PSE",
    "Republic of China": "TWN",
    "Republic of Korea": "KOR",
    "Surinam": "SUR",
    "Swaziland": "SWZ",
    "Turkey": "TUR",
    "UAE": "ARE",
    "UK": "GBR",
    "United States of America": "USA",
    "Vatican": "VAT",
}


def code_of(name: str) -> str | None:
    """Find the ISO 3166-1 alpha-3 code of a country by a name or code; None if none is sure."""
    return _codes().get(_bare(name))


def codes_like(name: str) -> list[str]:
    """Give up to two codes of countries whose names are like a text, for `did you mean`."""
    close = get_close_matches(_bare(name), _codes(), n=4, cutoff=0.75)
    return list(dict.fromkeys(_codes()[match] for match in close))[:2]


@cache
def _codes() -> dict[str, str]:
    """Map each bare name and code of a country to its alpha-3 code, where one country has it."""
    found: dict[str, set[str]] = {}
    territories = Locale("en").territories
    for country in pycountry.countries:
        names = [getattr(country, part, None) for part in ("name", "official_name", "common_name")]
        for name in (*names, territories.get(country.alpha_2)):
            # `Myanmar (Burma)` is known by the whole and by what stands before the bracket.
            for form in (name or "", re.sub(r"\(.*?\)", "", name or "")):
                found.setdefault(_bare(form), set()).add(country.alpha_3)
        for code in (country.alpha_2, country.alpha_3):
            found.setdefault(_bare(code), set()).add(country.alpha_3)
    sure = {name: codes.pop() for name, codes in found.items() if name and len(codes) == 1}
    return sure | {_bare(name): code for name, code in OTHER_NAMES.items()}


def _bare(name: str) -> str:
    """Leave of a name what tells countries apart: no case, accents, dots or `the`.

    `Germany, Federal Republic of` is turned round, so that it meets `Federal Republic of Germany`.
    """
    letters = unicodedata.normalize("NFKD", name.strip()).casefold()
    head, comma, tail = letters.partition(",")
    if comma and tail.strip().endswith(" of"):
        letters = f"{tail} {head}"
    letters = "".join(sign for sign in letters if not unicodedata.combining(sign))
    letters = re.sub(r"[.'’‘`]", "", letters).replace("&", " and ")
    words = re.sub(r"[^\w]+", " ", letters).split()
    words = ["saint" if word == "st" else word for word in words]
    return " ".join(words[1:] if words[:1] == ["the"] else words)


@cache
def country_name(code: str) -> str:
    """Give the English name of an ISO 3166-1 alpha-3 code (Unicode CLDR); else the code."""
    found = pycountry.countries.get(alpha_3=code)
    if found is None:
        return code
    return Locale("en").territories.get(found.alpha_2, code)


@cache
def region(code: str) -> str:
    """Name the region of an ISO 3166-1 alpha-3 code, such as `Western Asia`; else nothing."""
    found = pycountry.countries.get(alpha_3=code)
    if found is None:
        return ""
    return Locale("en").territories.get(_regions().get(found.alpha_2, ""), "")


@cache
def middle(code: str) -> tuple[float, float] | None:
    """Give longitude and latitude of the middle of a country that the outlines show."""
    for shape in _shapes(code):
        longitude, latitude = shape["properties"]["ct"]
        # Islands far from the mainland are a second shape of the same code.
        return longitude, latitude
    return None


@cache
def reach(code: str) -> tuple[float, float, float, float] | None:
    """Give west, south, east and north of a country's main parts, where the outlines show it.

    Main is what is at least half as wide and high as the largest part: islands at the other
    end of the world, or the tip of a country beyond the date line, are left out.
    """
    boxes = [_box(ring) for shape in _shapes(code) for ring in _outer_rings(shape)]
    if not boxes:
        return None
    largest = max(map(_size, boxes))
    main = [box for box in boxes if _size(box) * 2 >= largest]
    west, south, east, north = zip(*main, strict=True)
    return min(west), min(south), max(east), max(north)


@cache
def _regions() -> dict[str, str]:
    """Give the nearest region of each alpha-2 code; groupings (such as 003) are no regions."""
    held = json.loads(CONTAINMENT.read_text(encoding="utf-8"))
    regions: dict[str, dict[str, Any]] = held["supplemental"]["territoryContainment"]
    return {
        part: key
        for key, entry in regions.items()
        if "-status-" not in key and "_grouping" not in entry
        for part in entry["_contains"]
        if part.isalpha()
    }


@cache
def _outlines() -> Any:
    return json.loads(OUTLINES.read_text(encoding="utf-8"))


def _shapes(code: str) -> list[Any]:
    return [
        each for each in _outlines()["objects"]["countries"]["geometries"] if each["id"] == code
    ]


def _outer_rings(shape: Any) -> list[list[int]]:
    """Give the outer ring of each part of a shape, as numbers of arcs."""
    parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [part[0] for part in parts]


def _box(ring: list[int]) -> tuple[float, float, float, float]:
    """Undo TopoJSON's steps: an arc holds its first point and then differences, as integers."""
    outlines = _outlines()
    (wide, high), (left, low) = outlines["transform"]["scale"], outlines["transform"]["translate"]
    longitudes, latitudes = [], []
    for number in ring:
        # A number below zero is an arc taken backwards; the points are the same.
        arc = outlines["arcs"][number if number >= 0 else ~number]
        longitudes += [left + wide * step for step in accumulate(x for x, _ in arc)]
        latitudes += [low + high * step for step in accumulate(y for _, y in arc)]
    if max(longitudes) - min(longitudes) > 300:
        # The ring crosses the date line: the side with more of it counts.
        sides = [[x for x in longitudes if x > 0], [x for x in longitudes if x <= 0]]
        longitudes = max(sides, key=len)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _size(box: tuple[float, float, float, float]) -> float:
    west, south, east, north = box
    return (east - west) * (north - south)
