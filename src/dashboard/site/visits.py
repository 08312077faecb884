"""What the page of a visit says, gathered by visit once for all of them."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard.analysis.audits import doubts_among
from dashboard.analysis.selection import Selection
from dashboard.analysis.wording import facts, stop_in_words
from dashboard.model.vocabulary import Bearing, StatementKind, Status
from dashboard.site.render import rows_of


class Visits:
    """The rows of every visit, by its id."""

    def __init__(self, selection: Selection) -> None:
        """Go through each frame once: to filter it for each visit takes minutes at 100,000."""
        self.rows = {row.visit: row for row in rows_of(selection.visits)}
        self._stops = _by_visit(selection.stops)
        self._meetings = _by_visit(selection.meetings)
        self._statements = _by_visit(selection.statements)
        self._citations = _by_visit(selection.citations)
        self._points = _by_visit(selection.points)
        self._sources = {row.source: row for row in rows_of(selection.sources)}
        self._before: dict[str, Any] = {}
        self._after: dict[str, Any] = {}
        dated = selection.visits.dropna(subset=["start"]).sort_values(["leader", "start", "visit"])
        for one, other in pairwise(rows_of(dated)):
            if one.leader == other.leader:
                self._after[one.visit], self._before[other.visit] = other, one

    def about(self, visit: str) -> dict[str, Any]:
        """Return all that the data set holds of a visit, by the names of the template."""
        row = self.rows[visit]
        cited = [(self._sources[each.source], each.bearing) for each in self._citations[visit]]
        cited.sort(key=lambda pair: (pd.isna(pair[0].date), pair[0].date))
        said = [(each, self._sources[each.source]) for each in self._statements[visit]]
        by_kind = {kind: [pair for pair in said if pair[0].kind == kind] for kind in StatementKind}
        bearings = {
            bearing: [source for source, its in cited if its == bearing] for bearing in Bearing
        }
        return {
            "row": row,
            "status": Status(row.status),
            "facts": facts(row),
            "stops": [stop_in_words(stop) for stop in self._stops[visit]],
            "met": self._meetings[visit],
            "bearings": bearings if row.status == Status.DISPUTED else {},
            "points": [
                (point, [self._sources[each] for each in point.sources])
                for point in self._points[visit]
            ],
            "sources": [source for source, _ in cited],
            "said": {kind: pairs for kind, pairs in by_kind.items() if pairs},
            "doubts": doubts_among(each.audit for each, _ in said),
            "before": self._before.get(visit),
            "after": self._after.get(visit),
        }


def _by_visit(frame: pd.DataFrame) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = defaultdict(list)
    for row in rows_of(frame):
        rows[row.visit].append(row)
    return rows
