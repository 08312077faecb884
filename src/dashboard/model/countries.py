"""Countries by code and name: their region, and where they lie on the map.

Names and regions are those of Unicode CLDR. `scripts/countries.py` writes the table.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from dashboard.model.beside import texts

TABLE = Path(__file__).with_name("countries.csv")

OTHER_NAMES: dict[str, str] = texts(__file__)


@dataclass(frozen=True)
class Country:
    """A country of ISO 3166-1.

    `middle` is its longitude and latitude; `reach` the west, south, east and north of its main
    parts. Both are None where the outlines of the map do not show it.
    """

    alpha_3: str
    alpha_2: str
    name: str
    region: str
    other_names: tuple[str, ...]
    middle: tuple[float, float] | None
    reach: tuple[float, float, float, float] | None


def _read(row: dict[str, str]) -> Country:
    middle = reach = None
    if row["longitude"]:
        middle = float(row["longitude"]), float(row["latitude"])
        reach = float(row["west"]), float(row["south"]), float(row["east"]), float(row["north"])
    names = tuple(row["other_names"].split("; ")) if row["other_names"] else ()
    return Country(row["alpha_3"], row["alpha_2"], row["name"], row["region"], names, middle, reach)


with TABLE.open(encoding="utf-8", newline="") as file:
    COUNTRIES = {row["alpha_3"]: _read(row) for row in csv.DictReader(file)}
"""All countries of ISO 3166-1, by alpha-3 code."""


def country_name(code: str) -> str:
    """Return the English name of an alpha-3 code; the code itself where it is unknown."""
    return COUNTRIES[code].name if code in COUNTRIES else code


def region(code: str) -> str:
    """Return the region of an alpha-3 code, such as `Western Asia`; "" where it is unknown."""
    return COUNTRIES[code].region if code in COUNTRIES else ""


def middle(code: str) -> tuple[float, float] | None:
    """Return longitude and latitude of the middle of a country, None where it has no outline."""
    return COUNTRIES[code].middle if code in COUNTRIES else None


def reach(code: str) -> tuple[float, float, float, float] | None:
    """Return west, south, east and north of a country's main parts, None without an outline."""
    return COUNTRIES[code].reach if code in COUNTRIES else None


def code_of(name: str) -> str | None:
    """Return the alpha-3 code of a country by a name or code; None if none is sure."""
    return _codes().get(_normalized(name))


def codes_like(name: str) -> list[str]:
    """Return up to two codes of countries whose names are like a text, for `did you mean`."""
    close = get_close_matches(_normalized(name), _codes(), n=4, cutoff=0.75)
    return list(dict.fromkeys(_codes()[match] for match in close))[:2]


@cache
def _codes() -> dict[str, str]:
    """Map each normalized name and code that only one country has to its alpha-3 code."""
    found: dict[str, set[str]] = {}
    for code, country in COUNTRIES.items():
        for name in (country.name, *country.other_names, country.alpha_2, code):
            # `Myanmar (Burma)` is known by the whole and by what stands before the bracket.
            for form in (name, re.sub(r"\(.*?\)", "", name)):
                found.setdefault(_normalized(form), set()).add(code)
    sure = {name: codes.pop() for name, codes in found.items() if len(codes) == 1}
    return sure | {_normalized(name): code for name, code in OTHER_NAMES.items()}


def _normalized(name: str) -> str:
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
