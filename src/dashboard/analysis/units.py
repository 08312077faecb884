"""What figures count, and what the rows of a matrix are."""

from __future__ import annotations

from enum import StrEnum
from typing import Any


class Unit(StrEnum):
    """What a figure counts; the value is the label on screen and in shared links."""

    SHARE = "Share of visits"
    VISITS = "Visits"
    HOSTS = "Host countries"
    DAYS = "Days abroad"
    STATEMENTS = "Statements"

    @property
    def column(self) -> str:
        """The column of a chart's table that has it."""
        return _COLUMNS[self.name]

    @property
    def note(self) -> str:
        """What a reader has to know of the count: a sentence after a space, or `""`."""
        return _NOTES.get(self.name, "")

    def written(self, number: float) -> str:
        """Return a number of it without its noun: `40%`, `1,204`."""
        return f"{number:.0%}" if self is Unit.SHARE else f"{number:,.0f}"

    def counted(self, number: float) -> str:
        """Return a number of it with its noun: `40% of visits`, `1 host country`."""
        if self is Unit.SHARE:
            return f"{self.written(number)} of visits"
        return f"{self.written(number)} {_ONE[self.name] if number == 1 else self.lower()}"


_COLUMNS = {
    "SHARE": "share", "VISITS": "n_visits", "HOSTS": "n_hosts", "DAYS": "n_days",
    "STATEMENTS": "n_statements",
}  # fmt: skip
_ONE = {
    "VISITS": "visit", "HOSTS": "host country", "DAYS": "day abroad", "STATEMENTS": "statement",
}  # fmt: skip
_NOTES = {
    "HOSTS": " A host country counts once, and a visit with several counts each of them.",
    "DAYS": " Days abroad are those of whole visits, first and last day included; a visit without "
    "dates or one that did not take place adds none.",
}
COUNTS = tuple(unit for unit in Unit if unit is not Unit.SHARE)
"""The units that need no whole to be a share of."""


class Rows(StrEnum):
    """What the rows of a matrix are; the value is the label on screen and in shared links."""

    TOPICS = "Topics"
    HOSTS = "Host countries"


def in_words(row: Any, *units: Unit) -> str:
    """Return what a row of a chart's table counts in these units: `2 visits, 1 host country`."""
    return ", ".join(unit.counted(row[unit.column]) for unit in units)
