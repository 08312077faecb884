"""The charts of the static copy: each with its numbers, its basis and its place in the app."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType

import pandas as pd

from dashboard.analysis.methods import (
    BY_YEAR,
    FEW_A_YEAR,
    FEW_IN_BAR,
    FEW_TOUCH,
    NARROW_VISITS,
    OUTLINES,
    READ_LINES,
)
from dashboard.analysis.selection import Rows, Selection, Unit
from dashboard.analysis.wording import counted, without_hints
from dashboard.charts import (
    challenges_against_opportunities,
    challenges_and_opportunities,
    hosts_on_map,
    topics_by_leader,
    topics_over_time,
    visits_begun,
    visits_in_time,
    visits_over_term,
    visits_per_period,
)


@dataclass(frozen=True)
class Drawing:
    """One chart, drawn as the dashboard opens it; `page` is its page there."""

    chart: ModuleType
    frame: pd.DataFrame
    basis: str
    page: str
    note: str = ""
    named: str = ""

    @property
    def name(self) -> str:
        """The name of the chart, or of that in whose place it stands, as in `?chart=`."""
        return self.named or self.chart.__name__.rpartition(".")[2]

    @property
    def path(self) -> str:
        """The page of the chart in the static copy."""
        return f"charts/{self.name.replace('_', '-')}.html"

    @property
    def question(self) -> str:
        """What the chart answers."""
        return self.chart.QUESTION

    @property
    def finding(self) -> str:
        """The main finding in a sentence."""
        return self.chart.alt(self.frame)


def drawings(shown: Selection) -> list[Drawing]:
    """Draw up the charts of what is shown; one with nothing to draw is left out."""
    return [each for each in _all(shown, shown.grouped) if not each.frame.empty]


def _all(shown: Selection, drawn: Selection) -> Iterator[Drawing]:
    def drawing(
        chart: ModuleType,
        frame: pd.DataFrame,
        page: str,
        basis: Callable[[], str],
        note: str = "",
        named: str = "",
    ) -> Drawing:
        # Of an empty frame some charts have nothing to say, and it is not asked.
        said = without_hints(basis()) if len(frame) else ""
        return Drawing(chart, frame, said, page, note, named)

    n_made = counted(len(shown.took_place.visits), "visit")
    lines = visits_over_term.table(drawn)
    yield drawing(
        visits_over_term, lines, "",
        lambda: f"{n_made} that took place. {visits_over_term.basis(Unit.VISITS, lines)} "
        f"{READ_LINES}",
    )  # fmt: skip
    if visits_begun.too_many(shown):
        begun = visits_begun.table(drawn)
        yield drawing(
            visits_begun, begun, "timeline", lambda: visits_begun.basis(begun),
            # A data set that grows keeps its addresses.
            named="visits_in_time",
        )  # fmt: skip
    else:
        bars = visits_in_time.table(drawn)
        yield drawing(
            visits_in_time, bars, "timeline",
            lambda: f"{visits_in_time.basis(bars)} {NARROW_VISITS}",
        )  # fmt: skip
    periods = visits_per_period.table(drawn)
    yield drawing(visits_per_period, periods, "timeline", lambda: visits_per_period.basis(periods))
    hosts = hosts_on_map.table(drawn)
    yield drawing(hosts_on_map, hosts, "map", lambda: hosts_on_map.basis(hosts), OUTLINES)
    touched = topics_by_leader.basis(Unit.SHARE, [])
    topics = topics_by_leader.table(drawn)
    yield drawing(
        topics_by_leader, topics, "topics",
        lambda: f"{touched} {FEW_TOUCH}{topics_by_leader.left_out(topics)}",
    )  # fmt: skip
    years = topics_over_time.table(drawn, topics=list(dict.fromkeys(topics["topic"])))
    yield drawing(
        topics_over_time, years, "topics",
        lambda: f"{touched} {BY_YEAR} {FEW_A_YEAR}{topics_over_time.left_out(years)}",
    )  # fmt: skip
    matrix = challenges_and_opportunities
    sides = matrix.basis(drawn, Rows.TOPICS, False) + Unit.SHARE.note
    cells = matrix.table(drawn)
    yield drawing(
        matrix, cells, "challenges",
        lambda: f"{matrix.reading(Rows.TOPICS, Unit.SHARE)} {sides}{matrix.left_out(cells)}",
    )  # fmt: skip
    against = challenges_against_opportunities
    facing = against.table(drawn)
    yield drawing(
        against, facing, "challenges",
        lambda: f"{sides} {FEW_IN_BAR}{against.left_out(facing)}",
    )  # fmt: skip
