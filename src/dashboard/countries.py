"""Where a country lies: its region, and its place on the map's outlines.

Regions are those of the United Nations (M49) as Unicode CLDR has them, whose names of
countries `tables.country_name` gives: one source for both. Babel carries the names but not
which country lies in which region, so that one file of CLDR stands in `cldr/`.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pycountry
from babel import Locale

HERE = Path(__file__).resolve().parent
CONTAINMENT = HERE / "cldr" / "territoryContainment.json"
OUTLINES = HERE.parents[1] / "static" / "topojson" / "world_110m.json"


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
    return _middles().get(code)


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
def _middles() -> dict[str, tuple[float, float]]:
    outlines = json.loads(OUTLINES.read_text(encoding="utf-8"))
    found: dict[str, tuple[float, float]] = {}
    for shape in outlines["objects"]["countries"]["geometries"]:
        longitude, latitude = shape["properties"]["ct"]
        # Islands far from the mainland are a second shape of the same code.
        found.setdefault(shape["id"], (longitude, latitude))
    return found
