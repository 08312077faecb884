"""What a licence is called on screen and where it stands, from its SPDX identifier."""

from __future__ import annotations

import re

NONE = "no licence given"
"""What is said of a data set that names none: nobody else's terms are put in their place."""

_COMMONS = "https://creativecommons.org"
_DEDICATIONS = {
    "CC0-1.0": ("CC0 1.0", f"{_COMMONS}/publicdomain/zero/1.0/"),
    "CC-PDM-1.0": ("Public Domain Mark 1.0", f"{_COMMONS}/publicdomain/mark/1.0/"),
}
# Only those for the whole world: of a country's own version the identifier tells more.
_LICENCE = re.compile(r"CC-(BY(?:-NC)?(?:-ND|-SA)?)-(2\.0|2\.5|3\.0|4\.0)")


def name(identifier: str | None) -> str:
    """Give the short name, such as CC BY 4.0; the identifier outside the Creative Commons."""
    if identifier is None:
        return NONE
    if match := _LICENCE.fullmatch(identifier):
        return f"CC {match[1]} {match[2]}"
    return _DEDICATIONS.get(identifier, (identifier,))[0]


def address(identifier: str) -> str:
    """Give the address of the licence: its own in the Creative Commons, else SPDX's page of it."""
    if match := _LICENCE.fullmatch(identifier):
        return f"{_COMMONS}/licenses/{match[1].lower()}/{match[2]}/"
    return _DEDICATIONS.get(identifier, ("", f"https://spdx.org/licenses/{identifier}.html"))[1]


def sentence(identifier: str | None) -> str:
    """Give the short name as a sentence of its own."""
    return f"{NONE.capitalize() if identifier is None else name(identifier)}."


def named(identifier: str | None) -> str:
    """Give name and address on one line, or say that there is none."""
    return name(identifier) if identifier is None else f"{name(identifier)}, {address(identifier)}"
