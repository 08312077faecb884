"""What the page of a visit says, gathered by visit once for all of them."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard.analysis.selection import Selection, each_row
from dashboard.analysis.wording import facts, stop_in_words
from dashboard.model.vocabulary import Bearing, StatementKind, Status

ByVisit = dict[str, list[Any]]


def _by_visit(frame: pd.DataFrame) -> ByVisit:
    held: ByVisit = defaultdict(list)
    for row in each_row(frame):
        held[row.visit].append(row)
    return held


def _by_day(row: Any) -> tuple[bool, Any]:
    return (True, 0) if pd.isna(row.date) else (False, row.date)


class Dossiers:
    """The rows of every visit, at hand by its id."""

    def __init__(self, selection: Selection) -> None:
        """Go through each frame once: to ask it once a visit takes minutes at 100,000 visits."""
        self.visits = {row.visit: row for row in each_row(selection.visits)}
        self._stops = _by_visit(selection.stops)
        self._meetings = _by_visit(selection.meetings)
        self._statements = _by_visit(selection.statements)
        self._citations = _by_visit(selection.citations)
        self._sources = {row.source: row for row in each_row(selection.sources)}
        self._before: dict[str, Any] = {}
        self._after: dict[str, Any] = {}
        dated = selection.visits.dropna(subset=["start"]).sort_values(["leader", "start", "visit"])
        rows = list(each_row(dated))
        for one, other in pairwise(rows):
            if one.leader == other.leader:
                self._after[one.visit], self._before[other.visit] = other, one

    def of(self, visit: str) -> dict[str, Any]:
        """Give all that the data set holds of a visit, as the template takes it."""
        row = self.visits[visit]
        status = Status(row.status)
        cited = [(self._sources[each.source], each.bearing) for each in self._citations[visit]]
        cited.sort(key=lambda pair: _by_day(pair[0]))
        said = [(each, self._sources[each.source]) for each in self._statements[visit]]
        return {
            "row": row,
            "status": status,
            "confirmed": status is Status.CONFIRMED,
            "facts": facts(row),
            "stops": [stop_in_words(stop) for stop in self._stops[visit]],
            "met": self._meetings[visit],
            "bearings": [
                (bearing, [source for source, its in cited if its == bearing])
                for bearing in Bearing
            ]
            if status is Status.DISPUTED
            else [],
            "sources": [source for source, _ in cited],
            "said": [
                (kind, of_kind)
                for kind in StatementKind
                if (of_kind := [pair for pair in said if pair[0].kind == kind])
            ],
            "before": self._before.get(visit),
            "after": self._after.get(visit),
        }
